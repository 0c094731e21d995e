"""Measures of each node. Each returns id → value, in the order of the network.

Ties have no direction unless a function says otherwise; parallel edges are one tie, loops none.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from kg.model import Progress, silent
from kg.network.measures.communities import numbered_by_size
from kg.network.measures.matrix import Matrix, row_sums

_BATCH: Final = 64  # sources whose dependencies are added up together
_AT_ONCE: Final = 16  # of them followed at once: of 10,000 nodes, as many as a cache holds
#: number of nodes above which betweenness is estimated from `SAMPLE_SIZE` sources
EXACT_UP_TO: Final = 20_000
SAMPLE_SIZE: Final = 2_000


def degree(matrix: Matrix) -> dict[str, int]:
    """Return how many other nodes each node is tied to."""
    return matrix.counts_by_id(row_sums(matrix.ties))


def in_degree(matrix: Matrix) -> dict[str, int]:
    """Return how many other nodes point to each node."""
    return matrix.counts_by_id(row_sums(matrix.arcs.T))


def out_degree(matrix: Matrix) -> dict[str, int]:
    """Return how many other nodes each node points to."""
    return matrix.counts_by_id(row_sums(matrix.arcs))


def strength(matrix: Matrix) -> dict[str, float]:
    """Return the sum of the weights of each node's ties."""
    return matrix.by_id(row_sums(matrix.tie_weights))


class Estimate(NamedTuple):
    """Values by node, each with its standard error.

    Attributes:
        values: id → value.
        errors: id → standard error; 0 where the value is exact.
    """

    values: dict[str, float]
    errors: dict[str, float]


def betweenness(matrix: Matrix, *, seed: int = 1, progress: Progress = silent) -> Estimate:
    """Return the share of shortest paths between two other nodes that go through each node.

    c(v) = Σ σ(s,t|v)/σ(s,t) over s ≠ v ≠ t, divided by (n - 1)(n - 2)/2: between 0 and 1. Exact up
    to `EXACT_UP_TO` nodes; above, estimated from `SAMPLE_SIZE` sources drawn without replacement.
    The standard error holds for the high values that one looks for; few sources see the low ones.

    Args:
        matrix: the network.
        seed: of the draw; the same seed gives the same estimate.
        progress: told how many sources are done.

    Source: U. Brandes, J. Math. Sociol. 25 (2001) 163; for the estimate U. Brandes, C. Pich,
        Int. J. Bifurcation Chaos 17 (2007) 2303.
    """
    size = len(matrix.ids)
    if size < 3:
        zero = np.zeros(size)
        return Estimate(matrix.by_id(zero), matrix.by_id(zero))
    sources = _sources(size, seed)
    count = len(sources)
    ties = matrix.ties
    total, squares = np.zeros(size), np.zeros(size)
    for start in range(0, count, _BATCH):
        batch = np.split(sources[start : start + _BATCH], range(_AT_ONCE, _BATCH, _AT_ONCE))
        dependencies = np.hstack([_dependencies(ties, some) for some in batch if len(some)])
        total += dependencies.sum(axis=1)
        squares += (dependencies**2).sum(axis=1)
        progress("betweenness", min(start + _BATCH, count), count)
    scale = 1 / ((size - 1) * (size - 2))
    errors = np.zeros(size)
    if count < size:
        variance = np.maximum(squares / count - (total / count) ** 2, 0) * count / (count - 1)
        errors = np.sqrt(variance / count * (1 - count / size)) * size * scale
    return Estimate(matrix.by_id(total * (size / count) * scale), matrix.by_id(errors))


def _sources(size: int, seed: int) -> np.ndarray:
    """Return the numbers of the nodes from which shortest paths are followed, sorted."""
    if size <= EXACT_UP_TO:
        return np.arange(size)
    return np.sort(np.random.default_rng(seed).choice(size, SAMPLE_SIZE, replace=False))


def _dependencies(ties: sparse.csr_matrix, sources: np.ndarray) -> np.ndarray:
    """Return how much each source depends on each node, shape (n, sources); all at once.

    The paths are counted level by level from the sources outwards, the dependencies added up from
    the last level back. On the line a - b - c from source a: one path to each; the level of c gives
    b a dependency of 1 · (1 + 0)/1 = 1, that of b gives a 2, which is set to 0: a source does not
    lie between.
    """
    size, many = ties.shape[0], len(sources)
    paths = np.zeros((size, many))
    paths[sources, np.arange(many)] = 1
    unseen = paths == 0
    frontier = paths.copy()
    levels = [~unseen]
    while True:
        reached = ties @ frontier
        reached *= unseen
        new = reached > 0
        if not new.any():
            break
        paths += reached
        unseen &= ~new
        frontier = reached
        levels.append(new)
    dependency = np.zeros((size, many))
    counts = np.where(paths > 0, paths, 1)
    for level in range(len(levels) - 1, 0, -1):
        share = 1 + dependency
        share /= counts
        share *= levels[level]
        passed = ties @ share
        passed *= paths
        passed *= levels[level - 1]
        dependency += passed
    dependency[sources, np.arange(many)] = 0
    return dependency


def pagerank(matrix: Matrix, damping: float = 0.85) -> dict[str, float]:
    """Return the share of time that a random walk along the arcs spends at each node; sums to 1.

    p = d·Pᵀp + (1 - d)/n, P the arcs' weights as shares of their origin; a node without an arc
    jumps anywhere. Iterated until a step changes less than 1e-12 in sum.

    Args:
        matrix: the network.
        damping: d, the chance to follow an arc instead of jumping anywhere.

    Source: S. Brin, L. Page, Computer Networks 30 (1998) 107.
    """
    size = len(matrix.ids)
    if not size:
        return {}
    out = row_sums(matrix.arc_weights)
    walk = _shares(matrix.arc_weights, out).T.tocsr()
    rank = np.full(size, 1 / size)
    for _ in range(1_000):
        without_arc = rank[out == 0].sum()
        after = damping * (walk @ rank + without_arc / size) + (1 - damping) / size
        if np.abs(after - rank).sum() < 1e-12:
            break
        rank = after
    return matrix.by_id(rank)


def _shares(weights: sparse.csr_matrix, totals: np.ndarray) -> sparse.csr_matrix:
    """Return each row divided by its total; a row without weight stays empty."""
    return (sparse.diags(1 / np.where(totals > 0, totals, 1)) @ weights).tocsr()


def eigenvector(matrix: Matrix) -> dict[str, float]:
    """Return the leading eigenvector of the ties, of length 1: x = Ax/λ, without weights.

    Of a network in parts, the part with the largest λ counts: the others approach 0. The accuracy
    is that of at most 5,000 steps of the power method on A + I, which has the same eigenvectors
    and, unlike A, converges on two-mode networks.

    Source: P. Bonacich, J. Math. Sociol. 2 (1972) 113.
    """
    size = len(matrix.ids)
    if not size:
        return {}
    ties = matrix.ties + sparse.identity(size, format="csr")
    vector = np.full(size, 1 / math.sqrt(size))
    for _ in range(5_000):
        after = ties @ vector
        after /= np.linalg.norm(after)
        if np.abs(after - vector).sum() < 1e-12 * size:
            break
        vector = after
    return matrix.by_id(vector)


def clustering(matrix: Matrix) -> dict[str, float]:
    """Return the share of pairs of each node's neighbours that are tied themselves.

    Source: D. Watts, S. Strogatz, Nature 393 (1998) 440.
    """
    degrees = row_sums(matrix.ties)
    closed = _closed_paths(matrix)
    pairs = degrees * (degrees - 1)
    return matrix.by_id(closed / np.maximum(pairs, 1))


def triangles(matrix: Matrix) -> dict[str, int]:
    """Return how many ties there are among the neighbours of each node."""
    return matrix.counts_by_id(_closed_paths(matrix) / 2)


def _closed_paths(matrix: Matrix) -> np.ndarray:
    """Return twice the number of ties among the neighbours of each node, shape (n,)."""
    ties = matrix.ties
    return row_sums((ties @ ties).multiply(ties))


def constraint(matrix: Matrix) -> dict[str, float]:
    """Return how much each node's ties lead back to each other: Σ_j (p_ij + Σ_q p_iq p_qj)².

    p_ij is the share of i's weight that is with j. A node without ties has 0; Burt gives it none.

    Source: R. Burt, Structural Holes (1992), eq. 2.4.
    """
    share = _shares(matrix.tie_weights, row_sums(matrix.tie_weights))
    invested = share + (share @ share).multiply(matrix.ties)
    return matrix.by_id(row_sums(invested.power(2)))


def effective_size(matrix: Matrix) -> dict[str, float]:
    """Return n - 2t/n for each node with n neighbours that have t ties among them.

    Source: S. Borgatti, Connections 20 (1997) 35, eq. 7, for ties without weights.
    """
    degrees = row_sums(matrix.ties)
    closed = _closed_paths(matrix)
    return matrix.by_id(degrees - closed / np.maximum(degrees, 1))


def component(matrix: Matrix) -> dict[str, int]:
    """Return the number of the part that each node is in; 1 is the largest."""
    _, labels = csgraph.connected_components(matrix.ties, directed=False)
    return numbered_by_size(matrix, labels)


def articulation(matrix: Matrix) -> dict[str, int]:
    """Return 1 for each node without which its part would fall apart, else 0."""
    import networkx as nx

    points = set(nx.articulation_points(matrix.undirected_graph()))
    return {name: int(name in points) for name in matrix.ids}
