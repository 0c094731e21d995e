"""The contradictions between documents, and what a curator decided about each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model import Problem, Quad, Term
from kg.rdf import iris
from kg.rdf.namespaces import BASE, EVIDENCE, ID

if TYPE_CHECKING:
    from kg.tables.curated import Row


@dataclass(frozen=True, slots=True)
class Conflict:
    """One row of conflicts.csv: which claims it covers, and what was decided about them.

    A cell that is empty covers every claim.

    Attributes:
        row: The row itself, for its position, type and note.
        id: The id of the conflict; several rows may share it.
        subject: An entity by id, or the path of an n-ary node, such as `award/x--y`.
        properties: IRIs of properties, one of which the claim has.
        value: The object of the claim: all of it, or its last part.
        source: The id of the document that makes the claim.
        locator: The place in that document.
        resolution: What was decided: `open`, `stands`, `rejected` …
    """

    row: Row
    id: str
    subject: str
    properties: frozenset[str]
    value: str
    source: str
    locator: str
    resolution: str

    @classmethod
    def from_row(cls, row: Row, short_names: Mapping[str, str]) -> Conflict:
        """Return the conflict in a row of conflicts.csv.

        Args:
            row: The row.
            short_names: From the name of a column of the curated tables to the property it
                states; curators may write either.
        """
        cells = row.cells
        names = [name.strip() for name in cells["property"].split(";") if name.strip()]
        return cls(
            row=row,
            id=cells["id"],
            subject=cells["subject"],
            properties=frozenset(
                iris.expand(short_names.get(name, name)) or name for name in names
            ),
            value=cells["value"],
            source=cells["source"],
            locator=cells["locator"],
            resolution=cells["resolution"],
        )

    @property
    def names_only_an_entity(self) -> bool:
        """Whether the row is about an entity as a whole, with no property or value."""
        return bool(self.subject and not self.properties and not self.value)

    def covers(self, claim: Quad) -> bool:
        """Return whether every filled cell fits the claim."""
        graph = claim.graph.value if claim.graph else ""
        if self.subject and str(claim.subject) != subject_iri(self.subject):
            return False
        if self.properties and claim.predicate.value not in self.properties:
            return False
        if self.source and not graph.startswith(f"{EVIDENCE}{self.source}/"):
            return False
        if self.locator:
            place = graph.rsplit("/", 1)[-1].partition("--")[0]  # without the certainty
            if place != iris.slug(self.locator):
                return False
        return not self.value or self.value in _spellings(claim.object)


class ConflictTable:
    """All conflicts of a folder of tables; remembers which of them covered a claim."""

    def __init__(self, conflicts: Iterable[Conflict]) -> None:
        self._conflicts = list(conflicts)
        self._of_any_subject: list[int] = []  # numbers of conflicts that name no subject
        self._by_subject: dict[str, list[int]] = {}  # subject IRI → numbers of conflicts
        for number, conflict in enumerate(self._conflicts):
            if conflict.subject:
                self._by_subject.setdefault(subject_iri(conflict.subject), []).append(number)
            else:
                self._of_any_subject.append(number)
        self._used: set[int] = set()
        self._claimed: set[str] = set()  # subjects of conflicts that some claim is about

    def rejects(self, claim: Quad) -> bool:
        """Return whether a conflict rejects the claim; note every conflict that covers it."""
        subject, value = claim.subject.value, claim.object.value
        candidates = self._of_any_subject
        if subject in self._by_subject:
            self._claimed.add(subject)
            candidates = [*self._by_subject[subject], *candidates]
        if value in self._by_subject:
            self._claimed.add(value)
        rejected = False
        for number in candidates:
            conflict = self._conflicts[number]
            if conflict.covers(claim):
                self._used.add(number)
                rejected = rejected or conflict.resolution == "rejected"
        return rejected

    def stale(self) -> list[Problem]:
        """Return a problem (C57) for each conflict that covered none of the claims seen so far.

        A row that names only an entity is not stale while some claim is about that entity.
        """
        return [
            Problem(
                conflict.row.at("subject"),
                "C57: no claim fits this row; correct its cells, or remove the row",
                "subject",
            )
            for number, conflict in enumerate(self._conflicts)
            if number not in self._used
            and not (
                conflict.names_only_an_entity and subject_iri(conflict.subject) in self._claimed
            )
        ]


def subject_iri(subject: str) -> str:
    """Return the IRI of a subject as a curator writes it: an id, or the path of an n-ary node."""
    return BASE + subject if "/" in subject else ID + subject


def _spellings(term: Term) -> tuple[str, str]:
    """Return what a curator may write for a term: all of it, or its last part."""
    return (term.value, term.value.rsplit("/", 1)[-1])
