"""Places by forces."""

from __future__ import annotations

import math

import networkx as nx
import pytest

from kg.network import Edge, Network, Node
from kg.network.layout.discs import LIMIT
from kg.network.layout.force import force_coordinates


def of(graph: nx.Graph[int]) -> Network:
    """Return a graph as a network."""
    return Network(
        tuple(Node(f"n{n:05}", "", "x", "Company") for n in sorted(graph)),
        tuple(Edge(f"{a}-{b}", f"n{a:05}", f"n{b:05}", "k", "r") for a, b in sorted(graph.edges)),
    )


@pytest.mark.parametrize("size", [0, 1, 2, 30, 2_000])
def test_every_node_has_a_place_of_its_own_around_the_centre(size: int) -> None:
    places = force_coordinates(of(nx.path_graph(size)), rounds=20)
    assert len(places) == size == len(set(places.values()))
    for values in zip(*places.values(), strict=True):
        assert abs(sum(values)) / size < 0.1
        assert max(map(abs, values)) <= LIMIT


def test_the_same_seed_gives_the_same_places() -> None:
    network = of(nx.karate_club_graph())
    assert force_coordinates(network) == force_coordinates(network)
    assert force_coordinates(network) != force_coordinates(network, seed=2)


@pytest.mark.parametrize("size", [20, 400])  # both ways of repelling: 1,600 nodes are in cells
def test_what_is_linked_lies_together(size: int) -> None:
    graph = nx.planted_partition_graph(4, size, 0.5 if size == 20 else 0.03, 0.001, seed=3)
    places = force_coordinates(of(graph))
    groups = [[places[f"n{n:05}"] for n in range(g * size, (g + 1) * size)] for g in range(4)]
    centres = [tuple(sum(values) / size for values in zip(*group, strict=True)) for group in groups]
    own = sum(
        min(range(4), key=lambda c: math.dist(place, centres[c])) == g
        for g, group in enumerate(groups)
        for place in group
    )
    assert own > 0.85 * 4 * size


def test_few_nodes_lie_on_each_other() -> None:
    places = list(force_coordinates(of(nx.star_graph(200))).values())
    close = sum(math.dist(a, b) < 10 for i, a in enumerate(places) for b in places[:i])
    assert close < 10
