"""Read a file as bytes or UTF-8 text, or say what is wrong with it, where, and the mend."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import InputError
from kg.model import Position

_BOM = b"\xef\xbb\xbf"


@contextmanager
def reading(path: Path, shown: str) -> Iterator[None]:
    """Raise InputError, within, for a directory, a file that is missing or unreadable."""
    where = Position(shown)
    if path.is_dir():
        raise InputError.at(where, "this is a directory; name a file in it")
    try:
        yield
    except FileNotFoundError as error:
        raise InputError.at(where, "there is no such file") from error
    except OSError as error:
        raise InputError.at(where, f"cannot be read: {error.strerror or error}") from error


def read_bytes(path: Path, shown: str, wanted: str) -> bytes:
    """Return the content of a file, without its BOM.

    shown: the name of the file in messages.  wanted: what an empty file lacks.
    Raises InputError for a directory, a file that is missing, unreadable or empty.
    """
    with reading(path, shown):
        data = path.read_bytes().removeprefix(_BOM)
    if not data.strip():
        raise InputError.at(Position(shown), f"the file is empty; it {wanted}")
    return data


def decode(data: bytes, shown: str) -> str:
    """Return the text of UTF-8 bytes. Raises InputError with line and column of the bad byte."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        raise InputError.at(
            Position(shown, line, column),
            f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8 "
            "(in Excel: «CSV UTF-8»)",
        ) from error


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
