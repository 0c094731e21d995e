"""What counts as a tie: loops, parallel edges, direction, weight."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

from kg.network import Edge, Network, Node
from kg.network.measures.matrix import Matrix, neighbours, row_sums
from tests.network.random_networks import SAMPLES, Sample

NETWORK = Network(
    tuple(Node(name, "", name, "x") for name in ("a", "b", "c")),
    (
        Edge("1", "a", "b", "k", "k"),
        Edge("2", "a", "b", "l", "l", sources=4),
        Edge("3", "a", "a", "k", "k"),
        Edge("4", "b", "a", "k", "k"),
        Edge("5", "b", "c", "k", "k", directed=False, strength=0.5),
    ),
)
MATRIX = Matrix.from_network(NETWORK)


def test_arcs_go_as_the_edges_point_and_parallel_ones_add_up() -> None:
    assert MATRIX.ids == ("a", "b", "c")
    assert MATRIX.arc_weights.toarray().tolist() == [[0, 5, 0], [1, 0, 0.5], [0, 0.5, 0]]
    assert MATRIX.arcs.toarray().tolist() == [[0, 1, 0], [1, 0, 1], [0, 1, 0]]


def test_ties_have_no_direction_and_the_weight_of_both_ways() -> None:
    assert MATRIX.tie_weights.toarray().tolist() == [[0, 6, 0], [6, 0, 0.5], [0, 0.5, 0]]
    assert MATRIX.ties.toarray().tolist() == [[0, 1, 0], [1, 0, 1], [0, 1, 0]]


def test_an_edge_without_direction_is_an_arc_both_ways_and_another_is_not() -> None:
    edge = Edge("1", "a", "c", "k", "k")
    one_way = Matrix.from_network(replace(NETWORK, edges=(edge,)))
    both_ways = Matrix.from_network(replace(NETWORK, edges=(replace(edge, directed=False),)))
    assert one_way.arcs.toarray().tolist() == [[0, 0, 1], [0, 0, 0], [0, 0, 0]]
    assert both_ways.arcs.toarray().tolist() == [[0, 0, 1], [0, 0, 0], [1, 0, 0]]


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_matrices_and_graph_are_those_of_networkx(sample: Sample) -> None:
    matrix = sample.matrix
    for ours, theirs in ((matrix.tie_weights, sample.ties), (matrix.arc_weights, sample.arcs)):
        assert np.allclose(ours.toarray(), nx.to_numpy_array(theirs, nodelist=matrix.ids))
    graph = matrix.undirected_graph()
    assert tuple(graph) == matrix.ids
    assert nx.utils.graphs_equal(graph, sample.ties)


def test_a_network_without_nodes_has_empty_matrices() -> None:
    matrix = Matrix.from_network(Network((), ()))
    assert matrix.ties.shape == matrix.arcs.shape == (0, 0)
    assert matrix.by_id(np.zeros(0)) == {}
    assert len(matrix.undirected_graph()) == 0


def test_groups_are_numbered_by_name_and_minus_one_is_none() -> None:
    numbers = MATRIX.group_numbers({"a": "z", "b": "", "c": "k", "unknown": "b"})
    assert numbers.tolist() == [2, -1, 1]
    assert MATRIX.group_numbers({"c": "k"}).tolist() == [-1, -1, 0]


def test_values_belong_to_ids_in_their_order() -> None:
    assert list(MATRIX.by_id(np.array([0.5, 2, 1])).items()) == [("a", 0.5), ("b", 2), ("c", 1)]
    counts = MATRIX.counts_by_id(np.array([1.0, 2.0, 0.0]))
    assert counts == {"a": 1, "b": 2, "c": 0}
    assert {type(count) for count in counts.values()} == {int}


def test_rows_are_added_up_and_their_columns_are_the_neighbours() -> None:
    assert row_sums(MATRIX.arc_weights).tolist() == [5, 1.5, 0.5]
    assert neighbours(MATRIX.ties, 1).tolist() == [0, 2]
    assert neighbours(MATRIX.ties, 2).tolist() == [1]
