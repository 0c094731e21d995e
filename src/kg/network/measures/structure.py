"""Measures of a whole network: its core, how it falls apart, what is missing, two-mode clustering.

Ties have no direction; parallel edges are one tie, loops none.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np
from scipy import sparse

from kg.network.measures.matrix import Matrix, neighbours, row_sums


def is_two_mode(matrix: Matrix) -> bool:
    """Return whether the nodes have two sides such that every tie goes across."""
    import networkx as nx

    return bool(nx.is_bipartite(matrix.undirected_graph()))


def two_mode_clustering(matrix: Matrix) -> float:
    """Return the clustering of a two-mode network: 4 × four-cycles / paths of three ties.

    The network must be two-mode, see `is_two_mode`. NaN where there is no such path.

    Source: G. Robins, M. Alexander, Comput. Math. Organ. Theory 10 (2004) 69.
    """
    ties = matrix.ties
    degrees = row_sums(ties)
    middle = sparse.triu(ties).tocoo()
    paths = ((degrees[middle.row] - 1) * (degrees[middle.col] - 1)).sum()
    shared = sparse.triu(ties @ ties, k=1)
    # Each four-cycle has two pairs of opposite corners, one on either side.
    cycles = (shared.data * (shared.data - 1) / 2).sum() / 2
    return float(4 * cycles / paths) if paths else math.nan


def core_periphery(matrix: Matrix) -> set[str]:
    """Return the ids of the core: all tied within, none tied in the periphery, as nearly as can be.

    The best core of each size k holds the nodes of highest degree; of these, the one is taken that
    minimises k(k - 1)/2 - Σ degrees of the first k, and of equal ones the smallest.

    Source: S. Lip, A fast algorithm for the discrete core/periphery bipartitioning problem,
        arXiv:1102.5511 (2011).
    """
    degrees = row_sums(matrix.ties)
    order = _by_degree(matrix, degrees)
    score, best, size = 0.0, 0.0, 0
    for k, number in enumerate(order, 1):
        score += (k - 1) - degrees[number]
        if score < best:
            best, size = score, k
    return {matrix.ids[number] for number in order[:size]}


def _by_degree(matrix: Matrix, degrees: np.ndarray) -> list[int]:
    """Return the numbers of the nodes, the highest degree first, of equal ones by id."""
    return sorted(range(len(matrix.ids)), key=lambda n: (-degrees[n], matrix.ids[n]))


class Robustness(NamedTuple):
    """How a network falls apart as its best connected nodes go, one by one.

    Attributes:
        mean: R, the mean of the shares after 1, 2, … n nodes went; between 0 and 0.5.
        largest: share of all nodes that are in the largest part, after 0, 1, … n - 1 nodes went.
    """

    mean: float
    largest: tuple[float, ...]


def robustness(matrix: Matrix) -> Robustness:
    """Return how the largest part shrinks as nodes go in the order of their degree at the start.

    Source: C. Schneider et al., PNAS 108 (2011) 3838, eq. 1.
    """
    ties, size = matrix.ties, len(matrix.ids)
    parts = _Parts(size)
    is_back = [False] * size
    largest, most = [0.0], 0  # after all have gone
    # Backwards, nodes come back and parts only grow.
    for node in reversed(_by_degree(matrix, row_sums(ties))):
        is_back[node] = True
        for other in neighbours(ties, node).tolist():
            if is_back[other]:
                parts.join(node, other)
        most = max(most, parts.size_of(node))
        largest.append(most / size)
    largest.reverse()
    return Robustness(sum(largest[1:]) / size if size else 0.0, tuple(largest[:-1]))


class _Parts:
    """Sets of nodes that grow together; union-find with path halving."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))
        self._size = [1] * size

    def _root(self, node: int) -> int:
        parent = self._parent
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def join(self, first: int, second: int) -> None:
        """Make one part of the parts of two nodes."""
        first, second = self._root(first), self._root(second)
        if first != second:
            self._parent[second] = first
            self._size[first] += self._size[second]

    def size_of(self, node: int) -> int:
        """Return how many nodes are in the part of a node."""
        return self._size[self._root(node)]


class Missing(NamedTuple):
    """Two nodes that are not tied and share others.

    Attributes:
        first: the lesser id.
        second: the greater id.
        score: how telling what they share is; see `missing_links`.
        shared: ids of the nodes that both are tied to, sorted.
    """

    first: str
    second: str
    score: float
    shared: tuple[str, ...]


def missing_links(
    matrix: Matrix, limit: int = 20, *, weight: Literal["adamic-adar", "shared"] = "adamic-adar"
) -> list[Missing]:
    """Return the pairs that are not tied and share most, the highest score first.

    Args:
        matrix: the network.
        limit: how many pairs.
        weight: "adamic-adar", Σ 1/ln degree of what they share; or "shared", their number.

    Source: L. Adamic, E. Adar, Social Networks 25 (2003) 211.
    """
    ties = matrix.ties
    degrees = row_sums(ties)
    scale = np.ones_like(degrees)
    if weight == "adamic-adar":
        # What two nodes share has two ties at least; those with fewer only avoid a division by 0.
        scale = 1 / np.log(np.maximum(degrees, 2))
    scores = sparse.triu(ties @ sparse.diags(scale) @ ties, k=1).tocsr()
    scores = (scores - scores.multiply(ties)).tocoo()
    ranked = sorted(
        (-round(score, 12), matrix.ids[row], matrix.ids[column], int(row), int(column))
        for row, column, score in zip(scores.row, scores.col, scores.data, strict=True)
        if score > 0
    )
    return [
        Missing(
            first,
            second,
            -negative,
            tuple(
                sorted(
                    matrix.ids[number]
                    for number in {*neighbours(ties, row)} & {*neighbours(ties, column)}
                )
            ),
        )
        for negative, first, second, row, column in ranked[:limit]
    ]


def bridges(matrix: Matrix) -> list[tuple[str, str]]:
    """Return the ties without which their part would fall in two, each sorted, in order."""
    import networkx as nx

    return sorted((min(pair), max(pair)) for pair in nx.bridges(matrix.undirected_graph()))
