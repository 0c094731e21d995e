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
    """The trigger index of a set of shapes.

    Attributes:
        not_local: Shapes that any change may break, each with the reason.
        index: Property (None: any) → side to start from, and path back → shapes.
    """

    def __init__(self, shapes: Shapes) -> None:
        index: dict[Node | None, dict[tuple[bool, Path], dict[Shape, None]]] = defaultdict(dict)
        self.not_local: list[tuple[Shape, str]] = []
        for shape in shapes.shapes:
            reads = [*shape.reads(), *(path for target in shape.targets for path in target.reads())]
            for path in reads:
                for step, before in steps(path):
                    way = (step.inverse, inverted(before))
                    index[step.predicate].setdefault(way, {})[shape] = None
            reason = not_local(shape)
            if reason:
                self.not_local.append((shape, reason))
        self.index = dict(index)

    def pairs(
        self, graph: Graph, added: Sequence[Statement], removed: Sequence[Statement]
    ) -> dict[Shape, dict[Term, None]]:
        """Return what a change can affect: shape → nodes, of which some may be no target any more.

        Args:
            graph: The graph with the change made.
            added: Statements that came.
            removed: Statements that went.
        """
        wide = WithRemoved(graph, removed) if removed else graph
        starts: dict[tuple[Node | None, bool, Path], dict[Term, None]] = defaultdict(dict)
        for subject, predicate, value in (*added, *removed):
            for name in (predicate, None):
                for inverse, back in self.index.get(name, ()):
                    starts[name, inverse, back][value if inverse else subject] = None
        affected: dict[Shape, dict[Term, None]] = defaultdict(dict)
        for (name, inverse, back), nodes in starts.items():
            reach: Iterable[Term] = nodes
            if back != HERE:
                reach = dict.fromkeys(end for node in nodes for end in reached(back, wide, node))
            ends = dict.fromkeys(reach)
            for shape in self.index[name][inverse, back]:
                affected[shape].update(ends)
        for shape, _ in self.not_local:
            affected[shape].update(dict.fromkeys(shape.focus_nodes(graph)))
        return affected


def not_local(shape: Shape) -> str:
    """Return why a change anywhere may change the results of a shape, or nothing."""
    for constraint in shape.constraints:
        if reason := constraint.not_local():
            return reason
    for nested in shape.nested():
        if reason := not_local(nested):
            return reason
    return ""
