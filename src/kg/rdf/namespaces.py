"""The namespaces, graphs and prefixes that HelixKG uses."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from kg.model import RDF_LANGSTRING as RDF_LANGSTRING
from kg.model import XSD_STRING as XSD_STRING

BASE: Final = "https://w3id.org/helixkg/"

ID: Final = BASE + "id/"
VOC: Final = BASE + "voc/"
EVIDENCE: Final = BASE + "evidence/"
SOURCE: Final = BASE + "source/"
LISTING: Final = BASE + "listing/"
DATASET: Final = BASE + "dataset/"
CONFLICT: Final = BASE + "conflict/"
IDENTITY: Final = BASE + "identity/"
NAME: Final = BASE + "name/"
GRAPH: Final = BASE + "graph/"
SHAPE: Final = BASE + "shape/"

HX: Final = BASE + "def#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
SKOSXL: Final = "http://www.w3.org/2008/05/skos-xl#"
DC: Final = "http://purl.org/dc/elements/1.1/"
DCT: Final = "http://purl.org/dc/terms/"
PROV: Final = "http://www.w3.org/ns/prov#"
ORG: Final = "http://www.w3.org/ns/org#"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
SCHEMA: Final = "https://schema.org/"
QB: Final = "http://purl.org/linked-data/cube#"
SDMXD: Final = "http://purl.org/linked-data/sdmx/2009/dimension#"
SDMXM: Final = "http://purl.org/linked-data/sdmx/2009/measure#"
SDMXA: Final = "http://purl.org/linked-data/sdmx/2009/attribute#"
EDTF: Final = "http://id.loc.gov/datatypes/edtf/"
ELI: Final = "http://data.europa.eu/eli/ontology#"
GEO: Final = "http://www.opengis.net/ont/geosparql#"
M8G: Final = "http://data.europa.eu/m8g/"
SH: Final = "http://www.w3.org/ns/shacl#"

#: the facts, where a file or a store has them in a graph with a name
FACTS_GRAPH: Final = GRAPH + "facts"
CATALOGUE_GRAPH: Final = GRAPH + "catalogue"
REGISTRY_GRAPH: Final = GRAPH + "registry"
VOCABULARY_GRAPH: Final = GRAPH + "vocabulary"
ONTOLOGY_GRAPH: Final = GRAPH + "ontology"

RDF_TYPE: Final = RDF + "type"
PREF_LABEL: Final = SKOS + "prefLabel"
ALT_LABEL: Final = SKOS + "altLabel"

#: prefix → namespace, in the order in which they are tried when an IRI is shortened
PREFIXES: Final = MappingProxyType(
    {
        "id": ID,
        "voc": VOC,
        "evidence": EVIDENCE,
        "src": SOURCE,
        "listing": LISTING,
        "conflict": CONFLICT,
        "graph": GRAPH,
        "shape": SHAPE,
        "hx": HX,
        "rdf": RDF,
        "rdfs": RDFS,
        "owl": OWL,
        "xsd": XSD,
        "skos": SKOS,
        "skosxl": SKOSXL,
        "dc": DC,
        "dct": DCT,
        "prov": PROV,
        "org": ORG,
        "foaf": FOAF,
        "schema": SCHEMA,
        "qb": QB,
        "sdmxd": SDMXD,
        "sdmxm": SDMXM,
        "sdmxa": SDMXA,
        "edtf": EDTF,
        "eli": ELI,
        "geo": GEO,
        "m8g": M8G,
        "sh": SH,
        "kg": BASE,
    }
)
