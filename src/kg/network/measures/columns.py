"""Measures of nodes by name, for the command line and for columns of exports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from kg.errors import UsageError, in_language
from kg.model import Progress, silent
from kg.network.columns import Coded, Lists
from kg.network.elements import Network
from kg.network.measures import centrality
from kg.network.measures.brokerage import brokerage
from kg.network.measures.communities import community
from kg.network.measures.cores import core
from kg.network.measures.distances import closeness, harmonic
from kg.network.measures.groups import evenness, group_counts
from kg.network.measures.matrix import Matrix
from kg.network.measures.propagation import label_propagation
from kg.network.measures.structure import core_periphery

Values = Mapping[str, float | int | str]
_Columns = Mapping[str, Values]

#: measures of one column that need the ties alone
_OF_TIES: Final[Mapping[str, Callable[[Matrix], Values]]] = {
    "degree": centrality.degree,
    "in_degree": centrality.in_degree,
    "out_degree": centrality.out_degree,
    "strength": centrality.strength,
    "pagerank": centrality.pagerank,
    "eigenvector": centrality.eigenvector,
    "core": core,
    "clustering": centrality.clustering,
    "triangles": centrality.triangles,
    "constraint": centrality.constraint,
    "effective_size": centrality.effective_size,
    "component": centrality.component,
    "articulation": centrality.articulation,
    "label_propagation": label_propagation,
}


def _betweenness(matrix: Matrix, network: Network, progress: Progress) -> _Columns:
    estimate = centrality.betweenness(matrix, progress=progress)
    if len(network.nodes) <= centrality.EXACT_UP_TO:
        return {"betweenness": estimate.values}
    return {"betweenness": estimate.values, "betweenness_error": estimate.errors}


def _brokerage(matrix: Matrix, network: Network, _: Progress) -> _Columns:
    return brokerage(matrix, node_groups(network, "helix")).nodes


def _helix_balance(matrix: Matrix, network: Network, _: Progress) -> _Columns:
    helix = node_groups(network, "helix")
    helices = sorted({name for name in helix.values() if name})
    return {
        "helix_balance": {
            node: evenness({name: counts[name] for name in helices})
            for node, counts in group_counts(matrix, helix).items()
        }
    }


def _in_core(matrix: Matrix, _: Network, __: Progress) -> _Columns:
    core = core_periphery(matrix)
    return {"in_core": {node: int(node in core) for node in matrix.ids}}


def _closeness(matrix: Matrix, _: Network, progress: Progress) -> _Columns:
    return {"closeness": closeness(matrix, progress)}


def _harmonic(matrix: Matrix, _: Network, progress: Progress) -> _Columns:
    return {"harmonic": harmonic(matrix, progress)}


#: measures of several columns, that need more than the ties, or that take long
_OTHERS: Final[Mapping[str, Callable[[Matrix, Network, Progress], _Columns]]] = {
    "betweenness": _betweenness,
    "closeness": _closeness,
    "harmonic": _harmonic,
    "brokerage": _brokerage,
    "helix_balance": _helix_balance,
    "in_core": _in_core,
}
#: names of measures of nodes; brokerage and betweenness may make several columns
MEASURES: Final = (*_OF_TIES, *_OTHERS, "community")


def measure(matrix: Matrix, network: Network, name: str, progress: Progress) -> _Columns:
    """Return the columns of one measure of nodes.

    Args:
        matrix: the ties of the network.
        network: the network.
        name: one of `MEASURES`.
        progress: told how far betweenness is.

    Returns:
        Name of the column → node id → value. One column, named like the measure, but for
        brokerage (one for each role) and an estimated betweenness (with `betweenness_error`).

    Raises:
        UsageError: there is no such measure; the message names those there are.
    """
    if name == "community":
        return {name: community(matrix)}
    if name in _OF_TIES:
        return {name: _OF_TIES[name](matrix)}
    if name in _OTHERS:
        return _OTHERS[name](matrix, network, progress)
    raise UsageError(
        in_language(
            f"unknown measure '{name}'; there are: {', '.join(sorted(MEASURES))}",
            f"medida desconocida «{name}»; hay: {', '.join(sorted(MEASURES))}",
        )
    )


def with_measures(
    network: Network,
    names: Sequence[str],
    progress: Progress = silent,
    *,
    resolution: float = 1.0,
) -> Network:
    """Return the network with columns of measures added.

    Args:
        network: the network.
        names: some of `MEASURES`.
        progress: told how far those are that take long.
        resolution: of the communities; see `communities.communities`.

    Raises:
        UsageError: a name is none of `MEASURES`.
    """
    matrix = Matrix.from_network(network)
    columns = dict(network.measures)
    for name in names:
        if name == "community":
            columns[name] = community(matrix, resolution=resolution)
        else:
            columns |= measure(matrix, network, name, progress)
    return replace(network, measures=columns)


def node_groups(network: Network, column: str) -> dict[str, str]:
    """Return id → value of a column, the first of several; empty where a node has none.

    Args:
        network: the network.
        column: helix, kind, country, state or sector.
    """
    groups: Coded | Lists = network.node_table[column]
    first = groups.first() if isinstance(groups, Lists) else groups
    return dict(zip(network.ids, first.values(), strict=True))


def helix_presence(network: Network, kind: str = "Cluster") -> list[tuple[bool, bool, bool]]:
    """Return for each node of a kind whether academia, industry, government are among its ties."""
    counts = group_counts(Matrix.from_network(network), node_groups(network, "helix"))
    return [
        (
            bool(counts[id]["academia"]),
            bool(counts[id]["industry"]),
            bool(counts[id]["government"]),
        )
        for id, own in zip(network.ids, network.node_table["kind"].values(), strict=True)
        if own == kind
    ]
