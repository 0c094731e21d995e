"""The version of the data in a store: the hash of all its statements.

It is the SHA-256 of the dump, so that `kg dump | sha256sum` tells it, too, and stores with the same
statements have the same, whatever they were built with. It is kept beside the generation.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from kg.store import checksums
from kg.store.embedded import EmbeddedStore

if TYPE_CHECKING:
    from kg.store.base import Store

_ENDING: Final = ".hash"
_NAME: Final = "statements.sha256"
#: quads of a store whose dump is made only on request: `kg check` and `kg dump` take their time
_MOST: Final = 2_000_000
#: quads that are hashed while somebody waits for a page: half a second
_MOST_AT_ONCE: Final = 100_000


def content_hash(store: Store) -> str:
    """Return the hash of all statements of a store, in hexadecimal digits.

    Returns:
        "" for a store in memory, behind an endpoint, which other programs write to, and with more
        than two million quads, whose dump would not fit into memory beside all else.
    """
    if not isinstance(store, EmbeddedStore) or store.generation is None:
        return ""
    if (store.size or 0) > _MOST:
        return ""

    def make(folder: Path) -> None:
        (folder / _NAME).write_text(_of_dump(store) + "\n", encoding="ascii")

    folder = store.derived(_ENDING, make)
    if folder is not None and not checksums.intact(folder, store.identity):
        folder = store.derived(_ENDING, make, anew=True)
    return _of_dump(store) if folder is None else (folder / _NAME).read_text("ascii").strip()


def quick_hash(store: Store) -> str:
    """Return the hash where it is kept beside the generation, or is made in a moment.

    Returns:
        "" where it would keep a reader waiting, and as above.
    """
    if not isinstance(store, EmbeddedStore) or store.generation is None:
        return ""
    kept = store.generation.with_name(store.generation.name + _ENDING)
    is_small = store.size is not None and store.size <= _MOST_AT_ONCE
    return content_hash(store) if is_small or kept.exists() else ""


class _Hashed:
    """Hashes what is written to it."""

    def __init__(self) -> None:
        self.hash = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        return len(data)


def _of_dump(store: EmbeddedStore) -> str:
    hashed = _Hashed()
    store.dump(cast(BinaryIO, hashed))
    return hashed.hash.hexdigest()
