"""The ontology is the same in every build."""

from __future__ import annotations

from kg.ingest.ontology import read_ontology
from kg.model import BNode, Iri
from kg.rdf.iris import shorten
from kg.rdf.namespaces import HX, ONTOLOGY_GRAPH, OWL, RDF_TYPE


def test_two_readings_are_equal_down_to_blank_nodes() -> None:
    first = list(read_ontology())
    assert first == list(read_ontology())
    labels = dict.fromkeys(
        term.value
        for quad, _ in first
        for term in (quad.subject, quad.object)
        if isinstance(term, BNode)
    )
    assert list(labels) == [f"ontology{number}" for number in range(len(labels))]
    assert labels


def test_it_stands_in_its_graph_with_lines_of_its_file() -> None:
    statements = list(read_ontology())
    assert {str(quad.graph) for quad, _ in statements} == {ONTOLOGY_GRAPH}
    assert {position.file for _, position in statements} == {
        "ontology/helixkg.ttl",
        "ontology/profile.csv",
    }
    assert any(
        (quad.subject, quad.predicate.value, quad.object)
        == (Iri(HX + "Cluster"), RDF_TYPE, Iri(OWL + "Class"))
        for quad, _ in statements
    )


def test_the_profile_says_where_a_property_stands_and_what_its_values_are() -> None:
    statements = {
        (shorten(quad.subject.value), shorten(quad.predicate.value), shorten(quad.object.value))
        for quad, _ in read_ontology()
        if isinstance(quad.subject, Iri) and isinstance(quad.object, Iri)
    }
    assert ("hx:signedOn", "schema:domainIncludes", "hx:Agreement") in statements
    assert ("hx:signedOn", "schema:rangeIncludes", "xsd:gYear") in statements
    assert ("hx:sector", "schema:rangeIncludes", "skos:Concept") in statements
    assert ("hx:awardee", "schema:rangeIncludes", "hx:Cluster") in statements
