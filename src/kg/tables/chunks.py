"""The text of a file, plain or gzipped, in pieces that end between two records of a CSV table."""

from __future__ import annotations

import codecs
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from kg.errors import InputError
from kg.files.reading import reading
from kg.model import Position

#: of unpacked to packed bytes, beyond the first `FREE` bytes: more is a bomb
MOST_RATIO = 200
FREE = 64 << 20
_PIECE = 1 << 20
_LONGEST = 4 << 20  # of a record; beyond, a quote was left open
_LONGEST_LINE = 64 << 20


class Text:
    """The text of a file in pieces of a megabyte or so.

    size, done: bytes of the file, and how many of them are read.
    encoding: as said, else by BOM, else UTF-8, else Windows-1252.
    Raises InputError for a file that cannot be read, is empty, unpacks to too much, or is not
    in its encoding, with the line.
    """

    def __init__(self, path: Path, shown: str, encoding: str = "") -> None:
        self.path, self.shown = path, shown
        with reading(path, shown):
            self.size = path.stat().st_size
            self.encoding = self._found(encoding)
        self.done = 0

    def __iter__(self) -> Iterator[str]:
        """Yield the pieces."""
        decoder = codecs.getincrementaldecoder(self.encoding)()
        rest = ""
        for block in self._blocks():
            text = rest + decoder.decode(block)
            end = _between_records(text)
            if not end and len(text) > _LONGEST_LINE:
                raise InputError.at(
                    Position(self.shown),
                    f"a line of more than {_LONGEST_LINE >> 20} MB; this is no table",
                )
            rest = text[end:]
            if end:
                yield text[:end]
        rest += decoder.decode(b"", final=True)
        if rest:
            yield rest

    def _blocks(self) -> Iterator[bytes]:
        with self.path.open("rb") as packed:
            is_packed = self.path.name.lower().endswith(".gz")
            file: BinaryIO = gzip.GzipFile(fileobj=packed) if is_packed else packed  # type: ignore[assignment]
            most = max(FREE, self.size * MOST_RATIO)
            read = 0
            try:
                while block := file.read(_PIECE):
                    read += len(block)
                    if is_packed and read > most:
                        raise InputError.at(
                            Position(self.shown),
                            f"unpacks to more than {most >> 20:,} MB; unpack and check it first",
                        )
                    self.done = packed.tell()
                    yield block
            except (EOFError, gzip.zlib.error, gzip.BadGzipFile) as error:  # type: ignore[attr-defined]
                raise InputError.at(Position(self.shown), f"cannot be unpacked: {error}") from error

    def _found(self, said: str) -> str:
        """Return the encoding in which all of the file can be read."""
        first = next(self._blocks(), b"")
        guesses = [said] if said else ["utf-8-sig", "cp1252"]
        if not said and first[:2] in (b"\xff\xfe", b"\xfe\xff"):
            guesses = ["utf-16"]
        line = 1
        for guess in guesses:
            line, filled = 1, False
            try:
                decoder = codecs.getincrementaldecoder(guess)()
            except LookupError as error:
                raise InputError.at(
                    Position(self.shown), f"there is no encoding '{guess}'"
                ) from error
            try:
                for block in self._blocks():
                    text = decoder.decode(block)
                    line += text.count("\n")
                    filled = filled or bool(text.strip())
                decoder.decode(b"", final=True)
            except UnicodeDecodeError as error:
                line += bytes(error.object[: error.start]).count(b"\n")
                continue
            if not filled:
                raise InputError.at(
                    Position(self.shown), "the file is empty; it needs at least a header line"
                )
            return guess
        raise InputError.at(
            Position(self.shown, line),
            f"this is not {' nor '.join(guesses)}; say which encoding "
            'it is: encoding = "…" below [file] in the mapping',
        )


def _between_records(text: str) -> int:
    """Return the last place in a text that is between two records, 0 where there is none.

    A line break is the end of a record where an even number of quotes stands before it.
    """
    quotes, end = text.count('"'), len(text)
    while True:
        before = text.rfind("\n", 0, end)
        if before < 0:
            break
        quotes -= text.count('"', before, end)
        if quotes % 2 == 0:
            return before + 1
        end = before
    return text.rfind("\n") + 1 if len(text) > _LONGEST else 0
