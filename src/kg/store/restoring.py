"""Make a backup, or the state before the current one, the content of a store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kg.errors import UsageError, in_language
from kg.model import Progress, silent
from kg.store import EmbeddedStore, Store
from kg.store.config import folder_of


def restore(
    location: Path | str,
    backup: Path | None,
    *,
    connect: Callable[[], Store],
    wait: float = 0.0,
    progress: Progress = silent,
) -> Store:
    """Restore a store, and return it; one in a folder may be damaged.

    Args:
        location: A folder, the address of an endpoint, or a name of kg.toml.
        backup: The folder of a backup; None is the newest intact generation before the current one.
        connect: Opens the endpoint, where it is one.
        wait: Seconds to wait for another writer.
        progress: Is told what is done, where the store is an endpoint.

    Raises:
        StoreError: The backup is damaged, or there is none; the store is as it was.
        UsageError: An endpoint has no older generation.
    """
    folder = folder_of(location)
    if folder is not None:
        if backup is None:
            return EmbeddedStore.restore_previous(folder, wait=wait)
        return EmbeddedStore.restore(folder, backup, wait=wait)
    from kg.store.remote import RemoteStore

    remote = connect()
    if backup is None or not isinstance(remote, RemoteStore):
        raise UsageError(
            in_language(
                "--previous is for a store in a folder; an endpoint has no older generation",
                "--previous es para un almacén en una carpeta; un servidor no tiene generación "
                "anterior",
            )
        )
    remote.restore(backup, progress)
    return remote
