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


def days(period: Spell) -> tuple[Spell, ...]:
    """Return dates as recorded as one spell of days; none where there is no date, or no day.

    There is none where, against the shapes, the end is before the start.
    """
    spell = Spell(first_day(period.start), last_day(period.end))
    is_backward = bool(spell.end) and spell.start > spell.end
    return () if is_backward or not any(spell) else (spell,)


def text_of(spells: Iterable[Spell]) -> str:
    """Return spells as one text, "2016-01-01/2018-12-31 2020-01-01/"."""
    return " ".join(map("/".join, spells))


def joint_bounds(edges: Iterable[Edge]) -> Spell:
    """Return from when until when any of several edges holds, dates as recorded.

    An edge without a date leaves that end open: it may have held before, or hold on.
    """
    starts, ends = zip(*((edge.start, edge.end) for edge in edges), strict=True)
    return Spell(min(starts) if all(starts) else "", max(ends) if all(ends) else "")


def ties(edges: Iterable[Edge]) -> list[Tie]:
    """Return one tie for the edges that share ends, kind, direction and realisation, in order.

    A tie has the id of its first edge, the earliest start and the latest end (see
    `joint_bounds`), all evidence, and spells in order that neither touch nor overlap. It has no
    spells where one of its edges has no date: such an edge may hold at any time.
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
    basis, bounds = joint_support(same), joint_bounds(same)
    return replace(
        first,
        start=bounds.start,
        end=bounds.end,
        dated_by=first.dated_by if len({edge.dated_by for edge in same}) == 1 else "",
        evidence=basis.evidence,
        sources=basis.sources,
        certainty=basis.certainty,
        strength=sum(edge.strength for edge in same),
        via=tuple(sorted({name for edge in same for name in edge.via})),
    )


def _spells(same: Sequence[Edge]) -> tuple[Spell, ...]:
    return joined(Spell(edge.start, edge.end) for edge in same)


def joined(periods: Iterable[Spell]) -> tuple[Spell, ...]:
    """Return dates as recorded as spells of days, in order, that neither touch nor overlap.

    There are none where a period has no date: it may be any time.
    """
    spells = [Spell(first_day(period.start), last_day(period.end)) for period in periods]
    if not all(spell.start or spell.end for spell in spells):
        return ()
    found: list[Spell] = []
    for spell in sorted(spells):
        if spell.end and spell.start > spell.end:
            continue  # against the shapes: it ends before it begins
        if found and _follows(found[-1], spell):
            ends = (found[-1].end, spell.end)
            found[-1] = Spell(found[-1].start, max(ends) if all(ends) else "")
        else:
            found.append(spell)
    return tuple(found)


def _follows(earlier: Spell, later: Spell) -> bool:
    """Return whether a spell begins before an earlier one has ended, or on the next day."""
    if not earlier.end or not later.start:
        return True
    start, end = (date.fromisoformat(day).toordinal() for day in (later.start, earlier.end))
    return start <= end + 1
