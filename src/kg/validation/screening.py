"""Find the focus nodes that may break a shape, all at once, on columns of numbers.

This serves the validation of a whole graph. A constraint becomes one operation on arrays, which
tells which focus nodes certainly conform. The others, the suspects, are examined one by one by
the same constraints that judge a change, so that both give the same report. A constraint that
has no form here leaves its nodes undecided, which costs time and never a result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final, NamedTuple

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from kg.sparql.value_condition import ValueCondition
from kg.validation import constraints as core
from kg.validation.data_graph import Graph, Term
from kg.validation.graph_columns import Columns, Edges, Ids, Numbered, distinct, pair_keys
from kg.validation.paths import Path, Step
from kg.validation.shapes import Constraint, Shape, Target
from kg.validation.sparql_constraints import SelectConstraint, findings_of_all

Mask = NDArray[np.bool_]
_ASKED_TOGETHER: Final = 20  # focus nodes from which on one query is asked for many of them
_ASKED_AT_ONCE: Final = 1_000
_TESTED_AT_ONCE: Final = 5_000  # values


class Conformance(NamedTuple):
    """What is certain of some nodes: these conform, those violate; the rest is undecided.

    No node does both.
    """

    conforms: Mask
    violates: Mask

    def inverted(self) -> Conformance:
        """Return what is certain of the opposite, as `sh:not` asks for."""
        return Conformance(self.violates, self.conforms)


def suspects(shapes: Iterable[Shape], graph: Graph) -> dict[Shape, list[Term]]:
    """Return the focus nodes of each shape that do not certainly conform."""
    screening = WholeGraphScreening(Columns(graph))
    return {shape: screening.suspects(shape) for shape in shapes}


class Screening:
    """Decides as many focus nodes as can be decided on columns.

    Nodes and values are sorted numbers of terms; a `Conformance` has one entry for each of them.
    """

    def __init__(self, columns: Numbered) -> None:
        self.columns = columns

    def shape(self, shape: Shape, nodes: Ids) -> Conformance:
        """Return which of the nodes conform to a shape."""
        if shape.deactivated:
            return _all_conform(nodes)
        path = shape.path
        if path is not None and not isinstance(path, Step):
            return _undecided(nodes)
        parts = [self.constraint(constraint, path, nodes) for constraint in shape.constraints]
        parts += [self.each_to_shape(nested, path, nodes) for nested in shape.properties]
        return _all_of(nodes, parts)

    def constraint(self, constraint: Constraint, path: Path | None, nodes: Ids) -> Conformance:
        """Return which of the nodes conform to one constraint of a shape."""
        assert path is None or isinstance(path, Step)
        match constraint:
            case core.MinCount():
                return _decided(self.counts(path, nodes) >= constraint.count)
            case core.MaxCount():
                return _decided(self.counts(path, nodes) <= constraint.count)
            case core.HasValue():
                return self.has_value(constraint, path, nodes)
            case core.Qualified() if not constraint.siblings:
                return self.qualified(constraint, path, nodes)
            case SelectConstraint():
                return self.sparql(constraint, nodes)
            case core.Conforms():
                return self.each_to_shape(constraint.shape, path, nodes)
            case core.Logical():
                return self.over_values(path, nodes, lambda v: self.logical(constraint, v))
            case core.OfClass():
                are_instances, cls = self.columns.are_instances, constraint.cls
                return self.over_values(path, nodes, lambda v: _decided(are_instances(v, cls)))
            case core.UniqueLang() if path is not None:
                return self.unique_language(path, nodes)
            case core.DisjointWith() if path is not None:
                return self.disjoint(constraint, path, nodes)
        if type(constraint).check is Constraint.check:  # it looks at each value by itself
            return self.over_values(path, nodes, lambda v: self.allowed(constraint, v))
        return _undecided(nodes)

    def counts(self, path: Step | None, nodes: Ids) -> NDArray[np.intp]:
        """Return how many values each node has; without a path it is its own one value."""
        if path is None:
            return np.ones(len(nodes), dtype=np.intp)
        left, right = self.columns.edges(path, nodes).bounds(nodes)
        return right - left

    def over_values(
        self, path: Step | None, nodes: Ids, judge: Callable[[Ids], Conformance]
    ) -> Conformance:
        """Return which nodes have only values that conform.

        A node conforms where no value of it fails to conform for certain, and violates where at
        least one value certainly violates. Take these statements, of which the value 7 conforms,
        6 violates, and 9 is undecided:

            node             3  5  5  8
            value            7  6  7  9
            not conforming   0  1  0  1    running count  0  0  1  1  2
            violating        0  1  0  0    running count  0  0  1  1  1

        The statements of node 5 are 1 and 2, so its count of not conforming values is the
        running count at 3 less that at 1: one. Node 3 conforms (0 and 0), node 5 violates
        (1 and 1), node 8 is undecided (1 and 0).

        Args:
            path: From a node to its values; None where a node is its own value.
            nodes: The nodes.
            judge: From distinct, sorted values to what is certain of them.
        """
        if path is None:
            return judge(nodes)
        edges = self.columns.edges(path, nodes)
        of_values = self._judged(edges, judge)
        not_conforming = _count_per_node(edges, nodes, ~of_values.conforms)
        violating = _count_per_node(edges, nodes, of_values.violates)
        return Conformance(not_conforming == 0, violating > 0)

    def each_to_shape(self, shape: Shape, path: Step | None, nodes: Ids) -> Conformance:
        """Return which nodes have only values that conform to a shape."""
        return self.over_values(path, nodes, lambda values: self.shape(shape, values))

    def qualified(self, constraint: core.Qualified, path: Step | None, nodes: Ids) -> Conformance:
        """Return which nodes have the required number of values that conform to a shape.

        Undecided values may count or not, so each node has a least and a most possible number.
        With `sh:qualifiedMinCount 2`:

            values of the node                 least  most
            conforms, conforms                     2     2   the node conforms
            conforms, violates                     1     1   the node violates
            conforms, undecided                    1     2   undecided
        """
        assert path is not None, "the compiler refuses it without a path"
        edges = self.columns.edges(path, nodes)
        of_values = self._judged(edges, lambda values: self.shape(constraint.shape, values))
        least = _count_per_node(edges, nodes, of_values.conforms)
        most = _count_per_node(edges, nodes, ~of_values.violates)
        if constraint.least is not None:
            return Conformance(least >= constraint.least, most < constraint.least)
        assert constraint.most is not None
        return Conformance(most <= constraint.most, least > constraint.most)

    def _judged(self, edges: Edges, judge: Callable[[Ids], Conformance]) -> Conformance:
        """Return what is certain of the value of each statement; each value is judged once."""
        values = distinct(edges.ends)
        conforms, violates = judge(values)
        value_of = np.searchsorted(values, edges.ends)
        return Conformance(conforms[value_of], violates[value_of])

    def allowed(self, constraint: Constraint, values: Ids) -> Conformance:
        """Return which values a constraint allows, asked once for each."""
        term, graph = self.columns.term, self.columns.graph
        if isinstance(constraint, core.Matches):
            return self._matches(constraint, values)
        if isinstance(constraint, core.LanguageIn):
            return self._in_languages(constraint, values)
        return _decided(_mask((constraint.allows(term(value), graph) for value in values), values))

    def _matches(self, constraint: core.Matches, values: Ids) -> Conformance:
        """Return which values a pattern is found in; the text of most of them is at hand."""
        matches = constraint.pattern.matches_utf8

        def allows(value: int) -> bool:
            text = self.columns.texts[value]
            if text.startswith(b"<"):
                return matches(text[1:-1])
            if text.startswith(b'"') and b"\\" not in text:
                return matches(text[1 : text.rindex(b'"')])
            return constraint.allows(self.columns.term(value), self.columns.graph)

        return _decided(_mask(map(allows, values.tolist()), values))

    def _in_languages(self, constraint: core.LanguageIn, values: Ids) -> Conformance:
        """Return which values are in one of some languages; each language is judged once."""
        languages = self.columns.languages(values)
        _, first, inverse = np.unique(languages, return_index=True, return_inverse=True)
        term, graph = self.columns.term, self.columns.graph
        fits = [constraint.allows(term(value), graph) for value in values[first].tolist()]
        return _decided(np.array(fits, dtype=bool)[inverse])

    def has_value(self, constraint: core.HasValue, path: Step | None, nodes: Ids) -> Conformance:
        """Return which nodes have one certain value."""
        edges = self.columns.edges(path, nodes) if path else None  # first: it numbers the values
        numbers = self.columns.numbers([constraint.value])
        if not len(numbers):  # none of them has it
            return _decided(np.zeros(len(nodes), dtype=bool))
        if edges is None:
            return _decided(nodes == numbers[0])
        return _decided(_count_per_node(edges, nodes, edges.ends == numbers[0]) > 0)

    def unique_language(self, path: Step, nodes: Ids) -> Conformance:
        """Return which nodes have no language twice."""
        edges = self.columns.edges(path, nodes)
        languages = self.columns.languages(edges.ends)
        tagged = languages >= 0
        keys, counts = np.unique(
            pair_keys(edges.starts[tagged], languages[tagged]), return_counts=True
        )
        return _decided(~np.isin(nodes, keys[counts > 1] >> 32))

    def disjoint(self, constraint: core.DisjointWith, path: Step, nodes: Ids) -> Conformance:
        """Return which nodes share no value between the path and another property."""
        edges = self.columns.edges(path, nodes)
        others = self.columns.edges(Step(constraint.other), nodes)
        shared = np.intersect1d(
            pair_keys(edges.starts, edges.ends), pair_keys(others.starts, others.ends)
        )
        return _decided(~np.isin(nodes, shared >> 32))

    def logical(self, constraint: core.Logical, values: Ids) -> Conformance:
        """Return which values conform to a combination of shapes."""
        parts = [self.shape(shape, values) for shape in constraint.members]
        if constraint.operator == "And":
            return _all_of(values, parts)
        if constraint.operator in ("Or", "Not"):
            none = _all_of(values, [part.inverted() for part in parts])
            return none if constraint.operator == "Not" else none.inverted()
        nothing = np.zeros(len(values), dtype=np.intp)
        least = sum((part.conforms.astype(np.intp) for part in parts), nothing)
        most = sum((~part.violates for part in parts), nothing)
        return Conformance((least == 1) & (most == 1), (least > 1) | (most < 1))

    def sparql(self, constraint: SelectConstraint, nodes: Ids) -> Conformance:
        """Return which nodes the query certainly does not find.

        Those that lack a property without which it finds nothing, or a value; and, where the query
        can be asked for many nodes at once, those that it does not find then.
        """
        needed = [Step(ox.NamedNode(name)) for name in sorted(constraint.query.needed)]
        conforms = np.zeros(len(nodes), dtype=bool)
        for step in needed:
            conforms |= self.counts(step, nodes) == 0
        if constraint.query.test is not None:
            conforms |= ~self._have_passing_value(constraint, constraint.query.test, nodes)
        texts = self.columns.texts
        asked = [node for node in nodes[~conforms].tolist() if texts[node].startswith(b"<")]
        if constraint.query.for_all is not None and len(asked) >= _ASKED_TOGETHER:
            conforms |= np.isin(nodes, self._not_found(constraint, asked))
        return Conformance(conforms, np.zeros(len(nodes), dtype=bool))

    def _have_passing_value(
        self, constraint: SelectConstraint, test: ValueCondition, nodes: Ids
    ) -> Mask:
        """Return which nodes have a value that passes the test of a query."""
        have = np.zeros(len(nodes), dtype=bool)
        for name in test.properties:
            edges = self.columns.edges(Step(ox.NamedNode(name)), nodes)
            values = edges.ends[np.isin(edges.starts, nodes)]
            passing = self._passing(constraint, test, distinct(values).tolist())
            have |= _count_per_node(edges, nodes, np.isin(edges.ends, passing)) > 0
        return have

    def _passing(
        self, constraint: SelectConstraint, test: ValueCondition, values: Sequence[int]
    ) -> list[int]:
        """Return the values that pass a test; a blank node, which no query can name, does."""
        texts = self.columns.texts
        passing = [value for value in values if texts[value].startswith(b"_:")]
        named = [(value, texts[value].decode()) for value in values if texts[value][:2] != b"_:"]
        for start in range(0, len(named), _TESTED_AT_ONCE):
            query = test.query(named[start : start + _TESTED_AT_ONCE])
            rows = findings_of_all(constraint.shape, query, self.columns.graph)
            passing += [int(place.value) for row in rows for place in row.values() if place]
        return passing

    def _not_found(self, constraint: SelectConstraint, nodes: Sequence[int]) -> Ids:
        """Return the nodes, named by IRIs, that a query does not find."""
        graph, term = self.columns.graph, self.columns.term
        matched: set[Term | None] = set()
        for start in range(0, len(nodes), _ASKED_AT_ONCE):
            terms = [term(node) for node in nodes[start : start + _ASKED_AT_ONCE]]
            for node in terms:
                graph.prepare(partial(constraint.walk, node))
            query = constraint.query.for_some(node.value for node in terms)
            assert query, "it can be asked for many"
            matched.update(row["this"] for row in findings_of_all(constraint.shape, query, graph))
        return np.array([node for node in nodes if term(node) not in matched], dtype=np.int32)


class WholeGraphScreening(Screening):
    """Decides as many focus nodes of a whole graph as can be decided on columns."""

    columns: Columns

    def __init__(self, columns: Columns) -> None:
        super().__init__(columns)

    def suspects(self, shape: Shape) -> list[Term]:
        """Return the focus nodes of a shape that do not certainly conform, each once."""
        nodes = self.targets(shape.targets)
        undecided = nodes[~self.shape(shape, nodes).conforms]
        named = [target.term for target in shape.targets if target.kind == "targetNode"]
        return list(dict.fromkeys([*map(self.columns.term, undecided), *named]))

    def targets(self, targets: Iterable[Target]) -> Ids:
        """Return the focus nodes that classes and properties make."""
        parts = [np.empty(0, dtype=np.int32)]
        for kind, term in targets:
            if kind == "targetClass":
                parts.append(self.columns.instances(term))
            elif kind != "targetNode":
                assert isinstance(term, ox.NamedNode)
                parts.append(self.columns.edges(Step(term, kind == "targetObjectsOf")).starts)
        return np.unique(np.concatenate(parts))

    def sparql(self, constraint: SelectConstraint, nodes: Ids) -> Conformance:
        """Return which nodes the query does not find, asked once for all of them."""
        query = constraint.query.for_all
        if query is None:
            return _undecided(nodes)
        rows = findings_of_all(constraint.shape, query, self.columns.graph)
        solutions = {row["this"] for row in rows}
        violating = self.columns.numbers(term for term in solutions if term is not None)
        return _decided(~np.isin(nodes, violating))


def _count_per_node(edges: Edges, nodes: Ids, marked: Mask) -> NDArray[np.intp]:
    """Return how many statements of each node are marked: a difference of running counts."""
    left, right = edges.bounds(nodes)
    running = np.concatenate(([0], np.cumsum(marked)))
    counts: NDArray[np.intp] = running[right] - running[left]
    return counts


def _mask(answers: Iterable[bool], values: Ids) -> Mask:
    return np.fromiter(answers, dtype=bool, count=len(values))


def _decided(conforms: Mask) -> Conformance:
    return Conformance(conforms, ~conforms)


def _all_conform(nodes: Ids) -> Conformance:
    return _decided(np.ones(len(nodes), dtype=bool))


def _undecided(nodes: Ids) -> Conformance:
    nothing = np.zeros(len(nodes), dtype=bool)
    return Conformance(nothing, nothing)


def _all_of(nodes: Ids, parts: Iterable[Conformance]) -> Conformance:
    """Return what is certain of nodes that must conform to every part."""
    conforms, violates = _all_conform(nodes)
    for part in parts:
        conforms, violates = conforms & part.conforms, violates | part.violates
    return Conformance(conforms, violates)
