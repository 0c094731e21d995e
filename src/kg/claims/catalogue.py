"""The catalogue graph: documents, listings, evidence, conflicts and decisions on identity."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from kg.claims.conflicts import Conflict, subject_iri
from kg.claims.naming import curators_title
from kg.claims.statement import Described
from kg.mapping import EvidenceRow
from kg.model import Iri, Literal, Located, Problem, Quad, Term, text
from kg.rdf import iris
from kg.rdf.namespaces import (
    CATALOGUE_GRAPH,
    CONFLICT,
    DC,
    DCT,
    HX,
    ID,
    IDENTITY,
    LISTING,
    PROV,
    RDF_TYPE,
    RDFS,
    SCHEMA,
    SOURCE,
    XSD,
)

if TYPE_CHECKING:
    from kg.tables.curated import Row

_CATALOGUE: Final = Iri(CATALOGUE_GRAPH)
_NOTE: Final = re.compile(r"\bnotes? (\d+(?:, \d+)*)")  # "note 3", "p. 9, notes 3, 4"
#: columns of sources.csv whose value a curator may have concluded: from the title, from the address
_INFERABLE: Final = ("language", "publisher")
#: column of sources.csv → property of plain text
_SOURCE_TEXTS: Final = {
    "language": DC + "language",
    "author": DC + "creator",
    "publisher": DC + "publisher",
    "rights": DC + "rights",
    "sha256": HX + "sha256",
}
_DATE_TYPES: Final = {4: "gYear", 7: "gYearMonth"}  # by length; else it is a day

#: (document, number of a note or slug of another place in it) → ids of the sources cited there
Citations = Mapping[tuple[str, str], list[str]]


def describe(
    sources: Iterable[Row],
    listings: Iterable[Row],
    evidences: Iterable[EvidenceRow],
    conflicts: Iterable[Conflict],
    identities: Iterable[Row],
) -> tuple[list[Located], list[Problem]]:
    """Return the catalogue, and what in it contradicts itself.

    Args:
        sources: The rows of sources.csv.
        listings: The rows of listings.csv.
        evidences: The evidence of each row of the other tables.
        conflicts: The rows of conflicts.csv.
        identities: The rows of identities.csv.

    Returns:
        The statements; and a problem for each locator that is spelled in two ways, or that
        belongs to two listings, and for each cell of a source that is marked as inferred and is
        empty or cannot be. The message names both places.
    """
    source_rows = list(sources)
    statements: list[Located] = []
    problems: list[Problem] = []
    for row in source_rows:
        statements.extend(_source(row))
        problems.extend(_unfounded(row))
    languages = {row.cells["id"]: row.cells["language"] for row in source_rows}
    for row in listings:
        statements.extend(_listing(row, languages))
    described, disagreements = _described_evidence(
        evidences, _citations(source_rows), {row.cells["id"]: row for row in source_rows}
    )
    statements.extend(described)
    problems.extend(disagreements)
    for conflict in conflicts:
        statements.extend(_conflict(conflict))
    for row in identities:
        statements.extend(_identity(row))
    return statements, problems


def _source(row: Row) -> Iterator[Located]:
    cells = row.cells
    source = Described(Iri(SOURCE + cells["id"]), row, _CATALOGUE)
    yield source.statement(RDF_TYPE, Iri(HX + "SourceDocument"), "id")
    yield source.statement(DCT + "title", text(cells["title"], cells["language"]), "title")
    kind = Iri(iris.concept("source-type", cells["type"]))
    yield source.statement(HX + "sourceType", kind, "type")
    for column, predicate in _SOURCE_TEXTS.items():
        if cells[column]:
            yield source.statement(predicate, text(cells[column]), column)
    for column in _inferred(row):
        if column in _INFERABLE:
            property_ = Iri(_SOURCE_TEXTS[column])
            yield source.statement(HX + "inferredProperty", property_, "inferred")
    if cells["issued"]:
        yield source.statement(DCT + "issued", _date(cells["issued"]), "issued")
    if cells.get("date_basis"):
        basis = Iri(iris.concept("date-basis", cells["date_basis"]))
        yield source.statement(HX + "dateBasis", basis, "date_basis")
    if cells["url"]:
        yield source.statement(SCHEMA + "url", Literal(cells["url"], XSD + "anyURI"), "url")
    if cells.get("curator"):
        curator = Described(Iri(cells["curator"]), row, _CATALOGUE)
        yield curator.statement(RDF_TYPE, Iri(PROV + "Agent"), "curator")
    for document, _ in _cited_by(row):
        citing = Described(Iri(SOURCE + document), row, _CATALOGUE)
        yield citing.statement(DCT + "references", source.subject, "cited_by")


def _inferred(row: Row) -> list[str]:
    """Return the columns of a source that are marked as a curator's conclusion."""
    return [*filter(None, map(str.strip, row.cells.get("inferred", "").split(";")))]


def _unfounded(row: Row) -> Iterator[Problem]:
    """Yield the marks of a source as inferred that mark nothing."""
    for column in _inferred(row):
        if column not in _INFERABLE or not row.cells[column]:
            yield Problem(
                row.at("inferred"),
                f"'{column}' is marked as inferred, but is no filled cell that may be: "
                f"{', '.join(_INFERABLE)}",
                "inferred",
            )


def _listing(row: Row, languages: Mapping[str, str]) -> Iterator[Located]:
    """Yield what a table of a document is; a title in another language is the curators'."""
    cells = row.cells
    listing = Described(Iri(LISTING + cells["id"]), row, _CATALOGUE)
    yield listing.statement(RDF_TYPE, Iri(HX + "Listing"), "id")
    printed = languages.get(cells["source"], "")
    for column, title in _in_both(row, "title"):
        yield listing.statement(DCT + "title", title, column)
        if printed and title.language not in ("", printed):
            yield from curators_title(row, column, listing.subject, title)
    yield listing.statement(DCT + "isPartOf", Iri(SOURCE + cells["source"]), "source")
    if cells["area"]:
        yield listing.statement(DCT + "spatial", Iri(ID + cells["area"]), "area")


def _cited_by(row: Row) -> Iterator[tuple[str, str]]:
    """Yield where a source is cited: document, and place in it.

    The cell `001 note 3; 004` gives ("001", "note 3") and ("004", "").
    """
    for citation in filter(None, (part.strip() for part in row.cells["cited_by"].split(";"))):
        document, _, place = citation.partition(" ")
        yield document, place


def _citations(sources: Iterable[Row]) -> Citations:
    """Return which sources each note, or other place, of a document cites."""
    citations: dict[tuple[str, str], list[str]] = {}
    for row in sources:
        for document, place in _cited_by(row):
            for cited_at in [*_note_numbers(place)] or [iris.slug(place)]:
                citations.setdefault((document, cited_at), []).append(row.cells["id"])
    return citations


def _note_numbers(locator: str) -> Iterator[str]:
    """Yield the numbers of the notes that a locator names."""
    for match in _NOTE.finditer(locator):
        yield from match.group(1).split(", ")


def _described_evidence(
    evidences: Iterable[EvidenceRow], citations: Citations, sources: Mapping[str, Row]
) -> tuple[list[Located], list[Problem]]:
    """Return the description of each piece of evidence, once, and where rows disagree on one."""
    statements: list[Located] = []
    problems: list[Problem] = []
    first_rows: dict[str, EvidenceRow] = {}
    for evidence in evidences:
        first = first_rows.get(evidence.iri)
        if first is None:
            first_rows[evidence.iri] = evidence
            statements.extend(_evidence(evidence, citations))
            if evidence.source in sources:
                statements.extend(_curation(evidence, sources[evidence.source]))
        else:
            problems.extend(_disagreement(evidence, first))
    return statements, problems


def _disagreement(evidence: EvidenceRow, first: EvidenceRow) -> Iterator[Problem]:
    """Yield what differs between two rows whose evidence has one IRI."""
    if first.locator != evidence.locator:
        yield Problem(
            evidence.position,
            f"the locator '{evidence.locator}' reads like '{first.locator}' "
            f"({first.position}); write both the same way",
            "locator",
        )
    elif first.listing != evidence.listing:
        yield Problem(
            evidence.position,
            f"the listing '{evidence.listing}' differs from '{first.listing}' at the same "
            f"place ({first.position}); make one locator finer",
            "listing",
        )


def _evidence(evidence: EvidenceRow, citations: Citations) -> Iterator[Located]:
    subject = Iri(evidence.iri)

    def statement(predicate: str, value: Term) -> Located:
        return Located(Quad(subject, Iri(predicate), value, _CATALOGUE), evidence.position)

    yield statement(RDF_TYPE, Iri(HX + "Evidence"))
    yield statement(DCT + "source", Iri(SOURCE + evidence.source))
    yield statement(HX + "locator", text(evidence.locator))
    yield statement(HX + "certainty", Iri(iris.concept("certainty", evidence.certainty)))
    if evidence.basis:
        basis = Iri(iris.concept("inference-basis", evidence.basis))
        yield statement(HX + "inferenceBasis", basis)
    if evidence.listing:
        yield statement(HX + "listing", Iri(LISTING + evidence.listing))
    for cited_at in [*_note_numbers(evidence.locator)] or [iris.slug(evidence.locator)]:
        for source in citations.get((evidence.source, cited_at), ()):
            yield statement(HX + "citedSource", Iri(SOURCE + source))


def _curation(evidence: EvidenceRow, source: Row) -> Iterator[Located]:
    """Yield who entered what a document says, and when, at each place in it that was entered."""
    described = Described(Iri(evidence.iri), source, _CATALOGUE)
    if source.cells.get("curator"):
        curator = Iri(source.cells["curator"])
        yield described.statement(PROV + "wasAttributedTo", curator, "curator")
    if source.cells.get("curated"):
        yield described.statement(DCT + "created", _date(source.cells["curated"]), "curated")


def _conflict(conflict: Conflict) -> Iterator[Located]:
    cells = conflict.row.cells
    described = Described(Iri(CONFLICT + conflict.id), conflict.row, _CATALOGUE)
    yield described.statement(RDF_TYPE, Iri(HX + "Conflict"), "id")
    kind = Iri(iris.concept("conflict-type", cells["type"]))
    yield described.statement(HX + "conflictType", kind, "type")
    resolution = Iri(iris.concept("resolution", conflict.resolution))
    yield described.statement(HX + "resolution", resolution, "resolution")
    if conflict.subject:
        subject = Iri(subject_iri(conflict.subject))
        yield described.statement(HX + "conflicting", subject, "subject")
    for name in sorted(conflict.properties):
        yield described.statement(HX + "conflictProperty", Iri(name), "property")
    if conflict.value:
        yield described.statement(HX + "conflictValue", text(conflict.value), "value")
    if conflict.source:
        yield described.statement(DCT + "source", Iri(SOURCE + conflict.source), "source")
    yield from _noted(described, "note")


def _identity(row: Row) -> Iterator[Located]:
    cells = row.cells
    decided = (cells["id"], cells["decision"], iris.slug(cells["other"]))
    parts = filter(None, [*decided, cells["source"], iris.slug(cells["locator"])])
    identity = Described(Iri(IDENTITY + "--".join(parts)), row, _CATALOGUE)
    yield identity.statement(RDF_TYPE, Iri(HX + "IdentityDecision"), "id")
    yield identity.statement(HX + "identityOf", Iri(ID + cells["id"]), "id")
    decision = Iri(iris.concept("identity-decision", cells["decision"]))
    yield identity.statement(HX + "decision", decision, "decision")
    if cells["decision"] != "same" and iris.is_slug(cells["other"]):
        yield identity.statement(HX + "otherEntity", Iri(ID + cells["other"]), "other")
    else:
        yield identity.statement(HX + "otherName", text(cells["other"]), "other")
    if cells["source"]:
        yield identity.statement(DCT + "source", Iri(SOURCE + cells["source"]), "source")
    if cells["locator"]:
        yield identity.statement(HX + "locator", text(cells["locator"]), "locator")
    if cells["certainty"]:
        certainty = Iri(iris.concept("certainty", cells["certainty"]))
        yield identity.statement(HX + "certainty", certainty, "certainty")
    if cells["reviewer"]:
        yield identity.statement(DC + "creator", text(cells["reviewer"]), "reviewer")
    if cells["decided"]:
        yield identity.statement(DCT + "created", _date(cells["decided"]), "decided")
    yield from _noted(identity, "reason")


def _noted(described: Described, column: str) -> Iterator[Located]:
    """Yield what a curator noted; the language is told where the note is in both."""
    for name, note in _in_both(described.row, column):
        yield described.statement(RDFS + "comment", note, name)


def _in_both(row: Row, column: str) -> Iterator[tuple[str, Literal]]:
    """Yield the column and the text, in English and in Spanish; a text alone has no language."""
    cells, spanish = row.cells, f"{column}_es"
    is_in_both = bool(cells[column] and cells[spanish])
    for name, language in ((column, "en"), (spanish, "es")):
        if cells[name]:
            yield name, text(cells[name], language if is_in_both else "")


def _date(cell: str) -> Literal:
    """Return a year (`2019`), a month (`2019-06`) or a day as a literal of its datatype."""
    return Literal(cell, XSD + _DATE_TYPES.get(len(cell), "date"))
