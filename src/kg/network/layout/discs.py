"""Coordinates of nodes in discs, so that a drawing opens readable and is the same each time."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from kg.network.elements import Network

LIMIT = 5000.0  # no coordinate lies further out
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_SPACING = 70.0  # between neighbours, about the size of a well connected node


def node_coordinates(network: Network) -> dict[str, tuple[float, float]]:
    """Return node id → (x, y): those the network has, else one disc of nodes for each helix."""
    if network.coordinates:
        return dict(network.coordinates)
    coordinates = coordinates_of(network).tolist()
    return {id: (x, y) for id, (x, y) in zip(network.ids, coordinates, strict=True)}


def coordinates_of(network: Network) -> np.ndarray:
    """Return the same in the order of the nodes, shape (n, 2)."""
    if network.coordinates:
        return np.array([network.coordinates[id] for id in network.ids]).reshape(-1, 2)
    return disc_coordinates(network.node_table["helix"].values(), network.degree_counts)


def disc_coordinates(helices: Sequence[str], degrees: Sequence[int] | np.ndarray) -> np.ndarray:
    """Return coordinates of n nodes: a disc for each helix, the discs on a circle.

    Within a disc the nodes of highest degree are in the middle, of equal ones the first. More nodes
    than fit within `LIMIT` are drawn closer together. O(n log n), nothing random.

    Args:
        helices: of each node; empty is a helix of its own.
        degrees: of each node.

    Returns:
        Shape (n, 2), two decimals; the mean is (0, 0), |x|, |y| ≤ `LIMIT`.

    Source: H. Vogel, A better way to construct the sunflower head, Math. Biosci. 44 (1979).
    """
    names, group = np.unique(np.asarray(helices, dtype=str), return_inverse=True)
    coordinates = np.zeros((len(group), 2))
    if not len(names):
        return coordinates
    radii = _SPACING * np.sqrt(np.bincount(group))
    # On a circle of this radius neighbouring discs of the largest size do not overlap.
    circle = float(radii.max()) * 1.1 / math.sin(math.pi / len(names)) if len(names) > 1 else 0.0
    order = np.argsort(-np.asarray(degrees), kind="stable")
    for number in range(len(names)):
        turn = 2 * math.pi * number / len(names)
        ranked = order[group[order] == number]
        rank = np.arange(len(ranked))
        distance, angle = _SPACING * np.sqrt(rank), rank * _GOLDEN_ANGLE
        coordinates[ranked, 0] = circle * math.cos(turn) + distance * np.cos(angle)
        coordinates[ranked, 1] = circle * math.sin(turn) + distance * np.sin(angle)
    coordinates -= coordinates.mean(axis=0)
    coordinates *= min(1.0, LIMIT / max(float(np.abs(coordinates).max()), 1e-9))
    rounded: np.ndarray = np.round(coordinates, 2) + 0.0  # + 0.0 makes -0.0 a plain zero
    return rounded
