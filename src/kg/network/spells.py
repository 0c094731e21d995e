"""When edges hold, for programs with a timeline: parallel edges of a kind as one, with its spells.

Dates are recorded as the sources give them, often as years; a spell is from day to day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import numpy as np

from kg.network.columns import Coded, Numbers, Rows, Table, chosen, paired
from kg.network.elements import Edge, Network
from kg.network.grouping import Groups, ranked, united
from kg.network.support import joint_support
from kg.rdf.dates import first_day, last_day


class Spell(NamedTuple):
    """From a first to a last day, "2016-01-01"; empty where that end is open."""

    start: str
    end: str


class Ties(NamedTuple):
    """A network in which all edges of a kind from one node to another are one.

    Attributes:
        network: with the edges as one.
        spells: when each holds, as text, "2016-01-01/2018-12-31 2020-01-01/"; empty where that is
            not known.
    """

    network: Network
    spells: Coded


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


def periods(table: Table) -> Coded:
    """Return the `Spell` of each row of nodes or edges, dates as recorded."""
    return paired(table["start"], table["end"], Spell)


def joint_bounds(edges: Table, groups: Groups) -> dict[str, Coded]:
    """Return from when until when any edge of each group holds, dates as recorded.

    An edge without a date leaves that end open: it may have held before, or hold on.
    """
    starts, ends = ranked(edges["start"]), ranked(edges["end"])  # an empty text is the least
    all_end = groups.least(edges["end"].where(bool))
    latest = np.where(all_end, groups.greatest(ends.ranks), len(ends.texts))
    return {
        "start": Coded(groups.least(starts.ranks), starts.texts),
        "end": Coded(latest, [*ends.texts, ""]),
    }


def ties(network: Network) -> Ties:
    """Return a network with one tie for the edges that share ends, kind, direction, realisation.

    Ties are in the order of their first edges. A tie has the id of its first edge, the earliest
    start and the latest end (see `joint_bounds`), all evidence, and spells in order that neither
    touch nor overlap. It has no spells where one of its edges has no date: such an edge may hold
    at any time.
    """
    table = network.edge_table
    groups = _alike(network)
    first, single = groups.first(), groups.sizes == 1
    of_one = periods(table.taken(first))
    spells = [text_of(joined((period,))) for period in of_one.texts]
    if single.all():
        return Ties(network, Coded(of_one.codes, spells))
    dated_by = table["dated_by"]
    codes = dated_by.codes
    same_basis = groups.least(codes) == groups.greatest(codes)
    joint = {
        **joint_bounds(table, groups),
        **joint_support(table["evidence"], groups),
        "dated_by": Coded(
            np.where(same_basis, codes[first], len(dated_by.texts)), [*dated_by.texts, ""]
        ),
        "strength": Numbers(groups.total(table["strength"].array)),
        "via": united(table["via"], groups),
    }
    own = table.taken(first)
    merged = own.changed(
        **{name: chosen(single, own[name], column) for name, column in joint.items()}
    )
    numbers, every = of_one.codes.copy(), periods(table)
    for group in np.flatnonzero(~single).tolist():
        same = (every.texts[code] for code in every.codes[groups.rows(group)].tolist())
        numbers[group] = len(spells)
        spells.append(text_of(joined(same)))
    return Ties(replace(network, edges=Rows(Edge, merged)), Coded(numbers, spells))


def _alike(network: Network) -> Groups:
    """Return the edges in groups of those that a tie stands for, numbered as they first occur."""
    source, target = network.ends
    keys = source * max(len(network.nodes), 1) + target
    table = network.edge_table
    for column in (table["kind"], table["realisation"]):
        keys = keys * max(len(column.texts), 1) + column.codes
    keys = keys * 2 + table["directed"].array
    _, firsts, group = np.unique(keys, return_index=True, return_inverse=True)
    order = np.empty(len(firsts), np.int64)
    order[np.argsort(firsts)] = np.arange(len(firsts))
    return Groups(order[group.reshape(-1)], len(firsts))


def joined(periods: Iterable[Spell]) -> tuple[Spell, ...]:
    """Return dates as recorded as spells of days, in order, that neither touch nor overlap.

    There are none where a period has no date: it may be any time.
    """
    spells = [Spell(first_day(period.start), last_day(period.end)) for period in periods]
    if not all(spell.start or spell.end for spell in spells):
        return ()
    merged: list[Spell] = []
    for spell in sorted(spells):
        if spell.end and spell.start > spell.end:
            continue  # against the shapes: it ends before it begins
        if merged and _follows(merged[-1], spell):
            ends = (merged[-1].end, spell.end)
            merged[-1] = Spell(merged[-1].start, max(ends) if all(ends) else "")
        else:
            merged.append(spell)
    return tuple(merged)


def _follows(earlier: Spell, later: Spell) -> bool:
    """Return whether a spell begins before an earlier one has ended, or on the next day."""
    if not earlier.end or not later.start:
        return True
    start, end = (date.fromisoformat(day).toordinal() for day in (later.start, earlier.end))
    return start <= end + 1
