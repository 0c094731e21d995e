"""Networks made from the full one: two kinds of nodes, shared things as links, groups as nodes.

A derived edge carries the evidence of the edges behind it. All are deterministic.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final

from kg.errors import UsageError, in_language
from kg.network.elements import Edge, Network, Node
from kg.network.spells import joint_bounds
from kg.network.support import joint_support

WEIGHTS: Final = ("count", "newman", "jaccard", "cosine")
GROUPS: Final = ("helix", "kind", "country", "state", "sector")
#: values of a node that may be nodes of their own
VALUES: Final = ("sector", "state", "country", "helix")
HUB: Final = 500  # things shared by more nodes say little and cost much


def bipartite(network: Network, first: str, second: str) -> Network:
    """Return the edges between two sides, from the first to the second.

    Args:
        network: the network.
        first: kinds of nodes ("Cluster", "Country,actor"), where "actor" is all with a helix; or a
            value of nodes ("sector", "state", "country", "helix"), whose values become nodes.
        second: likewise. A side that is a value is always where the edges lead to.

    Raises:
        UsageError: the network has no such kind, both sides are values, or nothing links the two.
    """
    first, second = sides(first, second)
    _check_kind(network, first)
    if second in VALUES:
        return _with_values(network, first, second)
    _check_kind(network, second)
    sources = {node.id for node in network.nodes if _is_on_side(node, first)}
    targets = {node.id for node in network.nodes if _is_on_side(node, second)} - sources
    edges = []
    for edge in network.edges:
        if edge.source in sources and edge.target in targets:
            edges.append(edge)
        elif edge.source in targets and edge.target in sources:
            edges.append(replace(edge, source=edge.target, target=edge.source))
    if not edges:
        raise UsageError(unlinked(first, second, _linked_kinds(network, targets)))
    return _with_ends(network, edges)


def sides(first: str, second: str) -> tuple[str, str]:
    """Return the two sides of a network, a side that is a value last.

    Raises:
        UsageError: Both are values.
    """
    if first in VALUES and second in VALUES:
        raise UsageError(
            in_language(
                "one side of a two-mode network is a kind of node, such as Cluster",
                "un lado de una red de dos modos es una clase de nodo, como Cluster",
            )
        )
    return (second, first) if first in VALUES else (first, second)


def unlinked(first: str, second: str, kinds: Mapping[str, int]) -> str:
    """Return the message that nothing links two sides.

    Args:
        first: The one side.
        second: The other.
        kinds: Kind of nodes → how many edges it has with the second side.
    """
    ranked = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    listed = ", ".join(f"{kind} ({number})" for kind, number in ranked)
    english = f"{second} has edges with {listed}" if listed else f"{second} has no edges here"
    spanish = (
        f"{second} tiene aristas con {listed}" if listed else f"{second} no tiene aristas aquí"
    )
    return in_language(
        f"nothing links {first} with {second}; {english}",
        f"nada vincula {first} con {second}; {spanish}",
    )


def _linked_kinds(network: Network, side: set[str]) -> Mapping[str, int]:
    """Return kinds of nodes → how many edges they have with a side."""
    kinds = {node.id: node.kind for node in network.nodes}
    return Counter(
        kinds[there]
        for edge in network.edges
        for here, there in ((edge.source, edge.target), (edge.target, edge.source))
        if here in side and there not in side
    )


def _check_kind(network: Network, side: str) -> None:
    require_kinds(side, {node.kind for node in network.nodes})


def require_kinds(side: str, kinds: Collection[str]) -> None:
    """Raise UsageError where a side names a kind that a network has not.

    Args:
        side: Kinds of nodes, or "actor".
        kinds: Those that there are.
    """
    for kind in side.split(","):
        if kind != "actor" and kind not in kinds:
            raise UsageError(
                in_language(
                    f"no kind '{kind}' in this network; there are actor, "
                    f"{', '.join(sorted(kinds))}; and {', '.join(VALUES)}",
                    f"no hay la clase «{kind}» en esta red; hay actor, "
                    f"{', '.join(sorted(kinds))}; y {', '.join(VALUES)}",
                )
            )


def _is_on_side(node: Node, side: str) -> bool:
    kinds = side.split(",")
    return node.kind in kinds or (bool(node.helix) and "actor" in kinds)


def _with_values(network: Network, kind: str, column: str) -> Network:
    """Return nodes of a kind, the values they have in a column as nodes, and edges to these."""
    by_id = {node.id: node for node in network.nodes}
    nodes: dict[str, Node] = {}
    edges = []
    for node in network.nodes:
        if not _is_on_side(node, kind):
            continue
        for value in node.values(column):
            entity = by_id.get(value) if column in ("state", "country") else None
            end = entity or Node(f"{column}/{value}", "", value, column)
            nodes[node.id], nodes[end.id] = node, end
            edges.append(Edge(f"{node.id}|{column}|{end.id}", node.id, end.id, column, column))
    return _sorted(nodes.values(), edges)


#: thing → node that has it → the edges between the two
_Holders = Mapping[str, Mapping[str, list[Edge]]]


def one_mode(
    network: Network, first: str, second: str, *, weight: str = "count", hub: int = HUB
) -> Network:
    """Return the nodes of the first side, linked where they share nodes of the second.

    The links have no direction; `via` lists what is shared; the evidence is that of the edges
    behind.

    Args:
        network: the network.
        first: the side whose nodes are linked; see `bipartite`.
        second: the side of the things that they share.
        weight: strength of the links. "count": the number of shared things; "newman": Σ 1/(n - 1)
            over them, n the nodes that have each; "jaccard": shared over had by either; "cosine":
            shared over √(a·b), a and b what each has.
        hub: things that more nodes have are left out.

    Raises:
        UsageError: an unknown weight, and see `bipartite`.

    Source: M. Newman, Scientific collaboration networks II, Phys. Rev. E 64 (2001) 016132.
    """
    require_weight(weight)
    two_mode = bipartite(network, first, second)
    side = {node.id for node in two_mode.nodes if _is_on_side(node, first)}
    holders = _holders(two_mode, side)
    degree = Counter(node for nodes in holders.values() for node in nodes)
    edges = [
        _derived(
            f"{a}|shares {second}|{b}",
            a,
            b,
            f"shares {second}",
            [edge for thing in things for end in (a, b) for edge in holders[thing][end]],
            directed=False,
            strength=_strength(
                weight, [len(holders[thing]) for thing in things], degree[a], degree[b]
            ),
            via=tuple(things),
        )
        for (a, b), things in _shared(holders, hub).items()
    ]
    return _sorted([node for node in two_mode.nodes if node.id in side], edges)


def require_weight(weight: str) -> None:
    """Raise UsageError for what is none of `WEIGHTS`."""
    if weight not in WEIGHTS:
        raise UsageError(
            in_language(
                f"unknown weight '{weight}'; use one of: {', '.join(WEIGHTS)}",
                f"peso desconocido «{weight}»; use uno de: {', '.join(WEIGHTS)}",
            )
        )


def _holders(two_mode: Network, side: set[str]) -> _Holders:
    """Return which nodes of a side have each of the things on the other."""
    holders: dict[str, dict[str, list[Edge]]] = defaultdict(lambda: defaultdict(list))
    for edge in two_mode.edges:
        node, thing = (
            (edge.source, edge.target) if edge.source in side else (edge.target, edge.source)
        )
        holders[thing][node].append(edge)
    return holders


def _shared(holders: _Holders, hub: int) -> dict[tuple[str, str], list[str]]:
    """Return (lesser id, greater id) → the things that both have, sorted; hubs left out."""
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for thing in sorted(holders):
        if len(holders[thing]) <= hub:
            for pair in itertools.combinations(sorted(holders[thing]), 2):
                shared[pair].append(thing)
    return shared


def _strength(weight: str, sizes: list[int], a: int, b: int) -> float:
    """Return the strength of a link; see `one_mode`.

    Args:
        weight: one of `WEIGHTS`.
        sizes: of each shared thing, how many nodes have it.
        a: how many things the one node has.
        b: how many the other has.
    """
    count = len(sizes)
    if weight == "newman":
        return math.fsum(1 / (size - 1) for size in sizes)
    if weight == "jaccard":
        return count / (a + b - count)
    return count / math.sqrt(a * b) if weight == "cosine" else float(count)


def quotient(network: Network, column: str, labels: Mapping[str, str] | None = None) -> Network:
    """Return the groups as nodes, and how many edges go between them as weight.

    A node of several sectors counts in each; nodes without a value are a group of their own,
    "(none)". The measure `members` is the number of nodes in each group.

    Args:
        network: the network.
        column: helix, kind, country, state or sector.
        labels: id → label, of groups that may be no nodes of the network.

    Raises:
        UsageError: another column.
    """
    if column not in GROUPS:
        raise UsageError(
            in_language(
                f"cannot group by '{column}'; use one of: {', '.join(GROUPS)}",
                f"no se puede agrupar según «{column}»; use uno de: {', '.join(GROUPS)}",
            )
        )
    labels = {**(labels or {}), **{node.id: node.label for node in network.nodes}}
    groups = {node.id: node.values(column) or ("(none)",) for node in network.nodes}
    sizes = Counter(group for of_node in groups.values() for group in of_node)
    between: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for edge in network.edges:
        for pair in itertools.product(groups[edge.source], groups[edge.target]):
            between[pair].append(edge)
    nodes = [
        Node(group, "", labels.get(group, group), column, helix=group if column == "helix" else "")
        for group in sizes
    ]
    edges = [
        _derived(f"{a}|{column}|{b}", a, b, f"between {column}", behind, strength=len(behind))
        for (a, b), behind in between.items()
    ]
    return replace(_sorted(nodes, edges), measures={"members": dict(sizes)})


def layers(network: Network) -> dict[str, Network]:
    """Return one network for each kind of relation, by name, all with the same nodes."""
    by_kind: dict[str, list[Edge]] = defaultdict(list)
    for edge in network.edges:
        by_kind[edge.kind].append(edge)
    return {kind: replace(network, edges=tuple(by_kind[kind])) for kind in sorted(by_kind)}


def backbone(network: Network, alpha: float) -> Network:
    """Return the edges whose weight is more than chance would give one of their ends.

    An edge of weight w at a node of degree k and strength s stays where (1 - w/s)^(k-1) < alpha
    for one of its ends; an end with one edge decides nothing.

    Args:
        network: the network.
        alpha: the level of significance, above 0 and at most 1.

    Source: M. Serrano, M. Boguñá, A. Vespignani, PNAS 106 (2009) 6483, eq. 2.
    """
    strength: dict[str, float] = defaultdict(float)
    degree: dict[str, int] = defaultdict(int)
    for edge in network.edges:
        for end in {edge.source, edge.target}:
            strength[end] += edge.weight
            degree[end] += 1

    def is_significant(edge: Edge) -> bool:
        return any(
            degree[end] > 1 and (1 - edge.weight / strength[end]) ** (degree[end] - 1) < alpha
            for end in (edge.source, edge.target)
        )

    return _with_ends(network, [edge for edge in network.edges if is_significant(edge)])


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
    basis, bounds = joint_support(behind), joint_bounds(behind)
    return Edge(
        identifier,
        source,
        target,
        kind,
        kind,
        start=bounds.start,
        end=bounds.end,
        evidence=basis.evidence,
        sources=basis.sources,
        certainty=basis.certainty,
        realisation=min((edge.realisation for edge in behind), default=""),  # "" where one is
        directed=directed,
        strength=float(strength),
        via=via,
    )


def _with_ends(network: Network, edges: Collection[Edge]) -> Network:
    """Return some edges of a network and the nodes at their ends."""
    ends = {end for edge in edges for end in (edge.source, edge.target)}
    return _sorted((node for node in network.nodes if node.id in ends), edges)


def _sorted(nodes: Iterable[Node], edges: Iterable[Edge]) -> Network:
    return Network(
        tuple(sorted(nodes, key=lambda node: node.id)),
        tuple(sorted(edges, key=lambda edge: edge.id)),
    )


def parse_sides(text: str) -> tuple[str, str]:
    """Return the two sides of "Cluster:sector".

    Raises:
        UsageError: there are not two.
    """
    first, colon, second = text.partition(":")
    if not (first and colon and second):
        raise UsageError(
            in_language(
                f"'{text}' names no two sides; write Cluster:sector or actor:Dialogue",
                f"«{text}» no nombra dos lados; escriba Cluster:sector o actor:Dialogue",
            )
        )
    return first, second
