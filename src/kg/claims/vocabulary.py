"""The vocabulary graph: a SKOS concept scheme for each code list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from kg.claims.statement import Described
from kg.model import Iri, Literal, Located, text
from kg.rdf import iris
from kg.rdf.namespaces import HX, ORG, PREF_LABEL, RDF_TYPE, SKOS, VOC, VOCABULARY_GRAPH
from kg.tables.curated import Row

_VOCABULARY: Final = Iri(VOCABULARY_GRAPH)
_LANGUAGES: Final = ("en", "es", "fr")
_CLASSIFICATIONS: Final = ("nace2", "naics2022")  # columns, and datatypes of the ontology
_BETWEEN_CODES: Final = re.compile(r"[;\s]+")


def describe(scheme: str, titles: Mapping[str, str], rows: Iterable[Row]) -> Iterator[Located]:
    """Yield the concept scheme of a code list, and the concept of each of its rows.

    Args:
        scheme: The name of the code list, such as `sector`.
        titles: From language to the title of the scheme.
        rows: The rows of the code list; where there is none, there is no scheme.
    """
    scheme_iri = Iri(VOC + scheme)
    for number, row in enumerate(rows):
        if number == 0:
            yield from _scheme(Described(scheme_iri, row, _VOCABULARY), titles)
        concept = Described(Iri(iris.concept(scheme, row.cells["code"])), row, _VOCABULARY)
        yield from _concept(concept, scheme, scheme_iri)


def _scheme(scheme: Described, titles: Mapping[str, str]) -> Iterator[Located]:
    yield scheme.statement(RDF_TYPE, Iri(SKOS + "ConceptScheme"), "code")
    for language, title in titles.items():
        yield scheme.statement(PREF_LABEL, text(title, language), "code")


def _concept(concept: Described, scheme: str, scheme_iri: Iri) -> Iterator[Located]:
    cells = concept.row.cells
    yield concept.statement(RDF_TYPE, Iri(SKOS + "Concept"), "code")
    if scheme == "role":
        yield concept.statement(RDF_TYPE, Iri(ORG + "Role"), "code")
    yield concept.statement(SKOS + "inScheme", scheme_iri, "code")
    for language in _LANGUAGES:
        if cells[language]:
            yield concept.statement(PREF_LABEL, text(cells[language], language), language)
    if cells["broader"]:
        broader = Iri(iris.concept(scheme, cells["broader"]))
        yield concept.statement(SKOS + "broader", broader, "broader")
    else:
        yield concept.statement(SKOS + "topConceptOf", scheme_iri, "code")
    for column in _CLASSIFICATIONS:
        for code in filter(None, _BETWEEN_CODES.split(cells[column])):
            yield concept.statement(SKOS + "notation", Literal(code, HX + column), column)
