"""Measures of each node. Each returns id → value, in the order of the network.

Ties are without direction unless said; parallel edges are one tie, loops none.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from kg.model import Progress, silent
from kg.network.measures.matrix import Matrix

_BATCH: Final = 64  # sources whose paths are followed together
#: nodes above which betweenness is estimated from so many sources
EXACT_UP_TO: Final = 20_000
SAMPLE_SIZE: Final = 2_000


def degree(matrix: Matrix) -> dict[str, int]:
    """Return how many others a node is tied to."""
    return matrix.counted(np.asarray(matrix.ties.sum(axis=1)).ravel())


def in_degree(matrix: Matrix) -> dict[str, int]:
    """Return how many others point to a node."""
    return matrix.counted(np.asarray(matrix.ones.sum(axis=0)).ravel())


def out_degree(matrix: Matrix) -> dict[str, int]:
    """Return how many others a node points to."""
    return matrix.counted(np.asarray(matrix.ones.sum(axis=1)).ravel())


def strength(matrix: Matrix) -> dict[str, float]:
    """Return the sum of the weights of a node's ties."""
    return matrix.named(np.asarray(matrix.weighted.sum(axis=1)).ravel())


class Estimate(NamedTuple):
    """Values, and the standard error of each where they are estimated (else 0)."""

    values: dict[str, float]
    errors: dict[str, float]


def betweenness(matrix: Matrix, *, seed: int = 1, progress: Progress = silent) -> Estimate:
    """Return the share of shortest paths between two others that go through a node.

    c(v) = Σ σ(s,t|v)/σ(s,t) over s ≠ v ≠ t, divided by (n - 1)(n - 2)/2. Exact up to EXACT_UP_TO
    nodes; above, from SAMPLE_SIZE sources drawn without replacement, with a standard error, which
    holds for the high values that one looks for; few sources see the low ones.
    Source: U. Brandes, J. Math. Sociol. 25 (2001) 163; U. Brandes, C. Pich, Int. J. Bifurcation
    Chaos 17 (2007) 2303, for the estimate.
    """
    ties = matrix.ties
    size = len(matrix.ids)
    if size < 3:
        zero = np.zeros(size)
        return Estimate(matrix.named(zero), matrix.named(zero))
    exact = size <= EXACT_UP_TO
    sources = (
        np.arange(size)
        if exact
        else np.sort(np.random.default_rng(seed).choice(size, SAMPLE_SIZE, replace=False))
    )
    total, squares = np.zeros(size), np.zeros(size)
    for start in range(0, len(sources), _BATCH):
        found = _dependencies(ties, sources[start : start + _BATCH])
        total += found.sum(axis=1)
        squares += (found**2).sum(axis=1)
        progress("betweenness", min(start + _BATCH, len(sources)), len(sources))
    scale = 1 / ((size - 1) * (size - 2))
    count = len(sources)
    errors = np.zeros(size)
    if not exact:
        spread = np.maximum(squares / count - (total / count) ** 2, 0) * count / (count - 1)
        errors = np.sqrt(spread / count * (1 - count / size)) * size * scale
    return Estimate(matrix.named(total * (size / count) * scale), matrix.named(errors))


def _dependencies(ties: sparse.csr_matrix, sources: np.ndarray) -> np.ndarray:
    """Return how much each source depends on each node (n × sources), all sources at once."""
    size, many = ties.shape[0], len(sources)
    paths = np.zeros((size, many))
    paths[sources, np.arange(many)] = 1
    seen = paths > 0
    frontier = paths.copy()
    levels = [seen.copy()]
    while True:
        reached = ties @ frontier
        reached[seen] = 0
        new = reached > 0
        if not new.any():
            break
        paths += reached
        seen |= new
        frontier = reached
        levels.append(new)
    dependency = np.zeros((size, many))
    counts = np.where(paths > 0, paths, 1)
    for level in range(len(levels) - 1, 0, -1):
        share = np.where(levels[level], (1 + dependency) / counts, 0)
        dependency += np.where(levels[level - 1], (ties @ share) * paths, 0)
    dependency[sources, np.arange(many)] = 0
    return dependency


def pagerank(matrix: Matrix, damping: float = 0.85) -> dict[str, float]:
    """Return the share of time that a random walk along the arcs, by weight, spends at a node.

    p = d·Pᵀp + (1 - d)/n, nodes without an arc jumping anywhere. Sums to 1.
    Source: S. Brin, L. Page, Computer Networks 30 (1998) 107.
    """
    size = len(matrix.ids)
    if not size:
        return {}
    out = np.asarray(matrix.arcs.sum(axis=1)).ravel()
    inverse = np.divide(1, out, out=np.zeros_like(out), where=out > 0)
    walk = (sparse.diags(inverse) @ matrix.arcs).T.tocsr()
    rank = np.full(size, 1 / size)
    for _ in range(1_000):
        loose = rank[out == 0].sum()
        after = damping * (walk @ rank + loose / size) + (1 - damping) / size
        if np.abs(after - rank).sum() < 1e-12:
            break
        rank = after
    return matrix.named(rank)


def eigenvector(matrix: Matrix) -> dict[str, float]:
    """Return the leading eigenvector of the ties, of length 1: x = Ax/λ.

    Source: P. Bonacich, J. Math. Sociol. 2 (1972) 113. Of a network in parts, that of the part
    with the largest λ counts, up to the accuracy of 5,000 steps of the power method on A + I.
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
    return matrix.named(vector)


def closeness(matrix: Matrix) -> dict[str, float]:
    """Return (r - 1)/Σd · (r - 1)/(n - 1) with the r nodes that a node reaches, itself included.

    Source: S. Wasserman, K. Faust, Social Network Analysis (1994), eq. 5.22 and its extension.
    """
    size = len(matrix.ids)

    def of(distances: np.ndarray) -> np.ndarray:
        near = np.isfinite(distances)
        reached = near.sum(axis=1) - 1
        total = np.where(near, distances, 0).sum(axis=1)
        found: np.ndarray = np.divide(
            reached * reached, total * max(size - 1, 1), out=np.zeros(len(total)), where=total > 0
        )
        return found

    return _by_distance(matrix, of)


def harmonic(matrix: Matrix) -> dict[str, float]:
    """Return Σ 1/d to all others, divided by n - 1; what is not reached adds nothing.

    Source: P. Boldi, S. Vigna, Internet Math. 10 (2014) 222.
    """
    size = len(matrix.ids)

    def of(distances: np.ndarray) -> np.ndarray:
        inverse = np.divide(1, distances, out=np.zeros_like(distances), where=distances > 0)
        total: np.ndarray = inverse.sum(axis=1) / max(size - 1, 1)
        return total

    return _by_distance(matrix, of)


def _by_distance(matrix: Matrix, of: Callable[[np.ndarray], np.ndarray]) -> dict[str, float]:
    return matrix.named(np.concatenate([np.zeros(0), *map(of, _distances(matrix))]))


def _distances(matrix: Matrix) -> Iterator[np.ndarray]:
    ties = matrix.ties
    for start in range(0, len(matrix.ids), _BATCH):
        yield csgraph.dijkstra(
            ties, unweighted=True, indices=np.arange(start, min(start + _BATCH, len(matrix.ids)))
        )


def core(matrix: Matrix) -> dict[str, int]:
    """Return the largest k of which the node is in the k-core, where all have k ties or more.

    Source: S. Seidman, Social Networks 5 (1983) 269.
    """
    import networkx as nx

    found = nx.core_number(matrix.graph())
    return {name: int(found[name]) for name in matrix.ids}


def clustering(matrix: Matrix) -> dict[str, float]:
    """Return the share of pairs of a node's neighbours that are tied themselves.

    Source: D. Watts, S. Strogatz, Nature 393 (1998) 440.
    """
    ties = matrix.ties
    degrees = np.asarray(ties.sum(axis=1)).ravel()
    closed = np.asarray((ties @ ties).multiply(ties).sum(axis=1)).ravel()
    pairs = degrees * (degrees - 1)
    return matrix.named(np.divide(closed, pairs, out=np.zeros_like(closed), where=pairs > 0))


def constraint(matrix: Matrix) -> dict[str, float]:
    """Return how much a node's ties lead back to each other: Σ_j (p_ij + Σ_q p_iq p_qj)².

    p_ij is the share of i's weight that is with j. 0 for a node without ties, where Burt has none.
    Source: R. Burt, Structural Holes (1992), eq. 2.4.
    """
    weights = matrix.weighted
    total = np.asarray(weights.sum(axis=1)).ravel()
    inverse = np.divide(1, total, out=np.zeros_like(total), where=total > 0)
    share = (sparse.diags(inverse) @ weights).tocsr()
    invested = share + (share @ share).multiply(matrix.ties)
    return matrix.named(np.asarray(invested.power(2).sum(axis=1)).ravel())


def effective_size(matrix: Matrix) -> dict[str, float]:
    """Return n - 2t/n for a node with n neighbours that have t ties among them.

    Source: S. Borgatti, Connections 20 (1997) 35, eq. 7, for ties without weights.
    """
    ties = matrix.ties
    degrees = np.asarray(ties.sum(axis=1)).ravel()
    among = np.asarray((ties @ ties).multiply(ties).sum(axis=1)).ravel()  # twice t
    return matrix.named(
        degrees - np.divide(among, degrees, out=np.zeros_like(among), where=degrees > 0)
    )


def component(matrix: Matrix) -> dict[str, int]:
    """Return the number of the part that a node is in; 1 is the largest."""
    _, labels = csgraph.connected_components(matrix.ties, directed=False)
    return _by_size(matrix, labels)


def articulation(matrix: Matrix) -> dict[str, int]:
    """Return 1 for a node without which its part would fall apart, else 0."""
    import networkx as nx

    found = set(nx.articulation_points(matrix.graph()))
    return {name: int(name in found) for name in matrix.ids}


def community(matrix: Matrix, *, seed: int = 1) -> dict[str, int]:
    """Return the number of a node's community, by the Louvain method; 1 is the largest.

    Source: V. Blondel, J.-L. Guillaume, R. Lambiotte, E. Lefebvre, J. Stat. Mech. (2008) P10008.
    """
    import networkx as nx

    place = {name: number for number, name in enumerate(matrix.ids)}
    labels = np.zeros(len(matrix.ids), int)
    for number, members in enumerate(
        nx.community.louvain_communities(matrix.graph(), weight="weight", seed=seed)
    ):
        labels[[place[name] for name in members]] = number
    return _by_size(matrix, labels)


def _by_size(matrix: Matrix, labels: np.ndarray) -> dict[str, int]:
    """Return id → number of its group; the largest is 1, of equal ones that of the first id."""
    groups: dict[int, list[str]] = {}
    for name, label in zip(matrix.ids, labels.tolist(), strict=True):
        groups.setdefault(label, []).append(name)
    ranked = sorted(groups.values(), key=lambda names: (-len(names), names[0]))
    number = {name: rank for rank, names in enumerate(ranked, 1) for name in names}
    return {name: number[name] for name in matrix.ids}
