"""The property graph behind link analysis and exports, read from the facts."""

from __future__ import annotations

from kg.network.elements import Edge, Network, Node
from kg.network.graphs import to_networkx
from kg.network.kept import project
from kg.network.layout import positions
from kg.network.selection import Selection, around

__all__ = ["Edge", "Network", "Node", "Selection", "around", "positions", "project", "to_networkx"]
