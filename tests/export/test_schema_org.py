"""The view for search engines: what schema.org has words for, and nothing that is not so."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from rdflib import RDF, Graph

from kg.export.schema_org import schema_types, write_schema_org
from kg.ontology.terms import declared
from kg.rdf.namespaces import HX, ID, M8G, ORG, SCHEMA
from kg.rdf.reader import read_rdf
from kg.store import EmbeddedStore

DATA = """
@prefix hx: <https://w3id.org/helixkg/def#> .
@prefix id: <https://w3id.org/helixkg/id/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

id:mexico a hx:Country ; skos:prefLabel "México"@es , "Mexico"@en ;
  skos:notation "MX"^^hx:iso3166-1-alpha2 .
id:nuevo-leon a hx:State ; skos:prefLabel "Nuevo León"@mul ; hx:partOfArea id:mexico ;
  skos:notation "MX-NLE"^^hx:iso3166-2 .
id:monterrey a hx:Area ; skos:prefLabel "Monterrey"@mul ; hx:partOfArea id:nuevo-leon .
id:claut a hx:Cluster ; skos:prefLabel "Clúster Automotriz"@es , "Automotive Cluster"@en ;
  hx:acronym "CLAUT" ; hx:legalName "Clúster Automotriz A.C."@es ; hx:locatedIn id:monterrey ;
  schema:foundingDate "2007"^^xsd:gYear ; schema:url "http://claut.example/"^^xsd:anyURI .
id:mexico schema:sameAs <http://publications.europa.eu/resource/authority/country/MEX> .
id:nissan a hx:Company ; skos:prefLabel "Nissan"@mul .
id:m a org:Membership ; org:member id:nissan ; org:organization id:claut .
id:planned a hx:Cluster ; skos:prefLabel "Planned"@en ; 
  hx:realisation <https://w3id.org/helixkg/voc/realisation/proposed> .
id:fair a schema:Event ; skos:prefLabel "Fair"@en ; schema:startDate "2019-06-23"^^xsd:date ;
  hx:locatedIn id:mexico .
id:prosoft a hx:Programme ; skos:prefLabel "PROSOFT"@mul .
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is written of the graph above."""
    path = tmp_path_factory.mktemp("schema") / "graph.ttl"
    path.write_text(DATA, "utf-8")
    store = EmbeddedStore.in_memory()
    store.replace(located.quad for located in read_rdf(path, path.name))
    stream = io.StringIO()
    write_schema_org(store, stream)
    loaded: dict[str, Any] = json.loads(stream.getvalue())
    return loaded


def described(written: dict[str, Any], name: str) -> dict[str, Any]:
    entry: dict[str, Any] = next(item for item in written["@graph"] if item["@id"] == ID + name)
    return entry


def test_an_organisation(written: dict[str, Any]) -> None:
    assert described(written, "claut") == {
        "@id": ID + "claut",
        "@type": "Organization",
        "name": [
            {"@language": "en", "@value": "Automotive Cluster"},
            {"@language": "es", "@value": "Clúster Automotriz"},
        ],
        "alternateName": "CLAUT",
        "legalName": {"@language": "es", "@value": "Clúster Automotriz A.C."},
        "url": "http://claut.example/",
        "foundingDate": "2007",
        "location": {"@id": ID + "monterrey"},
        "address": {
            "@type": "PostalAddress",
            "addressRegion": "Nuevo León",
            "addressCountry": "MX",
        },
    }


def test_members_places_and_events(written: dict[str, Any]) -> None:
    assert described(written, "nissan")["memberOf"] == {"@id": ID + "claut"}
    assert described(written, "nuevo-leon")["containedInPlace"] == {"@id": ID + "mexico"}
    assert described(written, "fair")["startDate"] == "2019-06-23"
    same = described(written, "mexico")["sameAs"]
    assert same == {"@id": "http://publications.europa.eu/resource/authority/country/MEX"}
    assert "sameAs" not in described(written, "claut")


def test_what_is_left_out(written: dict[str, Any]) -> None:
    """What is only proposed would look real; schema.org has no class for programmes."""
    names = {item["@id"].removeprefix(ID) for item in written["@graph"]}
    assert names == {"mexico", "nuevo-leon", "monterrey", "claut", "nissan", "fair"}


def test_it_is_json_ld(written: dict[str, Any]) -> None:
    assert written["@context"] == "https://schema.org"
    offline = json.dumps({**written, "@context": {"@vocab": SCHEMA}})
    graph = Graph().parse(data=offline, format="json-ld")
    assert {str(kind) for kind in graph.objects(None, RDF.type)} == {
        SCHEMA + name
        for name in ("Organization", "Country", "State", "Place", "Event", "PostalAddress")
    }


def test_types_are_the_nearest() -> None:
    types = schema_types(declared())
    assert types[HX + "Cluster"] == types[ORG + "Organization"] == ["Organization"]
    assert types[HX + "State"] == ["State"]
    assert types[M8G + "PublicOrganisation"] == ["GovernmentOrganization"]
    assert types[HX + "LabelAward"] == ["Certification"]
    assert HX + "Programme" not in types
