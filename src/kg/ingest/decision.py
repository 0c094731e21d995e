"""Whether the graph conforms to the project's shapes: a whole store, or a change in batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from functools import cached_property
from typing import Final

from kg.errors import in_language
from kg.files import content
from kg.ingest.explained import explained
from kg.ingest.incoming import Batch
from kg.ingest.rdf_file import FILE_SOURCE
from kg.model import BNode, Iri, Located, Quad, Report, Term, Violation
from kg.rdf import iris
from kg.rdf.namespaces import CATALOGUE_GRAPH, HX
from kg.store import EmbeddedStore, Store
from kg.validation import PositionIndex, Validator, checked_graph, validator
from kg.validation.graphs import misplaced
from kg.validation.misuse import misused, misused_in
from kg.validation.terms import joined, undeclared, undeclared_in

#: With more violations than this, the rest of a change in batches is not read.
MOST_VIOLATIONS: Final = 10_000
#: With more warnings than this in a change in batches, the rest is counted and not shown.
MOST_WARNINGS: Final = 1_000

_CATALOGUE: Final = Iri(CATALOGUE_GRAPH)
#: what says of which things and property a conflict is, and that it stands: two values are right
_CONFLICT_PROPERTY, _CONFLICTING = Iri(HX + "conflictProperty"), Iri(HX + "conflicting")
_RESOLUTION, _STANDS = Iri(HX + "resolution"), Iri(iris.concept("resolution", "stands"))


class Decision:
    """The decision on a change that comes in batches, in memory that does not grow with it.

    What a batch can affect is checked once the batch is in the store. At the end, what failed is
    checked once more, since a later batch may have corrected it. What a later batch breaks is
    among what that batch affects; so the final report is that on the whole change.
    """

    def __init__(self, store: EmbeddedStore) -> None:
        """Start without a change.

        Args:
            store: Holds the change as far as it has been made.
        """
        self._store = store
        self._last_report = Report()
        self._batches = self._checked = self._not_shown = 0
        self._counts: Counter[str] = Counter()  # severity → results that are remembered
        self._failing: dict[Term, None] = {}  # nodes with results
        self._about_failing: list[Located] = []  # what the change states of these nodes
        self._notes: dict[str, None] = {}
        self._beside_shapes: dict[tuple[object, ...], Violation] = {}

    @property
    def too_many_violations(self) -> bool:
        """Whether so much is wrong that the rest of the change need not be read."""
        return self._counts["violation"] > MOST_VIOLATIONS

    def add(
        self,
        added: Sequence[Quad],
        removed: Sequence[Quad],
        batch: Batch | None = None,
        new: Set[Iri | BNode] = frozenset(),
    ) -> None:
        """Check a batch.

        Args:
            added: The quads that it added to the store.
            removed: The quads that it removed.
            batch: Where the quads come from; None for what is only removed.
            new: Nodes of which the store said nothing before, and which it named nowhere.
        """
        located = batch.located if batch else []
        index = PositionIndex(located)
        report = shapes().validate_change(
            checked_graph(self._store),
            added,
            removed,
            index,
            local=bool(batch and batch.rows) or self._store.is_partial,
            new=new,
        )
        findings = [
            *undeclared(added, index),
            *misused(added, index),
            *misplaced(added, self._store, index),
        ]
        self._beside_shapes |= {(r.code, r.focus, r.path, r.value): r for r in findings}
        self._last_report = joined(_relevant(report, self._store, added), findings)
        self._batches += 1
        self._checked += report.checked
        self._notes.update(dict.fromkeys(report.notes))
        self._remember(self._last_report.results, located)

    def _remember(self, results: Sequence[Violation], located: Sequence[Located]) -> None:
        """Note the nodes that results are about, and what a batch states of them."""
        failing: dict[Term, None] = {}
        for result in results:
            if result.severity != "violation" and self._counts[result.severity] >= MOST_WARNINGS:
                self._not_shown += 1
                continue
            self._counts[result.severity] += 1
            failing[result.focus] = None
        if not failing:
            return
        self._failing.update(failing)
        self._about_failing += [
            item for item in located if item.quad.subject in failing or item.quad.object in failing
        ]

    def report(self) -> Report:
        """Return the report on the whole change, which says what documents state."""
        return explained(self._whole(), self._store, shapes())

    def _whole(self) -> Report:
        if self._batches <= 1:
            return self._last_report
        report = shapes().validate_nodes(
            checked_graph(self._store), self._failing, PositionIndex(self._about_failing)
        )
        report = _relevant(report, self._store, [item.quad for item in self._about_failing])
        report = joined(report, list(self._beside_shapes.values()))
        notes = list(self._notes)
        if self._not_shown:
            notes.append(
                in_language(
                    f"{self._not_shown:,} more warnings are not shown",
                    f"{self._not_shown:,} avisos más no se muestran",
                )
            )
        if self.too_many_violations:
            notes.append(
                in_language(
                    f"more than {MOST_VIOLATIONS:,} violations; nothing was read beyond them",
                    f"más de {MOST_VIOLATIONS:,} infracciones; no se leyó nada después de ellas",
                )
            )
        return Report(report.results, self._checked, tuple(notes))


def validate_store(store: Store) -> Report:
    """Return the report on the whole store, which says what documents state."""
    local = EmbeddedStore.local(store)
    with local.unchanging():
        report = shapes().validate(checked_graph(local), include=_OutsideStandingConflicts(store))
        report = joined(report, [*undeclared_in(local), *misused_in(local)])
        return explained(report, local, shapes())


def shapes() -> Validator:
    """Return the project's shapes, compiled."""
    return validator(content.folder("ontology") / "shapes")


class _OutsideStandingConflicts:
    """A test of results: false for a second value that the catalogue lets stand.

    It is true all the same where a change adds a value there: a conflict that stands covers the
    values that the curator saw.
    """

    def __init__(self, store: Store, added: Sequence[Quad] = ()) -> None:
        self._store = store
        self._added = added

    def __call__(self, result: Violation) -> bool:
        if not result.code.startswith("C56"):
            return True
        place = (str(result.focus), result.path)
        return place not in self._standing or place in self._touched

    @cached_property
    def _touched(self) -> set[tuple[str, str]]:
        return {(str(quad.subject), quad.predicate.value) for quad in self._added}

    @cached_property
    def _standing(self) -> set[tuple[str, str]]:
        # By patterns, which near a server are fetched: a query would see what is there already.
        return {
            (str(thing.object), str(of.object))
            for of in self._store.quads(None, _CONFLICT_PROPERTY, graph=_CATALOGUE)
            if any(self._store.quads(of.subject, _RESOLUTION, _STANDS, graph=_CATALOGUE))
            for thing in self._store.quads(of.subject, _CONFLICTING, graph=_CATALOGUE)
        }


def _relevant(report: Report, store: Store, added: Sequence[Quad]) -> Report:
    """Return the report on a change without what nobody has to correct.

    That is second values that the catalogue lets stand, and warnings about loaded files, which
    describe themselves. The results are held in a tuple: the transaction ends before they are
    read.
    """
    counts = _OutsideStandingConflicts(store, added)
    return Report(
        tuple(
            result
            for result in report.results
            if counts(result)
            and (result.severity == "violation" or not str(result.focus).startswith(FILE_SOURCE))
        ),
        report.checked,
        report.notes,
    )
