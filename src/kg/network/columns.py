"""The columns of nodes and edges, as every export shows them.

No column is called id, label, weight, x, y, size or color: Gephi gives these a meaning.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from kg.network.projection import Edge, Node

Element = TypeVar("Element", Node, Edge)
Value = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column(Generic[Element]):
    """A column: its name, the type of its values (str, int or tuple), and where they are."""

    name: str
    type: type[str] | type[int] | type[tuple[str, ...]]
    of: Callable[[Element], Value]


NODE_COLUMNS: Final[tuple[Column[Node], ...]] = (
    Column("iri", str, lambda node: node.iri),
    Column("kind", str, lambda node: node.kind),
    Column("helix", str, lambda node: node.helix),
    Column("country", str, lambda node: flat(node.country)),
    Column("state", str, lambda node: flat(node.state)),
    Column("sector", tuple, lambda node: node.sector),
    Column("status", str, lambda node: node.status),
)

EDGE_COLUMNS: Final[tuple[Column[Edge], ...]] = (
    Column("kind", str, lambda edge: edge.kind),
    Column("relation", str, lambda edge: edge.relation),
    Column("start", str, lambda edge: edge.start),
    Column("end", str, lambda edge: edge.end),
    Column("evidence", tuple, lambda edge: edge.evidence),
    Column("sources", int, lambda edge: edge.sources),
    Column("certainty", str, lambda edge: edge.certainty),
)


def flat(value: Value) -> str:
    """Return a value as one text: the parts of a list are joined by "; "."""
    return "; ".join(value) if isinstance(value, tuple) else str(value)
