"""Measures of groups in a network: how far they keep to themselves, how evenly they are spread.

A group is a text for each node, empty where it has none; unless a function says otherwise, nodes
without one are left out.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy import sparse

from kg.network.measures.matrix import Matrix, neighbours, row_sums


def modularity(matrix: Matrix, groups: Mapping[str, str | int]) -> float:
    """Return Q = Σ_c (w_c/m - (s_c/2m)²): ties within groups beyond what chance would give.

    m is the weight of all ties, w_c that within group c, s_c that of its nodes' ties. Nodes without
    a group are one together. 0 where there is no tie.

    Args:
        matrix: the network.
        groups: id → group.

    Source: M. Newman, Phys. Rev. E 70 (2004) 056131, eq. 5.
    """
    weights = matrix.tie_weights
    total = weights.sum()
    if not total:
        return 0.0
    labels = matrix.group_numbers({name: str(group) for name, group in groups.items()})
    ties = weights.tocoo()
    within = ties.data[labels[ties.row] == labels[ties.col]].sum()
    by_group = np.bincount(labels + 1, weights=row_sums(weights))
    return float(within / total - np.square(by_group / total).sum())


def ei_index(matrix: Matrix, groups: Mapping[str, str]) -> float:
    """Return (E - I)/(E + I), E ties between groups and I within; -1 all within, 1 all between.

    NaN where no tie has a group at both ends.

    Source: D. Krackhardt, R. Stern, Soc. Psychol. Q. 51 (1988) 123.
    """
    ties, labels = sparse.triu(matrix.ties).tocoo(), matrix.group_numbers(groups)
    has_groups = (labels[ties.row] >= 0) & (labels[ties.col] >= 0)
    same = labels[ties.row] == labels[ties.col]
    internal, external = int((has_groups & same).sum()), int((has_groups & ~same).sum())
    both = internal + external
    return (external - internal) / both if both else math.nan


def assortativity(matrix: Matrix, groups: Mapping[str, str]) -> float:
    """Return (Tr e - Σ a_i b_i)/(1 - Σ a_i b_i), e the shares of ties between groups.

    1 where all ties are within groups, 0 as by chance. NaN where no tie has a group at both ends,
    or all such ties are within one group.

    Source: M. Newman, Phys. Rev. E 67 (2003) 026126, eq. 2.
    """
    ties, labels = matrix.ties.tocoo(), matrix.group_numbers(groups)
    has_groups = (labels[ties.row] >= 0) & (labels[ties.col] >= 0)
    if not has_groups.any():
        return math.nan
    count = labels.max() + 1
    mixing = np.zeros((count, count))
    np.add.at(mixing, (labels[ties.row][has_groups], labels[ties.col][has_groups]), 1)
    mixing /= mixing.sum()
    chance = float(mixing.sum(axis=0) @ mixing.sum(axis=1))
    return float((np.trace(mixing) - chance) / (1 - chance)) if chance < 1 else math.nan


class Interval(NamedTuple):
    """A value, and the interval in which 95 % of its bootstrap values lie."""

    value: float
    low: float
    high: float


def triple_helix(
    present: Sequence[tuple[bool, bool, bool]], *, samples: int = 1_000, seed: int = 1
) -> Interval:
    """Return T(u,i,g) in bits over units that have or lack university, industry, government.

    T = H_u + H_i + H_g - H_ui - H_ug - H_ig + H_uig, H = -Σ p log₂ p. Negative: the three hold
    together beyond what their pairs do.

    Args:
        present: for each unit whether it has each of the three.
        samples: how many times as many units are drawn with replacement for the interval.
        seed: of the draws; the same seed gives the same interval.

    Returns:
        T with the 2.5th and 97.5th percentile of the samples; NaN where there are no units.

    Source: L. Leydesdorff, Scientometrics 58 (2003) 445, eq. 8.
    """
    # A unit that has university and government, but not industry, is 101 in binary: 5.
    units = np.array([int(u) * 4 + int(i) * 2 + int(g) for u, i, g in present], int)
    if not len(units):
        return Interval(math.nan, math.nan, math.nan)
    generator = np.random.default_rng(seed)
    drawn = [_transmission(generator.choice(units, len(units))) for _ in range(samples)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Interval(_transmission(units), float(low), float(high))


def _transmission(units: np.ndarray) -> float:
    """Return T of units given as numbers from 0 to 7; see `triple_helix`."""
    counts = np.bincount(units, minlength=8)
    shares = (counts / counts.sum()).reshape(2, 2, 2)

    def entropy(*axes: int) -> float:
        """Return the entropy of some of the three dimensions, the others added up."""
        others = tuple(axis for axis in range(3) if axis not in axes)
        values = shares.sum(axis=others).ravel()
        values = values[values > 0]
        return float(-(values * np.log2(values)).sum())

    return (
        entropy(0)
        + entropy(1)
        + entropy(2)
        - entropy(0, 1)
        - entropy(0, 2)
        - entropy(1, 2)
        + entropy(0, 1, 2)
    )


def evenness(counts: Mapping[str, int]) -> float:
    """Return how evenly things are spread over k kinds: -Σ p ln p / ln k.

    Args:
        counts: kind → how many; kinds with none count in k.

    Returns:
        1 for an even spread, 0 where all are of one kind, or there are none.

    Source: E. Pielou, J. Theor. Biol. 13 (1966) 131.
    """
    values = np.array([count for count in counts.values() if count], float)
    if len(counts) < 2 or not len(values):
        return 0.0
    shares = values / values.sum()
    # + 0.0 makes -0.0 a plain zero
    return float(-(shares * np.log(shares)).sum() / math.log(len(counts))) + 0.0


def group_counts(matrix: Matrix, groups: Mapping[str, str]) -> dict[str, Counter[str]]:
    """Return id → group → how many neighbours of the node are in it."""
    ties = matrix.ties
    return {
        name: Counter(
            group for other in neighbours(ties, number) if (group := groups.get(matrix.ids[other]))
        )
        for number, name in enumerate(matrix.ids)
    }
