"""What the entities of each kind have and lack."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kg.claims.evidence import is_claim
from kg.model import Iri
from kg.ontology import profile
from kg.ontology.terms import Terms, declared
from kg.rdf.iris import local_name
from kg.rdf.namespaces import HX, ID, ORG, RDF_TYPE, SCHEMA
from kg.store import Store

#: gap → the properties of which an entity lacks every one
_PROPERTIES: Final[Mapping[str, tuple[str, ...]]] = {
    "place": (HX + "locatedIn", HX + "partOfArea", HX + "homeCountry"),
    "sector": (HX + "sector",),
    "helix": (HX + "helix",),
    "date": (
        SCHEMA + "foundingDate",
        SCHEMA + "startDate",
        SCHEMA + "endDate",
        HX + "signedOn",
        HX + "inForceFrom",
    ),
}
#: nodes that stand for a tie: by the first property to one end, by the second to the other
_TIES: Final = (
    (HX + "participant", HX + "participatesIn"),
    (ORG + "member", ORG + "organization"),
    (HX + "awardee", HX + "labelScheme"),
)
#: gaps in the order in which they are shown
GAPS: Final = ("document", "link", *_PROPERTIES)


@dataclass(frozen=True, slots=True)
class Kind:
    """The entities of one class.

    Attributes:
        name: The local name of the class, such as Company.
        iri: Of the class.
        entities: How many there are.
        missing: From gap to the IRIs of the entities that have it, sorted. A gap that the class
            cannot have, since the profile gives it no such property, is not among the keys.
            `document`: no document states anything of it. `link`: it is tied to no other entity,
            neither from here nor from there; that it lies in a place is no such tie.
    """

    name: str
    iri: str
    entities: int
    missing: Mapping[str, tuple[str, ...]]


def by_kind(store: Store) -> list[Kind]:
    """Return what the entities of each kind lack, the largest kind first."""
    terms = declared()
    members: defaultdict[str, list[str]] = defaultdict(list)
    for quad in store.quads(predicate=Iri(RDF_TYPE)):
        if str(quad.subject).startswith(ID):
            members[str(quad.object)].append(str(quad.subject))
    having = {gap: _with_one_of(store, names) for gap, names in _PROPERTIES.items()}
    having["document"] = _stated(store)
    having["link"] = _linked(store)
    return [
        Kind(
            local_name(cls),
            cls,
            len(entities),
            {
                gap: tuple(sorted(entity for entity in entities if entity not in having[gap]))
                for gap in GAPS
                if _may_have(cls, gap, terms)
            },
        )
        for cls, entities in sorted(members.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def _may_have(cls: str, gap: str, terms: Terms) -> bool:
    """Return whether the things of a class can have what the gap is about."""
    if gap not in _PROPERTIES:
        return True
    allowed = {use.property for use in profile.of_class(profile.project(), cls, terms)}
    return not allowed.isdisjoint(_PROPERTIES[gap])


def _with_one_of(store: Store, properties: tuple[str, ...]) -> set[str]:
    return {str(quad.subject) for name in properties for quad in store.quads(predicate=Iri(name))}


def _stated(store: Store) -> set[str]:
    """Return the entities of which some document states something."""
    return {
        str(end)
        for quad in store.quads(every_graph=True)
        if is_claim(quad)
        for end in (quad.subject, quad.object)
    }


def _linked(store: Store) -> set[str]:
    """Return the entities that are tied to another one."""
    return {end for pair in _ties(store) if pair[0] != pair[1] for end in pair}


def _ties(store: Store) -> Iterator[tuple[str, str]]:
    """Yield the two ends of each tie between entities, that of a place left out."""
    for quad in store.quads():
        ends = str(quad.subject), str(quad.object)
        is_place = quad.predicate.value in _PROPERTIES["place"]
        if ends[0].startswith(ID) and ends[1].startswith(ID) and not is_place:
            yield ends
    for first, second in _TIES:
        one_end = {
            str(quad.subject): str(quad.object) for quad in store.quads(predicate=Iri(first))
        }
        for quad in store.quads(predicate=Iri(second)):
            if str(quad.subject) in one_end:
                yield one_end[str(quad.subject)], str(quad.object)
