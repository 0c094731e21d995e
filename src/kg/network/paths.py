"""How two entities are linked: the paths between them, what they share, who is next to one."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import UsageError, in_language
from kg.network.elements import Edge, Network, Node

if TYPE_CHECKING:
    import networkx as nx

_MOST_PATHS: Final = 2_000  # looked at, where many are too long
#: (lesser id, greater id) → the edges between the two
_Pairs = Mapping[tuple[str, str], tuple[Edge, ...]]


class Step(NamedTuple):
    """One step of a path: two nodes, and all edges between them, in either direction."""

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
    network: Network,
    first: str,
    second: str,
    *,
    limit: int = 3,
    longest: int = 4,
    degrees: Mapping[str, int] | None = None,
) -> list[Path]:
    """Return the paths of least cost between two nodes, the cheapest first.

    Args:
        network: the network; its edges are followed in either direction.
        first: id of the node where the paths begin.
        second: id of the node where they end.
        limit: how many paths.
        longest: how many steps a path may have.
        degrees: to how many others each node is tied, where the network is a part of a larger one.

    Raises:
        UsageError: the network has not both nodes.

    Source: J. Yen, Management Science 17 (1971) 712, for the search.
    """
    import networkx as nx

    nodes = _nodes_with(network, first, second)
    pairs = _pairs(network)
    near = _near(pairs)
    ties = degrees or {name: len(others) for name, others in near.items()}
    paths: list[Path] = []
    within = _nodes_within(near, first, second, longest)
    graph = _cost_graph(near, within & near.keys() | {first, second}, ties, (first, second))
    candidates = nx.shortest_simple_paths(graph, first, second, "cost")
    try:
        for ids in itertools.islice(candidates, _MOST_PATHS):
            if len(ids) - 1 > longest:
                continue
            steps = tuple(_step(nodes, pairs, a, b) for a, b in itertools.pairwise(ids))
            paths.append(Path(steps, cost_of([ties[name] for name in ids[1:-1]])))
            if len(paths) == limit:
                break
    except nx.NetworkXNoPath:
        return []
    return paths


def _cost_graph(
    near: Mapping[str, set[str]],
    within: set[str],
    ties: Mapping[str, int],
    ends: tuple[str, str],
) -> nx.Graph[str]:
    """Return a graph on which the costs along a path between its ends add up to `cost_of`.

    Half of what an inner node costs is on the edge that leads to it, half on the one that leads on.
    """
    import networkx as nx

    half = {name: 0.0 if name in ends else math.log10(ties[name]) / 2 for name in within}
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(ends)
    for name in sorted(within):
        for other in sorted(near[name] & within):
            if name < other:
                graph.add_edge(name, other, cost=1 + half[name] + half[other])
    return graph


def _nodes_within(near: Mapping[str, set[str]], first: str, second: str, longest: int) -> set[str]:
    """Return the nodes through which a path of so many steps can lead.

    Without the others the search does not walk through thousands of paths that are too long.
    """
    from_first, from_second = (_distances(near, end, longest) for end in (first, second))
    return {
        name
        for name, steps in from_first.items()
        if steps + from_second.get(name, longest + 1) <= longest
    }


def _distances(near: Mapping[str, set[str]], start: str, longest: int) -> dict[str, int]:
    """Return node → steps from the start, of the nodes within so many steps."""
    distances = {start: 0}
    reached = {start}
    for steps in range(1, longest + 1):
        reached = {other for name in reached for other in near.get(name, ())} - distances.keys()
        distances.update(dict.fromkeys(reached, steps))
    return distances


class Shared(NamedTuple):
    """A node next to two others.

    Attributes:
        node: the node.
        first_edges: between it and the first of the two.
        second_edges: between it and the second.
        ties: to how many nodes it is tied; few ties make it telling.
    """

    node: Node
    first_edges: tuple[Edge, ...]
    second_edges: tuple[Edge, ...]
    ties: int


def shared_neighbours(network: Network, first: str, second: str) -> list[Shared]:
    """Return the nodes that two nodes are both linked to, the most specific first.

    Raises:
        UsageError: the network has not both nodes.
    """
    nodes = _nodes_with(network, first, second)
    pairs = _pairs(network)
    near = _near(pairs)
    shared = [
        Shared(
            nodes[name],
            pairs[min(first, name), max(first, name)],
            pairs[min(second, name), max(second, name)],
            len(near[name]),
        )
        for name in (near[first] & near[second]) - {first, second}
    ]
    return sorted(shared, key=lambda item: (item.ties, item.node.id))


def neighbour_steps(network: Network, centre: str) -> list[Step]:
    """Return the nodes next to one, each with the edges between, those with most sources first.

    Raises:
        UsageError: the network has no such node.
    """
    nodes = _nodes_with(network, centre)
    pairs = _pairs(network)
    steps = [_step(nodes, pairs, centre, name) for name in _near(pairs)[centre]]
    return sorted(
        steps,
        key=lambda step: (-sum(edge.sources for edge in step.edges), step.end.label, step.end.id),
    )


def network_of_steps(network: Network, steps: Sequence[Step]) -> Network:
    """Return the nodes and edges of some steps as a network."""
    nodes = {node.id: node for step in steps for node in (step.start, step.end)}
    edges = {edge.id: edge for step in steps for edge in step.edges}
    return Network(
        tuple(nodes[name] for name in sorted(nodes)), tuple(edges[name] for name in sorted(edges))
    )


def shared_steps(shared: Sequence[Shared], first: Node, second: Node) -> Iterator[Step]:
    """Yield what two nodes share as steps from each of the two, to draw it."""
    for item in shared:
        yield Step(first, item.node, item.first_edges)
        yield Step(second, item.node, item.second_edges)


def _nodes_with(network: Network, *names: str) -> dict[str, Node]:
    """Return id → node of a network that must have some of them."""
    nodes = {node.id: node for node in network.nodes}
    for name in names:
        if name not in nodes:
            raise UsageError(
                in_language(
                    f"'{name}' is not in this network; was it filtered out?",
                    f"«{name}» no está en esta red; ¿quedó fuera por un filtro?",
                )
            )
    return nodes


def _step(nodes: Mapping[str, Node], pairs: _Pairs, start: str, end: str) -> Step:
    return Step(nodes[start], nodes[end], pairs[min(start, end), max(start, end)])


def _pairs(network: Network) -> _Pairs:
    """Return the edges between each two nodes that are linked; loops are left out."""
    edges: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for edge in network.edges:
        if edge.source != edge.target:
            edges[min(edge.source, edge.target), max(edge.source, edge.target)].append(edge)
    return {pair: tuple(between) for pair, between in edges.items()}


def _near(pairs: _Pairs) -> dict[str, set[str]]:
    """Return node id → the nodes that it is linked to."""
    near: dict[str, set[str]] = defaultdict(set)
    for a, b in pairs:
        near[a].add(b)
        near[b].add(a)
    return near
