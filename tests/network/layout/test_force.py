"""Coordinates by forces: what a drawing must show, and that its forces are in balance."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest
from scipy.optimize import least_squares

from kg.network import Edge, Network, Node
from kg.network.layout.discs import LIMIT
from kg.network.layout.force import force_coordinates, grid_repulsion, repulsion, step_factors
from tests.network.random_networks import Graph


def network_of(graph: Graph) -> Network:
    """Return a graph of numbers as a network."""
    return Network(
        tuple(Node(f"n{n:05}", "", "x", "Company") for n in sorted(graph)),
        tuple(Edge(f"{a}-{b}", f"n{a:05}", f"n{b:05}", "k", "r") for a, b in sorted(graph.edges)),
    )


def drawn(graph: Graph, *, seed: int = 1, rounds: int = 300) -> np.ndarray:
    """Return the coordinates of the nodes in the order of their numbers, shape (n, 2)."""
    return np.array(list(force_coordinates(network_of(graph), seed=seed, rounds=rounds).values()))


def distances(at: np.ndarray) -> np.ndarray:
    """Return the distance of each node from each other; of itself infinite."""
    between: np.ndarray = np.linalg.norm(at[:, None] - at[None, :], axis=2)
    np.fill_diagonal(between, np.inf)
    return between


@pytest.mark.parametrize("size", [0, 1, 2, 3, 30, 2_000])
def test_every_node_has_coordinates_of_its_own_around_the_centre(size: int) -> None:
    coordinates = force_coordinates(network_of(nx.path_graph(size)), rounds=20)
    assert list(coordinates) == [f"n{n:05}" for n in range(size)]
    assert len(set(coordinates.values())) == size
    for values in zip(*coordinates.values(), strict=True):
        assert abs(sum(values)) / size < 0.1
        assert max(map(abs, values)) <= LIMIT


def test_one_node_is_in_the_centre() -> None:
    assert force_coordinates(network_of(nx.empty_graph(1))) == {"n00000": (0.0, 0.0)}


def test_coordinates_have_two_decimals_and_no_negative_zero() -> None:
    for value in drawn(nx.karate_club_graph()).ravel().tolist():
        assert value == round(value, 2)
        assert value or math.copysign(1, value) == 1


def test_the_same_seed_gives_the_same_coordinates_and_one_is_the_default() -> None:
    network = network_of(nx.karate_club_graph())
    first = force_coordinates(network, rounds=30)
    assert first == force_coordinates(network, rounds=30, seed=1)
    assert first != force_coordinates(network, rounds=30, seed=2)


def test_weight_direction_and_parallel_edges_change_nothing() -> None:
    network = network_of(nx.path_graph(5))
    heavier = (
        Edge("9", "n00001", "n00000", "k", "r", strength=7.0),
        Edge("99", "n00003", "n00003", "k", "r"),
    )
    assert force_coordinates(Network(network.nodes, (*network.edges, *heavier))) == (
        force_coordinates(network)
    )


@pytest.mark.parametrize(
    ("size", "share", "rounds"),
    [(20, 0.5, 300), (400, 0.03, 60)],  # 1,600 nodes are repelled by the cells of a grid
)
def test_what_is_linked_lies_together(size: int, share: float, rounds: int) -> None:
    graph = nx.planted_partition_graph(4, size, share, 0.001, seed=3)
    groups = drawn(graph, rounds=rounds).reshape(4, size, 2)
    centres = groups.mean(axis=1)
    nearest = np.linalg.norm(groups[:, :, None] - centres, axis=3).argmin(axis=2)
    assert (nearest == np.arange(4)[:, None]).mean() > 0.85


@pytest.mark.parametrize(
    "graph",
    [
        nx.star_graph(60),
        nx.path_graph(30),
        nx.barabasi_albert_graph(200, 2, seed=1),
        nx.complete_bipartite_graph(2, 40),
        nx.disjoint_union(nx.path_graph(2), nx.empty_graph(28)),
    ],
    ids=["star", "path", "hubs", "twins", "lone"],
)
def test_no_two_nodes_lie_on_each_other(graph: Graph) -> None:
    """They are half as far from each other as neighbours usually are; a small node is 4 wide."""
    nearest = distances(drawn(graph)).min(axis=1)
    assert nearest.min() > 29


def test_close_neighbours_are_60_apart_where_there_is_room() -> None:
    nearest = distances(drawn(nx.balanced_tree(3, 3))).min(axis=1)
    assert np.median(nearest) == pytest.approx(60, rel=0.01)


def test_a_network_too_wide_is_drawn_within_the_limit_and_fills_it() -> None:
    far = drawn(nx.disjoint_union(nx.star_graph(300), nx.path_graph(10)), rounds=100)
    assert np.abs(far).max() == pytest.approx(LIMIT, rel=0.02)


#: their forces come to rest soon
STILL = {
    "triangles": nx.disjoint_union_all([nx.complete_graph(3)] * 4),
    "cliques": nx.disjoint_union_all([nx.complete_graph(4)] * 4),
    "paths": nx.disjoint_union_all([nx.path_graph(4)] * 3),
    "path": nx.path_graph(10),
}


@pytest.mark.parametrize("graph", STILL.values(), ids=STILL)
def test_the_forces_of_a_drawing_are_in_balance(graph: Graph) -> None:
    """Repulsion 10·m·m'/d, attraction 2·d/m, gravity m, added up anew from the drawing.

    A drawing is scaled and centred: by how much is what is fitted. Gravity left out leaves more
    than 0.7 m, another constant that differs by a tenth 0.045 m.
    """
    at = drawn(graph, rounds=1_000)
    assert distances(at).min() > 31, "nothing was moved apart afterwards"
    mass = np.array([graph.degree(n) + 1.0 for n in sorted(graph)])[:, None]
    tied = nx.to_numpy_array(graph, nodelist=sorted(graph))

    def accelerations(parameters: np.ndarray) -> np.ndarray:
        scale, *centre = parameters
        places = at / scale - centre
        away = places[:, None] - places[None, :]
        distance = distances(places)
        repulsion_ = ((10 * mass * mass.T / distance**2)[:, :, None] * away).sum(axis=1)
        attraction = ((2 * tied / mass)[:, :, None] * away).sum(axis=1)
        gravity = mass * places / np.linalg.norm(places, axis=1)[:, None]
        net: np.ndarray = (repulsion_ - attraction - gravity) / mass
        return net

    fits = [
        least_squares(lambda p: accelerations(p).ravel(), [scale, 0.0, 0.0])
        for scale in (1.0, 3.0, 8.0)
    ]
    best = min(fits, key=lambda fit: float(fit.cost))
    assert np.linalg.norm(accelerations(best.x), axis=1).max() < 0.03


@pytest.mark.parametrize(
    "graph",
    [*STILL.values(), nx.wheel_graph(120), nx.star_graph(200)],
    ids=[*STILL, "wheel", "star"],
)
def test_a_drawing_comes_to_rest(graph: Graph) -> None:
    """One round more moves nobody: no hub jumps from side to side, no part drifts away."""
    before, after = drawn(graph), drawn(graph, rounds=301)
    moved = np.linalg.norm(after - before, axis=1).max()
    assert moved < 0.01 * np.linalg.norm(before, axis=1).max()


def test_progress_counts_the_rounds() -> None:
    steps: list[tuple[str, int, int]] = []
    network = network_of(nx.path_graph(3))
    force_coordinates(network, rounds=2, progress=lambda *step: steps.append(step))
    assert steps == [("placing the nodes", 1, 2), ("placing the nodes", 2, 2)]
    force_coordinates(network, progress=lambda *step: steps.append(step))
    assert steps[-1] == ("placing the nodes", 300, 300)


def test_repulsion_is_the_sum_over_pairs() -> None:
    source = np.random.default_rng(5)
    at, mass = source.normal(size=(12, 2)) * 20, source.uniform(1, 6, 12)
    expected = np.zeros_like(at)
    for a in range(12):
        for b in range(12):
            away = at[a] - at[b]
            expected[a] += mass[a] * mass[b] * away / (away @ away + 0.01)
    assert repulsion(at, mass) == pytest.approx(expected)


def test_nodes_on_one_spot_repel_each_other_with_a_finite_force() -> None:
    at = np.array([[3.0, 4.0], [3.0, 4.0], [9.0, 4.0]])
    for repel in (repulsion, grid_repulsion):
        assert np.isfinite(repel(at, np.ones(3))).all()


@pytest.mark.parametrize("size", [2, 60, 3_000])
def test_the_cells_of_a_grid_repel_about_as_all_nodes_do(size: int) -> None:
    source = np.random.default_rng(size)
    at, mass = source.normal(size=(size, 2)) * 50, source.integers(1, 9, size).astype(float)
    exact, about = repulsion(at, mass), grid_repulsion(at, mass)
    error = np.linalg.norm(about - exact, axis=1)
    # Within a cell of many the others are taken as one: the middle of the errors is telling.
    assert np.median(error / np.linalg.norm(exact, axis=1)) < 0.1
    assert np.abs(about.sum(axis=0)).max() < 0.02 * np.abs(exact).sum()


def test_before_any_force_what_is_linked_is_near_already() -> None:
    group = nx.circulant_graph(30, [1, 3, 7, 12, 14])  # not at random: versions of networkx differ
    graph = nx.disjoint_union_all([group, group, nx.path_graph(1)])
    graph.add_edges_from([(0, 30), (10, 40), (20, 50)])
    at = drawn(graph, rounds=0)
    parts = at[:60].reshape(2, 30, 2)
    apart = np.linalg.norm(parts[0].mean(axis=0) - parts[1].mean(axis=0))
    widths = np.linalg.norm(parts - parts.mean(axis=1)[:, None], axis=2).mean(axis=1)
    assert apart > 1.5 * widths.max()
    assert np.linalg.norm(at[60] - at.mean(axis=0)) > 0, "a lone node keeps its random place"


def test_two_nodes_in_a_cell_repel_each_other_as_they_would_alone() -> None:
    at = np.array([[0.0, 0.0], [100.0, 100.0], [100.5, 100.0]])
    mass = np.array([1.0, 2.0, 3.0])
    assert grid_repulsion(at, mass) == pytest.approx(repulsion(at, mass), rel=1e-3, abs=1e-3)


def test_no_node_jumps_however_large_the_force() -> None:
    force = np.array([[1e9, 0.0], [0.0, -1e4], [3.0, 4.0]])
    factors, _ = step_factors(force, force * 0.9, np.ones(3), 1e6)
    steps = np.linalg.norm(force * factors[:, None], axis=1)
    assert steps.max() == pytest.approx(10)
    assert steps.max() <= 10


def test_a_node_that_swings_is_slower_than_one_that_goes_on() -> None:
    force = np.array([[1.0, 0.0], [1.0, 0.0]])
    factors, speed = step_factors(force, np.array([[1.0, 0.0], [-1.0, 0.0]]), np.ones(2), 4.0)
    # Traction 1 and 0, swing 0 and 2: the speed of all is 1/2, 0.1 · 1/2 for a node that goes on.
    assert speed == pytest.approx(0.5)
    assert factors.tolist() == pytest.approx([0.05, 0.05 / (1 + 0.5 * math.sqrt(2))])


def test_heavy_nodes_decide_on_the_speed_which_grows_by_half_at_most() -> None:
    force = np.array([[1.0, 0.0], [1.0, 0.0]])
    before = np.array([[1.0, 0.0], [-1.0, 0.0]])
    assert step_factors(force, before, np.array([3.0, 1.0]), 4.0)[1] == pytest.approx(1.5)
    assert step_factors(force, before, np.array([9.0, 1.0]), 2.0)[1] == pytest.approx(3)
    assert step_factors(force, force, np.ones(2), np.inf)[1] > 1e6


#: a hub with a leaf, a path and a triangle, and a node without ties
SMALL = nx.Graph([(0, 1), (0, 2), (0, 3), (3, 4), (4, 5), (4, 6), (5, 6)])
SMALL.add_node(7)


@pytest.mark.parametrize(
    ("graph", "rounds", "expected"),
    [
        (
            SMALL,
            0,
            [
                *((234.53, 18.03), (278.1, -94.77), (286.72, -66.03), (20.5, 212.01)),
                *((-189.25, 63.81), (-258.09, -80.32), (-280.08, -100.72), (-92.43, 47.99)),
            ],
        ),
        (
            SMALL,
            5,
            [
                *((91.85, 41.24), (53.2, -63.88), (82.59, -24.24), (7.31, 93.49)),
                *((-88.15, 49.31), (-44.71, -29.84), (-101.2, -67.57), (-0.9, 1.5)),
            ],
        ),
        (
            nx.complete_bipartite_graph(2, 7),  # twins, which are moved apart
            3,
            [
                *((1.26, 144.85), (-7.33, -144.05), (125.9, 8.79), (-88.65, 26.7)),
                *((68.37, -7.48), (24.08, 33.0), (-102.34, -43.92), (-37.25, 36.84)),
                (15.97, -54.72),
            ],
        ),
    ],
    ids=["before any force", "after five rounds", "moved apart"],
)
def test_a_drawing_is_the_same_from_version_to_version(
    graph: Graph, rounds: int, expected: list[tuple[float, float]]
) -> None:
    """Whoever exports a network again finds the nodes where they were."""
    assert drawn(graph, rounds=rounds) == pytest.approx(np.array(expected), abs=0.05)


def test_pairs_at_the_border_are_moved_apart_within_the_limit() -> None:
    at = drawn(nx.disjoint_union_all([nx.path_graph(2)] * 1_500), rounds=0)
    assert np.abs(at).max() == LIMIT
    assert distances(at).min() > 29


def test_each_cell_of_the_grid_repels_from_its_centre_of_mass() -> None:
    """24 × 24 cells; within its own a node is repelled from the others there."""
    source = np.random.default_rng(7)
    at, mass = source.uniform(-3, 9, size=(90, 2)) * [1, 4], source.uniform(0.2, 0.9, 90)
    at[60:] = at[:30] + source.uniform(-0.02, 0.02, size=(30, 2))
    low, high = at.min(axis=0), at.max(axis=0)
    cells = [tuple(cell) for cell in np.minimum((at - low) / (high - low) * 24, 23).astype(int)]
    assert len(set(cells)) < 80, "cells of several nodes"
    expected = np.zeros_like(at)
    for node in range(90):
        for cell in set(cells):
            inside = [n for n in range(90) if cells[n] == cell and n != node]
            if inside:
                weight = mass[inside].sum()
                away = at[node] - mass[inside] @ at[inside] / weight
                expected[node] += mass[node] * weight * away / (away @ away + 0.01)
    assert grid_repulsion(at, mass) == pytest.approx(expected)


def test_a_node_that_goes_on_takes_the_longest_step_and_no_more() -> None:
    force = np.array([[3.0, 4.0], [0.0, 0.5]])
    factors, _ = step_factors(force, force, np.ones(2), 1e9)
    steps = np.linalg.norm(force * factors[:, None], axis=1)
    assert steps == pytest.approx([10, 10])
