"""The columns of nodes and edges, as every export shows them.

No column is called id, label, weight, x, y, size or color: Gephi gives these a meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Generic, TypeVar

from kg.network.elements import Edge, Network, Node

Element = TypeVar("Element", Node, Edge)
Value = str | int | float | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column(Generic[Element]):
    """A column of nodes or edges.

    Attributes:
        name: as exports show it.
        type: of its values.
        value_of: node or edge → value.
    """

    name: str
    type: type[str] | type[int] | type[float] | type[tuple[str, ...]]
    value_of: Callable[[Element], Value]


NODE_COLUMNS: Final[tuple[Column[Node], ...]] = (
    Column("iri", str, lambda node: node.iri),
    Column("kind", str, lambda node: node.kind),
    Column("helix", str, lambda node: node.helix),
    Column("country", str, lambda node: flat_text(node.country)),
    Column("state", str, lambda node: flat_text(node.state)),
    Column("area", str, lambda node: flat_text(node.area)),
    Column("sector", tuple, lambda node: node.sector),
    Column("technology", tuple, lambda node: node.technology),
    Column("status", str, lambda node: node.status),
    Column("start", str, lambda node: node.start),
    Column("end", str, lambda node: node.end),
)

EDGE_COLUMNS: Final[tuple[Column[Edge], ...]] = (
    Column("kind", str, lambda edge: edge.kind),
    Column("relation", str, lambda edge: edge.relation),
    Column("start", str, lambda edge: edge.start),
    Column("end", str, lambda edge: edge.end),
    Column("dated_by", str, lambda edge: edge.dated_by),
    Column("evidence", tuple, lambda edge: edge.evidence),
    Column("sources", int, lambda edge: edge.sources),
    Column("certainty", str, lambda edge: edge.certainty),
)


_REALISATION: Final[Column[Edge]] = Column("realisation", str, lambda edge: edge.realisation)
_VIA: Final[Column[Edge]] = Column("via", tuple, lambda edge: edge.via)


def node_columns(network: Network) -> tuple[Column[Node], ...]:
    """Return the columns of the nodes: their own, and what was measured of them."""
    return (
        *NODE_COLUMNS,
        *(
            Column(name, _type(values), partial(_measure_of, values))
            for name, values in network.measures.items()
        ),
    )


def edge_columns(network: Network) -> tuple[Column[Edge], ...]:
    """Return the columns of the edges: their own, and those that only some networks need.

    These are whether an edge is only proposed, and what a derived edge goes through.
    """
    realisation = (_REALISATION,) if network.has_proposals else ()
    return (*EDGE_COLUMNS, *realisation, *((_VIA,) if network.derived else ()))


def _type(values: Mapping[str, float | int | str]) -> type[str] | type[int] | type[float]:
    """Return the narrowest type that holds all values of a measure."""
    types = {type(value) for value in values.values()}
    return str if str in types else float if float in types else int


def _measure_of(values: Mapping[str, float | int | str], node: Node) -> Value:
    return values.get(node.id, "")


def flat_text(value: Value) -> str:
    """Return a value as one text: the parts of a list are joined by "; "."""
    return "; ".join(value) if isinstance(value, tuple) else str(value)
