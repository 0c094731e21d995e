"""Groups: how far they keep to themselves, how evenly they are spread."""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter

import networkx as nx
import numpy as np
import pytest

from kg.network import Network
from kg.network.measures import groups
from kg.network.measures.communities import community
from kg.network.measures.matrix import Matrix
from tests.network.random_networks import SAMPLES, Sample, clubs, karate_club, matrix_of

samples = pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
KARATE = matrix_of(karate_club())


def dealt(sample: Sample) -> dict[str, str]:
    """Return groups of a sample's nodes; every fourth has none."""
    return {node.id: ("b", "", "a", "c")[n % 4] for n, node in enumerate(sample.network.nodes)}


def test_the_karate_club_has_the_published_values() -> None:
    """Zachary's two clubs: Krackhardt and Stern's index, Newman's modularity."""
    assert round(groups.ei_index(KARATE, clubs()), 3) == -0.718
    assert round(groups.modularity(KARATE, clubs()), 4) == 0.3582


@samples
def test_modularity_is_that_of_networkx_with_weights(sample: Sample) -> None:
    of_node = dealt(sample)
    sets = [{n for n in sample.ties if of_node[n] == name} for name in sorted({*of_node.values()})]
    ours = groups.modularity(sample.matrix, of_node)
    if not sample.ties.number_of_edges():
        assert ours == 0
        return
    theirs = nx.community.modularity(sample.ties, sets, weight="weight")
    assert ours == pytest.approx(theirs)


def test_modularity_takes_numbers_of_communities() -> None:
    matrix = SAMPLES["70 nodes, 300 edges"].matrix
    communities = community(matrix)
    as_text = {name: f"group {number}" for name, number in communities.items()}
    assert groups.modularity(matrix, communities) == pytest.approx(
        groups.modularity(matrix, as_text)
    )


@samples
def test_the_e_i_index_counts_ties_between_and_within(sample: Sample) -> None:
    of_node = dealt(sample)
    pairs = [(of_node[a], of_node[b]) for a, b in sample.ties.edges]
    grouped = [(a, b) for a, b in pairs if a and b]
    external = sum(a != b for a, b in grouped)
    ours = groups.ei_index(sample.matrix, of_node)
    if grouped:
        assert ours == (external - (len(grouped) - external)) / len(grouped)
    else:
        assert math.isnan(ours)


def test_the_e_i_index_is_minus_one_within_and_one_between() -> None:
    pair = matrix_of(nx.path_graph(2))
    assert groups.ei_index(pair, {"0": "a", "1": "a"}) == -1
    assert groups.ei_index(pair, {"0": "a", "1": "b"}) == 1
    assert math.isnan(groups.ei_index(pair, {"0": "a"}))


@samples
def test_assortativity_is_that_of_networkx_among_nodes_with_a_group(sample: Sample) -> None:
    of_node = dealt(sample)
    graph = sample.ties.subgraph(n for n in sample.ties if of_node[n]).copy()
    nx.set_node_attributes(graph, of_node, "group")
    ours = groups.assortativity(sample.matrix, of_node)
    with np.errstate(invalid="ignore"):
        theirs = (
            nx.attribute_assortativity_coefficient(graph, "group")
            if graph.number_of_edges()
            else math.nan
        )
    assert ours == pytest.approx(theirs, nan_ok=True)


@np.errstate(all="raise")  # no warning of numpy on the terminal either
def test_assortativity_has_analytic_values() -> None:
    two_pairs = matrix_of(nx.Graph([(0, 1), (2, 3)]))
    assert groups.assortativity(two_pairs, {"0": "a", "1": "a", "2": "b", "3": "b"}) == 1
    assert groups.assortativity(two_pairs, {"0": "a", "1": "b", "2": "a", "3": "b"}) == -1
    assert math.isnan(groups.assortativity(two_pairs, dict.fromkeys("0123", "a")))
    assert math.isnan(groups.assortativity(two_pairs, {}))


def transmission(units: list[tuple[bool, bool, bool]]) -> float:
    """Return T(u,i,g), written out from Leydesdorff's definition."""

    def entropy(axes: tuple[int, ...]) -> float:
        counts = Counter(tuple(unit[axis] for axis in axes) for unit in units)
        return -sum(n / len(units) * math.log2(n / len(units)) for n in counts.values())

    return math.fsum(
        (-1) ** (number + 1) * entropy(axes)
        for number in (1, 2, 3)
        for axes in itertools.combinations(range(3), number)
    )


BITS = (False, True)


@pytest.mark.parametrize(
    ("units", "bits"),
    [
        ([(u, i, u != i) for u in BITS for i in BITS], -1),  # each pair is independent
        ([(b, b, b) for b in BITS], 1),  # the three are one
        ([(u, i, g) for u in BITS for i in BITS for g in BITS], 0),  # independent
        ([(True, True, False)] * 5, 0),  # no entropy at all
    ],
)
def test_three_helices_have_analytic_values(
    units: list[tuple[bool, bool, bool]], bits: float
) -> None:
    assert groups.triple_helix(units).value == pytest.approx(bits)


@pytest.mark.parametrize("seed", range(5))
def test_the_triple_helix_is_that_of_its_definition(seed: int) -> None:
    source = random.Random(seed)
    # The three have different shares, so that none may stand for another.
    units = [
        (u, source.random() < 0.7, u or source.random() < 0.2)
        for u in (source.random() < 0.4 for _ in range(40))
    ]
    assert groups.triple_helix(units).value == pytest.approx(transmission(units))


def test_95_of_100_bootstrap_values_lie_in_the_interval() -> None:
    source = random.Random(7)
    units = [
        (u, source.random() < 0.6, u != (source.random() < 0.3))
        for u in (source.random() < 0.4 for _ in range(90))
    ]
    value, low, high = groups.triple_helix(units)
    drawn = [transmission(source.choices(units, k=len(units))) for _ in range(600)]
    below = sum(t < low for t in drawn) / len(drawn)
    above = sum(t > high for t in drawn) / len(drawn)
    assert below == pytest.approx(0.025, abs=0.02)
    assert above == pytest.approx(0.025, abs=0.02)
    assert low < value < high


def test_the_interval_leaves_out_one_of_forty_at_either_end() -> None:
    """Of 41 values in order these are the second, and the last but one."""
    units = [(n % 2 == 0, n % 3 == 0, n % 5 == 0) for n in range(31)]
    source = np.random.default_rng(4)
    drawn = sorted(
        transmission([units[number] for number in source.choice(31, 31)]) for _ in range(41)
    )
    interval = groups.triple_helix(units, samples=41, seed=4)
    assert (interval.low, interval.high) == pytest.approx((drawn[1], drawn[39]))


def test_an_interval_is_the_same_for_a_seed() -> None:
    units = [(n % 2 == 0, n % 3 == 0, n % 5 == 0) for n in range(31)]
    assert groups.triple_helix(units) == groups.triple_helix(units, samples=1_000, seed=1)
    assert groups.triple_helix(units) != groups.triple_helix(units, seed=2)
    assert groups.triple_helix(units) != groups.triple_helix(units, samples=999)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"a": 2, "b": 2}, 1),
        ({"a": 4, "b": 0}, 0),
        ({"a": 3, "b": 1}, 0.8112781),
        ({"a": 1, "b": 1, "c": 0}, math.log(2) / math.log(3)),
        ({"a": 5, "b": 5, "c": 5}, 1),
        ({"a": 7}, 0),
        ({"a": 0, "b": 0}, 0),
        ({}, 0),
    ],
)
def test_evenness_is_entropy_over_its_greatest(counts: dict[str, int], expected: float) -> None:
    even = groups.evenness(counts)
    assert even == pytest.approx(expected)
    assert math.copysign(1, even) == 1, "no -0.0 in a column"


@samples
def test_group_counts_count_neighbours(sample: Sample) -> None:
    of_node = dealt(sample)
    assert groups.group_counts(sample.matrix, of_node) == {
        name: Counter(of_node[other] for other in sample.ties[name] if of_node[other])
        for name in sample.ties
    }


def test_a_neighbour_that_no_group_names_counts_nowhere() -> None:
    assert groups.group_counts(matrix_of(nx.path_graph(3)), {"0": "a"}) == {
        "0": {},
        "1": {"a": 1},
        "2": {},
    }


def test_of_nothing_there_is_no_number() -> None:
    empty = Matrix.from_network(Network((), ()))
    assert math.isnan(groups.ei_index(empty, {}))
    assert math.isnan(groups.assortativity(empty, {}))
    assert groups.modularity(empty, {}) == 0
    assert groups.group_counts(empty, {}) == {}
    assert all(map(math.isnan, groups.triple_helix([])))
