"""The answers of a store on this machine, and its errors; rdflib and plans."""

from __future__ import annotations

import io
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.errors import QueryError
from kg.model import BNode, Iri, Quad, text
from kg.store import EmbeddedStore, explain
from kg.store.remote import RemoteStore

S, P, G = Iri("http://e/s"), Iri("http://e/p"), Iri("http://e/g")
QUADS = [Quad(S, P, text("a", "es")), Quad(S, P, text("b"), G)]


@pytest.fixture
def store() -> EmbeddedStore:
    store = EmbeddedStore.in_memory()
    store.replace(QUADS)
    return store


@pytest.mark.parametrize(
    ("format", "content"),
    [
        ("csv", "o,none\r\na,\r\n"),
        ("tsv", '?o\t?none\n"a"@es\t\n'),
        ("json", '"value":"a"'),
        ("xml", '<literal xml:lang="es">a</literal>'),
    ],
)
def test_rows_are_written_by_the_engine(store: EmbeddedStore, format: str, content: str) -> None:
    answer = store.select("SELECT ?o ?none { ?s ?p ?o }")
    assert answer.serialize
    output = io.BytesIO()
    answer.serialize(format, output)
    assert content in output.getvalue().decode()


def test_an_update_is_checked_and_run(store: EmbeddedStore) -> None:
    store.update("DELETE { ?s ?p ?o } INSERT { ?s ?p 'c' } WHERE { ?s ?p ?o }")
    assert [quad.object for quad in store.quads()] == [text("c")]
    with pytest.raises(QueryError, match=r"^the update does not parse: (?!error at)"):
        store.update("DELETE { ?s ?p")
    with pytest.raises(QueryError, match="LOAD is not allowed"):
        store.update("LOAD <http://127.0.0.1:9/>")
    with pytest.raises(QueryError, match=r"^the update cannot be run: "):
        store.update("CREATE GRAPH <http://e/g>")


def test_quads_are_found_by_each_of_their_terms(store: EmbeddedStore) -> None:
    assert list(store.quads(S, P, text("a", "es"))) == QUADS[:1]
    assert list(store.quads(object=text("a"))) == []
    assert list(store.quads(graph=G)) == QUADS[1:]
    assert set(store.quads(S, every_graph=True)) == set(QUADS)
    assert store.holds(QUADS[1])
    assert not store.holds(QUADS[1]._replace(graph=None))
    assert store.location == "memory"
    assert store.generation is None


def test_a_new_content_that_is_none_leaves_the_old_one(store: EmbeddedStore) -> None:
    with pytest.raises(QueryError, match="not a valid RDF term"):
        store.replace([Quad(S, P, text("new")), Quad(S, P, Iri("no iri"))])
    assert set(store.quads(every_graph=True)) == set(QUADS)


def test_a_store_over_an_engine_shares_it() -> None:
    engine = ox.Store()
    EmbeddedStore.over(engine).commit(QUADS)
    assert len(engine) == 2


def test_rdflib_reads_the_same_store_and_gives_it_back(store: EmbeddedStore) -> None:
    store.commit([Quad(BNode("x"), P, BNode("x"), G)])
    dataset = store.rdf_graph()
    assert len(dataset.graph(rdflib.URIRef(G.value))) == 2
    again = EmbeddedStore.from_rdflib(dataset)
    assert {quad for quad in again.quads(every_graph=True) if quad in QUADS} == set(QUADS)
    (blank,) = (quad for quad in again.quads(every_graph=True) if quad not in QUADS)
    assert blank.subject == blank.object
    assert blank.graph == G


def test_a_graph_of_rdflib_becomes_facts() -> None:
    graph = rdflib.Graph()
    graph.add((rdflib.URIRef(S.value), rdflib.URIRef(P.value), rdflib.Literal("a", lang="es")))
    assert list(EmbeddedStore.from_rdflib(graph).quads(every_graph=True)) == QUADS[:1]


def test_a_graph_of_rdflib_may_have_a_blank_name() -> None:
    dataset = rdflib.Dataset()
    dataset.graph(rdflib.BNode()).add(
        (rdflib.URIRef(S.value), rdflib.URIRef(P.value), rdflib.Literal("a"))
    )
    store = EmbeddedStore.from_rdflib(dataset)
    (quad,) = store.engine
    assert isinstance(quad.graph_name, ox.BlankNode)


def test_a_plan_says_what_each_step_cost(tmp_path: Path) -> None:
    store = EmbeddedStore.create(tmp_path / "s", QUADS)
    steps = explain.plan(store, "SELECT ?o { ?s ?p ?o . ?s ?p ?value }", {"value": text("a", "es")})
    assert len(steps) > 1
    assert steps[0].split()[0] == "1", "rows"
    assert " ms  " in steps[0]
    assert not steps[0].partition(" ms  ")[2].startswith(" ")
    assert any(step.partition(" ms  ")[2].startswith("  ") for step in steps), "indented"
    assert explain.plan(store, "CONSTRUCT { ?s ?p 1 } { ?s ?p ?o }")


def test_a_plan_that_is_not_to_be_had_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(QueryError, match="only a store in a folder tells its plan"):
        explain.plan(RemoteStore.at("http://127.0.0.1:9"), "ASK {}")
    store = EmbeddedStore.create(tmp_path / "s", QUADS)
    with pytest.raises(QueryError, match="SERVICE is not allowed"):
        explain.plan(store, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    with pytest.raises(QueryError, match="expected"):
        explain.plan(store, "SELECT ?o { ?s ?p")
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(QueryError, match="pip install oxigraph"):
        explain.plan(store, "ASK {}")
