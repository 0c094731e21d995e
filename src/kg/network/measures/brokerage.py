"""Who stands between two that are not tied, by the groups of all three."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import numpy as np

from kg.errors import UsageError, in_language
from kg.network.measures.matrix import Matrix, neighbours

_MOST_PATHS: Final = 50_000_000  # which take 1.2 GB
ROLES: Final = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")


class Brokerage(NamedTuple):
    """How often each node stands between two that are not tied, by role.

    Attributes:
        nodes: role → id → count.
        totals: role → count over the whole network.
        expected: role → mean of the totals when the groups are dealt out anew.
        z: role → (total - expected) / standard deviation of the dealt totals; 0 where they are all
            the same.
    """

    nodes: dict[str, dict[str, int]]
    totals: dict[str, int]
    expected: dict[str, float]
    z: dict[str, float]


def brokerage(
    matrix: Matrix, groups: Mapping[str, str], *, deals: int = 200, seed: int = 1
) -> Brokerage:
    """Return in which roles nodes broker: a → v → b without a → b, by the groups of a, v and b.

    coordinator (w_I): all in one group; itinerant (w_O): a and b in one, v in another; gatekeeper
    (b_OI): v and b in one; representative (b_IO): a and v in one; liaison (b_O): three groups.
    Undirected ties count both ways.

    Args:
        matrix: the network.
        groups: id → group; a path on which a node has none does not count.
        deals: how often the groups are dealt out anew among the nodes that have one, at least 2.
        seed: of the deals; the same seed gives the same expectation.

    Raises:
        UsageError: there are too many paths to hold in memory.

    Source: R. Gould, R. Fernandez, Sociol. Methodol. 19 (1989) 89.
    """
    labels = matrix.group_numbers(groups)
    triads = _open_triads(matrix)
    counts = _roles(triads, labels, len(matrix.ids))
    totals = counts.sum(axis=0)
    dealt = np.array([_totals(triads, mixed) for mixed in _dealt(labels, deals, seed)])
    mean, deviation = dealt.mean(axis=0), dealt.std(axis=0, ddof=1)
    return Brokerage(
        {role: matrix.counts_by_id(counts[:, n]) for n, role in enumerate(ROLES)},
        {role: int(totals[n]) for n, role in enumerate(ROLES)},
        {role: float(mean[n]) for n, role in enumerate(ROLES)},
        {
            role: float((totals[n] - mean[n]) / deviation[n]) if deviation[n] else 0.0
            for n, role in enumerate(ROLES)
        },
    )


def _open_triads(matrix: Matrix) -> np.ndarray:
    """Return (a, v, b) of each path a → v → b whose ends are not tied a → b; shape (m, 3)."""
    arcs = matrix.arcs
    incoming = arcs.T.tocsr()
    paths = int(np.diff(incoming.indptr).astype(np.int64) @ np.diff(arcs.indptr))
    if paths > _MOST_PATHS:
        raise UsageError(
            in_language(
                f"brokers: {paths:,} paths of two steps are more than fit into memory "
                f"({_MOST_PATHS:,}); choose a part of the network, without its hubs",
                f"brokers: {paths:,} caminos de dos pasos no caben en la memoria "
                f"({_MOST_PATHS:,}); elija una parte de la red, sin sus nodos más conectados",
            )
        )
    triads = [np.zeros((0, 3), int)]
    for broker in range(len(matrix.ids)):
        before, after = neighbours(incoming, broker), neighbours(arcs, broker)
        if not len(before) or not len(after):
            continue
        closed = arcs[before][:, after].toarray() > 0
        first, last = np.nonzero(~closed & (before[:, None] != after[None, :]))
        triads.append(np.column_stack([before[first], np.full(len(first), broker), after[last]]))
    return np.concatenate(triads)


def _roles(triads: np.ndarray, labels: np.ndarray, size: int) -> np.ndarray:
    """Return how often each node is in each role; shape (n, 5)."""
    roles = _role_numbers(triads, labels)
    counts = np.zeros((size, len(ROLES)))
    np.add.at(counts, (triads[roles >= 0, 1], roles[roles >= 0]), 1)
    return counts


def _totals(triads: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return how often each role occurs; shape (5,)."""
    roles = _role_numbers(triads, labels)
    return np.bincount(roles[roles >= 0], minlength=len(ROLES))


def _role_numbers(triads: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return for each triad the number of its role in `ROLES`; -1 where a node has no group."""
    a, v, b = (labels[triads[:, column]] for column in range(3))
    has_groups = (a >= 0) & (v >= 0) & (b >= 0)
    role: np.ndarray = np.select(
        [~has_groups, (a == v) & (v == b), a == b, v == b, a == v], [-1, 0, 1, 2, 3], 4
    )
    return role


def _dealt(labels: np.ndarray, deals: int, seed: int) -> Iterator[np.ndarray]:
    """Yield the labels dealt out anew among the nodes that have one."""
    generator = np.random.default_rng(seed)
    has_group = np.flatnonzero(labels >= 0)
    for _ in range(deals):
        mixed = labels.copy()
        mixed[has_group] = generator.permutation(labels[has_group])
        yield mixed
