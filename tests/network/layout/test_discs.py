"""Coordinates in discs: one for each helix."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from kg.network import Edge, Network, Node, node_coordinates
from kg.network.layout.discs import LIMIT, disc_coordinates

HELICES = ("academia", "industry", "")


def crowd(size: int) -> Network:
    """Return a network of nodes in three helices, each linked to the first."""
    nodes = tuple(
        Node(f"n{number:06}", f"https://e.org/{number}", "x", "Company", HELICES[number % 3])
        for number in range(size)
    )
    edges = tuple(Edge(node.id, node.id, nodes[0].id, "k", "r") for node in nodes[1:])
    return Network(nodes, edges)


@pytest.mark.parametrize("size", [0, 1, 2, 30, 20_000])
def test_every_node_has_coordinates_of_its_own_within_the_limit(size: int) -> None:
    coordinates = node_coordinates(crowd(size))
    assert len(set(coordinates.values())) == len(coordinates) == size
    assert all(max(abs(x), abs(y)) <= LIMIT for x, y in coordinates.values())


@pytest.mark.parametrize("size", [1, 7, 300])
def test_the_centre_of_the_drawing_is_zero(size: int) -> None:
    for values in zip(*node_coordinates(crowd(size)).values(), strict=True):
        assert abs(sum(values)) / size <= 0.005


def test_a_large_network_fills_the_limit_and_a_small_one_keeps_its_spacing() -> None:
    large = np.array(list(node_coordinates(crowd(20_000)).values()))
    assert np.abs(large).max() == LIMIT
    two = disc_coordinates(["a", "a"], [0, 0])
    assert np.linalg.norm(two[0] - two[1]) == pytest.approx(70, abs=0.02)


def test_each_helix_is_a_disc_apart_from_the_others() -> None:
    network = crowd(300)
    coordinates = node_coordinates(network)
    discs = [
        np.array([coordinates[n.id] for n in network.nodes if n.helix == helix])
        for helix in HELICES
    ]
    centres = [disc.mean(axis=0) for disc in discs]
    radii = [
        np.linalg.norm(disc - centre, axis=1).max()
        for disc, centre in zip(discs, centres, strict=True)
    ]
    for first in range(3):
        for second in range(first):
            apart = np.linalg.norm(centres[first] - centres[second])
            assert radii[first] + radii[second] < apart < 1.3 * (radii[first] + radii[second])


def test_a_disc_is_a_sunflower_with_the_highest_degrees_in_the_middle() -> None:
    """Vogel: the k-th lies √k from the middle, each turned by the golden angle from the last."""
    degrees = [3, 9, 3, 1, 5]
    at = disc_coordinates(["a"] * 5, degrees)
    order = [1, 4, 0, 2, 3]  # of equal degrees the first
    from_middle = at - at[1]
    assert np.linalg.norm(from_middle[order], axis=1) == pytest.approx(
        [70 * math.sqrt(rank) for rank in range(5)], abs=0.02
    )
    angles = np.arctan2(from_middle[order[1:], 1], from_middle[order[1:], 0])
    golden = math.pi * (3 - math.sqrt(5))
    assert np.diff(angles) % (2 * math.pi) == pytest.approx([golden] * 3, abs=1e-3)
    assert angles[0] == pytest.approx(golden - 2 * math.pi * (golden > math.pi), abs=1e-3)


def test_the_discs_stand_on_a_circle_from_the_right_turning_left() -> None:
    at = disc_coordinates(["d", "c", "b", "a"], [0] * 4)
    radius = 70 * 1.1 / math.sin(math.pi / 4)
    expected = [(0, -radius), (-radius, 0), (0, radius), (radius, 0)]
    assert at == pytest.approx(np.array(expected), abs=0.01)


def test_coordinates_have_two_decimals_and_no_negative_zero() -> None:
    at = disc_coordinates(["b", "a", "a", ""], [1, 2, 3, 4])
    assert (at == np.round(at, 2)).all()
    zeros = np.array(disc_coordinates(["d", "c", "b", "a"], [0] * 4))
    assert not np.signbit(zeros[zeros == 0]).any()


def test_coordinates_that_a_network_has_are_used_as_they_are() -> None:
    given = {node.id: (1.5, -2.0) for node in crowd(3).nodes}
    network = replace(crowd(3), coordinates=given)
    assert node_coordinates(network) == given


def test_degree_and_helix_are_those_of_the_network() -> None:
    network = crowd(31)
    degrees = network.degrees()
    expected = disc_coordinates(
        [node.helix for node in network.nodes], [degrees[node.id] for node in network.nodes]
    )
    assert list(node_coordinates(network).values()) == [(x, y) for x, y in expected.tolist()]


def test_the_same_network_is_laid_out_the_same() -> None:
    assert node_coordinates(crowd(50)) == node_coordinates(crowd(50))
