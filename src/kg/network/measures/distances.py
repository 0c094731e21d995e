"""How far nodes are from each other: closeness, from a search that follows many sources at once.

Each source is a bit. A word of a node says which sources have reached it, and a step of the search
is one "or" over the neighbours: 64 searches for the price of one. How many sources are at a
distance from a node is the number of its new bits, and distances without direction are the same
both ways, so these counts are all that closeness needs.

Source: M. Then et al., The More the Merrier, VLDB 8 (2014) 449, on searches from many sources.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from kg.model import Progress, silent
from kg.network.measures.matrix import Matrix

_BITS = 64  # of a word
_MOST_WORDS = 16  # of a node in one search
_MOST_GATHERED = 1 << 24  # words of neighbours that are in memory at once


def closeness(matrix: Matrix, progress: Progress = silent) -> dict[str, float]:
    """Return (r - 1)/Σd · (r - 1)/(n - 1), r the number of nodes reached, the node included.

    Args:
        matrix: the network.
        progress: told how many sources are done.

    Source: S. Wasserman, K. Faust, Social Network Analysis (1994), eq. 5.22 and its extension.
    """
    size = len(matrix.ids)
    others, total = np.zeros(size), np.zeros(size)
    for distance, counts in _counts(matrix.ties, progress, "closeness"):
        others += counts
        total += distance * counts
    # 1 in place of 0, of those that reach no other
    return matrix.by_id(others * others / (np.maximum(total, 1) * max(size - 1, 1)))


def harmonic(matrix: Matrix, progress: Progress = silent) -> dict[str, float]:
    """Return Σ 1/d to all others, divided by n - 1; what is not reached adds nothing.

    Args:
        matrix: the network.
        progress: told how many sources are done.

    Source: P. Boldi, S. Vigna, Internet Math. 10 (2014) 222.
    """
    size = len(matrix.ids)
    total = np.zeros(size)
    for distance, counts in _counts(matrix.ties, progress, "harmonic"):
        total += counts / distance
    return matrix.by_id(total / max(size - 1, 1))


def _counts(
    ties: sparse.csr_matrix, progress: Progress, step: str
) -> Iterator[tuple[int, np.ndarray]]:
    """Yield a distance and how many of some sources are so far from each node, shape (n,).

    All sources together give all pairs; a distance comes once for each batch of sources.
    """
    size = ties.shape[0]
    linked = np.flatnonzero(np.diff(ties.indptr))
    starts = ties.indptr[linked]  # reduceat wants no empty rows
    words = int(np.clip(_MOST_GATHERED // max(ties.nnz, 1), 1, _MOST_WORDS))
    for first in range(0, len(linked), words * _BITS):
        sources = linked[first : first + words * _BITS]
        bit = np.arange(len(sources))
        seen = np.zeros((size, words), np.uint64)
        seen[sources, bit // _BITS] = np.uint64(1) << (bit % _BITS).astype(np.uint64)
        frontier = seen.copy()
        distance = 0
        while True:
            distance += 1
            reached = np.bitwise_or.reduceat(frontier[ties.indices], starts, axis=0)
            frontier = np.zeros_like(seen)
            frontier[linked] = reached & ~seen[linked]
            if not frontier.any():
                break
            seen |= frontier
            yield distance, _bits(frontier).sum(axis=1)
        progress(step, min(first + len(sources), len(linked)), len(linked))


#: 16 bits → how many of them are set; numpy counts them itself from version 2 on
_SET_BITS = np.array([number.bit_count() for number in range(1 << 16)], np.uint8)


def _bits(words: np.ndarray) -> np.ndarray:
    """Return how many bits are set in each word."""
    if hasattr(np, "bitwise_count"):
        counts: np.ndarray = np.bitwise_count(words)
        return counts.astype(np.int64)
    parts = _SET_BITS[words.view(np.uint16)].reshape(*words.shape, 4)
    summed: np.ndarray = parts.sum(axis=2, dtype=np.int64)
    return summed
