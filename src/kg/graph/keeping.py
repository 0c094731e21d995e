"""Stores as such: what is dumped, checked and restored, opened or not."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UsageError, in_language
from kg.files.writing import replacing
from kg.graph.wording import face
from kg.model import Progress, silent
from kg.store import EmbeddedStore, Store, config, restoring

if TYPE_CHECKING:
    from kg.store.integrity import Examination


@face
def check(store: str | Path = "kg-store", *, quick: bool = False) -> Examination:
    """Return whether a store is as it was written, even one that is too damaged to be opened.

    Args:
        store: The folder of the store, or its name in kg.toml.
        quick: Compare the files with their checksums, and do not read the quads.

    Raises:
        UsageError: It is an endpoint.
        StoreError: There is no store.
    """
    from kg.store import integrity

    return integrity.check(config.required_folder(store), quick=quick)


@face
def restore(
    store: str | Path,
    backup: str | Path | None = None,
    *,
    previous: bool = False,
    wait: float = 0.0,
) -> None:
    """Make a backup, or the state before the current one, the content of a store.

    The store may be damaged. The backup is checked first.

    Args:
        store: The folder of the store, the address of an endpoint, or a name of kg.toml.
        backup: The folder of a backup.
        previous: Take back the newest intact generation before the current one.
        wait: Seconds to wait for another writer.

    Raises:
        StoreError: The backup is damaged, or there is none; the store is as it was.
    """
    source = _one_of(backup, previous=previous)
    _close(restoring.restore(store, source, connect=partial(config.open_store, store), wait=wait))


def restore_store(
    store: Store,
    backup: str | Path | None,
    *,
    previous: bool,
    wait: float,
    progress: Progress = silent,
) -> None:
    """Restore an open store: as `restore`; an endpoint from a backup only."""
    source = _one_of(backup, previous=previous)
    location = store.location
    restored = restoring.restore(
        location, source, connect=lambda: store, wait=wait, progress=progress
    )
    if restored is not store:
        _close(restored)


def _close(store: Store) -> None:
    if isinstance(store, EmbeddedStore):
        store.close()


def _one_of(backup: str | Path | None, *, previous: bool) -> Path | None:
    """Return the folder of the backup; None is the previous generation."""
    if (backup is None) != previous:
        raise UsageError(
            in_language(
                "name the folder of a backup, or say previous=True",
                "nombre la carpeta de una copia, o diga previous=True",
            )
        )
    return None if backup is None else Path(backup)


def dump_store(store: Store, path: Path, form: str, *, facts_graph: bool) -> None:
    """Write a whole store to a file in one of `kg.export.dump.FORMS`.

    Raises:
        UsageError: The form is unknown, or has no graph for the facts.
    """
    from kg.export.dump import dump, require_form

    require_form(form, facts_graph=facts_graph)
    with replacing(path) as (output,):
        dump(store, output, form, facts_graph=facts_graph)
