"""Label propagation: by hand on small graphs, the same for a seed, an end on two-mode graphs."""

from __future__ import annotations

import networkx as nx
import pytest

from kg.network.measures.propagation import MOST_ROUNDS, is_drawn, label_propagation
from tests.network.random_networks import SAMPLES, Sample, matrix_of


def test_two_triangles_that_a_tie_joins_are_two_groups() -> None:
    graph: nx.Graph[int] = nx.Graph([(1, 2), (2, 3), (1, 3), (4, 5), (5, 6), (4, 6), (3, 4)])
    labels = label_propagation(matrix_of(graph))
    assert labels == {"1": 1, "2": 1, "3": 1, "4": 2, "5": 2, "6": 2}


def test_weights_decide_and_nodes_without_ties_stay_alone() -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_weighted_edges_from([("a", "b", 1), ("b", "c", 5)])
    graph.add_node("z")
    labels = label_propagation(matrix_of(graph))
    assert labels["b"] == labels["c"]
    assert labels["z"] not in (labels["a"], labels["b"])


def test_a_two_mode_graph_comes_to_rest() -> None:
    labels = label_propagation(matrix_of(nx.complete_bipartite_graph(4, 5)))
    assert {*labels.values()} == {1}


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_no_group_crosses_a_part_and_a_seed_gives_the_same(sample: Sample) -> None:
    labels = label_propagation(sample.matrix, seed=7)
    assert labels == label_propagation(sample.matrix, seed=7)
    part_of = {n: i for i, part in enumerate(nx.connected_components(sample.ties)) for n in part}
    for group in {*labels.values()}:
        assert len({part_of[name] for name in labels if labels[name] == group}) == 1


def test_about_half_of_the_nodes_are_drawn_in_a_round() -> None:
    drawn = sum(is_drawn(1, number, f"n{number}") for number in range(1, MOST_ROUNDS * 20))
    assert 400 < drawn < 600
