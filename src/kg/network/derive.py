"""Networks made from the full one: two kinds of nodes, shared things as links, groups as nodes.

A derived edge carries the evidence of the edges behind it. All are deterministic.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Final

from kg.errors import UsageError
from kg.network.elements import Edge, Network, Node
from kg.network.projection import support

WEIGHTS: Final = ("count", "newman", "jaccard", "cosine")
GROUPS: Final = ("helix", "kind", "country", "state", "sector")
#: values of a node that may be nodes of their own
_VALUES: Final = ("sector", "state", "country", "helix")
HUB: Final = 500  # things shared by more nodes say little and cost much


def bipartite(network: Network, one: str, other: str) -> Network:
    """Return the edges between two sides, from the one to the other.

    one, other: kinds of nodes ("Cluster", "Country,actor"), where "actor" is all with a helix, or a
    value of nodes ("sector", "state", "country", "helix"), whose values then become nodes.
    Raises UsageError where the network has no such kind, where both sides are values, and where
    nothing links the two.
    """
    if one in _VALUES and other in _VALUES:
        raise UsageError("one side of a two-mode network is a kind of node, such as Cluster")
    if one in _VALUES:
        one, other = other, one
    _check_kind(network, one)
    if other in _VALUES:
        return _with_values(network, one, other)
    _check_kind(network, other)
    first = {node.id for node in network.nodes if _is(node, one)}
    second = {node.id for node in network.nodes if _is(node, other)} - first
    edges = []
    for edge in network.edges:
        if edge.source in first and edge.target in second:
            edges.append(edge)
        elif edge.source in second and edge.target in first:
            edges.append(replace(edge, source=edge.target, target=edge.source))
    if not edges:
        raise UsageError(
            f"nothing links {one} with {other}; {_linked_with(network, second, other)}"
        )
    return _of(network, edges)


def _linked_with(network: Network, side: set[str], name: str) -> str:
    """Return in words which kinds of nodes have an edge with one of a side."""
    kinds = {node.id: node.kind for node in network.nodes}
    count = Counter(
        kinds[there]
        for edge in network.edges
        for here, there in ((edge.source, edge.target), (edge.target, edge.source))
        if here in side and there not in side
    )
    said = ", ".join(f"{kind} ({number})" for kind, number in count.most_common())
    return f"{name} has edges with {said}" if said else f"{name} has no edges here"


def _check_kind(network: Network, side: str) -> None:
    known = {node.kind for node in network.nodes}
    for kind in side.split(","):
        if kind != "actor" and kind not in known:
            raise UsageError(
                f"no kind '{kind}' in this network; there are actor, "
                f"{', '.join(sorted(known))}; and {', '.join(_VALUES)}"
            )


def _is(node: Node, side: str) -> bool:
    kinds = side.split(",")
    return node.kind in kinds or (bool(node.helix) and "actor" in kinds)


def _with_values(network: Network, kind: str, name: str) -> Network:
    """Return nodes of a kind and the values they have as nodes."""
    labels = {node.id: node for node in network.nodes}
    nodes: dict[str, Node] = {}
    edges = []
    for node in network.nodes:
        if not _is(node, kind):
            continue
        for value in node.values(name):
            known = labels.get(value) if name in ("state", "country") else None
            end = known or Node(f"{name}/{value}", "", value, name)
            nodes[node.id], nodes[end.id] = node, end
            edges.append(Edge(f"{node.id}|{name}|{end.id}", node.id, end.id, name, name))
    return _network(nodes.values(), edges)


def one_mode(
    network: Network,
    one: str,
    other: str,
    *,
    weight: str = "count",
    hub: int = HUB,
) -> Network:
    """Return the nodes of one side, linked where they share nodes of the other.

    weight: count, the number of shared things; newman, Σ 1/(n - 1) over them, n the nodes that
    have each; jaccard, shared over had by either; cosine, shared over √(a·b).
    hub: things that more nodes have are left out.
    `via` lists what is shared; evidence is that of the edges behind. Undirected.
    Source: M. Newman, Scientific collaboration networks II, Phys. Rev. E 64 (2001) 016132.
    """
    if weight not in WEIGHTS:
        raise UsageError(f"unknown weight '{weight}'; use one of: {', '.join(WEIGHTS)}")
    two = bipartite(network, one, other)
    side = {node.id for node in two.nodes if _is(node, one)}
    had: dict[str, dict[str, list[Edge]]] = defaultdict(lambda: defaultdict(list))
    for edge in two.edges:
        near, far = (
            (edge.source, edge.target) if edge.source in side else (edge.target, edge.source)
        )
        had[far][near].append(edge)
    degree: dict[str, int] = defaultdict(int)
    for near_ones in had.values():
        for near in near_ones:
            degree[near] += 1
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for far in sorted(had):
        if len(had[far]) <= hub:
            for pair in itertools.combinations(sorted(had[far]), 2):
                shared[pair].append(far)
    edges = []
    for (a, b), things in shared.items():
        behind = [edge for far in things for end in (a, b) for edge in had[far][end]]
        strength = _strength(weight, [len(had[far]) for far in things], degree[a], degree[b])
        edges.append(
            _derived(
                f"{a}|shares {other}|{b}",
                a,
                b,
                f"shares {other}",
                behind,
                directed=False,
                strength=strength,
                via=tuple(things),
            )
        )
    kept = [node for node in two.nodes if node.id in side]
    return _network(kept, edges)


def _strength(weight: str, sizes: list[int], a: int, b: int) -> float:
    count = len(sizes)
    if weight == "newman":
        return math.fsum(1 / (size - 1) for size in sizes)
    if weight == "jaccard":
        return count / (a + b - count)
    return count / math.sqrt(a * b) if weight == "cosine" else float(count)


def quotient(network: Network, by: str) -> Network:
    """Return the groups as nodes, and how many edges go between them as weight.

    by: helix, kind, country, state or sector. A node of several sectors counts in each; nodes
    without a value are a group of their own, "(none)".
    """
    if by not in GROUPS:
        raise UsageError(f"cannot group by '{by}'; use one of: {', '.join(GROUPS)}")
    labels = {node.id: node.label for node in network.nodes}
    groups = {node.id: node.values(by) or ("(none)",) for node in network.nodes}
    sizes: dict[str, int] = defaultdict(int)
    between: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for found in groups.values():
        for group in found:
            sizes[group] += 1
    for edge in network.edges:
        for pair in itertools.product(groups[edge.source], groups[edge.target]):
            between[pair].append(edge)
    nodes = [
        Node(group, "", labels.get(group, group), by, helix=group if by == "helix" else "")
        for group in sizes
    ]
    edges = [
        _derived(f"{a}|{by}|{b}", a, b, f"between {by}", behind, strength=float(len(behind)))
        for (a, b), behind in between.items()
    ]
    return replace(_network(nodes, edges), measures={"members": dict(sizes)})


def layers(network: Network) -> dict[str, Network]:
    """Return one network for each kind of relation, by name, all with the same nodes."""
    found: dict[str, list[Edge]] = defaultdict(list)
    for edge in network.edges:
        found[edge.kind].append(edge)
    return {kind: replace(network, edges=tuple(found[kind])) for kind in sorted(found)}


def backbone(network: Network, alpha: float) -> Network:
    """Return the edges whose weight is more than chance would give one of its ends.

    An edge of weight w at a node of degree k and strength s stays where (1 - w/s)^(k-1) < alpha
    for one of its ends; an end with one edge decides nothing.
    Source: M. Serrano, M. Boguñá, A. Vespignani, PNAS 106 (2009) 6483, eq. 2.
    """
    strength: dict[str, float] = defaultdict(float)
    degree: dict[str, int] = defaultdict(int)
    for edge in network.edges:
        for end in {edge.source, edge.target}:
            strength[end] += edge.weight
            degree[end] += 1

    def telling(edge: Edge) -> bool:
        return any(
            degree[end] > 1 and (1 - edge.weight / strength[end]) ** (degree[end] - 1) < alpha
            for end in (edge.source, edge.target)
        )

    return _of(network, [edge for edge in network.edges if telling(edge)])


def _derived(
    identifier: str,
    source: str,
    target: str,
    kind: str,
    behind: Collection[Edge],
    *,
    strength: float,
    directed: bool = True,
    via: tuple[str, ...] = (),
) -> Edge:
    """Return an edge with the evidence of those behind it; as sure as its surest."""
    resting = support(frozenset(place for edge in behind for place in edge.evidence))
    return Edge(
        identifier,
        source,
        target,
        kind,
        kind,
        start=min((edge.start for edge in behind if edge.start), default=""),
        end=max((edge.end for edge in behind if edge.end), default=""),
        evidence=resting.evidence,
        sources=resting.sources,
        certainty=resting.certainty,
        directed=directed,
        strength=strength,
        via=via,
    )


def _of(network: Network, edges: Iterable[Edge]) -> Network:
    """Return some edges of a network and the nodes at their ends."""
    kept = list(edges)
    ends = {end for edge in kept for end in (edge.source, edge.target)}
    return _network((node for node in network.nodes if node.id in ends), kept)


def _network(nodes: Iterable[Node], edges: Iterable[Edge]) -> Network:
    by_id: Callable[[Node | Edge], str] = lambda item: item.id  # noqa: E731
    return Network(tuple(sorted(nodes, key=by_id)), tuple(sorted(edges, key=by_id)))


def parse_sides(said: str) -> tuple[str, str]:
    """Return the two sides of "Cluster:sector". Raises UsageError."""
    one, colon, other = said.partition(":")
    if not (one and colon and other):
        raise UsageError(f"'{said}' names no two sides; write Cluster:sector or actor:Dialogue")
    return one, other
