"""The columns of nodes and edges, as every export shows them.

No column is called id, label, weight, x, y, size or color: Gephi gives these a meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from kg.network.columns import Coded, Column, Plain, Table
from kg.network.elements import Network

Value = str | int | float | tuple[str, ...]
Type = type[str] | type[int] | type[float] | type[bool] | type[tuple[str, ...]]


class Field(NamedTuple):
    """A column of nodes or edges by its name.

    Attributes:
        name: as exports show it.
        type: of its values.
    """

    name: str
    type: Type


class Shown(NamedTuple):
    """A column of nodes or edges with its values.

    Attributes:
        name: as exports show it.
        type: of its values; a measure that a node does not have is an empty text in any.
        column: the values.
    """

    name: str
    type: Type
    column: Column


NODE_COLUMNS: Final = (
    Field("iri", str),
    Field("kind", str),
    Field("helix", str),
    Field("country", str),
    Field("state", str),
    Field("area", str),
    Field("sector", tuple),
    Field("technology", tuple),
    Field("status", str),
    Field("start", str),
    Field("end", str),
)
EDGE_COLUMNS: Final = (
    Field("kind", str),
    Field("relation", str),
    Field("start", str),
    Field("end", str),
    Field("dated_by", str),
    Field("evidence", tuple),
    Field("sources", int),
    Field("certainty", str),
)
#: lists that every export shows as one text
FLAT: Final = ("country", "state", "area")
_REALISATION: Final = Field("realisation", str)
_VIA: Final = Field("via", tuple)


def node_columns(network: Network) -> tuple[Shown, ...]:
    """Return the columns of the nodes: their own, and what was measured of them."""
    return (
        *(_shown(network.node_table, field) for field in NODE_COLUMNS),
        *(_measure(network, name, values) for name, values in network.measures.items()),
    )


def edge_columns(network: Network) -> tuple[Shown, ...]:
    """Return the columns of the edges: their own, and those that only some networks need.

    These are whether an edge is only proposed, and what a derived edge goes through.
    """
    fields = (
        *EDGE_COLUMNS,
        *((_REALISATION,) if network.has_proposals else ()),
        *((_VIA,) if network.derived else ()),
    )
    return tuple(_shown(network.edge_table, field) for field in fields)


def _shown(table: Table, field: Field) -> Shown:
    column = table[field.name]
    return Shown(field.name, field.type, column.joined() if field.name in FLAT else column)


def _measure(network: Network, name: str, values: Mapping[str, float | int | str]) -> Shown:
    """Return a measure as a column of the narrowest type that holds all its values."""
    types = {type(value) for value in values.values()}
    narrowest: Type = str if str in types else float if float in types else int
    cells = [values.get(id, "") for id in network.ids]
    return Shown(name, narrowest, Coded.of(cells) if types == {str} else Plain(cells))  # type: ignore[arg-type]


def plain(shown: Shown) -> Column:
    """Return a column with lists as one text, their parts joined by "; "."""
    return shown.column.joined() if shown.type is tuple else shown.column  # type: ignore[attr-defined]
