"""A SPARQL update: tried on a copy, and what it changes is then loaded like any file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from kg.errors import QueryError, in_language
from kg.ingest import removal
from kg.ingest.change import Change
from kg.ingest.load import load, propose
from kg.model import Progress, Quad, silent
from kg.rdf.terms import nquads
from kg.runtime.bounds import Bounds, asked
from kg.store import EmbeddedStore, Store
from kg.store.update_process import updated

_NAME: Final = "sparql-update"


def update(
    store: Store,
    text: str,
    fail_on: str = "violation",
    *,
    dry_run: bool = False,
    wait: float = 0.0,
    progress: Progress = silent,
    bounds: Bounds | None = None,
) -> Change:
    """Make the change that an update describes, if the result conforms, and return it.

    The rules are those of `load`: facts that are added become claims of the update, a claim of a
    document is not taken away, the change is recorded.

    Args:
        store: The store to change.
        text: A SPARQL update.
        fail_on: The severity from which on a result stops the change.
        dry_run: Whether the change is only returned, and not made.
        wait: Seconds to wait for another writer.
        progress: Is told how much is read.
        bounds: What the update may use; by default as on the command line.

    Raises:
        QueryError: The update does not parse, may not run, takes too long or needs too much, or
            takes away what HelixKG keeps itself; nothing is changed.
        InputError: The update takes away what a document states; nothing is changed.
        NonConforming: The result breaks a shape; nothing is changed.
    """
    added, removed = _effect(EmbeddedStore.local(store), text, bounds or asked(None, None))
    return change(
        store, added, removed, _NAME, fail_on, dry_run=dry_run, wait=wait, progress=progress
    )


def change(
    store: Store,
    added: Iterable[Quad],
    removed: Iterable[Quad],
    name: str,
    fail_on: str = "violation",
    *,
    dry_run: bool = False,
    wait: float = 0.0,
    progress: Progress = silent,
) -> Change:
    """Make a change that is given as quads, by the rules of `load`, and return it.

    Args:
        store: The store to change.
        added: Quads that the store does not have.
        removed: Quads that it has.
        name: What the record of the change calls it.
        fail_on: The severity from which on a result stops the change.
        dry_run: Whether the change is only returned, and not made.
        wait: Seconds to wait for another writer.
        progress: Is told how much is read.

    Raises:
        QueryError: What HelixKG keeps itself would be taken away; nothing is changed.
        InputError: What a document states would be taken away; nothing is changed.
        NonConforming: The result breaks a shape; nothing is changed.
    """
    removed = list(removed)
    with tempfile.TemporaryDirectory() as folder:
        new = _write(Path(folder) / f"{name}.nq", added)
        old = _write(Path(folder) / f"{name}-removed.nq", removed)
        if not new and not old:
            return Change()
        _require_complete(store, removed, old)
        if dry_run:
            return propose(store, new, old, progress=progress)
        return load(store, new, fail_on, remove=old, wait=wait, progress=progress)


def _require_complete(store: Store, removed: Iterable[Quad], files: Sequence[Path]) -> None:
    """Raise QueryError where an update takes away what does not go by itself."""
    going = set(removal.statements(store, files))
    staying = [quad for quad in removed if quad not in going]
    if staying:
        graphs = ", ".join(sorted({f"<{quad.graph}>" for quad in staying}))
        raise QueryError(
            in_language(
                f"the update takes away {len(staying):,} statements of {graphs}, which HelixKG "
                "keeps itself: they go with the claims, loads and tables that they describe; name "
                "the graphs that the update is about",
                f"la actualización quita {len(staying):,} enunciados de {graphs}, que HelixKG "
                "mantiene: se van con las afirmaciones, cargas y tablas que describen; nombre los "
                "grafos de los que trata la actualización",
            )
        )


def _write(path: Path, quads: Iterable[Quad]) -> list[Path]:
    """Write quads, sorted, and return the file; where there are none, write and return nothing."""
    content = b"".join(sorted(map(nquads, quads)))
    if not content:
        return []
    path.write_bytes(content)
    return [path]


def _effect(store: EmbeddedStore, text: str, bounds: Bounds) -> tuple[list[Quad], list[Quad]]:
    """Return the quads that an update adds and those that it takes away.

    They are found by comparing all of the store before and after.
    """
    with updated(store, text, bounds) as after:
        return after.beyond(store), store.beyond(after)
