"""The first place of each node."""

from __future__ import annotations

import math

import pytest

from kg.network import Edge, Network, Node, node_coordinates
from kg.network.layout.discs import LIMIT


def crowd(size: int) -> Network:
    """Return a network of nodes in three helices, each linked to the first."""
    helices = ("academia", "industry", "")
    nodes = tuple(
        Node(f"n{number:06}", f"https://e.org/{number}", "x", "Company", helices[number % 3])
        for number in range(size)
    )
    edges = tuple(Edge(node.id, node.id, nodes[0].id, "k", "r") for node in nodes[1:])
    return Network(nodes, edges)


@pytest.mark.parametrize("size", [0, 1, 2, 30, 20_000])
def test_every_node_has_a_place_of_its_own_within_the_limit(size: int) -> None:
    places = node_coordinates(crowd(size))
    assert len(set(places.values())) == len(places) == size
    assert all(max(abs(x), abs(y)) <= LIMIT for x, y in places.values())


def test_each_helix_is_a_disc_apart_from_the_others() -> None:
    network = crowd(300)
    places = node_coordinates(network)
    groups = [
        [places[n.id] for n in network.nodes if n.helix == helix]
        for helix in ("academia", "industry", "")
    ]
    centres = [(sum(x for x, _ in group) / 100, sum(y for _, y in group) / 100) for group in groups]
    for own, group in enumerate(groups):
        for place in group:
            distances = [math.dist(place, centre) for centre in centres]
            assert distances.index(min(distances)) == own


def test_the_same_network_is_laid_out_the_same() -> None:
    assert node_coordinates(crowd(50)) == node_coordinates(crowd(50))
