"""What measures rest on, told where it is too little to speak of a pattern."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import numpy as np

from kg.errors import in_language
from kg.network.grouping import distinct

if TYPE_CHECKING:
    from kg.network.elements import Network
    from kg.network.measures.tables import Table

#: from the name of a unit to how many of it there are
CountOf: TypeAlias = Callable[[str], int]
#: of fewer, means and shares say little beyond the cases themselves
LEAST: Final = 30
#: measures that count or compare something else than ties → what
_UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "clustering": "triads",
        "triangles": "triads",
        "brokerage": "open triads",
        "brokers": "open triads",
        "triple_helix": "clusters",
        "compare": "dated edges",
    }
)
#: what is counted → its singular in English and in Spanish
_SINGULAR: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "ties": ("tie", "vínculo"),
        "triads": ("triad", "tríada"),
        "open triads": ("open triad", "tríada abierta"),
        "clusters": ("cluster", "clúster"),
        "dated edges": ("dated edge", "arista con fecha"),
    }
)
_SPANISH: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ties": "vínculos",
        "triads": "tríadas",
        "open triads": "tríadas abiertas",
        "clusters": "clústeres",
        "dated edges": "aristas con fecha",
    }
)


class Basis(NamedTuple):
    """What some measures rest on.

    Attributes:
        measures: their names.
        number: how many …
        unit: … of these, in English.
    """

    measures: tuple[str, ...]
    number: int
    unit: str

    def __str__(self) -> str:
        """Return a sentence, in the language of the user."""
        names = ", ".join(self.measures)
        one_or_more = _SINGULAR[self.unit] if self.number == 1 else (self.unit, _SPANISH[self.unit])
        english, spanish = one_or_more
        rests, apoya = ("rests", "apoya") if len(self.measures) == 1 else ("rest", "apoyan")
        return in_language(
            f"{names} {rests} on {self.number:,} {english}, fewer than {LEAST}: too few to speak "
            "of a pattern",
            f"{names} se {apoya} en {self.number:,} {spanish}, menos de {LEAST}: muy pocos casos "
            "para hablar de un patrón",
        )


def too_small(measures: Sequence[str], count_of: CountOf) -> Iterator[Basis]:
    """Yield what measures rest on where that is fewer than `LEAST`; one for each unit.

    Args:
        measures: names of the measures.
        count_of: gives how many of a unit they rest on.
    """
    by_unit: dict[str, list[str]] = {}
    for name in measures:
        by_unit.setdefault(_UNITS.get(name, "ties"), []).append(name)
    for unit, names in by_unit.items():
        count = count_of(unit)
        if count < LEAST:
            yield Basis(tuple(names), count, unit)


def counts(network: Network, table: Table | None = None) -> CountOf:
    """Return what gives how many of a unit the measures of a network rest on.

    Args:
        network: what was measured; of two dates, the earlier one.
        table: what the measures gave; None where the network has them as columns.
    """
    return lambda unit: _counted(network, unit, _columns(network) if table is None else table)


def ties_and_triads(ends: np.ndarray) -> dict[str, int]:
    """Return how many pairs of nodes are linked, and how many such pairs meet in a node.

    Args:
        ends: two columns, the numbers of the nodes at both ends of each edge.
    """
    linked = np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1)
    size = int(linked.max(initial=0)) + 1
    pairs = distinct(linked[:, 0] * size + linked[:, 1])
    degrees = np.bincount(np.concatenate([pairs // size, pairs % size]), minlength=size)
    return {"ties": len(pairs), "triads": int((degrees * (degrees - 1) // 2).sum())}


def _counted(network: Network, unit: str, table: Table) -> int:
    if unit in ("ties", "triads"):
        return ties_and_triads(np.column_stack(network.ends))[unit]
    if unit == "dated edges":  # of the last row, of all relations: there before, or gained
        return int(table.rows[-1][1]) + int(table.rows[-1][3])
    if unit == "clusters":
        return int(table.rows[0][1])
    from kg.network.measures.brokerage import ROLES

    roles = [n for n, name in enumerate(table.columns) if name in (*ROLES, "triads")]
    return sum(int(row[n]) for row in table.rows for n in roles)


def _columns(network: Network) -> Table:
    from kg.network.measures.tables import Table

    columns = network.measures
    return Table(tuple(columns), list(zip(*(c.values() for c in columns.values()), strict=False)))
