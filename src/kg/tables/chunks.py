"""Read the text of a file, plain or gzipped, in chunks that end between two records of a table."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from kg.errors import InputError
from kg.files.reading import reading
from kg.model import Position

#: bytes that a file may always unpack to; beyond them, so many times its size: more is a bomb
ALWAYS_UNPACKED: Final = 64 << 20
MAX_RATIO: Final = 200
_CHUNK = 1 << 20  # bytes that are read at once
_MAX_RECORD = 4 << 20  # characters; beyond, a quote was left open
_MAX_LINE = 64 << 20
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class TextChunks:
    """The text of a file in chunks of about a megabyte.

    Attributes:
        size: Bytes of the file.
        done: How many of them are read.
        encoding: The declared one, else by its byte order mark, else UTF-8, else Windows-1252.
    """

    def __init__(self, path: Path, shown: str, encoding: str = "") -> None:
        """Find out the encoding, for which the file is read once.

        Raises:
            InputError: The file cannot be read, is empty, unpacks to too much, or is not in its
                encoding; with the line.
        """
        self.path, self.shown = path, shown
        with reading(path, shown):
            self.size = path.stat().st_size
            self.encoding = self._readable_encoding(encoding)
        self.done = 0

    def __iter__(self) -> Iterator[str]:
        """Yield the chunks.

        Raises:
            InputError: A line is too long for a table.
        """
        decoder = codecs.getincrementaldecoder(self.encoding)()
        rest = ""
        for block in self._blocks():
            text = rest + decoder.decode(block)
            end = last_boundary(text)
            if not end and len(text) > _MAX_LINE:
                raise self._error(f"a line of more than {_MAX_LINE >> 20} MB; this is no table")
            rest = text[end:]
            if end:
                yield text[:end]
        rest += decoder.decode(b"", final=True)
        if rest:
            yield rest

    def _error(self, message: str, line: int = 0) -> InputError:
        return InputError.at(Position(self.shown, line), message)

    def _blocks(self) -> Iterator[bytes]:
        """Yield the bytes of the file, unpacked."""
        with self.path.open("rb") as packed:
            if not self.path.name.lower().endswith(".gz"):
                while block := packed.read(_CHUNK):
                    self.done = packed.tell()
                    yield block
                return
            try:
                with gzip.GzipFile(fileobj=packed) as unpacked:
                    yield from self._bounded(packed, unpacked)
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                raise self._error(f"cannot be unpacked: {error}") from error

    def _bounded(self, packed: BinaryIO, unpacked: gzip.GzipFile) -> Iterator[bytes]:
        """Yield the bytes of a gzipped file as long as they are not far too many."""
        most = max(ALWAYS_UNPACKED, self.size * MAX_RATIO)
        read = 0
        while block := unpacked.read(_CHUNK):
            read += len(block)
            if read > most:
                raise self._error(f"unpacks to more than {most >> 20:,} MB; unpack and check it")
            self.done = packed.tell()
            yield block

    def _readable_encoding(self, declared: str) -> str:
        """Return the encoding in which all of the file can be read."""
        first = next(self._blocks(), b"")
        candidates = ["utf-8-sig", "cp1252"]
        if declared:
            candidates = [declared]
        elif first.startswith(_UTF16_MARKS):
            candidates = ["utf-16"]
        line = 1
        for encoding in candidates:
            line = self._undecodable_line(encoding)
            if not line:
                return encoding
        raise self._error(
            f"this is not {' nor '.join(candidates)}; declare the encoding in the mapping: "
            'encoding = "…" under [file]',
            line,
        )

    def _undecodable_line(self, encoding: str) -> int:
        """Return the first line that is not in this encoding, 0 where all of them are."""
        try:
            decoder = codecs.getincrementaldecoder(encoding)()
        except LookupError as error:
            raise self._error(f"there is no encoding '{encoding}'") from error
        line, is_blank = 1, True
        try:
            for block in self._blocks():
                text = decoder.decode(block)
                line += text.count("\n")
                is_blank = is_blank and not text.strip()
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            return line + bytes(error.object[: error.start]).count(b"\n")
        if is_blank:
            raise self._error("the file is empty; it needs at least a header line")
        return 0


def last_boundary(text: str) -> int:
    r"""Return the last position in a text that is between two records, 0 where there is none.

    A line break ends a record where an even number of quotes stands before it. In `a,"b\nc"\nd`
    it is the second: 2 quotes stand before it, and 1 before the first.
    """
    quotes, end = text.count('"'), len(text)
    while (line_break := text.rfind("\n", 0, end)) >= 0:
        quotes -= text.count('"', line_break, end)
        if quotes % 2 == 0:
            return line_break + 1
        end = line_break
    return text.rfind("\n") + 1 if len(text) > _MAX_RECORD else 0
