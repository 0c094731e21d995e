"""A graph as columns of numbers: terms are numbered, each property is two sorted arrays."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import IO, NamedTuple, cast

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from kg.rdf.terms import unescaped
from kg.validation.data_graph import TYPE, Graph, Term
from kg.validation.paths import Step

Ids = NDArray[np.int32]


def distinct(numbers: Ids) -> Ids:
    """Return numbers sorted, each once; fast where they are dense, as those of terms are."""
    if not len(numbers):
        return numbers
    seen = np.zeros(int(numbers.max()) + 1, dtype=bool)
    seen[numbers] = True
    return np.flatnonzero(seen).astype(np.int32)


class Edges(NamedTuple):
    """The statements of a property, sorted by the side that is started from.

    Four statements of one property, sorted by subject, where the nodes 3, 5 and 8 have numbers:

        starts   3  5  5  8
        ends     7  6  7  9

    `bounds([3, 4, 5])` is `[0, 1, 1], [1, 1, 3]`: node 3 has the statement 0, node 4 has none,
    node 5 has the statements 1 and 2.
    """

    starts: Ids
    ends: Ids

    def bounds(self, nodes: Ids) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return where the statements of each node begin, and where they end."""
        return (
            np.searchsorted(self.starts, nodes, "left"),
            np.searchsorted(self.starts, nodes, "right"),
        )


class Numbered(ABC):
    """A graph whose terms have numbers, and whose properties are pairs of them.

    Attributes:
        graph: The graph.
        texts: The terms as N-Triples writes them, by number.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.texts: list[bytes] = []
        self._ids: dict[bytes, int] = {}
        self._terms: dict[int, Term] = {}

    @abstractmethod
    def edges(self, step: Step, nodes: Ids) -> Edges:
        """Return the statements that a step follows from some nodes, sorted by their start.

        Statements of other nodes may be among them.
        """

    @abstractmethod
    def are_instances(self, nodes: Ids, cls: Term) -> NDArray[np.bool_]:
        """Return which nodes are of a class or one below it."""

    def term(self, number: int) -> Term:
        """Return the term of a number; labels and codes are asked for by several shapes."""
        term = self._terms.get(number)
        if term is None:
            term = self._terms[number] = parse_term(self.texts[number].decode())
        return term

    def numbers(self, terms: Iterable[Term]) -> Ids:
        """Return the numbers of terms; those that have none are left out."""
        numbers = np.fromiter(
            (self._ids.get(str(term).encode(), -1) for term in terms), dtype=np.int32
        )
        return numbers[numbers >= 0]

    def languages(self, values: Ids) -> Ids:
        """Return a number for the language of each value, -1 where it has none.

        Languages that differ only in case have one number.
        """
        languages: dict[bytes, int] = {}
        return np.fromiter(
            (
                languages.setdefault(text.rpartition(b'"@')[2].lower(), len(languages))
                if not text.endswith((b'"', b">")) and b'"@' in text
                else -1
                for text in (self.texts[value] for value in values)
            ),
            dtype=np.int32,
            count=len(values),
        )


class Columns(Numbered):
    """A whole graph as columns of numbers.

    The store writes its statements as N-Triples, and what stands between the spaces is numbered
    as text: a fifth of the time that it takes to make an object of every term.
    """

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph)
        self._rows = self._read()
        self.texts = list(self._ids)
        self._edges: dict[Step, Edges] = {}

    def _read(self) -> dict[str, Ids]:
        """Return property → its statements, one (subject, object) a row, each once."""
        ids = self._ids
        flat: dict[bytes, list[int]] = {}  # property → subject, object, subject, object, …

        def number(lines: list[bytes]) -> None:
            for line in lines:
                subject, predicate, value = line.split(b" ", 2)
                numbers = flat.get(predicate)
                if numbers is None:
                    numbers = flat[predicate] = []
                numbers.append(ids.setdefault(subject, len(ids)))
                numbers.append(ids.setdefault(value[:-2], len(ids)))  # without " ."

        repeated: set[bytes] = set()  # properties that stand in several graphs
        for part in self.graph.parts():
            before = {predicate: len(numbers) for predicate, numbers in flat.items()}
            lines = _Lines(number)
            self.graph.write(part, cast(IO[bytes], lines))
            lines.close()
            repeated.update(
                predicate for predicate, length in before.items() if len(flat[predicate]) > length
            )
        rows = {}
        for predicate, numbers in flat.items():
            pairs = np.array(numbers, dtype=np.int32).reshape(-1, 2)
            rows[predicate[1:-1].decode()] = (
                distinct_pairs(pairs) if predicate in repeated else pairs
            )
        return rows

    def edges(self, step: Step, nodes: Ids | None = None) -> Edges:
        """Return all statements that a step follows, sorted by the side it starts from."""
        edges = self._edges.get(step)
        if edges is None:
            assert step.predicate is not None
            rows = self._rows.get(step.predicate.value, np.empty((0, 2), dtype=np.int32))
            start, end = (1, 0) if step.inverse else (0, 1)
            order = np.argsort(rows[:, start], kind="stable")
            edges = self._edges[step] = Edges(rows[order, start], rows[order, end])
        return edges

    def instances(self, cls: Term) -> Ids:
        """Return the nodes of a class or one below it, sorted, each once."""
        types = self.edges(Step(TYPE, inverse=True))
        left, right = types.bounds(self.numbers(self.graph.below(cls)))
        parts = [types.ends[a:b] for a, b in zip(left, right, strict=True)]
        return np.unique(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int32)

    def are_instances(self, nodes: Ids, cls: Term) -> NDArray[np.bool_]:
        """Return which nodes are of a class or one below it."""
        return np.isin(nodes, self.instances(cls))


class _Lines:
    """A file that hands on whole lines, some thousands at a time."""

    def __init__(self, take: Callable[[list[bytes]], None]) -> None:
        self._take, self._rest = take, b""

    def write(self, data: bytes) -> int:
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._take(lines)
        return len(data)

    def flush(self) -> None:
        """Do nothing: what is left is no whole line yet."""

    def close(self) -> None:
        """Hand on what is left."""
        if self._rest:
            self._take([self._rest])


_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@(\S+)|\^\^<([^>]*)>)?', re.DOTALL)


def parse_term(text: str) -> Term:
    """Return the term that a text in N-Triples is."""
    if text.startswith("<"):
        return ox.NamedNode(text[1:-1])
    if text.startswith("_:"):
        return ox.BlankNode(text[2:])
    match = _LITERAL.fullmatch(text)
    assert match is not None, text
    value = unescaped(match[1])
    if match[2]:
        return ox.Literal(value, language=match[2])
    return ox.Literal(value, datatype=ox.NamedNode(match[3])) if match[3] else ox.Literal(value)


def pair_keys(first: Ids, second: Ids) -> NDArray[np.int64]:
    """Return one number for each pair of numbers: the first in its upper 32 bits."""
    return first.astype(np.int64) << 32 | second


def distinct_pairs(pairs: Ids) -> Ids:
    """Return the statements of a property, each once: one may stand in two graphs."""
    keys = np.sort(pair_keys(pairs[:, 0], pairs[:, 1]))
    keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))] if len(keys) else keys
    return np.stack((keys >> 32, keys & 0xFFFFFFFF), axis=1).astype(np.int32)
