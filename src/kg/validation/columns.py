"""Find the focus nodes that may break a shape, all at once, over dictionary-coded columns.

For the verdict on a whole graph. Terms become numbers, each property two sorted columns, and a
constraint one operation on arrays. What comes out of it is which focus nodes certainly fit; the
others are judged one by one by the same constraints that judge a change, so that both give the
same report. A constraint that has no form here leaves its nodes undecided, which costs time and
never a result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import IO, NamedTuple, cast

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from kg.rdf.positions import unescaped
from kg.validation import constraints as core
from kg.validation.components import Sparql
from kg.validation.data_graph import TYPE, Graph, Term
from kg.validation.paths import Path, Step
from kg.validation.shapes import Constraint, Shape, Target

Ids = NDArray[np.int32]
Mask = NDArray[np.bool_]


class Verdict(NamedTuple):
    """Which of some nodes certainly fit, and which certainly do not; the rest is undecided."""

    fits: Mask
    fails: Mask

    def inverted(self) -> Verdict:
        """Return the verdict on the opposite."""
        return Verdict(self.fails, self.fits)


class Edges(NamedTuple):
    """The statements of a property, sorted by the side that is started from."""

    starts: Ids
    ends: Ids

    def bounds(self, nodes: Ids) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return where the statements of each node begin and end."""
        return (
            np.searchsorted(self.starts, nodes, "left"),
            np.searchsorted(self.starts, nodes, "right"),
        )


class Columns:
    """A graph as columns of numbers.

    The store writes its statements as N-Triples, and what stands between the spaces is numbered
    as text: a fifth of the time that it takes to make an object of every term.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._ids: dict[bytes, int] = {}
        rows: dict[bytes, list[int]] = {}
        ids = self._ids

        def number(lines: list[bytes]) -> None:
            for line in lines:
                subject, predicate, value = line.split(b" ", 2)
                row = rows.get(predicate)
                if row is None:
                    row = rows[predicate] = []
                row.append(ids.setdefault(subject, len(ids)))
                row.append(ids.setdefault(value[:-2], len(ids)))  # without " ."

        repeated: set[bytes] = set()  # properties that stand in several graphs
        for only in graph.parts():
            before = {predicate: len(row) for predicate, row in rows.items()}
            sink = _Lines(number)
            graph.write(only, cast(IO[bytes], sink))
            sink.close()
            repeated.update(
                predicate for predicate, length in before.items() if len(rows[predicate]) > length
            )
        self._rows = {}
        for predicate, row in rows.items():
            pairs = np.array(row, dtype=np.int32)
            self._rows[predicate[1:-1].decode()] = (
                _distinct(pairs) if predicate in repeated else pairs.reshape(-1, 2)
            )
        self._terms: dict[int, Term] = {}
        self._edges: dict[Step, Edges] = {}

    @cached_property
    def texts(self) -> list[bytes]:
        """The terms as N-Triples writes them, by number."""
        return list(self._ids)

    def term(self, number: int) -> Term:
        """Return the term of a number; labels and codes are asked for by several shapes."""
        known = self._terms.get(number)
        if known is None:
            known = self._terms[number] = _term(self.texts[number].decode())
        return known

    def numbers(self, terms: Iterable[Term]) -> Ids:
        """Return the numbers of terms, those that the graph does not have left out."""
        found = (self._ids.get(str(term).encode(), -1) for term in terms)
        array = np.fromiter(found, dtype=np.int32)
        return array[array >= 0]

    def languages(self, values: Ids) -> Ids:
        """Return the number of the language of each value, -1 where it has none."""
        known: dict[bytes, int] = {}
        return np.fromiter(
            (
                known.setdefault(text.rpartition(b'"@')[2].lower(), len(known))
                if not text.endswith((b'"', b">")) and b'"@' in text
                else -1
                for text in (self.texts[value] for value in values)
            ),
            dtype=np.int32,
            count=len(values),
        )

    def edges(self, step: Step) -> Edges:
        """Return the statements that a step follows."""
        known = self._edges.get(step)
        if known is None:
            assert step.predicate is not None
            rows = self._rows.get(step.predicate.value, np.empty((0, 2), dtype=np.int32))
            start, end = (1, 0) if step.inverse else (0, 1)
            order = np.argsort(rows[:, start], kind="stable")
            known = self._edges[step] = Edges(rows[order, start], rows[order, end])
        return known

    def instances(self, cls: Term) -> Ids:
        """Return the nodes of a class or one below it, sorted."""
        types = self.edges(Step(TYPE, inverse=True))
        left, right = types.bounds(self.numbers(self.graph.below(cls)))
        found = [types.ends[a:b] for a, b in zip(left, right, strict=True)]
        return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int32)


class Filter:
    """Decides as many focus nodes as can be decided on columns."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns

    def suspects(self, shape: Shape) -> list[Term]:
        """Return the focus nodes of a shape that do not certainly fit."""
        nodes = self.targets(shape.targets)
        verdict = self.verdict(shape, nodes)
        left_out = [target.term for target in shape.targets if target.kind == "targetNode"]
        return list(
            dict.fromkeys([*(self.columns.term(node) for node in nodes[~verdict.fits]), *left_out])
        )

    def targets(self, targets: Iterable[Target]) -> Ids:
        """Return the focus nodes that classes and properties make."""
        found = [np.empty(0, dtype=np.int32)]
        for kind, term in targets:
            if kind == "targetClass":
                found.append(self.columns.instances(term))
            elif kind != "targetNode":
                assert isinstance(term, ox.NamedNode)
                found.append(self.columns.edges(Step(term, kind == "targetObjectsOf")).starts)
        return np.unique(np.concatenate(found))

    def verdict(self, shape: Shape, nodes: Ids) -> Verdict:
        """Return which of the nodes, which are sorted, fit a shape."""
        if shape.deactivated:
            return _all(nodes)
        if shape.path is not None and not isinstance(shape.path, Step):
            return _none(nodes)
        parts = [self.constraint(constraint, shape.path, nodes) for constraint in shape.constraints]
        parts += [
            self.over_values(
                shape.path,
                nodes,
                lambda values, nested=nested: (  # type: ignore[misc]
                    self.verdict(nested, values)
                ),
            )
            for nested in shape.properties
        ]
        return _and(nodes, parts)

    def constraint(self, constraint: Constraint, path: Path | None, nodes: Ids) -> Verdict:
        """Return which of the nodes fit one constraint of a shape."""
        assert path is None or isinstance(path, Step)
        if isinstance(constraint, core.MinCount | core.MaxCount):
            counts = self.counts(path, nodes)
            good = (
                counts >= constraint.count
                if isinstance(constraint, core.MinCount)
                else (counts <= constraint.count)
            )
            return Verdict(good, ~good)
        if isinstance(constraint, core.HasValue):
            return self.has_value(constraint, path, nodes)
        if isinstance(constraint, core.Qualified) and not constraint.siblings:
            return self.qualified(constraint, path, nodes)
        if isinstance(constraint, Sparql):
            return self.sparql(constraint, nodes)
        if isinstance(constraint, core.Conforms):
            return self.over_values(
                path, nodes, lambda values: self.verdict(constraint.shape, values)
            )
        if isinstance(constraint, core.Logical):
            return self.over_values(path, nodes, lambda values: self.logical(constraint, values))
        if isinstance(constraint, core.OfClass):
            instances = self.columns.instances(constraint.wanted)
            return self.over_values(path, nodes, lambda values: _exact(np.isin(values, instances)))
        if isinstance(constraint, core.UniqueLang) and path is not None:
            return self.unique_language(path, nodes)
        if isinstance(constraint, core.DisjointWith) and path is not None:
            return self.disjoint(constraint, path, nodes)
        if type(constraint).check is Constraint.check:  # it looks at each value by itself
            return self.over_values(path, nodes, lambda values: self.each(constraint, values))
        return _none(nodes)

    def counts(self, path: Step | None, nodes: Ids) -> NDArray[np.intp]:
        """Return how many values each node has."""
        if path is None:
            return np.ones(len(nodes), dtype=np.intp)
        left, right = self.columns.edges(path).bounds(nodes)
        return right - left

    def over_values(
        self, path: Step | None, nodes: Ids, judge: Callable[[Ids], Verdict]
    ) -> Verdict:
        """Return which nodes have only values that fit; judge: from sorted values to a verdict."""
        if path is None:
            return judge(nodes)
        edges = self.columns.edges(path)
        left, right = edges.bounds(nodes)
        values, where = np.unique(edges.ends, return_inverse=True)
        judged = judge(values.astype(np.int32))
        not_fitting = _sums(~judged.fits[where])
        failing = _sums(judged.fails[where])
        return Verdict(not_fitting[right] == not_fitting[left], failing[right] > failing[left])

    def each(self, constraint: Constraint, values: Ids) -> Verdict:
        """Return which values a constraint allows, asked once for each."""
        term, graph = self.columns.term, self.columns.graph
        if isinstance(constraint, core.Matches):  # of an IRI the text is at hand
            found, texts = constraint.pattern.found, self.columns.texts
            return _exact(
                np.fromiter(
                    (
                        found(texts[value][1:-1].decode())
                        if texts[value].startswith(b"<")
                        else constraint.allows(term(value), graph)
                        for value in values
                    ),
                    dtype=bool,
                    count=len(values),
                )
            )
        return _exact(
            np.fromiter(
                (constraint.allows(term(value), graph) for value in values),
                dtype=bool,
                count=len(values),
            )
        )

    def has_value(self, constraint: core.HasValue, path: Step | None, nodes: Ids) -> Verdict:
        """Return which nodes have one certain value."""
        wanted = self.columns.numbers([constraint.wanted])
        if not len(wanted):
            return _exact(np.zeros(len(nodes), dtype=bool))
        if path is None:
            return _exact(nodes == wanted[0])
        edges = self.columns.edges(path)
        left, right = edges.bounds(nodes)
        hits = _sums(edges.ends == wanted[0])
        return _exact(hits[right] > hits[left])

    def unique_language(self, path: Step, nodes: Ids) -> Verdict:
        """Return which nodes have no language twice."""
        edges = self.columns.edges(path)
        languages = self.columns.languages(edges.ends)
        tagged = languages >= 0
        pairs, counts = np.unique(
            _pairs(edges.starts[tagged], languages[tagged]), return_counts=True
        )
        return _exact(~np.isin(nodes, pairs[counts > 1] >> 32))

    def disjoint(self, constraint: core.DisjointWith, path: Step, nodes: Ids) -> Verdict:
        """Return which nodes have no value of the other property."""
        edges, others = self.columns.edges(path), self.columns.edges(Step(constraint.other))
        shared = np.intersect1d(
            _pairs(edges.starts, edges.ends), _pairs(others.starts, others.ends)
        )
        return _exact(~np.isin(nodes, shared >> 32))

    def qualified(self, constraint: core.Qualified, path: Step | None, nodes: Ids) -> Verdict:
        """Return which nodes have the wanted number of values that fit a shape."""
        assert path is not None
        edges = self.columns.edges(path)
        left, right = edges.bounds(nodes)
        values, where = np.unique(edges.ends, return_inverse=True)
        judged = self.verdict(constraint.shape, values.astype(np.int32))
        sure, not_out = _sums(judged.fits[where]), _sums(~judged.fails[where])
        least, most = sure[right] - sure[left], not_out[right] - not_out[left]
        if constraint.least is not None:
            return Verdict(least >= constraint.least, most < constraint.least)
        assert constraint.most is not None
        return Verdict(most <= constraint.most, least > constraint.most)

    def logical(self, constraint: core.Logical, values: Ids) -> Verdict:
        """Return which values fit a combination of shapes."""
        parts = [self.verdict(shape, values) for shape in constraint.members]
        if constraint.which == "And":
            return _and(values, parts)
        if constraint.which in ("Or", "Not"):
            either = _and(values, [part.inverted() for part in parts]).inverted()
            return either if constraint.which == "Or" else either.inverted()
        sure = np.sum([part.fits for part in parts], axis=0)
        possible = np.sum([~part.fails for part in parts], axis=0)
        decided = sure == possible
        return Verdict(decided & (sure == 1), decided & (sure != 1) | (sure > 1))

    def sparql(self, constraint: Sparql, nodes: Ids) -> Verdict:
        """Return which nodes the query does not find, asked once for all of them."""
        query = constraint.query.for_all
        if query is None:
            return _none(nodes)
        found = {row["this"] for row in self.columns.graph.select(query)}
        broken = np.isin(nodes, self.columns.numbers(term for term in found if term is not None))
        return _exact(~broken)


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


def _term(text: str) -> Term:
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


def _pairs(first: Ids, second: Ids) -> NDArray[np.int64]:
    return first.astype(np.int64) << 32 | second


def _distinct(row: Ids) -> Ids:
    """Return the rows of a property, each once: a statement may stand in two graphs."""
    pairs = np.unique(_pairs(row[::2], row[1::2]))
    return np.stack((pairs >> 32, pairs & 0xFFFFFFFF), axis=1).astype(np.int32)


def _sums(mask: Mask) -> NDArray[np.intp]:
    """Return the running count of a mask, with a zero before it."""
    return np.concatenate(([0], np.cumsum(mask)))


def _exact(good: Mask) -> Verdict:
    return Verdict(good, ~good)


def _all(nodes: Ids) -> Verdict:
    return _exact(np.ones(len(nodes), dtype=bool))


def _none(nodes: Ids) -> Verdict:
    nothing = np.zeros(len(nodes), dtype=bool)
    return Verdict(nothing, nothing)


def _and(nodes: Ids, parts: Iterable[Verdict]) -> Verdict:
    fits, fails = _all(nodes)
    for part in parts:
        fits, fails = fits & part.fits, fails | part.fails
    return Verdict(fits, fails)
