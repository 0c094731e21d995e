"""Change a store by files, all or nothing: what they add and take away, if the result conforms."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.claims import history
from kg.errors import NonConforming
from kg.ingest import removal
from kg.ingest.attempt import Attempt, Incoming
from kg.ingest.change import Change
from kg.ingest.decision import shapes
from kg.mapping.custom import CustomMapping
from kg.model import Iri, Progress, Quad, silent
from kg.rdf.namespaces import CATALOGUE_GRAPH, ONTOLOGY_GRAPH, RDFS
from kg.store import EmbeddedStore, Store
from kg.store.neighbourhood import Everything, Neighbourhood


def propose(
    store: Store,
    files: Sequence[Path],
    remove: Sequence[Path] = (),
    replace: str = "",
    custom: CustomMapping | None = None,
    progress: Progress = silent,
    *,
    prune: bool = False,
) -> Change:
    """Return what files would do to a store, and the report on the result; change nothing.

    Args:
        store: The store; it is only read.
        files: RDF files and tables whose statements would be added.
        remove: Files whose statements would be taken away.
        replace: The id of a source whose claims would all go first.
        custom: How custom tables are read; these are read and checked some rows at a time.
        progress: Is told how much is read.
        prune: Whether what then rests on nothing would go, too.

    Raises:
        InputError: With every problem of every file.
        UsageError: The store has no claim of the source to replace.
    """
    bring = Incoming(tuple(files), custom, progress)
    if not isinstance(store, EmbeddedStore):
        return _attempt_near(store, bring, remove, replace, prune, recording=False).change
    outgoing = _outgoing(store, remove, replace)
    with store.transaction(dry_run=True) as transaction:
        return Attempt(transaction, outgoing, prunes=prune).run(bring)


def load(
    store: Store,
    files: Sequence[Path],
    fail_on: str = "violation",
    *,
    remove: Sequence[Path] = (),
    replace: str = "",
    prune: bool = False,
    custom: CustomMapping | None = None,
    dry_run: bool = False,
    wait: float = 0.0,
    progress: Progress = silent,
) -> Change:
    """Make a change if the result conforms, record it in the catalogue, and return it.

    A change that adds and removes nothing is not recorded.

    Args:
        store: The store to change.
        files: RDF files and tables whose statements are added.
        fail_on: The severity from which on a result stops the change: `violation`, `warning`,
            `info`, or `none`.
        remove: Files whose statements are taken away.
        replace: The id of a source whose claims all go first.
        prune: Whether what then rests on nothing goes, too: entities without any claim that
            nothing else names, and documents without evidence.
        custom: How custom tables are read; these are read and checked some rows at a time.
        dry_run: Whether the change is only returned, and not made.
        wait: Seconds to wait for another writer.
        progress: Is told how much is read.

    Raises:
        InputError: With every problem of every file; nothing is changed.
        NonConforming: The result breaks a shape; nothing is changed.
        StoreError: The store is being written by another process.
        UsageError: The store has no claim of the source to replace.
    """
    if dry_run:
        change = propose(store, files, remove, replace, custom, progress, prune=prune)
        _require_conforming(change, fail_on)
        return change
    bring = Incoming(tuple(files), custom, progress)
    if not isinstance(store, EmbeddedStore):
        return _load_remote(store, bring, fail_on, remove, replace, prune)
    with store.locked(wait):
        outgoing = _outgoing(store, remove, replace)
        with store.transaction() as transaction:
            # The attempt holds the new content: it must be gone when the transaction ends.
            change = Attempt(transaction, outgoing, prunes=prune).run(bring)
            _require_conforming(change, fail_on)
            if change:
                record = history.record(change.added, change.removed, files, remove)
                transaction.apply(record)
                transaction.commit(history.recorded(record))
    return change


def _load_remote(
    store: Store,
    bring: Incoming,
    fail_on: str,
    remove: Sequence[Path],
    replace: str,
    prune: bool,
) -> Change:
    """Decide on the change near a remote store, then make it there in one update."""
    attempt = _attempt_near(store, bring, remove, replace, prune)
    change = attempt.change
    _require_conforming(change, fail_on)
    if change:
        record = history.record(change.added, change.removed, bring.files, remove)
        store.commit([*attempt.added, *record], attempt.removed)
    return change


def _attempt_near(
    store: Store,
    bring: Incoming,
    remove: Sequence[Path],
    replace: str,
    prune: bool,
    *,
    recording: bool = True,
) -> Attempt:
    """Try a change on the part of a remote store that it touches.

    On a copy of the whole only where a shape may break anywhere, or what hangs together does so
    through blank nodes, by which no endpoint can be asked.
    """

    def tried(local: EmbeddedStore, neighbourhood: Neighbourhood | None = None) -> Attempt:
        outgoing = _outgoing(local, remove, replace)
        with local.transaction(dry_run=True) as transaction:
            attempt = Attempt(
                transaction,
                outgoing,
                recording=recording,
                prunes=prune,
                neighbourhood=neighbourhood,
            )
            attempt.run(bring)
        return attempt

    from kg.store.remote import RemoteStore  # httpx, only where there is an endpoint

    if isinstance(store, RemoteStore) and not shapes().may_break_anywhere:
        neighbourhood = Neighbourhood(store)
        try:
            for name in (None, Iri(CATALOGUE_GRAPH), Iri(ONTOLOGY_GRAPH)):
                neighbourhood.fetch_property(Iri(RDFS + "subClassOf"), name)
            return tried(EmbeddedStore.near(neighbourhood), neighbourhood)
        except Everything:
            pass
    return tried(EmbeddedStore.local(store))


def _outgoing(store: Store, remove: Sequence[Path], replace: str) -> list[Quad]:
    """Return the quads that the files to take away and the source to replace stand for."""
    outgoing = dict.fromkeys(removal.statements(store, remove))
    if replace:
        outgoing.update(dict.fromkeys(removal.claims_of_source(store, replace)))
    return list(outgoing)


def _require_conforming(change: Change, fail_on: str) -> None:
    if not change.report.passes(fail_on):
        raise NonConforming(change.report)
