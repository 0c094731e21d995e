"""The full projection: every entity is a node, every relation between two of them an edge.

An n-ary node (membership, participation, label award) is contracted to one edge, as
data-model section 7 says; sectors, helices and other concepts are columns of a node.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, NamedTuple

from kg.model import BNode, Iri, Literal, Progress, Term, silent
from kg.network.elements import Edge, Network, Node, documents
from kg.network.regions import Regions
from kg.rdf import iris
from kg.rdf.namespaces import BASE, EVIDENCE, HX, ID, ORG, PREF_LABEL, RDFS, SCHEMA, VOC
from kg.runtime.garbage import gc_paused
from kg.store import EmbeddedStore
from kg.store.base import Store

#: labels are looked for in these languages, after the one asked for
FALLBACK: Final = ("es", "en", "fr", "mul")

#: from the best to the worst; an edge has that of its best evidence
CERTAINTIES: Final = ("explicit", "inferred", "layout-ambiguous")
_NO_EVIDENCE = "machine-suggested"  # no fact rests on it (data-model section 3)


@dataclass(frozen=True, slots=True)
class Contraction:
    """How an n-ary class becomes one edge (data-model section 7); all IRIs but `default`."""

    type: str
    source: str
    target: str
    kind: str
    start: str
    end: str
    default: str  # kind of an edge whose node names none


CONTRACTIONS: Final = (
    Contraction(
        ORG + "Membership",
        ORG + "member",
        ORG + "organization",
        ORG + "role",
        SCHEMA + "startDate",
        SCHEMA + "endDate",
        "member",
    ),
    Contraction(
        HX + "Participation",
        HX + "participant",
        HX + "participatesIn",
        HX + "participationRole",
        SCHEMA + "startDate",
        SCHEMA + "endDate",
        "participant",
    ),
    Contraction(
        HX + "LabelAward",
        HX + "awardee",
        HX + "labelScheme",
        HX + "labelLevel",
        SCHEMA + "validFrom",
        SCHEMA + "expires",
        "label",
    ),
)

_LINKING = "SELECT DISTINCT ?p WHERE { ?s ?p ?o }"
_SAMPLE = "SELECT ?o WHERE {{ ?s <{0}> ?o FILTER(isIRI(?o)) }} LIMIT 50"
_OBJECTS = "SELECT DISTINCT ?o WHERE {{ ?s <{0}> ?o FILTER(isIRI(?o)) }}"
_PAIRS = "SELECT ?s ?o WHERE {{ ?s <{0}> ?o }}"
_OF_TYPE = "SELECT ?s ?o WHERE {{ ?s <{0}> ?o ; a <{1}> }}"
_SAID_BY = "SELECT ?s ?g WHERE {{ GRAPH ?g {{ ?s <{0}> ?o }} {1} }}"
_CLAIMS = "SELECT ?s ?o ?g WHERE {{ GRAPH ?g {{ ?s <{0}> ?o }} {1} }}"
# A remote store has the facts as a named graph too; in a folder the filter would read every name.
_ONLY_EVIDENCE = f'FILTER(STRSTARTS(STR(?g), "{EVIDENCE}"))'
_CONTRACTED = " ".join(f"<{contraction.type}>" for contraction in CONTRACTIONS)
_TYPES = f"""SELECT ?s ?o WHERE {{
  ?s a ?o FILTER NOT EXISTS {{ VALUES ?nary {{ {_CONTRACTED} }} ?s a ?nary }} }}"""
_OF_AN_ENTITY = f"""ASK {{{{
  ?s <{{0}}> ?o FILTER NOT EXISTS {{{{ VALUES ?nary {{{{ {_CONTRACTED} }}}} ?s a ?nary }}}} }}}}"""
#: what a store is asked, for manifests; {0} is one property after the other
QUERIES: Final[Mapping[str, str]] = {
    "nodes": _TYPES,
    "links": _PAIRS.format("{0}"),
    "claims": _CLAIMS.format("{0}", ""),
    "memberships, participations and awards": _OF_TYPE.format("{0}", "{1}"),
}


@dataclass(frozen=True, slots=True)
class FullNetwork:
    """All nodes and edges of a store, sorted by id, in no language yet.

    nodes: without labels.  labels: of each of them, language → preferred label.
    """

    nodes: Sequence[Node]
    labels: Sequence[Mapping[str, str]]
    edges: Sequence[Edge]

    def labelled(self, language: str, kinds: Collection[str] = ()) -> Network:
        """Return the network with labels in a language, else in one of `FALLBACK`.

        kinds: only nodes of these kinds ("Cluster", "State"), and the edges between them; empty
        is all.
        """
        preference = preferred(language)
        with gc_paused():
            nodes = tuple(
                replace(node, label=label_of(labels, preference) or node.id)
                for node, labels in zip(self.nodes, self.labels, strict=True)
                if not kinds or node.kind in kinds
            )
        if not kinds:
            return Network(nodes, tuple(self.edges))
        kept = {node.id for node in nodes}
        return Network(
            nodes, tuple(edge for edge in self.edges if edge.source in kept and edge.target in kept)
        )


def read_full_network(store: Store, progress: Progress = silent) -> FullNetwork:
    """Return all entities of the facts and all relations among them.

    A few dozen queries for one property each, whatever the number of nodes: of a large store on
    disk each term that is read costs 5 µs, and a filter on text reads them all.
    """
    step = "reading the network, once for this state of the store"
    progress(step, 0, 1)
    nodes = {node.iri: node for node in _nodes(store)}
    relations = list(_linking(store))
    readings = [
        *(_direct_edges(store, nodes, relation) for relation in relations),
        *(_contracted_edges(store, nodes, contraction) for contraction in CONTRACTIONS),
    ]
    edges: list[Edge] = []
    for done, reading in enumerate(readings, 2):  # nodes and properties are read by now
        progress(step, done, len(readings) + 3)
        edges += reading
    ordered = sorted(nodes.values(), key=lambda node: node.id)
    labels = _labels(store)
    progress(step, 1, 1)
    return FullNetwork(
        ordered,
        [labels.get(node.iri, {}) for node in ordered],
        sorted(_with_unique_ids(edges), key=lambda edge: edge.id),
    )


def _nodes(store: Store) -> Iterator[Node]:
    types = _grouped(store.select(_TYPES).rows)
    broader: dict[str, set[str]] = defaultdict(set)
    for quad in store.quads(predicate=Iri(RDFS + "subClassOf"), every_graph=True):
        broader[str(quad.subject)].add(str(quad.object))
    helix, status = _values(store, HX + "helix"), _values(store, HX + "status")
    sector = _values(store, HX + "sector")
    regions = Regions(
        countries={iri for iri, found in types.items() if HX + "Country" in found},
        states={iri for iri, found in types.items() if HX + "State" in found},
        located=_values(store, HX + "locatedIn"),
        part_of=_values(store, HX + "partOfArea"),
        home=_values(store, HX + "homeCountry"),
    )
    kinds: dict[frozenset[str], str] = {}
    for iri, found in types.items():
        if iri.startswith(ID) and iri != ID:
            known = frozenset(found)
            if known not in kinds:
                kinds[known] = _kind(found, broader)
            yield Node(
                id=_slug(iri),
                iri=iri,
                label="",
                kind=kinds[known],
                helix=min(map(_code, helix.get(iri, ())), default=""),
                country=tuple(map(_slug, regions.country(iri))),
                state=tuple(map(_slug, regions.state(iri))),
                sector=tuple(sorted(map(_code, sector.get(iri, ())))),
                status=min(map(_code, status.get(iri, ())), default=""),
            )


def _direct_edges(store: Store, nodes: Mapping[str, Node], relation: str) -> Iterator[Edge]:
    claims = _claims(store, relation)
    short, kind = iris.shorten(relation), _local_name(relation)
    for source, target in _pairs(store, relation):
        if str(source) in nodes and str(target) in nodes:
            resting = support(frozenset(claims.get((source, target), ())))
            one, other = _slug(str(source)), _slug(str(target))
            yield Edge(
                # "|" is in no IRI, so that two relations never share an id
                id=f"{one}|{short}|{other}",
                source=one,
                target=other,
                kind=kind,
                relation=short,
                evidence=resting.evidence,
                sources=resting.sources,
                certainty=resting.certainty,
            )


def _linking(store: Store) -> Iterator[str]:
    """Yield the properties that lead from an entity to one, and some others, sorted."""
    for relation in sorted(str(row[0]) for row in store.select(_LINKING).rows):
        # Few objects tell of most properties; the others have few different ones, such as codes.
        if any(
            str(row[0]).startswith(ID)
            for query in (_SAMPLE, _OBJECTS)
            for row in store.select(query.format(relation)).rows
        ) and store.ask(_OF_AN_ENTITY.format(relation)):
            yield relation


def _contracted_edges(
    store: Store, nodes: Mapping[str, Node], contraction: Contraction
) -> Iterator[Edge]:
    claims: dict[Term, list[str]] = defaultdict(list)
    for node, graph in _evidence(store, _SAID_BY, contraction.source):
        claims[node].append(graph)
    kinds, starts, ends = (
        _by_subject(store, relation)
        for relation in (contraction.kind, contraction.start, contraction.end)
    )
    targets = _by_subject(store, contraction.target)
    for node, source in _rows(
        store.select(_OF_TYPE.format(contraction.source, contraction.type)).rows
    ):
        if str(source) not in nodes:
            continue
        resting = support(frozenset(claims.get(node, ())))
        # One edge per role, also where a single-valued property has, against the shapes,
        # several values: the earliest start and the latest end are then taken.
        for target in targets.get(node, ()):
            if str(target) not in nodes:
                continue
            roles = {_code(str(kind)) for kind in kinds.get(node, ())}
            for role in sorted(roles) or [contraction.default]:
                yield Edge(
                    id=_nary_id(node, contraction, str(source), str(target)),
                    source=_slug(str(source)),
                    target=_slug(str(target)),
                    kind=role,
                    relation=iris.shorten(contraction.type),
                    start=min(map(_lexical, starts.get(node, ())), default=""),
                    end=max(map(_lexical, ends.get(node, ())), default=""),
                    evidence=resting.evidence,
                    sources=resting.sources,
                    certainty=resting.certainty,
                )


def _rows(rows: Iterable[tuple[Term | None, ...]]) -> Iterator[tuple[Term, Term]]:
    for subject, value in rows:
        assert subject is not None and value is not None
        yield subject, value


def _pairs(store: Store, relation: str) -> Iterator[tuple[Term, Term]]:
    return _rows(store.select(_PAIRS.format(relation)).rows)


def _evidence(store: Store, query: str, relation: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query about claims, the evidence graph as text at their end."""
    only = "" if isinstance(store, EmbeddedStore) else _ONLY_EVIDENCE
    for *row, graph in store.select(query.format(relation, only)).rows:
        name = str(graph)
        if name.startswith(EVIDENCE):
            yield *row, name


def _by_subject(store: Store, relation: str) -> dict[Term, list[Term]]:
    found: dict[Term, list[Term]] = defaultdict(list)
    for subject, value in _pairs(store, relation):
        found[subject].append(value)
    return found


def _claims(store: Store, relation: str) -> dict[tuple[Term, Term], list[str]]:
    """Return (subject, object) → the evidence graphs that say so."""
    found: dict[tuple[Term, Term], list[str]] = defaultdict(list)
    for subject, value, graph in _evidence(store, _CLAIMS, relation):
        found[subject, value].append(graph)
    return found


def _nary_id(node: Term, contraction: Contraction, source: str, target: str) -> str:
    """Return the IRI path of the node; a blank node's label means nothing outside its store."""
    if isinstance(node, BNode):
        return f"{_slug(source)}|{iris.shorten(contraction.type)}|{_slug(target)}"
    return str(node).removeprefix(BASE)


def _with_unique_ids(edges: Iterable[Edge]) -> Iterator[Edge]:
    """Return the edges; those that share an id get " 2", " 3", … in the order of their columns."""
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


class Support(NamedTuple):
    """What an edge rests on; see the columns of `Edge`."""

    evidence: tuple[str, ...]
    sources: int
    certainty: str


@lru_cache(maxsize=4096)  # many edges rest on the same graphs
def support(graphs: frozenset[str]) -> Support:
    """Return what an edge with these evidence graphs rests on; machine suggestions do not count."""
    certainties = {graph: _certainty(graph) for graph in graphs}
    evidence = sorted(graph for graph, name in certainties.items() if name != _NO_EVIDENCE)
    known = [CERTAINTIES.index(certainties[graph]) for graph in evidence]
    return Support(
        evidence=tuple(evidence),
        sources=len(documents(evidence)),
        certainty=CERTAINTIES[min(known)] if known else "",
    )


def _certainty(graph: str) -> str:
    """Return the certainty that the name of an evidence graph ends in (data-model section 4)."""
    suffix = graph.removeprefix(EVIDENCE).rpartition("--")[2]
    return suffix if suffix in (*CERTAINTIES, _NO_EVIDENCE) else "explicit"


def _values(store: Store, predicate: str) -> dict[str, set[str]]:
    """Return subject IRI → the IRIs that are its values."""
    return _grouped(store.select(_PAIRS.format(predicate)).rows)


def _grouped(rows: Iterable[tuple[Term | None, ...]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for subject, value in rows:
        if isinstance(subject, Iri) and isinstance(value, Iri):
            found[subject.value].add(value.value)
    return found


def _labels(store: Store) -> dict[str, dict[str, str]]:
    """Return entity IRI → language → preferred label; of several, the first in order."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for subject, label in _pairs(store, PREF_LABEL):
        if isinstance(label, Literal) and label.value.strip():
            table = found[str(subject)]
            known = table.get(label.language)
            table[label.language] = label.value if known is None else min(known, label.value)
    return found


def preferred(language: str) -> tuple[str, ...]:
    """Return the languages in which a label is looked for, the best first."""
    return tuple(dict.fromkeys((language.lower(), *FALLBACK)))


def label_of(labels: Mapping[str, str], preference: Iterable[str]) -> str:
    """Return the first label in the preferred languages, else in any; empty where there is none."""
    for language in (*preference, *sorted(labels)):
        if language in labels:
            return labels[language]
    return ""


def _kind(types: set[str], broader: Mapping[str, set[str]]) -> str:
    """Return the local name of the narrowest class; HelixKG's own before others."""
    narrowest = types - {above for name in types for above in _above(name, broader)} or types
    return _local_name(min(narrowest, key=lambda name: (not name.startswith(HX), name)))


def _above(name: str, broader: Mapping[str, set[str]]) -> set[str]:
    """Return the classes above this one, without it."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = broader.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return found - {name}


def _lexical(term: Term) -> str:
    return term.value


def _slug(iri: str) -> str:
    return iri.removeprefix(ID)


def _code(concept: str) -> str:
    return concept.rpartition("/")[2] if concept.startswith(VOC) else _local_name(concept)


def _local_name(iri: str) -> str:
    """Return what follows the last "#" or "/", or the whole where nothing does."""
    return iri.rstrip("#/").replace("#", "/").rpartition("/")[2] or iri
