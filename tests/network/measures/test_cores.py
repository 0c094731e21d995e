"""Core numbers against networkx and igraph, on shapes that are taken away in many rounds, too."""

from __future__ import annotations

import networkx as nx
import pytest

from kg.network.measures.cores import core
from tests.network.random_networks import SAMPLES, Graph, Sample, matrix_of


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_core_numbers_are_those_of_networkx(sample: Sample) -> None:
    assert core(sample.matrix) == nx.core_number(sample.ties)


@pytest.mark.parametrize(
    "graph",
    [
        nx.path_graph(300),
        nx.complete_graph(12),
        nx.barabasi_albert_graph(300, 4, seed=2),
        nx.ring_of_cliques(6, 5),
        nx.lollipop_graph(7, 20),
        nx.empty_graph(3),
        nx.powerlaw_cluster_graph(400, 6, 0.4, seed=5),
    ],
)
def test_core_numbers_of_shapes(graph: Graph) -> None:
    igraph = pytest.importorskip("igraph")
    ours = core(matrix_of(graph))
    assert ours == {str(name): number for name, number in nx.core_number(graph).items()}
    theirs = igraph.Graph(len(graph), list(graph.edges)).coreness()
    assert [ours[str(number)] for number in range(len(graph))] == theirs
