"""Make a change in a transaction, batch by batch, and decide on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeGuard

from kg.claims.evidence import is_claim
from kg.errors import InputError, in_language
from kg.ingest import incoming, removal
from kg.ingest.change import Change
from kg.ingest.decision import Decision
from kg.ingest.incoming import Batch
from kg.mapping import project_successors
from kg.mapping.custom import CustomMapping
from kg.model import BNode, Iri, Located, Problem, Progress, Quad, Term, silent
from kg.rdf.namespaces import DCT, ID, RDF_TYPE
from kg.rdf.numbered import NumberedQuads
from kg.runtime.garbage import gc_paused
from kg.store import EmbeddedStore, Store
from kg.store.neighbourhood import Neighbourhood
from kg.store.transaction import Transaction
from kg.tables.spreadsheet import is_table

_MOST_PROBLEMS: Final = 1_000  # that are reported before the reading stops
#: of a table; a row of a hundred asks for its subject, under what names, and for what it refers to
_BYTES_OF_A_LOOK_UP: Final = 40


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a change is to bring.

    Attributes:
        files: RDF files and tables.
        custom: How custom tables among them are read; these are read and checked in batches.
        progress: Is told how much is read.
    """

    files: tuple[Path, ...]
    custom: CustomMapping | None = None
    progress: Progress = silent

    @property
    def look_ups(self) -> int:
        """About how many nodes of the store the rows of custom tables ask for."""
        if not self.custom:
            return 0
        tables = (path for path in self.files if is_table(path) and path.is_file())
        return sum(path.stat().st_size for path in tables) // _BYTES_OF_A_LOOK_UP


class Attempt:
    """A change under way in a transaction.

    Attributes:
        change: What was done so far, in numbers.
        added: The quads that were added, where they are recorded.
        removed: The quads that were removed, where they are recorded.
    """

    def __init__(
        self,
        transaction: Transaction[EmbeddedStore],
        outgoing: Iterable[Quad],
        *,
        recording: bool = False,
        prunes: bool = False,
        neighbourhood: Neighbourhood | None = None,
    ) -> None:
        """Start with nothing done.

        Args:
            transaction: Where the change is made; its store is the graph as it would be.
            outgoing: Quads to remove, except those that the files state again.
            recording: Whether the quads themselves are remembered, to be sent elsewhere; the
                memory for it grows with the change.
            prunes: Whether what rests on nothing any more is removed, too.
            neighbourhood: Where what a batch touches is fetched from, many nodes at once.
        """
        self.change = Change()
        self.added: list[Quad] = []
        self.removed: list[Quad] = []
        self._transaction = transaction
        self._store = transaction.store
        self._outgoing = dict.fromkeys(outgoing)
        self._recording = recording
        self._prunes = prunes
        self._neighbourhood = neighbourhood
        self._losing: dict[Iri, None] = {}  # entities and documents that lost a claim, or evidence
        self._decision = Decision(self._store)

    def run(self, bring: Incoming) -> Change:
        """Make the whole change and return it, with the report on the result.

        Raises:
            InputError: With every problem of every file, up to a thousand.
        """
        problems: list[Problem] = []
        self._transaction.expect(bring.look_ups)
        batches = incoming.batches(self._store, bring.files, bring.custom, bring.progress)
        while batch := self._next(batches):
            problems.extend(batch.problems)
            self.change.notes.extend(batch.notes)
            if len(problems) >= _MOST_PROBLEMS:
                message = in_language(
                    "too many problems; nothing was read beyond this",
                    "demasiados problemas; no se leyó más allá de esto",
                )
                problems[_MOST_PROBLEMS:] = [Problem(problems[-1].position, message)]
                break
            if problems:
                continue  # the rest is read all the same: all problems in one run
            self.change.renamed.extend(batch.renamed)
            with gc_paused():
                # Of a table in batches, a later batch may state again what is to go.
                self._make(batch, remove_now=bring.custom is None)
            if self._decision.too_many_violations:
                break
        if problems:
            raise InputError(problems)
        if self._outgoing:
            self._apply([], self._take_outgoing())
        self._prune_or_tell()
        self.change.report = self._decision.report()
        return self.change

    def _prune_or_tell(self) -> None:
        """Take away what rests on nothing any more, where that is wanted; else note it."""
        left = [n for n in sorted(self._losing) if removal.rests_on_nothing(self._store, n)]
        if self._prunes:
            quads = removal.unneeded(self._store, left)
            if quads:
                self._apply([], quads)
            self.change.pruned = [node for node in left if removal.is_unknown(self._store, node)]
            left = [node for node in left if node not in self.change.pruned]
        self.change.left = left

    @staticmethod
    def _next(batches: Iterator[Batch]) -> Batch | None:
        with gc_paused():  # for each batch by itself, so that cycles are found in between
            return next(batches, None)

    def replay(self, stated: Sequence[Located]) -> Change:
        """State again what an earlier load stated, and return the change with its report."""
        located, renamed = project_successors().apply(stated)
        self.change.renamed.extend(renamed)
        self._make(Batch(located), remove_now=True)
        self.change.report = self._decision.report()
        return self.change

    def _make(self, batch: Batch, *, remove_now: bool) -> None:
        """Add what is new in a batch, and remove what it does not state again."""
        stated = dict.fromkeys(item.quad for item in batch.located)
        if self._neighbourhood:
            self._neighbourhood.prefetch(*_touched(stated))
        fresh, new = self._transaction.unknown(dict.fromkeys(quad.subject for quad in stated))
        known = [quad for quad in stated if quad.subject not in fresh]
        for fact in _rejected_before(self._store, known):
            stated.pop(fact, None)
        if self._outgoing:
            for quad in stated:
                self._outgoing.pop(quad, None)
        added = [q for q in stated if q.subject in fresh or not self._store.holds(q)]
        self._apply(added, self._take_outgoing() if remove_now else [], batch, new)

    def _take_outgoing(self) -> list[Quad]:
        outgoing = list(self._outgoing)
        self._outgoing.clear()
        return outgoing

    def _apply(
        self,
        added: list[Quad],
        removed: list[Quad],
        batch: Batch | None = None,
        new: Set[Iri | BNode] = frozenset(),
    ) -> None:
        numbered = NumberedQuads(added)
        self._transaction.apply(numbered, removed, absent=True)
        self.change.count(numbered, removed)
        for quad in removed:
            if is_claim(quad):
                terms = (quad.subject, quad.object)
                self._losing.update(dict.fromkeys(term for term in terms if _is_entity(term)))
            elif quad.predicate.value == DCT + "source" and isinstance(quad.object, Iri):
                self._losing[quad.object] = None
        if self._recording:
            self.added.extend(added)
            self.removed.extend(removed)
        self._decision.add(numbered, removed, batch, new)


def _touched(quads: Iterable[Quad]) -> tuple[list[Term], list[Term]]:
    """Return the nodes of a change, and those of them that it is about."""
    subjects: dict[Term, None] = {}
    others: dict[Term, None] = {}
    for subject, predicate, value, _ in quads:
        subjects[subject] = None
        if isinstance(value, Iri) and predicate.value != RDF_TYPE:
            others[value] = None
    return [*subjects, *others], list(subjects)


def _rejected_before(store: Store, quads: Iterable[Quad]) -> set[Quad]:
    """Return the facts whose claims the store has and does not take for facts.

    A conflict rejected them; to load the claim again does not undo that.
    """
    facts = {quad._replace(graph=None) for quad in quads if is_claim(quad) and store.holds(quad)}
    return {fact for fact in facts if not store.holds(fact)}


def _is_entity(term: Term) -> TypeGuard[Iri]:
    return isinstance(term, Iri) and term.value.startswith(ID)
