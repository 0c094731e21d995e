"""Nodes and edges: what every projection makes and every format writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.rdf.namespaces import EVIDENCE

#: realisations, and status of nodes, of what is not there
WOULD_BE = frozenset(("proposed", "planned"))


def documents(evidence: Iterable[str]) -> set[str]:
    """Return the ids of the documents in which evidence graphs are."""
    return {graph.removeprefix(EVIDENCE).partition("/")[0] for graph in evidence}


@dataclass(frozen=True, slots=True)
class Node:
    """An entity. Columns without a value are empty, never None.

    Attributes:
        id: the IRI without its common beginning.
        iri: of the entity; empty for a value or a group that became a node.
        label: never empty.
        kind: local name of the class.
        helix: code of the concept.
        country: ids, sorted.
        state: ids, sorted.
        sector: codes of the concepts, sorted.
        status: code of the concept.
        area: ids of areas that are neither country nor state, sorted.
        technology: codes of the concepts, sorted.
        start: when it was founded, signed, or began; date as recorded.
        end: when it was dissolved, or ended; date as recorded.
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
    area: tuple[str, ...] = ()
    technology: tuple[str, ...] = ()
    start: str = ""
    end: str = ""

    def values(self, column: str) -> tuple[str, ...]:
        """Return the values of a column, by its name; none where it is empty."""
        value = getattr(self, column)
        return value if isinstance(value, tuple) else (value,) if value else ()


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation from one node to another.

    Attributes:
        id: unique in the network.
        source: id of the node where it begins.
        target: id of the node where it ends.
        kind: local name of the property, or code of the role or label level.
        relation: the property or n-ary class, shortened.
        start: date as recorded.
        end: date as recorded.
        evidence: IRIs of the evidence graphs, sorted.
        sources: how many documents these come from.
        certainty: that of the best evidence, empty for the registry's own relations.
        realisation: proposed or planned, where it or one of its ends is only that; else empty.
        dated_by: id of the end whose dates these are, where the relation itself has none.
        directed: whether source and target may not change places.
        strength: of a derived link, 0 for none.
        via: ids of what the ends of a derived link share.
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
    realisation: str = ""
    dated_by: str = ""
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
class LeftOut:
    """What a network left out of what was chosen, or could not judge.

    Attributes:
        proposed: ties that are only proposed or planned.
        places: nodes that are attributes of what lies in them.
        place_ties: ties with these.
        kinds: kind of other nodes that the profile leaves out → how many.
        kind_ties: ties with these, and with no place.
        ended: with a date, ties that are known not to have held then.
        undated: with a date, ties without one, which are kept.
    """

    proposed: int = 0
    places: int = 0
    place_ties: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    kind_ties: int = 0
    ended: int = 0
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and the edges between them; both ends of each edge are among the nodes.

    Attributes:
        nodes: sorted by id.
        edges: sorted by id.
        measures: columns of nodes beside their own: name → node id → value.
        coordinates: node id → (x, y), where a layout computed them.
        colour: the column that a drawing shows as colour.
        size: the column that a drawing shows as size; "degree" or one of `measures`.
        display_labels: column → value → what it is called.
        left_out: what was left out of it, counted.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    measures: Mapping[str, Mapping[str, float | int | str]] = field(default_factory=dict)
    coordinates: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    colour: str = "helix"
    size: str = "degree"
    display_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    left_out: LeftOut = field(default_factory=LeftOut)

    @property
    def has_proposals(self) -> bool:
        """Whether some edge is only proposed or planned."""
        return any(edge.realisation for edge in self.edges)

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
