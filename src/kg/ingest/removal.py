"""What a change takes away: statements of files, or all that one source says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from kg.errors import InputError, UsageError
from kg.ingest.incoming import FILE_EVIDENCE, read
from kg.model import Iri, Problem, Quad
from kg.rdf import iris
from kg.rdf.namespaces import CATALOGUE_GRAPH, DCT, EVIDENCE, SOURCE
from kg.store import Store

_CATALOGUE = Iri(CATALOGUE_GRAPH)


def statements(store: Store, files: Sequence[Path]) -> list[Quad]:
    """Return the quads to remove so that the store no longer says what the files say.

    A statement outside any graph goes with the claims of loaded files that make it; a claim of
    a document stays, and is a problem: the document goes on saying so. A claim in an evidence
    graph goes with the fact that rests on it alone.
    Raises InputError for what is not in the store, or still claimed.
    """
    if not files:
        return []
    problems: list[Problem] = []
    removed: dict[Quad, None] = {}
    wanted = [item for item in read(store, files) if _is_claim(item.quad)]
    named = {item.quad for item in wanted}
    for quad, position in wanted:
        if quad.graph is None:
            if any(quad._replace(graph=graph) in named for graph in _graphs(store, quad)):
                continue  # its claim is named, too, and takes the fact along
            if not store.holds(quad):
                problems.append(Problem(position, f"this is not in the store: {_said(quad)}"))
                continue
            claims = [quad._replace(graph=graph) for graph in _graphs(store, quad)]
            kept = [c for c in claims if not str(c.graph).startswith(FILE_EVIDENCE)]
            if kept:
                sources = sorted({_source(str(claim.graph)) for claim in kept})
                problems.append(
                    Problem(
                        position,
                        f"{', '.join(sources)} still says so; reload that source with "
                        "--replace, or reject its claim in conflicts.csv",
                    )
                )
                continue
            removed.update(dict.fromkeys([quad, *claims]))
        elif store.holds(quad):
            removed[quad] = None
        elif not str(quad.graph).startswith(FILE_EVIDENCE):
            problems.append(Problem(position, f"this is not in the store: {_said(quad)}"))
    if problems:
        raise InputError(problems)
    return _with_rest(store, removed)


def claims_of(store: Store, source: str) -> list[Quad]:
    """Return all that rests on one source alone: its claims, their places, their facts.

    Raises UsageError where the store has no claim of it.
    """
    prefix = f"{EVIDENCE}{source}/"
    places = (
        [
            quad.subject
            for quad in store.quads(
                predicate=Iri(DCT + "source"), object=Iri(SOURCE + source), graph=_CATALOGUE
            )
            if str(quad.subject).startswith(prefix)
        ]
        if iris.is_slug(source)
        else []
    )
    claims = [
        claim for place in places if isinstance(place, Iri) for claim in store.quads(graph=place)
    ]
    if not claims:
        raise UsageError(
            f"the store has no claim of a source '{source}'; kg sources lists the sources"
        )
    return _with_rest(store, claims)


def _with_rest(store: Store, quads: Iterable[Quad]) -> list[Quad]:
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
    """Return the graphs, beside the facts, in which a statement stands."""
    found = store.quads(fact.subject, fact.predicate, fact.object, every_graph=True)
    return [quad.graph for quad in found if quad.graph is not None]


def _is_claim(quad: Quad) -> bool:
    return quad.graph is None or quad.graph.value.startswith(EVIDENCE)


def _source(graph: str) -> str:
    return graph.removeprefix(EVIDENCE).partition("/")[0]


def _said(quad: Quad) -> str:
    return " ".join(
        iris.shorten(term.value) if isinstance(term, Iri) else f"«{term.value}»"
        for term in (quad.subject, quad.predicate, quad.object)
    )
