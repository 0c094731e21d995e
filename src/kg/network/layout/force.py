"""Coordinates by forces: what is linked is drawn together, all else apart."""

from __future__ import annotations

from typing import Final

import numpy as np

from kg.errors import in_language
from kg.model import Progress, silent
from kg.network.elements import Network
from kg.network.layout.discs import LIMIT
from kg.network.measures.matrix import Matrix, row_sums
from kg.runtime.extras import extra

with extra("networks"):
    from scipy import sparse

_EXACT_UP_TO: Final = 1_500  # nodes of which each repels each; above, cells of a grid repel
_CELLS: Final = 24  # of the grid, along each side
_ROUNDS: Final = 300
_AVERAGED: Final = 50  # rounds of averaging before the forces
_SOFTENING: Final = 0.01  # added to squared distances, so that no force is infinite
_SPACING: Final = 60.0  # of close neighbours in the drawing
_SEPARATIONS: Final = 40  # rounds in which what lies too close is moved apart
_REPULSION: Final = 10.0
_ATTRACTION: Final = 2.0
_LONGEST_STEP: Final = 10.0  # of a node in a round


def force_coordinates(
    network: Network, *, seed: int = 1, rounds: int = _ROUNDS, progress: Progress = silent
) -> dict[str, tuple[float, float]]:
    """Return node id → (x, y), the centre at (0, 0), |x|, |y| ≤ LIMIT.

    Linked nodes attract each other by distance, nodes repel each other by (d₁+1)(d₂+1)/distance,
    gravity draws all to the centre; each node slows down where it swings. In large networks the
    cells of a grid repel, instead of each node.

    Args:
        network: the network; its edges count without direction and weight.
        seed: of the first coordinates; the same seed gives the same drawing.
        rounds: of the forces.
        progress: told how many rounds are done.

    Source: M. Jacomy, T. Venturini, S. Heymann, M. Bastian, ForceAtlas2, PLoS ONE 9 (2014) e98679.
    """
    matrix = Matrix.from_network(network)
    ids, ties = matrix.ids, matrix.ties
    if len(ids) < 2:
        return dict.fromkeys(ids, (0.0, 0.0))
    scaled = forced(ties, seed=seed, rounds=rounds, progress=progress)
    return {
        # + 0.0 makes -0.0 a plain zero
        name: (round(float(x), 2) + 0.0, round(float(y), 2) + 0.0)
        for name, (x, y) in zip(ids, scaled, strict=True)
    }


def forced(
    ties: sparse.csr_matrix, *, seed: int = 1, rounds: int = _ROUNDS, progress: Progress = silent
) -> np.ndarray:
    """Return the coordinates of two nodes or more by forces, shape (n, 2); see above."""
    mass = row_sums(ties) + 1.0
    at = _averaged(ties, np.random.default_rng(seed).normal(size=(ties.shape[0], 2)))
    before = np.zeros_like(at)
    speed = np.inf
    for step in range(rounds):
        force = _forces(at, mass, ties)
        factor, speed = step_factors(force, before, mass, speed)
        at = at + force * factor[:, None]
        before = force
        progress(in_language("placing the nodes", "colocando los nodos"), step + 1, rounds)
    return _scaled(at)


def _averaged(ties: sparse.csr_matrix, start: np.ndarray) -> np.ndarray:
    """Return first coordinates: random ones, averaged again and again over the neighbours.

    What is linked is then near each other from the start, which random coordinates reach in ten
    times the rounds. Of the shape and size of `start`; a node without ties stays where it was.
    """
    degrees = row_sums(ties)[:, None]
    at = start
    for _ in range(_AVERAGED):
        at = (at + ties @ at / np.maximum(degrees, 1)) / 2
        at = at - at.mean(axis=0)
        # Make the columns orthogonal: else both become the same direction, and the drawing a line.
        x, y = at.T
        at[:, 1] -= x * (x @ y) / max(float(x @ x), 1e-12)
        at = at / np.maximum(at.std(axis=0), 1e-12)
    # A little of the random coordinates sets apart what the averages put on the same spot.
    apart: np.ndarray = np.where(degrees == 0, start, at + start / 20) * np.sqrt(len(at))
    return apart


def _forces(at: np.ndarray, mass: np.ndarray, ties: sparse.csr_matrix) -> np.ndarray:
    """Return the force on each node at its coordinates, shape (n, 2)."""
    repel = repulsion if len(at) <= _EXACT_UP_TO else grid_repulsion
    pairs = ties.tocoo()
    attraction = np.zeros_like(at)
    # Divided by the mass of the node that is drawn, so that a hub does not follow all its leaves.
    np.add.at(attraction, pairs.row, (at[pairs.col] - at[pairs.row]) / mass[pairs.row, None])
    distance = np.linalg.norm(at, axis=1)[:, None] + 1e-9
    gravity = at / distance * mass[:, None]
    force: np.ndarray = _REPULSION * repel(at, mass) + attraction * _ATTRACTION - gravity
    return force


def step_factors(
    force: np.ndarray, before: np.ndarray, mass: np.ndarray, speed: float
) -> tuple[np.ndarray, float]:
    """Return by how much of its force each node moves, and the speed of all.

    A node whose force turns around swings, and is slowed down; one whose force stays as it was has
    traction, and moves on. The speed of all is traction over swing, and grows by half at most.

    Args:
        force: on each node.
        before: the same in the round before.
        mass: of each node.
        speed: of all in the round before; infinite in the first.
    """
    swing = np.linalg.norm(force - before, axis=1)
    traction = np.linalg.norm(force + before, axis=1) / 2
    steady = (mass * traction).sum() / max((mass * swing).sum(), 1e-9)
    speed = min(steady, speed * 1.5)
    factor = 0.1 * speed / (1 + speed * np.sqrt(swing))
    return np.minimum(factor, _LONGEST_STEP / (np.linalg.norm(force, axis=1) + 1e-9)), speed


def repulsion(at: np.ndarray, mass: np.ndarray) -> np.ndarray:
    """Return Σ m·m'/distance, away from each other node, on each node.

    Args:
        at: coordinates, shape (n, 2).
        mass: of each node.

    Returns:
        Shape (n, 2).
    """
    share = mass[:, None] * mass[None, :] / _squared_distances(at, at)
    np.fill_diagonal(share, 0)
    return _summed_push(at, at, share)


def grid_repulsion(at: np.ndarray, mass: np.ndarray) -> np.ndarray:
    """Return about what `repulsion` returns, in O(n): cells of a grid repel, not single nodes.

    Each cell repels from its centre of mass; within its own cell a node is repelled from the centre
    of mass of the others there.
    """
    low, high = at.min(axis=0), at.max(axis=0)
    cell = ((at - low) / np.maximum(high - low, 1e-9) * (_CELLS - 1e-6)).astype(int)
    number = cell[:, 0] * _CELLS + cell[:, 1]
    weight = np.bincount(number, mass, _CELLS**2)
    moment = np.column_stack(
        [np.bincount(number, mass * at[:, axis], _CELLS**2) for axis in (0, 1)]
    )
    filled = np.flatnonzero(weight)
    centre = moment[filled] / weight[filled, None]
    share = mass[:, None] * weight[filled][None, :] / _squared_distances(at, centre)
    share[np.arange(len(at)), np.searchsorted(filled, number)] = 0
    of_other_cells = _summed_push(at, centre, share)
    rest = weight[number] - mass
    centre_of_rest = (moment[number] - mass[:, None] * at) / np.maximum(rest, 1e-9)[:, None]
    away = at - centre_of_rest
    squared = (away**2).sum(axis=1) + _SOFTENING
    return of_other_cells + np.where(
        rest[:, None] > 1e-6, away * (mass * rest / squared)[:, None], 0
    )


def _squared_distances(at: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return squared distances, n × m, as |p|² + |q|² - 2pq: one product instead of n·m pairs.

    Softened, by far more than what rounding takes from them: none is 0 or less.
    """
    squared: np.ndarray = at @ other.T
    squared *= -2
    squared += (at**2).sum(axis=1)[:, None]
    squared += (other**2).sum(axis=1)[None, :]
    squared += _SOFTENING
    return squared


def _summed_push(at: np.ndarray, other: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Return Σ share·(p - q) over the others q."""
    push: np.ndarray = at * share.sum(axis=1)[:, None] - share @ other
    return push


def _scaled(at: np.ndarray) -> np.ndarray:
    """Return coordinates whose close neighbours are `_SPACING` apart, all within `LIMIT`."""
    from scipy.spatial import cKDTree

    at = at - at.mean(axis=0)
    nearest = cKDTree(at).query(at, k=2)[0][:, 1]
    widest = float(np.abs(at).max())
    scale = min(_SPACING / max(float(np.median(nearest)), 1e-9), LIMIT / max(widest, 1e-9))
    at = _separated(at * scale, _SPACING / 2)
    at *= min(1.0, LIMIT / max(float(np.abs(at - at.mean(axis=0)).max()), 1e-9))
    centred: np.ndarray = at - at.mean(axis=0)
    return centred


def _separated(at: np.ndarray, least: float) -> np.ndarray:
    """Return the coordinates with near neighbours moved apart; few are then closer than `least`."""
    from scipy.spatial import cKDTree

    for _ in range(_SEPARATIONS):
        pairs = cKDTree(at).query_pairs(least, output_type="ndarray")
        if not len(pairs):
            break
        first, second = pairs.T
        between = at[first] - at[second]
        distance = np.linalg.norm(between, axis=1)[:, None] + 1e-9
        step = between / distance * (least - distance) / 2
        moved = np.zeros_like(at)
        np.add.at(moved, first, step)
        np.add.at(moved, second, -step)
        at = at + moved / 2  # a node moved from several sides is not thrown out
    return at
