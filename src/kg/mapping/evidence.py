"""Read who says what a row says: its document, where in it, how certainly, in which listing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from kg.errors import in_language
from kg.mapping import values
from kg.mapping.context import Context
from kg.mapping.values import Wrong
from kg.model import Position
from kg.rdf import iris

#: the columns of the evidence, last in every table of claims
EVIDENCE_COLUMNS: Final = ("source", "locator", "certainty", "basis", "listing")
#: those that a table may lack
OPTIONAL_EVIDENCE: Final = frozenset(("basis",))


class EvidenceRow(NamedTuple):
    """The evidence of a row.

    Attributes:
        iri: Of its graph.
        source: Id of the document.
        locator: Where in the document, as the cell has it.
        certainty: A code.
        basis: Why it was inferred, a code, or "".
        listing: Id of a listing of the document, or "".
        position: Of the locator.
    """

    iri: str
    source: str
    locator: str
    certainty: str
    basis: str
    listing: str
    position: Position


def faults(
    source: str, locator: str, certainty: str, basis: str, listing: str, context: Context
) -> list[tuple[str, str]]:
    """Return what is wrong with the cells: column and message of each fault."""
    wrong = [("source", fault) for fault in _source_faults(source, context)]
    if not iris.slug(locator):
        message = in_language(
            "the cell is empty; say where in the document, for example «§3.2» or «para. 2»",
            "la celda está vacía; diga en qué lugar del documento, por ejemplo «§3.2» o «párr. 2»",
        )
        wrong.append(("locator", message))
    try:
        values.code(certainty, "certainty", context)
    except Wrong as error:
        wrong.append(("certainty", str(error)))
    wrong += _basis_faults(certainty, basis, context)
    if listing and (listing not in context.listings or not wrong):
        wrong += [("listing", fault) for fault in _listing_faults(listing, source, context)]
    return wrong


def _source_faults(source: str, context: Context) -> Iterator[str]:
    """Yield what is wrong with the document."""
    if not source:
        yield in_language(
            "the cell is empty; say which document states this",
            "la celda está vacía; diga qué documento lo afirma",
        )
    elif source not in context.sources:
        yield in_language(
            f"unknown source '{source}'; add it to sources.csv",
            f"fuente desconocida '{source}'; agréguela a sources.csv",
        )


def _listing_faults(listing: str, source: str, context: Context) -> Iterator[str]:
    """Yield what is wrong with the table or enumeration of a document."""
    if listing not in context.listings:
        yield in_language(
            f"unknown listing '{listing}'; add it to listings.csv",
            f"listado desconocido '{listing}'; agréguelo a listings.csv",
        )
    elif context.listings[listing] != source:
        other = context.listings[listing]
        yield in_language(
            f"the listing '{listing}' is one of source {other}, not of {source}",
            f"el listado '{listing}' es de la fuente {other}, no de {source}",
        )


def _basis_faults(certainty: str, basis: str, context: Context) -> list[tuple[str, str]]:
    """Return what is wrong with the reason of an inference."""
    if not basis:
        return []
    if certainty != "inferred":
        message = in_language(
            f"a claim that is {certainty} was not inferred; leave the cell empty",
            f"una afirmación que es {certainty} no se infirió; deje vacía la celda",
        )
        return [("basis", message)]
    try:
        values.code(basis, "inference-basis", context)
    except Wrong as error:
        return [("basis", str(error))]
    return []
