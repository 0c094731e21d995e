"""The library as RDF: what is said about a query and its parameters."""

from __future__ import annotations

from kg.library.publish import as_rdf
from kg.model import Iri, Literal, text
from kg.rdf.namespaces import BASE, DCT, RDF_TYPE, RDFS, SCHEMA, SH, XSD
from kg.sparql.functions import NAMESPACE
from tests.library.sources import parsed

QUERY = parsed(
    "summary: Things",
    "summary_es: Cosas",
    "description: All of them.",
    "tags: [one, two]",
    "params:",
    "  lang: {type: lang, default: es, en: Language, es: Idioma}",
    "  year: {type: year, en: Year, es: Año}",
    "columns: [a]",
    body=f"""
PREFIX hxf: <{NAMESPACE}>
SELECT (hxf:label(?l) AS ?a) WHERE {{ ?x ?year ?l }}
""",
)
NODE = f"{BASE}query/x"


def test_a_query_is_described_in_plain_sparql() -> None:
    triples = list(as_rdf({"x": QUERY}))
    about = [(t.predicate.value, t.object) for t in triples if t.subject == Iri(NODE)]
    select = next(value for predicate, value in about if predicate == SH + "select")
    assert select.value.startswith("SELECT (STRAFTER(MIN(")
    assert select.value.endswith("?x ?year ?l }")
    assert about == [
        (RDF_TYPE, Iri(SH + "SPARQLExecutable")),
        (RDF_TYPE, Iri(SH + "SPARQLSelectExecutable")),
        (RDFS + "label", text("Things", "en")),
        (RDFS + "label", text("Cosas", "es")),
        (RDFS + "comment", text("Things", "en")),
        (RDFS + "comment", text("Cosas", "es")),
        (SH + "prefixes", Iri(f"{BASE}query/prefixes")),
        (SH + "select", select),
        (SCHEMA + "keywords", text("find")),
        (SCHEMA + "keywords", text("one")),
        (SCHEMA + "keywords", text("two")),
        (DCT + "description", text("All of them.", "en")),
        (SH + "parameter", Iri(f"{NODE}/lang")),
        (SH + "parameter", Iri(f"{NODE}/year")),
    ]


def test_a_parameter_is_described_with_whether_it_may_be_left_out() -> None:
    triples = list(as_rdf({"x": QUERY}))
    optional = {"lang": "true", "year": "false"}
    for parameter in QUERY.parameters:
        node = Iri(f"{NODE}/{parameter.name}")
        assert [(t.predicate.value, t.object) for t in triples if t.subject == node] == [
            (SH + "path", Iri(f"{BASE}parameter/{parameter.name}")),
            (SH + "name", text(parameter.label_en, "en")),
            (SH + "name", text(parameter.label_es, "es")),
            (SH + "optional", Literal(optional[parameter.name], XSD + "boolean")),
        ]


def test_a_query_without_a_description_has_none() -> None:
    bare = parsed("summary: x", "summary_es: x", "columns: [a]")
    assert all(t.predicate.value != DCT + "description" for t in as_rdf({"x": bare}))
