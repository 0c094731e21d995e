"""Load a large file into Oxigraph on two cores, in bounded memory.

Oxigraph's own loader parses on one core and holds up to two million quads. A file with a
statement a line is cut into pieces here, and two of them are parsed and written at a time: less
time at 1 M quads, an eighth more at 10 M, where merging files takes most of it, and 1 GB instead of
2.2 GB (decision 14).
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO, Final, NamedTuple

import pyoxigraph as ox

from kg.rdf.namespaces import BASE
from kg.rdf.oxigraph import SYNTAXES

_OF_LINES: Final = ("ntriples", "nquads")
_PIECE: Final = 60_000_000  # bytes: 360,000 quads
_THREADS: Final = 2
_PLACE: Final = re.compile(r"Parser error [^:]*: ")


class Unparsed(Exception):
    """A file that does not parse: line and column from 1, 0 where they are unknown."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line, self.column = line, column


class _Piece(NamedTuple):
    """Lines of a file, or all that is left of it.

    first: number of its first line.  aside: numbers of lines that stand before that one.
    """

    content: bytes | BinaryIO
    first: int = 1
    aside: Sequence[int] = ()

    def line(self, number: int) -> int:
        """Return which line of the file a line of the piece is."""
        if number <= len(self.aside):
            return self.aside[number - 1]
        return self.first + number - 1 - len(self.aside)


def load(engine: ox.Store, file: BinaryIO, syntax: str) -> None:
    """Load a file; where it fails, part of it may be in the store.

    syntax: one of `kg.formats.BULK_INPUT`. Triples go into the default graph.
    Raises Unparsed at a line that does not parse, and what reading the file raises.
    """
    pieces = _pieces(file) if syntax in _OF_LINES else iter((_Piece(file),))
    one_at_a_time = threading.Lock()
    stopped = threading.Event()

    def work() -> Unparsed | None:
        while True:
            with one_at_a_time:
                piece = None if stopped.is_set() else next(pieces, None)
            if piece is None:
                return None
            try:
                engine.bulk_load(piece.content, SYNTAXES[syntax], base_iri=BASE)
            except SyntaxError as error:
                stopped.set()
                return Unparsed(
                    _PLACE.sub("", error.msg, 1),
                    piece.line(error.lineno) if error.lineno else 0,
                    error.offset or 0,
                )

    with ThreadPoolExecutor(_THREADS) as pool:
        try:
            wrong = [ended.result() for ended in [pool.submit(work) for _ in range(_THREADS)]]
        finally:
            stopped.set()  # an interrupt ends it after the pieces that are under way
    if any(wrong):
        raise min(filter(None, wrong), key=lambda error: error.line)


def _pieces(file: BinaryIO) -> Iterator[_Piece]:
    """Yield a file of lines in pieces.

    A blank node belongs to its file, and the engine takes each piece for a file: lines that may
    name one are set aside and come last, in one piece. Where there are too many of them, or a
    line is longer than a piece, all the rest is one.
    """
    rest, first = b"", 1
    aside: dict[int, bytes] = {}
    size = 0
    while block := file.read(_PIECE):
        text = rest + block
        end = text.rfind(b"\n") + 1
        if not end or size > _PIECE:
            yield _Piece(
                io.BufferedReader(_Joined(b"".join((*aside.values(), text)), file)),
                first,
                tuple(aside),
            )
            return
        text, rest = text[:end], text[end:]
        number = text.count(b"\n")
        if b"_:" in text:
            text, found = _without_blank_nodes(text, first)
            aside.update(found)
            size += sum(map(len, found.values()))
        yield _Piece(text, first)
        first += number
    if rest or aside:
        yield _Piece(b"".join((*aside.values(), rest)), first, tuple(aside))


def _without_blank_nodes(text: bytes, first: int) -> tuple[bytes, dict[int, bytes]]:
    """Return whole lines with empty ones in place of those that may name a blank node, and these.

    first: number of the first line.
    """
    found: dict[int, bytes] = {}
    parts: list[bytes] = []
    place, number = 0, first
    while (here := text.find(b"_:", place)) >= 0:
        start = text.rfind(b"\n", place, here) + 1 or place
        end = text.index(b"\n", here)
        number += text.count(b"\n", place, start)
        found[number] = text[start : end + 1]
        parts.append(text[place:start])
        place = end
    return b"".join((*parts, text[place:])), found


class _Joined(io.RawIOBase):
    """What was read of a file, and then the file."""

    def __init__(self, first: bytes, file: BinaryIO) -> None:
        self._first, self._file = io.BytesIO(first), file

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with the next bytes, and return how many there were."""
        data = self._first.read(len(buffer)) or self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
