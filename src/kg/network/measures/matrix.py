"""A network as sparse matrices, on which measures are fast; one place for what counts as a tie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from kg.network.elements import Network

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class Matrix:
    """The ties among n nodes, without loops; parallel edges are one tie with their summed weight.

    Attributes:
        ids: of the nodes, in the network's order: row and column i belong to ids[i].
        arc_weights: weights along the direction of the edges, from row to column, shape (n, n);
            an undirected edge goes both ways.
        tie_weights: weights without direction, shape (n, n), symmetric.
    """

    ids: tuple[str, ...]
    arc_weights: sparse.csr_matrix
    tie_weights: sparse.csr_matrix

    @classmethod
    def from_network(cls, network: Network) -> Matrix:
        """Return the matrices of a network."""
        source, target = network.ends
        linked = source != target
        ends = np.column_stack([source[linked], target[linked]])
        weights = np.repeat(network.weights[linked], 2)
        rows, columns = ends.ravel(), ends[:, ::-1].ravel()  # there, back, there, back …
        both = np.repeat(~network.edge_table["directed"].array[linked], 2)
        both[::2] = True
        size = len(network.nodes)
        arcs = _summed(rows[both], columns[both], weights[both], size)
        return cls(tuple(network.ids), arcs, _summed(rows, columns, weights, size))

    @property
    def ties(self) -> sparse.csr_matrix:
        """The ties without direction, 1 for each."""
        return _ones(self.tie_weights)

    @property
    def arcs(self) -> sparse.csr_matrix:
        """The ties along their direction, 1 for each."""
        return _ones(self.arc_weights)

    def undirected_graph(self) -> nx.Graph[str]:
        """Return the ties without direction as a networkx graph, nodes in the order of the ids."""
        import networkx as nx

        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(self.ids)
        ties = sparse.triu(self.tie_weights).tocoo()
        graph.add_weighted_edges_from(
            sorted(
                (self.ids[row], self.ids[column], float(weight))
                for row, column, weight in zip(ties.row, ties.col, ties.data, strict=True)
            )
        )
        return graph

    def by_id(self, values: np.ndarray) -> dict[str, float]:
        """Return id → value, of an array with one value for each node."""
        return dict(zip(self.ids, values.tolist(), strict=True))

    def counts_by_id(self, values: np.ndarray) -> dict[str, int]:
        """Return id → whole number, of an array with one value for each node."""
        return {name: int(value) for name, value in self.by_id(values).items()}

    def group_numbers(self, groups: Mapping[str, str]) -> np.ndarray:
        """Return the number of each node's group, in the order of the ids.

        Args:
            groups: id → name of its group; empty or absent where it has none.

        Returns:
            Whole numbers from 0, in the alphabetical order of the names; -1 for no group.
        """
        names = sorted({name for name in groups.values() if name})
        numbers = {name: number for number, name in enumerate(names)}
        return np.array([numbers.get(groups.get(node, ""), -1) for node in self.ids], int)


def row_sums(matrix: sparse.csr_matrix) -> np.ndarray:
    """Return the sum of each row, shape (n,)."""
    sums: np.ndarray = np.asarray(matrix.sum(axis=1)).ravel()
    return sums


def neighbours(matrix: sparse.csr_matrix, row: int) -> np.ndarray:
    """Return the numbers of the columns in which a row has an entry."""
    columns: np.ndarray = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
    return columns


def _summed(
    rows: np.ndarray, columns: np.ndarray, weights: np.ndarray, size: int
) -> sparse.csr_matrix:
    """Return the matrix of entries, the weights of one cell added up."""
    matrix = sparse.csr_matrix((weights, (rows, columns)), shape=(size, size))
    matrix.sum_duplicates()
    return matrix


def _ones(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    ones = matrix.copy()
    ones.data = np.ones_like(ones.data)
    return ones
