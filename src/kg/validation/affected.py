"""Which focus nodes of which shapes can a change affect?

For each property that a shape reads there is a trigger: the property, the side of the statement
to start from, and the path from there back to the focus nodes. A change is walked through the
triggers; what it reaches is checked again, and nothing else can have changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.validation.data_graph import Graph, Node, Statement, Term, WithRemoved
from kg.validation.paths import HERE, Path, inverted, reached, steps
from kg.validation.shapes import Shape, Shapes

#: beyond so many pairs, checking the whole graph is no dearer
MOST_PAIRS = 10_000


class Triggers:
    """The trigger index of a set of shapes."""

    def __init__(self, shapes: Shapes) -> None:
        index: dict[Node | None, dict[tuple[bool, Path], dict[Shape, None]]] = defaultdict(dict)
        self.not_local: list[tuple[Shape, str]] = []
        for shape in shapes.shapes:
            reads = [*shape.reads(), *(path for target in shape.targets for path in target.reads())]
            for path in reads:
                for step, before in steps(path):
                    way = (step.inverse, inverted(before))
                    index[step.predicate].setdefault(way, {})[shape] = None
            why = not_local(shape)
            if why:
                self.not_local.append((shape, why))
        self._index = dict(index)

    def pairs(
        self, graph: Graph, added: Sequence[Statement], removed: Sequence[Statement]
    ) -> dict[Shape, dict[Term, None]]:
        """Return what a change can affect: shape → focus nodes, which may be none any more.

        graph: the graph with the change made.
        """
        wide = WithRemoved(graph, removed) if removed else graph
        starts: dict[tuple[Node | None, bool, Path], dict[Term, None]] = defaultdict(dict)
        for subject, predicate, value in (*added, *removed):
            for name in (predicate, None):
                for inverse, back in self._index.get(name, ()):
                    starts[name, inverse, back][value if inverse else subject] = None
        found: dict[Shape, dict[Term, None]] = defaultdict(dict)
        for (name, inverse, back), nodes in starts.items():
            reach: Iterable[Term] = nodes
            if back != HERE:
                reach = dict.fromkeys(end for node in nodes for end in reached(back, wide, node))
            ends = dict.fromkeys(reach)
            for shape in self._index[name][inverse, back]:
                found[shape].update(ends)
        for shape, _ in self.not_local:
            found[shape].update(dict.fromkeys(shape.focus_nodes(graph)))
        return found


def not_local(shape: Shape) -> str:
    """Return why a change anywhere may change the results of a shape, or nothing."""
    for constraint in shape.constraints:
        if why := constraint.not_local():
            return why
    for nested in shape.nested():
        if why := not_local(nested):
            return why
    return ""
