"""Measures of a whole network against networkx, all subsets, and analytic values."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import numpy as np
import pytest

from kg.network import Network
from kg.network.derive import one_mode
from kg.network.measures import centrality, structure
from kg.network.measures.matrix import Matrix
from tests.network.random_networks import SAMPLES, Graph, Sample, matrix_of, network_of, sample

samples = pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)


def southern_women() -> tuple[Graph, Network, set[str]]:
    """Return Davis' women and events as graph and network, and the women."""
    graph = nx.davis_southern_women_graph()
    women = set(graph.graph["top"])
    kinds = {str(n): "Woman" if n in women else "Event" for n in graph}
    return graph, network_of(graph, kinds), women


def test_southern_women_share_events() -> None:
    """Newman's strength is the number of events with others there."""
    graph, network, women = southern_women()
    strength = centrality.strength(
        Matrix.from_network(one_mode(network, "Woman", "Event", weight="newman"))
    )
    for woman in women:
        events = [event for event in graph[woman] if graph.degree(event) >= 2]
        assert strength[woman] == pytest.approx(len(events))
    counted = one_mode(network, "Woman", "Event")
    assert sum(edge.weight for edge in counted.edges) == 322


def test_southern_women_have_the_published_two_mode_clustering() -> None:
    graph, network, _ = southern_women()
    matrix = Matrix.from_network(network)
    assert round(structure.two_mode_clustering(matrix), 4) == 0.4678
    assert structure.two_mode_clustering(matrix) == pytest.approx(
        nx.bipartite.robins_alexander_clustering(graph)
    )


@pytest.mark.parametrize("seed", range(4))
def test_two_mode_clustering_is_that_of_networkx(seed: int) -> None:
    graph = nx.bipartite.random_graph(8, 11, 0.3, seed=seed)
    assert structure.is_two_mode(matrix_of(graph))
    assert structure.two_mode_clustering(matrix_of(graph)) == pytest.approx(
        nx.bipartite.robins_alexander_clustering(graph)
    )


@np.errstate(all="raise")  # no warning of numpy on the terminal either
def test_two_mode_clustering_has_analytic_values() -> None:
    assert structure.two_mode_clustering(matrix_of(nx.cycle_graph(4))) == 1
    assert structure.two_mode_clustering(matrix_of(nx.path_graph(4))) == 0
    assert math.isnan(structure.two_mode_clustering(matrix_of(nx.star_graph(3))))


@samples
def test_two_sides_are_found_where_networkx_finds_them(sample: Sample) -> None:
    assert structure.is_two_mode(sample.matrix) is nx.is_bipartite(sample.ties)


def misfits(graph: Graph, core: set[str]) -> int:
    """Return how many pairs are not tied in a core, and tied in the periphery."""
    untied = sum(not graph.has_edge(*pair) for pair in itertools.combinations(core, 2))
    return untied + int(graph.subgraph(set(graph) - core).number_of_edges())


@pytest.mark.parametrize("seed", range(8))
def test_no_other_core_fits_better(seed: int) -> None:
    graph = sample(8, 5 + 3 * seed, seed)
    core = structure.core_periphery(graph.matrix)
    least = min(
        misfits(graph.ties, set(nodes))
        for size in range(9)
        for nodes in itertools.combinations(graph.ties, size)
    )
    assert misfits(graph.ties, core) == least


def test_the_core_is_the_smallest_of_the_best_and_breaks_ties_by_id() -> None:
    assert structure.core_periphery(matrix_of(nx.star_graph(4))) == {"0"}
    assert structure.core_periphery(matrix_of(nx.complete_graph(4))) == {"0", "1", "2"}
    assert structure.core_periphery(matrix_of(nx.path_graph(2))) == {"0"}
    assert structure.core_periphery(matrix_of(nx.empty_graph(3))) == set()


@samples
def test_the_largest_part_shrinks_as_networkx_says(sample: Sample) -> None:
    graph, size = sample.ties.copy(), len(sample.ties)
    expected = []
    for name in sorted(graph, key=lambda n: (-sample.ties.degree(n), n)):
        expected.append(max(map(len, nx.connected_components(graph))) / size)
        graph.remove_node(name)
    robustness = structure.robustness(sample.matrix)
    assert robustness.largest == pytest.approx(tuple(expected))
    assert robustness.mean == pytest.approx(sum(expected[1:]) / size)


def test_a_star_falls_apart_at_once_and_a_clique_as_slowly_as_can_be() -> None:
    star = structure.robustness(matrix_of(nx.star_graph(4)))
    assert star.largest == (1.0, 0.2, 0.2, 0.2, 0.2)
    assert star.mean == pytest.approx(0.16)
    clique = structure.robustness(matrix_of(nx.complete_graph(5)))
    assert clique.largest == pytest.approx((1.0, 0.8, 0.6, 0.4, 0.2))
    assert structure.robustness(Matrix.from_network(Network((), ()))) == (0.0, ())


@samples
def test_missing_links_are_those_of_adamic_and_adar(sample: Sample) -> None:
    ties = sample.ties
    expected = {
        (min(pair), max(pair)): score for *pair, score in nx.adamic_adar_index(ties) if score
    }
    links = structure.missing_links(sample.matrix, 10_000)
    assert {(m.first, m.second): m.score for m in links} == pytest.approx(expected)
    for missing in links:
        common = nx.common_neighbors(ties, missing.first, missing.second)
        assert missing.shared == tuple(sorted(common))
    order = [(-missing.score, missing.first, missing.second) for missing in links]
    assert order == sorted(order)
    assert structure.missing_links(sample.matrix) == links[:20]
    assert structure.missing_links(sample.matrix, 3) == links[:3]


@samples
def test_missing_links_may_count_what_is_shared(sample: Sample) -> None:
    links = structure.missing_links(sample.matrix, 10_000, weight="shared")
    assert all(missing.score == len(missing.shared) > 0 for missing in links)
    by_weight = structure.missing_links(sample.matrix, 10_000)
    assert {m[:2] for m in links} == {m[:2] for m in by_weight}


@samples
def test_without_a_bridge_there_is_one_part_more(sample: Sample) -> None:
    parts = nx.number_connected_components(sample.ties)
    expected = []
    for first, second in sample.ties.edges:
        rest = sample.ties.copy()
        rest.remove_edge(first, second)
        if nx.number_connected_components(rest) > parts:
            expected.append((min(first, second), max(first, second)))
    assert structure.bridges(sample.matrix) == sorted(expected)
