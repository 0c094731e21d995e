"""Graphs from elsewhere: `kg.from_rdflib` of IRIs that are not HelixKG's."""

from __future__ import annotations

import networkx as nx
import rdflib

import kg
from kg.errors import set_language

TURTLE = """
@prefix ex: <http://example.org/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .

ex:ana a foaf:Person ; foaf:name "Ana" ; foaf:knows ex:ben, ex:carl, [ a foaf:Person ] ;
  foaf:homepage <http://ana.example/> .
ex:ben a foaf:Person ; rdfs:label "Ben"@en, "Benito"@es .
ex:carl rdfs:label "Carl" .
foaf:Person a owl:Class ; rdfs:label "Person" .
foaf:knows a owl:ObjectProperty ; rdfs:label "knows" .
"""


def network_of(text: str) -> nx.Graph[str]:
    graph = rdflib.Graph().parse(data=text, format="turtle")
    return kg.from_rdflib(graph).network(lang="es")


def test_what_has_a_type_or_a_label_is_a_node_and_terms_of_vocabularies_are_not() -> None:
    network = network_of(TURTLE)
    labels = {
        name.rpartition("/")[2]: attributes["label"]
        for name, attributes in network.nodes(data=True)
    }
    assert labels == {"ana": "Ana", "ben": "Benito", "carl": "Carl"}
    kinds = {attributes["label"]: attributes["kind"] for _, attributes in network.nodes(data=True)}
    assert kinds == {"Ana": "Person", "Benito": "Person", "Carl": "Resource"}
    ends = {(a.rpartition("/")[2], b.rpartition("/")[2]) for a, b in network.edges()}
    assert ends == {("ana", "ben"), ("ana", "carl")}
    assert {attributes["kind"] for *_, attributes in network.edges(data=True)} == {"knows"}


def test_where_a_graph_has_entities_of_ours_these_alone_are_nodes() -> None:
    ours = """
    @prefix id: <https://w3id.org/helixkg/id/> . @prefix hx: <https://w3id.org/helixkg/def#> .
    id:claut a hx:Cluster ; hx:relatedTo <http://example.org/ana> .
    """
    assert list(network_of(TURTLE + ours)) == ["claut"]


def test_an_empty_graph_is_an_empty_network() -> None:
    network = network_of("")
    assert len(network) == 0
    assert network.notes == []  # type: ignore[attr-defined]


def test_it_is_said_which_resources_are_no_nodes_and_why() -> None:
    neither = "ex:dora foaf:knows ex:ana, ex:emil . ex:emil foaf:knows ex:dora ."
    set_language("en")
    try:
        graph = kg.from_rdflib(rdflib.Graph().parse(data=TURTLE + neither, format="turtle"))
        notes = [
            "2 resources have neither a type nor a label and are no nodes; either makes them nodes",
            "1 blank node is no node of the network; an IRI makes it one",
        ]
        assert graph.network().notes == notes  # type: ignore[attr-defined]
        assert graph.measure("degree").notes[-2:] == notes
        only = kg.from_rdflib(
            rdflib.Graph().parse(data="<http://a.example/> <http://p.example/> 1 .")
        ).network()
        assert len(only) == 0
        assert only.notes == [  # type: ignore[attr-defined]
            "1 resource has neither a type nor a label and is no node; either makes it one"
        ]
    finally:
        set_language(None)
