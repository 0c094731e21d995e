"""When nodes are there, and which edges have the dates of the thing that they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from kg.network.columns import Coded, Table, paired
from kg.network.elements import Edge, Node
from kg.network.spells import Spell, periods

#: kinds whose ties hold while they last, the most telling first
OCCASIONS: Final = ("Event", "Agreement", "Phase")
#: ties that hold while what is taken part in lasts
PARTICIPATION: Final = "hx:Participation"


def lifetime(node: Node) -> Spell:
    """Return from when until when a node is there, dates as recorded; empty where not known.

    An event without an end is over as it begins: it is of one day, month or year.
    """
    return _lifetime(node.kind, Spell(node.start, node.end))


def lifetimes(nodes: Table) -> Coded:
    """Return the `lifetime` of each row of a table of nodes."""
    return paired(nodes["kind"], periods(nodes), _lifetime)


def _lifetime(kind: str, period: Spell) -> Spell:
    return Spell(period.start, period.start) if kind == "Event" and not period.end else period


def dated(edges: Iterable[Edge], nodes: Mapping[str, Node]) -> Iterator[Edge]:
    """Yield the edges; one without dates gets those of the thing that it stands for.

    This is an event, agreement or phase at one of its ends, of several the first of these kinds;
    of a participation whatever is taken part in. `dated_by` then names it.

    Args:
        edges: the edges.
        nodes: id → node, of those that have dates.
    """
    for edge in edges:
        thing = None if edge.start or edge.end else _stands_for(edge, nodes)
        if thing is None:
            yield edge
            continue
        start, end = lifetime(thing)
        yield replace(edge, start=start, end=end, dated_by=thing.id)


def _stands_for(edge: Edge, nodes: Mapping[str, Node]) -> Node | None:
    """Return the dated end that an edge stands for, if there is one."""
    with_dates = [nodes[end] for end in (edge.source, edge.target) if end in nodes]
    for kind in OCCASIONS if with_dates else ():
        for node in with_dates:
            if node.kind == kind:
                return node
    return nodes.get(edge.target) if edge.relation == PARTICIPATION else None
