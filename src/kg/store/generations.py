"""The folder of a store: generations, the pointer to the current one, the right to write.

    kg-store/
      CURRENT    the name of the generation that readers open
      LOCK       held by the one writer; its text names the holder
      gen-000001/ …
      .new-…     a generation in the making; left by a process that died, swept by the next writer

A change is written into a new generation beside the old one, and becomes visible by one
atomic replacement of CURRENT. A reader keeps the generation it opened; a process that dies
half-way leaves the old generation in place (decision A6).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

from kg.errors import StoreError

_CURRENT = "CURRENT"
_LOCK = "LOCK"
_MAKING = ".new-"  # and the id of the process
_POLL = 0.05  # seconds between two tries
_TRIES = 10


def current(folder: Path) -> Path | None:
    """Return the folder of the current generation, None where there is no store."""
    try:
        return folder / (folder / _CURRENT).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StoreError(f"cannot read the store in {folder}: {error.strerror}") from error


@contextlib.contextmanager
def making(folder: Path) -> Iterator[Path]:
    """Give the name of a new generation beside the others; it goes unless it is published.

    In a folder that cannot be written to the name lies in the temporary folder.
    """
    name = f"{_MAKING}{os.getpid()}@{socket.gethostname()}-{time.monotonic_ns()}"
    aside = folder / name
    if not os.access(folder, os.W_OK):
        aside = Path(tempfile.gettempdir()) / f"kg{name}"
    try:
        yield aside
    finally:
        for _ in range(_TRIES):  # the engine may still be writing its last file
            shutil.rmtree(aside, ignore_errors=True)
            if not aside.exists():
                break
            time.sleep(_POLL)


@contextlib.contextmanager
def writing(folder: Path, wait: float = 0.0) -> Iterator[None]:
    """Hold the right to write, waiting for it up to so many seconds.

    Raises StoreError that names the holder, or says what keeps the folder from being written.
    """
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder} is a file, not a store; name a folder with --store")
    own = (_LOCK, f"{_CURRENT}.new")
    strange = (
        folder.is_dir()
        and current(folder) is None
        and any(
            path.name not in own and not path.name.startswith(("gen-", _MAKING))
            for path in folder.iterdir()
        )
    )
    if strange:
        raise StoreError(f"{folder} holds other files and no store; name another folder")
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
            _sweep(folder)
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


def beside(generation: Path, ending: str, make: Callable[[Path], None]) -> Path | None:
    """Return the folder of something derived from a generation, kept beside it; made if need be.

    make: fills an empty folder. None where there is none and the store cannot be written to.
    """
    place = generation.with_name(generation.name + ending)
    if not place.is_dir():
        if not os.access(place.parent, os.W_OK):
            return None
        with making(place.parent) as aside:
            aside.mkdir()
            make(aside)
            with contextlib.suppress(OSError):  # another process was faster
                aside.rename(place)
    return place


def _sweep(folder: Path) -> None:
    """Remove generations in the making whose process, on this host, has died."""
    for path in folder.glob(f"{_MAKING}*"):
        process, _, rest = path.name.removeprefix(_MAKING).partition("@")
        here = rest.startswith(f"{socket.gethostname()}-")
        if here and not Path(f"/proc/{process}").exists():
            shutil.rmtree(path, ignore_errors=True)


def publish(folder: Path, made: Path) -> Path:
    """Make a new generation the current one, and return its folder; the right to write is held."""
    old = current(folder)
    new = f"gen-{_number(old) + 1:06d}"
    target = folder / new
    shutil.rmtree(target, ignore_errors=True)  # left by a process that died before CURRENT
    made.rename(target)
    _sync(folder)
    pointer = folder / f"{_CURRENT}.new"
    with pointer.open("w", encoding="ascii") as file:
        file.write(new + "\n")
        file.flush()
        os.fsync(file.fileno())
    pointer.replace(folder / _CURRENT)
    _sync(folder)
    # One older generation is kept for readers that are about to open it.
    for path in folder.glob("gen-*"):
        if path.name != new and (old is None or path.name != old.name):
            shutil.rmtree(path, ignore_errors=True)
    return target


def _number(generation: Path | None) -> int:
    return int(generation.name.removeprefix("gen-")) if generation else 0


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
