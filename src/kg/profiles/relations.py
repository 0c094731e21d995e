"""Members, partners and all else that a thing is linked to, relation by relation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from kg.claims.evidence import Fact, why
from kg.model import Iri
from kg.profiles import figures
from kg.profiles.document import Group, Item, Section
from kg.profiles.identity import group_of_property
from kg.profiles.reader import Reader, Referring, capital
from kg.rdf.namespaces import BASE, HX, ORG, RDF_TYPE, SCHEMA, SKOS, VOC

_ROLES: Final = (ORG + "role", HX + "participationRole")
_ACTORS: Final = (ORG + "member", HX + "participant")
_BODIES: Final = (ORG + "organization", HX + "participatesIn")
_PARTNERS: Final = (HX + "strategicPartner", HX + "managedBy", ORG + "linkedTo")
#: how things say that they are in a place or a sector
_BELONGING: Final = (HX + "locatedIn", HX + "homeCountry", HX + "partOfArea", HX + "sector")
_AREA: Final = (HX + "partOfArea", HX + "locatedIn")
_IN_PARTS: Final = (
    "SELECT DISTINCT ?thing ?kind ?area WHERE {{ ?area <{part}>+ <{whole}> . "
    "?thing <{within}> ?area ; a ?kind }}"
)
_MOST_AREAS: Final = 4  # told of one thing
_SPLIT: Final = 8  # things that refer in one way, from which on they are told class by class


def sections(reader: Reader) -> Iterator[Section]:
    """Yield members and partners, labels, other links, and applications of technology."""
    roles = [node for node in reader.nodes if node.value(*_ROLES)]
    members = [*_by_role(reader, roles), *_partners(reader)]
    if members:
        title = reader.wording("Members, partners and roles", "Miembros, socios y papeles")
        yield Section("members", title, tuple(members))
    awards = [node for node in reader.nodes if node.subject.startswith(BASE + "award/")]
    if awards:
        items = (_award(reader, node) for node in awards)
        group = Group.of("", items, is_list=True)
        yield Section("labels", reader.wording("Labels", "Sellos"), (group,))
    yield from _belonging(reader)
    if (inner := _in_parts(reader)) is not None:
        yield inner
    links = [*_outgoing(reader), *_incoming(reader), *_other_nodes(reader, {*roles, *awards})]
    if links:
        yield Section("links", reader.wording("Links", "Vínculos"), tuple(links))


def _by_role(reader: Reader, nodes: Iterable[Referring]) -> Iterator[Group]:
    """Yield actors in the thing, and what the thing takes part in, a role each."""
    by_role: dict[tuple[bool, str], list[Item]] = {}
    for node in nodes:
        other = node.value(*_ACTORS) or node.value(*_BODIES)
        role = node.value(*_ROLES)
        if not isinstance(other, Iri) or role is None:
            continue
        is_actor = node.value(*_ACTORS) is not None
        note = "; ".join([*filter(None, [_dates(node)]), *_would_be(reader, node)])
        marks = reader.marks([fact for fact in node.facts if fact.object == other])
        text = reader.named(other.value)
        item = Item(text, "; ".join(filter(None, [note, *marks])), node.evidence, other.value)
        by_role.setdefault((is_actor, reader.written(role)), []).append(item)
    for (is_actor, word), items in sorted(by_role.items(), key=_large_first):
        as_role = reader.wording(f"Takes part as {word.lower()}", f"Participa como {word.lower()}")
        heading = capital(word) if is_actor else as_role
        yield Group.of(heading, sorted(items, key=lambda item: item.text))


def _large_first(pair: tuple[tuple[bool, str], list[Item]]) -> tuple[bool, int, str]:
    (is_actor, role), items = pair
    return not is_actor, -len(items), role


def _dates(node: Referring) -> str:
    start, end = node.text(SCHEMA + "startDate"), node.text(SCHEMA + "endDate")
    return " – ".join(filter(None, [start, end])) if start != end else start


def _would_be(reader: Reader, node: Referring) -> Iterator[str]:
    realisation = node.value(HX + "realisation")
    if realisation is not None:
        yield reader.written(realisation).lower()


def _partners(reader: Reader) -> Iterator[Group]:
    """Yield partners, whoever of the two is said to have the other, a property each."""
    for property_ in _PARTNERS:
        facts = reader.facts(property_)
        if facts:
            items = [reader.item(fact) for fact in facts]
            yield Group.of(reader.headed(property_), items)
        backwards = [node for node in reader.referring if node.value(property_)]
        if backwards:
            items = [_thing(reader, node, property_) for node in backwards]
            yield Group.of(f"{reader.headed(property_)}: {reader.title}", items)


def _thing(reader: Reader, node: Referring, property_: str) -> Item:
    facts = [fact for fact in node.facts if fact.predicate == property_]
    places = tuple(dict.fromkeys(item for fact in facts for item in fact.evidence))
    return Item(reader.named(node.subject), "; ".join(reader.marks(facts)), places, node.subject)


def _award(reader: Reader, node: Referring) -> Item:
    """Return a label as a sentence: who holds it, which level, until when."""
    level = node.value(HX + "labelLevel")
    whose = node.value(HX + "awardee") or node.value(HX + "labelScheme")
    parts = [reader.written(whose)] if whose is not None else []
    unknown = reader.wording("level not stated", "nivel no indicado")
    parts.append(reader.written(level) if level is not None else unknown)
    if since := node.text(SCHEMA + "validFrom"):
        parts.append(reader.wording(f"since {since}", f"desde {since}"))
    if until := node.text(SCHEMA + "expires"):
        parts.append(reader.wording(f"expires {until}", f"vence el {until}"))
    marks = [*_would_be(reader, node), *reader.marks(node.facts)]
    iri = whose.value if isinstance(whose, Iri) else ""
    return Item(capital(", ".join(parts)), "; ".join(marks), node.evidence, iri)


def _outgoing(reader: Reader) -> Iterator[Group]:
    """Yield what the thing is linked to, a property each."""
    groups = group_of_property()
    own = [
        fact
        for fact in reader.about.facts
        if isinstance(fact.object, Iri)
        and groups.get(fact.predicate) == "links"
        and fact.predicate not in _PARTNERS
    ]
    for property_, facts in groupby(own, key=lambda fact: fact.predicate):
        yield Group.of(reader.headed(property_), [reader.item(fact) for fact in facts])


def _incoming(reader: Reader) -> Iterator[Group]:
    """Yield what is linked to the thing: by property, and by class where that is much."""
    by_property: dict[str, list[Referring]] = {}
    elsewhere = (*_PARTNERS, RDF_TYPE, *(_BELONGING if _is_wide(reader) else ()))
    for node in reader.referring:
        for property_ in {fact.predicate for fact in node.facts}:
            if property_ not in elsewhere and not property_.startswith(SKOS):
                by_property.setdefault(property_, []).append(node)
    for property_, nodes in sorted(by_property.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        heading = f"{reader.headed(property_)}: {reader.title}"
        if len(nodes) < _SPLIT:
            yield Group.of(heading, _sorted(reader, nodes, property_))
            continue
        for word, members in _by_class(reader, nodes):
            named = f"{word} – {heading[:1].lower()}{heading[1:]}" if word else heading
            yield Group.of(named, _sorted(reader, members, property_))


def _by_class(reader: Reader, nodes: Iterable[Referring]) -> list[tuple[str, list[Referring]]]:
    """Return things by what they are, the largest class first."""
    by_class: dict[str, list[Referring]] = {}
    for node in nodes:
        by_class.setdefault(_class_of(reader, node.subject), []).append(node)
    return sorted(by_class.items(), key=lambda pair: (-len(pair[1]), pair[0]))


def _is_wide(reader: Reader) -> bool:
    """Return whether the thing is a place or a sector, to which much belongs."""
    belonging = [node for node in reader.referring if node.value(*_BELONGING)]
    return len(belonging) >= _SPLIT


def _belonging(reader: Reader) -> Iterator[Section]:
    """Yield what is in a place or a sector, class by class."""
    if not _is_wide(reader):
        return
    for property_ in _BELONGING:
        nodes = [node for node in reader.referring if node.value(property_)]
        if nodes:
            groups = [
                Group.of(word, _sorted(reader, members, property_))
                for word, members in _by_class(reader, nodes)
            ]
            key = property_.rpartition("#")[2]
            yield Section(key, f"{reader.headed(property_)}: {reader.title}", tuple(groups))


def _in_parts(reader: Reader) -> Section | None:
    """Return what is in the areas of a place, or in the narrower sectors of a sector, by class."""
    is_sector = reader.entity.value.startswith(VOC + "sector/")
    part, within = (SKOS + "broader", HX + "sector") if is_sector else _AREA
    query = _IN_PARTS.format(part=part, within=within, whole=reader.entity.value)
    direct = {node.subject for node in reader.referring if node.value(within)}
    by_class: dict[str, dict[str, list[str]]] = {}
    for thing, kind, area in reader.store.select(query).rows:
        if str(thing) not in direct:
            by_thing = by_class.setdefault(reader.headed(str(kind)), {})
            by_thing.setdefault(str(thing), []).append(str(area))
    groups = []
    for word, things in sorted(by_class.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        items = (_placed(reader, thing, within, areas) for thing, areas in things.items())
        groups.append(Group.of(word, sorted(items, key=lambda item: item.text)))
    if not groups:
        return None
    title = reader.wording("In its narrower sectors", "En sus sectores más específicos")
    if not is_sector:
        title = reader.wording("In its areas", "En sus áreas")
    return Section("parts", title, tuple(groups))


def _placed(reader: Reader, thing: str, within: str, areas: list[str]) -> Item:
    """Return a thing with the areas or sectors that it is in."""
    names = sorted(map(reader.named, areas))
    note = ", ".join(names[:_MOST_AREAS])
    if len(names) > _MOST_AREAS:
        more = len(names) - _MOST_AREAS
        note += reader.wording(f" and {more} more", f" y {more} más")
    facts = why(reader.store, Iri(thing), Iri(within), catalogue=reader.catalogue)
    in_areas = [fact for fact in facts if fact.object.value in areas]
    evidence = dict.fromkeys(item for fact in in_areas for item in fact.evidence)
    return Item(reader.named(thing), note, tuple(evidence), thing)


def _sorted(reader: Reader, nodes: Iterable[Referring], property_: str) -> list[Item]:
    return sorted((_thing(reader, node, property_) for node in nodes), key=lambda i: i.text)


def _class_of(reader: Reader, subject: str) -> str:
    kinds = sorted(str(q.object) for q in reader.store.quads(Iri(subject), Iri(RDF_TYPE)))
    return reader.headed(kinds[0]) if kinds else ""


def _other_nodes(reader: Reader, shown: set[Referring]) -> Iterator[Group]:
    """Yield n-ary nodes of other kinds, such as applications of a technology, one line each."""
    others = [n for n in reader.nodes if n not in shown and not figures.is_figure(n)]
    by_class: dict[str, list[Item]] = {}
    for node in others:
        word = _class_of(reader, node.subject)
        facts = reader.readable([fact for fact in node.facts if fact.accepted])
        by_class.setdefault(word, []).append(
            Item(_line(reader, facts), "; ".join(reader.marks(node.facts)), node.evidence)
        )
    for word, items in sorted(by_class.items()):
        distinct = {item.text: item for item in reversed(items)}
        yield Group.of(word, [distinct[text] for text in sorted(distinct)])


def _line(reader: Reader, facts: Iterable[Fact]) -> str:
    values = [reader.written(fact.object) for fact in facts if fact.predicate != RDF_TYPE]
    return " · ".join(dict.fromkeys(values))
