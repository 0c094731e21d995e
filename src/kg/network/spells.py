"""When edges hold, for programs with a timeline: parallel edges of a kind as one, with its spells.

Dates are recorded as the sources give them, often as years; a spell is from day to day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from kg.network.elements import Edge
from kg.network.support import joint_support
from kg.rdf.dates import first_day, last_day


class Spell(NamedTuple):
    """From a first to a last day, "2016-01-01"; empty where that end is open."""

    start: str
    end: str


class Tie(NamedTuple):
    """All edges of a kind from one node to another.

    Attributes:
        edge: the edges as one.
        spells: when it holds; none where that is not known.
    """

    edge: Edge
    spells: tuple[Spell, ...]


def ties(edges: Iterable[Edge]) -> list[Tie]:
    """Return one tie for the edges that share ends, kind, direction and realisation, in order.

    A tie has the id of its first edge, the earliest start and the latest end, all evidence, and
    spells in order that neither touch nor overlap. It has no spells where one of its edges has no
    date: such an edge may hold at any time.
    """
    alike: dict[tuple[str, str, str, bool, str], list[Edge]] = defaultdict(list)
    for edge in edges:
        key = (edge.source, edge.target, edge.kind, edge.directed, edge.realisation)
        alike[key].append(edge)
    return [Tie(_merged(same), _spells(same)) for same in alike.values()]


def _merged(same: Sequence[Edge]) -> Edge:
    first = same[0]
    if len(same) == 1:
        return first
    basis = joint_support(same)
    open_end = not all(edge.end for edge in same)
    return replace(
        first,
        start=min((edge.start for edge in same if edge.start), default=""),
        end="" if open_end else max(edge.end for edge in same),
        evidence=basis.evidence,
        sources=basis.sources,
        certainty=basis.certainty,
        strength=sum(edge.strength for edge in same),
        via=tuple(sorted({name for edge in same for name in edge.via})),
    )


def _spells(same: Sequence[Edge]) -> tuple[Spell, ...]:
    spells = [Spell(first_day(edge.start), last_day(edge.end)) for edge in same]
    if not all(spell.start or spell.end for spell in spells):
        return ()
    joined: list[Spell] = []
    for spell in sorted(spells):
        if spell.end and spell.start > spell.end:
            continue  # against the shapes: it ends before it begins
        if joined and _follows(joined[-1], spell):
            ends = (joined[-1].end, spell.end)
            joined[-1] = Spell(joined[-1].start, max(ends) if all(ends) else "")
        else:
            joined.append(spell)
    return tuple(joined)


def _follows(earlier: Spell, later: Spell) -> bool:
    """Return whether a spell begins before an earlier one has ended, or on the next day."""
    if not earlier.end or not later.start:
        return True
    start, end = (date.fromisoformat(day).toordinal() for day in (later.start, earlier.end))
    return start <= end + 1
