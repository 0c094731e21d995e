"""Nodes and edges: what every projection makes and every format writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.rdf.namespaces import EVIDENCE


def documents(evidence: Iterable[str]) -> set[str]:
    """Return the ids of the documents in which evidence graphs are."""
    return {graph.removeprefix(EVIDENCE).partition("/")[0] for graph in evidence}


@dataclass(frozen=True, slots=True)
class Node:
    """An entity. Columns without a value are empty, never None.

    id: slug; label: never empty; kind: local name of the class; helix, status and sector:
    codes of concepts; country and state: slugs.
    """

    id: str
    iri: str
    label: str
    kind: str
    helix: str = ""
    country: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    status: str = ""

    def values(self, column: str) -> tuple[str, ...]:
        """Return the values of a column; none where it is empty."""
        found = getattr(self, column)
        return found if isinstance(found, tuple) else (found,) if found else ()


@dataclass(frozen=True, slots=True)
class Edge:
    """A directed relation from node `source` to node `target`, both given by their ids.

    id: unique in the network; kind: local name of the property, or code of the role or label
    level; relation: the property or n-ary class, shortened; start, end: dates as recorded;
    evidence: IRIs of the evidence graphs, sorted; sources: how many documents these come from;
    certainty: that of the best evidence, empty for the registry's own relations.
    strength: of a derived link, 0 for none; via: ids of what its ends share.
    """

    id: str
    source: str
    target: str
    kind: str
    relation: str
    start: str = ""
    end: str = ""
    evidence: tuple[str, ...] = ()
    sources: int = 0
    certainty: str = ""
    directed: bool = True
    strength: float = 0.0
    via: tuple[str, ...] = ()

    @property
    def documents(self) -> set[str]:
        """The ids of the documents that the evidence comes from."""
        return documents(self.evidence)

    @property
    def weight(self) -> float:
        """The strength where there is one, else how many documents say so; never 0."""
        return self.strength or float(max(1, self.sources))


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes sorted by id, edges sorted by id; both ends of each edge are among the nodes.

    measured: columns of nodes beside their own, such as measures: name → node id → value.
    places: node id → (x, y), where they were computed.  colour, size: the columns that a drawing
    shows; degree, where no other is named.  captions: column → value → what it is called.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    measures: Mapping[str, Mapping[str, float | int | str]] = field(default_factory=dict)
    coordinates: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    colour: str = "helix"
    size: str = "degree"
    display_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def derived(self) -> bool:
        """Whether edges say what their ends share."""
        return any(edge.via for edge in self.edges)

    def degrees(self) -> dict[str, int]:
        """Return node id → how many edges begin or end there; a loop counts twice."""
        count = {node.id: 0 for node in self.nodes}
        for edge in self.edges:
            count[edge.source] += 1
            count[edge.target] += 1
        return count
