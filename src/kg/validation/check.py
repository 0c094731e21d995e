"""The verdict: of the whole graph, or of what a change can affect."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import overload

import pyoxigraph as ox

from kg.model import Iri, Quad, Report, Severity, Term, Triple, Violation
from kg.rdf.namespaces import CATALOGUE_GRAPH, ONTOLOGY_GRAPH, SH
from kg.rdf.oxigraph import from_ox, to_ox
from kg.store import EmbeddedStore
from kg.validation import reference
from kg.validation.affected import MOST_PAIRS, Triggers
from kg.validation.compiler import load
from kg.validation.data_graph import Graph, MemoryGraph, Statement, StoreGraph
from kg.validation.data_graph import Term as OxTerm
from kg.validation.paths import in_turtle, name_of, reached
from kg.validation.position_index import PositionIndex
from kg.validation.shapes import Result, Shape, Shapes, Target

_SEVERITIES: dict[str, Severity] = {
    SH + "Violation": "violation",
    SH + "Warning": "warning",
    SH + "Info": "info",
}
_ORDER: dict[Severity, int] = {"violation": 0, "warning": 1, "info": 2}
_LARGE = 100_000  # statements
_MAX_COUNT = SH + "MaxCountConstraintComponent"


Include = Callable[[Violation], bool]
#: results that a report holds; of more it holds where they are, and finds them when it is read
MOST_HELD = 10_000


def _all(result: Violation) -> bool:
    return True


def _place(result: Violation) -> tuple[object, ...]:
    """Return what decides the place of a result in a report."""
    return (
        _ORDER[result.severity],
        result.code,
        str(result.focus),
        str(result.value),
        result.path,
        result.component,
        result.messages,
    )


@cache
def validator(shapes: Path, *, as_stored: bool = True) -> Validator:
    """Return the validator of a folder of shapes, or of one file; compiled once a process.

    as_stored: whether it will look at a store (`checked_graph`) or at triples as they were
    written (`exact_graph`).
    Raises ShapeError where a shape is ill-formed or there is none.
    """
    return Validator(load(shapes, as_stored=as_stored))


def exact_graph(triples: Iterable[Triple]) -> Graph:
    """Return triples as the shapes look at them, each term as it was written."""
    return MemoryGraph((to_ox(s), ox.NamedNode(p.value), to_ox(o)) for s, p, o in triples)


def checked_graph(store: EmbeddedStore) -> Graph:
    """Return what the shapes look at: facts, the catalogue, and the ontology's subclasses."""
    return StoreGraph(
        store.engine,
        [ox.DefaultGraph(), ox.NamedNode(CATALOGUE_GRAPH)],
        ontology=ox.NamedNode(ONTOLOGY_GRAPH),
    )


class Validator:
    """Compiled shapes with their trigger index."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self.triggers = Triggers(shapes)

    def validate(
        self,
        graph: Graph,
        index: PositionIndex | None = None,
        *,
        columns: bool | None = None,
        include: Include = _all,
    ) -> Report:
        """Return the report on the whole graph, sorted: severity, code, focus node, value.

        index: where statements stand; results without it have no positions.
        columns: whether to decide what can be decided on columns of numbers first; by default
        for graphs of some size, where that is worth reading the graph once.
        include: which results belong in the report.
        """
        if columns if columns is not None else _is_large(graph):
            from kg.validation.screening import suspects  # numpy, only where it pays

            pairs = suspects(self.shapes.shapes, graph)
        else:
            pairs = {shape: shape.focus_nodes(graph) for shape in self.shapes.shapes}
        return self._report(pairs, graph, index, include)

    def validate_change(
        self,
        graph: Graph,
        added: Iterable[Quad],
        removed: Iterable[Quad] = (),
        index: PositionIndex | None = None,
        *,
        local: bool = False,
    ) -> Report:
        """Return the report on the focus nodes that a change can affect.

        graph: the graph with the change made.  Where the change reaches more than
        `MOST_PAIRS` pairs the whole graph is checked, unless local is said, and the notes of
        the report say why.
        """
        pairs = self.triggers.pairs(graph, list(_seen(added)), list(_seen(removed)))
        notes = [
            f"{shape}: all its targets were checked: {why}"
            for shape, why in self.triggers.not_local
        ]
        size = sum(map(len, pairs.values()))
        targets = {}
        if local or size <= 10 * MOST_PAIRS:  # else it is not worth asking which are targets
            targets = _targets(pairs, graph)
            size = sum(map(len, targets.values()))
        if size > MOST_PAIRS and not local:
            notes.append(
                f"the change reaches {size:,} pairs of shape and node; the whole graph was checked"
            )
            report = self.validate(graph, index)
        else:
            report = self._report(targets, graph, index)
        return replace(report, notes=(*notes, *report.notes))

    def validate_nodes(
        self, graph: Graph, nodes: Iterable[Term], index: PositionIndex | None = None
    ) -> Report:
        """Return the report on some focus nodes."""
        wanted = dict.fromkeys(map(to_ox, nodes))
        pairs = _targets(dict.fromkeys(self.shapes.shapes, wanted), graph)
        return self._report(pairs, graph, index)

    def _report(
        self,
        pairs: Mapping[Shape, Sequence[OxTerm]],
        graph: Graph,
        index: PositionIndex | None,
        include: Include = _all,
    ) -> Report:
        checked = sum(map(len, pairs.values()))
        held: list[Violation] = []
        found = Found(graph, index, include)
        most = sys.maxsize if self.shapes.foreign else MOST_HELD
        for shape, nodes in pairs.items():
            for node in nodes:
                held += found.look_at(shape, node, hold=len(held) <= most)
        if len(held) > most:
            found.sort()
            return Report(found, checked, (), found.counts)
        notes = []
        if self.shapes.foreign:
            held.extend(filter(include, self._foreign(graph)))
            notes = [
                f"<{iri}>: checked by pySHACL over the whole graph, because of {why}"
                for iri, why in self.shapes.foreign.items()
            ]
        return Report(tuple(sorted(held, key=_place)), checked, tuple(notes))

    def _foreign(self, graph: Graph) -> list[Violation]:
        triples = (
            Triple(from_ox(s), Iri(p.value), from_ox(o))  # type: ignore[arg-type]
            for s, p, o in graph
        )
        return reference.validate(triples, self.shapes, self.shapes.foreign)


class Found(Sequence[Violation]):
    """Results that are found anew whenever they are read; kept are only their shape and node."""

    def __init__(self, graph: Graph, index: PositionIndex | None, include: Include) -> None:
        self.counts: dict[Severity, int] = {}
        self._graph, self._index, self._include = graph, index, include
        self._where: list[tuple[int, str, str, Shape, OxTerm]] = []

    def look_at(self, shape: Shape, node: OxTerm, *, hold: bool) -> list[Violation]:
        """Return the results of a pair if they are to be held; remember where they are."""
        results = self._results(shape, node)
        for result in results:
            self.counts[result.severity] = self.counts.get(result.severity, 0) + 1
        self._where += [
            (order, code, node.value, shape, node)
            for order, code in dict.fromkeys(
                (_ORDER[result.severity], result.code) for result in results
            )
        ]
        return results if hold else []

    def sort(self) -> None:
        """Bring the results into the order of a report."""
        self._where.sort(key=itemgetter(0, 1, 2))

    def _results(self, shape: Shape, node: OxTerm) -> list[Violation]:
        return [
            made
            for result in shape.results(node, self._graph)
            if self._include(made := violation(result, self._graph, self._index))
        ]

    def __iter__(self) -> Iterator[Violation]:
        for order, code, _, shape, node in self._where:
            yield from sorted(
                (
                    result
                    for result in self._results(shape, node)
                    if (_ORDER[result.severity], result.code) == (order, code)
                ),
                key=_place,
            )

    def __len__(self) -> int:
        return sum(self.counts.values())

    @overload
    def __getitem__(self, place: int) -> Violation: ...
    @overload
    def __getitem__(self, place: slice) -> list[Violation]: ...
    def __getitem__(self, place: int | slice) -> Violation | list[Violation]:
        if isinstance(place, slice):
            return list(islice(self, *place.indices(len(self))))
        return next(islice(self, range(len(self))[place], None))


def _targets(
    pairs: Mapping[Shape, Mapping[OxTerm, None]], graph: Graph
) -> dict[Shape, list[OxTerm]]:
    """Return those pairs whose node is a focus node of the shape.

    Many shapes have one target: a node is held against each target once.
    """
    nodes: dict[Target, dict[OxTerm, None]] = {}
    for shape, some in pairs.items():
        for target in shape.targets:
            nodes.setdefault(target, {}).update(some)
    hit = {
        target: {node for node in some if target.has(node, graph)} for target, some in nodes.items()
    }
    return {
        shape: [node for node in some if any(node in hit[t] for t in shape.targets)]
        for shape, some in pairs.items()
    }


def _is_large(graph: Graph) -> bool:
    return sum(1 for _ in islice(graph, _LARGE)) == _LARGE


def _seen(quads: Iterable[Quad]) -> Iterable[Statement]:
    """Yield the statements of a change that the shapes see."""
    for subject, predicate, value, name in quads:
        if name is None or name.value == CATALOGUE_GRAPH:
            yield to_ox(subject), ox.NamedNode(predicate.value), to_ox(value)


def violation(result: Result, graph: Graph, index: PositionIndex | None = None) -> Violation:
    """Return a result in the project's terms, with the places of its statement."""
    focus = from_ox(result.focus)
    value = None if result.value is None else from_ox(result.value)
    path = ""
    values: tuple[Term, ...] = ()
    if result.path is not None:
        path = name_of(result.path)
        if result.component == _MAX_COUNT:
            values = tuple(
                sorted(from_ox(term) for term in reached(result.path, graph, result.focus))
            )
    return Violation(
        code=result.shape.code,
        severity=_SEVERITIES.get(result.shape.severity.value, "violation"),
        severity_iri=result.shape.severity.value,
        focus=focus,
        path=path,
        value=value,
        messages=tuple(sorted((m.language or "", m.value) for m in result.messages)),
        component=result.component,
        expected=result.expected,
        positions=()
        if index is None
        else index.find(str(focus), path, None if value is None else value.value),
        values=values,
        shape=from_ox(result.shape.node),
        path_turtle=in_turtle(result.path) if result.path else "",
    )
