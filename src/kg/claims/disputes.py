"""Which statements take part in a contradiction that conflicts.csv records."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from kg.claims.evidence import Fact
from kg.claims.notes import notes_in
from kg.model import Iri, Term
from kg.rdf.namespaces import CATALOGUE_GRAPH, CONFLICT, DCT, HX, RDFS, SOURCE
from kg.store import Store

_CATALOGUE: Final = Iri(CATALOGUE_GRAPH)
_CONFLICTING: Final = Iri(HX + "conflicting")
_AHEAD: Final = 10  # contradictions that are as soon read as the store is asked for one subject
_OF_ANY_SUBJECT: Final = f"""SELECT ?conflict WHERE {{ GRAPH <{CATALOGUE_GRAPH}> {{
  ?conflict a <{HX}Conflict> ; <{HX}conflictValue> ?value
  FILTER NOT EXISTS {{ ?conflict <{HX}conflicting> ?subject }} }} }}"""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A recorded contradiction, as far as it tells which statements belong to it.

    Attributes:
        id: Its id in conflicts.csv.
        properties: IRIs of the properties that it is about; empty is any.
        values: What it says of their values; empty is any.
        sources: Ids of the documents that it touches.
        resolutions: What was decided: `open`, `stands`, `rejected` …, sorted.
        notes: What curators noted, sorted.
    """

    id: str
    properties: frozenset[str]
    values: frozenset[str]
    sources: frozenset[str]
    resolutions: tuple[str, ...]
    notes: tuple[str, ...]

    def touches(self, fact: Fact) -> bool:
        """Return whether a statement about one of its subjects belongs to it.

        To a contradiction about a thing as a whole only what its documents state.
        """
        if not (self.properties or self.values):
            return not self.sources or any(e.source in self.sources for e in fact.evidence)
        value = fact.object.value
        return (not self.properties or fact.predicate in self.properties) and (
            not self.values or bool(self.values & {value, value.rsplit("/", 1)[-1]})
        )


@dataclass(slots=True)
class Disputes:
    """The contradictions in a store; each is read once."""

    store: Store
    language: str = "en"  # of the notes
    _by_subject: dict[str, list[Dispute]] = field(default_factory=dict)
    _of_any_subject: list[Dispute] | None = None

    def about(self, subject: str) -> list[Dispute]:
        """Return the contradictions that name a subject, sorted by id."""
        if subject not in self._by_subject:
            named = self.store.quads(None, _CONFLICTING, Iri(subject), graph=_CATALOGUE)
            self._keep(subject, {str(quad.subject) for quad in named})
        return self._by_subject[subject]

    def _keep(self, subject: str, conflicts: Set[str]) -> None:
        self._by_subject[subject] = [self._read(iri) for iri in sorted(conflicts)]

    def _read_ahead(self, subjects: Set[str]) -> None:
        """Read which contradictions name some subjects at once, if they are few beside these."""
        most = _AHEAD * len(subjects)
        named = self.store.quads(None, _CONFLICTING, graph=_CATALOGUE)
        pairs = list(islice(named, most + 1))
        if len(pairs) > most:
            return
        conflicts: dict[str, set[str]] = {subject: set() for subject in subjects}
        for quad in pairs:
            if quad.object.value in conflicts:
                conflicts[quad.object.value].add(str(quad.subject))
        for subject in subjects - self._by_subject.keys():
            self._keep(subject, conflicts[subject])

    def prepare(self) -> None:
        """Read those that are about a property and a value, which every statement may belong to."""
        self._general()

    def of(self, fact: Fact) -> list[Dispute]:
        """Return the contradictions of which a statement is a part, sorted by id."""
        named = [dispute for dispute in self.about(fact.subject) if dispute.touches(fact)]
        sources = {evidence.source for evidence in fact.evidence}
        general = [
            dispute
            for dispute in self._general()
            if dispute.touches(fact) and dispute.sources & sources
        ]
        return sorted({*named, *general}, key=lambda dispute: dispute.id)

    def among(self, facts: Iterable[Fact], subject: str) -> list[Dispute]:
        """Return the contradictions that name a subject or have one of the statements as part."""
        facts = tuple(facts)
        self._read_ahead({fact.subject for fact in facts})
        disputes = {*self.about(subject), *(dispute for fact in facts for dispute in self.of(fact))}
        return sorted(disputes, key=lambda dispute: dispute.id)

    def _general(self) -> list[Dispute]:
        """Return those that are about a property and a value, whatever the subject."""
        if self._of_any_subject is None:
            rows = self.store.select(_OF_ANY_SUBJECT).rows
            conflicts = sorted({str(row[0]) for row in rows})
            self._of_any_subject = [self._read(iri) for iri in conflicts]
        return self._of_any_subject

    def _read(self, conflict: str) -> Dispute:
        values: dict[str, list[str]] = {}
        notes: list[Term] = []
        for quad in self.store.quads(Iri(conflict), graph=_CATALOGUE):
            values.setdefault(quad.predicate.value, []).append(quad.object.value)
            notes += [quad.object] if quad.predicate.value == RDFS + "comment" else []
        return Dispute(
            id=conflict.removeprefix(CONFLICT),
            properties=frozenset(values.get(HX + "conflictProperty", ())),
            values=frozenset(values.get(HX + "conflictValue", ())),
            sources=frozenset(v.removeprefix(SOURCE) for v in values.get(DCT + "source", ())),
            resolutions=tuple(
                sorted({v.rsplit("/", 1)[-1] for v in values.get(HX + "resolution", ())})
            ),
            notes=notes_in(self.language, notes),
        )
