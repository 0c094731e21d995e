"""The full projection: every entity is a node, every relation between two of them an edge.

An n-ary node (membership, participation, label award) is contracted to one edge, as
data-model section 7 says; sectors, helices and other concepts are columns of a node.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NamedTuple

from kg import iris
from kg.model import BNode, Iri, Literal, Solutions, Term
from kg.namespaces import BASE, EVIDENCE, HX, ID, ORG, PREF_LABEL, RDF_TYPE, RDFS, SCHEMA, VOC
from kg.network.elements import Edge, Network, Node, documents
from kg.network.places import Places
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
        ORG + "Membership", ORG + "member", ORG + "organization", ORG + "role",
        SCHEMA + "startDate", SCHEMA + "endDate", "member",
    ),
    Contraction(
        HX + "Participation", HX + "participant", HX + "participatesIn", HX + "participationRole",
        SCHEMA + "startDate", SCHEMA + "endDate", "participant",
    ),
    Contraction(
        HX + "LabelAward", HX + "awardee", HX + "labelScheme", HX + "labelLevel",
        SCHEMA + "validFrom", SCHEMA + "expires", "label",
    ),
)

_ENTITIES = f'STRSTARTS(STR(?s), "{ID}") && STRSTARTS(STR(?o), "{ID}")'
_DIRECT = f"SELECT ?s ?p ?o WHERE {{ ?s ?p ?o FILTER(isIRI(?s) && isIRI(?o) && {_ENTITIES}) }}"
# A remote store has the facts as a named graph too: only evidence graphs are asked for.
_CLAIMS = f"""SELECT ?s ?p ?o ?g WHERE {{
  GRAPH ?g {{ ?s ?p ?o FILTER(isIRI(?s) && isIRI(?o) && {_ENTITIES}) }}
  FILTER(STRSTARTS(STR(?g), "{EVIDENCE}")) }}"""
_NARY = """SELECT ?n ?s ?o ?kind ?start ?end WHERE {{
  ?n a <{0.type}> ; <{0.source}> ?s ; <{0.target}> ?o
  OPTIONAL {{ ?n <{0.kind}> ?kind }}
  OPTIONAL {{ ?n <{0.start}> ?start }}
  OPTIONAL {{ ?n <{0.end}> ?end }} }}"""


def project(store: Store, *, language: str = "es", classes: Collection[str] = ()) -> Network:
    """Return the network of the facts.

    language: of the labels, see `FALLBACK`.  classes: only nodes of these kinds ("Cluster",
    "State"), and the edges between them; empty is all.
    A dozen index scans and queries, whatever the number of nodes; linear in the facts.
    """
    nodes = {node.iri: node for node in _nodes(store, language)
             if not classes or node.kind in classes}
    edges = [*_direct_edges(store, nodes), *_contracted_edges(store, nodes)]
    return Network(
        tuple(sorted(nodes.values(), key=lambda node: node.id)),
        tuple(sorted(_with_unique_ids(edges), key=lambda edge: edge.id)),
    )


def _nodes(store: Store, language: str) -> Iterator[Node]:
    types = _values(store, RDF_TYPE)
    contracted = {contraction.type for contraction in CONTRACTIONS}
    broader = _values(store, RDFS + "subClassOf", every_graph=True)
    helix, status = _values(store, HX + "helix"), _values(store, HX + "status")
    sector = _values(store, HX + "sector")
    labels = _labels(store)
    preference = tuple(dict.fromkeys((language.lower(), *FALLBACK)))
    places = Places(
        countries={iri for iri, found in types.items() if HX + "Country" in found},
        states={iri for iri, found in types.items() if HX + "State" in found},
        located=_values(store, HX + "locatedIn"),
        part_of=_values(store, HX + "partOfArea"),
        home=_values(store, HX + "homeCountry"),
    )
    for iri, found in types.items():
        if iri.startswith(ID) and iri != ID and not found & contracted:
            yield Node(
                id=_slug(iri),
                iri=iri,
                label=_label(labels.get(iri, {}), preference) or _slug(iri),
                kind=_kind(found, broader),
                helix=min(map(_code, helix.get(iri, ())), default=""),
                country=tuple(map(_slug, places.country(iri))),
                state=tuple(map(_slug, places.state(iri))),
                sector=tuple(sorted(map(_code, sector.get(iri, ())))),
                status=min(map(_code, status.get(iri, ())), default=""),
            )


def _direct_edges(store: Store, nodes: Mapping[str, Node]) -> Iterator[Edge]:
    claims: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for *triple, graph in _strings(store.select(_CLAIMS)):
        claims[tuple(triple)].append(graph)
    for source, relation, target in _strings(store.select(_DIRECT)):
        if source in nodes and target in nodes:
            resting = support(frozenset(claims.get((source, relation, target), ())))
            short = iris.shorten(relation)
            yield Edge(
                # "|" is in no IRI, so that two relations never share an id
                id=f"{_slug(source)}|{short}|{_slug(target)}",
                source=_slug(source),
                target=_slug(target),
                kind=_local_name(relation),
                relation=short,
                evidence=resting.evidence,
                sources=resting.sources,
                certainty=resting.certainty,
            )


def _contracted_edges(store: Store, nodes: Mapping[str, Node]) -> Iterator[Edge]:
    for contraction in CONTRACTIONS:
        graphs: dict[Term, set[str]] = defaultdict(set)
        for quad in store.quads(predicate=Iri(contraction.source), every_graph=True):
            if quad.graph is not None and quad.graph.value.startswith(EVIDENCE):
                graphs[quad.subject].add(quad.graph.value)
        # One edge per role, also where a single-valued property has, against the shapes,
        # several values: the earliest start and the latest end are then taken.
        dates: dict[tuple[Term, str, str, str], tuple[set[str], set[str]]] = {}
        for node, source, target, kind, start, end in store.select(_NARY.format(contraction)).rows:
            if node is None or str(source) not in nodes or str(target) not in nodes:
                continue
            key = (node, str(source), str(target), _kind_code(kind) or contraction.default)
            starts, ends = dates.setdefault(key, (set(), set()))
            starts.update(_lexical(start))
            ends.update(_lexical(end))
        for (node, source_iri, target_iri, kind_code), (starts, ends) in dates.items():
            resting = support(frozenset(graphs.get(node, ())))
            yield Edge(
                id=_nary_id(node, contraction, source_iri, target_iri),
                source=_slug(source_iri),
                target=_slug(target_iri),
                kind=kind_code,
                relation=iris.shorten(contraction.type),
                start=min(starts, default=""),
                end=max(ends, default=""),
                evidence=resting.evidence,
                sources=resting.sources,
                certainty=resting.certainty,
            )


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
        same.sort(key=lambda edge: (
            edge.source, edge.target, edge.kind, edge.start, edge.end, edge.evidence,
        ))
        for number, edge in enumerate(same, 1):
            yield edge if number == 1 else replace(edge, id=f"{edge.id} {number}")


class Support(NamedTuple):
    """What an edge rests on; see the columns of `Edge`."""

    evidence: tuple[str, ...]
    sources: int
    certainty: str


@lru_cache(maxsize=4096)  # many edges rest on the same graphs
def support(graphs: frozenset[str]) -> Support:
    """Return what an edge with these evidence graphs rests on; machine suggestions do not count.
    """
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


def _values(
    store: Store, predicate: str, *, every_graph: bool = False
) -> dict[str, set[str]]:
    """Return subject IRI → the IRIs that are its values."""
    found: dict[str, set[str]] = defaultdict(set)
    for quad in store.quads(predicate=Iri(predicate), every_graph=every_graph):
        if isinstance(quad.subject, Iri) and isinstance(quad.object, Iri):
            found[quad.subject.value].add(quad.object.value)
    return dict(found)


def _labels(store: Store) -> dict[str, dict[str, str]]:
    """Return entity IRI → language → preferred label; of several, the first in order."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in store.quads(predicate=Iri(PREF_LABEL)):
        label = quad.object
        if isinstance(label, Literal) and label.value.strip():
            table = found[str(quad.subject)]
            known = table.get(label.language)
            table[label.language] = label.value if known is None else min(known, label.value)
    return found


def _label(labels: Mapping[str, str], preference: Iterable[str]) -> str:
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


def _strings(solutions: Solutions) -> Iterator[tuple[str, ...]]:
    return (tuple(map(str, row)) for row in solutions.rows)


def _lexical(term: Term | None) -> tuple[str, ...]:
    return () if term is None else (term.value,)


def _kind_code(term: Term | None) -> str:
    return "" if term is None else _code(term.value)


def _slug(iri: str) -> str:
    return iri.removeprefix(ID)


def _code(concept: str) -> str:
    return concept.rpartition("/")[2] if concept.startswith(VOC) else _local_name(concept)


def _local_name(iri: str) -> str:
    """Return what follows the last "#" or "/", or the whole where nothing does."""
    return iri.rstrip("#/").replace("#", "/").rpartition("/")[2] or iri
