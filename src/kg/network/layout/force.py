"""Places by forces: what is linked is drawn together, all else apart."""

from __future__ import annotations

from typing import Final

import numpy as np

from kg.model import Progress, silent
from kg.network.elements import Network
from kg.network.layout.discs import LIMIT
from kg.network.measures.matrix import Matrix

_EXACT_UP_TO: Final = 1_500  # nodes of which each pushes each; above, cells push
_CELLS: Final = 24  # of the grid, along each side
_ROUNDS: Final = 300
_AVERAGED: Final = 50  # rounds of averaging before the forces
_SOFT: Final = 0.01  # added to squared distances, so that no push is endless
_SPACING: Final = 60.0  # of close neighbours in the drawing
_PUSHES: Final = 40  # rounds in which what lies too close is pushed apart


def force_coordinates(
    network: Network, *, seed: int = 1, rounds: int = _ROUNDS, progress: Progress = silent
) -> dict[str, tuple[float, float]]:
    """Return node id → (x, y), the centre at (0, 0), |x|, |y| ≤ LIMIT.

    Linked nodes attract each other by distance, nodes repel each other by (d₁+1)(d₂+1)/distance,
    all are drawn weakly to the centre; each node slows down where it swings. Of large networks
    the cells of a grid repel, instead of each node. The same seed gives the same places.
    Source: M. Jacomy, T. Venturini, S. Heymann, M. Bastian, ForceAtlas2, PLoS ONE 9 (2014) e98679.
    """
    matrix = Matrix.from_network(network)
    size = len(matrix.ids)
    if size < 2:
        return dict.fromkeys(matrix.ids, (0.0, 0.0))
    ties = matrix.ties.tocoo()
    mass = np.bincount(ties.row, minlength=size) + 1.0
    place = _begun(matrix, np.random.default_rng(seed).normal(size=(size, 2)))
    before = np.zeros((size, 2))
    repel = _repulsion if size <= _EXACT_UP_TO else _repulsion_of_cells
    speed = 1.0
    for step in range(rounds):
        push = 10.0 * repel(place, mass)
        delta = place[ties.col] - place[ties.row]
        # Attraction over the mass of its origin: hubs stay in the middle, leaves around them.
        pull = np.zeros((size, 2))
        np.add.at(pull, ties.row, delta / mass[ties.row, None])
        distance = np.linalg.norm(place, axis=1)[:, None] + 1e-9
        force = push + pull * 2 - place / distance * mass[:, None]
        swing = np.linalg.norm(force - before, axis=1)
        traction = np.linalg.norm(force + before, axis=1) / 2
        wanted = (mass * traction).sum() / max((mass * swing).sum(), 1e-9)
        speed = min(wanted, speed * 1.5) if step else wanted
        factor = 0.1 * speed / (1 + speed * np.sqrt(swing))
        factor = np.minimum(factor, 10 / (np.linalg.norm(force, axis=1) + 1e-9))
        place = place + force * factor[:, None]
        before = force
        progress("placing the nodes", step + 1, rounds)
    return _scaled(matrix.ids, place)


def _begun(matrix: Matrix, place: np.ndarray) -> np.ndarray:
    """Return a first place: random ones, averaged again and again over the neighbours.

    What is linked is then near each other from the start, which random places reach in ten times
    the rounds. Of the shape and size of `place`.
    """
    ties = matrix.ties
    degree = np.maximum(np.asarray(ties.sum(axis=1)), 1)
    alone = np.asarray(ties.sum(axis=1)).ravel() == 0
    own = place
    for _ in range(_AVERAGED):
        place = (place + ties @ place / degree) / 2
        place = place - place.mean(axis=0)
        # Orthogonal columns: else both become the same direction.
        place[:, 1] -= (
            place[:, 0] * (place[:, 0] @ place[:, 1]) / max(float(place[:, 0] @ place[:, 0]), 1e-12)
        )
        place = place / np.maximum(place.std(axis=0), 1e-12)
    # The random places set apart what the averages put on the same spot.
    place = np.where(alone[:, None], own, place + own / 20) * np.sqrt(len(place))
    return place


def _repulsion(place: np.ndarray, mass: np.ndarray) -> np.ndarray:
    share = mass[:, None] * mass[None, :] / _squared(place, place)
    np.fill_diagonal(share, 0)
    return _pushed(place, place, share)


def _repulsion_of_cells(place: np.ndarray, mass: np.ndarray) -> np.ndarray:
    """Return the push of the cells of a grid, each at its centre of mass; not of a node itself."""
    low, high = place.min(axis=0), place.max(axis=0)
    cell = ((place - low) / np.maximum(high - low, 1e-9) * (_CELLS - 1e-6)).astype(int)
    number = cell[:, 0] * _CELLS + cell[:, 1]
    weight = np.bincount(number, mass, _CELLS**2)
    moment = np.column_stack(
        [np.bincount(number, mass * place[:, axis], _CELLS**2) for axis in (0, 1)]
    )
    full = np.flatnonzero(weight)
    centre = moment[full] / weight[full, None]
    share = mass[:, None] * weight[full][None, :] / _squared(place, centre)
    share[np.arange(len(place)), np.searchsorted(full, number)] = 0
    found = _pushed(place, centre, share)
    # Within its own cell a node is pushed by the others there, at their centre.
    rest = weight[number] - mass
    others = (moment[number] - mass[:, None] * place) / np.maximum(rest, 1e-9)[:, None]
    near = place - others
    squared = (near**2).sum(axis=1) + _SOFT
    return found + np.where(rest[:, None] > 1e-6, near * (mass * rest / squared)[:, None], 0)


def _squared(place: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return squared distances, n × m, as |p|² + |q|² - 2pq: one product instead of n·m pairs."""
    found: np.ndarray = place @ other.T
    found *= -2
    found += (place**2).sum(axis=1)[:, None]
    found += (other**2).sum(axis=1)[None, :]
    np.maximum(found, 0, out=found)
    found += _SOFT
    return found


def _pushed(place: np.ndarray, other: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Return Σ share·(p - q) over the others q."""
    found: np.ndarray = place * share.sum(axis=1)[:, None] - share @ other
    return found


def _scaled(ids: tuple[str, ...], place: np.ndarray) -> dict[str, tuple[float, float]]:
    """Return the places so that close neighbours are _SPACING apart, and all within LIMIT."""
    from scipy.spatial import cKDTree

    place = place - place.mean(axis=0)
    nearest = cKDTree(place).query(place, k=2)[0][:, 1]
    wide = np.abs(place).max()
    scale = min(_SPACING / max(float(np.median(nearest)), 1e-9), LIMIT / max(float(wide), 1e-9))
    place = _apart(place * scale, _SPACING / 2)
    place *= min(1.0, LIMIT / max(float(np.abs(place - place.mean(axis=0)).max()), 1e-9))
    place = place - place.mean(axis=0)
    return {
        name: (round(float(x), 2) + 0.0, round(float(y), 2) + 0.0)
        for name, (x, y) in zip(ids, place, strict=True)
    }


def _apart(place: np.ndarray, least: float) -> np.ndarray:
    """Return the places with near neighbours pushed apart, so that few are closer than `least`."""
    from scipy.spatial import cKDTree

    for _ in range(_PUSHES):
        pairs = cKDTree(place).query_pairs(least, output_type="ndarray")
        if not len(pairs):
            break
        one, other = pairs.T
        between = place[one] - place[other]
        distance = np.linalg.norm(between, axis=1)[:, None] + 1e-9
        step = between / distance * (least - distance) / 2
        moved = np.zeros_like(place)
        np.add.at(moved, one, step)
        np.add.at(moved, other, -step)
        place = place + moved / 2  # a node pushed from several sides is not thrown out
    return place
