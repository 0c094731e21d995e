"""The full projection: every entity is a node, every relation between two of them an edge.

An n-ary node (membership, participation, label award) is contracted to one edge; sectors, helices
and other concepts are columns of a node.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final

from kg.errors import in_language
from kg.model import Iri, Literal, Progress, silent
from kg.network.columns import Plain, Rows
from kg.network.contraction import (
    CONTRACTED_TYPES,
    CONTRACTIONS,
    PAIRS_OF_TYPE,
    contracted_edges,
)
from kg.network.dating import dated
from kg.network.elements import WOULD_BE, Edge, Network, Node
from kg.network.foreign import foreign_labels, foreign_types
from kg.network.reading import (
    CLAIMS,
    PAIRS,
    claims,
    code,
    iri_values,
    iris_by_subject,
    pairs,
    slug,
)
from kg.network.regions import Regions
from kg.network.support import support
from kg.rdf import iris
from kg.rdf.namespaces import HX, ID, PREF_LABEL, RDFS, SCHEMA, SKOS, VOC
from kg.store.base import Store

#: the realisation of what is there
ACTUAL: Final = f"{VOC}realisation/actual"
#: properties that describe concepts and schemes, and never lead to an entity
OF_CONCEPTS: Final = frozenset(
    SKOS + name
    for name in (
        *("prefLabel", "altLabel", "hiddenLabel", "notation", "definition"),
        *("scopeNote", "historyNote", "inScheme", "topConceptOf", "hasTopConcept"),
    )
)
#: labels are looked for in these languages, after the one asked for
FALLBACK: Final = ("es", "en", "fr", "mul")

#: properties that say from when something is there
STARTS: Final = (
    SCHEMA + "foundingDate",
    SCHEMA + "startDate",
    HX + "signedOn",
    HX + "inForceFrom",
)
#: until when
ENDS: Final = (SCHEMA + "dissolutionDate", SCHEMA + "endDate")
_PROPERTIES = "SELECT DISTINCT ?p WHERE { ?s ?p ?o }"
_SAMPLE = "SELECT ?o WHERE {{ ?s <{0}> ?o FILTER(isIRI(?o)) }} LIMIT 50"
_OBJECTS = "SELECT DISTINCT ?o WHERE {{ ?s <{0}> ?o FILTER(isIRI(?o)) }}"
_TYPES = f"""SELECT ?s ?o WHERE {{
  ?s a ?o FILTER NOT EXISTS {{ VALUES ?nary {{ {CONTRACTED_TYPES} }} ?s a ?nary }} }}"""
_OF_AN_ENTITY = f"""ASK {{{{
  ?s <{{0}}> ?o
  FILTER NOT EXISTS {{{{ VALUES ?nary {{{{ {CONTRACTED_TYPES} }}}} ?s a ?nary }}}} }}}}"""
#: what a store is asked, for manifests; {0} is one property after the other
QUERIES: Final[Mapping[str, str]] = {
    "nodes": _TYPES,
    "links": PAIRS.format("{0}"),
    "claims": CLAIMS.format("{0}", ""),
    "memberships, participations and awards": PAIRS_OF_TYPE.format("{0}", "{1}"),
}


@dataclass(frozen=True, slots=True)
class FullNetwork:
    """All nodes and edges of a store, sorted by id, in no language yet.

    Attributes:
        nodes: with empty labels.
        labels: of each of the nodes, language → preferred label.
        edges: all edges between them.
    """

    nodes: Rows[Node]
    labels: Sequence[Mapping[str, str]]
    edges: Rows[Edge]

    def labelled(self, language: str) -> Network:
        """Return the network with labels in a language, else in one of `FALLBACK`.

        language: a tag such as "es".
        """
        preference = preferred_languages(language)
        ids = self.nodes.table["id"].values()
        texts = [
            label_in(labels, preference) or name
            for labels, name in zip(self.labels, ids, strict=True)
        ]
        return Network(Rows(Node, self.nodes.table.changed(label=Plain(texts))), self.edges)


def read_full_network(store: Store, progress: Progress = silent) -> FullNetwork:
    """Return all entities of the facts and all relations among them.

    Args:
        store: the store; it is asked a few dozen queries, whatever the number of nodes.
        progress: told how many of the properties are read.
    """
    step = in_language(
        "reading the network, once for this state of the store",
        "leyendo la red, una vez para este estado del almacén",
    )
    progress(step, 0, 1)
    nodes = {node.iri: node for node in _nodes(store)}
    is_ours = any(iri.startswith(ID) for iri in nodes)
    properties = list(_linking_properties(store, set() if is_ours else nodes.keys()))
    readings = [
        *(_direct_edges(store, nodes, predicate) for predicate in properties),
        *(contracted_edges(store, nodes, contraction) for contraction in CONTRACTIONS),
    ]
    edges: list[Edge] = []
    for done, reading in enumerate(readings, 2):  # nodes and properties are read by now
        progress(step, done, len(readings) + 3)
        edges += reading
    ordered = sorted(nodes.values(), key=lambda node: node.id)
    labels = _labels(store) if is_ours else foreign_labels(store)
    progress(step, 1, 1)
    would_be = {node.id: node.status for node in ordered if node.status in WOULD_BE}
    unique = _with_unique_ids(_as_real_as_ends(edges, would_be))
    in_time = dated(unique, {node.id: node for node in ordered if node.start or node.end})
    return FullNetwork(
        Rows(Node, items=ordered),
        [labels.get(node.iri, {}) for node in ordered],
        Rows(Edge, items=sorted(in_time, key=lambda edge: edge.id)),
    )


def _nodes(store: Store) -> Iterator[Node]:
    types = _entity_types(store)
    superclasses: dict[str, set[str]] = defaultdict(set)
    for quad in store.quads(predicate=Iri(RDFS + "subClassOf"), every_graph=True):
        superclasses[str(quad.subject)].add(str(quad.object))
    helix, status = iri_values(store, HX + "helix"), _standings(store)
    sector, technology = (iri_values(store, HX + name) for name in ("sector", "technology"))
    starts, ends = (_dates(store, names) for names in (STARTS, ENDS))
    regions = Regions(
        countries={iri for iri, classes in types.items() if HX + "Country" in classes},
        states={iri for iri, classes in types.items() if HX + "State" in classes},
        located=iri_values(store, HX + "locatedIn"),
        part_of=iri_values(store, HX + "partOfArea"),
        home=iri_values(store, HX + "homeCountry"),
    )
    kinds: dict[frozenset[str], str] = {}
    for iri, classes in types.items():
        combination = frozenset(classes)
        if combination not in kinds:
            kinds[combination] = narrowest_kind(classes, superclasses)
        yield Node(
            id=slug(iri),
            iri=iri,
            label="",
            kind=kinds[combination],
            helix=min(map(code, helix.get(iri, ())), default=""),
            country=tuple(map(slug, regions.country(iri))),
            state=tuple(map(slug, regions.state(iri))),
            sector=tuple(sorted(map(code, sector.get(iri, ())))),
            status=min(map(code, status.get(iri, ())), default=""),
            area=tuple(map(slug, regions.area(iri))),
            technology=tuple(sorted(map(code, technology.get(iri, ())))),
            start=min(starts.get(iri, ()), default=""),
            end=max(ends.get(iri, ()), default=""),
        )


def _dates(store: Store, predicates: Iterable[str]) -> dict[str, list[str]]:
    """Return subject IRI → the dates that these properties give it, as recorded."""
    dates: dict[str, list[str]] = defaultdict(list)
    for predicate in predicates:
        for subject, value in pairs(store, predicate):
            if isinstance(value, Literal) and value.value:
                dates[str(subject)].append(value.value)
    return dates


def _entity_types(store: Store) -> Mapping[str, set[str]]:
    """Return IRI → classes of all entities; of a graph without any of ours, of its resources."""
    types = iris_by_subject(store.select(_TYPES).rows)
    ours = {iri: classes for iri, classes in types.items() if iri.startswith(ID) and iri != ID}
    return ours or foreign_types(store, types)


def _standings(store: Store) -> Mapping[str, Iterable[str]]:
    """Return the status of each thing; of what is not there yet, whether it is planned."""
    intended = {
        iri: concepts
        for iri, concepts in iri_values(store, HX + "realisation").items()
        if ACTUAL not in concepts
    }
    return {**iri_values(store, HX + "status"), **intended}


def _linking_properties(store: Store, foreign: Set[str]) -> Iterator[str]:
    """Yield the properties that lead from an entity to another, and some others, sorted.

    foreign: IRIs of the entities where they are not ours, else none.
    """
    properties = {str(row[0]) for row in store.select(_PROPERTIES).rows}
    for predicate in sorted(properties - OF_CONCEPTS):
        # A few objects tell for most properties; the others have few different ones, such as codes.
        if any(
            _leads_to_an_entity(store, query.format(predicate), foreign)
            for query in (_SAMPLE, _OBJECTS)
        ) and store.ask(_OF_AN_ENTITY.format(predicate)):
            yield predicate


def _leads_to_an_entity(store: Store, query: str, foreign: Set[str]) -> bool:
    """Return whether an entity is among the objects that a query finds.

    Its answer is read to the end: to leave it half read costs a query process.
    """
    objects = [str(row[0]) for row in store.select(query).rows]
    return any(iri.startswith(ID) or iri in foreign for iri in objects)


def _direct_edges(store: Store, entities: Container[str], predicate: str) -> Iterator[Edge]:
    """Yield an edge for each pair of entities that a property links."""
    graphs = claims(store, predicate)
    relation, kind = iris.shorten(predicate), iris.local_name(predicate)
    for subject, value in pairs(store, predicate):
        if str(subject) in entities and str(value) in entities:
            basis = support(frozenset(graphs.get((subject, value), ())))
            source, target = slug(str(subject)), slug(str(value))
            yield Edge(
                # "|" is in no IRI, so that two relations never share an id
                id=f"{source}|{relation}|{target}",
                source=source,
                target=target,
                kind=kind,
                relation=relation,
                evidence=basis.evidence,
                sources=basis.sources,
                certainty=basis.certainty,
            )


def _as_real_as_ends(edges: Iterable[Edge], would_be: Mapping[str, str]) -> Iterator[Edge]:
    """Yield the edges; a tie to what is only proposed or planned is so itself.

    Args:
        edges: the edges.
        would_be: id of each node that is only proposed or planned → which of the two.
    """
    for edge in edges:
        state = would_be.get(edge.target) or would_be.get(edge.source)
        yield replace(edge, realisation=state) if state and not edge.realisation else edge


def _with_unique_ids(edges: Iterable[Edge]) -> Iterator[Edge]:
    """Yield the edges; those that share an id get " 2", " 3", … in the order of their columns."""
    sharing: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        sharing[edge.id].append(edge)
    for same in sharing.values():
        if len(same) == 1:
            yield same[0]
            continue
        same.sort(
            key=lambda edge: (
                edge.source,
                edge.target,
                edge.kind,
                edge.start,
                edge.end,
                edge.evidence,
            )
        )
        for number, edge in enumerate(same, 1):
            yield edge if number == 1 else replace(edge, id=f"{edge.id} {number}")


def _labels(store: Store) -> dict[str, dict[str, str]]:
    """Return entity IRI → language → preferred label; of several, the first in order."""
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for subject, label in pairs(store, PREF_LABEL):
        if isinstance(label, Literal) and label.value.strip():
            by_language = labels[str(subject)]
            first = min(label.value, by_language.get(label.language, label.value))
            by_language[label.language] = first
    return labels


def preferred_languages(language: str) -> tuple[str, ...]:
    """Return the languages in which a label is looked for, the best first."""
    return tuple(dict.fromkeys((language.lower(), *FALLBACK)))


def label_in(labels: Mapping[str, str], preference: Iterable[str]) -> str:
    """Return the first label in the preferred languages, else in any; empty where there is none.

    Args:
        labels: language → label.
        preference: languages, the best first.
    """
    for language in (*preference, *sorted(labels)):
        if language in labels:
            return labels[language]
    return ""


def narrowest_kind(classes: set[str], superclasses: Mapping[str, set[str]]) -> str:
    """Return the local name of the narrowest class; HelixKG's own before others."""
    above = {name for cls in classes for name in _all_superclasses(cls, superclasses)}
    narrowest = classes - above or classes  # classes of each other have none that is narrowest
    return iris.local_name(min(narrowest, key=lambda name: (not name.startswith(HX), name)))


def _all_superclasses(cls: str, superclasses: Mapping[str, set[str]]) -> set[str]:
    """Return the classes above this one, without it."""
    above: set[str] = set()
    waiting = [cls]
    while waiting:
        new = superclasses.get(waiting.pop(), set()) - above
        above |= new
        waiting.extend(new)
    return above - {cls}
