"""The verdict: of the whole graph, or of what a change can affect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.model import Report, Severity, Term, Violation
from kg.namespaces import SH
from kg.store.terms import from_ox
from kg.validation import graph as oxi
from kg.validation.affected import MOST_PAIRS, Triggers
from kg.validation.components import path_text
from kg.validation.paths import Step, reached
from kg.validation.positions import PositionIndex
from kg.validation.shapes import Result, Shape, Shapes

_SEVERITIES: dict[str, Severity] = {
    SH + "Violation": "violation", SH + "Warning": "warning", SH + "Info": "info",
}
_ORDER: dict[Severity, int] = {"violation": 0, "warning": 1, "info": 2}
_MAX_COUNT = SH + "MaxCountConstraintComponent"


@dataclass(frozen=True, slots=True)
class Validator:
    """Compiled shapes with their trigger index."""

    shapes: Shapes
    triggers: Triggers

    @classmethod
    def of(cls, shapes: Shapes) -> Validator:
        """Return the validator of compiled shapes."""
        return cls(shapes, Triggers(shapes))

    def whole(self, graph: oxi.StoreGraph, index: PositionIndex | None = None) -> Report:
        """Return the report on the whole graph."""
        pairs = {shape: shape.focus_nodes(graph) for shape in self.shapes.shapes}
        return _report(pairs, graph, index)

    def change(
        self,
        graph: oxi.StoreGraph,
        added: Sequence[oxi.Statement],
        removed: Sequence[oxi.Statement] = (),
        index: PositionIndex | None = None,
    ) -> Report:
        """Return the report on the focus nodes that a change can affect.

        graph: the graph with the change made.  Where the change reaches more than
        `MOST_PAIRS` pairs the whole graph is checked, and the notes of the report say why.
        """
        pairs = self.triggers.pairs(graph, added, removed)
        notes = [f"{shape}: all its targets were checked: {why}"
                 for shape, why in self.triggers.not_local]
        reached_pairs = sum(map(len, pairs.values()))
        if reached_pairs > MOST_PAIRS:
            notes.append(f"the change reaches {reached_pairs:,} pairs of shape and node; "
                         "the whole graph was checked")
            report = self.whole(graph, index)
            return Report(report.results, report.checked, tuple(notes))
        targets = {shape: [node for node in nodes if shape.is_target(node, graph)]
                   for shape, nodes in pairs.items()}
        report = _report(targets, graph, index)
        return Report(report.results, report.checked, tuple(notes))


def _report(
    pairs: Mapping[Shape, Iterable[oxi.Term]],
    graph: oxi.StoreGraph,
    index: PositionIndex | None,
) -> Report:
    checked = 0
    found: dict[Violation, None] = {}
    for shape, nodes in pairs.items():
        for node in nodes:
            checked += 1
            for result in shape.results(node, graph):
                found[violation(result, graph, index)] = None
    results = sorted(
        found, key=lambda r: (_ORDER[r.severity], r.code, str(r.focus), str(r.value)))
    return Report(tuple(results), checked)


def violation(
    result: Result, graph: oxi.StoreGraph, index: PositionIndex | None = None
) -> Violation:
    """Return a result in the project's terms, with the places of its statement."""
    focus = from_ox(result.focus)
    value = None if result.value is None else from_ox(result.value)
    path = ""
    values: tuple[Term, ...] = ()
    if result.path is not None:
        simple = isinstance(result.path, Step) and result.path.predicate is not None
        path = result.path.predicate.value if simple else path_text(result.path)  # type: ignore
        if result.component == _MAX_COUNT:
            values = tuple(sorted(from_ox(term)
                                  for term in reached(result.path, graph, result.focus)))
    return Violation(
        code=result.shape.code,
        severity=_SEVERITIES[result.shape.severity.value],
        focus=focus,
        path=path,
        value=value,
        messages=tuple(sorted((m.language or "", m.value) for m in result.messages)),
        component=result.component,
        positions=() if index is None else index.find(
            str(focus), path, None if value is None else value.value),
        values=values,
    )


def statements(quads: Iterable[ox.Quad]) -> Iterator[oxi.Statement]:
    """Yield the statements of quads, without their graphs."""
    for quad in quads:
        yield quad.subject, quad.predicate, quad.object
