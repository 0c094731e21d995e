"""What the Python face writes to files and takes from memory, form by form, and what it refuses."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import rdflib

import kg
from kg.graph.inputs import _cell
from kg.model import BNode, Iri, Literal, text
from kg.rdf.namespaces import XSD
from kg.results.values import python_value, rdf_term, written

CLUSTERS = "SELECT ?c ?name { ?c a hx:Cluster ; skos:prefLabel ?name } ORDER BY ?c ?name"


@pytest.fixture
def graph(small_store: Path) -> kg.KnowledgeGraph:
    """The small graph, which may be changed."""
    return kg.open(small_store, lang="en")


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (None, None),
        (Iri("http://e.x/a"), "http://e.x/a"),
        (Literal("7", XSD + "integer"), 7),
        (Literal("seven", XSD + "integer"), "seven"),
        (Literal("2.5", XSD + "decimal"), 2.5),
        (Literal("much", XSD + "double"), "much"),
        (Literal("true", XSD + "boolean"), True),
        (Literal("2020-02-03", XSD + "date"), datetime.date(2020, 2, 3)),
        (Literal("2020-02-31", XSD + "date"), "2020-02-31"),
        (Literal("2020-02-03T04:05:06", XSD + "dateTime"), datetime.datetime(2020, 2, 3, 4, 5, 6)),
        (text("hola", "es"), "hola"),
    ],
)
def test_a_term_as_a_value_of_python(term: Any, value: object) -> None:
    assert python_value(term) == value
    assert type(python_value(term)) is type(value)


@pytest.mark.parametrize(
    ("value", "term"),
    [
        (True, Literal("true", XSD + "boolean")),
        (np.int64(3), Literal("3", XSD + "integer")),
        (np.float32(0.5), Literal("0.5", XSD + "double")),
        (Decimal("1.50"), Literal("1.50", XSD + "decimal")),
        (Decimal("NaN"), None),
        (float("inf"), None),
        (datetime.datetime(2020, 2, 3, 4), Literal("2020-02-03T04:00:00", XSD + "dateTime")),
        (datetime.date(2020, 2, 3), Literal("2020-02-03", XSD + "date")),
        (rdflib.URIRef("http://e.x/a"), Iri("http://e.x/a")),
        (rdflib.BNode("b"), BNode("b")),
        (rdflib.Literal("hola", lang="ES"), text("hola", "es")),
        (rdflib.Literal(4), Literal("4", XSD + "integer")),
        (rdflib.Literal("a"), text("a")),
        ("a", None),
        (object(), None),
    ],
)
def test_a_value_of_python_as_a_term(value: object, term: object) -> None:
    assert rdf_term(value) == term


def test_a_value_as_a_parameter(graph: kg.KnowledgeGraph) -> None:
    assert written({"b", "a"}, "x") == "a; b"
    assert written(["b", 2], "x") == "b; 2"
    assert written(graph["claut-nuevo-leon"], "x").endswith("/id/claut-nuevo-leon")
    for wrong in (["a;b"], object()):
        with pytest.raises(kg.UsageError, match="x"):
            written(wrong, "x")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (float("nan"), ""),
        (True, "true"),
        (2018.0, "2018"),
        (2.5, "2.5"),
        (datetime.datetime(2020, 2, 3), "2020-02-03"),
        (datetime.datetime(2020, 2, 3, 4), "2020-02-03T04:00:00"),
        (["a", 1], "a; 1"),
        ("x", "x"),
    ],
)
def test_a_value_of_a_frame_as_a_cell(value: object, cell: str) -> None:
    assert _cell(value) == cell


def test_what_cannot_be_loaded_is_refused(graph: kg.KnowledgeGraph) -> None:
    for wrong in (3, object(), "", "a\0b"):
        with pytest.raises(kg.UsageError):
            graph.load(wrong)  # type: ignore[arg-type]
    with pytest.raises(kg.InputError):
        graph.load(pa.table({"no": ["such"], "column": [1]}))


def test_an_answer_in_each_form(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    answer = graph.sparql(CLUSTERS)
    assert answer[0].name == answer.column("name")[0]
    assert len(answer[1:]) == len(answer) - 1
    with pytest.raises(AttributeError, match="no column 'nothing'"):
        _ = answer[0].nothing
    with pytest.raises(kg.UnknownColumn):
        answer.column("nothing")
    assert answer.serialize("csv").startswith("c,name")
    for name in ("a.csv", "a.json", "a.xlsx", "a.md"):
        assert answer.save(tmp_path / name).stat().st_size > 0
    with pytest.raises(kg.UsageError, match="name a format"):
        answer.save(tmp_path / "a.nothing")
    assert answer.cite("bibtex").startswith("@")
    with pytest.raises(kg.UsageError, match="form is one of"):
        answer.cite("nothing")


def test_a_report_in_each_form(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    file = tmp_path / "wrong.ttl"
    file.write_text(
        "@prefix hx: <https://w3id.org/helixkg/def#> .\n"
        "@prefix id: <https://w3id.org/helixkg/id/> .\n"
        "id:claut-nuevo-leon hx:strategicPartner id:nobody .\n",
        encoding="utf-8",
    )
    report = graph.validate(file)
    assert not report
    assert str(file) in repr(report)
    assert "<table" in report._repr_html_()
    assert report.to_pandas()["line"][0] == 3
    for name in ("r.txt", "r.json", "r.csv", "r.sarif", "r.md", "r.html", "r.ttl"):
        assert report.save(tmp_path / name).stat().st_size > 0
    with pytest.raises(kg.UsageError, match="name a format"):
        report.save(tmp_path / "r.nothing")
    assert "conforms" in repr(graph.validate())


@pytest.mark.parametrize("form", ["nquads", "reifiers", "statements", "nanopubs", "schema-jsonld"])
def test_the_graph_in_each_form(graph: kg.KnowledgeGraph, tmp_path: Path, form: str) -> None:
    assert graph.dump(tmp_path / "dump", form=form).stat().st_size > 0
    with pytest.raises(kg.UsageError):
        graph.dump(tmp_path / "x", form=form if form != "nquads" else "no", facts_graph=True)


def test_a_backup_is_restored(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    before = graph.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0].n
    folder = graph.backup(tmp_path / "backup")
    graph.update("INSERT DATA { GRAPH <http://e.x/g> { <http://e.x/a> <http://e.x/p> 1 } }")
    graph.restore(folder)
    assert graph.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0].n == before
    graph.restore(previous=True)
    assert graph.sparql("ASK { GRAPH <http://e.x/g> { ?s ?p 1 } }")
    for wrong in ({}, {"backup": folder, "previous": True}):
        with pytest.raises(kg.UsageError, match="name the folder of a backup"):
            graph.restore(**wrong)  # type: ignore[arg-type]
    with pytest.raises(kg.StoreError, match="is no backup of an endpoint"):
        kg.restore("http://localhost:1/sparql", folder)


def test_changes_that_do_not_go_together_are_refused(
    graph: kg.KnowledgeGraph, tmp_path: Path
) -> None:
    file = tmp_path / "more.nq"
    file.write_text("<http://e.x/a> <http://e.x/p> <http://e.x/b> <http://e.x/g> .\n", "utf-8")
    with pytest.raises(kg.UsageError, match="give data"):
        graph.load()
    with pytest.raises(kg.UsageError, match="prune goes with"):
        graph.load(file, prune=True)
    with pytest.raises(kg.UsageError, match="unchecked=True only adds"):
        graph.load(file, unchecked=True, dry_run=True)
    earlier = graph.backup(tmp_path / "earlier")
    assert graph.load(file, unchecked=True)
    kg.restore(tmp_path / "old", earlier)
    graph.update(
        "PREFIX hx: <https://w3id.org/helixkg/def#> PREFIX id: <https://w3id.org/helixkg/id/> "
        "INSERT DATA { id:claut-nuevo-leon hx:strategicPartner id:promexico }"
    )
    differences = graph.diff(tmp_path / "old")
    assert differences
    assert ("fact", "added") in {(row[0], row[1]) for row in differences.cells()}
    assert repr(differences) == f"<Differences: {len(differences):,} statements>"


def test_a_network_in_a_picture_and_a_manifest(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    (picture,) = graph.export(tmp_path / "n.svg", profile="full")
    assert picture.nodes > 0
    graph.export(tmp_path / "n.gexf", measures=["degree"], manifest=tmp_path / "m.json")
    assert (tmp_path / "m.json").stat().st_size > 0
    graph.export(tmp_path / "o.gexf", layout="force", like=tmp_path / "n.gexf", at=2016)
    with pytest.raises(kg.UsageError):
        graph.export(tmp_path / "n.nothing")


def test_arguments_are_refused_by_name(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text("", "utf-8")
    calls: list[Any] = [
        lambda: graph.search("claut", limit="many"),  # type: ignore[arg-type]
        lambda: graph.load(file, dry_run="yes"),  # type: ignore[arg-type]
        lambda: graph.load(file, wait=-1),
        lambda: graph.load(file, remove=[3]),  # type: ignore[list-item]
        lambda: graph.load(file, fail_on="anything"),
        lambda: graph.measure(resolution=0),
        lambda: kg.open(tmp_path, timeout="soon"),  # type: ignore[arg-type]
        lambda: kg.open(tmp_path, lang="fr"),
        lambda: graph.dump(None),  # type: ignore[arg-type]
        lambda: graph.backup(""),
    ]
    for number, call in enumerate(calls):
        with pytest.raises(kg.UsageError) as refused:
            call()
        assert str(refused.value), number
