"""Read a file as bytes or UTF-8 text, or say what is wrong with it, where, and how to fix it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import InputError, in_language, said_by_system
from kg.model import Position

_BOM = b"\xef\xbb\xbf"


@contextmanager
def reading(path: Path, shown: str) -> Iterator[None]:
    """Turn errors of reading within the block into messages for the user.

    Args:
        path: The file.
        shown: Its name in messages.

    Raises:
        InputError: It is a directory, is missing, or cannot be read.
    """
    position = Position(shown)
    if path.is_dir():
        raise InputError.at(
            position,
            in_language(
                "this is a directory; name a file in it",
                "es un directorio; indique un archivo de él",
            ),
        )
    try:
        yield
    except FileNotFoundError as error:
        raise InputError.at(
            position, in_language("there is no such file", "no existe este archivo")
        ) from error
    except OSError as error:
        reason = said_by_system(error)
        raise InputError.at(
            position, in_language(f"cannot be read: {reason}", f"no se puede leer: {reason}")
        ) from error


@contextmanager
def nested(shown: str) -> Iterator[None]:
    """Turn the end of Python's stack within the block, which parses a file, into a message.

    Args:
        shown: The name of the file.

    Raises:
        InputError: The values in the file are nested too deep.
    """
    try:
        yield
    except RecursionError as error:
        raise InputError.at(
            Position(shown),
            in_language(
                "the values are nested too deep; nest them less",
                "los valores están anidados a demasiada profundidad; anídelos menos",
            ),
        ) from error


def read_bytes(path: Path, shown: str, if_empty: str = "") -> bytes:
    """Return the content of a file, without its byte order mark.

    Args:
        path: The file.
        shown: Its name in messages.
        if_empty: What to say of an empty file, such as "holds no sheet", in the language of the
            user; without it, a file may be empty.

    Raises:
        InputError: It is a directory, is missing, cannot be read, or is empty and must not be.
    """
    with reading(path, shown):
        data = path.read_bytes().removeprefix(_BOM)
    if if_empty and not data.strip():
        raise InputError.at(
            Position(shown),
            in_language(f"the file is empty; it {if_empty}", f"el archivo está vacío; {if_empty}"),
        )
    return data


def decode(data: bytes, shown: str) -> str:
    """Return the text of UTF-8 bytes.

    Args:
        data: The content of a file.
        shown: Its name in messages.

    Raises:
        InputError: A byte is not UTF-8; it has its line and column.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        raise InputError.at(
            Position(shown, line, column),
            in_language(
                f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8 "
                "(in Excel: «CSV UTF-8»)",
                f"el byte 0x{data[error.start]:02x} no es UTF-8; guarde el archivo como UTF-8 "
                "(en Excel: «CSV UTF-8»)",
            ),
        ) from error


def real(path: Path) -> Path:
    """Return the full path of a file without links; of links in a circle, as far as they lead."""
    return Path(os.path.realpath(path))


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
