"""How densely connected the part is that a node is in."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from kg.network.measures.matrix import Matrix


def core(matrix: Matrix) -> dict[str, int]:
    """Return the largest k for which each node is in the k-core, where all have k ties or more.

    Nodes are taken away in rounds, all those at once that have too few ties left.

    Source: S. Seidman, Social Networks 5 (1983) 269; V. Batagelj, M. Zaveršnik, An O(m) algorithm
        for cores decomposition of networks, arXiv:cs/0310049.
    """
    ties = matrix.ties
    left = np.diff(ties.indptr).astype(np.int64)
    numbers = np.zeros(len(left), np.int64)
    is_there = np.ones(len(left), bool)
    k = 0
    while is_there.any():
        k = max(k, int(left[is_there].min()))
        going = np.flatnonzero(is_there & (left <= k))
        while len(going):
            numbers[going] = k
            is_there[going] = False
            beside = _neighbours(ties, going)
            beside = beside[is_there[beside]]
            np.subtract.at(left, beside, 1)
            going = np.unique(beside[left[beside] <= k])
    return matrix.counts_by_id(numbers)


def _neighbours(ties: sparse.csr_matrix, rows: np.ndarray) -> np.ndarray:
    """Return the neighbours of some nodes, one after the other; those of several as often."""
    starts, counts = ties.indptr[rows], np.diff(ties.indptr)[rows]
    before = np.cumsum(counts) - counts
    neighbours: np.ndarray = ties.indices[
        np.arange(counts.sum()) + np.repeat(starts - before, counts)
    ]
    return neighbours
