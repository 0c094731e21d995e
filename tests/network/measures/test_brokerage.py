"""Roles of Gould and Fernandez against a count by hand, and what chance would give."""

from __future__ import annotations

import itertools
import math
import statistics
from collections import Counter

import networkx as nx
import pytest

from kg.errors import UsageError
from kg.network import Network
from kg.network.measures.brokerage import ROLES, brokerage
from kg.network.measures.matrix import Matrix
from tests.network.random_networks import (
    SAMPLES,
    Graph,
    Sample,
    clubs,
    karate_club,
    matrix_of,
)


def role(first: str, broker: str, last: str) -> str:
    """Return the role of a broker by the groups of the three, as Gould and Fernandez name it."""
    if first == last:
        return "coordinator" if first == broker else "itinerant"
    if broker == last:
        return "gatekeeper"
    return "representative" if first == broker else "liaison"


def roles(arcs: Graph, groups: dict[str, str]) -> dict[str, Counter[str]]:
    """Return role → node → count, from all triples of nodes."""
    counts = {name: Counter[str]() for name in ROLES}
    for a, v, b in itertools.permutations(arcs, 3):
        if arcs.has_edge(a, v) and arcs.has_edge(v, b) and not arcs.has_edge(a, b):
            three = groups[a], groups[v], groups[b]
            if all(three):
                counts[role(*three)][v] += 1
    return counts


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_roles_are_those_of_a_count_of_all_triples(sample: Sample) -> None:
    names = [node.id for node in sample.network.nodes]
    groups = {name: ("a", "b", "", "c", "a")[n % 5] for n, name in enumerate(names)}
    result = brokerage(sample.matrix, groups, deals=2)
    expected = roles(sample.arcs, groups) if len(names) < 100 else None
    assert list(result.nodes) == list(result.totals) == list(ROLES)
    for name in ROLES:
        assert list(result.nodes[name]) == names
        assert sum(result.nodes[name].values()) == result.totals[name]
        if expected is not None:
            assert result.nodes[name] == {node: expected[name][node] for node in names}


def test_the_karate_club_has_the_published_roles() -> None:
    """Ties without direction count both ways."""
    roles = brokerage(matrix_of(karate_club()), clubs())
    assert roles.totals == {
        "coordinator": 510,
        "itinerant": 20,
        "gatekeeper": 128,
        "representative": 128,
        "liaison": 0,
    }
    assert sum(roles.totals.values()) == pytest.approx(sum(roles.expected.values()))
    assert roles.z["coordinator"] > 2 > -2 > roles.z["itinerant"]


def test_expectation_and_z_are_those_of_all_ways_to_deal_the_groups() -> None:
    arcs = nx.DiGraph([("0", "1"), ("1", "2"), ("2", "3"), ("3", "1"), ("3", "4"), ("4", "5")])
    arcs = nx.relabel_nodes(arcs, str)
    groups = {"0": "x", "1": "x", "2": "x", "3": "y", "4": "y", "5": "z"}
    deals = [
        {name: sum(count.values()) for name, count in roles(arcs, dealt).items()}
        for dealt in (
            dict(zip(groups, order, strict=True))
            for order in itertools.permutations(groups.values())
        )
    ]
    result = brokerage(matrix_of(arcs), groups, deals=4_000)
    for name in ROLES:
        values = [deal[name] for deal in deals]
        mean, deviation = statistics.fmean(values), statistics.pstdev(values)
        assert result.expected[name] == pytest.approx(mean, abs=0.06)
        z = (result.totals[name] - mean) / deviation if deviation else 0
        assert result.z[name] == pytest.approx(z, abs=0.1)


def test_the_deviation_is_that_of_a_sample_of_deals() -> None:
    """Of one path each role is had by it or not: two deals that differ deviate by 1/√2."""
    line = matrix_of(nx.DiGraph([(0, 1), (1, 2)]))
    roles = brokerage(line, {"0": "a", "1": "a", "2": "b"}, deals=2, seed=3)
    differing = [name for name in ROLES if roles.expected[name] == 0.5]
    assert len(differing) == 2
    for name in differing:
        assert roles.z[name] == pytest.approx((roles.totals[name] - 0.5) * math.sqrt(2))


def test_nodes_without_a_group_are_dealt_none() -> None:
    """0 → 1 → 2, and 3 alone: if 3 were dealt a group, a path would often lack one."""
    line = nx.DiGraph([(0, 1), (1, 2)])
    line.add_node(3)
    roles = brokerage(matrix_of(line), {"0": "a", "1": "b", "2": "b", "3": ""}, deals=50)
    assert sum(roles.totals.values()) == 1
    assert sum(roles.expected.values()) == 1


def test_where_all_deals_are_the_same_z_is_zero() -> None:
    roles = brokerage(matrix_of(nx.path_graph(3)), dict.fromkeys("012", "a"))
    assert roles.totals["coordinator"] == roles.expected["coordinator"] == 2
    assert set(roles.z.values()) == {0.0}


def test_the_deals_are_the_same_for_a_seed() -> None:
    matrix = SAMPLES["70 nodes, 300 edges"].matrix
    groups = {name: "abc"[n % 3] for n, name in enumerate(matrix.ids)}
    roles = brokerage(matrix, groups)
    assert roles == brokerage(matrix, groups, deals=200, seed=1)
    assert roles.expected != brokerage(matrix, groups, seed=2).expected
    assert roles.expected != brokerage(matrix, groups, deals=199).expected


def test_a_hub_with_more_paths_than_memory_holds_is_refused() -> None:
    star = matrix_of(nx.star_graph(8_000))
    with pytest.raises(UsageError, match=r"64,008,000 paths.*50,000,000.*without its hubs"):
        brokerage(star, {})


def test_who_has_no_neighbours_brokers_nothing() -> None:
    roles = brokerage(Matrix.from_network(Network((), ())), {})
    assert roles.totals == dict.fromkeys(ROLES, 0)
