"""Measures of nodes against published values, analytic ones, and networkx on random networks."""

from __future__ import annotations

import math
from collections import Counter

import networkx as nx
import numpy as np
import pytest

from kg.network import Network
from kg.network.measures import centrality
from kg.network.measures.communities import community
from kg.network.measures.cores import core
from kg.network.measures.distances import closeness, harmonic
from kg.network.measures.matrix import Matrix
from tests.network.random_networks import SAMPLES, Graph, Sample, karate_club, matrix_of

samples = pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
KARATE = matrix_of(karate_club())


def rounded(values: dict[str, float], *names: str) -> list[float]:
    return [round(values[name], 3) for name in names]


def without_nan(values: dict[str, float]) -> dict[str, float]:
    return {name: 0.0 if math.isnan(value) else value for name, value in values.items()}


def test_betweenness_of_the_florentine_families() -> None:
    """Wasserman and Faust (1994), chapter 5."""
    estimate = centrality.betweenness(matrix_of(nx.florentine_families_graph()))
    assert rounded(estimate.values, "Medici", "Guadagni", "Strozzi") == [0.522, 0.255, 0.103]
    assert set(estimate.errors.values()) == {0}


def test_the_karate_club_has_the_published_values() -> None:
    """networkx' documentation and the literature on Zachary's club give the same."""
    assert rounded(centrality.betweenness(KARATE).values, "0", "33", "32") == [0.438, 0.304, 0.145]
    assert rounded(closeness(KARATE), "0", "2", "33") == [0.569, 0.559, 0.55]
    assert rounded(centrality.eigenvector(KARATE), "33", "0", "2") == [0.373, 0.355, 0.317]
    assert Counter(core(KARATE).values()) == {4: 10, 3: 12, 2: 11, 1: 1}


@samples
def test_degrees_and_strength_count_other_nodes_and_weights(sample: Sample) -> None:
    matrix = sample.matrix
    assert centrality.degree(matrix) == dict(sample.ties.degree())
    assert centrality.in_degree(matrix) == dict(sample.arcs.in_degree())
    assert centrality.out_degree(matrix) == dict(sample.arcs.out_degree())
    assert centrality.strength(matrix) == pytest.approx(dict(sample.ties.degree(weight="weight")))


@samples
def test_values_are_in_the_order_of_the_network(sample: Sample) -> None:
    ids = [node.id for node in sample.network.nodes]
    for values in (
        centrality.degree(sample.matrix),
        core(sample.matrix),
        centrality.component(sample.matrix),
        centrality.articulation(sample.matrix),
        community(sample.matrix),
    ):
        assert list(values) == ids


@samples
def test_betweenness_is_that_of_networkx(sample: Sample) -> None:
    estimate = centrality.betweenness(sample.matrix)
    assert estimate.values == pytest.approx(nx.betweenness_centrality(sample.ties), abs=1e-12)
    assert set(estimate.errors.values()) == {0}


@samples
@pytest.mark.parametrize("damping", [0.85, 0.5])
def test_pagerank_is_that_of_networkx(sample: Sample, damping: float) -> None:
    theirs = nx.pagerank(sample.arcs, alpha=damping, weight="weight", tol=1e-14, max_iter=5_000)
    ours = centrality.pagerank(sample.matrix, damping)
    assert ours == pytest.approx(theirs, abs=1e-10)
    assert sum(ours.values()) == pytest.approx(1)


def test_the_usual_damping_is_the_default() -> None:
    matrix = SAMPLES["12 nodes, 40 edges"].matrix
    assert centrality.pagerank(matrix) == centrality.pagerank(matrix, 0.85)


@samples
def test_local_measures_are_those_of_networkx(sample: Sample) -> None:
    matrix, ties = sample.matrix, sample.ties
    assert centrality.clustering(matrix) == pytest.approx(nx.clustering(ties))
    assert core(matrix) == nx.core_number(ties)
    assert centrality.effective_size(matrix) == pytest.approx(
        without_nan(nx.effective_size(ties)), abs=1e-12
    )
    assert centrality.constraint(matrix) == pytest.approx(
        without_nan(nx.constraint(ties, weight="weight")), abs=1e-12
    )


def leading_eigenvector(graph: Graph) -> dict[str, float]:
    """Return the eigenvector of the largest eigenvalue, from a dense decomposition."""
    _, vectors = np.linalg.eigh(nx.to_numpy_array(graph, weight="none"))
    return {str(n): abs(v) for n, v in zip(graph, vectors[:, -1], strict=True)}


@pytest.mark.parametrize(
    "graph",
    [
        nx.path_graph(30),  # the next eigenvalue is near: thousands of steps
        nx.cycle_graph(7),
        nx.star_graph(6),  # two-mode: the power method on the ties alone swings for ever
        nx.complete_bipartite_graph(3, 5),
        nx.barbell_graph(5, 2),
        karate_club(),
        nx.gnp_random_graph(80, 0.1, seed=1),
    ],
    ids=["path", "ring", "star", "two-mode", "barbell", "karate", "random"],
)
def test_eigenvector_is_that_of_a_dense_decomposition(graph: Graph) -> None:
    ours = centrality.eigenvector(matrix_of(graph))
    assert ours == pytest.approx(leading_eigenvector(graph), abs=1e-7)
    assert math.fsum(v * v for v in ours.values()) == pytest.approx(1)


@samples
def test_each_eigenvector_value_is_in_proportion_to_the_sum_of_its_neighbours(
    sample: Sample,
) -> None:
    ours = centrality.eigenvector(sample.matrix)
    sums = {n: sum(ours[other] for other in sample.ties[n]) for n in sample.ties}
    largest = max(np.linalg.eigvalsh(nx.to_numpy_array(sample.ties, weight="none")))
    assert sums == pytest.approx({n: largest * v for n, v in ours.items()}, abs=1e-3)


def test_of_parts_the_one_with_the_largest_eigenvalue_counts() -> None:
    ours = centrality.eigenvector(
        matrix_of(nx.disjoint_union(nx.complete_graph(5), nx.cycle_graph(6)))
    )
    assert [ours[str(n)] for n in range(5)] == pytest.approx([1 / math.sqrt(5)] * 5)
    assert [ours[str(n)] for n in range(5, 11)] == pytest.approx([0] * 6, abs=1e-9)


@samples
def test_a_component_is_what_can_be_reached_and_the_largest_is_the_first(sample: Sample) -> None:
    number = centrality.component(sample.matrix)
    ranked = sorted(nx.connected_components(sample.ties), key=lambda c: (-len(c), min(c)))
    assert number == {name: rank for rank, names in enumerate(ranked, 1) for name in names}


@samples
def test_without_an_articulation_point_there_are_more_components(sample: Sample) -> None:
    parts = nx.number_connected_components(sample.ties)
    for name, is_point in centrality.articulation(sample.matrix).items():
        rest = sample.ties.subgraph(set(sample.ties) - {name})
        more = len(rest) > 0 and nx.number_connected_components(rest) > parts
        assert is_point == int(more)


def test_a_star_has_analytic_values() -> None:
    star = matrix_of(nx.star_graph(4))
    assert centrality.betweenness(star).values == {"0": 1, "1": 0, "2": 0, "3": 0, "4": 0}
    assert centrality.constraint(star)["0"] == pytest.approx(4 * (1 / 4) ** 2)
    assert centrality.constraint(star)["1"] == pytest.approx(1)
    assert centrality.effective_size(star) == {"0": 4, "1": 1, "2": 1, "3": 1, "4": 1}


@pytest.fixture
def estimated(monkeypatch: pytest.MonkeyPatch) -> Matrix:
    """A network of 300 nodes, of which 100 are sources."""
    monkeypatch.setattr(centrality, "EXACT_UP_TO", 299)
    monkeypatch.setattr(centrality, "SAMPLE_SIZE", 100)
    return matrix_of(nx.barabasi_albert_graph(300, 2, seed=1))


def test_an_estimate_of_betweenness_says_how_near_it_is(estimated: Matrix) -> None:
    exact = nx.betweenness_centrality(estimated.undirected_graph())
    deviations = []
    for seed in range(1, 9):
        about = centrality.betweenness(estimated, seed=seed)
        for name in sorted(exact, key=lambda n: -exact[n])[:10]:
            deviations.append((about.values[name] - exact[name]) / about.errors[name])
    # Of a right error two thirds are within one, and the root of the mean square is one.
    assert np.sqrt(np.mean(np.square(deviations))) == pytest.approx(1, abs=0.25)
    assert np.mean(np.abs(deviations) < 2) > 0.9
    assert abs(np.mean(deviations)) < 0.5


def test_an_estimate_is_the_same_for_a_seed(estimated: Matrix) -> None:
    first = centrality.betweenness(estimated)
    assert first == centrality.betweenness(estimated, seed=1)
    assert first != centrality.betweenness(estimated, seed=2)


def test_an_estimate_from_all_but_one_source_is_nearly_exact(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph = karate_club()
    exact = nx.betweenness_centrality(nx.relabel_nodes(graph, str))
    monkeypatch.setattr(centrality, "EXACT_UP_TO", 33)
    monkeypatch.setattr(centrality, "SAMPLE_SIZE", 33)
    about = centrality.betweenness(matrix_of(graph))
    assert about.values == pytest.approx(exact, abs=0.03)
    assert 0 < max(about.errors.values()) < 0.02
    monkeypatch.setattr(centrality, "EXACT_UP_TO", 34)
    assert set(centrality.betweenness(matrix_of(graph)).errors.values()) == {0}


def test_progress_counts_the_sources() -> None:
    steps: list[tuple[str, int, int]] = []
    centrality.betweenness(
        SAMPLES["150 nodes, 170 edges"].matrix, progress=lambda *step: steps.append(step)
    )
    assert steps == [("betweenness", done, 150) for done in (64, 128, 150)]


def test_nothing_is_measured_of_nothing() -> None:
    empty = Matrix.from_network(Network((), ()))
    assert centrality.betweenness(empty) == ({}, {})
    for measure in (
        centrality.degree,
        centrality.pagerank,
        centrality.eigenvector,
        closeness,
        harmonic,
        centrality.clustering,
        centrality.constraint,
        centrality.component,
        core,
    ):
        assert measure(empty) == {}


def test_two_nodes_have_nobody_between() -> None:
    pair = matrix_of(nx.path_graph(2))
    assert centrality.betweenness(pair) == ({"0": 0.0, "1": 0.0}, {"0": 0.0, "1": 0.0})
    assert centrality.betweenness(matrix_of(nx.path_graph(3))).values["1"] == 1
