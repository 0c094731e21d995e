"""Read facts, claims and the catalogue of a store, each in an order that equal stores share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import Enum
from typing import Final, NamedTuple

from kg.claims.evidence import is_claim, is_suggestion
from kg.model import Iri, Quad, Triple
from kg.rdf.namespaces import CATALOGUE_GRAPH, EVIDENCE, VOC
from kg.rdf.terms import ntriples
from kg.store import Store

ADMS_STATUS: Final = "http://www.w3.org/ns/adms#status"


class State(Enum):
    """What became of a claim; the value is its name in IRIs and counts."""

    FACT = "fact"
    REJECTED = "rejected"
    SUGGESTED = "suggested"

    @property
    def concept(self) -> str:
        """The concept that marks a claim which is no fact; empty for one that is."""
        return _CONCEPTS[self]


_CONCEPTS: Final = {
    State.FACT: "",
    State.REJECTED: VOC + "resolution/rejected",
    State.SUGGESTED: VOC + "certainty/machine-suggested",
}


class Claim(NamedTuple):
    """A triple that a piece of evidence states."""

    triple: Triple
    evidence: Iri
    state: State


class Counts:
    """How much a dump holds."""

    def __init__(self) -> None:
        self.by_state: Counter[State] = Counter()

    def add(self, state: State) -> None:
        """Count one more claim."""
        self.by_state[state] += 1

    @property
    def claims(self) -> int:
        """How many claims there are."""
        return self.by_state.total()

    @property
    def rejected(self) -> int:
        """How many claims were rejected."""
        return self.by_state[State.REJECTED]

    @property
    def suggested(self) -> int:
        """How many claims a machine suggested and nobody else states."""
        return self.by_state[State.SUGGESTED]


def evidence_graphs(store: Store) -> list[Iri]:
    """Return the evidence graphs that have claims, in their order."""
    rows = store.select(
        "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } "
        f'FILTER(STRSTARTS(STR(?g), "{EVIDENCE}")) }} ORDER BY ?g'
    ).rows
    return [graph for (graph,) in rows if isinstance(graph, Iri)]


def claims_of(store: Store, evidence: Iri) -> list[Claim]:
    """Return the claims of a piece of evidence, in their order."""
    quads = sorted(store.quads(graph=evidence), key=_order)
    return [Claim(quad.triple, evidence, _state(store, quad)) for quad in quads]


def _state(store: Store, claim: Quad) -> State:
    if store.holds(claim._replace(graph=None)):
        return State.FACT
    return State.SUGGESTED if is_suggestion(claim.graph) else State.REJECTED


def evidence_of(store: Store, triple: Triple) -> list[Iri]:
    """Return every piece of evidence that states a triple, in their order."""
    quads = store.quads(*triple, every_graph=True)
    graphs = {quad.graph for quad in quads if is_claim(quad)}
    return sorted(graph for graph in graphs if graph is not None)


def facts(store: Store) -> Iterator[bytes]:
    """Yield the facts as lines of N-Triples, sorted."""
    return iter(sorted(line(quad.triple) for quad in store.quads()))


def catalogue(store: Store, subject: Iri | None = None) -> Iterator[Triple]:
    """Yield what the catalogue says of documents, evidence and conflicts, in an order.

    Args:
        store: Where to look.
        subject: What it is about; None is everything.
    """
    quads = store.quads(subject, graph=Iri(CATALOGUE_GRAPH))
    return (quad.triple for quad in sorted(quads, key=_order))


def line(triple: Triple) -> bytes:
    """Return a triple as a line of N-Triples."""
    return f"{' '.join(map(ntriples, triple))} .\n".encode()


def _order(quad: Quad) -> str:
    return " ".join(map(ntriples, quad.triple))
