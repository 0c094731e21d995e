"""What a graph tells of the nodes of a network beside their ties: names, facts, figures, documents.

The page of a network shows it; files for other programs do without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from kg.claims.disputes import Disputes
from kg.claims.documents import Document, document
from kg.claims.evidence import Evidence, EvidenceCatalogue, Fact, why
from kg.model import Iri, Literal, Term
from kg.names import Labels
from kg.names.index import all_names
from kg.network.elements import Network
from kg.rdf import iris
from kg.rdf.namespaces import (
    ALT_LABEL,
    BASE,
    HX,
    PREF_LABEL,
    QB,
    RDF_TYPE,
    SDMXA,
    SDMXD,
    SDMXM,
    SKOS,
)
from kg.store.base import Store

#: of more nodes, facts and figures stay away, since the page would grow beyond what opens at once
MOST_DESCRIBED: Final = 3_000
_OBSERVATION: Final = BASE + "observation/"
_NAMING: Final = (
    PREF_LABEL,
    ALT_LABEL,
    SKOS + "hiddenLabel",
    *(HX + name for name in ("acronym", "legalName", "formerName", "ocrVariant")),
)
_PRINTED: Final = HX + "rawValue"
_UNIT: Final = SDMXA + "unitMeasure"
_PERIOD: Final = SDMXD + "refPeriod"
_INDICATOR: Final = HX + "indicator"
_NOT_DETAILS: Final = frozenset(
    (
        _PRINTED,
        SDMXM + "obsValue",
        _UNIT,
        _PERIOD,
        _INDICATOR,
        RDF_TYPE,
        QB + "dataSet",
        SDMXA + "obsStatus",
        HX + "occurrence",
        HX + "periodBasis",
    )
)
_COUNTED: Final = "NUM"  # a unit that says only that things were counted


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact in words.

    Attributes:
        property: what the property is called.
        value: the value, or what it is called.
        places: IRIs of the evidence graphs; empty for what only the registry states.
        disputed: whether a recorded contradiction is about it.
    """

    property: str
    value: str
    places: tuple[str, ...]
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in words.

    Attributes:
        indicator: what was counted or measured.
        value: as printed, else as a number; with its unit.
        period: year, month or day; empty where none is known.
        details: sector, qualifier and the like, in one text.
        places: IRIs of the evidence graphs.
        disputed: whether a recorded contradiction is about it.
    """

    indicator: str
    value: str
    period: str
    details: str
    places: tuple[str, ...]
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Background:
    """What is told beside the network; every mapping may lack a node.

    Attributes:
        documents: id → what the catalogue says.
        places: IRI of an evidence graph → its description.
        names: id of a node → its other names, in any language.
        facts: id of a node → its facts that are no edges of the network.
        figures: id of a node → its figures.
        words: code of a certainty or of a reason to infer → what it is called.
        described: whether facts and figures were read.
    """

    documents: Mapping[str, Document] = field(default_factory=dict)
    places: Mapping[str, Evidence] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, tuple[Statement, ...]] = field(default_factory=dict)
    figures: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    described: bool = False


def background(network: Network, store: Store, language: str) -> Background:
    """Return what a store tells of the nodes and edges of a network, in a language.

    Of a network with more than `MOST_DESCRIBED` nodes only names and documents are read.
    """
    reader = _Reader(network, store, language)
    described = len(network.nodes) <= MOST_DESCRIBED
    facts: dict[str, tuple[Statement, ...]] = {}
    figures: dict[str, tuple[Figure, ...]] = {}
    if described:
        for node in network.nodes:
            if node.iri:
                facts[node.id] = tuple(reader.facts(Iri(node.iri)))
                figures[node.id] = tuple(reader.figures(Iri(node.iri)))
    used = {place for edge in network.edges for place in edge.evidence}
    used |= {place for of_node in facts.values() for fact in of_node for place in fact.places}
    used |= {place for of_node in figures.values() for figure in of_node for place in figure.places}
    places = reader.places(used)
    return Background(
        {id: document(store, id) for id in sorted({place.source for place in places.values()})},
        places,
        _names(network, store),
        {node: of_node for node, of_node in facts.items() if of_node},
        {node: of_node for node, of_node in figures.items() if of_node},
        reader.words(places.values()),
        described,
    )


def _names(network: Network, store: Store) -> dict[str, tuple[str, ...]]:
    """Return the names of each node beside its label."""
    shown = {node.iri: node for node in network.nodes if node.iri}
    by_node: dict[str, dict[str, None]] = {}
    for name in all_names(store):
        node = shown.get(name.iri.value)
        if node is not None and name.text != node.label:
            by_node.setdefault(node.id, {})[name.text] = None
    return {node: tuple(sorted(by_node[node])) for node in sorted(by_node)}


class _Reader:
    """Reads what is told of nodes, and puts it in words."""

    def __init__(self, network: Network, store: Store, language: str) -> None:
        self._store = store
        self._labels = Labels(store, language)
        self._catalogue = EvidenceCatalogue(store)
        self._disputes = Disputes(store, language)
        self._nodes = {node.iri for node in network.nodes if node.iri}

    def facts(self, entity: Iri) -> Iterator[Statement]:
        """Yield the accepted facts of an entity but its names, its class and its edges."""
        for fact in why(self._store, entity, catalogue=self._catalogue):
            if not fact.accepted or fact.predicate in (*_NAMING, RDF_TYPE):
                continue
            if fact.object.value not in self._nodes:
                yield Statement(
                    self._called(fact.predicate),
                    self._written(fact.object),
                    tuple(item.iri for item in fact.evidence),
                    any(self._disputes.of(fact)),
                )

    def figures(self, entity: Iri) -> Iterator[Figure]:
        """Yield the figures that are about an entity, by indicator and period."""
        subjects = {
            str(quad.subject)
            for quad in self._store.quads(object=entity)
            if str(quad.subject).startswith(_OBSERVATION)
        }
        figures = [self._figure(Iri(subject), entity) for subject in sorted(subjects)]
        yield from sorted(figures, key=lambda item: (item.indicator, item.period, item.details))

    def _figure(self, observation: Iri, entity: Iri) -> Figure:
        facts = [
            fact
            for fact in why(self._store, observation, catalogue=self._catalogue)
            if fact.accepted
        ]
        by_property: dict[str, list[Fact]] = {
            predicate: list(group) for predicate, group in groupby(facts, lambda f: f.predicate)
        }
        details = [
            self._written(fact.object)
            for predicate, group in by_property.items()
            if predicate not in _NOT_DETAILS
            for fact in group
            if fact.object != entity and fact.evidence
        ]
        return Figure(
            self._first(by_property, (_INDICATOR,)),
            self._amount(by_property),
            self._first(by_property, (_PERIOD,)),
            " · ".join(dict.fromkeys(details)),
            tuple(sorted({item.iri for fact in facts for item in fact.evidence})),
            any(dispute for fact in facts for dispute in self._disputes.of(fact)),
        )

    def _amount(self, facts: Mapping[str, list[Fact]]) -> str:
        """Return the value as printed; else the number with its unit, but of what was counted."""
        if _PRINTED in facts:
            return self._first(facts, (_PRINTED,))
        value = self._first(facts, (SDMXM + "obsValue",))
        units = [fact.object for fact in facts.get(_UNIT, ())]
        if not units or units[0].value.endswith(f"/{_COUNTED}"):
            return value
        return f"{value} {self._written(units[0])}"

    def _first(self, facts: Mapping[str, list[Fact]], properties: Iterable[str]) -> str:
        values = (fact.object for name in properties for fact in facts.get(name, ()))
        return next(map(self._written, values), "")

    def _called(self, iri: str) -> str:
        short = iris.shorten(iri)
        return self._labels.get(iri) or (iri if short == iri else short.split(":", 1)[-1])

    def _written(self, term: Term) -> str:
        if isinstance(term, Iri):
            return self._called(term.value)
        language = term.language if isinstance(term, Literal) else ""
        return f"{term.value} ({language})" if language else term.value

    def places(self, graphs: Iterable[str]) -> dict[str, Evidence]:
        """Return the descriptions of evidence graphs, of those that the catalogue describes."""
        described = {graph: self._catalogue.evidence(graph) for graph in sorted(set(graphs))}
        return {graph: item for graph, item in described.items() if item is not None}

    def words(self, places: Iterable[Evidence]) -> dict[str, str]:
        """Return what the certainties and the reasons of places are called."""
        codes = {("certainty", item.certainty) for item in places}
        codes |= {("inference-basis", item.basis) for item in places}
        return {
            code: self._labels.get(iris.concept(scheme, code)) or code
            for scheme, code in sorted(codes)
            if code
        }
