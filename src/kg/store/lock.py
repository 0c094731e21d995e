"""The right to write to the folder of a store, which one process has at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TextIO

from kg.errors import StoreError
from kg.store import generations

_LOCK: Final = "LOCK"
_POLL: Final = 0.05  # seconds between two tries


@contextlib.contextmanager
def write_lock(folder: Path, wait: float = 0.0) -> Iterator[None]:
    """Hold the right to write to a folder, which is made where it is missing.

    Args:
        folder: Folder of a store, or one without other files.
        wait: Seconds to wait for another writer.

    Raises:
        StoreError: Another process writes (the message names it), the folder is not one for a
            store, or the system refuses to write.
    """
    _require_store_folder(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / _LOCK).open("a+", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"cannot write to {folder}: {error.strerror}") from error
    with lock:
        _acquire(lock, folder, time.monotonic() + wait)
        try:
            lock.seek(0)
            lock.truncate()
            lock.write(f"process {os.getpid()} on {socket.gethostname()}")
            lock.flush()
            generations.sweep(folder)
            yield
        except OSError as error:
            reason = error.strerror or str(error)
            raise StoreError(
                f"writing to {folder} failed ({reason}); the store is as it was"
            ) from error
        finally:
            with contextlib.suppress(OSError):  # a full disk: the lock itself is released below
                lock.seek(0)
                lock.truncate()


def _require_store_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder} is a file, not a store; name a folder with --store")
    if not folder.is_dir() or generations.current(folder):
        return
    for path in folder.iterdir():
        if path.name != _LOCK and not generations.is_own(path):
            raise StoreError(f"{folder} holds other files and no store; name another folder")


def _acquire(lock: TextIO, folder: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() < deadline:
                time.sleep(_POLL)
                continue
            lock.seek(0)
            holder = lock.read().strip() or "another process"
            raise StoreError(
                f"the store in {folder} is being written by {holder}; try again when it has "
                "ended, or wait for it with --wait SECONDS"
            ) from error
        return
