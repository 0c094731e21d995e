"""The verdict: of the whole graph, or of what a change can affect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from kg.model import Iri, Quad, Report, Severity, Term, Triple, Violation
from kg.namespaces import CATALOGUE_GRAPH, ONTOLOGY_GRAPH, SH
from kg.store import EmbeddedStore
from kg.store.terms import from_ox, to_ox
from kg.validation import reference
from kg.validation.affected import MOST_PAIRS, Triggers
from kg.validation.compiler import load
from kg.validation.graph import Graph, MemoryGraph, Statement, StoreGraph
from kg.validation.graph import Term as OxTerm
from kg.validation.paths import in_turtle, name_of, reached
from kg.validation.positions import PositionIndex
from kg.validation.shapes import Result, Shape, Shapes

_SEVERITIES: dict[str, Severity] = {
    SH + "Violation": "violation", SH + "Warning": "warning", SH + "Info": "info",
}
_ORDER: dict[Severity, int] = {"violation": 0, "warning": 1, "info": 2}
_LARGE = 100_000  # statements
_MAX_COUNT = SH + "MaxCountConstraintComponent"


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
        store.engine, [ox.DefaultGraph(), ox.NamedNode(CATALOGUE_GRAPH)],
        ontology=ox.NamedNode(ONTOLOGY_GRAPH))


class Validator:
    """Compiled shapes with their trigger index."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self.triggers = Triggers(shapes)

    def whole(
        self, graph: Graph, index: PositionIndex | None = None, *, columns: bool | None = None
    ) -> Report:
        """Return the report on the whole graph, sorted: severity, code, focus node, value.

        index: where statements stand; results without it have no positions.
        columns: whether to decide what can be decided on columns of numbers first; by default
        for graphs of some size, where that is worth reading the graph once.
        """
        if columns if columns is not None else _is_large(graph):
            from kg.validation.columns import Columns, Filter  # numpy, only where it pays

            judge = Filter(Columns(graph))
            pairs = {shape: judge.suspects(shape) for shape in self.shapes.shapes}
        else:
            pairs = {shape: shape.focus_nodes(graph) for shape in self.shapes.shapes}
        return self._report(pairs, graph, index)

    def change(
        self,
        graph: Graph,
        added: Iterable[Quad],
        removed: Iterable[Quad] = (),
        index: PositionIndex | None = None,
    ) -> Report:
        """Return the report on the focus nodes that a change can affect.

        graph: the graph with the change made.  Where the change reaches more than
        `MOST_PAIRS` pairs the whole graph is checked, and the notes of the report say why.
        """
        pairs = self.triggers.pairs(graph, list(_seen(added)), list(_seen(removed)))
        notes = [f"{shape}: all its targets were checked: {why}"
                 for shape, why in self.triggers.not_local]
        size = sum(map(len, pairs.values()))
        targets = {}
        if size <= 10 * MOST_PAIRS:  # else it is not worth asking which are targets
            targets = {shape: [node for node in nodes if shape.is_target(node, graph)]
                       for shape, nodes in pairs.items()}
            size = sum(map(len, targets.values()))
        if size > MOST_PAIRS:
            notes.append(f"the change reaches {size:,} pairs of shape and node; "
                         "the whole graph was checked")
            report = self.whole(graph, index)
        else:
            report = self._report(targets, graph, index)
        return Report(report.results, report.checked, (*notes, *report.notes))

    def _report(
        self,
        pairs: Mapping[Shape, Sequence[OxTerm]],
        graph: Graph,
        index: PositionIndex | None,
    ) -> Report:
        found = [violation(result, graph, index) for shape, nodes in pairs.items()
                 for node in nodes for result in shape.results(node, graph)]
        notes = []
        if self.shapes.foreign:
            found.extend(self._foreign(graph))
            notes = [f"<{iri}>: checked by pySHACL over the whole graph, because of {why}"
                     for iri, why in self.shapes.foreign.items()]
        results = sorted(found, key=lambda r: (
            _ORDER[r.severity], r.code, str(r.focus), str(r.value), r.path, r.component,
            r.messages))
        return Report(tuple(results), sum(map(len, pairs.values())), tuple(notes))

    def _foreign(self, graph: Graph) -> list[Violation]:
        triples = (Triple(from_ox(s), Iri(p.value), from_ox(o))  # type: ignore[arg-type]
                   for s, p, o in graph)
        return reference.validate(triples, self.shapes, self.shapes.foreign)


def _is_large(graph: Graph) -> bool:
    return sum(1 for _ in islice(graph, _LARGE)) == _LARGE


def _seen(quads: Iterable[Quad]) -> Iterable[Statement]:
    """Yield the statements of a change that the shapes see."""
    for subject, predicate, value, name in quads:
        if name is None or name.value == CATALOGUE_GRAPH:
            yield to_ox(subject), ox.NamedNode(predicate.value), to_ox(value)


def violation(
    result: Result, graph: Graph, index: PositionIndex | None = None
) -> Violation:
    """Return a result in the project's terms, with the places of its statement."""
    focus = from_ox(result.focus)
    value = None if result.value is None else from_ox(result.value)
    path = ""
    values: tuple[Term, ...] = ()
    if result.path is not None:
        path = name_of(result.path)
        if result.component == _MAX_COUNT:
            values = tuple(sorted(from_ox(term)
                                  for term in reached(result.path, graph, result.focus)))
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
        positions=() if index is None else index.find(
            str(focus), path, None if value is None else value.value),
        values=values,
        shape=from_ox(result.shape.node),
        path_turtle=in_turtle(result.path) if result.path else "",
    )
