"""What a change takes away: the statements of files, or all that one source states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from kg.claims.evidence import is_claim, source_of
from kg.errors import InputError, UsageError, in_language
from kg.ingest.incoming import read
from kg.ingest.rdf_file import FILE_EVIDENCE
from kg.model import Iri, Problem, Quad
from kg.rdf import iris
from kg.rdf.namespaces import (
    CATALOGUE_GRAPH,
    DCT,
    EVIDENCE,
    GRAPH,
    RDF_TYPE,
    REGISTRY_GRAPH,
    SOURCE,
)
from kg.store import Store

_CATALOGUE: Final = Iri(CATALOGUE_GRAPH)
_REGISTRY: Final = Iri(REGISTRY_GRAPH)


def statements(store: Store, files: Sequence[Path]) -> list[Quad]:
    """Return the quads to remove so that the store no longer states what the files state.

    A statement outside any graph goes with the claims of loaded files that make it; a claim of
    a document stays, and is a problem: the document goes on saying so. A claim in an evidence
    graph goes with the fact that rests on it alone. What stands in a graph that HelixKG keeps
    itself, such as the catalogue, goes with what it describes, and not by itself.

    Raises:
        InputError: With each statement that is not in the store, or still claimed.
    """
    if not files:
        return []
    problems: list[Problem] = []
    removed: dict[Quad, None] = {}
    stated = [item for item in read(store, files) if not is_kept(item.quad)]
    quads = {item.quad for item in stated}
    for quad, position in stated:
        if quad.graph is not None:
            if store.holds(quad):
                removed[quad] = None
            elif not str(quad.graph).startswith(FILE_EVIDENCE):
                problems.append(Problem(position, _not_in_store(quad)))
            continue
        claims = [quad._replace(graph=graph) for graph in _graphs(store, quad)]
        if not quads.isdisjoint(claims):
            continue  # a claim of it is named, too, and takes the fact along
        if not store.holds(quad):
            problems.append(Problem(position, _not_in_store(quad)))
        elif documents := _documents(claims):
            problems.append(Problem(position, _still_claimed(documents)))
        else:
            removed.update(dict.fromkeys([quad, *claims]))
    if problems:
        raise InputError(problems)
    return _with_dependents(store, removed)


def is_kept(quad: Quad) -> bool:
    """Return whether a quad stands in a graph that HelixKG keeps itself."""
    return quad.graph is not None and quad.graph.value.startswith(GRAPH)


def claims_of_source(store: Store, source: str) -> list[Quad]:
    """Return all that rests on one source alone: its claims, their places, their facts.

    Args:
        store: Where to look.
        source: The id of the source.

    Raises:
        UsageError: The store has no claim of it.
    """
    graphs = _evidence_graphs(store, source)
    claims = [claim for graph in graphs for claim in store.quads(graph=graph)]
    if not claims:
        raise UsageError(
            in_language(
                f"the store has no claim of a source '{source}'; kg sources lists the sources",
                f"el almacén no tiene afirmaciones de una fuente «{source}»; kg sources lista las "
                "fuentes",
            )
        )
    return _with_dependents(store, claims)


def rests_on_nothing(store: Store, node: Iri) -> bool:
    """Return whether an entity of the registry has no claim, or a document has no evidence."""
    if node.value.startswith(SOURCE):
        described = store.quads(node, graph=_CATALOGUE)
        if next(iter(described), None) is None:
            return False
        stating = store.quads(None, Iri(DCT + "source"), node, graph=_CATALOGUE)
        return next(iter(stating), None) is None
    of_registry = store.quads(node, Iri(RDF_TYPE), graph=_REGISTRY)
    if next(iter(of_registry), None) is None:
        return False
    about = store.quads(node, every_graph=True)
    naming = store.quads(None, None, node, every_graph=True)
    return not any(is_claim(quad) for quads in (about, naming) for quad in quads)


def unneeded(store: Store, nodes: Sequence[Iri]) -> list[Quad]:
    """Return all that is said of nodes that rest on nothing, but for those that others name."""
    removed: dict[Quad, None] = {}
    waiting = list(nodes)
    while waiting:
        unnamed = [
            node
            for node in waiting
            if all(quad in removed for quad in store.quads(None, None, node, every_graph=True))
        ]
        for node in unnamed:
            removed.update(dict.fromkeys(store.quads(node, every_graph=True)))
        waiting = [node for node in waiting if node not in unnamed] if unnamed else []
    return list(removed)


def is_unknown(store: Store, node: Iri) -> bool:
    """Return whether a store says nothing of a node."""
    return next(iter(store.quads(node, every_graph=True)), None) is None


def _evidence_graphs(store: Store, source: str) -> list[Iri]:
    if not iris.is_slug(source):
        return []
    places = store.quads(
        predicate=Iri(DCT + "source"), object=Iri(SOURCE + source), graph=_CATALOGUE
    )
    prefix = f"{EVIDENCE}{source}/"
    return [
        place.subject
        for place in places
        if isinstance(place.subject, Iri) and place.subject.value.startswith(prefix)
    ]


def _with_dependents(store: Store, quads: Iterable[Quad]) -> list[Quad]:
    """Return quads with the facts that rest on them alone, and places left without a claim."""
    removed = dict.fromkeys(quads)
    for quad in list(removed):
        fact = quad._replace(graph=None)
        if quad.graph is None or fact in removed or not store.holds(fact):
            continue
        if all(fact._replace(graph=graph) in removed for graph in _graphs(store, fact)):
            removed[fact] = None
    for graph in {quad.graph for quad in removed if quad.graph is not None}:
        if all(claim in removed for claim in store.quads(graph=graph)):
            removed.update(dict.fromkeys(store.quads(graph, graph=_CATALOGUE)))
    return list(removed)


def _graphs(store: Store, fact: Quad) -> list[Iri]:
    """Return the graphs, other than the facts, in which a statement stands."""
    quads = store.quads(fact.subject, fact.predicate, fact.object, every_graph=True)
    return [quad.graph for quad in quads if quad.graph is not None]


def _documents(claims: Iterable[Quad]) -> list[str]:
    """Return who makes claims, files that were loaded aside: ids of documents, graphs; sorted."""
    graphs = [str(claim.graph) for claim in claims]
    return sorted({_said_by(graph) for graph in graphs if not graph.startswith(FILE_EVIDENCE)})


def _said_by(graph: str) -> str:
    """Return who states what stands in a graph: a document, a graph of ours, or another graph."""
    if graph.startswith(EVIDENCE):
        return source_of(graph)
    return graph.removeprefix(GRAPH) if graph.startswith(GRAPH) else f"<{graph}>"


def _still_claimed(documents: Iterable[str]) -> str:
    names = ", ".join(documents)
    return in_language(
        f"{names} still says so; reload that source with --replace, or reject its claim in "
        "conflicts.csv",
        f"{names} lo sigue diciendo; cargue de nuevo esa fuente con --replace o rechace su "
        "afirmación en conflicts.csv",
    )


def _not_in_store(quad: Quad) -> str:
    terms = [
        iris.shorten(term.value) if isinstance(term, Iri) else f"«{term.value}»"
        for term in (quad.subject, quad.predicate, quad.object)
    ]
    stated = " ".join(terms)
    return in_language(
        f"this is not in the store: {stated}", f"esto no está en el almacén: {stated}"
    )
