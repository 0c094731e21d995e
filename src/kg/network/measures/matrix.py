"""A network as sparse matrices, on which measures are fast; one place for what counts as a tie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from kg.network.elements import Network

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class Matrix:
    """Ids in order, and ties among them without loops; parallel edges add up their weights.

    arcs: as the edges point, an undirected edge both ways; weighted: without direction. Both of
    shape (n, n).
    """

    ids: tuple[str, ...]
    arcs: sparse.csr_matrix
    weighted: sparse.csr_matrix

    @classmethod
    def from_network(cls, network: Network) -> Matrix:
        """Return the matrix of a network."""
        ids = tuple(node.id for node in network.nodes)
        place = {name: number for number, name in enumerate(ids)}
        arcs: list[tuple[int, int, float]] = []
        both: list[tuple[int, int, float]] = []
        for edge in network.edges:
            a, b = place[edge.source], place[edge.target]
            if a == b:
                continue
            both += (a, b, edge.weight), (b, a, edge.weight)
            arcs.append((a, b, edge.weight))
            if not edge.directed:
                arcs.append((b, a, edge.weight))
        return cls(ids, _summed(arcs, len(ids)), _summed(both, len(ids)))

    @property
    def ties(self) -> sparse.csr_matrix:
        """The ties without direction, 1 for each."""
        return _ones(self.weighted)

    @property
    def ones(self) -> sparse.csr_matrix:
        """The ties as they point, 1 for each."""
        return _ones(self.arcs)

    def graph(self) -> nx.Graph[str]:
        """Return the ties without direction as a networkx graph, in the order of the ids."""
        import networkx as nx

        made: nx.Graph[str] = nx.Graph()
        made.add_nodes_from(self.ids)
        ties = sparse.triu(self.weighted).tocoo()
        made.add_weighted_edges_from(
            sorted(
                (self.ids[a], self.ids[b], float(w))
                for a, b, w in zip(ties.row, ties.col, ties.data, strict=True)
            )
        )
        return made

    def named(self, values: np.ndarray) -> dict[str, float]:
        """Return id → value."""
        return dict(zip(self.ids, values.tolist(), strict=True))

    def counted(self, values: np.ndarray) -> dict[str, int]:
        """Return id → whole number."""
        return {name: int(value) for name, value in self.named(values).items()}

    def groups(self, of: Mapping[str, str]) -> np.ndarray:
        """Return the number of the group of each node; -1 where it has none."""
        names = sorted({value for value in of.values() if value})
        numbers = {name: number for number, name in enumerate(names)}
        return np.array([numbers.get(of.get(name, ""), -1) for name in self.ids], int)


def _summed(ties: Sequence[tuple[int, int, float]], size: int) -> sparse.csr_matrix:
    table = np.array(ties, float).reshape(-1, 3)
    found = sparse.csr_matrix(
        (table[:, 2], (table[:, 0].astype(int), table[:, 1].astype(int))), shape=(size, size)
    )
    found.sum_duplicates()
    return found


def _ones(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    found = matrix.copy()
    found.data = np.ones_like(found.data)
    return found
