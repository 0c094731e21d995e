"""The network as a networkx graph, the form in which it is analysed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from kg.network.cache import LISTS, NetworkCache, column_values
from kg.network.elements import Edge, Network
from kg.network.frame import (
    EDGE_COLUMNS,
    NODE_COLUMNS,
    Column,
    Element,
    Value,
    edge_columns,
    flat_text,
    node_columns,
)
from kg.runtime.garbage import gc_paused

if TYPE_CHECKING:
    import networkx as nx
    import pyarrow as pa


def to_networkx(network: Network) -> nx.MultiDiGraph[str]:
    """Return the network as a directed multigraph, in the network's order.

    Nodes are ids, edge keys are edge ids. Every node and edge has every column, as str or int
    (lists joined by "; "); nodes have `label`, edges `weight`.
    """
    import networkx as nx  # takes .6 s, which a command that only exports need not wait

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    with gc_paused():
        graph.add_nodes_from(_nodes(network))
        for edge, said in _edges(network):
            graph.add_edge(edge.source, edge.target, key=edge.id, **said)
    return graph


def cached_to_networkx(cache: NetworkCache, language: str) -> nx.MultiDiGraph[str]:
    """Return the whole network of a large store, the same as `to_networkx` of its network.

    No `Node` or `Edge` is made on the way, which takes half the time.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    of_nodes = ("label", *(column.name for column in NODE_COLUMNS))
    of_edges = ("weight", *(column.name for column in EDGE_COLUMNS))
    with gc_paused():
        rows = zip(
            column_values(cache.labels(language)), *_texts(cache.nodes, NODE_COLUMNS), strict=True
        )
        graph.add_nodes_from(
            zip(
                column_values(cache.nodes["id"]),
                (dict(zip(of_nodes, row, strict=True)) for row in rows),
                strict=True,
            )
        )
        weights = (float(max(1, sources)) for sources in column_values(cache.edges["sources"]))
        rows = zip(weights, *_texts(cache.edges, EDGE_COLUMNS), strict=True)
        ends = zip(
            *(column_values(cache.edges[name]) for name in ("source", "target", "id")), strict=True
        )
        for (source, target, key), row in zip(ends, rows, strict=True):
            graph.add_edge(source, target, key=key, **dict(zip(of_edges, row, strict=True)))
    return graph


def _texts(table: pa.Table, columns: Iterable[Column[Element]]) -> Iterator[Iterable[Value]]:
    """Yield the values of each column, lists as one text."""
    for column in columns:
        found = column_values(table[column.name])
        yield map(flat_text, found) if column.name in LISTS else found


def to_undirected(network: Network) -> nx.Graph[str]:
    """Return a network of undirected ties, one for a pair, as a graph, in the network's order.

    Nodes and edges as in `to_networkx`; edges have their `id`.
    """
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    with gc_paused():
        graph.add_nodes_from(_nodes(network))
        graph.add_edges_from(
            (edge.source, edge.target, {"id": edge.id, **said}) for edge, said in _edges(network)
        )
    return graph


def _nodes(network: Network) -> Iterator[tuple[str, dict[str, Any]]]:
    columns = _plain(node_columns(network))
    for node in network.nodes:
        yield node.id, {"label": node.label, **{name: of(node) for name, of in columns}}


def _edges(network: Network) -> Iterator[tuple[Edge, dict[str, Any]]]:
    columns = _plain(edge_columns(network))
    for edge in network.edges:
        yield edge, {"weight": edge.weight, **{name: of(edge) for name, of in columns}}


def _plain(
    columns: Sequence[Column[Element]],
) -> list[tuple[str, Callable[[Element], Value]]]:
    """Return name and value of each column, lists as one text."""

    def joined(of: Callable[[Element], Value]) -> Callable[[Element], Value]:
        return lambda element: flat_text(of(element))

    return [
        (column.name, joined(column.value_of) if column.type is tuple else column.value_of)
        for column in columns
    ]
