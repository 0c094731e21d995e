"""Change a store: what files add and take away, the verdict on the result, the commit."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.claims import history
from kg.claims.history import Tally
from kg.errors import InputError, NonConforming
from kg.ingest import incoming, removal
from kg.ingest.decision import Decision, embedded
from kg.mapping.custom import CustomMapping
from kg.model import Iri, Literal, Problem, Progress, Quad, Report, silent
from kg.rdf.namespaces import EVIDENCE, PREF_LABEL, RDF_TYPE, REGISTRY_GRAPH
from kg.store import EmbeddedStore, Store
from kg.store.transaction import Transaction

_MOST_PROBLEMS = 1_000  # that are told before the reading stops
_MOST_ENTITIES = 1_000  # whose names a change keeps
_REGISTRY = Iri(REGISTRY_GRAPH)
_NOTHING = Tally()


@dataclass(slots=True)
class Change:
    """What files add to a store and take away, and the verdict on the graph as it would be.

    entities: the new ones, the first thousand: IRI → language → name; `entity_count` is all.
    """

    added: Tally = _NOTHING
    removed: Tally = _NOTHING
    entities: dict[Iri, dict[str, str]] = field(default_factory=dict)
    entity_count: int = 0
    report: Report = field(default_factory=Report)

    def __bool__(self) -> bool:
        return bool(self.added.quads or self.removed.quads)

    def count(self, added: Sequence[Quad], removed: Sequence[Quad]) -> None:
        """Count quads that are added and removed."""
        self.added = self.added.including(added)
        self.removed = self.removed.including(removed)
        registered = [quad for quad in added if quad.graph == _REGISTRY]
        for quad in registered:
            if quad.predicate.value == RDF_TYPE and isinstance(quad.subject, Iri):
                self.entity_count += 1
                if len(self.entities) < _MOST_ENTITIES:
                    self.entities[quad.subject] = {}
        for quad in registered:
            if (
                quad.predicate.value == PREF_LABEL
                and isinstance(quad.object, Literal)
                and isinstance(quad.subject, Iri)
                and quad.subject in self.entities
            ):
                self.entities[quad.subject][quad.object.language] = quad.object.value


@dataclass(frozen=True, slots=True)
class _Request:
    """What is to be done."""

    files: Sequence[Path]
    remove: Sequence[Path]
    replace: str
    custom: CustomMapping | None
    progress: Progress


def propose(
    store: Store,
    files: Sequence[Path],
    remove: Sequence[Path] = (),
    replace: str = "",
    custom: CustomMapping | None = None,
    progress: Progress = silent,
) -> Change:
    """Return what the files would do to the store, and the report on the result.

    remove: files whose statements are taken away.  replace: a source whose claims all go first.
    custom: how custom tables are read; these are read and judged some rows at a time.
    Raises InputError with every problem of every file; the store is only read.
    """
    request = _Request(files, remove, replace, custom, progress)
    with _tried(embedded(store), request, keep=False) as (change, _):
        return change


def load(
    store: Store,
    files: Sequence[Path],
    fail_on: str = "violation",
    *,
    remove: Sequence[Path] = (),
    replace: str = "",
    custom: CustomMapping | None = None,
    wait: float = 0.0,
    progress: Progress = silent,
) -> Change:
    """Make the change if the result conforms, record it in the catalogue, and return it.

    wait: how many seconds to wait for another writer.
    Raises InputError or NonConforming, and changes nothing then. A change that changes nothing
    is not recorded.
    """
    request = _Request(files, remove, replace, custom, progress)
    if not isinstance(store, EmbeddedStore):
        return _load_remote(store, request, fail_on)
    with store.locked(wait), _tried(store, request, keep=True) as (change, transaction):
        if not change.report.conforms(fail_on):
            raise NonConforming(change.report)
        if change:
            transaction.apply(history.record(change.added, change.removed, files, remove))
            transaction.commit()
    return change


def _load_remote(store: Store, request: _Request, fail_on: str) -> Change:
    """Judge the change on a copy of a remote store, then make it there in one update."""
    added: list[Quad] = []
    removed: list[Quad] = []
    with _tried(embedded(store), request, keep=False, journal=(added, removed)) as (change, _):
        pass
    if not change.report.conforms(fail_on):
        raise NonConforming(change.report)
    if change:
        said = history.record(change.added, change.removed, request.files, request.remove)
        store.commit([*added, *said], removed)
    return change


@contextlib.contextmanager
def _tried(
    store: EmbeddedStore,
    request: _Request,
    *,
    keep: bool,
    journal: tuple[list[Quad], list[Quad]] | None = None,
) -> Iterator[tuple[Change, Transaction[EmbeddedStore]]]:
    """Give the change and its transaction, which holds the store as it would be.

    journal: gets the quads that are added and those that are removed.
    """
    gone = dict.fromkeys(removal.statements(store, request.remove))
    if request.replace:
        gone.update(dict.fromkeys(removal.claims_of(store, request.replace)))
    with store.transaction(dry_run=not keep) as transaction:
        change = Change()
        decision = Decision(transaction.store)

        def make(added: Sequence[Quad], removed: Sequence[Quad]) -> None:
            transaction.apply(added, removed)
            change.count(added, removed)
            if journal:
                journal[0].extend(added)
                journal[1].extend(removed)

        problems: list[Problem] = []
        for batch in incoming.batches(
            transaction.store, request.files, request.custom, request.progress
        ):
            problems.extend(batch.problems)
            if len(problems) >= _MOST_PROBLEMS:
                problems[_MOST_PROBLEMS:] = [
                    Problem(
                        problems[-1].position, "too many problems; nothing was read beyond this"
                    )
                ]
                break
            if problems:
                continue  # the rest is read all the same: all problems in one run
            new = dict.fromkeys(item.quad for item in batch.located)
            for fact in _rejected(transaction.store, new):
                new.pop(fact, None)
            for quad in new:
                gone.pop(quad, None)
            added = [quad for quad in new if not transaction.store.holds(quad)]
            # What later batches say again is not gone.
            removed = [] if request.custom else list(gone)
            for quad in removed:
                del gone[quad]
            make(added, removed)
            decision.add(added, removed, batch)
            if decision.given_up:
                break
        if problems:
            raise InputError(problems)
        if gone:
            make([], list(gone))
            decision.add([], list(gone))
        change.report = decision.report()
        yield change, transaction


def _rejected(store: Store, quads: Iterable[Quad]) -> set[Quad]:
    """Return the facts whose claims the store has and does not take for facts.

    A conflict rejected them; to load the claim again does not undo that.
    """
    known = {
        quad._replace(graph=None)
        for quad in quads
        if quad.graph is not None and quad.graph.value.startswith(EVIDENCE) and store.holds(quad)
    }
    return {fact for fact in known if not store.holds(fact)}
