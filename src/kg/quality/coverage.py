"""What the graph rests on, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.model import Iri, Literal
from kg.rdf import iris
from kg.rdf.namespaces import (
    CATALOGUE_GRAPH,
    CONFLICT,
    DCT,
    EVIDENCE,
    HX,
    ID,
    PREF_LABEL,
    RDF_TYPE,
    RDFS,
    SOURCE,
)
from kg.store import Store

_PROMOTIONAL = frozenset(
    {iris.concept("source-type", "promotional-book"), iris.concept("source-type", "opinion-post")}
)
#: what is checked: gap → (property, kinds that should have it; () is every entity)
_GAPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "place": (HX + "locatedIn", ("Cluster",)),
    "sector": (HX + "sector", ("Cluster",)),
    "helix": (
        HX + "helix",
        (
            "Cluster",
            "Company",
            "AcademicInstitution",
            "ResearchCentre",
            "IndustryAssociation",
            "PublicOrganisation",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of claims that are facts, and the entities that lack something, by gap."""

    facts: int
    single_source: int
    promotional_only: int
    missing: dict[str, tuple[str, ...]]


def coverage(store: Store) -> Coverage:
    """Return what rests on one source, on promotional sources only, and what is missing."""
    kinds = {
        str(q.subject): q.object.value
        for q in store.quads(predicate=Iri(DCT + "type"), graph=Iri(CATALOGUE_GRAPH))
    }
    promotional = {
        source.removeprefix(SOURCE) for source, kind in kinds.items() if kind in _PROMOTIONAL
    }
    facts = {quad.triple for quad in store.quads()}
    sources: dict[object, set[str]] = {}
    for quad in store.quads(every_graph=True):
        if quad.graph and quad.graph.value.startswith(EVIDENCE) and quad.triple in facts:
            source = quad.graph.value.removeprefix(EVIDENCE).partition("/")[0]
            sources.setdefault(quad.triple, set()).add(source)
    return Coverage(
        facts=len(sources),
        single_source=sum(len(found) == 1 for found in sources.values()),
        promotional_only=sum(found <= promotional for found in sources.values()),
        missing=dict(_missing(store)),
    )


def _missing(store: Store) -> Iterator[tuple[str, tuple[str, ...]]]:
    classes: dict[str, str] = {}
    for quad in store.quads(predicate=Iri(RDF_TYPE)):
        if str(quad.subject).startswith(ID):
            classes[str(quad.subject)] = quad.object.value.rsplit("#")[-1].rsplit("/")[-1]
    for gap, (predicate, wanted) in _GAPS.items():
        has = {str(quad.subject) for quad in store.quads(predicate=Iri(predicate))}
        yield (
            gap,
            tuple(
                sorted(
                    entity
                    for entity, kind in classes.items()
                    if kind in wanted and entity not in has
                )
            ),
        )
    languages: dict[str, set[str]] = {}
    for quad in store.quads(predicate=Iri(PREF_LABEL)):
        if isinstance(quad.object, Literal):
            languages.setdefault(str(quad.subject), set()).add(quad.object.language)
    for language in ("es", "en"):
        yield (
            f"label-{language}",
            tuple(
                sorted(
                    entity
                    for entity in classes
                    if not languages.get(entity, set()) & {language, "mul"}
                )
            ),
        )


@dataclass(frozen=True, slots=True)
class ConflictCard:
    """A known contradiction or damage, with its members and what was decided."""

    id: str
    type: str
    members: tuple[str, ...]
    properties: tuple[str, ...]
    sources: tuple[str, ...]
    resolutions: tuple[str, ...]
    notes: tuple[str, ...]


def conflicts(
    store: Store, kind: str | None = None, source: str | None = None
) -> Iterator[ConflictCard]:
    """Yield the conflicts of the catalogue by id, of one type or touching one document."""
    graph = Iri(CATALOGUE_GRAPH)
    for found in sorted(
        str(q.subject)
        for q in store.quads(predicate=Iri(RDF_TYPE), object=Iri(HX + "Conflict"), graph=graph)
    ):
        values: dict[str, list[str]] = {}
        for quad in store.quads(Iri(found), graph=graph):
            values.setdefault(quad.predicate.value, []).append(quad.object.value)
        card = ConflictCard(
            id=found.removeprefix(CONFLICT),
            type=values[HX + "conflictType"][0].rsplit("/", 1)[-1],
            members=tuple(sorted(values.get(HX + "conflicting", ()))),
            properties=tuple(sorted(values.get(HX + "conflictProperty", ()))),
            sources=tuple(sorted(v.removeprefix(SOURCE) for v in values.get(DCT + "source", ()))),
            resolutions=tuple(
                sorted(v.rsplit("/", 1)[-1] for v in values.get(HX + "resolution", ()))
            ),
            notes=tuple(sorted(values.get(RDFS + "comment", ()))),
        )
        if kind in (None, card.type) and (source is None or source in card.sources):
            yield card
