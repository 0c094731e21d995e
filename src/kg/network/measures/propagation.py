"""Groups by label propagation: quick, and without the quality that Leiden promises."""

from __future__ import annotations

import hashlib
from typing import Final

import numpy as np
from scipy import sparse

from kg.network.measures.communities import numbered_by_size
from kg.network.measures.matrix import Matrix

#: after so many rounds labels are taken as they are
MOST_ROUNDS: Final = 50
#: digits to which weights are added up, so that an order of addition decides nothing
DIGITS: Final = 9


def label_propagation(matrix: Matrix, *, seed: int = 1) -> dict[str, int]:
    """Return the number of the group of nodes that each node ends up with; 1 is the largest.

    Each node begins with a label of its own. In a round, about half of the nodes, drawn by a hash
    of seed, round and id, take the label that has most weight among their neighbours; of equal
    ones their own, else that of the least id. It ends when no node would change, or after
    `MOST_ROUNDS`. The same seed gives the same groups.

    Source: U. Raghavan, R. Albert, S. Kumara, Phys. Rev. E 76 (2007) 036106; in halves, so that
        two sides do not change places for ever.
    """
    ties = matrix.tie_weights.tocsr()
    labels = np.arange(len(matrix.ids))
    for number in range(1, MOST_ROUNDS + 1):
        wanted = _wanted(ties, labels)
        if (wanted == labels).all():
            break
        drawn = np.array([is_drawn(seed, number, name) for name in matrix.ids], bool)
        labels = np.where(drawn, wanted, labels)
    return numbered_by_size(matrix, labels)


def is_drawn(seed: int, number: int, name: str) -> bool:
    """Return whether a node may change its label in a round."""
    digest = hashlib.sha256(f"{seed}:{number}:{name}".encode()).digest()
    return digest[0] < 128


def _wanted(ties: sparse.csr_matrix, labels: np.ndarray) -> np.ndarray:
    """Return the label that each node would take from its neighbours."""
    pairs = ties.tocoo()
    weights = sparse.coo_matrix((pairs.data, (pairs.row, labels[pairs.col])), shape=ties.shape)
    summed = weights.tocsr()
    summed.sum_duplicates()
    sums = summed.tocoo()
    rows, names = sums.row, sums.col
    # The best of each row is its last: by weight, then its own label, then the least.
    order = np.lexsort((-names, names == labels[rows], sums.data.round(DIGITS), rows))
    rows, names = rows[order], names[order]
    is_last = np.append(rows[1:] != rows[:-1], True) if len(rows) else np.zeros(0, bool)
    wanted = labels.copy()
    wanted[rows[is_last]] = names[is_last]
    return wanted
