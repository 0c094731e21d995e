"""The property graph behind link analysis and exports: projected, selected, derived, measured.

Imported by `export`, `graph` and `cli`; imports `store` and `names`.
"""

from __future__ import annotations

from kg.network.cache import project
from kg.network.elements import Edge, Network, Node
from kg.network.graphs import to_networkx
from kg.network.layout.discs import node_coordinates
from kg.network.select import Selection, ego_network

__all__ = [
    "Edge",
    "Network",
    "Node",
    "Selection",
    "ego_network",
    "node_coordinates",
    "project",
    "to_networkx",
]
