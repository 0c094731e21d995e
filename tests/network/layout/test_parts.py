"""The drawing of a whole network: parts apart, nothing on each other, alike from time to time."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

from kg.network import Edge, Network, Node
from kg.network.layout import parts
from kg.network.layout.discs import LIMIT
from kg.network.layout.packing import packed
from kg.network.layout.parts import part_coordinates
from kg.network.layout.stress import places_of, radii, separated, turned
from kg.network.measures.matrix import Matrix
from tests.network.random_networks import Graph


def network_of(graph: Graph) -> Network:
    """Return a graph of numbers as a network; every third node has a helix."""
    return Network(
        tuple(
            Node(f"n{n:05}", "", "x", "Company", "" if n % 3 else "industry") for n in sorted(graph)
        ),
        tuple(Edge(f"{a}-{b}", f"n{a:05}", f"n{b:05}", "k", "r") for a, b in sorted(graph.edges)),
    )


def drawn(graph: Graph) -> np.ndarray:
    return np.array(list(part_coordinates(network_of(graph)).values()))


def nearest(at: np.ndarray) -> np.ndarray:
    between = np.linalg.norm(at[:, None] - at[None, :], axis=2)
    np.fill_diagonal(between, np.inf)
    distances: np.ndarray = between.min(axis=1)
    return distances


SHAPES = {
    "star": nx.star_graph(60),
    "path": nx.path_graph(30),
    "hubs": nx.barabasi_albert_graph(200, 2, seed=1),
    "twins": nx.complete_bipartite_graph(2, 40),
    "clique": nx.complete_graph(30),
    "tree": nx.balanced_tree(3, 4),
    "parts": nx.disjoint_union_all([nx.path_graph(2)] * 40 + [nx.cycle_graph(9), nx.star_graph(7)]),
    "lone": nx.disjoint_union(nx.path_graph(2), nx.empty_graph(28)),
    "nothing linked": nx.empty_graph(17),
    "two": nx.path_graph(2),
    "one": nx.empty_graph(1),
    "none": nx.empty_graph(0),
}


@pytest.mark.parametrize("graph", SHAPES.values(), ids=SHAPES)
def test_every_node_has_a_place_of_its_own_within_the_limit(graph: Graph) -> None:
    coordinates = part_coordinates(network_of(graph))
    assert list(coordinates) == [node.id for node in network_of(graph).nodes]
    assert len(set(coordinates.values())) == len(graph)
    for value in (value for at in coordinates.values() for value in at):
        assert abs(value) <= LIMIT
        assert value == round(value, 2)
        assert value or math.copysign(1, value) == 1


@pytest.mark.parametrize("name", sorted({*SHAPES} - {"one", "none"}))
def test_no_node_covers_another(name: str) -> None:
    assert nearest(drawn(SHAPES[name])).min() > 11


def test_parts_are_apart_and_what_has_no_tie_is_below() -> None:
    graph = nx.disjoint_union_all([nx.cycle_graph(9), nx.star_graph(7), nx.empty_graph(20)])
    at = drawn(graph)
    cycle, star, alone = at[:9], at[9:17], at[17:]
    between = np.linalg.norm(cycle[:, None] - star[None, :], axis=2)
    assert between.min() > 30
    assert alone[:, 1].max() < min(cycle[:, 1].min(), star[:, 1].min()) - 50


def test_rows_below_are_ordered_by_helix() -> None:
    network = network_of(nx.empty_graph(12))
    at = part_coordinates(network)
    reading = sorted(network.nodes, key=lambda node: (-at[node.id][1], at[node.id][0]))
    helices = [node.helix for node in reading]
    assert helices == ["industry"] * 4 + [""] * 8


def test_a_hub_has_its_neighbours_around_it() -> None:
    """No fan: seen from the hub, no quarter of the circle is without a leaf."""
    at = drawn(nx.star_graph(40))
    angles = np.sort(np.arctan2(*(at[1:] - at[0]).T))
    gaps = np.diff(np.append(angles, angles[0] + 2 * np.pi))
    assert gaps.max() < np.pi / 2


def test_distances_are_as_the_paths_are_long() -> None:
    at = drawn(nx.path_graph(20))
    steps = np.linalg.norm(np.diff(at, axis=0), axis=1)
    assert steps.max() < 1.3 * steps.min()
    assert np.linalg.norm(at[0] - at[-1]) > 0.7 * steps.sum()


def test_the_canvas_is_filled() -> None:
    at = drawn(nx.disjoint_union_all([nx.star_graph(5)] * 30))
    width, height = np.ptp(at, axis=0)
    assert 0.8 < width / height < 2.2
    cells = {tuple(cell) for cell in (at / 150).astype(int)}
    assert len(cells) > 0.5 * (width / 150) * (height / 150)


def some_network() -> Network:
    shapes = [nx.barabasi_albert_graph(150, 1, seed=3), nx.star_graph(20), nx.path_graph(9)]
    return network_of(nx.disjoint_union_all(shapes + [nx.path_graph(2)] * 10))


def without(network: Network, share: float, seed: int) -> Network:
    source = random.Random(seed)
    degrees = network.degrees()
    removed = {n.id for n in network.nodes if degrees[n.id] < 2 and source.random() < share}
    return replace(
        network,
        nodes=tuple(n for n in network.nodes if n.id not in removed),
        edges=tuple(e for e in network.edges if not {e.source, e.target} & removed),
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_later_version_of_the_data_is_drawn_like_the_earlier_one(seed: int) -> None:
    network = some_network()
    before = part_coordinates(network)
    after = part_coordinates(without(network, 0.08, seed), like=before)
    linked = [name for name in after if without(network, 0.08, seed).degrees()[name]]
    moved = [math.dist(before[name], after[name]) for name in linked]
    width = max(x for x, _ in before.values()) - min(x for x, _ in before.values())
    assert np.median(moved) < 0.06 * width


def test_the_order_of_the_data_changes_nothing_and_other_ids_only_the_turn() -> None:
    network = some_network()
    turned_round = Network(network.nodes, network.edges[::-1])
    assert part_coordinates(turned_round) == part_coordinates(network)


def test_a_drawing_is_turned_and_mirrored_to_where_it_was() -> None:
    ties = Matrix.from_network(network_of(nx.path_graph(3))).ties
    at = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 2.0]])
    mirrored = at[:, ::-1] + 5
    coordinates = turned(at, ties, ["a", "b", "c"], mirrored)
    assert coordinates == pytest.approx(mirrored - mirrored.mean(axis=0))


def test_places_depend_on_the_id_alone_and_room_on_the_ties() -> None:
    assert places_of(["b", "a"])[1].tolist() == places_of(["a"])[0].tolist()
    assert np.abs(places_of([f"x{n}" for n in range(50)])).max() <= 1
    star = Matrix.from_network(network_of(nx.star_graph(4))).ties
    room = radii(star, 4)
    assert room[0] == 32 > room[1] > 6


def test_what_overlaps_is_moved_apart_the_smaller_more() -> None:
    at = separated(np.array([[0.0, 0.0], [3.0, 0.0], [500.0, 0.0]]), np.array([30.0, 6.0, 6.0]))
    assert math.dist(at[0], at[1]) > 40
    assert math.dist(at[0], (0, 0)) < math.dist(at[1], (3, 0))
    assert at[2].tolist() == [500, 0]


def test_packed_parts_do_not_cover_each_other_and_the_first_is_in_the_centre() -> None:
    square = np.array([[-50.0, -50], [50, -50], [50, 50], [-50, 50]])
    ring = np.array([[0, 1], [1, 2], [2, 3], [3, 0]])
    placed = packed([square] * 5, [ring] * 5, [None] * 5)
    assert np.abs(placed[0].mean(axis=0)).max() < 40
    for number, part in enumerate(placed):
        for other in placed[number + 1 :]:
            assert np.abs(part.mean(axis=0) - other.mean(axis=0)).max() > 100


def test_a_large_part_is_placed_by_forces(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.disjoint_union(nx.barabasi_albert_graph(120, 1, seed=4), nx.path_graph(4))
    monkeypatch.setattr(parts, "_BY_STRESS", 50)
    by_forces = drawn(graph)
    assert nearest(by_forces).min() > 11
    monkeypatch.undo()
    assert not np.allclose(by_forces, drawn(graph))


def test_progress_ends_with_all_nodes() -> None:
    steps: list[tuple[str, int, int]] = []
    part_coordinates(network_of(SHAPES["parts"]), progress=lambda *step: steps.append(step))
    assert steps[-1][1] == steps[-1][2] == len(SHAPES["parts"])
