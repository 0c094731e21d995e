"""The vocabulary graph: a SKOS concept scheme for each code list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from kg.claims.statement import Described
from kg.model import Iri, Literal, Located, text
from kg.rdf import iris
from kg.rdf.namespaces import (
    DCT,
    HX,
    ORG,
    OWL,
    PREF_LABEL,
    RDF_TYPE,
    SKOS,
    VOC,
    VOCABULARY_GRAPH,
    XSD,
)

if TYPE_CHECKING:
    from kg.tables.curated import Row

_VOCABULARY: Final = Iri(VOCABULARY_GRAPH)
_LANGUAGES: Final = ("en", "es", "fr")
_CLASSIFICATIONS: Final = ("nace2", "naics2022")  # columns, and datatypes of the ontology
_BETWEEN_CODES: Final = re.compile(r"[;\s]+")
_TRUE: Final = Literal("true", XSD + "boolean")
#: from a column to the property that its texts are values of
_NOTES: Final = {"definition": SKOS + "definition", "scope": SKOS + "scopeNote"}
_HISTORY: Final = {"definition": SKOS + "definition", "history": SKOS + "historyNote"}
#: from a column to the relation that it names, the same from both ends; the last three lead to
#: other lists
_RELATIONS: Final = {
    "related": SKOS + "related",
    "exact_match": SKOS + "exactMatch",
    "close_match": SKOS + "closeMatch",
    "related_match": SKOS + "relatedMatch",
}
#: from a column to the relation with a class of NACE Rev. 2.1: much the same, or one that is wider
NACE21: Final = {
    "nace21_close": SKOS + "closeMatch",
    "nace21_broad": SKOS + "broadMatch",
}
#: a section, division, group or class: C, 29, 29.3, 29.32
NACE21_CODE: Final = re.compile(r"[A-V]|[0-9]{2}(?:\.[0-9]{1,2})?")
_NACE21: Final = "http://data.europa.eu/ux2/nace2.1/"
#: the columns that name codes of this list or, as `list/code`, of another
LINKS: Final = (*_RELATIONS, "replaced_by")


def describe(title: Row, rows: Iterable[Row]) -> Iterator[Located]:
    """Yield the concept scheme of a code list, and the concept of each of its rows.

    Args:
        title: The row of the list in the table of code lists.
        rows: The rows of the code list; where there is none, there is no scheme.
    """
    name = title.cells["code"]
    scheme = Described(Iri(VOC + name), title, _VOCABULARY)
    for number, row in enumerate(rows):
        if number == 0:
            yield from _scheme(scheme)
        concept = Described(Iri(iris.concept(name, row.cells["code"])), row, _VOCABULARY)
        yield from _concept(concept, name)
        if _is_top(row):
            yield scheme.statement(SKOS + "hasTopConcept", concept.subject, "code")


def concept_iri(cell: str, scheme: str) -> Iri:
    """Return the concept that a cell names: a code of a list, or a code of another, `list/code`."""
    other, _, code = cell.rpartition("/")
    return Iri(iris.concept(other or scheme, code))


def codes_in(row: Row, column: str) -> list[str]:
    """Return the codes in a cell; semicolons stand between them."""
    return [code for code in _BETWEEN_CODES.split(row.cells.get(column, "")) if code]


def _scheme(scheme: Described) -> Iterator[Located]:
    cells = scheme.row.cells
    yield scheme.statement(RDF_TYPE, Iri(SKOS + "ConceptScheme"), "code")
    for language in _LANGUAGES:
        if cells.get(language):
            yield scheme.statement(PREF_LABEL, text(cells[language], language), language)
    yield from _texts(scheme, _HISTORY)
    if cells.get("version"):
        yield scheme.statement(OWL + "versionInfo", text(cells["version"]), "version")
    if cells.get("license"):
        yield scheme.statement(DCT + "license", Iri(cells["license"]), "license")


def _concept(concept: Described, scheme: str) -> Iterator[Located]:
    cells = concept.row.cells
    yield concept.statement(RDF_TYPE, Iri(SKOS + "Concept"), "code")
    if scheme == "role":
        yield concept.statement(RDF_TYPE, Iri(ORG + "Role"), "code")
    yield concept.statement(SKOS + "inScheme", Iri(VOC + scheme), "code")
    for language in _LANGUAGES:
        if cells[language]:
            yield concept.statement(PREF_LABEL, text(cells[language], language), language)
    yield from _texts(concept, _NOTES)
    if cells["broader"]:
        broader = concept_iri(cells["broader"], scheme)
        yield concept.statement(SKOS + "broader", broader, "broader")
        yield concept.inverse(SKOS + "narrower", broader, "broader")
    elif _is_top(concept.row):
        yield concept.statement(SKOS + "topConceptOf", Iri(VOC + scheme), "code")
    yield from _relations(concept, scheme)
    for column in _CLASSIFICATIONS:
        for code in codes_in(concept.row, column):
            # No skos:notation: several concepts may lie in one class.
            value = Literal(code, HX + column)
            yield concept.statement(HX + "classificationCode", value, column)


def _texts(described: Described, properties: dict[str, str]) -> Iterator[Located]:
    """Yield the texts of columns such as definition_en."""
    for name, predicate in properties.items():
        for language in _LANGUAGES:
            column = f"{name}_{language}"
            value = described.row.cells.get(column)
            if value:
                yield described.statement(predicate, text(value, language), column)


def _relations(concept: Described, scheme: str) -> Iterator[Located]:
    """Yield the links to other concepts, and what a concept was replaced by."""
    for column, predicate in _RELATIONS.items():
        for code in codes_in(concept.row, column):
            yield concept.statement(predicate, concept_iri(code, scheme), column)
            yield concept.inverse(predicate, concept_iri(code, scheme), column)
    for column, predicate in NACE21.items():
        for code in codes_in(concept.row, column):
            outside = Iri(_NACE21 + code.replace(".", ""))
            yield concept.statement(predicate, outside, column)
    for code in codes_in(concept.row, "replaced_by"):
        yield concept.statement(OWL + "deprecated", _TRUE, "replaced_by")
        yield concept.statement(DCT + "isReplacedBy", concept_iri(code, scheme), "replaced_by")


def _is_top(row: Row) -> bool:
    """Return whether a concept is at the top of its list; one that was replaced is not."""
    return not row.cells["broader"] and not row.cells.get("replaced_by")
