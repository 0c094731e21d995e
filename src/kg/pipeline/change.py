"""Change a store: what files add and take away, the verdict on the result, the commit."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import content, iris
from kg.errors import NonConforming
from kg.model import Iri, Quad, Report, Violation
from kg.namespaces import CATALOGUE_GRAPH, EVIDENCE, HX, RDF_TYPE, REGISTRY_GRAPH
from kg.pipeline import history, incoming, removal
from kg.pipeline.own import OwnMapping
from kg.store import EmbeddedStore, Store
from kg.store.embedded import Trial
from kg.validation import PositionIndex, Validator, checked_graph, validator


@dataclass(frozen=True, slots=True)
class Change:
    """What files add to a store and take away, and the verdict on the graph as it would be."""

    added: tuple[Quad, ...]
    removed: tuple[Quad, ...]
    report: Report

    @property
    def facts(self) -> int:
        """How many facts are new."""
        return sum(quad.graph is None for quad in self.added)

    @property
    def facts_removed(self) -> int:
        """How many facts are gone."""
        return sum(quad.graph is None for quad in self.removed)

    @property
    def entities(self) -> tuple[Iri, ...]:
        """The entities that are new, by IRI."""
        return tuple(sorted({
            quad.subject for quad in self.added
            if quad.graph == Iri(REGISTRY_GRAPH) and quad.predicate.value == RDF_TYPE
            and isinstance(quad.subject, Iri)}))

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


def propose(
    store: Store, files: Sequence[Path], remove: Sequence[Path] = (), replace: str = "",
    own: OwnMapping | None = None,
) -> Change:
    """Return what the files would do to the store, and the report on the result.

    remove: files whose statements are taken away.  replace: a source whose claims all go first.
    own: how tables of one's own are read.
    Raises InputError with every problem of every file; the store is only read.
    """
    with _tried(embedded(store), files, remove, replace, own, keep=False) as (change, _):
        return change


def load(
    store: Store,
    files: Sequence[Path],
    fail_on: str = "violation",
    *,
    remove: Sequence[Path] = (),
    replace: str = "",
    own: OwnMapping | None = None,
    wait: float = 0.0,
) -> Change:
    """Make the change if the result conforms, record it in the catalogue, and return it.

    wait: how many seconds to wait for another writer.
    Raises InputError or NonConforming, and changes nothing then. A change that changes nothing
    is not recorded.
    """
    if not isinstance(store, EmbeddedStore):
        return _load_remote(store, files, fail_on, remove, replace, own)
    with (store.locked(wait),
          _tried(store, files, remove, replace, own, keep=True) as (change, trial)):
        if not change.report.conforms(fail_on):
            raise NonConforming(change.report)
        if change:
            trial.store.commit(history.record(change.added, change.removed, files, remove))
            trial.publish()
    return change


def _load_remote(
    store: Store, files: Sequence[Path], fail_on: str, remove: Sequence[Path], replace: str,
    own: OwnMapping | None,
) -> Change:
    """Judge the change on a copy of a remote store, then make it there in one update."""
    change = propose(store, files, remove, replace, own)
    if not change.report.conforms(fail_on):
        raise NonConforming(change.report)
    if change:
        said = history.record(change.added, change.removed, files, remove)
        store.commit([*change.added, *said], change.removed)
    return change


def validate_store(store: Store) -> Report:
    """Return the report on the whole store."""
    report = shapes().whole(checked_graph(embedded(store)))
    return _without_known(report, store, ())


def shapes() -> Validator:
    """Return the project's shapes, compiled."""
    return validator(content.folder("ontology") / "shapes")


@contextlib.contextmanager
def _tried(
    store: EmbeddedStore, files: Sequence[Path], remove: Sequence[Path], replace: str,
    own: OwnMapping | None, *, keep: bool,
) -> Iterator[tuple[Change, Trial]]:
    """Give the change and its trial, which holds the store as it would be."""
    located = incoming.read(store, files, own)
    gone = dict.fromkeys(removal.statements(store, remove))
    if replace:
        gone.update(dict.fromkeys(removal.claims_of(store, replace)))
    new = dict.fromkeys(item.quad for item in located)
    for fact in _rejected(store, new):
        new.pop(fact, None)
    added = tuple(quad for quad in new if not store.holds(quad))
    removed = tuple(quad for quad in gone if quad not in new)
    with store.trial(added, removed, keep=keep) as trial:
        report = shapes().change(
            checked_graph(trial.store), added, removed, PositionIndex(located))
        report = _without_known(report, store, added)
        yield Change(added, removed, _without_files(report)), trial


def _rejected(store: Store, quads: Iterable[Quad]) -> set[Quad]:
    """Return the facts whose claims the store has and does not take for facts.

    A conflict rejected them; to load the claim again does not undo that.
    """
    known = {quad._replace(graph=None) for quad in quads
             if quad.graph is not None and quad.graph.value.startswith(EVIDENCE)
             and store.holds(quad)}
    return {fact for fact in known if not store.holds(fact)}


def _without_files(report: Report) -> Report:
    """Return the report without warnings about loaded files, which describe themselves."""
    return Report(tuple(
        result for result in report.results
        if result.severity == "violation"
        or not str(result.focus).startswith(incoming.FILE_SOURCE)
    ), report.checked, report.notes)


def _without_known(report: Report, store: Store, added: Sequence[Quad]) -> Report:
    """Return the report without single-value results that the catalogue lets stand."""
    if not any(result.code.startswith("C56") for result in report.results):
        return report
    standing = {
        (str(row[0]), str(row[1]))
        for row in store.select(
            f"SELECT ?s ?p WHERE {{ GRAPH <{CATALOGUE_GRAPH}> {{ ?c <{HX}conflicting> ?s ; "
            f"<{HX}conflictProperty> ?p ; "
            f"<{HX}resolution> <{iris.concept('resolution', 'stands')}> }} }}"
        ).rows
    }
    touched = {(str(q.subject), q.predicate.value) for q in added}

    def dropped(result: Violation) -> bool:
        place = (str(result.focus), result.path)
        return result.code.startswith("C56") and place in standing and place not in touched

    kept = tuple(result for result in report.results if not dropped(result))
    return Report(kept, report.checked, report.notes)


def embedded(store: Store) -> EmbeddedStore:
    """Return the store, or a copy of it on this machine, where the shapes can look."""
    if isinstance(store, EmbeddedStore):
        return store
    copy = EmbeddedStore.in_memory()
    copy.replace(store.quads(every_graph=True))
    return copy
