"""A part of a network: around one node, of some kinds or relations, at one date."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kg.errors import UsageError, in_language
from kg.network.columns import Table
from kg.network.dating import lifetimes
from kg.network.elements import WOULD_BE, Network, documents
from kg.network.spells import Spell, periods

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
        nodes = self._fitting_nodes(network)
        edges = network.among(nodes) & self._fitting_edges(network)
        if not self.isolated:
            nodes = nodes & network.linked(edges)
        return network.part(nodes, edges)

    def _fitting_nodes(self, network: Network) -> np.ndarray:
        table = network.node_table
        tests: list[np.ndarray] = [np.ones(len(network.nodes), bool)]
        of_codes = {"kind": self.kinds, "helix": self.helices, "sector": self.sectors}
        for name, codes in of_codes.items():
            if codes:
                tests.append(table[name].where({*codes}.__contains__))
        for name, places in {"country": self.countries, "state": self.states}.items():
            if places:
                is_wanted = {*places}.__contains__
                is_one = np.array(list(map(is_wanted, network.ids)), bool)
                tests.append(is_one | table[name].where(is_wanted))
        if self.without_kinds:
            tests.append(~table["kind"].where({*self.without_kinds}.__contains__))
        if not self.proposed:
            tests.append(~table["status"].where(WOULD_BE.__contains__))
        if self.at:
            lives = lifetimes(table)
            tests.append(lives.where(lambda life: covers(life, self.at)))
        return _all(tests)

    def _fitting_edges(self, network: Network) -> np.ndarray:
        table = network.edge_table
        tests: list[np.ndarray] = [np.ones(len(network.edges), bool)]
        if self.relations:
            tests.append(are_of(table, self.relations))
        if self.without_relations:
            tests.append(~are_of(table, self.without_relations))
        if self.certainty:
            tests.append(table["certainty"].where({*self.certainty}.__contains__))
        if self.sources:
            wanted = {*self.sources}
            tests.append(table["evidence"].where(lambda graph: bool(documents((graph,)) & wanted)))
        if not self.proposed:
            tests.append(~table["realisation"].where(bool))
        if self.at:
            tests.append(periods(table).where(lambda period: covers(period, self.at)))
        return _all(tests)

    def _check(self, network: Network) -> None:
        for word, asked, occurring in self._vocabulary(network):
            present = occurring() if asked else ()
            for value in asked:
                if value not in present:
                    raise UsageError(occurs_not(word, value, present))

    def _vocabulary(
        self, network: Network
    ) -> Iterator[tuple[str, Collection[str], Callable[[], Collection[str]]]]:
        """Yield what a field is called, its values, and what returns those in a network."""
        nodes, edges = network.node_table, network.edge_table

        def relations() -> set[str]:
            names: set[str] = edges["kind"].present() | edges["relation"].present()
            return names

        yield "kind", self.kinds, nodes["kind"].present
        yield "kind", self.without_kinds, nodes["kind"].present
        yield "helix", self.helices, nodes["helix"].present
        yield "relation", self.relations, relations
        yield "relation", self.without_relations, relations
        yield "sector", self.sectors, nodes["sector"].present
        yield "source", self.sources, lambda: documents(edges["evidence"].present())
        yield "certainty", self.certainty, edges["certainty"].present


def _all(tests: Sequence[np.ndarray]) -> np.ndarray:
    flags: np.ndarray = np.logical_and.reduce(tests)
    return flags


def are_of(edges: Table, relations: Collection[str]) -> np.ndarray:
    """Return for each edge whether it is of one of some relations, by kind or by property."""
    is_wanted = {*relations}.__contains__
    flags: np.ndarray = edges["kind"].where(is_wanted) | edges["relation"].where(is_wanted)
    return flags


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
    if centre not in network.ids:
        raise UsageError(
            in_language(
                f"'{centre}' is not in this network; was it filtered out?",
                f"«{centre}» no está en esta red; ¿quedó fuera por un filtro?",
            )
        )
    reached = np.zeros(len(network.nodes), bool)
    reached[network.ids.index(centre)] = True
    for _ in range(steps):
        reached = reached | network.linked(network.at_ends(reached))
    return network.part(reached, network.among(reached))
