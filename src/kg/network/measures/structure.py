"""Measures of a whole network: groups and their mixing, brokers, core, robustness, what is missing.

A group is a text for each node, empty where it has none; nodes without one are left out.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from scipy import sparse

from kg.errors import UsageError
from kg.network.measures.matrix import Matrix

_MOST_PATHS: Final = 50_000_000  # which take 1.2 GB
ROLES: Final = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")


def modularity(matrix: Matrix, groups: Mapping[str, str | int]) -> float:
    """Return Q = Σ_c (w_c/m - (s_c/2m)²): ties within groups beyond what chance would give.

    m: the weight of all ties; w_c: within group c; s_c: of its nodes' ties.
    Source: M. Newman, Phys. Rev. E 70 (2004) 056131, eq. 5.
    """
    weights = matrix.weighted
    total = weights.sum()
    if not total:
        return 0.0
    labels = matrix.groups({name: str(value) for name, value in groups.items()})
    strength = np.asarray(weights.sum(axis=1)).ravel()
    ties = weights.tocoo()
    inside = ties.data[(labels[ties.row] == labels[ties.col])].sum()
    by_group = np.bincount(labels + 1, weights=strength)
    return float(inside / total - (by_group / total).__pow__(2).sum())


def ei_index(matrix: Matrix, groups: Mapping[str, str]) -> float:
    """Return (E - I)/(E + I): E ties between groups, I within; -1 all within, 1 all between.

    Source: D. Krackhardt, R. Stern, Soc. Psychol. Q. 51 (1988) 123. NaN where there is no tie.
    """
    ties, labels = sparse.triu(matrix.ties).tocoo(), matrix.groups(groups)
    known = (labels[ties.row] >= 0) & (labels[ties.col] >= 0)
    same = labels[ties.row] == labels[ties.col]
    internal, external = int((known & same).sum()), int((known & ~same).sum())
    both = internal + external
    return (external - internal) / both if both else math.nan


def assortativity(matrix: Matrix, groups: Mapping[str, str]) -> float:
    """Return (Tr e - Σ a_i b_i)/(1 - Σ a_i b_i), e the shares of ties between groups.

    Source: M. Newman, Phys. Rev. E 67 (2003) 026126, eq. 2. NaN where there is one group only.
    """
    ties, labels = matrix.ties.tocoo(), matrix.groups(groups)
    known = (labels[ties.row] >= 0) & (labels[ties.col] >= 0)
    number = labels.max(initial=-1) + 1
    if not known.any():
        return math.nan
    mixing = np.zeros((number, number))
    np.add.at(mixing, (labels[ties.row][known], labels[ties.col][known]), 1)
    mixing /= mixing.sum()
    chance = float(mixing.sum(axis=0) @ mixing.sum(axis=1))
    return float((np.trace(mixing) - chance) / (1 - chance)) if chance < 1 else math.nan


class Brokerage(NamedTuple):
    """Roles of each node: how often it stands between two that are not tied, by their groups.

    nodes: role → id → count; totals, expected, z: role → value for the whole network. Expected
    and z come from the same network with the groups dealt out anew.
    """

    nodes: dict[str, dict[str, int]]
    totals: dict[str, int]
    expected: dict[str, float]
    z: dict[str, float]


def brokerage(
    matrix: Matrix, groups: Mapping[str, str], *, deals: int = 200, seed: int = 1
) -> Brokerage:
    """Return in which roles nodes broker: a → v → b without a → b, by the groups of a, v and b.

    coordinator (w_I): all in one; itinerant (w_O): a and b in one, v in another; gatekeeper (b_OI):
    v and b in one; representative (b_IO): a and v in one; liaison (b_O): three groups. Undirected
    ties count both ways. deals: how often the groups are dealt out for expectation and z.
    Source: R. Gould, R. Fernandez, Sociol. Methodol. 19 (1989) 89.
    """
    labels = matrix.groups(groups)
    triads = _open_triads(matrix)
    counts = _roles(triads, labels, len(matrix.ids))
    totals = counts.sum(axis=0)
    source = np.random.default_rng(seed)
    known = np.flatnonzero(labels >= 0)
    dealt = np.zeros((deals, len(ROLES)))
    for number in range(deals):
        mixed = labels.copy()
        mixed[known] = source.permutation(labels[known])
        dealt[number] = _roles(triads, mixed, len(matrix.ids)).sum(axis=0)
    mean, spread = dealt.mean(axis=0), dealt.std(axis=0, ddof=1)
    return Brokerage(
        {role: matrix.counted(counts[:, n]) for n, role in enumerate(ROLES)},
        {role: int(totals[n]) for n, role in enumerate(ROLES)},
        {role: float(mean[n]) for n, role in enumerate(ROLES)},
        {
            role: float((totals[n] - mean[n]) / spread[n]) if spread[n] else 0.0
            for n, role in enumerate(ROLES)
        },
    )


def _open_triads(matrix: Matrix) -> np.ndarray:
    """Return (a, v, b) of each path a → v → b whose ends are not tied a → b; shape (m, 3).

    Raises UsageError where there are too many to hold.
    """
    ones = matrix.ones
    into = ones.tocsc()
    paths = int(np.diff(into.indptr).astype(np.int64) @ np.diff(ones.indptr))
    if paths > _MOST_PATHS:
        raise UsageError(
            f"brokers: {paths:,} paths of two steps are more than fit into memory "
            f"({_MOST_PATHS:,}); choose a part of the network, without its hubs"
        )
    found = []
    for v in range(len(matrix.ids)):
        before = into.indices[into.indptr[v] : into.indptr[v + 1]]
        after = ones.indices[ones.indptr[v] : ones.indptr[v + 1]]
        if not len(before) or not len(after):
            continue
        closed = ones[before][:, after].toarray() > 0
        is_open = ~closed & (before[:, None] != after[None, :])
        a, b = np.nonzero(is_open)
        found.append(np.column_stack([before[a], np.full(len(a), v), after[b]]))
    return np.concatenate(found) if found else np.zeros((0, 3), int)


def _roles(triads: np.ndarray, labels: np.ndarray, size: int) -> np.ndarray:
    """Return how often each node is in each role; shape (n, 5)."""
    a, v, b = (labels[triads[:, column]] for column in range(3))
    known = (a >= 0) & (v >= 0) & (b >= 0)
    role = np.select([(a == v) & (v == b), (a == b), (v == b), (a == v)], [0, 1, 2, 3], 4)
    counts = np.zeros((size, len(ROLES)))
    np.add.at(counts, (triads[known, 1], role[known]), 1)
    return counts


class Interval(NamedTuple):
    """A value and the interval in which 95 % of its bootstrap values lie."""

    value: float
    low: float
    high: float


def triple_helix(
    present: Sequence[tuple[bool, bool, bool]], *, samples: int = 1_000, seed: int = 1
) -> Interval:
    """Return T(u,i,g) in bits over units that have or lack university, industry, government.

    T = H_u + H_i + H_g - H_ui - H_ug - H_ig + H_uig, H = -Σ p log₂ p; negative: the three hold
    together beyond what pairs do.
    Source: L. Leydesdorff, Scientometrics 58 (2003) 445, eq. 8; interval by bootstrap over units.
    """
    table = np.array([int(u) * 4 + int(i) * 2 + int(g) for u, i, g in present], int)
    if not len(table):
        return Interval(math.nan, math.nan, math.nan)
    source = np.random.default_rng(seed)
    drawn = [
        _transmission(np.bincount(source.choice(table, len(table)), minlength=8))
        for _ in range(samples)
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Interval(_transmission(np.bincount(table, minlength=8)), float(low), float(high))


def _transmission(counts: np.ndarray) -> float:
    shares = (counts / counts.sum()).reshape(2, 2, 2)

    def entropy(*kept: int) -> float:
        gone = tuple(axis for axis in range(3) if axis not in kept)
        values = shares.sum(axis=gone).ravel()
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
    """Return how evenly things are spread over k kinds: -Σ p ln p / ln k; 1 is even, 0 all in one.

    Source: E. Pielou, J. Theor. Biol. 13 (1966) 131.
    """
    values = np.array([count for count in counts.values() if count], float)
    if len(counts) < 2 or not len(values):
        return 0.0
    shares = values / values.sum()
    return float(-(shares * np.log(shares)).sum() / math.log(len(counts))) + 0.0


def is_two_mode(matrix: Matrix) -> bool:
    """Whether the nodes have two sides such that every tie goes across."""
    import networkx as nx

    return bool(nx.is_bipartite(matrix.graph()))


def two_mode_clustering(matrix: Matrix) -> float:
    """Return the clustering of a two-mode network: 4 × four-cycles / paths of three ties.

    Source: G. Robins, M. Alexander, Comput. Math. Organ. Theory 10 (2004) 69. NaN without such
    paths. The network must be two-mode: every tie between the two sides.
    """
    ties = matrix.ties
    degrees = np.asarray(ties.sum(axis=1)).ravel()
    pairs = sparse.triu(ties).tocoo()
    paths = ((degrees[pairs.row] - 1) * (degrees[pairs.col] - 1)).sum()
    shared = sparse.triu(ties @ ties, k=1)
    # Each four-cycle has two pairs of opposite corners, one on either side.
    cycles = (shared.data * (shared.data - 1) / 2).sum() / 2
    return float(4 * cycles / paths) if paths else math.nan


def core_periphery(matrix: Matrix) -> set[str]:
    """Return the core: all tied within, none tied in the periphery, as nearly as can be.

    The best core of each size holds the nodes of highest degree, and the best of these is taken:
    it minimises k(k - 1)/2 - Σ degrees of the first k.
    Source: S. Lip, A fast algorithm for the discrete core/periphery bipartitioning problem,
    arXiv:1102.5511 (2011).
    """
    degrees = np.asarray(matrix.ties.sum(axis=1)).ravel()
    order = sorted(range(len(matrix.ids)), key=lambda n: (-degrees[n], matrix.ids[n]))
    score, best, size = 0.0, 0.0, 0
    for k, number in enumerate(order, 1):
        score += (k - 1) - degrees[number]
        if score < best:
            best, size = score, k
    return {matrix.ids[number] for number in order[:size]}


class Robustness(NamedTuple):
    """How a network falls apart as its best connected nodes go, one by one.

    largest: share of all nodes that are in the largest part, after 0, 1, … n - 1 nodes went;
    mean: over them without the first, between 1/n and 0.5.
    """

    mean: float
    largest: tuple[float, ...]


def robustness(matrix: Matrix) -> Robustness:
    """Return how the largest part shrinks as nodes go in the order of their degree at the start.

    Source: C. Schneider et al., PNAS 108 (2011) 3838, eq. 1.
    """
    ties, size = matrix.ties, len(matrix.ids)
    degrees = np.asarray(ties.sum(axis=1)).ravel()
    order = sorted(range(size), key=lambda n: (-degrees[n], matrix.ids[n]))
    root = list(range(size))
    weight = [1] * size
    there = [False] * size

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    largest, most = [0.0], 0  # after all have gone
    for node in reversed(order):  # backwards, nodes come back and parts only grow
        there[node] = True
        for other in ties.indices[ties.indptr[node] : ties.indptr[node + 1]]:
            if there[other] and find(node) != find(other):
                a, b = find(node), find(int(other))
                root[b] = a
                weight[a] += weight[b]
        most = max(most, weight[find(node)])
        largest.append(most / size)
    largest.reverse()
    return Robustness(sum(largest[1:]) / size if size else 0.0, tuple(largest[:-1]))


class Missing(NamedTuple):
    """Two nodes that are not tied and share others; the score says how telling those are."""

    first: str
    second: str
    score: float
    shared: tuple[str, ...]


def missing_links(matrix: Matrix, limit: int = 20, *, weight: str = "adamic-adar") -> list[Missing]:
    """Return pairs that are not tied and share most, the highest score first.

    weight: adamic-adar, Σ 1/ln degree of what they share; or shared, their number.
    Source: L. Adamic, E. Adar, Social Networks 25 (2003) 211.
    """
    ties = matrix.ties
    degrees = np.asarray(ties.sum(axis=1)).ravel()
    scale = np.ones_like(degrees)
    if weight == "adamic-adar":
        scale = np.where(degrees > 1, 1 / np.log(np.maximum(degrees, 2)), 0)
    scores = sparse.triu(ties @ sparse.diags(scale) @ ties, k=1).tocsr()
    scores = (scores - scores.multiply(ties)).tocoo()
    ranked = sorted(
        (
            (-round(score, 12), matrix.ids[a], matrix.ids[b], int(a), int(b))
            for a, b, score in zip(scores.row, scores.col, scores.data, strict=True)
            if score > 0
        )
    )
    near = (
        [set(ties.indices[ties.indptr[n] : ties.indptr[n + 1]]) for n in range(len(matrix.ids))]
        if ranked
        else []
    )
    return [
        Missing(one, other, -score, tuple(sorted(matrix.ids[n] for n in near[a] & near[b])))
        for score, one, other, a, b in ranked[:limit]
    ]


def bridges(matrix: Matrix) -> list[tuple[str, str]]:
    """Return the ties without which their part would fall in two, sorted."""
    import networkx as nx

    return sorted((min(pair), max(pair)) for pair in nx.bridges(matrix.graph()))


def group_counts(matrix: Matrix, groups: Mapping[str, str]) -> dict[str, Counter[str]]:
    """Return id → group → how many neighbours are in it."""
    ties = matrix.ties
    found: dict[str, Counter[str]] = {}
    for number, name in enumerate(matrix.ids):
        near = ties.indices[ties.indptr[number] : ties.indptr[number + 1]]
        found[name] = Counter(
            group for other in near if (group := groups.get(matrix.ids[other], ""))
        )
    return found
