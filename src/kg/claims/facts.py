"""From claims and decisions to facts: registry, vocabulary, catalogue and default graph.

Facts = all claims, except those that a row of conflicts.csv rejects and those of certainty
machine-suggested, plus the registry and the vocabulary (design, section 3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.mapping import EvidenceRow, kind_class
from kg.model import Iri, Literal, Located, Problem, Quad, Term, text
from kg.rdf import dates, iris
from kg.rdf.namespaces import (
    BASE,
    CATALOGUE_GRAPH,
    CONFLICT,
    DCT,
    HX,
    ID,
    IDENTITY,
    LISTING,
    ORG,
    PREF_LABEL,
    QB,
    RDF_TYPE,
    RDFS,
    REGISTRY_GRAPH,
    SCHEMA,
    SKOS,
    SOURCE,
    VOC,
    VOCABULARY_GRAPH,
    XSD,
)
from kg.tables.curated import Row

_CATALOGUE = Iri(CATALOGUE_GRAPH)
_REGISTRY = Iri(REGISTRY_GRAPH)
_VOCABULARY = Iri(VOCABULARY_GRAPH)
_NOTE = re.compile(r"\bnotes? (\d+(?:, \d+)*)")


@dataclass(frozen=True, slots=True)
class Conflict:
    """One row of conflicts.csv: which claims it means and what was decided."""

    row: Row
    id: str
    subject: str
    properties: frozenset[str]
    value: str
    source: str
    locator: str
    resolution: str

    def matches(self, quad: Quad) -> bool:
        """Return whether all filled cells fit the claim."""
        graph = quad.graph.value if quad.graph else ""
        if self.subject and str(quad.subject) != node_iri(self.subject):
            return False
        if self.properties and quad.predicate.value not in self.properties:
            return False
        if self.source and not graph.startswith(f"{BASE}evidence/{self.source}/"):
            return False
        if self.locator:
            place = graph.rsplit("/", 1)[-1].partition("--")[0]
            if place != iris.slug(self.locator):
                return False
        return not self.value or self.value in _forms(quad.object)


def conflict(row: Row, short_names: Mapping[str, str]) -> Conflict:
    """Return the conflict of a row; short_names: column name → property, as in facts.csv."""
    cells = row.cells
    names = [name.strip() for name in cells["property"].split(";") if name.strip()]
    properties = frozenset(iris.expand(short_names.get(name, name)) or name for name in names)
    return Conflict(
        row,
        cells["id"],
        cells["subject"],
        properties,
        cells["value"],
        cells["source"],
        cells["locator"],
        cells["resolution"],
    )


def node_iri(subject: str) -> str:
    """Return the IRI of a subject as a curator writes it: an id, or the path of a node."""
    return BASE + subject if "/" in subject else ID + subject


def _forms(term: Term) -> tuple[str, ...]:
    """Return what a curator may write for a term: the whole, or its last part."""
    return (term.value, term.value.rsplit("/", 1)[-1])


def derive(
    claims: Iterable[Located], conflicts: Iterable[Conflict]
) -> tuple[list[Quad], list[Problem]]:
    """Return the facts, in the order of the claims and without repeats, and stale conflicts.

    A conflict that fits no claim, and names no entity that has one, is a problem (C57).
    """
    table = list(conflicts)
    by_subject: dict[str, list[Conflict]] = {}
    for item in table:
        by_subject.setdefault(node_iri(item.subject) if item.subject else "", []).append(item)
    used: set[int] = set()
    facts: dict[Quad, None] = {}
    claimed: set[str] = set()  # entities that conflicts name and claims are about
    general = by_subject.get("", [])
    for claim in claims:
        quad = claim.quad
        subject = quad.subject.value
        candidates = general
        if subject in by_subject:
            claimed.add(subject)
            candidates = [*by_subject[subject], *general]
        if quad.object.value in by_subject:
            claimed.add(quad.object.value)
        rejected = False
        for item in candidates:
            if item.matches(quad):
                used.add(id(item))
                rejected = rejected or item.resolution == "rejected"
        suggested = quad.graph is not None and quad.graph.value.endswith("--machine-suggested")
        if not rejected and not suggested:
            facts[Quad(*quad[:3])] = None
    problems = [
        Problem(
            item.row.at("subject"),
            "C57: no claim fits this row; correct its cells, or remove the row",
            "subject",
        )
        for item in table
        if id(item) not in used
        and not (
            item.subject
            and node_iri(item.subject) in claimed
            and not item.properties
            and not item.value
        )
    ]
    return list(facts), problems


def registry(rows: Iterable[Row]) -> Iterator[Located]:
    """Yield the registry: class, display names, default helix, codes of each entity."""
    for row in rows:
        cells = row.cells
        subject = Iri(ID + cells["id"])

        def say(
            predicate: str, value: Term, column: str, row: Row = row, subject: Iri = subject
        ) -> Located:
            return Located(Quad(subject, Iri(predicate), value, _REGISTRY), row.at(column))

        if cells["replaced_by"]:
            yield say(DCT + "isReplacedBy", Iri(ID + cells["replaced_by"]), "replaced_by")
            continue
        yield say(RDF_TYPE, Iri(kind_class(cells["kind"])), "kind")
        for column, language in NAME_COLUMNS.items():
            if cells[column]:
                yield say(PREF_LABEL, text(cells[column], language), column)
        if cells["helix"]:
            yield say(HX + "helix", Iri(iris.concept("helix", cells["helix"])), "helix")
        if cells["level"]:
            level = Iri(iris.concept("government-level", cells["level"]))
            yield say(HX + "governmentLevel", level, "level")
        if cells["iso"]:
            kind = "iso3166-1-alpha2" if cells["kind"] == "Country" else "iso3166-2"
            yield say(SKOS + "notation", Literal(cells["iso"], HX + kind), "iso")
        if cells["parent"]:
            yield say(HX + "partOfArea", Iri(ID + cells["parent"]), "parent")


#: column of registry.csv → language of the display name
NAME_COLUMNS = {"name_es": "es", "name_en": "en", "name_fr": "fr", "name_mul": "mul"}


def vocabulary(scheme: str, labels: Mapping[str, str], rows: Iterable[Row]) -> Iterator[Located]:
    """Yield a SKOS scheme from its code list; labels: language → title of the scheme."""
    scheme_iri = Iri(VOC + scheme)

    def say(subject: Iri, predicate: str, value: Term, row: Row, column: str) -> Located:
        return Located(Quad(subject, Iri(predicate), value, _VOCABULARY), row.at(column))

    for number, row in enumerate(rows):
        if number == 0:
            yield say(scheme_iri, RDF_TYPE, Iri(SKOS + "ConceptScheme"), row, "code")
            for language, label in labels.items():
                yield say(scheme_iri, PREF_LABEL, text(label, language), row, "code")
        cells = row.cells
        concept = Iri(iris.concept(scheme, cells["code"]))
        yield say(concept, RDF_TYPE, Iri(SKOS + "Concept"), row, "code")
        if scheme == "role":
            yield say(concept, RDF_TYPE, Iri(ORG + "Role"), row, "code")
        yield say(concept, SKOS + "inScheme", scheme_iri, row, "code")
        for language in ("en", "es", "fr"):
            if cells[language]:
                yield say(concept, PREF_LABEL, text(cells[language], language), row, language)
        if cells["broader"]:
            broader = Iri(iris.concept(scheme, cells["broader"]))
            yield say(concept, SKOS + "broader", broader, row, "broader")
        else:
            yield say(concept, SKOS + "topConceptOf", scheme_iri, row, "code")
        for column, kind in (("nace2", "nace2"), ("naics2022", "naics2022")):
            for notation in filter(None, re.split(r"[;\s]+", cells[column])):
                yield say(concept, SKOS + "notation", Literal(notation, HX + kind), row, column)


def catalogue(
    sources: Iterable[Row],
    listings: Iterable[Row],
    evidences: Iterable[EvidenceRow],
    conflicts: Iterable[Conflict],
    identities: Iterable[Row],
) -> tuple[list[Located], list[Problem]]:
    """Return the catalogue graph, and locators that clash with one another.

    One locator has one slug and at most one listing; the messages name both places.
    """
    quads: list[Located] = []
    problems: list[Problem] = []
    cited: dict[tuple[str, str], list[str]] = {}

    def say(subject: Iri, predicate: str, value: Term, row: Row, column: str) -> None:
        quads.append(Located(Quad(subject, Iri(predicate), value, _CATALOGUE), row.at(column)))

    for row in sources:
        cells = row.cells
        source = Iri(SOURCE + cells["id"])
        say(source, RDF_TYPE, Iri(HX + "SourceDocument"), row, "id")
        say(source, DCT + "title", text(cells["title"], cells["language"]), row, "title")
        say(source, DCT + "type", Iri(iris.concept("source-type", cells["type"])), row, "type")
        for column, predicate in (
            ("language", DCT + "language"),
            ("author", DCT + "creator"),
            ("publisher", DCT + "publisher"),
            ("rights", DCT + "rights"),
            ("sha256", HX + "sha256"),
        ):
            if cells[column]:
                say(source, predicate, text(cells[column]), row, column)
        if cells["issued"]:
            issued = dates.literal(cells["issued"])
            assert issued is not None  # else the table has a problem, and nothing comes here
            say(source, DCT + "issued", issued, row, "issued")
        if cells["url"]:
            say(source, SCHEMA + "url", Literal(cells["url"], XSD + "anyURI"), row, "url")
        for citation in filter(None, (part.strip() for part in cells["cited_by"].split(";"))):
            by, _, place = citation.partition(" ")
            say(Iri(SOURCE + by), DCT + "references", source, row, "cited_by")
            for number in _notes(place):
                cited.setdefault((by, number), []).append(cells["id"])
    for row in listings:
        cells = row.cells
        listing = Iri(LISTING + cells["id"])
        say(listing, RDF_TYPE, Iri(HX + "Listing"), row, "id")
        say(listing, DCT + "title", text(cells["title"]), row, "title")
        say(listing, DCT + "isPartOf", Iri(SOURCE + cells["source"]), row, "source")
        if cells["area"]:
            say(listing, DCT + "spatial", Iri(ID + cells["area"]), row, "area")
    known: dict[str, EvidenceRow] = {}
    for evidence in evidences:
        first = known.setdefault(evidence.iri, evidence)
        if first is evidence:
            quads.extend(_evidence(evidence, cited))
        elif first.locator != evidence.locator:
            problems.append(
                Problem(
                    evidence.position,
                    f"the locator '{evidence.locator}' reads like '{first.locator}' "
                    f"({first.position}); write both the same way",
                    "locator",
                )
            )
        elif first.listing != evidence.listing:
            problems.append(
                Problem(
                    evidence.position,
                    f"the listing '{evidence.listing}' differs from '{first.listing}' at the same "
                    f"place ({first.position}); make one locator finer",
                    "listing",
                )
            )
    for item in conflicts:
        quads.extend(_conflict(item))
    for row in identities:
        quads.extend(_identity(row))
    return quads, problems


def _evidence(
    evidence: EvidenceRow, cited: Mapping[tuple[str, str], list[str]]
) -> Iterator[Located]:
    subject = Iri(evidence.iri)

    def say(predicate: str, value: Term) -> Located:
        return Located(Quad(subject, Iri(predicate), value, _CATALOGUE), evidence.position)

    yield say(RDF_TYPE, Iri(HX + "Evidence"))
    yield say(DCT + "source", Iri(SOURCE + evidence.source))
    yield say(HX + "locator", text(evidence.locator))
    yield say(HX + "certainty", Iri(iris.concept("certainty", evidence.certainty)))
    if evidence.listing:
        yield say(HX + "listing", Iri(LISTING + evidence.listing))
    for number in _notes(evidence.locator):
        for source in cited.get((evidence.source, number), ()):
            yield say(HX + "citedSource", Iri(SOURCE + source))


def _notes(locator: str) -> Iterator[str]:
    """Yield the numbers of the notes that a locator names."""
    for match in _NOTE.finditer(locator):
        yield from match.group(1).split(", ")


def _conflict(item: Conflict) -> Iterator[Located]:
    subject = Iri(CONFLICT + item.id)
    row = item.row

    def say(predicate: str, value: Term, column: str) -> Located:
        return Located(Quad(subject, Iri(predicate), value, _CATALOGUE), row.at(column))

    yield say(RDF_TYPE, Iri(HX + "Conflict"), "id")
    kind = Iri(iris.concept("conflict-type", row.cells["type"]))
    yield say(HX + "conflictType", kind, "type")
    yield say(HX + "resolution", Iri(iris.concept("resolution", item.resolution)), "resolution")
    if item.subject:
        yield say(HX + "conflicting", Iri(node_iri(item.subject)), "subject")
    for name in sorted(item.properties):
        yield say(HX + "conflictProperty", Iri(name), "property")
    if item.source:
        yield say(DCT + "source", Iri(SOURCE + item.source), "source")
    if row.cells["note"]:
        yield say(RDFS + "comment", text(row.cells["note"]), "note")


def _identity(row: Row) -> Iterator[Located]:
    cells = row.cells
    parts = [cells["id"], cells["decision"], iris.slug(cells["other"]), cells["source"]]
    subject = Iri(IDENTITY + "--".join(filter(None, [*parts, iris.slug(cells["locator"])])))

    def say(predicate: str, value: Term, column: str) -> Located:
        return Located(Quad(subject, Iri(predicate), value, _CATALOGUE), row.at(column))

    yield say(RDF_TYPE, Iri(HX + "IdentityDecision"), "id")
    yield say(HX + "identityOf", Iri(ID + cells["id"]), "id")
    yield say(HX + "decision", text(cells["decision"]), "decision")
    if cells["decision"] == "distinct" and iris.is_slug(cells["other"]):
        yield say(HX + "otherEntity", Iri(ID + cells["other"]), "other")
    else:
        yield say(HX + "otherName", text(cells["other"]), "other")
    if cells["source"]:
        yield say(DCT + "source", Iri(SOURCE + cells["source"]), "source")
    if cells["locator"]:
        yield say(HX + "locator", text(cells["locator"]), "locator")
    yield say(HX + "certainty", Iri(iris.concept("certainty", cells["certainty"])), "certainty")
    yield say(RDFS + "comment", text(cells["reason"]), "reason")


def datasets(claims: Iterable[Located]) -> Iterator[Located]:
    """Yield the declaration of each dataset that an observation names, into the registry."""
    seen: dict[str, Located] = {}
    for claim in claims:
        if claim.quad.predicate.value == QB + "dataSet":
            seen.setdefault(claim.quad.object.value, claim)
    for iri, claim in sorted(seen.items()):
        yield Located(Quad(Iri(iri), Iri(RDF_TYPE), Iri(QB + "DataSet"), _REGISTRY), claim.position)
