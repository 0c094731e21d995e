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

    Nodes are ids, edge keys are edge ids. Every node and edge has every column as an attribute, str
    or number (lists joined by "; "); nodes have `label`, edges `weight`.
    """
    import networkx as nx  # takes .6 s, which a command that only exports need not wait

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    with gc_paused():
        graph.add_nodes_from(_nodes(network))
        for edge, attributes in _edges(network):
            graph.add_edge(edge.source, edge.target, key=edge.id, **attributes)
    return graph


def cached_to_networkx(cache: NetworkCache, language: str) -> nx.MultiDiGraph[str]:
    """Return the full network of a large store, the same as `to_networkx` of its network.

    No `Node` or `Edge` is made on the way, which takes half the time.

    Args:
        cache: of the store's network.
        language: of the labels.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    with gc_paused():
        labels = column_values(cache.labels(language))
        graph.add_nodes_from(
            zip(
                column_values(cache.nodes["id"]),
                _attributes("label", labels, cache.nodes, NODE_COLUMNS),
                strict=True,
            )
        )
        weights = (float(max(1, sources)) for sources in column_values(cache.edges["sources"]))
        for source, target, key, attributes in zip(
            *(column_values(cache.edges[name]) for name in ("source", "target", "id")),
            _attributes("weight", weights, cache.edges, EDGE_COLUMNS),
            strict=True,
        ):
            graph.add_edge(source, target, key=key, **attributes)
    return graph


def _attributes(
    first: str, values: Iterable[Value], table: pa.Table, columns: Sequence[Column[Element]]
) -> Iterator[dict[str, Any]]:
    """Yield the attributes of each row: a first one with its values, then columns of a table."""
    names = (first, *(column.name for column in columns))
    for row in zip(values, *(_plain_values(table, column.name) for column in columns), strict=True):
        yield dict(zip(names, row, strict=True))


def _plain_values(table: pa.Table, name: str) -> Iterable[Value]:
    """Return the values of a column, lists as one text."""
    values = column_values(table[name])
    return map(flat_text, values) if name in LISTS else values


def to_undirected(network: Network) -> nx.Graph[str]:
    """Return a network of undirected ties, one for a pair, as a graph, in the network's order.

    Nodes and edges as in `to_networkx`; edges have their `id`.
    """
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    with gc_paused():
        graph.add_nodes_from(_nodes(network))
        graph.add_edges_from(
            (edge.source, edge.target, {"id": edge.id, **attributes})
            for edge, attributes in _edges(network)
        )
    return graph


def _nodes(network: Network) -> Iterator[tuple[str, dict[str, Any]]]:
    columns = _plain_columns(node_columns(network))
    for node in network.nodes:
        values = {name: value_of(node) for name, value_of in columns}
        yield node.id, {"label": node.label, **values}


def _edges(network: Network) -> Iterator[tuple[Edge, dict[str, Any]]]:
    columns = _plain_columns(edge_columns(network))
    for edge in network.edges:
        values = {name: value_of(edge) for name, value_of in columns}
        yield edge, {"weight": edge.weight, **values}


def _plain_columns(
    columns: Sequence[Column[Element]],
) -> list[tuple[str, Callable[[Element], Value]]]:
    """Return name and value function of each column, lists as one text."""

    def joined(value_of: Callable[[Element], Value]) -> Callable[[Element], Value]:
        return lambda element: flat_text(value_of(element))

    return [
        (column.name, joined(column.value_of) if column.type is tuple else column.value_of)
        for column in columns
    ]
