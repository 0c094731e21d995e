"""Measures by name, for the command line and for columns of exports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from kg.errors import UsageError
from kg.model import Progress, silent
from kg.network.elements import Network
from kg.network.measures import centrality, structure
from kg.network.measures.matrix import Matrix

Values = Mapping[str, float | int | str]

_PLAIN: Final[Mapping[str, Callable[[Matrix], Values]]] = {
    "degree": centrality.degree,
    "in_degree": centrality.in_degree,
    "out_degree": centrality.out_degree,
    "strength": centrality.strength,
    "pagerank": centrality.pagerank,
    "eigenvector": centrality.eigenvector,
    "closeness": centrality.closeness,
    "harmonic": centrality.harmonic,
    "core": centrality.core,
    "clustering": centrality.clustering,
    "constraint": centrality.constraint,
    "effective_size": centrality.effective_size,
    "component": centrality.component,
    "community": centrality.community,
    "articulation": centrality.articulation,
}
#: names of measures of nodes; brokerage and betweenness may make several columns
MEASURES: Final = (*_PLAIN, "betweenness", "brokerage", "helix_balance", "in_core")


def measure(matrix: Matrix, network: Network, name: str, progress: Progress) -> dict[str, Values]:
    """Return the columns of one measure of nodes: name → id → value.

    Raises UsageError that names the measures there are.
    """
    if name in _PLAIN:
        return {name: _PLAIN[name](matrix)}
    helix = node_groups(network, "helix")
    if name == "betweenness":
        found = centrality.betweenness(matrix, progress=progress)
        if len(network.nodes) <= centrality.EXACT_UP_TO:
            return {name: found.values}
        return {name: found.values, "betweenness_error": found.errors}
    if name == "brokerage":
        return dict(structure.brokerage(matrix, helix).nodes)
    if name == "helix_balance":
        kinds = sorted({value for value in helix.values() if value})
        counts = structure.group_counts(matrix, helix)
        return {
            name: {
                node: structure.evenness({kind: found[kind] for kind in kinds})
                for node, found in counts.items()
            }
        }
    if name == "in_core":
        core = structure.core_periphery(matrix)
        return {name: {node: int(node in core) for node in matrix.ids}}
    raise UsageError(f"unknown measure '{name}'; there are: {', '.join(sorted(MEASURES))}")


def with_measures(network: Network, names: Sequence[str], progress: Progress = silent) -> Network:
    """Return the network with columns of measures. Raises UsageError for an unknown one."""
    matrix = Matrix.from_network(network)
    columns = dict(network.measures)
    for name in names:
        columns |= measure(matrix, network, name, progress)
    return replace(network, measures=columns)


def node_groups(network: Network, by: str) -> dict[str, str]:
    """Return id → value of a column, the first of several: helix, kind, country, state, sector."""
    return {node.id: next(iter(node.values(by)), "") for node in network.nodes}


def helix_presence(network: Network, kind: str = "Cluster") -> list[tuple[bool, bool, bool]]:
    """Return for each node of a kind whether academia, industry, government are among its ties."""
    counts = structure.group_counts(Matrix.from_network(network), node_groups(network, "helix"))
    return [
        (bool(found["academia"]), bool(found["industry"]), bool(found["government"]))
        for node in network.nodes
        if node.kind == kind
        for found in [counts[node.id]]
    ]
