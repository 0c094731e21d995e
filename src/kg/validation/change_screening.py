"""Find what a change can affect, and which of it may break a shape, all at once on columns.

This serves a change of many statements. It finds the pairs of shape and node that
`kg.validation.affected` finds one by one, and leaves out those that certainly conform.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pyoxigraph as ox

from kg.validation.affected import Triggers
from kg.validation.change_columns import ChangeColumns
from kg.validation.data_graph import Statement, Term
from kg.validation.graph_columns import Ids, distinct
from kg.validation.paths import Step
from kg.validation.screening import Mask, Screening
from kg.validation.shapes import Shape, Target


def suspects_of_change(
    triggers: Triggers, columns: ChangeColumns, removed: Sequence[Statement] = ()
) -> tuple[dict[Shape, list[Term]], int]:
    """Return the focus nodes that a change may make break a shape, and how many it affects.

    Args:
        triggers: Of the shapes.
        columns: The graph with the change made, and what was added.
        removed: What was removed.
    """
    affected = _affected(triggers, columns, removed)
    targets = _Targets(columns)
    screening = Screening(columns)
    suspects: dict[Shape, list[Term]] = {}
    checked = 0
    for shape, nodes in affected.items():
        focus = targets.among(shape.targets, nodes)
        checked += len(focus)
        undecided = focus[~screening.shape(shape, focus).conforms]
        if len(undecided):
            suspects[shape] = [columns.term(number) for number in undecided.tolist()]
    return suspects, checked


def _affected(
    triggers: Triggers, columns: ChangeColumns, removed: Sequence[Statement]
) -> Mapping[Shape, Ids]:
    """Return which nodes a change can affect, some of which may be no focus nodes."""
    parts: defaultdict[Shape, list[Ids]] = defaultdict(list)
    if removed:  # what hangs together only through what is gone
        added = [
            (columns.term(start), predicate, columns.term(end))
            for predicate, pairs in columns.changed.items()
            for start, end in pairs.tolist()
        ]
        for shape, nodes in triggers.pairs(columns.graph, added, removed).items():
            parts[shape].append(columns.numbered(nodes))
    else:
        for shapes, reached in _reached(triggers, columns):
            for shape in shapes:
                parts[shape].append(reached)
        for shape, _ in triggers.not_local:
            parts[shape].append(columns.numbered(shape.focus_nodes(columns.graph)))
    return {shape: distinct(np.concatenate(part)) for shape, part in parts.items()}


def _reached(triggers: Triggers, columns: ChangeColumns) -> Iterable[tuple[Iterable[Shape], Ids]]:
    """Yield what the triggers reach from the statements that were added, and for which shapes."""
    everything = list(columns.changed.values())
    for name, ways in triggers.index.items():
        if name is None:
            statements = np.concatenate(everything) if everything else None
        else:
            statements = columns.changed.get(name)
        if statements is None:
            continue
        for (inverse, back), shapes in ways.items():
            starts = distinct(statements[:, 1 if inverse else 0])
            yield shapes, columns.reached(back, starts)


class _Targets:
    """Tells which nodes are focus nodes; many shapes have one target."""

    def __init__(self, columns: ChangeColumns) -> None:
        self._columns = columns

    def among(self, targets: Iterable[Target], nodes: Ids) -> Ids:
        """Return those of some nodes that have one of the targets."""
        has = np.zeros(len(nodes), dtype=bool)
        for target in targets:
            has |= self._having(target, nodes)
        return nodes[has]

    def _having(self, target: Target, nodes: Ids) -> Mask:
        columns = self._columns
        if target.kind == "targetNode":
            return np.isin(nodes, columns.numbers([target.term]))
        if target.kind == "targetClass":
            return columns.are_instances(nodes, target.term)
        assert isinstance(target.term, ox.NamedNode)
        step = Step(target.term, inverse=target.kind == "targetObjectsOf")
        return np.isin(nodes, columns.edges(step, nodes).starts)
