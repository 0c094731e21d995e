"""The property graph behind link analysis and exports, read from the facts."""

from __future__ import annotations

from kg.network.graphs import to_networkx
from kg.network.layout import positions
from kg.network.projection import Edge, Network, Node, project

__all__ = ["Edge", "Network", "Node", "positions", "project", "to_networkx"]
