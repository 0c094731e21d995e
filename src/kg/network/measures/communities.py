"""Groups of nodes that are tied more among themselves than chance would have it."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, NamedTuple

import numpy as np
from scipy import sparse

from kg.errors import UsageError, in_language
from kg.network.measures.matrix import Matrix
from kg.runtime.extras import extra

RUNS: Final = 10
_CYCLES: Final = 10  # of a run: each begins where the last one ended
_FEWER_CYCLES: Final = 2  # of a network with more ties than …
_MANY_TIES: Final = 200_000


class Communities(NamedTuple):
    """The best of some runs.

    Attributes:
        numbers: id → number of its community; 1 is the largest.
        modularity: of these communities, at the resolution asked for.
        runs: the modularity of each run, in their order; how far they differ says how sure the
            communities are.
        sizes: how many communities each run found, in the same order.
    """

    numbers: dict[str, int]
    modularity: float
    runs: tuple[float, ...]
    sizes: tuple[int, ...]


def communities(
    matrix: Matrix, *, resolution: float = 1.0, seed: int = 1, runs: int = RUNS
) -> Communities:
    """Return the communities of greatest modularity that the Leiden method finds in some runs.

    Args:
        matrix: the network; its weights count.
        resolution: above 1 there are more and smaller communities, below 1 fewer and larger ones.
        seed: of the first run; the next ones have the next numbers. The same seed gives the same.
        runs: how many, at least 1.

    Raises:
        UsageError: The resolution is not above 0.

    Source: V. Traag, L. Waltman, N. J. van Eck, From Louvain to Leiden, Sci. Rep. 9 (2019) 5233;
        for the resolution J. Reichardt, S. Bornholdt, Phys. Rev. E 74 (2006) 016110.
    """
    if not resolution > 0:
        raise UsageError(
            in_language(
                "a resolution is above 0; 1 is the usual one",
                "una resolución es mayor que 0; la usual es 1",
            )
        )
    ties = _sorted(matrix.tie_weights)
    with ThreadPoolExecutor(min(runs, os.cpu_count() or 1)) as pool:  # it lets go of Python
        partitions = list(pool.map(partial(_run, ties, resolution), range(seed, seed + runs)))
    values = tuple(modularity for _, modularity in partitions)
    best, modularity = max(partitions, key=lambda run: run[1])
    sizes = tuple(len(np.unique(labels)) for labels, _ in partitions)
    return Communities(numbered_by_size(matrix, best), modularity, values, sizes)


def community(matrix: Matrix, *, resolution: float = 1.0, seed: int = 1) -> dict[str, int]:
    """Return the number of each node's community; see `communities`."""
    return communities(matrix, resolution=resolution, seed=seed).numbers


def _sorted(weights: sparse.csr_matrix) -> sparse.csr_matrix:
    ties = weights.copy()
    ties.sort_indices()
    return ties


def _run(ties: sparse.csr_matrix, resolution: float, seed: int) -> tuple[np.ndarray, float]:
    """Return the label of each node after one run, and the modularity."""
    size = ties.shape[0]
    labels = np.arange(size)
    if not ties.nnz:
        return labels, 0.0
    with extra("networks"):
        from graspologic_native import leiden_csr
    _, partition = leiden_csr(
        ties.indptr.astype(np.int64),
        ties.indices.astype(np.int32),
        ties.data.astype(np.float64),
        size,
        resolution=resolution,
        iterations=_CYCLES if ties.nnz // 2 <= _MANY_TIES else _FEWER_CYCLES,
        seed=seed,
    )
    # Nodes without ties are in no community that is found: each is one of its own.
    nodes = np.fromiter((int(node) for node in partition), np.int64, len(partition))
    labels[nodes] = size + np.fromiter(partition.values(), np.int64, len(partition))
    alone = np.diff(ties.indptr) == 0
    labels[alone] = np.flatnonzero(alone)
    return labels, _modularity(ties, labels, resolution)


def _modularity(ties: sparse.csr_matrix, labels: np.ndarray, resolution: float) -> float:
    """Return Σ_c (w_c/m - γ (s_c/2m)²): w_c the weight within a community, s_c its strength."""
    _, group = np.unique(labels, return_inverse=True)
    pairs = ties.tocoo()
    twice = float(pairs.data.sum())
    within = float(pairs.data[group[pairs.row] == group[pairs.col]].sum())
    strengths = np.bincount(group[pairs.row], pairs.data)
    return within / twice - resolution * float(((strengths / twice) ** 2).sum())


def numbered_by_size(matrix: Matrix, labels: np.ndarray) -> dict[str, int]:
    """Return id → number of its group; the largest is 1, of equal ones that of the first id."""
    groups: dict[int, list[str]] = {}
    for name, label in zip(matrix.ids, labels.tolist(), strict=True):
        groups.setdefault(label, []).append(name)
    ranked = sorted(groups.values(), key=lambda names: (-len(names), names[0]))
    number = {name: rank for rank, names in enumerate(ranked, 1) for name in names}
    return {name: number[name] for name in matrix.ids}
