"""What the graph rests on, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kg.claims.evidence import is_claim, source_of
from kg.claims.registry import ELSEWHERE
from kg.model import Iri, Literal, Triple
from kg.rdf import iris
from kg.rdf.namespaces import CATALOGUE_GRAPH, HX, ID, PREF_LABEL, RDF_TYPE, SCHEMA, SOURCE
from kg.store import Store

_PROMOTIONAL: Final = frozenset(
    {iris.concept("source-type", "promotional-book"), iris.concept("source-type", "opinion-post")}
)
#: gap → (property that is missing, classes that should have it)
_GAPS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
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
#: gap → how the IRIs of schema:sameAs begin, classes whose things may have one
_ELSEWHERE: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "wikidata": (ELSEWHERE["wikidata"][0], ()),
    "ror": (
        ELSEWHERE["ror"][0],
        ("AcademicInstitution", "ResearchCentre", "Company", "PublicOrganisation"),
    ),
    "geonames": (ELSEWHERE["geonames"][0], ("Country", "State", "Area")),
    "eu-country": (ELSEWHERE["eu_country"][0], ("Country",)),
}
_LABEL_LANGUAGES: Final = ("es", "en")


@dataclass(frozen=True, slots=True, repr=False)
class Coverage:
    """What the facts of a store rest on, and which entities lack something.

    Attributes:
        facts: How many facts some document states.
        single_source: How many of them only one document states.
        promotional_only: How many of them only promotional documents state.
        missing: From the name of a gap to the IRIs of the entities that have it, sorted. The
            gaps are `place`, `sector`, `helix`, an id in `wikidata`, `ror`, `geonames` or
            `eu-country`, `label-es` and `label-en`.
    """

    facts: int
    single_source: int
    promotional_only: int
    missing: dict[str, tuple[str, ...]]

    def __repr__(self) -> str:
        lacking = ", ".join(f"{len(things):,} {gap}" for gap, things in self.missing.items())
        return (
            f"<Coverage: {self.facts:,} facts, {self.single_source:,} on a single source, "
            f"{self.promotional_only:,} on promotional sources only; entities without: {lacking}>"
        )


def measure_coverage(store: Store) -> Coverage:
    """Return what the facts of a store rest on, and what is missing."""
    sources = _sources_of_facts(store)
    promotional = _promotional_sources(store)
    return Coverage(
        facts=len(sources),
        single_source=sum(len(stating) == 1 for stating in sources.values()),
        promotional_only=sum(stating <= promotional for stating in sources.values()),
        missing=dict(_missing(store)),
    )


def _sources_of_facts(store: Store) -> dict[Triple, set[str]]:
    """Return the documents that state each fact; facts without a claim are left out."""
    facts: set[Triple] = set()
    sources: dict[Triple, set[str]] = {}
    for quad in store.quads(every_graph=True):
        if quad.graph is None:
            facts.add(quad.triple)
        elif is_claim(quad):
            sources.setdefault(quad.triple, set()).add(source_of(quad.graph.value))
    return {triple: stating for triple, stating in sources.items() if triple in facts}


def _promotional_sources(store: Store) -> set[str]:
    types = store.quads(predicate=Iri(HX + "sourceType"), graph=Iri(CATALOGUE_GRAPH))
    return {
        str(quad.subject).removeprefix(SOURCE)
        for quad in types
        if quad.object.value in _PROMOTIONAL
    }


def _missing(store: Store) -> Iterator[tuple[str, tuple[str, ...]]]:
    classes = {
        str(quad.subject): iris.local_name(quad.object.value)
        for quad in store.quads(predicate=Iri(RDF_TYPE))
        if str(quad.subject).startswith(ID)
    }
    for gap, (predicate, affected) in _GAPS.items():
        complete = {str(quad.subject) for quad in store.quads(predicate=Iri(predicate))}
        yield (
            gap,
            tuple(
                sorted(
                    entity
                    for entity, name in classes.items()
                    if name in affected and entity not in complete
                )
            ),
        )
    same = list(store.quads(predicate=Iri(SCHEMA + "sameAs")))
    for gap, (start, affected) in _ELSEWHERE.items():
        known = {str(quad.subject) for quad in same if quad.object.value.startswith(start)}
        concerned = (e for e, name in classes.items() if name in affected or not affected)
        yield gap, tuple(sorted(entity for entity in concerned if entity not in known))
    languages = _languages_of_labels(store)
    for language in _LABEL_LANGUAGES:
        enough = {language, "mul"}  # a name in no language serves in all
        without = (entity for entity in classes if not languages.get(entity, set()) & enough)
        yield f"label-{language}", tuple(sorted(without))


def _languages_of_labels(store: Store) -> dict[str, set[str]]:
    languages: dict[str, set[str]] = {}
    for quad in store.quads(predicate=Iri(PREF_LABEL)):
        if isinstance(quad.object, Literal):
            languages.setdefault(str(quad.subject), set()).add(quad.object.language)
    return languages
