"""The profile of an entity: what is stated of it, and what refers to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kg.claims.evidence import EvidenceCatalogue, Fact, why
from kg.model import Iri, Term
from kg.rdf.namespaces import BASE, HX, ID, ORG, QB, RDF_TYPE, SKOS
from kg.store import Store

#: beginning of the IRIs of n-ary nodes → their class
NARY_NODES: Final = {
    BASE + "membership/": ORG + "Membership",
    BASE + "participation/": HX + "Participation",
    BASE + "award/": HX + "LabelAward",
    BASE + "observation/": QB + "Observation",
    BASE + "objective/": HX + "Objective",
    BASE + "application/": HX + "TechnologyApplication",
}
#: dimensions of a figure; the registry alone says of them only that it is not limited to a value
_DIMENSIONS: Final = (HX + "sectorDim", HX + "product", HX + "occurrence")
_WEIGHT: Final = 4  # of an n-ary node on a page, in statements
_NAMING: Final = (
    SKOS + "prefLabel",
    SKOS + "altLabel",
    HX + "acronym",
    HX + "legalName",
    HX + "formerName",
)


@dataclass(frozen=True, slots=True)
class EntityProfile:
    """One entity.

    Attributes:
        iri: The entity.
        classes: The IRIs of its classes.
        names: Labels and acronyms that are accepted, each once.
        facts: What else is stated of it, rejected claims included.
        incoming: What refers to it. A membership, figure or other n-ary node comes as the
            statements about that node.
        has_more: Whether more refers to it than was asked for.
    """

    iri: str
    classes: tuple[str, ...]
    names: tuple[Fact, ...]
    facts: tuple[Fact, ...]
    incoming: tuple[Fact, ...]
    has_more: bool = False


def entity_profile(
    store: Store,
    entity: Iri,
    page: int = 1,
    size: int | None = None,
    catalogue: EvidenceCatalogue | None = None,
) -> EntityProfile:
    """Return the profile of an entity.

    Args:
        store: Where to look.
        entity: The entity.
        page: Which page of what refers to it is read, from 1, in the order of the store.
        size: How many things a page has; a node such as a figure, of which much is said, counts as
            four. None reads all.
        catalogue: The descriptions of evidence read before.
    """
    catalogue = EvidenceCatalogue(store) if catalogue is None else catalogue
    shown, has_more = _page_of(_subjects(store, entity), page, size)
    facts = list(why(store, entity, catalogue=catalogue))
    return EntityProfile(
        iri=entity.value,
        classes=tuple(fact.object.value for fact in facts if fact.predicate == RDF_TYPE),
        names=tuple(_names(facts)),
        facts=tuple(fact for fact in facts if fact.predicate not in (*_NAMING, RDF_TYPE)),
        incoming=_incoming(store, entity, shown, catalogue),
        has_more=has_more,
    )


def _names(facts: list[Fact]) -> Iterator[Fact]:
    """Yield the names among facts, the preferred ones first, each once."""
    named = [fact for fact in facts if fact.predicate in _NAMING and fact.accepted]
    named.sort(key=lambda fact: _NAMING.index(fact.predicate))
    seen: set[Term] = set()
    for fact in named:
        if fact.object not in seen:
            seen.add(fact.object)
            yield fact


def _subjects(store: Store, entity: Iri) -> Iterator[str]:
    """Yield what refers to an entity, each once."""
    seen: set[str] = set()
    for quad in store.quads(object=entity):
        subject = str(quad.subject)
        if subject not in seen:
            seen.add(subject)
            yield subject


def _page_of(subjects: Iterable[str], page: int, size: int | None) -> tuple[list[str], bool]:
    """Return the subjects on a page, and whether there is another page."""
    if size is None:
        return list(subjects), False
    shown: list[str] = []
    number, used = 1, 0
    for subject in subjects:
        weight = _WEIGHT if is_nary_node(subject) else 1
        if used + weight > size:
            if number == page:
                return shown, True
            number, used = number + 1, 0
        used += weight
        if number == page:
            shown.append(subject)
    return shown, False


def _incoming(
    store: Store, entity: Iri, subjects: Iterable[str], catalogue: EvidenceCatalogue
) -> tuple[Fact, ...]:
    incoming: list[Fact] = []
    for subject in subjects:
        incoming.extend(_referring(store, Iri(subject), entity, catalogue))
    return tuple(sorted(incoming, key=lambda f: (f.subject, f.predicate, f.object.value)))


def _referring(
    store: Store, subject: Iri, entity: Iri, catalogue: EvidenceCatalogue
) -> Iterator[Fact]:
    """Yield what a subject that refers to the entity states about it."""
    if is_nary_node(subject.value):
        for fact in why(store, subject, catalogue=catalogue):
            formal = fact.predicate in (RDF_TYPE, QB + "dataSet") or (
                fact.predicate in _DIMENSIONS and not fact.evidence
            )
            if not formal and fact.object != entity:
                yield fact
    elif subject.value.startswith((ID, BASE + "voc/")):
        yield from why(store, subject, object=entity, catalogue=catalogue)


def is_nary_node(iri: str) -> bool:
    """Return whether the IRI is that of an n-ary node: a membership, a figure and so on."""
    return nary_class(iri) is not None


def nary_class(iri: str) -> str | None:
    """Return the IRI of the class of an n-ary node, None for anything else."""
    return next((kind for start, kind in NARY_NODES.items() if iri.startswith(start)), None)
