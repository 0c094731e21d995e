"""The Python face: build, ask, explain, validate, load and draw."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest
import rdflib

import kg
from kg.errors import AmbiguousName, InputError, NonConforming, QueryError, StoreError, UsageError
from kg.model import Iri
from kg.rdf.namespaces import HX, ID
from kg.store import EmbeddedStore
from tests.conftest import SMALL

NEW = (
    "@prefix hx: <https://w3id.org/helixkg/def#> . @prefix id: <https://w3id.org/helixkg/id/> .\n"
    "id:claut-nuevo-leon hx:strategicPartner id:promexico ."
)


@pytest.fixture
def graph(small_store_once: Path) -> kg.KnowledgeGraph:
    """The small tables, in memory."""
    return kg.KnowledgeGraph(EmbeddedStore.open(small_store_once).copy())


def test_a_graph_is_built_in_a_folder(tmp_path: Path) -> None:
    built = kg.build(SMALL, tmp_path / "store")
    assert built.store.location == tmp_path / "store"
    opened = kg.open(tmp_path / "store")
    assert set(opened.store.quads()) == set(built.store.quads())
    with pytest.raises(InputError):
        kg.build(str(tmp_path / "none"))
    with pytest.raises(StoreError):
        kg.open(tmp_path / "none")


def test_library_queries_take_names_and_give_text(graph: kg.KnowledgeGraph) -> None:
    rows = graph.query("clusters-in-state", state="Nuevo León")
    assert [row["cluster"] for row in rows] == [ID + "claut-nuevo-leon"]
    assert {type(value) for row in rows for value in row.values()} <= {str, type(None)}
    assert "clusters-in-state" in graph.library
    solutions = graph.run("clusters-in-state", {"state": "nuevo-leon"})
    assert Iri(ID + "claut-nuevo-leon") in solutions.terms[0]
    with pytest.raises(UsageError, match="clusters-in-state"):
        graph.query("clusters-in-stat", state="x")


def test_a_select_takes_terms(graph: kg.KnowledgeGraph) -> None:
    rows = graph.sparql(
        "SELECT ?o ?none WHERE { ?s <https://w3id.org/helixkg/def#acronym> ?o }",
        s=Iri(ID + "claut-nuevo-leon"),
    )
    assert rows == [{"o": "CLAUT", "none": None}]
    assert graph.sparql("ASK { ?s ?p ?o }") is True
    with pytest.raises(QueryError):
        graph.sparql("SELEC ?s")


def test_names_are_resolved(graph: kg.KnowledgeGraph) -> None:
    assert graph.resolver("promexico") == graph.resolver("ProMéxico") == Iri(ID + "promexico")
    assert graph.resolver("nuevo leon", "State") == Iri(ID + "nuevo-leon")
    with pytest.raises(AmbiguousName):
        graph.resolver("CLAUT")
    with pytest.raises(UsageError):
        graph.resolver("no such thing")


def test_why_gives_facts_with_their_evidence(graph: kg.KnowledgeGraph) -> None:
    (partner,) = graph.why("claut-nuevo-leon", "hx:strategicPartner")
    assert partner.object == Iri(ID + "amia")
    assert [item.locator for item in partner.evidence] == ["§3.2, CLAUT"]
    assert graph.why("claut-nuevo-leon", HX + "strategicPartner") == [partner]
    assert partner in graph.why("claut-nuevo-leon")


def test_files_are_validated_and_loaded(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    new, wrong = tmp_path / "new.ttl", tmp_path / "wrong.ttl"
    new.write_text(NEW, "utf-8")
    wrong.write_text(NEW.replace("strategicPartner id:promexico", 'signedOn "x"'), "utf-8")
    assert graph.validate().conforms
    before = set(graph.store.quads(every_graph=True))
    assert graph.validate(new).conforms
    assert not graph.validate(str(wrong)).conforms
    with pytest.raises(NonConforming):
        graph.load(wrong)
    assert set(graph.store.quads(every_graph=True)) == before
    assert graph.load(str(new)).added.quads == 10
    assert not graph.load(new)


def test_rdflib_gives_and_takes_a_graph(graph: kg.KnowledgeGraph) -> None:
    dataset = graph.graph()
    amia = rdflib.URIRef(ID + "amia")
    assert (amia, None, None) in dataset
    plain = rdflib.Graph()
    plain.add((amia, rdflib.RDFS.label, rdflib.Literal("AMIA")))
    facts = list(kg.from_rdflib(plain).store.quads())
    assert [quad.object.value for quad in facts] == ["AMIA"]


def test_a_network_is_a_networkx_graph(graph: kg.KnowledgeGraph) -> None:
    network = graph.network()
    assert isinstance(network, nx.MultiDiGraph)
    clusters = graph.network(lang="en", kind="Cluster")
    assert 0 < clusters.number_of_nodes() < network.number_of_nodes()
    shared = graph.network(one_mode="Cluster:sector")
    assert not shared.is_directed()
    with pytest.raises(UsageError):
        graph.network(knd="Cluster")  # type: ignore[call-overload]


def test_an_attribute_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="module 'kg' has no attribute 'nothing'"):
        _ = kg.nothing
    assert issubclass(UsageError, kg.KgError)
