"""How two entities are linked: the paths between them, what they share, who is next to one."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from kg.errors import UsageError
from kg.network.elements import Edge, Network, Node

_TRIED: Final = 2_000  # paths looked at, where many are too long


class Step(NamedTuple):
    """One step: two nodes, and all edges between them, in either direction."""

    start: Node
    end: Node
    edges: tuple[Edge, ...]


class Path(NamedTuple):
    """A path and its cost; the lower, the more telling."""

    steps: tuple[Step, ...]
    cost: float


def cost_of(degrees: Sequence[int]) -> float:
    """Return the cost of a path whose inner nodes have these degrees.

    Each step costs 1, and each inner node log₁₀ of its degree besides: to meet in a country with
    300 ties (2 + 2.5) tells less than three steps through nodes with five each (3 + 1.4).
    """
    return len(degrees) + 1 + sum(math.log10(max(1, degree)) for degree in degrees)


def cheapest_paths(
    network: Network, one: str, other: str, *, limit: int = 3, longest: int = 4
) -> list[Path]:
    """Return the paths of least cost between two nodes, edges in either direction.

    longest: steps. Source of the search: J. Yen, Management Science 17 (1971) 712.
    Raises UsageError where the network has not both nodes.
    """
    import networkx as nx

    nodes = _both(network, one, other)
    between = _between(network)
    degree: dict[str, int] = defaultdict(int)
    for pair in between:
        for end in pair:
            degree[end] += 1
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from((one, other))

    def half(node: str) -> float:
        return 0.0 if node in (one, other) else math.log10(max(1, degree[node])) / 2

    for pair in sorted(between):
        if len(pair) == 2:
            graph.add_edge(*pair, cost=1 + half(pair[0]) + half(pair[1]))
    found: list[Path] = []
    try:
        tried = itertools.islice(nx.shortest_simple_paths(graph, one, other, "cost"), _TRIED)
        for ids in tried:
            if len(ids) - 1 > longest:
                continue
            steps = tuple(
                Step(nodes[a], nodes[b], between[min(a, b), max(a, b)])
                for a, b in itertools.pairwise(ids)
            )
            found.append(Path(steps, cost_of([degree[name] for name in ids[1:-1]])))
            if len(found) == limit:
                break
    except nx.NetworkXNoPath:
        return []
    return found


class Shared(NamedTuple):
    """A node next to both, and the edges to the one and to the other."""

    node: Node
    first_edges: tuple[Edge, ...]
    second_edges: tuple[Edge, ...]
    ties: int  # of the node; few ties make it telling


def shared_neighbours(network: Network, one: str, other: str) -> list[Shared]:
    """Return what two nodes are both linked to, the most specific first."""
    nodes = _both(network, one, other)
    between = _between(network)
    near = _near(between)
    shared = (near[one] & near[other]) - {one, other}
    found = [
        Shared(
            nodes[name],
            between[min(one, name), max(one, name)],
            between[min(other, name), max(other, name)],
            len(near[name]),
        )
        for name in shared
    ]
    return sorted(found, key=lambda item: (item.ties, item.node.id))


def neighbour_steps(network: Network, one: str) -> list[Step]:
    """Return the nodes next to one, each with the edges between, those with most sources first."""
    nodes = _both(network, one, one)
    between = _between(network)
    steps = [
        Step(nodes[one], nodes[name], between[min(one, name), max(one, name)])
        for name in _near(between)[one] - {one}
    ]
    return sorted(
        steps,
        key=lambda step: (
            -sum(edge.sources for edge in step.edges),
            step.end.label,
            step.end.id,
        ),
    )


def network_of_steps(network: Network, steps: Sequence[Step]) -> Network:
    """Return the nodes and edges of some steps as a network."""
    nodes = {node.id: node for step in steps for node in (step.start, step.end)}
    edges = {edge.id: edge for step in steps for edge in step.edges}
    return Network(
        tuple(nodes[name] for name in sorted(nodes)), tuple(edges[name] for name in sorted(edges))
    )


def _both(network: Network, one: str, other: str) -> dict[str, Node]:
    nodes = {node.id: node for node in network.nodes}
    for name in (one, other):
        if name not in nodes:
            raise UsageError(f"'{name}' is not in this network; was it filtered out?")
    return nodes


def _between(network: Network) -> dict[tuple[str, str], tuple[Edge, ...]]:
    """Return (lesser id, greater id) → the edges between."""
    found: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for edge in network.edges:
        if edge.source != edge.target:
            found[min(edge.source, edge.target), max(edge.source, edge.target)].append(edge)
    return {pair: tuple(edges) for pair, edges in found.items()}


def _near(between: dict[tuple[str, str], tuple[Edge, ...]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in between:
        found[one].add(other)
        found[other].add(one)
    return found


def shared_steps(shared: Sequence[Shared], one: Node, other: Node) -> Iterator[Step]:
    """Yield what two nodes share as steps, to draw it."""
    for item in shared:
        yield Step(one, item.node, item.first_edges)
        yield Step(other, item.node, item.second_edges)
