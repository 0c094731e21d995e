"""How two entities are linked: the cheapest paths, what they share, who is next to one."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import networkx as nx
import pytest

from kg.errors import UsageError
from kg.network import Edge, Network, Node
from kg.network.paths import (
    Path,
    cheapest_paths,
    cost_of,
    neighbour_steps,
    network_of_steps,
    shared_neighbours,
    shared_steps,
)


def network(*pairs: str) -> Network:
    """Return a network of edges such as "ab", in the order of their ids."""
    names = sorted({name for pair in pairs for name in pair})
    edges = [
        Edge(f"{n:02} {pair}", pair[0], pair[1], "tie", "hx:tie", sources=n)
        for n, pair in enumerate(pairs)
    ]
    return Network(tuple(Node(name, "", name.upper(), "Thing") for name in names), tuple(edges))


#: a and z meet in the hub h, with six ties, and by way of b and c
NETWORK = network("ah", "zh", "hp", "hq", "hr", "hs", "ab", "bc", "cz", "zc", "aa")


def names(path: Path) -> str:
    return path.steps[0].start.id + "".join(step.end.id for step in path.steps)


def test_a_step_costs_one_and_an_inner_node_the_logarithm_of_its_ties() -> None:
    assert cost_of([]) == 1
    assert cost_of([100]) == 4
    assert cost_of([10, 1, 0]) == 5
    assert cost_of([300]) == pytest.approx(2 + math.log10(300))


def test_the_cheapest_path_is_the_first_and_hubs_are_dear() -> None:
    hub, others = cheapest_paths(NETWORK, "a", "z")
    assert [names(hub), names(others)] == ["ahz", "abcz"]
    assert hub.cost == pytest.approx(2 + math.log10(6))
    assert others.cost == pytest.approx(3 + 2 * math.log10(2))
    busier = network(*("ah", "zh", "ab", "bc", "cz"), *("h" + chr(0x4E00 + n) for n in range(60)))
    assert [names(path) for path in cheapest_paths(busier, "a", "z")] == ["abcz", "ahz"]


def test_a_step_has_all_edges_between_its_nodes_in_either_direction() -> None:
    path = cheapest_paths(NETWORK, "a", "z")[1]
    assert [edge.id for edge in path.steps[2].edges] == ["08 cz", "09 zc"]
    back = cheapest_paths(NETWORK, "z", "a")[0]
    assert names(back) == "zha"
    assert [edge.id for edge in back.steps[1].edges] == ["00 ah"]


def test_paths_are_limited_in_number_and_length() -> None:
    assert len(cheapest_paths(NETWORK, "a", "z", limit=1)) == 1
    assert [names(path) for path in cheapest_paths(NETWORK, "a", "z", longest=2)] == ["ahz"]
    line = network("ab", "bc", "cd", "de", "ef")
    assert names(*cheapest_paths(line, "a", "e")) == "abcde"
    assert cheapest_paths(line, "a", "f") == []
    assert len(cheapest_paths(line, "a", "f", longest=5)) == 1


def test_a_dear_short_path_is_found_among_thousands_of_cheap_long_ones() -> None:
    """Two hubs lead from a to z in three steps; 2,197 cheaper paths have four."""
    columns = [[chr(0x4E00 + 13 * column + row) for row in range(13)] for column in range(3)]
    lattice = [
        first + second
        for left, right in itertools.pairwise(columns)
        for first in left
        for second in right
    ]
    ends = ["a" + name for name in columns[0]] + ["z" + name for name in columns[-1]]
    leaves = ["hk"[n % 2] + chr(0x6000 + n) for n in range(2_000)]
    paths = cheapest_paths(network("ah", "hk", "kz", *ends, *lattice, *leaves), "a", "z", longest=3)
    assert [names(path) for path in paths] == ["ahkz"]


def test_three_paths_are_the_default() -> None:
    wide = network(*(pair for middle in "bcdef" for pair in ("a" + middle, middle + "z")))
    assert len(cheapest_paths(wide, "a", "z")) == 3


def test_no_path_is_no_error_and_no_node_is_one() -> None:
    apart = network("ab", "yz")
    assert cheapest_paths(apart, "a", "z") == []
    lone = replace(apart, edges=())
    assert cheapest_paths(lone, "a", "z") == []
    for call in (
        lambda: cheapest_paths(apart, "x", "a"),
        lambda: cheapest_paths(apart, "a", "x"),
        lambda: shared_neighbours(apart, "a", "x"),
        lambda: neighbour_steps(apart, "x"),
    ):
        with pytest.raises(UsageError, match="'x' is not in this network; was it filtered out"):
            call()


@pytest.mark.parametrize("seed", range(6))
def test_no_path_is_cheaper_than_those_found(seed: int) -> None:
    graph = nx.gnm_random_graph(9, 16, seed=seed)
    paths = cheapest_paths(network(*(f"{a}{b}" for a, b in graph.edges)), "0", "8", limit=50)
    degrees = {str(n): d for n, d in graph.degree()}
    expected = sorted(
        (cost_of([degrees[str(n)] for n in ids[1:-1]]), "".join(map(str, ids)))
        for ids in nx.all_simple_paths(graph, 0, 8, cutoff=4)
    )
    assert sorted(names(path) for path in paths) == sorted(ids for _, ids in expected)
    assert [path.cost for path in paths] == pytest.approx([cost for cost, _ in expected])


def test_the_most_specific_is_shared_first() -> None:
    both = network("ah", "hz", "am", "zm", "ma", "hp", "hq", "ak", "zk", "az")
    shared = shared_neighbours(both, "a", "z")
    assert [(item.node.id, item.ties) for item in shared] == [("k", 2), ("m", 2), ("h", 4)]
    assert [edge.id for edge in shared[1].first_edges] == ["02 am", "04 ma"]
    assert [edge.id for edge in shared[1].second_edges] == ["03 zm"]
    assert shared_neighbours(network("ab", "yz"), "a", "z") == []


def test_what_is_shared_is_drawn_as_steps_from_both() -> None:
    both = network("ah", "hz")
    first, _, second = both.nodes
    steps = list(shared_steps(shared_neighbours(both, "a", "z"), first, second))
    assert [(step.start.id, step.end.id, step.edges[0].id) for step in steps] == [
        ("a", "h", "00 ah"),
        ("z", "h", "01 hz"),
    ]


def test_neighbours_with_most_sources_come_first_then_by_label() -> None:
    steps = neighbour_steps(network("ax", "ab", "ca", "ad", "da", "aa", "bx"), "a")
    assert [step.end.id for step in steps] == ["d", "c", "b", "x"]
    assert [edge.id for edge in steps[0].edges] == ["03 ad", "04 da"]
    assert {step.start.id for step in steps} == {"a"}
    named = network("ab", "ac")
    nodes = (named.nodes[0], replace(named.nodes[1], label="Z"), replace(named.nodes[2], label="A"))
    edges = tuple(replace(edge, sources=1) for edge in named.edges)
    assert [step.end.id for step in neighbour_steps(Network(nodes, edges), "a")] == ["c", "b"]


def test_steps_become_a_network_with_each_node_and_edge_once() -> None:
    paths = cheapest_paths(NETWORK, "a", "z")
    drawn = network_of_steps(NETWORK, [step for path in paths for step in path.steps])
    assert [node.id for node in drawn.nodes] == list("abchz")
    assert [edge.id for edge in drawn.edges] == [
        "00 ah",
        "01 zh",
        "06 ab",
        "07 bc",
        "08 cz",
        "09 zc",
    ]
    ends = {(edge.source, edge.target) for edge in drawn.edges}
    assert ends <= set(itertools.permutations("abchz", 2))
