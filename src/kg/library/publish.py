"""Publish the library as RDF: each query a SHACL SPARQL executable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from kg.library.catalogue import Query
from kg.library.parameters import Parameter
from kg.model import Iri, Literal, Term, Triple, text
from kg.rdf.namespaces import BASE, DCT, PREFIXES, RDF_TYPE, RDFS, SCHEMA, SH, XSD

_PREFIXES: Final = BASE + "query/prefixes"


def as_rdf(queries: Mapping[str, Query]) -> Iterator[Triple]:
    """Yield the queries as SHACL SPARQL executables, with titles, keywords and parameters.

    Source: SHACL Advanced Features, section on SPARQL-based functions and executables; the form
    in which the SIB publishes its examples.
    """
    yield from _declared()
    for query in queries.values():
        node = Iri(f"{BASE}query/{query.name}")
        for parameter in query.parameters:
            yield from _described(parameter, Iri(f"{node.value}/{parameter.name}"))
        for predicate, value in _statements(query, node):
            yield Triple(node, Iri(predicate), value)


def _declared() -> Iterator[Triple]:
    """Yield the prefixes of the project, as editors of SPARQL look for them."""
    for prefix, namespace in PREFIXES.items():
        node = Iri(f"{_PREFIXES}/{prefix}")
        yield Triple(Iri(_PREFIXES), Iri(SH + "declare"), node)
        yield Triple(node, Iri(SH + "prefix"), text(prefix))
        yield Triple(node, Iri(SH + "namespace"), Literal(namespace, XSD + "anyURI"))


def _statements(query: Query, node: Iri) -> Iterator[tuple[str, Term]]:
    """Yield predicate and object of each statement about a query."""
    yield RDF_TYPE, Iri(SH + "SPARQLExecutable")
    yield RDF_TYPE, Iri(SH + "SPARQLSelectExecutable")
    yield RDFS + "label", text(query.summary_en, "en")
    yield RDFS + "label", text(query.summary_es, "es")
    yield RDFS + "comment", text(query.summary_en, "en")
    yield RDFS + "comment", text(query.summary_es, "es")
    yield SH + "prefixes", Iri(_PREFIXES)
    yield SH + "select", text(_without_header(query.plain))
    for tag in (query.group, *query.tags):
        yield SCHEMA + "keywords", text(tag)
    for language, description in (("en", query.description_en), ("es", query.description_es)):
        if description:
            yield DCT + "description", text(description, language)
    for parameter in query.parameters:
        yield SH + "parameter", Iri(f"{node.value}/{parameter.name}")


def _described(parameter: Parameter, node: Iri) -> Iterator[Triple]:
    yield Triple(node, Iri(SH + "path"), Iri(f"{BASE}parameter/{parameter.name}"))
    yield Triple(node, Iri(SH + "name"), text(parameter.label_en, "en"))
    yield Triple(node, Iri(SH + "name"), text(parameter.label_es, "es"))
    yield Triple(
        node,
        Iri(SH + "optional"),
        Literal("false" if parameter.required else "true", XSD + "boolean"),
    )


def _without_header(source: str) -> str:
    return "\n".join(line for line in source.splitlines() if not line.startswith("#+")).strip()
