"""Find the position of each statement of a Turtle, TriG, N-Triples or N-Quads text.

Oxigraph decides what the text says; it does not say where. Here the text is cut into tokens once
more, and each object gets its line and column. A quad is looked up by its terms, so that the
order in which the parser yields quads does not matter. Text that is not understood here has no
positions, never wrong ones.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple
from urllib.parse import urljoin

from kg.model import BNode, Position, Quad, Term
from kg.rdf.namespaces import RDF, RDF_TYPE
from kg.rdf.terms import unescaped

_TOKEN = re.compile(
    r"""
    (?P<space>(?:[ \t\r\n]+|\#[^\r\n]*)+)
  | (?P<string>\"\"\"(?:[^"\\]+|\\.|\"(?!\"\"))*\"\"\" | '''(?:[^'\\]+|\\.|'(?!''))*'''
             | "(?:[^"\\\r\n]+|\\.)*" | '(?:[^'\\\r\n]+|\\.)*')
  | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
  | (?P<at>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<type>\^\^)
  | (?P<blank>_:\w(?:[\w.·-]*[\w·-])?)
  | (?P<name>(?:\w(?:[\w.·-]*[\w·-])?)?:
             (?:(?:[\w:·%-]|\\.)(?:(?:[\w.:·%-]|\\.)*(?:[\w:·%-]|\\.))?)?)
  | (?P<number>[+-]?(?:\d+\.?\d*[eE][+-]?\d+|\.\d+[eE][+-]?\d+|\d*\.\d+|\d+))
  | (?P<word>[A-Za-z]+)
  | (?P<mark>[][(){}.,;])
    """,
    re.VERBOSE | re.DOTALL,
)
_BLANK = "_:"  # every blank node: Oxigraph's labels are not those of the text
_Statement = tuple[str, str, str]


class StatementPositions:
    """The positions of statements, by their terms."""

    def __init__(self, shown: str, statements: Iterator[tuple[_Statement, int]], text: str) -> None:
        self._file = Position(shown)
        self._starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]
        self._offsets: dict[_Statement, deque[int]] = {}
        for statement, offset in statements:
            self._offsets.setdefault(statement, deque()).append(offset)

    def of(self, quad: Quad) -> Position:
        """Return the position of the object of a quad, or of the file where it is unknown.

        A quad that the text says several times gets the positions in their order.
        """
        offsets = self._offsets.get((_key(quad.subject), quad.predicate.value, _key(quad.object)))
        if not offsets:
            return self._file
        offset = offsets.popleft() if len(offsets) > 1 else offsets[0]
        line = bisect_right(self._starts, offset)
        return Position(self._file.file, line, offset - self._starts[line - 1] + 1)


def of_statements(text: str, shown: str, base: str) -> StatementPositions:
    """Return the positions of a Turtle or TriG text that Oxigraph has read without complaint.

    Args:
        text: The content of the file.
        shown: The name of the file in messages.
        base: The IRI against which relative IRIs are resolved.
    """
    return StatementPositions(shown, _Walker(base).walk(text), text)


def of_lines(text: str, shown: str) -> Iterator[Position]:
    """Yield the position of the object of each line of N-Triples or N-Quads, in their order."""
    for number, line in enumerate(text.split("\n"), 1):  # splitlines would split literals, too
        parts = line.split(None, 2)
        if len(parts) == 3 and not parts[0].startswith("#"):
            yield Position(shown, number, len(line) - len(parts[2]) + 1)


def of_offset(text: str, shown: str, offset: int) -> Position:
    """Return the position of an offset in a text; of the file where the offset is negative."""
    if offset < 0:
        return Position(shown)
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return Position(
        shown, before.count("\n") + 1, offset - max(text.rfind(end, 0, offset) for end in "\r\n")
    )


def of_unread(text: str, shown: str) -> Position:
    """Return where the first term stands in a Turtle or TriG text that is not read.

    That is what RDF 1.1 has no token for, or else a blank node that names a graph.
    """
    unread = _no_token(text)
    return of_offset(text, shown, _blank_graph(text) if unread < 0 else unread)


def of_unread_in_line(text: str, shown: str, number: int) -> Position:
    """Return the same for the statement with this number, from 0, of N-Triples or N-Quads."""
    position = next(islice(of_lines(text, shown), number, None), Position(shown))
    if not position.line:
        return position
    line = text.split("\n", position.line)[position.line - 1]
    unread = _no_token(line)
    return position._replace(column=(line.rfind("_:") if unread < 0 else unread) + 1)


def _no_token(text: str) -> int:
    """Return the offset of the first thing that is no token of RDF 1.1, or -1."""
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            is_annotation = text[position] == "|" and text[position - 1 : position] == "{"
            return position - is_annotation
        position = match.end()
    return -1


def _blank_graph(text: str) -> int:
    """Return the offset of the first blank node before a brace, or -1."""
    last, start = "", -1  # kind and offset of the last token
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if match.group() == "{" and last == "blank":
            return start
        if match.group() == "[" or kind == "blank":
            start = match.start()
        if kind != "space":
            last = "blank" if match.group() == "]" else kind
    return -1


def _key(term: Term) -> str:
    return _BLANK if isinstance(term, BNode) else term.value


class _Frame(NamedTuple):
    """A statement, a blank node in brackets or a list that is open."""

    mark: str  # "", "[" or "("
    start: int  # the offset at which it opens


class _Walker:
    """Walks the tokens with a stack of what is open, so that depth costs no recursion.

    For `<a> <p> [ <q> 1 ] .` the stack grows at "[" by a frame whose subject is a blank node,
    emits (_:, q, 1), shrinks at "]", and emits (a, p, _:) at the offset of "[".
    """

    def __init__(self, base: str) -> None:
        self.base = base
        self.prefixes: dict[str, str] = {}
        self.frames = [_Frame("", 0)]
        self.subjects, self.predicates, self.next = [""], [""], ["subject"]
        self.statements: list[tuple[_Statement, int]] = []  # since the last token

    def walk(self, text: str) -> Iterator[tuple[_Statement, int]]:
        """Yield each statement with the offset of its object."""
        directive: list[str] = []  # @prefix, then the name, then the IRI
        position = 0
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:  # what follows has no positions
                return
            kind, token, start = match.lastgroup or "", match.group(), position
            position = match.end()
            if kind == "space":
                continue
            if (
                directive
                or token.lower() in ("@prefix", "@base")
                or (kind == "word" and token.lower() in ("prefix", "base"))
            ):
                directive = self._directive([*directive, token])
            elif kind == "mark":
                self._mark(token, start)
            elif kind == "type":
                position = self._skip_datatype(text, position)
            elif not (kind == "at" or (kind == "word" and token.lower() == "graph")):
                self._node(self._term(kind, token), start)
            yield from self.statements
            self.statements.clear()

    def _directive(self, tokens: list[str]) -> list[str]:
        """Apply a directive once it is complete; return its tokens until then."""
        name = tokens[0].lower().lstrip("@")
        if len(tokens) < (3 if name == "prefix" else 2):
            return tokens
        iri = self._resolve(unescaped(tokens[-1][1:-1]))
        if name == "prefix":
            self.prefixes[tokens[1][:-1]] = iri
        else:
            self.base = iri
        return []

    @staticmethod
    def _skip_datatype(text: str, position: int) -> int:
        match = _TOKEN.match(text, position)
        return match.end() if match else position

    def _resolve(self, iri: str) -> str:
        return iri if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri) else urljoin(self.base, iri)

    def _term(self, kind: str, token: str) -> str:
        if kind == "iri":
            return self._resolve(unescaped(token[1:-1]))
        if kind == "name":
            prefix, _, local = token.partition(":")
            return self.prefixes.get(prefix, "") + re.sub(r"\\(.)", r"\1", local)
        if kind == "string":
            quotes = 3 if token[:3] in ('"""', "'''") else 1
            return unescaped(token[quotes:-quotes])
        if kind == "blank":
            return _BLANK
        if kind == "word" and self.next[-1] == "predicate":
            return RDF_TYPE
        return token

    def _mark(self, mark: str, start: int) -> None:
        if mark in "[(":
            self.frames.append(_Frame(mark, start))
            self.subjects.append(_BLANK)
            self.predicates.append("")
            self.next.append("predicate" if mark == "[" else "member")
        elif mark in "])":
            opened, state = self.frames.pop(), self.next.pop()
            self.subjects.pop()
            self.predicates.pop()
            if state == "more":
                self._emit(_BLANK, RDF + "rest", RDF + "nil", start)
            empty = state == "member"
            self._node(RDF + "nil" if empty else _BLANK, opened.start)
        else:  # a dot or a brace ends a statement
            self.next[-1] = {",": "object", ";": "predicate"}.get(mark, "subject")

    def _node(self, term: str, start: int) -> None:
        expected = self.next[-1]
        if expected == "subject":
            self.subjects[-1] = term
            self.next[-1] = "predicate"
        elif expected == "predicate":
            self.predicates[-1] = term
            self.next[-1] = "object"
        elif expected in ("member", "more"):
            if expected == "more":
                self._emit(_BLANK, RDF + "rest", _BLANK, start)
            self._emit(_BLANK, RDF + "first", term, start)
            self.next[-1] = "more"
        else:
            self._emit(self.subjects[-1], self.predicates[-1], term, start)

    def _emit(self, subject: str, predicate: str, value: str, start: int) -> None:
        self.statements.append(((subject, predicate, value), start))
