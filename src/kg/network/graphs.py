"""The network as a networkx graph, the form in which it is analysed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.network.columns import Value, edge_columns, flat, node_columns
from kg.network.elements import Network

if TYPE_CHECKING:
    import networkx as nx


def to_networkx(network: Network) -> nx.MultiDiGraph[str]:
    """Return the network as a directed multigraph, in the network's order.

    Nodes are ids, edge keys are edge ids. Every node and edge has every column, as str or int
    (lists joined by "; "); nodes have `label`, edges `weight`.
    """
    import networkx as nx  # takes .6 s, which a command that only exports need not wait

    of_nodes, of_edges = node_columns(network), edge_columns(network)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in network.nodes:
        columns = {column.name: _plain(column.of(node)) for column in of_nodes}
        graph.add_node(node.id, label=node.label, **columns)
    for edge in network.edges:
        columns = {column.name: _plain(column.of(edge)) for column in of_edges}
        graph.add_edge(edge.source, edge.target, key=edge.id, weight=edge.weight, **columns)
    return graph


def _plain(value: Value) -> str | int | float:
    return value if isinstance(value, int | float) else flat(value)
