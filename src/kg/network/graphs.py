"""The network as a networkx graph, the form in which it is analysed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any

from kg.network.columns import Column, Numbers
from kg.network.elements import Network
from kg.network.frame import Shown, edge_columns, node_columns, plain
from kg.runtime.garbage import gc_paused

if TYPE_CHECKING:
    import networkx as nx


def to_networkx(network: Network) -> nx.MultiDiGraph[str]:
    """Return the network as a directed multigraph, in the network's order.

    Nodes are ids, edge keys are edge ids. Every node and edge has every column as an attribute, str
    or number (lists joined by "; "); nodes have `label`, edges `weight`.
    """
    import networkx as nx  # takes .6 s, which a command that only exports need not wait

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    with gc_paused():
        graph.add_nodes_from(_nodes(network))
        for source, target, key, attributes in _edges(network):
            graph.add_edge(source, target, key=key, **attributes)
    return graph


def to_undirected(network: Network) -> nx.Graph[str]:
    """Return a network of undirected ties, one for a pair, as a graph, in the network's order.

    Nodes and edges as in `to_networkx`; edges have their `id`.
    """
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    with gc_paused():
        graph.add_nodes_from(_nodes(network))
        graph.add_edges_from(
            (source, target, {"id": id, **attributes})
            for source, target, id, attributes in _edges(network)
        )
    return graph


def _nodes(network: Network) -> Iterator[tuple[str, dict[str, Any]]]:
    labels = network.node_table["label"]
    return zip(network.ids, _attributes("label", labels, node_columns(network)), strict=True)


def _edges(network: Network) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    ends_and_id = (network.edge_table[name].values() for name in ("source", "target", "id"))
    weights = Numbers(network.weights)
    return zip(*ends_and_id, _attributes("weight", weights, edge_columns(network)), strict=True)


def _attributes(first: str, column: Column, others: Sequence[Shown]) -> Iterator[dict[str, Any]]:
    """Yield the attributes of each row: a first one, then the others."""
    names = (first, *(shown.name for shown in others))
    columns = (column.values(), *(plain(shown).values() for shown in others))
    return map(dict, map(zip, repeat(names), zip(*columns, strict=True)))
