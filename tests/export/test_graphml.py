"""The network as GraphML."""

from __future__ import annotations

import io

import networkx as nx

from kg.export.graphml import write_graphml
from kg.network import Network, to_networkx


def read(network: Network) -> nx.MultiDiGraph[str]:
    """Return what networkx reads from the GraphML of the network."""
    output = io.BytesIO()
    write_graphml(network, output)
    graph = nx.read_graphml(io.BytesIO(output.getvalue()), force_multigraph=True)
    assert isinstance(graph, nx.MultiDiGraph)
    return graph


def test_networkx_reads_back_the_graph_that_to_networkx_makes(network: Network) -> None:
    graph, expected = read(network), to_networkx(network)
    assert list(graph.edges(keys=True)) == list(expected.edges(keys=True))
    for name in expected:
        assert graph.nodes[name] == {
            column: value for column, value in expected.nodes[name].items() if value != ""
        }
    for ends in expected.edges(keys=True):
        assert graph.edges[ends] == {
            column: value for column, value in expected.edges[ends].items() if value != ""
        }


def test_numbers_are_read_as_numbers(network: Network) -> None:
    edge = read(network).edges["claut", "nuevo-leon", "claut|hx:locatedIn|nuevo-leon"]
    assert (edge["sources"], edge["weight"]) == (2, 2.0)


def test_an_empty_network_is_an_empty_graph() -> None:
    assert list(read(Network((), ()))) == []
