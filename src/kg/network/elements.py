"""Nodes and edges: what every projection makes and every format writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from kg.network.columns import Coded, Item, Rows, Table
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
        relation_ties: ties between what stays, of relations that the profile leaves out.
        nameless: of a graph without entities of ours, resources that have neither a type nor a
            label, so that they are no nodes.
        blank: of such a graph, blank nodes, which are no nodes either.
        ended: with a date, ties that are known not to have held then.
        undated: with a date, ties without one, which are kept.
    """

    proposed: int = 0
    places: int = 0
    place_ties: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    kind_ties: int = 0
    relation_ties: int = 0
    nameless: int = 0
    blank: int = 0
    ended: int = 0
    undated: int = 0


@dataclass(frozen=True)
class Network:
    """Nodes and the edges between them; both ends of each edge are among the nodes.

    It is two tables, `node_table` and `edge_table`, with a column for each field of a node or an
    edge. What goes through all of a network reads these; `nodes` and `edges` show their rows as
    objects.

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

    nodes: Sequence[Node]
    edges: Sequence[Edge]
    measures: Mapping[str, Mapping[str, float | int | str]] = field(default_factory=dict)
    coordinates: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    colour: str = "helix"
    size: str = "degree"
    display_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    left_out: LeftOut = field(default_factory=LeftOut)

    def __post_init__(self) -> None:
        """See objects as rows."""
        for name, kind in (("nodes", Node), ("edges", Edge)):
            rows = getattr(self, name)
            if not isinstance(rows, Rows):
                object.__setattr__(self, name, Rows(kind, items=rows))

    @property
    def node_table(self) -> Table:
        """The columns of the nodes."""
        assert isinstance(self.nodes, Rows)
        return self.nodes.table

    @property
    def edge_table(self) -> Table:
        """The columns of the edges."""
        assert isinstance(self.edges, Rows)
        return self.edges.table

    @cached_property
    def ids(self) -> list[str]:
        """The ids of the nodes."""
        ids: list[str] = self.node_table["id"].values()
        return ids

    @cached_property
    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """The numbers of the nodes at which edges begin, and of those at which they end."""
        number = {name: row for row, name in enumerate(self.ids)}
        source, target = (self._numbered(self.edge_table[end], number) for end in _ENDS)
        return source, target

    @staticmethod
    def _numbered(column: Coded, number: Mapping[str, int]) -> np.ndarray:
        rows = np.fromiter((number.get(name, -1) for name in column.texts), np.int64)
        numbers: np.ndarray = rows[column.codes]
        return numbers

    @cached_property
    def weights(self) -> np.ndarray:
        """The weight of each edge; see `Edge.weight`."""
        strength, sources = (self.edge_table[name].array for name in ("strength", "sources"))
        weights: np.ndarray = np.where(strength != 0, strength, np.maximum(1, sources))
        return weights

    def part(self, nodes: np.ndarray, edges: np.ndarray) -> Network:
        """Return a part of the network, with its measures and all else.

        Args:
            nodes: for each node whether it stays.
            edges: for each edge whether it stays; both of its ends then must.
        """
        if nodes.all() and edges.all():
            return self
        return replace(
            self,
            nodes=self.nodes if nodes.all() else _rows(self.nodes).taken(nodes),
            edges=self.edges if edges.all() else _rows(self.edges).taken(edges),
        )

    def at_ends(self, nodes: np.ndarray) -> np.ndarray:
        """Return for each edge whether it begins or ends at one of some nodes.

        nodes: for each node whether it is one of them.
        """
        source, target = self.ends
        flags: np.ndarray = nodes[source] | nodes[target]
        return flags

    def among(self, nodes: np.ndarray) -> np.ndarray:
        """Return for each edge whether both of its ends are among some nodes; see `at_ends`."""
        source, target = self.ends
        flags: np.ndarray = nodes[source] & nodes[target]
        return flags

    def linked(self, edges: np.ndarray) -> np.ndarray:
        """Return for each node whether one of some edges begins or ends there.

        edges: for each edge whether it counts.
        """
        flags = np.zeros(len(self.nodes), bool)
        for end in self.ends:
            flags[end[edges]] = True
        return flags

    def first_of_kinds(self) -> tuple[Edge, ...]:
        """Return the first edge of each kind."""
        _, rows = np.unique(self.edge_table["kind"].codes, return_index=True)
        return _rows(self.edges).taken(np.sort(rows)).items

    @property
    def has_proposals(self) -> bool:
        """Whether some edge is only proposed or planned."""
        return bool(self.edge_table["realisation"].where(bool).any())

    @property
    def derived(self) -> bool:
        """Whether edges say what their ends share."""
        via = self.edge_table["via"]
        return bool((via.ends > via.starts).any())

    @property
    def degree_counts(self) -> np.ndarray:
        """How many edges begin or end at each node, shape (n,); a loop counts twice."""
        counts = np.zeros(len(self.nodes), np.int64)
        for end in self.ends:
            counts += np.bincount(end, minlength=len(counts))
        return counts

    def degrees(self) -> dict[str, int]:
        """Return node id → how many edges begin or end there; a loop counts twice."""
        return dict(zip(self.ids, self.degree_counts.tolist(), strict=True))


_ENDS = ("source", "target")


def _rows(rows: Sequence[Item]) -> Rows[Item]:
    assert isinstance(rows, Rows)
    return rows
