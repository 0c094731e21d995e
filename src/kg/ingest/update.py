"""A SPARQL update: tried on a copy, and what it changes is then loaded like any file."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kg.ingest.decision import embedded
from kg.ingest.load import Change, load, propose
from kg.model import Progress, Quad, silent
from kg.rdf.terms import nquads
from kg.store import EmbeddedStore, Store

_ADDED, _REMOVED = "sparql-update.nq", "sparql-update-removed.nq"


def update(
    store: Store,
    text: str,
    fail_on: str = "violation",
    *,
    dry_run: bool = False,
    wait: float = 0.0,
    progress: Progress = silent,
) -> Change:
    """Make the change that an update describes, if the result conforms, and return it.

    The rules are those of `load`: facts that are added become claims of the update, a claim of a
    document is not taken away, the change is recorded.
    Raises QueryError, InputError or NonConforming, and changes nothing then.
    """
    added, removed = _effect(embedded(store), text)
    with tempfile.TemporaryDirectory() as folder:
        new, old = _written(Path(folder), _ADDED, added), _written(Path(folder), _REMOVED, removed)
        if not new and not old:
            return Change()
        if dry_run:
            return propose(store, new, old, progress=progress)
        return load(store, new, fail_on, remove=old, wait=wait, progress=progress)


def _written(folder: Path, name: str, quads: list[Quad]) -> list[Path]:
    if not quads:
        return []
    (folder / name).write_bytes(b"".join(sorted(map(nquads, quads))))
    return [folder / name]


def _effect(store: EmbeddedStore, text: str) -> tuple[list[Quad], list[Quad]]:
    """Return the quads that an update adds and those that it takes away, sorted out by comparing
    the whole store with itself afterwards."""
    with _scratch(store) as after:
        after.update(text)
        return (
            [quad for quad in after.quads(every_graph=True) if not store.holds(quad)],
            [quad for quad in store.quads(every_graph=True) if not after.holds(quad)],
        )


@contextlib.contextmanager
def _scratch(store: EmbeddedStore) -> Iterator[EmbeddedStore]:
    """Give a copy of the store that goes afterwards."""
    if store.location == "memory":
        yield store.copy()
        return
    with store.transaction(dry_run=True) as transaction:
        yield transaction.store
