"""Who says so, and where: the evidence behind facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.model import Iri, Literal, Quad, Term
from kg.rdf.namespaces import (
    BASE,
    CATALOGUE_GRAPH,
    DCT,
    EVIDENCE,
    HX,
    ID,
    QB,
    RDF_TYPE,
    REGISTRY_GRAPH,
    SKOS,
    SOURCE,
)
from kg.store import Store

_NODES = (
    f"{BASE}membership/",
    f"{BASE}participation/",
    f"{BASE}award/",
    f"{BASE}observation/",
    f"{BASE}objective/",
    f"{BASE}application/",
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place that states a fact. `source` is the id of the document."""

    iri: str
    source: str
    title: str
    locator: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement, the evidence for it, and whether it counts as a fact or was rejected."""

    subject: str
    predicate: str
    object: Term
    evidence: tuple[Evidence, ...]
    accepted: bool = True


class Catalogue:
    """The descriptions of evidence in a store, each read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._titles: dict[str, str] = {}
        self._known: dict[str, Evidence] = {}

    def evidence(self, iri: str) -> Evidence | None:
        """Return the description of an evidence graph, None where it has none."""
        if iri not in self._known:
            values = {
                quad.predicate.value: quad.object.value
                for quad in self._store.quads(Iri(iri), graph=Iri(CATALOGUE_GRAPH))
            }
            source = values.get(DCT + "source")
            if source is None:
                return None
            self._known[iri] = Evidence(
                iri,
                source.removeprefix(SOURCE),
                self._title(source),
                values.get(HX + "locator", ""),
                values.get(HX + "certainty", "").rsplit("/", 1)[-1],
            )
        return self._known[iri]

    def _title(self, source: str) -> str:
        if source not in self._titles:
            self._titles[source] = next(
                (
                    quad.object.value
                    for quad in self._store.quads(
                        Iri(source), Iri(DCT + "title"), graph=Iri(CATALOGUE_GRAPH)
                    )
                ),
                "",
            )
        return self._titles[source]


def why(
    store: Store,
    subject: Iri,
    predicate: Iri | None = None,
    object: Term | None = None,
    *,
    catalogue: Catalogue | None = None,
) -> Iterator[Fact]:
    """Yield the statements that fit, each with all its evidence, in a stable order.

    catalogue: what has been read of it before.
    Rejected claims come too, marked as not accepted.  What only the registry says (kind,
    display names) has no evidence.
    """
    grouped: dict[tuple[str, str, Term], list[str]] = {}
    for quad in store.quads(subject, predicate, object, every_graph=True):
        graph = quad.graph.value if quad.graph else ""
        grouped.setdefault((str(quad.subject), quad.predicate.value, quad.object), []).append(graph)
    catalogue = catalogue or Catalogue(store)
    for (s, p, o), graphs in sorted(
        grouped.items(), key=lambda item: (item[0][0], item[0][1], item[0][2].value)
    ):
        found = (catalogue.evidence(g) for g in sorted(graphs) if g.startswith(EVIDENCE))
        described = tuple(item for item in found if item)
        if described or "" in graphs or REGISTRY_GRAPH in graphs:
            yield Fact(s, p, o, described, accepted="" in graphs)


@dataclass(frozen=True, slots=True)
class Card:
    """One entity: its classes and names, what is said of it, and what points to it."""

    iri: str
    classes: tuple[str, ...]
    names: tuple[Literal, ...]
    facts: tuple[Fact, ...]
    incoming: tuple[Fact, ...]


def card(store: Store, entity: Iri) -> Card:
    """Return the card of an entity; memberships and figures are unfolded to their values."""
    catalogue = Catalogue(store)
    facts = list(why(store, entity, catalogue=catalogue))
    naming = (SKOS + "prefLabel", SKOS + "altLabel", HX + "acronym")
    names = tuple(
        fact.object
        for fact in facts
        if fact.predicate in naming and isinstance(fact.object, Literal) and fact.accepted
    )
    classes = tuple(f.object.value for f in facts if f.predicate == RDF_TYPE)
    told = tuple(f for f in facts if f.predicate not in (*naming, RDF_TYPE))
    incoming: list[Fact] = []
    seen: set[str] = set()
    for quad in store.quads(object=entity):
        if str(quad.subject) not in seen:
            seen.add(str(quad.subject))
            incoming.extend(_pointing(store, quad, entity, catalogue))
    incoming.sort(key=lambda f: (f.subject, f.predicate, f.object.value))
    return Card(entity.value, classes, names, told, tuple(incoming))


def _pointing(store: Store, quad: Quad, entity: Iri, catalogue: Catalogue) -> Iterator[Fact]:
    """Yield what a subject that points to the entity says about it."""
    if str(quad.subject).startswith(_NODES):
        skip = {RDF_TYPE, QB + "dataSet"}
        for fact in why(store, Iri(str(quad.subject)), catalogue=catalogue):
            if fact.predicate not in skip and fact.object != entity:
                yield fact
    elif str(quad.subject).startswith((ID, BASE + "voc/")):
        yield from why(store, Iri(str(quad.subject)), quad.predicate, entity, catalogue=catalogue)


@dataclass(frozen=True, slots=True)
class SourceCount:
    """A document and how many claims rest on it, by certainty."""

    id: str
    title: str
    claims: int
    by_certainty: tuple[tuple[str, int], ...]


def is_node(iri: str) -> bool:
    """Return whether the IRI is that of an n-ary node: a membership, a figure, an objective …"""
    return iri.startswith(_NODES)


def sources(store: Store) -> list[SourceCount]:
    """Return the documents that claims rest on, by id."""
    catalogue = Catalogue(store)
    counts: dict[str, dict[str, int]] = {}
    titles: dict[str, str] = {}
    for quad in store.quads(every_graph=True):
        if quad.graph is None or not quad.graph.value.startswith(EVIDENCE):
            continue
        found = catalogue.evidence(quad.graph.value)
        if found:
            titles[found.source] = found.title
            table = counts.setdefault(found.source, {})
            table[found.certainty] = table.get(found.certainty, 0) + 1
    return [
        SourceCount(source, titles[source], sum(table.values()), tuple(sorted(table.items())))
        for source, table in sorted(counts.items())
    ]
