"""The verdict of the project's shapes: on a store, or on a change that is made bit by bit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kg.files import content
from kg.ingest import incoming
from kg.ingest.incoming import Batch
from kg.model import Located, Quad, Report, Term, Violation
from kg.rdf import iris
from kg.rdf.namespaces import CATALOGUE_GRAPH, HX
from kg.store import EmbeddedStore, Store
from kg.validation import PositionIndex, Validator, checked_graph, validator

#: results that are kept of a change in many batches; beyond, a change is given up, and of
#: warnings the rest is counted
MOST_VIOLATIONS = 10_000
MOST_OTHERS = 1_000


_STANDING = (
    f"SELECT ?s ?p WHERE {{ GRAPH <{CATALOGUE_GRAPH}> {{ ?c <{HX}conflicting> ?s ; "
    f"<{HX}conflictProperty> ?p ; <{HX}resolution> <{iris.concept('resolution', 'stands')}> }} }}"
)


class Decision:
    """The verdict on a change that comes in batches, in memory that does not grow with it.

    What a batch can affect is checked when it has been made; in the end, what was wrong is
    checked once more, since a later batch may have mended it. What a later batch breaks is
    among what that batch affects, so the verdict is that on the whole change.
    """

    def __init__(self, store: EmbeddedStore) -> None:
        """store: holds the change as far as it has been made."""
        self._store = store
        self._only = Report()  # the report, while there is one batch
        self._batches = self._checked = self._dropped = 0
        self._kept = {"violation": 0, "warning": 0, "info": 0}
        self._wrong: dict[Term, None] = {}
        self._about: list[Located] = []  # what the change says of these nodes
        self._notes: dict[str, None] = {}

    @property
    def given_up(self) -> bool:
        """Whether so much is wrong that the rest of the change need not be looked at."""
        return self._kept["violation"] > MOST_VIOLATIONS

    def add(
        self, added: Sequence[Quad], removed: Sequence[Quad], batch: Batch | None = None
    ) -> None:
        """Judge a batch that has been made."""
        located = batch.located if batch else []
        report = shapes().validate_change(
            checked_graph(self._store),
            added,
            removed,
            PositionIndex(located),
            local=bool(batch and batch.rows),
        )
        report = _of_interest(report, self._store, added)
        self._only = report
        self._batches += 1
        self._checked += report.checked
        self._notes.update(dict.fromkeys(report.notes))
        new: dict[Term, None] = {}
        for result in report.results:
            if result.severity != "violation" and self._kept[result.severity] >= MOST_OTHERS:
                self._dropped += 1
                continue
            self._kept[result.severity] += 1
            new[result.focus] = None
        self._wrong.update(new)
        self._about += [
            item for item in located if item.quad.subject in new or item.quad.object in new
        ]

    def report(self) -> Report:
        """Return the verdict on all that was made."""
        if self._batches <= 1:
            return self._only
        again = shapes().validate_nodes(
            checked_graph(self._store), self._wrong, PositionIndex(self._about)
        )
        again = _of_interest(again, self._store, [item.quad for item in self._about])
        notes = list(self._notes)
        if self._dropped:
            notes.append(f"{self._dropped:,} more warnings are not shown")
        if self.given_up:
            notes.append(f"more than {MOST_VIOLATIONS:,} violations; nothing was read beyond them")
        return Report(again.results, self._checked, tuple(notes))


def validate_store(store: Store) -> Report:
    """Return the report on the whole store."""
    return shapes().validate(checked_graph(embedded(store)), include=_new_to(store, ()))


def shapes() -> Validator:
    """Return the project's shapes, compiled."""
    return validator(content.folder("ontology") / "shapes")


def embedded(store: Store) -> EmbeddedStore:
    """Return the store, or a copy of it on this machine, where the shapes can look."""
    if isinstance(store, EmbeddedStore):
        return store
    copy = EmbeddedStore.in_memory()
    copy.replace(store.quads(every_graph=True))
    return copy


def _of_interest(report: Report, store: Store, added: Sequence[Quad]) -> Report:
    """Return the report on a change without what nobody has to mend.

    That is single-value results which the catalogue lets stand, and warnings about loaded files,
    which describe themselves. The results are held: a transaction ends before its report is read.
    """
    is_new = _new_to(store, added)
    return Report(
        tuple(
            result
            for result in report.results
            if is_new(result)
            and (
                result.severity == "violation"
                or not str(result.focus).startswith(incoming.FILE_SOURCE)
            )
        ),
        report.checked,
        report.notes,
    )


def _new_to(store: Store, added: Sequence[Quad]) -> Callable[[Violation], bool]:
    """Return a test: is a result none that the catalogue lets stand, or has it been touched?"""
    touched = {(str(q.subject), q.predicate.value) for q in added}
    standing: set[tuple[str, str]] = set()
    asked = False

    def is_new(result: Violation) -> bool:
        nonlocal asked, standing
        if not result.code.startswith("C56"):
            return True
        if not asked:
            asked = True
            standing = {(str(row[0]), str(row[1])) for row in store.select(_STANDING).rows}
        place = (str(result.focus), result.path)
        return place not in standing or place in touched

    return is_new
