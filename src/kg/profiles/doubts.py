"""Contradictions about a thing, and what no document says of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.claims.disputes import Dispute
from kg.claims.evidence import Fact
from kg.model import Iri
from kg.ontology import profile as declared_profile
from kg.ontology.terms import declared
from kg.profiles import figures
from kg.profiles.document import Group, Item, Section
from kg.profiles.reader import Reader, is_about_statements, joined
from kg.rdf.namespaces import CATALOGUE_GRAPH, CONFLICT, HX, ID, ORG, SCHEMA, SDMXM

_MOST_VALUES: Final = 3  # of a property in conflict
_MOST_EVENTS: Final = 6  # without a date, that are named on paper
#: parts of a form whose empty fields an analyst asks about
_ASKED: Final = ("nature", "place", "subject", "time")
_ALSO: Final = frozenset(
    (SCHEMA + "url", HX + "managedBy", HX + "responsibleBody", HX + "fundedBy")
)
_NOT_ASKED: Final = frozenset(
    (
        SCHEMA + "dissolutionDate",
        *(HX + name for name in ("realisation", "statusAsOf", "primaryAxis", "secondaryAxis")),
    )
)
_MEMBERS: Final = "/indicator/count.members"


def sections(reader: Reader) -> Iterator[Section]:
    """Yield the contradictions, and what is not known."""
    disputes = reader.contradictions()
    if disputes:
        open_first = sorted(disputes, key=lambda dispute: "open" not in dispute.resolutions)
        items = [contradiction(reader, dispute) for dispute in open_first]
        group = Group.of("", items, is_list=True)
        yield Section("conflicts", reader.wording("Contradictions", "Contradicciones"), (group,))
    items = list(unknown(reader))
    if items:
        group = Group.of("", items, is_list=True)
        yield Section("unknown", reader.wording("What is not known", "Lo que no se sabe"), (group,))


def contradiction(reader: Reader, dispute: Dispute) -> Item:
    """Return a recorded contradiction: of what type, which statements, what was decided."""
    kinds = [
        reader.named(quad.object.value)
        for quad in reader.store.quads(
            Iri(CONFLICT + dispute.id), Iri(HX + "conflictType"), graph=Iri(CATALOGUE_GRAPH)
        )
    ]
    statements = (*reader.about.names, *reader.about.facts, *reader.about.incoming)
    part = [fact for fact in statements if dispute in reader.disputes.of(fact)]
    if not is_about_statements(dispute):  # the whole thing: only what it shares with a figure
        part = [fact for fact in part if fact.subject != reader.entity.value]
    decided = joined(
        [reader.code("resolution", code).lower() for code in dispute.resolutions], reader.language
    )
    stated = "; ".join(_statements(reader, part))
    text = ": ".join(filter(None, [", ".join(kinds), stated]))
    decision = reader.wording("Decision", "Decisión")
    places = tuple(dict.fromkeys(item for fact in part for item in fact.evidence))
    brief = reader.wording("notes: kg conflicts", "notas: kg conflicts") if dispute.notes else ""
    notes = "; ".join(_notes(reader, dispute))
    return Item(f"{text}. {decision}: {decided}.", notes, places, brief=brief)


def _statements(reader: Reader, facts: list[Fact]) -> Iterator[str]:
    """Yield the statements that contradict each other, each property with its values."""
    values: dict[str, dict[str, None]] = {}
    subjects = {fact.subject for fact in facts}
    for node in reader.nodes:
        if node.subject in subjects and figures.is_figure(node):
            yield figures.sentence(reader, node).text
            subjects.discard(node.subject)
    for fact in facts:
        if fact.subject not in subjects:
            continue
        mark = "" if fact.accepted else reader.wording(" (rejected)", " (rechazado)")
        values.setdefault(fact.predicate, {})[f"{reader.written(fact.object)}{mark}"] = None
    for property_, written in values.items():
        listed = list(written)
        more = len(listed) - _MOST_VALUES
        text = " / ".join(listed[:_MOST_VALUES])
        if more > 0:
            text += reader.wording(f" and {more} more", f" y {more} más")
        yield f"{reader.named(property_)} {text}"


def _notes(reader: Reader, dispute: Dispute) -> Iterator[str]:
    """Yield the first of what curators noted, in their words, and how many more there are."""
    shown = dispute.notes if reader.is_whole else dispute.notes[:1]
    if shown:
        word = reader.wording("note of the curators", "nota de los curadores, en inglés")
        yield f"{word}: {' / '.join(shown)}"
    more = len(dispute.notes) - len(shown)
    if more > 0:
        yield reader.wording(
            f"and {more} more: kg conflicts shows them", f"y {more} más: kg conflicts las muestra"
        )


def unknown(reader: Reader) -> Iterator[Item]:
    """Yield a sentence for each thing that nobody states, or that is not sure."""
    missing = _missing(reader)
    if missing:
        yield Item(
            reader.wording(
                f"No document states: {', '.join(missing)}.",
                f"Ningún documento indica: {', '.join(missing)}.",
            )
        )
    yield from _unnamed_members(reader)
    yield from _doubtful(reader)
    yield from _undated(reader)


def _missing(reader: Reader) -> list[str]:
    """Return the labels of properties that a thing of its class may have, and this one has not."""
    terms = declared()
    stated = {fact.predicate for fact in reader.about.facts}
    labels: dict[str, None] = {}
    for cls in reader.about.classes:
        if cls not in terms or not reader.entity.value.startswith(ID):
            continue
        for use in declared_profile.of_class(declared_profile.project(), cls, terms):
            is_asked = use.group in _ASKED and use.property not in _NOT_ASKED
            if (is_asked or use.property in _ALSO) and use.property not in stated:
                labels[reader.named(use.property)] = None
    return list(labels)


def _unnamed_members(reader: Reader) -> Iterator[Item]:
    """Yield how many members a document counts, where fewer have a name."""
    named = {
        fact.object
        for node in reader.nodes
        for fact in node.facts
        if fact.predicate in (ORG + "member", HX + "participant") and fact.accepted
    }
    for figure in filter(figures.is_figure, reader.nodes):
        count = figure.text(SDMXM + "obsValue")
        is_own = figure.value(HX + "refEntity") is None
        is_count = figure.text(HX + "indicator").endswith(_MEMBERS) and count.isdecimal()
        if is_own and is_count and int(count) > len(named):
            text = reader.wording(
                f"A document counts {int(count):,} members; {len(named):,} have a name here.",
                f"Un documento cuenta {int(count):,} miembros; aquí tienen nombre {len(named):,}.",
            )
            yield Item(text, "", figure.evidence)


def _doubtful(reader: Reader) -> Iterator[Item]:
    """Yield how many figures have a period that their document does not state."""
    basis = [node.text(HX + "periodBasis") for node in reader.nodes if figures.is_figure(node)]
    assumed = sum(bool(code) and not code.endswith("/stated") for code in basis)
    if assumed:
        yield Item(
            reader.wording(
                f"The period of {assumed:,} of {len(basis):,} figures is not stated with the "
                "figure, but taken from the document.",
                f"El periodo de {assumed:,} de {len(basis):,} cifras no se indica con la cifra, "
                "sino que se tomó del documento.",
            )
        )


def _undated(reader: Reader) -> Iterator[Item]:
    """Yield the events around the thing that have no date."""
    events: dict[str, None] = {}
    for node in reader.referring:
        kinds = {str(q.object) for q in reader.store.quads(Iri(node.subject))}
        if SCHEMA + "Event" in kinds and not any(
            reader.store.quads(Iri(node.subject), Iri(SCHEMA + "startDate"))
        ):
            events[reader.named(node.subject)] = None
    if events:
        listed = sorted(events)
        shown = listed if reader.is_whole else listed[:_MOST_EVENTS]
        names = "; ".join(shown)
        if more := len(listed) - len(shown):
            names += reader.wording(f"; and {more} more", f"; y {more} más")
        yield Item(
            reader.wording(
                f"Events without a date ({len(events)}): {names}.",
                f"Eventos sin fecha ({len(events)}): {names}.",
            )
        )
