"""Write the entities as schema.org describes things, in JSON-LD, as search engines read it.

Types come from `ontology/alignments.ttl`: a thing has the nearest class of schema.org above its
own, and is left out where there is none. So is what is proposed, planned or uncertain, since
schema.org has no words for that. Evidence does not fit either; the full graph is in `kg dump`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final, TextIO

from kg.files import content
from kg.model import Iri, Literal, Term
from kg.ontology.terms import Terms, declared
from kg.rdf.namespaces import (
    ALT_LABEL,
    HX,
    ID,
    ORG,
    PREF_LABEL,
    RDF_TYPE,
    RDFS,
    SCHEMA,
    SKOS,
)
from kg.rdf.reader import read_quads
from kg.store import Store

#: our property → the one of schema.org, for texts and dates
_TEXTS: Final = {
    PREF_LABEL: "name",
    ALT_LABEL: "alternateName",
    HX + "acronym": "alternateName",
    HX + "formerName": "alternateName",
    HX + "legalName": "legalName",
    SCHEMA + "url": "url",
    SCHEMA + "foundingDate": "foundingDate",
    SCHEMA + "dissolutionDate": "dissolutionDate",
}
_EVENT_DATES: Final = {SCHEMA + "startDate": "startDate", SCHEMA + "endDate": "endDate"}
#: our property → the one of schema.org, for links between things that are written
_LINKS: Final = {
    HX + "locatedIn": "location",
    HX + "partOfArea": "containedInPlace",
    ORG + "subOrganizationOf": "parentOrganization",
    SCHEMA + "superEvent": "superEvent",
    SCHEMA + "sameAs": "sameAs",
}
_PLACES: Final = {HX + "Area", HX + "Country", HX + "State"}
_COUNTRY_CODE: Final = HX + "iso3166-1-alpha2"


def write_schema_org(store: Store, stream: TextIO) -> int:
    """Write the entities of a store, sorted by IRI; return how many."""
    things = list(_things(store))
    document = {"@context": "https://schema.org", "@graph": things}
    stream.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    return len(things)


def schema_types(terms: Terms) -> dict[str, list[str]]:
    """Return the nearest classes of schema.org above each class of ours, by their short names."""
    aligned: dict[str, list[str]] = defaultdict(list)
    path = content.folder("ontology") / "alignments.ttl"
    for subject, predicate, value, _ in read_quads(path, "ontology/alignments.ttl"):
        if predicate.value == RDFS + "subClassOf" and value.value.startswith(SCHEMA):
            aligned[subject.value].append(value.value.removeprefix(SCHEMA))
    for iri in terms:
        if iri.startswith(SCHEMA):
            aligned[iri].append(iri.removeprefix(SCHEMA))
    types = {}
    for iri, term in terms.items():
        above = [name for name in terms.superclasses(iri) if name in aligned]
        if term.is_class and above:
            nearest = max(above, key=lambda name: (len(terms.superclasses(name)), name))
            types[iri] = sorted(aligned[nearest])
    return types


def _things(store: Store) -> Iterator[dict[str, Any]]:
    types = schema_types(declared())
    kinds = {
        quad.subject.value: quad.object.value
        for quad in store.quads(predicate=Iri(RDF_TYPE))
        if quad.subject.value.startswith(ID) and quad.object.value in types
    }
    for quad in store.quads(predicate=Iri(HX + "realisation")):
        kinds.pop(quad.subject.value, None)
    values = _Values(store)
    member_of = _memberships(values)
    for iri, kind in sorted(kinds.items()):
        thing: dict[str, Any] = {"@id": iri, "@type": _unwrapped(types[kind])}
        is_event = kind == SCHEMA + "Event"
        for predicate, name in (_TEXTS | _EVENT_DATES if is_event else _TEXTS).items():
            for value in values.of(iri, predicate):
                thing.setdefault(name, []).append(_text(value))
        for predicate, name in _LINKS.items():
            links = [value.value for value in values.of(iri, predicate)]
            thing[name] = [{"@id": link} for link in links if link in kinds or name == "sameAs"]
        thing["memberOf"] = [{"@id": body} for body in sorted(member_of[iri]) if body in kinds]
        if kind not in _PLACES and not is_event:
            thing["address"] = list(_addresses(iri, values))
        yield {name: _unwrapped(value) for name, value in thing.items() if value}


class _Values:
    """The facts by property and subject, each property read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read: dict[str, dict[str, list[Term]]] = {}

    def by_subject(self, predicate: str) -> Mapping[str, list[Term]]:
        """Return the values of a property by subject, sorted."""
        if predicate not in self._read:
            values: dict[str, list[Term]] = defaultdict(list)
            for quad in self._store.quads(predicate=Iri(predicate)):
                values[quad.subject.value].append(quad.object)
            self._read[predicate] = {
                subject: sorted(terms, key=str) for subject, terms in values.items()
            }
        return self._read[predicate]

    def of(self, subject: str, predicate: str) -> list[Term]:
        """Return the values of a property at one subject."""
        return self.by_subject(predicate).get(subject, [])


def _memberships(values: _Values) -> Mapping[str, set[str]]:
    """Return the organisations of which each member is one."""
    organisations: dict[str, set[str]] = defaultdict(set)
    for node, members in values.by_subject(ORG + "member").items():
        for member in members:
            organisations[member.value] |= {
                body.value for body in values.of(node, ORG + "organization")
            }
    return organisations


def _addresses(iri: str, values: _Values) -> Iterator[dict[str, str]]:
    """Yield the regions and countries in which something is; nothing finer is known."""
    for place in values.of(iri, HX + "locatedIn"):
        address = {"@type": "PostalAddress"}
        for area in _and_around(place.value, values):
            for code in values.of(area, SKOS + "notation"):
                is_country = isinstance(code, Literal) and code.datatype == _COUNTRY_CODE
                key, value = ("addressCountry", code.value) if is_country else _region(area, values)
                address.setdefault(key, value)
        if len(address) > 1:
            yield address


def _region(area: str, values: _Values) -> tuple[str, str]:
    return "addressRegion", values.of(area, PREF_LABEL)[0].value


def _and_around(area: str, values: _Values) -> list[str]:
    """Return an area and those in which it is, the nearest first."""
    areas = [area]
    for place in areas:
        around = (term.value for term in values.of(place, HX + "partOfArea"))
        areas.extend(name for name in around if name not in areas)
    return areas


def _text(value: Term) -> str | dict[str, str]:
    """Return a text with its language; one that is the same in all languages without."""
    language = value.language if isinstance(value, Literal) else ""
    if language in ("", "mul"):
        return value.value
    return {"@language": language, "@value": value.value}


def _unwrapped(value: Any) -> Any:
    """Return a list of one as what is in it."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value
