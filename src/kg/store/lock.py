"""The right to write to the folder of a store, which one process has at a time."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TextIO

from kg.errors import DamagedStore, StoreError, in_language, said_by_system
from kg.store import generations, queue
from kg.store.file_lock import try_lock

_LOCK: Final = "LOCK"
_POLL: Final = 0.05  # seconds between two tries


@contextlib.contextmanager
def write_lock(folder: Path, wait: float = 0.0, *, replacing: bool = False) -> Iterator[None]:
    """Hold the right to write to a folder, which is made where it is missing.

    A folder that was made for a writer who fails goes again.

    Args:
        folder: Folder of a store, or one without other files.
        wait: Seconds to wait for another writer.
        replacing: The whole content is replaced: it may be damaged.

    Raises:
        StoreError: Another process writes (the message names it), the folder is not one for a
            store, the store has a newer format, or the system refuses to write.
    """
    import socket

    _require_store_folder(folder, replacing=replacing)
    path = folder / _LOCK
    is_new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = path.open("a+", encoding="utf-8")
    except IsADirectoryError as error:
        raise StoreError(
            in_language(
                f"{path} is a folder, and should be a file; remove it: rm -r {path}",
                f"{path} es una carpeta y debería ser un archivo; bórrela: rm -r {path}",
            )
        ) from error
    except OSError as error:
        raise StoreError(
            in_language(
                f"cannot write to {folder}: {said_by_system(error)}",
                f"no se puede escribir en {folder}: {said_by_system(error)}",
            )
        ) from error
    with contextlib.ExitStack() as stack:
        if is_new:
            stack.callback(_leave_no_empty_folder, folder)
        stack.enter_context(lock)
        _acquire(lock, folder, time.monotonic() + wait)
        try:
            _require_store_folder(folder, replacing=replacing)
            lock.seek(0)
            lock.truncate()
            lock.write(f"process {os.getpid()} on {socket.gethostname()}")
            lock.flush()
            generations.sweep(folder)
            yield
        except OSError as error:
            reason = said_by_system(error)
            raise StoreError(
                in_language(
                    f"writing to {folder} failed ({reason}); the store is as it was",
                    f"no se pudo escribir en {folder} ({reason}); el almacén está como estaba",
                )
            ) from error
        finally:
            with contextlib.suppress(OSError):  # a full disk: the lock itself is released below
                lock.seek(0)
                lock.truncate()


def _leave_no_empty_folder(folder: Path) -> None:
    """Remove a folder in which nothing is but its lock."""
    with contextlib.suppress(OSError):  # something is in it, or somebody has it
        if [path.name for path in folder.iterdir()] == [_LOCK]:
            (folder / _LOCK).unlink()
            folder.rmdir()


def _require_store_folder(folder: Path, *, replacing: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise StoreError(
            in_language(
                f"{folder} is a file, not a store; name a folder with --store",
                f"{folder} es un archivo, no un almacén; nombre una carpeta con --store",
            )
        )
    try:
        if not folder.is_dir() or generations.current(folder):
            return
    except DamagedStore:
        if not replacing:
            raise
        return
    for path in folder.iterdir():
        if path.name != _LOCK and not generations.is_own(path):
            raise StoreError(
                in_language(
                    f"{folder} holds other files and no store; name another folder",
                    f"{folder} tiene otros archivos y ningún almacén; nombre otra carpeta",
                )
            )


def _acquire(lock: TextIO, folder: Path, deadline: float) -> None:
    """Take the lock: at once where nobody waits for it, else behind those who do."""
    may_wait = time.monotonic() < deadline
    if (not may_wait or queue.is_empty(folder)) and _locked(lock, folder):
        return
    if may_wait:
        with queue.place_in(folder) as place:
            while time.monotonic() < deadline:
                if place.is_first() and _locked(lock, folder):
                    return
                time.sleep(_POLL)
    holder = _holder(lock)
    raise StoreError(
        in_language(
            f"the store in {folder} is being written by {holder or 'another process'}; try "
            "again when it has ended, or wait for it with --wait SECONDS",
            f"{holder or 'otro proceso'} está escribiendo en el almacén de {folder}; intente "
            "de nuevo cuando termine, o espere con --wait SEGUNDOS",
        )
    )


def _locked(lock: TextIO, folder: Path) -> bool:
    try:
        return try_lock(lock, shared=False)
    except OSError as error:
        raise StoreError(
            in_language(
                f"cannot write to {folder}: {error}", f"no se puede escribir en {folder}: {error}"
            )
        ) from error


def _holder(lock: TextIO) -> str:
    """Return who holds the lock, as far as it can be read: not on Windows while it is held."""
    try:
        lock.seek(0)
        return lock.read().strip()
    except (OSError, UnicodeDecodeError):
        return ""
