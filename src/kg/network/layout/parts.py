"""Where the nodes of a picture are: each connected part by itself, packed, the rest below.

Nodes without a tie would fill the middle of a drawing by forces. Here they are a block of rows, by
helix and kind, under what is linked.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from kg.model import Progress, silent
from kg.network.elements import Network
from kg.network.layout.discs import LIMIT
from kg.network.layout.force import forced
from kg.network.layout.packing import packed
from kg.network.layout.stress import radii, stress_coordinates, turned
from kg.network.measures.matrix import Matrix
from kg.runtime.extras import extra

with extra("networks"):
    from scipy import sparse
    from scipy.sparse import csgraph

_BY_STRESS: Final = 1_200  # nodes of a part; larger ones are placed by forces
_MOST_PACKED: Final = 400  # parts; smaller ones beyond are rows of the block below
_LARGE: Final = 5_000  # nodes; then fewer rounds of forces
_ROUNDS: Final = 300
_FEWER_ROUNDS: Final = 180
_ROW: Final = 26.0  # between nodes of the block below
_BELOW: Final = 70.0  # between the parts and that block
_NOWHERE: Final = (np.nan, np.nan)
_STEP: Final = "placing the nodes"


def part_coordinates(
    network: Network,
    *,
    like: Mapping[str, tuple[float, float]] = MappingProxyType({}),
    progress: Progress = silent,
) -> dict[str, tuple[float, float]]:
    """Return node id → (x, y), the centre at (0, 0), |x|, |y| ≤ LIMIT, y upwards.

    The same network has the same drawing.

    Args:
        network: the network; its edges count without direction and weight.
        like: id → (x, y) in an earlier drawing, which the new one is to look like.
        progress: told how many nodes are placed.
    """
    matrix = Matrix.from_network(network)
    ties, size = matrix.ties, len(matrix.ids)
    if not size:
        return {}
    groups = _groups(ties, matrix.ids)
    linked = [rows for rows in groups if len(rows) > 1][:_MOST_PACKED]
    most = int(np.diff(ties.indptr).max())
    shapes: list[np.ndarray] = []
    edges: list[np.ndarray] = []
    wishes: list[np.ndarray | None] = []
    done = 0
    for rows in linked:
        part = ties[rows][:, rows].tocsr()
        ids = [matrix.ids[row] for row in rows]
        start = np.array([like.get(name, _NOWHERE) for name in ids])
        known = start[~np.isnan(start[:, 0])]
        shapes.append(_shape(part, ids, radii(part, most), start if len(known) else None))
        edges.append(np.column_stack(sparse.triu(part).nonzero()))
        wishes.append(known.mean(axis=0) if len(known) else None)
        done += len(rows)
        progress(_STEP, done, size)
    at = np.zeros((size, 2))
    for rows, moved in zip(linked, packed(shapes, edges, wishes) if shapes else [], strict=True):
        at[rows] = moved
    _put_below(at, network, linked)
    progress(_STEP, size, size)
    return _rounded(at, matrix.ids)


def _groups(ties: sparse.csr_matrix, ids: tuple[str, ...]) -> list[np.ndarray]:
    """Return the rows of each part, the largest first, of equal ones that of the first id."""
    _, labels = csgraph.connected_components(ties, directed=False)
    order = np.argsort(labels, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)
    return sorted(groups, key=lambda rows: (-len(rows), ids[rows[0]]))


def _shape(
    ties: sparse.csr_matrix, ids: list[str], room: np.ndarray, start: np.ndarray | None
) -> np.ndarray:
    """Return the coordinates of the nodes of one part."""
    if len(ids) <= _BY_STRESS:
        return stress_coordinates(ties, ids, room, start)
    rounds = _ROUNDS if len(ids) <= _LARGE else _FEWER_ROUNDS
    return turned(forced(ties, rounds=rounds), ties, ids, start)


def _put_below(at: np.ndarray, network: Network, linked: list[np.ndarray]) -> None:
    """Set the coordinates of all other nodes: rows under the parts, by helix and kind."""
    placed = np.zeros(len(at), bool)
    for rows in linked:
        placed[rows] = True
    nodes = network.nodes
    rest = sorted(
        np.flatnonzero(~placed).tolist(),
        key=lambda row: (not nodes[row].helix, nodes[row].helix, nodes[row].kind, nodes[row].id),
    )
    if not rest:
        return
    width = float(np.ptp(at[placed, 0])) if placed.any() else 0.0
    columns = max(int(width / _ROW) + 1, int(np.ceil(np.sqrt(1.5 * len(rest)))))
    if placed.any():
        left = float(at[placed, 0].min()) + (width - (min(columns, len(rest)) - 1) * _ROW) / 2
        top = float(at[placed, 1].min()) - _BELOW
    else:
        left = top = 0.0
    number = np.arange(len(rest))
    at[rest] = np.column_stack([left + number % columns * _ROW, top - number // columns * _ROW])


def _rounded(at: np.ndarray, ids: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    at = at - (at.max(axis=0) + at.min(axis=0)) / 2
    at = at * min(1.0, LIMIT / max(float(np.abs(at).max()), 1e-9))
    return {
        # + 0.0 makes -0.0 a plain zero
        name: (round(float(x), 2) + 0.0, round(float(y), 2) + 0.0)
        for name, (x, y) in zip(ids, at, strict=True)
    }
