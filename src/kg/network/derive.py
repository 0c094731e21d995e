"""Networks made from the full one: two kinds of nodes, shared things as links, groups as nodes.

A derived edge carries the evidence of the edges behind it. All are deterministic.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from operator import le
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from kg.errors import UsageError, in_language
from kg.network.columns import Coded, Column, Lists, Numbers, Plain, Rows, Table, stacked
from kg.network.elements import Edge, Network, Node
from kg.network.grouping import Groups, ranked
from kg.network.spells import joint_bounds
from kg.network.support import joint_support

WEIGHTS: Final = ("count", "newman", "jaccard", "cosine")
GROUPS: Final = ("helix", "kind", "country", "state", "sector")
#: values of a node that may be nodes of their own
VALUES: Final = ("sector", "technology", "area", "state", "country", "helix")
#: those of them that are entities, which are nodes themselves where the network has them
OF_PLACES: Final = ("area", "state", "country")
HUB: Final = 500  # things shared by more nodes say little and cost much


def bipartite(network: Network, first: str, second: str) -> Network:
    """Return the edges between two sides, from the first to the second.

    Args:
        network: the network.
        first: kinds of nodes ("Cluster", "Country,actor"), where "actor" is all with a helix; or a
            value of nodes ("sector", "technology", "state" …; one of `VALUES`), whose values become
            nodes.
        second: likewise. A side that is a value is always where the edges lead to.

    Raises:
        UsageError: the network has no such kind, both sides are values, or nothing links the two.
    """
    first, second = sides(first, second)
    _check_kind(network, first)
    if second in VALUES:
        return _with_values(network, first, second)
    _check_kind(network, second)
    sources = _on_side(network, first)
    targets = _on_side(network, second) & ~sources
    source, target = network.ends
    is_backward = targets[source] & sources[target]
    chosen = (sources[source] & targets[target]) | is_backward
    if not chosen.any():
        raise UsageError(unlinked(first, second, _linked_kinds(network, targets)))
    turned = network.edge_table.changed(
        source=Coded(np.where(is_backward, target, source), network.ids),
        target=Coded(np.where(is_backward, source, target), network.ids),
    )
    return _with_ends(replace(network, edges=Rows(Edge, turned)), chosen)


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


def _linked_kinds(network: Network, side: np.ndarray) -> Mapping[str, int]:
    """Return kinds of nodes → how many edges they have with a side."""
    kinds, ends = network.node_table["kind"], network.ends
    counts: Counter[str] = Counter()
    for here, there in (ends, ends[::-1]):
        counts.update(kinds.taken(there[side[here] & ~side[there]]).counts())
    return counts


def _check_kind(network: Network, side: str) -> None:
    require_kinds(side, network.node_table["kind"].present())


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


def _on_side(network: Network, side: str) -> np.ndarray:
    """Return for each node whether it is on a side."""
    kinds, table = side.split(","), network.node_table
    flags: np.ndarray = table["kind"].where(kinds.__contains__)
    return flags | table["helix"].where(bool) if "actor" in kinds else flags


def _with_values(network: Network, kind: str, column: str) -> Network:
    """Return nodes of a kind, the values they have in a column as nodes, and edges to these."""
    bounds, codes, values = _values(network, column)
    counts = np.where(_on_side(network, kind), np.diff(bounds), 0)
    rows = np.repeat(np.arange(len(counts)), counts)
    codes = codes[np.repeat(counts > 0, np.diff(bounds))]
    number = {id: row for row, id in enumerate(network.ids)}
    entities = number if column in OF_PLACES else {}
    stays = np.zeros(len(network.nodes), bool)
    stays[rows] = True
    value_nodes: list[Node] = []
    ends: list[str] = [""] * len(values)
    for code in np.unique(codes).tolist():
        value = values[code]
        if value in entities:
            stays[entities[value]] = True
            ends[code] = value
        else:
            value_nodes.append(Node(f"{column}/{value}", "", value, column))
            ends[code] = value_nodes[-1].id
    ids = [
        f"{network.ids[row]}|{column}|{ends[code]}"
        for row, code in zip(rows.tolist(), codes.tolist(), strict=True)
    ]
    nodes = stacked(network.node_table.taken(stays), Rows(Node, items=value_nodes).table)
    return _sorted(nodes, _edges(ids, Coded(rows, network.ids), Coded(codes, ends), column))


def _values(network: Network, column: str) -> tuple[np.ndarray, np.ndarray, Sequence[str]]:
    """Return the values of nodes in a column: where each node's begin and end, numbers, texts."""
    values: Coded | Lists = network.node_table[column]
    if isinstance(values, Lists):
        return *values.flat(), values.texts
    some = values.where(bool)
    return np.concatenate([[0], np.cumsum(some)]), values.codes[some], values.texts


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
    side, ids = _on_side(two_mode, first), two_mode.ids
    source, target = two_mode.ends
    is_forward = side[source]
    having = _Having.of(
        np.where(is_forward, source, target), np.where(is_forward, target, source), len(ids)
    )
    links = _links(having, hub, _order_before_bar(ids))
    kind = f"shares {second}"
    rows, groups = having.edges_behind(links)
    ends = Coded(links.first, ids), Coded(links.second, ids)
    edges = _edges(
        _link_ids(*ends, kind),
        *ends,
        kind,
        {
            **_joint(two_mode.edge_table, rows, groups),
            "directed": Numbers(np.zeros(len(links.first), bool)),
            "strength": Numbers(_strengths(weight, having, links)),
            "via": Lists(links.bounds[:-1], links.bounds[1:], links.things, ids),
        },
    )
    return _sorted(two_mode.node_table.taken(side), edges)


def require_weight(weight: str) -> None:
    """Raise UsageError for what is none of `WEIGHTS`."""
    if weight not in WEIGHTS:
        raise UsageError(
            in_language(
                f"unknown weight '{weight}'; use one of: {', '.join(WEIGHTS)}",
                f"peso desconocido «{weight}»; use uno de: {', '.join(WEIGHTS)}",
            )
        )


class _Having(NamedTuple):
    """Which nodes have which things, each pair once, sorted by thing and node.

    Attributes:
        node: that has the thing.
        thing: that it has.
        edges: the edges, those of a pair next to each other.
        bounds: where each pair's edges begin, and where the last one's end.
        sizes: of each node of the network as a thing, how many have it.
        degrees: of each node, how many things it has.
    """

    node: np.ndarray
    thing: np.ndarray
    edges: np.ndarray
    bounds: np.ndarray
    sizes: np.ndarray
    degrees: np.ndarray

    @classmethod
    def of(cls, node: np.ndarray, thing: np.ndarray, size: int) -> _Having:
        """Return which nodes have which things.

        Args:
            node: of each edge, the number of the node that has …
            thing: … this one.
            size: how many nodes there are.
        """
        keys = thing * size + node
        pairs, counts = np.unique(keys, return_counts=True)
        return cls(
            pairs % size,
            pairs // size,
            np.argsort(keys, kind="stable"),
            np.concatenate([[0], np.cumsum(counts)]),
            np.bincount(pairs // size, minlength=size),
            np.bincount(pairs % size, minlength=size),
        )

    def edges_behind(self, links: _Links) -> tuple[np.ndarray, Groups]:
        """Return the numbers of the edges behind links, and which belong to which link."""
        link = np.repeat(np.arange(len(links.first)), np.diff(links.bounds))
        pairs = np.concatenate([links.left, links.right])
        starts, counts = self.bounds[pairs], np.diff(self.bounds)[pairs]
        before = np.cumsum(counts) - counts
        places = np.arange(counts.sum()) + np.repeat(starts - before, counts)
        of_link = np.repeat(np.concatenate([link, link]), counts)
        return self.edges[places], Groups(of_link, len(links.first))


class _Links(NamedTuple):
    """Pairs of nodes that share things, in the order of the ids of their links.

    Attributes:
        first: the node of lesser id.
        second: that of greater id.
        bounds: where the things of each link begin, and where the last one's end.
        things: that they share, sorted.
        left: for each of the things, the number of the first node's having it …
        right: … and that of the second's.
    """

    first: np.ndarray
    second: np.ndarray
    bounds: np.ndarray
    things: np.ndarray
    left: np.ndarray
    right: np.ndarray


def _links(having: _Having, hub: int, order: np.ndarray) -> _Links:
    """Return all pairs of nodes that share things which at most `hub` nodes have.

    order: of the nodes as the first of a link.
    """
    sizes = having.sizes[having.thing]
    place = np.arange(len(sizes)) - (np.cumsum(having.sizes) - having.sizes)[having.thing]
    following = np.where(sizes <= hub, sizes - 1 - place, 0)
    left = np.repeat(np.arange(len(sizes)), following)
    right = left + 1 + np.arange(len(left)) - np.repeat(np.cumsum(following) - following, following)
    size = len(having.sizes)
    keys = order[having.node[left]] * size + having.node[right]
    sorting = np.argsort(keys, kind="stable")  # by link, then by thing
    left, right = left[sorting], right[sorting]
    _, starts = np.unique(keys[sorting], return_index=True)
    return _Links(
        having.node[left[starts]],
        having.node[right[starts]],
        np.concatenate([starts, [len(left)]]),
        having.thing[left],
        left,
        right,
    )


def _order_before_bar(ids: Sequence[str]) -> np.ndarray:
    """Return the rank of each id where a "|" follows it, as in the ids of links."""
    ranks = np.empty(len(ids), np.int64)
    ranks[sorted(range(len(ids)), key=lambda row: f"{ids[row]}|")] = np.arange(len(ids))
    return ranks


def _strengths(weight: str, having: _Having, links: _Links) -> np.ndarray:
    """Return the strength of each link; see `one_mode`."""
    counts = np.diff(links.bounds)
    if weight == "newman":
        shares = (1 / (having.sizes[links.things] - 1)).tolist()
        bounds = links.bounds.tolist()
        return np.array([math.fsum(shares[a:b]) for a, b in itertools.pairwise(bounds)])
    a, b = having.degrees[links.first], having.degrees[links.second]
    had: np.ndarray = np.ones(len(counts))
    if weight == "jaccard":
        had = a + b - counts
    elif weight == "cosine":
        had = np.sqrt(a * b)
    strengths: np.ndarray = counts / had
    return strengths


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
    own = network.node_table["label"].values()
    labels = {**(labels or {}), **dict(zip(network.ids, own, strict=True))}
    bounds, codes, texts = _groups_of(network, column)
    sizes = {texts[code]: count for code, count in enumerate(np.bincount(codes).tolist()) if count}
    nodes = [
        Node(group, "", labels.get(group, group), column, helix=group if column == "helix" else "")
        for group in sizes
    ]
    rows, a, b = _group_pairs(network, bounds, codes)
    keys, of = np.unique(a * len(texts) + b, return_inverse=True)
    groups = Groups(of.reshape(-1), len(keys))
    ends = Coded(keys // len(texts), texts), Coded(keys % len(texts), texts)
    edges = _edges(
        _link_ids(*ends, column),
        *ends,
        f"between {column}",
        {
            **_joint(network.edge_table, rows, groups),
            "strength": Numbers(groups.sizes.astype(float)),
        },
    )
    table = _sorted(Rows(Node, items=nodes).table, edges)
    return replace(table, measures={"members": sizes})


def _groups_of(network: Network, column: str) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return the groups of nodes as `_values` does; of those without one, "(none)"."""
    bounds, codes, texts = _values(network, column)
    missing = np.flatnonzero(np.diff(bounds) == 0)
    filled = np.insert(codes, bounds[missing], len(texts))
    counts = np.maximum(np.diff(bounds), 1)
    return np.concatenate([[0], np.cumsum(counts)]), filled, [*texts, "(none)"]


def _group_pairs(
    network: Network, bounds: np.ndarray, codes: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the numbers of edges, and a pair of groups of their ends in each row."""
    source, target = network.ends
    counts = np.diff(bounds)
    pairs = counts[source] * counts[target]
    rows = np.repeat(np.arange(len(source)), pairs)
    place = np.arange(len(rows)) - np.repeat(np.cumsum(pairs) - pairs, pairs)
    width = counts[target][rows]
    a, b = bounds[source][rows] + place // width, bounds[target][rows] + place % width
    return rows, codes[a], codes[b]


def layers(network: Network) -> dict[str, Network]:
    """Return one network for each kind of relation, by name, all with the same nodes."""
    kinds = network.edge_table["kind"]
    every = np.ones(len(network.nodes), bool)
    return {kind: network.part(every, kinds.where(kind.__eq__)) for kind in sorted(kinds.present())}


def backbone(network: Network, alpha: float) -> Network:
    """Return the edges whose weight is more than chance would give one of their ends.

    An edge of weight w at a node of degree k and strength s stays where (1 - w/s)^(k-1) < alpha
    for one of its ends; an end with one edge decides nothing.

    Args:
        network: the network.
        alpha: the level of significance, above 0 and at most 1.

    Source: M. Serrano, M. Boguñá, A. Vespignani, PNAS 106 (2009) 6483, eq. 2.
    """
    weights, ends = network.weights, np.column_stack(network.ends)
    counts = np.ones(ends.shape, bool)
    counts[:, 1] = ends[:, 0] != ends[:, 1]  # both ends of a loop are one
    at, size = ends[counts], len(network.nodes)
    strength = np.bincount(at, np.repeat(weights, counts.sum(axis=1)), size)
    degree = np.bincount(at, minlength=size)
    stays = [
        any(k > 1 and (1 - weight / s) ** (k - 1) < alpha for s, k in ((s1, k1), (s2, k2)))
        for weight, s1, k1, s2, k2 in zip(
            weights.tolist(),
            *(of[ends[:, side]].tolist() for side in (0, 1) for of in (strength, degree)),
            strict=True,
        )
    ]
    return _with_ends(network, np.array(stays, bool))


def _joint(edges: Table, rows: np.ndarray, groups: Groups) -> dict[str, Column]:
    """Return what derived edges have of the edges behind them; each is as sure as its surest.

    Args:
        edges: of the network.
        rows: the numbers of those behind …
        groups: … and which derived edge each is behind.
    """
    needed = ("start", "end", "evidence", "realisation")
    behind = Table({name: edges[name].taken(rows) for name in needed}, len(rows))
    realisation = ranked(behind["realisation"])  # an empty one, of what is there, is the least
    return {
        **joint_bounds(behind, groups),
        **joint_support(behind["evidence"], groups),
        "realisation": Coded(groups.least(realisation.ranks), realisation.texts),
    }


def _edges(
    ids: Sequence[str],
    source: Coded,
    target: Coded,
    kind: str,
    columns: Mapping[str, Column] = MappingProxyType({}),
) -> Table:
    """Return edges of one kind; what is not among the columns is as an edge has it by default."""
    size = len(ids)
    same = np.zeros(size, np.int32)
    nothing = Lists(same, same, same[:0], ())
    return Table(
        {
            "id": Plain(ids),
            "source": source,
            "target": target,
            "kind": Coded(same, (kind,)),
            "relation": Coded(same, (kind,)),
            **dict.fromkeys(
                ("start", "end", "certainty", "realisation", "dated_by"), Coded(same, ("",))
            ),
            "evidence": nothing,
            "sources": Numbers(same.astype(np.int64)),
            "directed": Numbers(np.ones(size, bool)),
            "strength": Numbers(np.zeros(size)),
            "via": nothing,
            **columns,
        },
        size,
    )


def _link_ids(source: Coded, target: Coded, middle: str) -> list[str]:
    """Return the ids of links: that of one end, what they are, that of the other."""
    return [f"{a}|{middle}|{b}" for a, b in zip(source.values(), target.values(), strict=True)]


def _with_ends(network: Network, edges: np.ndarray) -> Network:
    """Return some edges of a network and the nodes at their ends."""
    nodes = network.linked(edges)
    return _sorted(network.node_table.taken(nodes), network.edge_table.taken(edges))


def _sorted(nodes: Table, edges: Table) -> Network:
    return Network(Rows(Node, _by_id(nodes)), Rows(Edge, _by_id(edges)))


def _by_id(table: Table) -> Table:
    """Return a table sorted by id."""
    ids = table["id"].values()
    if all(map(le, ids, ids[1:])):
        return table
    return table.taken(np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64))


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
