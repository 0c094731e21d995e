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
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import chain, islice
from typing import Any, BinaryIO, Final, NamedTuple

import pyoxigraph as ox

from kg.rdf.namespaces import FACTS_GRAPH
from kg.rdf.oxigraph import SYNTAXES, nameless_graph, not_in_rdf_1_1
from kg.rdf.reader import not_parsed, too_long

_OF_LINES: Final = ("ntriples", "nquads")
_PIECE: Final = 60_000_000  # bytes: 360,000 quads
_THREADS: Final = 2
#: names of blank nodes that `kg load` and `kg build` give
_OWN_BLANK_NODE: Final = re.compile(r"f[0-9a-f]{8}n\d+|ontology\d+")
#: how lines begin a term that RDF 1.1 does not know, or end it
_RDF_1_2: Final = (b"<<(", b"--ltr", b"--rtl")


class ParseError(Exception):
    """A file does not parse.

    Attributes:
        line: From 1, 0 where it is unknown.
        column: From 1, 0 where it is unknown.
    """

    def __init__(self, message: str, line: int, column: int) -> None:
        """Keep the message and where the file does not parse."""
        super().__init__(message)
        self.line, self.column = line, column


class _Refused(Exception):
    """A quad is not read; `number` counts those before it."""

    def __init__(self, message: str, number: int) -> None:
        super().__init__(message)
        self.number = number


class _Piece(NamedTuple):
    """Lines of a file, or all that is left of it: lines that were set aside, then others."""

    content: bytes | BinaryIO
    first_line: int = 1  # number in the file of the first line that was not set aside
    aside: Sequence[int] = ()  # numbers in the file of the lines that were

    def line_in_file(self, number: int) -> int:
        """Return the number in the file of the piece's line with this number, both from 1."""
        if number <= len(self.aside):
            return self.aside[number - 1]
        return self.first_line + number - 1 - len(self.aside)

    def line_of_statement(self, number: int) -> int:
        """Return the number in the file of the statement with this number, from 0; or 0."""
        if not isinstance(self.content, bytes):
            return 0
        lines = self.content.split(b"\n")
        statements = (n for n, line in enumerate(lines, 1) if line.strip() and line[:1] != b"#")
        return self.line_in_file(next(islice(statements, number, None), 0))

    @property
    def is_special(self) -> bool:
        """Whether its quads must be looked at: for blank nodes, and terms that are not read."""
        content = self.content
        return bool(self.aside) or (
            isinstance(content, bytes) and any(mark in content for mark in _RDF_1_2)
        )


def load(engine: ox.Store, file: BinaryIO, syntax: str, name: Callable[[], str]) -> None:
    """Load a file; where it fails, part of it may be in the store.

    Args:
        engine: Nobody else writes to it.
        file: Read from where it stands to its end.
        syntax: One of `kg.formats.BULK_INPUT`. Triples, and facts with a graph of their own, go
            into the default graph.
        name: Returns a name for the file, from which its blank nodes have theirs; asked only where
            there are any.

    Raises:
        ParseError: The file does not parse; of several such lines the first that was seen.
        Exception: What reading the file raises.
    """
    pieces = _pieces(file) if syntax in _OF_LINES else iter((_Piece(file),))
    reading = threading.Lock()  # one thread at a time reads the file
    # A store in memory is held by the thread that hands quads over to it, which needs the
    # interpreter for each; another would keep the interpreter and wait for the store.
    handing_over = threading.Lock()
    stopped = threading.Event()

    def load_pieces() -> ParseError | None:
        while True:
            with reading:
                piece = None if stopped.is_set() else next(pieces, None)
            if piece is None:
                return None
            error = _load_piece(engine, piece, syntax, name, handing_over)
            if error:
                stopped.set()
                return error

    with ThreadPoolExecutor(_THREADS) as pool:
        try:
            threads = [pool.submit(load_pieces) for _ in range(_THREADS)]
            errors = [error for thread in threads if (error := thread.result())]
        finally:
            stopped.set()  # an interrupt ends it after the pieces that are under way
    if errors:
        raise min(errors, key=lambda error: error.line)
    _move_facts(engine)


def _move_facts(engine: ox.Store) -> None:
    """Move facts that have a graph of their own, as in a dump for other engines, out of it."""
    graph = ox.NamedNode(FACTS_GRAPH)
    facts = engine.quads_for_pattern(None, None, None, graph)
    first = next(facts, None)
    if first is None:
        return
    engine.bulk_extend(
        ox.Quad(quad.subject, quad.predicate, quad.object) for quad in chain([first], facts)
    )
    engine.remove_graph(graph)


def _load_piece(
    engine: ox.Store,
    piece: _Piece,
    syntax: str,
    name: Callable[[], str],
    handing_over: threading.Lock,
) -> ParseError | None:
    """Load a piece; return the error, placed in the file, where it does not parse."""
    try:
        if isinstance(piece.content, bytes) and not piece.is_special:
            engine.bulk_load(piece.content, SYNTAXES[syntax])
        else:
            quads = ox.parse(piece.content, format=SYNTAXES[syntax])
            with handing_over:
                engine.bulk_extend(_with_own_blank_nodes(_read_quads(quads), name))
    except SyntaxError as error:
        line = piece.line_in_file(error.lineno) if error.lineno else 0
        return ParseError(not_parsed(error, syntax), line, error.offset or 0)
    except _Refused as refused:
        return ParseError(str(refused), piece.line_of_statement(refused.number), 0)
    except MemoryError:  # of the buffer in which the parser collects a term
        return ParseError(too_long(), 0, 0)
    return None


def _read_quads(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield quads; raise _Refused for one with what RDF 1.1 has no term for, or without a name."""
    for number, quad in enumerate(quads):
        value = quad.object
        if isinstance(value, ox.Triple) or (
            isinstance(value, ox.Literal) and value.direction is not None
        ):
            raise _Refused(not_in_rdf_1_1(value), number)
        if isinstance(quad.graph_name, ox.BlankNode):
            raise _Refused(nameless_graph(), number)
        yield quad


def _with_own_blank_nodes(quads: Iterable[ox.Quad], name: Callable[[], str]) -> Iterator[ox.Quad]:
    """Yield quads with blank nodes named after their file, in the order of the file.

    Loaded again, or into another store, a file must state the same, byte by byte in a dump. The
    engine would name them at random. Names that were given here, or by `kg build`, stay.
    """
    names: dict[str, ox.BlankNode] = {}
    start = cache(name)  # of all of them

    def own(term: Any) -> Any:
        if not isinstance(term, ox.BlankNode) or _OWN_BLANK_NODE.fullmatch(term.value):
            return term
        if term.value not in names:
            names[term.value] = ox.BlankNode(f"f{start()}n{len(names)}")
        return names[term.value]

    for quad in quads:
        subject, predicate, value, graph = quad
        if isinstance(subject, ox.BlankNode) or isinstance(value, ox.BlankNode):
            yield ox.Quad(own(subject), predicate, own(value), graph)
        else:
            yield quad


def _pieces(file: BinaryIO) -> Iterator[_Piece]:
    """Yield a file of lines in pieces.

    A blank node belongs to its file, and the engine takes each piece for a file: lines that may
    name one are set aside and come last, in one piece. Where there are too many of them, or a
    line is longer than a piece, all the rest is one.
    """
    rest, first_line = b"", 1
    aside: dict[int, bytes] = {}  # by the number of the line
    aside_size = 0  # bytes
    while block := file.read(_PIECE):
        text = rest + block
        end = text.rfind(b"\n") + 1
        if not end or aside_size > _PIECE:
            everything_left = _Joined(b"".join((*aside.values(), text)), file)
            yield _Piece(io.BufferedReader(everything_left), first_line, tuple(aside))
            return
        text, rest = text[:end], text[end:]
        line_count = text.count(b"\n")
        if b"_:" in text:
            text, with_blank_nodes = _without_blank_nodes(text, first_line)
            aside.update(with_blank_nodes)
            aside_size += sum(map(len, with_blank_nodes.values()))
        yield _Piece(text, first_line)
        first_line += line_count
    if rest or aside:
        yield _Piece(b"".join((*aside.values(), rest)), first_line, tuple(aside))


def _without_blank_nodes(text: bytes, first_line: int) -> tuple[bytes, dict[int, bytes]]:
    r"""Take the lines that may name a blank node out of whole lines of text.

    An empty line stays in the place of each, so that the others keep their numbers:
    with first_line 7, `a\n_:b\nc\n` gives `a\n\nc\n` and `{8: "_:b\n"}`.

    Returns:
        The text that is left, and the lines taken out, by their numbers.
    """
    taken: dict[int, bytes] = {}
    parts: list[bytes] = []
    position, number = 0, first_line
    while (mark := text.find(b"_:", position)) >= 0:
        start = text.rfind(b"\n", position, mark) + 1 or position
        end = text.index(b"\n", mark)
        number += text.count(b"\n", position, start)
        taken[number] = text[start : end + 1]
        parts.append(text[position:start])
        position = end  # at the end of the line, which stays
    return b"".join((*parts, text[position:])), taken


class _Joined(io.RawIOBase):
    """What was read of a file, and then the rest of the file."""

    def __init__(self, start: bytes, file: BinaryIO) -> None:
        self._start, self._file = io.BytesIO(start), file

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with the next bytes, and return how many there were."""
        data = self._start.read(len(buffer)) or self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
