"""The queue of those who wait for the right to write: whoever has waited longest is next.

Each keeps a file `.queue-NUMBER-…` in the folder of the store, locked for as long as it waits. A
lock that is only tried again and again goes to whoever tries most often; beside two processes
that load file after file, a third could wait for minutes.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kg.store.file_lock import make_locked, try_lock

PREFIX: Final = ".queue-"
_NAME: Final = re.compile(r"\.queue-(\d{6,})-[0-9a-f]+")


class Place:
    """A place in the queue."""

    def __init__(self, path: Path) -> None:
        """Take the file that stands for it; `place_in` makes one."""
        self._path = path

    def is_first(self) -> bool:
        """Return whether nobody who lives has waited longer."""
        return not any(_is_held(path) for path in _waiting(self._path.parent, self._path.name))


@contextlib.contextmanager
def place_in(folder: Path) -> Iterator[Place]:
    """Give the last place in the queue of a folder, which is left at the end."""
    path, file = make_locked(lambda: _last(folder))
    try:
        yield Place(path)
    finally:
        file.close()
        path.unlink(missing_ok=True)


def is_empty(folder: Path) -> bool:
    """Return whether nobody who lives waits in a folder."""
    return not any(map(_is_held, _waiting(folder)))


def _last(folder: Path) -> Path:
    """Return a path for the file of the last place."""
    import secrets

    numbers = [int(match[1]) for path in _waiting(folder) if (match := _NAME.match(path.name))]
    number = max(numbers, default=0) + 1
    return folder / f"{PREFIX}{number:06d}-{secrets.token_hex(4)}"


def _waiting(folder: Path, before: str = "") -> list[Path]:
    """Return the files of the queue, the longest wait first; only those before a name."""
    names = sorted(path.name for path in folder.glob(f"{PREFIX}*") if _NAME.fullmatch(path.name))
    return [folder / name for name in names if not before or name < before]


def _is_held(path: Path) -> bool:
    """Return whether the process of a place lives; the file of one that does not is removed."""
    try:
        with path.open("rb+") as file:
            if not try_lock(file, shared=False):
                return True
    except FileNotFoundError:  # it has just left
        return False
    path.unlink(missing_ok=True)
    return False
