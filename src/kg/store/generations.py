"""The folder of a store: its generations, and the pointer to the current one.

    kg-store/
      CURRENT    the name of the generation that readers open
      LOCK       held by the one writer; its text names the holder
      gen-000001/ …
      gen-000001.names/ …   derived from a generation: the index of its names
      .new-…     a generation in the making; left by a process that died, swept by the next writer

A change is written into a new generation beside the old one, and becomes visible by one
atomic replacement of CURRENT. A reader keeps the generation it opened; a process that dies
half-way leaves the old generation in place.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg.errors import StoreError

_CURRENT: Final = "CURRENT"
_NEW_POINTER: Final = "CURRENT.new"
_GENERATION: Final = re.compile(r"gen-(\d{6,})")
_STAGING: Final = ".new-"
#: the process and the host that make a generation, and a number that no other one has; the engine
#: adds .tmp while it links files
_STAGED: Final = re.compile(r"\.new-(\d+)@(.+)-\d+(\.tmp)?")
_PAUSE: Final = 0.05  # seconds between two tries to remove a folder
_REMOVE_TRIES: Final = 10
_OPEN_TRIES: Final = 5  # to open a store that others change


def current(folder: Path) -> Path | None:
    """Return the folder of the current generation, None where there is no store.

    Raises:
        StoreError: The pointer to it cannot be read.
    """
    try:
        name = (folder / _CURRENT).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise StoreError(f"cannot read the store in {folder}: {reason}") from error
    if not _GENERATION.fullmatch(name):
        raise StoreError(
            f"{folder / _CURRENT} is damaged; write the name of the newest folder gen-… into it"
        )
    return folder / name


def open_current(folder: Path) -> tuple[ox.Store, Path]:
    """Open the current generation for reading, and return it with its folder.

    Raises:
        StoreError: There is no store, or it cannot be opened.
    """
    for _ in range(_OPEN_TRIES):
        generation = current(folder)
        if generation is None:
            raise StoreError(f"no store in {folder}; make one with: kg build --store {folder}")
        try:
            return open_generation(generation), generation
        except StoreError:
            if current(folder) == generation:
                raise
            # A writer has just published the next generation, and removed this one.
    raise StoreError(f"the store in {folder} changes faster than it can be opened")


def open_generation(generation: Path) -> ox.Store:
    """Open one generation for reading.

    Raises:
        StoreError: It is missing or damaged.
    """
    try:
        return ox.Store.read_only(str(generation))
    except OSError as error:
        raise StoreError(
            f"the store's generation {generation} cannot be opened ({error}); "
            "make it anew with: kg build"
        ) from error


@contextlib.contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Give the path of a new generation, which is removed at the end unless it was moved.

    It lies beside the others; where the folder cannot be written to, in the temporary folder.
    """
    name = f"{_STAGING}{os.getpid()}@{socket.gethostname()}-{time.monotonic_ns()}"
    staged = folder / name
    if not os.access(folder, os.W_OK):
        staged = Path(tempfile.gettempdir()) / f"kg{name}"
    try:
        yield staged
    finally:
        for _ in range(_REMOVE_TRIES):  # the engine may still be writing its last file
            shutil.rmtree(staged, ignore_errors=True)
            if not staged.exists():
                break
            time.sleep(_PAUSE)


def publish(folder: Path, staged: Path) -> Path:
    """Make a staged generation the current one, and return its folder.

    The caller holds the right to write. After a loss of power there is the old generation or
    the new one: each step is on the disk before the next.
    """
    old = current(folder)
    generation = folder / f"gen-{_number(old) + 1:06d}"
    shutil.rmtree(generation, ignore_errors=True)  # left by a process that died before CURRENT
    staged.rename(generation)
    _sync(folder)
    pointer = folder / _NEW_POINTER
    pointer.write_text(generation.name + "\n", encoding="ascii")
    _sync(pointer)
    pointer.replace(folder / _CURRENT)
    _sync(folder)
    # One older generation is kept for readers that are about to open it.
    for path in folder.glob("gen-*"):
        if path.name != generation.name and (old is None or path.name != old.name):
            shutil.rmtree(path, ignore_errors=True)
    return generation


def derived(generation: Path, ending: str, make: Callable[[Path], None]) -> Path | None:
    """Return the folder of something derived from a generation, made where there is none yet.

    Args:
        generation: Folder of the generation; what is derived lies beside it.
        ending: Added to the name of the generation, such as `.names`.
        make: Fills an empty folder.

    Returns:
        None where there is none and the store cannot be written to.
    """
    target = generation.with_name(generation.name + ending)
    if not target.is_dir():
        if not os.access(target.parent, os.W_OK):
            return None
        with staging(target.parent) as staged:
            staged.mkdir()
            make(staged)
            with contextlib.suppress(OSError):  # another process was faster
                staged.rename(target)
    return target


def sweep(folder: Path) -> None:
    """Remove staged generations whose process, on this host, has died."""
    for path in folder.glob(f"{_STAGING}*"):
        match = _STAGED.fullmatch(path.name)
        if match and match[2] == socket.gethostname() and not _is_alive(int(match[1])):
            shutil.rmtree(path, ignore_errors=True)


def is_own(path: Path) -> bool:
    """Return whether a path in a folder is one that this module makes."""
    return path.name in (_CURRENT, _NEW_POINTER) or path.name.startswith(("gen-", _STAGING))


def copy_durably(source: Path, target: Path) -> None:
    """Copy a folder of files; when it returns, all of them are on the disk."""
    shutil.copytree(source, target)
    for path in target.iterdir():
        _sync(path)
    _sync(target)


def _number(generation: Path | None) -> int:
    return int(generation.name.removeprefix("gen-")) if generation else 0


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except PermissionError:  # somebody else's
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True


def _sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
