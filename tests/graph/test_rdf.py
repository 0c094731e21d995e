"""Triples as an rdflib graph."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

import kg
from kg.errors import StoreError
from kg.graph.rdf import graph_of
from kg.model import BNode, Iri, Literal, Term, Triple, text
from kg.rdf.namespaces import HX, ID, XSD

P = Iri("http://e/p")


def test_each_kind_of_term_is_the_same_term_there() -> None:
    year = Literal("1999", XSD + "gYear")
    values: list[Term] = [Iri("http://e/o"), BNode("b"), text("León", "es"), text("plain"), year]
    graph = graph_of(Triple(BNode("a"), P, value) for value in values)
    assert set(graph.objects(rdflib.BNode("a"), rdflib.URIRef(P.value))) == {
        rdflib.URIRef("http://e/o"),
        rdflib.BNode("b"),
        rdflib.Literal("León", lang="es"),
        rdflib.Literal("plain", datatype=rdflib.XSD.string),
        rdflib.Literal("1999", datatype=rdflib.XSD.gYear),
    }
    assert dict(graph.namespaces())["hx"] == rdflib.URIRef(HX)


def test_what_a_query_constructs_is_a_graph_of_its_own(small_store_once: Path) -> None:
    with kg.open(small_store_once) as g:
        graph = g.sparql("CONSTRUCT { ?c a hx:Cluster } { ?c a hx:Cluster }")
        assert isinstance(graph, rdflib.Graph)
        number = len(g.sparql("SELECT ?c { ?c a hx:Cluster }"))
        graph.add((rdflib.URIRef(ID + "new"), rdflib.RDF.type, rdflib.URIRef(HX + "Cluster")))
        assert len(graph) == number + 1
        assert len(g.sparql("SELECT ?c { ?c a hx:Cluster }")) == number


def test_the_dataset_of_a_store_is_for_reading(small_store_once: Path) -> None:
    with kg.open(small_store_once) as g, pytest.raises(StoreError, match="this dataset is for"):
        g.graph().add((rdflib.URIRef("http://e/a"), rdflib.RDF.type, rdflib.URIRef("http://e/b")))
