"""A part of a network: around one node, of some kinds or relations, at one date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from kg.errors import UsageError
from kg.network.elements import Edge, Network, Node


@dataclass(frozen=True, slots=True)
class Selection:
    """What is wanted; empty means all.

    kinds, helices, states, countries, sectors: of nodes (a state or country itself counts as its
    own).  relations: kinds of edges, or the property or class behind them.  sources: of the
    evidence.  certainty: of the best evidence.  at: a date on which an edge holds; edges without
    dates always do.  isolated: whether nodes without an edge stay.
    """

    kinds: Collection[str] = ()
    helices: Collection[str] = ()
    countries: Collection[str] = ()
    states: Collection[str] = ()
    sectors: Collection[str] = ()
    relations: Collection[str] = ()
    sources: Collection[str] = ()
    certainty: Collection[str] = ()
    at: str = ""
    isolated: bool = True

    def apply_to(self, network: Network) -> Network:
        """Return the part of a network. Raises UsageError where a word fits nothing in it."""
        self._check(network)
        nodes = tuple(node for node in network.nodes if self._wants_node(node))
        kept = {node.id for node in nodes}
        edges = tuple(
            edge
            for edge in network.edges
            if edge.source in kept and edge.target in kept and self._wants_edge(edge)
        )
        if not self.isolated:
            joined = {end for edge in edges for end in (edge.source, edge.target)}
            nodes = tuple(node for node in nodes if node.id in joined)
        return Network(nodes, edges)

    def _wants_node(self, node: Node) -> bool:
        return (
            (not self.kinds or node.kind in self.kinds)
            and (not self.helices or node.helix in self.helices)
            and (not self.countries or bool({node.id, *node.country} & {*self.countries}))
            and (not self.states or bool({node.id, *node.state} & {*self.states}))
            and (not self.sectors or bool({*node.sector} & {*self.sectors}))
        )

    def _wants_edge(self, edge: Edge) -> bool:
        return (
            (not self.relations or bool({edge.kind, edge.relation} & {*self.relations}))
            and (not self.certainty or edge.certainty in self.certainty)
            and (not self.sources or bool(edge.documents & {*self.sources}))
            and (not self.at or holds_on(edge, self.at))
        )

    def _check(self, network: Network) -> None:
        known = {
            "kind": {node.kind for node in network.nodes},
            "helix": {node.helix for node in network.nodes},
            "relation": {name for edge in network.edges for name in (edge.kind, edge.relation)},
            "sector": {sector for node in network.nodes for sector in node.sector},
            "source": {source for edge in network.edges for source in edge.documents},
            "certainty": {edge.certainty for edge in network.edges},
        }
        for word, asked in (
            ("kind", self.kinds),
            ("helix", self.helices),
            ("relation", self.relations),
            ("sector", self.sectors),
            ("source", self.sources),
            ("certainty", self.certainty),
        ):
            for value in asked:
                if value not in known[word]:
                    there = ", ".join(sorted(filter(None, known[word])))
                    raise UsageError(f"no {word} '{value}' in this network; there are {there}")


def holds_on(edge: Edge, at: str) -> bool:
    """Return whether an edge holds on a date; dates are compared as far as both are written."""
    begun = not edge.start or edge.start[: len(at)] <= at[: len(edge.start)]
    return begun and (not edge.end or edge.end[: len(at)] >= at[: len(edge.end)])


def ego_network(network: Network, centre: str, steps: int) -> Network:
    """Return what lies within so many edges of a node, in either direction.

    Raises UsageError where the network does not have the node.
    """
    near: dict[str, set[str]] = defaultdict(set)
    for edge in network.edges:
        near[edge.source].add(edge.target)
        near[edge.target].add(edge.source)
    if not any(node.id == centre for node in network.nodes):
        raise UsageError(f"'{centre}' is not in this network; was it filtered out?")
    reached = wave = {centre}
    for _ in range(steps):
        wave = {other for node in wave for other in near[node]} - reached
        reached = reached | wave
    return Network(
        tuple(node for node in network.nodes if node.id in reached),
        tuple(edge for edge in network.edges if edge.source in reached and edge.target in reached),
    )
