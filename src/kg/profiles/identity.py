"""What a thing is: a sentence, and its details one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from kg.claims.evidence import Fact
from kg.model import Literal
from kg.ontology import articles
from kg.ontology import profile as declared_profile
from kg.profiles.document import Block, Group, Item, Section
from kg.profiles.reader import Reader, joined
from kg.rdf.namespaces import DCT, HX, ORG, SCHEMA, SKOS, VOC

_PLACES: Final = (HX + "locatedIn", HX + "homeCountry", HX + "partOfArea")
#: told elsewhere, or of no use on paper
_ELSEWHERE: Final = frozenset(
    (
        HX + "hasObjective",
        HX + "statusAsOf",
        HX + "ocrVariant",
        SCHEMA + "sameAs",
        DCT + "isReplacedBy",
        *(SKOS + name for name in ("inScheme", "topConceptOf", "exactMatch", "closeMatch")),
        *(SKOS + name for name in ("broadMatch", "narrowMatch", "relatedMatch")),
    )
)
_MOST_NAMED: Final = 5  # sectors in the first sentence
_GROUPS: Final = ("nature", "place", "subject", "time", "names")


def kind(reader: Reader) -> str:
    """Return what a thing is, in a word or two; a concept with the list that it is of."""
    if reader.entity.value.startswith(VOC):
        return " · ".join([*map(reader.headed, reader.about.classes), code_list(reader)])
    return ", ".join(reader.headed(iri) for iri in reader.about.classes)


def sections(reader: Reader) -> Iterator[Section]:
    """Yield what it is, and what it is for."""
    blocks: list[Block] = [lead(reader), basis(reader), *_details(reader)]
    yield Section("identity", reader.wording("What it is", "Qué es"), tuple(blocks))
    objectives = reader.facts(HX + "hasObjective")
    if objectives:
        items = [reader.item(fact) for fact in objectives]
        group = Group.of("", items, is_list=True)
        yield Section("objectives", reader.wording("Objectives", "Objetivos"), (group,))


def lead(reader: Reader) -> Item:
    """Return the sentence that says what a thing is, where, and in which sectors."""
    definition = reader.readable(
        [f for f in reader.about.facts if f.predicate in (SKOS + "definition", SKOS + "scopeNote")]
    )
    if reader.entity.value.startswith(VOC):
        of_list = code_list(reader)
        sentence = reader.wording(
            f"{reader.title} is a concept of the list “{of_list}”.",
            f"{reader.title} es un concepto de la lista «{of_list}».",
        )
        return Item(" ".join([sentence, *(fact.object.value for fact in definition)]))
    word = (kind(reader) or reader.wording("thing", "cosa")).partition(",")[0]
    article = articles.a(word, reader.language)
    text = f"{reader.title} {reader.wording('is', 'es')} {article} {word[:1].lower()}{word[1:]}"
    evidence: list[Fact] = []
    if places := _accepted(reader, *_PLACES[:2]):
        names = joined([reader.written(fact.object) for fact in places], reader.language)
        text += reader.wording(f" in {names}", f" en {names}")
        evidence += places
    if sectors := _accepted(reader, HX + "sector"):
        names = _first_few([reader.written(fact.object) for fact in sectors], reader)
        many = len(sectors) > 1
        text += reader.wording(
            f", {'sectors' if many else 'sector'} {names}",
            f", {'sectores' if many else 'sector'} {names}",
        )
        evidence += sectors
    places_cited = dict.fromkeys(item for fact in evidence for item in fact.evidence)
    return Item(f"{text}.", "", tuple(places_cited))


def code_list(reader: Reader) -> str:
    """Return what the code list of a concept is called."""
    return reader.named(VOC + reader.entity.value.removeprefix(VOC).partition("/")[0])


def basis(reader: Reader) -> Item:
    """Return the sentence that says on what the profile rests."""
    facts = (*reader.about.names, *reader.about.facts, *reader.about.incoming)
    stated = [fact for fact in facts if fact.evidence]
    documents = {item.source for fact in stated for item in fact.evidence}
    inferred = sum(all(e.certainty != "explicit" for e in fact.evidence) for fact in stated)
    rejected = sum(not fact.accepted for fact in stated)
    disputes = reader.contradictions()
    undecided = sum("open" in dispute.resolutions for dispute in disputes)
    if reader.language == "es":
        return Item(
            f"Este perfil se apoya en {_counted(len(stated), 'afirmación', 'afirmaciones')} de "
            f"{_counted(len(documents), 'documento', 'documentos')}: {inferred:,} no "
            f"{'está impresa' if inferred == 1 else 'están impresas'} como tal (inferidas o de "
            f"lectura dudosa) y {rejected:,} {'se rechazó' if rejected == 1 else 'se rechazaron'}. "
            f"Contradicciones registradas: {len(disputes)}, sin decidir: {undecided}."
        )
    return Item(
        f"This profile rests on {_counted(len(stated), 'statement', 'statements')} of "
        f"{_counted(len(documents), 'document', 'documents')}: {inferred:,} "
        f"{'is' if inferred == 1 else 'are'} not printed as such (inferred, or of doubtful "
        f"reading), and {rejected:,} {'was' if rejected == 1 else 'were'} rejected. Contradictions "
        f"on record: {len(disputes)}, undecided: {undecided}."
    )


def _first_few(names: list[str], reader: Reader) -> str:
    """Return names as a list in words; of many the first, and how many more."""
    if len(names) <= _MOST_NAMED + 1:
        return joined(names, reader.language)
    more = len(names) - _MOST_NAMED
    rest = reader.wording(f"{more} more", f"{more} más")
    return joined([*names[:_MOST_NAMED], rest], reader.language)


def _counted(number: int, singular: str, plural: str) -> str:
    return f"{number:,} {singular if number == 1 else plural}"


def _accepted(reader: Reader, *properties: str) -> list[Fact]:
    return [fact for fact in reader.facts(*properties) if fact.accepted]


def _details(reader: Reader) -> Iterator[Group]:
    """Yield what is stated of a thing itself, a property each, in the order of forms."""
    if len(reader.about.names) > 1:
        title = reader.title
        names = [f for f in reader.about.names if f.object.value != title]
        by_text: dict[str, Fact] = {}
        for fact in names:
            by_text.setdefault(fact.object.value, fact)
        listed = [reader.item(fact, _tag(fact, reader.language)) for fact in by_text.values()]
        if listed:
            yield Group.of(reader.wording("Other names", "Otros nombres"), listed)
    groups = group_of_property()
    own = [
        fact
        for fact in reader.readable(reader.about.facts)
        if groups.get(fact.predicate, "names") in _GROUPS and fact.predicate not in _ELSEWHERE
    ]
    own.sort(key=lambda fact: _GROUPS.index(groups.get(fact.predicate, "names")))
    day = next((fact.object.value for fact in reader.facts(HX + "statusAsOf")), "")
    for property_, facts in groupby(own, key=lambda fact: fact.predicate):
        if property_ in (SKOS + "definition", SKOS + "scopeNote"):
            continue  # in the first sentence
        note = ""
        if property_ == HX + "status" and day:
            note = reader.wording(f"as of {day}", f"al {day}")
        items = [reader.item(fact, note) for fact in facts]
        yield Group.of(reader.headed(property_), items)


def _tag(fact: Fact, language: str) -> str:
    """Return the language of a name where it is another than that of the profile."""
    tag = fact.object.language if isinstance(fact.object, Literal) else ""
    return tag if tag not in ("", "mul", language) else ""


def group_of_property() -> dict[str, str]:
    """Return the group of each property that the ontology knows: names, nature, place and so on."""
    groups = {use.property: use.group for use in declared_profile.project()}
    groups[ORG + "classification"] = "nature"
    return groups
