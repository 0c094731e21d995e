"""Shapes from elsewhere: what they have executed runs within bounds and behind walls."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import QueryError, ShapeError
from kg.ingest import validate_files
from kg.model import BNode, Iri, Literal, Triple
from kg.rdf.namespaces import SH, XSD
from kg.runtime.bounds import Bounds
from kg.validation import reference
from kg.validation.data_graph import MemoryGraph
from kg.validation.shapes import Shapes
from kg.validation.walled_graph import WalledGraph

BOUNDS = Bounds(60, 1 << 32)
PREFIXES = f"@prefix sh: <{SH}> . @prefix e: <http://e/> . "
DATA = f"@prefix e: <http://e/> . e:a e:p 5 ; e:q '5.0'^^<{XSD}decimal> . _:b e:p 1 , 7 ."
ENDLESS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?s ?t ?u FILTER(?u = ?a)"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A file of data, and the place of a file of shapes."""
    data = tmp_path / "data.ttl"
    data.write_text(DATA + "".join(f" e:n{n} e:r {n} ." for n in range(300)))
    return data, tmp_path / "shapes.ttl"


def test_a_sparql_constraint_finds_what_it_finds_within_the_process(
    files: tuple[Path, Path],
) -> None:
    data, shapes = files
    shapes.write_text(
        f"{PREFIXES} e:S a sh:NodeShape ; sh:targetSubjectsOf e:p ; sh:sparql [ sh:message 'no' ; "
        "sh:select 'SELECT $this ?value { $this <http://e/p> ?value FILTER(?value > 4) }' ] ."
    )
    report = validate_files([data], shapes, BOUNDS)
    results = {(type(result.focus), str(result.value)) for result in report.results}
    assert results == {(Iri, "5"), (BNode, "7")}


def test_pyshacl_finds_what_it_finds_within_the_process(files: tuple[Path, Path]) -> None:
    data, shapes = files
    shapes.write_text(
        f"{PREFIXES} e:S a sh:NodeShape ; sh:target [ a sh:SPARQLTarget ; "
        "sh:select 'SELECT ?this { ?this <http://e/p> ?o }' ] ; "
        "sh:property [ sh:path e:q ; sh:minCount 1 ; sh:message 'none'@en ] ."
    )
    (result,) = validate_files([data], shapes, BOUNDS).results
    assert isinstance(result.focus, BNode)
    assert (result.path, result.messages) == ("http://e/q", (("en", "none"),))


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        (Bounds(1.0, 1 << 32), "stopped after 1 s"),
        (Bounds(60, 1 << 28), r"needs more than 0\.25 GiB of memory"),
    ],
)
def test_the_sparql_of_a_shape_is_bounded(
    files: tuple[Path, Path], bounds: Bounds, message: str
) -> None:
    data, shapes = files
    order = "ORDER BY ?c ?f ?i" if bounds.seconds == 60 else ""
    pattern = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i" if order else ENDLESS
    shapes.write_text(
        f"{PREFIXES} e:S a sh:NodeShape ; sh:targetSubjectsOf e:p ; sh:sparql [ sh:message 'no' ; "
        f"sh:select 'SELECT $this ?a ?f {{ $this <http://e/p> ?v . {pattern} }} {order}' ] ."
    )
    with pytest.raises(ShapeError, match=f"^shape <http://e/S>: its SPARQL .*{message}"):
        validate_files([data], shapes, bounds)


def test_pyshacl_is_bounded_too(files: tuple[Path, Path]) -> None:
    data, shapes = files
    shapes.write_text(
        f"{PREFIXES} e:S a sh:NodeShape ; sh:nodeKind sh:IRI ; sh:target [ a sh:SPARQLTarget ; "
        f"sh:select 'SELECT ?this {{ ?this <http://e/p> ?v . {ENDLESS} }}' ] ."
    )
    with pytest.raises(ShapeError, match="stopped after 3 s"):
        validate_files([data], shapes, Bounds(3.0, 1 << 32))


def test_all_queries_of_a_validation_share_the_time() -> None:
    graph = WalledGraph((), Bounds(60))
    assert list(graph.select("SELECT (1 AS ?x) {}")) != []
    process = graph._process  # noqa: SLF001
    assert process is not None
    spent = process._process._spent  # noqa: SLF001
    assert list(graph.select("SELECT (1 AS ?x) {}")) != []
    assert process._process._spent > spent > 0  # noqa: SLF001


@pytest.mark.skipif(sys.platform != "linux", reason="the wall in front of sockets is Linux's")
def test_past_the_policy_the_sparql_of_a_shape_reaches_no_socket(
    listener: tuple[str, list[str]],
) -> None:
    address, requests = listener
    with pytest.raises(QueryError, match="not permitted"):
        list(WalledGraph((), BOUNDS).select(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"))
    assert requests == []


@pytest.mark.skipif(sys.platform != "linux", reason="the wall in front of sockets is Linux's")
def test_past_the_policy_pyshacl_reaches_no_socket(listener: tuple[str, list[str]]) -> None:
    address, requests = listener
    text = (
        f"{PREFIXES} e:S a sh:NodeShape ; sh:nodeKind sh:IRI ; sh:target [ a sh:SPARQLTarget ; "
        f"sh:select 'SELECT ?this {{ SERVICE <{address}> {{ ?this ?p ?o }} }}' ] ."
    )
    quads = ox.parse(text, format=ox.RdfFormat.TURTLE)
    graph = MemoryGraph((q.subject, q.predicate, q.object) for q in quads)
    shapes = Shapes((), graph, {"http://e/S": "sh:target"}, 1)
    triples = [Triple(Iri("http://e/a"), Iri("http://e/p"), Literal("x"))]
    with pytest.raises(ShapeError, match=r"pySHACL: .*Operation not permitted"):
        reference.validate_walled(triples, shapes, shapes.foreign, BOUNDS)
    assert requests == []
    with contextlib.suppress(ValueError, SyntaxError):  # the server's answer is none
        reference.validate(triples, shapes, shapes.foreign)
    assert len(requests) >= 1
