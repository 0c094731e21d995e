"""The JSON-LD context: what is written with it is what Turtle says."""

from __future__ import annotations

import json

from rdflib import Graph
from rdflib.compare import isomorphic

from kg.ontology import profile, terms
from kg.ontology.context import context
from kg.rdf.iris import expand, shorten
from tests.conftest import Run

CONTEXT = context(profile.project(), terms.declared())

DOCUMENT = {
    **CONTEXT,
    "id": "https://w3id.org/helixkg/id/example",
    "type": "Cluster",
    "prefLabel": {"es": "Clúster de ejemplo", "en": "Example cluster"},
    "acronym": "CE",
    "locatedIn": "https://w3id.org/helixkg/id/jalisco",
    "sector": ["https://w3id.org/helixkg/voc/sector/energy"],
    "url": "https://example.org",
    "foundingDate": {"type": "xsd:gYear", "@value": "2012"},
}
TURTLE = """
@prefix hx: <https://w3id.org/helixkg/def#> .
@prefix id: <https://w3id.org/helixkg/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

id:example a hx:Cluster ;
    skos:prefLabel "Clúster de ejemplo"@es , "Example cluster"@en ;
    hx:acronym "CE" ;
    hx:locatedIn id:jalisco ;
    hx:sector <https://w3id.org/helixkg/voc/sector/energy> ;
    schema:url "https://example.org"^^xsd:anyURI ;
    schema:foundingDate "2012"^^xsd:gYear .
"""


def test_a_document_with_the_context_is_what_turtle_says() -> None:
    written = Graph().parse(data=json.dumps(DOCUMENT), format="json-ld")
    assert isomorphic(written, Graph().parse(data=TURTLE, format="turtle"))


def test_each_class_and_property_has_one_name() -> None:
    entries = CONTEXT["@context"]
    named = [entry["@id"] if isinstance(entry, dict) else entry for entry in entries.values()]
    for use in profile.project():
        for iri in (use.property, *use.classes):
            assert named.count(shorten(iri)) == 1, iri
    for name, entry in entries.items():
        iri = entry["@id"] if isinstance(entry, dict) else entry
        assert name.startswith("@") or iri.startswith(("@", "http")) or expand(iri), name


def test_the_command_writes_it(quick_kg: Run) -> None:
    assert json.loads(quick_kg("ontology", "context").stdout) == CONTEXT
