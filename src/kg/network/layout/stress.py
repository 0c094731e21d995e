"""Coordinates of a connected network: distances in the drawing as the paths in it are long.

A tie of a well-tied node is longer, so that its neighbours have room around it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

import numpy as np

from kg.runtime.extras import extra

with extra("networks"):
    from scipy import sparse
    from scipy.sparse import csgraph
    from scipy.spatial import cKDTree

_SHORTEST: Final = 46.0  # a tie between two nodes without others
_PER_ROOT: Final = 15.0  # … and longer by this for each root of the greater number of ties
_ROUNDS: Final = 200
_RESTING: Final = 1e-4  # share by which the stress still falls in a round
_SEPARATIONS: Final = 60
_GAP: Final = 7.0  # between the rims of two nodes


def radii(ties: sparse.csr_matrix, most: int) -> np.ndarray:
    """Return the room that each node takes up, as a radius.

    Args:
        ties: of the nodes.
        most: the number of ties of the node that is drawn largest.
    """
    room: np.ndarray = 6 + 26 * np.sqrt(np.diff(ties.indptr) / max(most, 1))
    return room


def stress_coordinates(
    ties: sparse.csr_matrix, ids: Sequence[str], room: np.ndarray, start: np.ndarray | None = None
) -> np.ndarray:
    """Return coordinates of the nodes of a connected network, shape (n, 2), the mean at (0, 0).

    They depend on the ties, the ids and the start alone. O(n²) memory.

    Args:
        ties: without direction, 1 for each.
        ids: of the nodes.
        room: the radius that each takes up.
        start: where the nodes were in an earlier drawing, shape (n, 2), nan where it had them not.

    Source: E. Gansner, Y. Koren, S. North, Graph Drawing by Stress Majorization, GD 2004, eq. 8;
        the start: T. Cox, M. Cox, Multidimensional Scaling (2001), classical scaling.
    """
    if len(ids) == 1:
        return np.zeros((1, 2))
    wanted = _distances(ties)
    first = _scaled_classically(wanted, ids)
    if start is not None:
        first = _begun(first, start)
    at = separated(_majorized(first, wanted), room)
    return turned(at, ties, ids, start)


def _distances(ties: sparse.csr_matrix) -> np.ndarray:
    """Return how far all pairs are to be from each other, shape (n, n)."""
    pairs = ties.tocoo()
    degrees = np.diff(ties.indptr)
    greater = np.maximum(degrees[pairs.row], degrees[pairs.col])
    lengths = _SHORTEST + _PER_ROOT * (np.sqrt(greater) - 1)
    weighted = sparse.csr_matrix((lengths, (pairs.row, pairs.col)), shape=ties.shape)
    distances: np.ndarray = csgraph.dijkstra(weighted, directed=False)
    return distances


def _scaled_classically(wanted: np.ndarray, ids: Sequence[str]) -> np.ndarray:
    """Return the plane in which the distances are kept best; equal ones apart by their ids."""
    squared = wanted**2
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean()
    values, vectors = np.linalg.eigh(-centred / 2)
    plane: np.ndarray = vectors[:, -2:] * np.sqrt(np.maximum(values[-2:], 0))
    # Twins lie on the same spot, where no stress sets them apart.
    return plane + places_of(ids) * _SHORTEST


def _begun(at: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Return where nodes were before; new ones where they would be, beside the others."""
    known = ~np.isnan(start[:, 0])
    if known.sum() < 2:
        return at
    middle, before = at[known].mean(axis=0), start[known].mean(axis=0)
    turn = _turn(at[known] - middle, start[known] - before, np.ones(int(known.sum())))
    begun: np.ndarray = np.where(known[:, None], start - before, (at - middle) @ turn)
    return begun


def _majorized(at: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return the coordinates moved to where the stress Σ (|p - q| - d)²/d² is least nearby."""
    np.fill_diagonal(wanted, 1)
    weights = wanted**-2
    np.fill_diagonal(weights, 0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.inv(laplacian + 1 / len(at))
    before = np.inf
    for _ in range(_ROUNDS):
        apart = np.sqrt(np.maximum(_squared(at), 1e-6))
        stress = float((weights * (apart - wanted) ** 2).sum())
        if before - stress < _RESTING * stress:
            break
        before = stress
        pull = -weights * wanted / apart
        np.fill_diagonal(pull, 0)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        at = inverse @ (pull @ at)
    return at


def _squared(at: np.ndarray) -> np.ndarray:
    """Return the squared distance of each pair, shape (n, n)."""
    own = (at**2).sum(axis=1)
    squared: np.ndarray = own[:, None] + own[None, :] - 2 * at @ at.T
    return squared


def separated(at: np.ndarray, room: np.ndarray) -> np.ndarray:
    """Return the coordinates with nodes that overlap moved apart; few overlap then.

    Args:
        at: coordinates, shape (n, 2).
        room: the radius that each node takes up.
    """
    reach = 2 * float(room.max()) + _GAP
    for _ in range(_SEPARATIONS):
        pairs = cKDTree(at).query_pairs(reach, output_type="ndarray")
        if not len(pairs):
            break
        first, second = pairs.T
        between = at[first] - at[second]
        apart = np.linalg.norm(between, axis=1) + 1e-9
        lacking = room[first] + room[second] + _GAP - apart
        close = lacking > 0
        if not close.any():
            break
        first, second = first[close], second[close]
        step = between[close] / apart[close, None] * (lacking[close, None] / 2)
        # The smaller of two gives way, by the share of the other.
        share = (room[second] / (room[first] + room[second]))[:, None]
        moved = np.zeros_like(at)
        np.add.at(moved, first, 2 * step * share)
        np.add.at(moved, second, -2 * step * (1 - share))
        at = at + moved * 0.7  # a node moved from several sides is not thrown out
    return at


def places_of(ids: Sequence[str]) -> np.ndarray:
    """Return a place for each id that no other node can change, shape (n, 2), within ±1."""
    places = np.empty((len(ids), 2))
    for row, name in enumerate(ids):
        digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        places[row] = np.frombuffer(digest, "<u8") / 2.0**63 - 1
    return places


def turned(
    at: np.ndarray, ties: sparse.csr_matrix, ids: Sequence[str], start: np.ndarray | None = None
) -> np.ndarray:
    """Return a drawing turned or mirrored towards an earlier one, else towards fixed places.

    Each id has a place of its own; those of nodes with many ties count most, since they are there
    in the next version of the data, too.

    Args:
        at: coordinates, shape (n, 2).
        ties: of the nodes.
        ids: of the nodes.
        start: where they were, nan where they were not.

    Source: P. Schönemann, Psychometrika 31 (1966) 1, the orthogonal Procrustes problem.
    """
    towards, weights = places_of(ids), np.diff(ties.indptr).astype(float) ** 2
    if start is not None and (~np.isnan(start[:, 0])).sum() > 1:
        known = ~np.isnan(start[:, 0])
        towards = np.where(known[:, None], start - start[known].mean(axis=0), 0)
        weights = known.astype(float)
    centred = at - (at * weights[:, None]).sum(axis=0) / max(weights.sum(), 1e-9)
    drawn: np.ndarray = centred @ _turn(centred, towards, weights)
    drawn -= drawn.mean(axis=0)
    return drawn


def _turn(at: np.ndarray, towards: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the orthogonal matrix that takes coordinates nearest to others, shape (2, 2)."""
    left, _, right = np.linalg.svd((at * weights[:, None]).T @ towards)
    turn: np.ndarray = left @ right
    return turn
