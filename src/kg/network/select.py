"""A part of a network: around one node, of some kinds or relations, at one date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Final

from kg.errors import UsageError, in_language
from kg.network.dating import lifetime
from kg.network.elements import WOULD_BE, Edge, Network, Node
from kg.network.spells import Spell

#: what a field is called in Spanish
_SPANISH: Final = {
    "kind": "la clase",
    "helix": "la hélice",
    "relation": "la relación",
    "sector": "el sector",
    "source": "la fuente",
    "certainty": "la certeza",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which nodes and edges are meant; empty means all.

    Attributes:
        kinds: of nodes.
        helices: of nodes, codes.
        countries: of nodes, ids; a country itself counts as its own.
        states: of nodes, ids; a state itself counts as its own.
        sectors: of nodes, codes.
        relations: kinds of edges, or the property or class behind them.
        sources: of the evidence of edges, ids of documents.
        certainty: of the best evidence of edges.
        without_kinds: of nodes that are not meant.
        without_relations: of edges that are not meant, as in `relations`.
        at: a date on which nodes are there and edges hold, as a year, month or day; those without
            dates always do.
        isolated: whether nodes without an edge stay.
        proposed: whether what is only proposed or planned stays.
    """

    kinds: Collection[str] = ()
    helices: Collection[str] = ()
    countries: Collection[str] = ()
    states: Collection[str] = ()
    sectors: Collection[str] = ()
    relations: Collection[str] = ()
    sources: Collection[str] = ()
    certainty: Collection[str] = ()
    without_kinds: Collection[str] = ()
    without_relations: Collection[str] = ()
    at: str = ""
    isolated: bool = True
    proposed: bool = True

    def apply_to(self, network: Network) -> Network:
        """Return the part of a network that is meant.

        Raises:
            UsageError: a kind, helix, relation, sector, source or certainty does not occur in it.
        """
        self._check(network)
        nodes = tuple(node for node in network.nodes if self._fits_node(node))
        ids = {node.id for node in nodes}
        edges = tuple(
            edge
            for edge in network.edges
            if edge.source in ids and edge.target in ids and self._fits_edge(edge)
        )
        if not self.isolated:
            linked = {end for edge in edges for end in (edge.source, edge.target)}
            nodes = tuple(node for node in nodes if node.id in linked)
        return replace(network, nodes=nodes, edges=edges)

    def _fits_node(self, node: Node) -> bool:
        return (
            (self.proposed or node.status not in WOULD_BE)
            and (not self.kinds or node.kind in self.kinds)
            and node.kind not in self.without_kinds
            and (not self.helices or node.helix in self.helices)
            and (not self.countries or bool({node.id, *node.country} & {*self.countries}))
            and (not self.states or bool({node.id, *node.state} & {*self.states}))
            and (not self.sectors or bool({*node.sector} & {*self.sectors}))
            and (not self.at or covers(lifetime(node), self.at))
        )

    def _fits_edge(self, edge: Edge) -> bool:
        return (
            (self.proposed or not edge.realisation)
            and (not self.relations or bool({edge.kind, edge.relation} & {*self.relations}))
            and not {edge.kind, edge.relation} & {*self.without_relations}
            and (not self.certainty or edge.certainty in self.certainty)
            and (not self.sources or bool(edge.documents & {*self.sources}))
            and (not self.at or holds_on(edge, self.at))
        )

    def _check(self, network: Network) -> None:
        for word, asked, occurring in self._vocabulary(network):
            for value in asked:
                if value not in occurring:
                    raise UsageError(occurs_not(word, value, occurring))

    def _vocabulary(
        self, network: Network
    ) -> Iterator[tuple[str, Collection[str], Collection[str]]]:
        """Yield what a field is called, its values, and those that occur in a network."""
        nodes, edges = network.nodes, network.edges
        kinds = {node.kind for node in nodes}
        yield "kind", self.kinds, kinds
        yield "kind", self.without_kinds, kinds
        yield "helix", self.helices, {node.helix for node in nodes}
        relations = {name for edge in edges for name in (edge.kind, edge.relation)}
        yield "relation", self.relations, relations
        yield "relation", self.without_relations, relations
        yield "sector", self.sectors, {sector for node in nodes for sector in node.sector}
        yield "source", self.sources, {source for edge in edges for source in edge.documents}
        yield "certainty", self.certainty, {edge.certainty for edge in edges}


def occurs_not(word: str, value: str, occurring: Collection[str]) -> str:
    """Return the message that a network has no such kind, helix or relation.

    Args:
        word: What the field is called.
        value: What was asked for.
        occurring: What there is.
    """
    there_are = ", ".join(sorted(filter(None, occurring)))
    return in_language(
        f"no {word} '{value}' in this network; there are {there_are}",
        f"no hay {_SPANISH.get(word, word)} «{value}» en esta red; hay {there_are}",
    )


def holds_on(edge: Edge, at: str) -> bool:
    """Return whether an edge holds on a date; see `covers`."""
    return covers(Spell(edge.start, edge.end), at)


def covers(period: Spell, at: str) -> bool:
    """Return whether a period covers a date; dates are compared as far as both are written.

    From 2010-05 to 2012 covers 2010, 2010-05-20 and 2012-12-31; an open end covers all beyond.
    """
    start, end = period
    has_begun = not start or start[: len(at)] <= at[: len(start)]
    return has_begun and (not end or end[: len(at)] >= at[: len(end)])


def ego_network(network: Network, centre: str, steps: int) -> Network:
    """Return what lies within so many edges of a node, in either direction.

    Raises:
        UsageError: the network does not have the node.
    """
    near: dict[str, set[str]] = defaultdict(set)
    for edge in network.edges:
        near[edge.source].add(edge.target)
        near[edge.target].add(edge.source)
    if not any(node.id == centre for node in network.nodes):
        raise UsageError(
            in_language(
                f"'{centre}' is not in this network; was it filtered out?",
                f"«{centre}» no está en esta red; ¿quedó fuera por un filtro?",
            )
        )
    reached = frontier = {centre}
    for _ in range(steps):
        frontier = {other for node in frontier for other in near[node]} - reached
        reached = reached | frontier
    return replace(
        network,
        nodes=tuple(node for node in network.nodes if node.id in reached),
        edges=tuple(e for e in network.edges if e.source in reached and e.target in reached),
    )
