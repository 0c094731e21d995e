"""The commands kg show and kg why: what is said of an entity, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import language, language_option, open_store, store_option
from kg.cli.output import say

if TYPE_CHECKING:
    from kg.claims.evidence import Evidence, Fact
    from kg.claims.naming import Authority
    from kg.model import Iri, Term

_WORDS = {
    "es": {
        "names": "Nombres",
        "facts": "Hechos",
        "incoming": "Referencias a esta entidad",
        "registry": "registro del proyecto",
        "rejected": "rechazado",
        "nothing": "ningún documento lo afirma",
    },
    "en": {
        "names": "Names",
        "facts": "Facts",
        "incoming": "Referenced by",
        "registry": "the project's registry",
        "rejected": "rejected",
        "nothing": "no document states this",
    },
}


@click.command()
@click.argument("name", nargs=-1, required=True)
@store_option
@language_option
def show(name: tuple[str, ...], store: Path | str, lang: str | None) -> None:
    """Show the profile of an entity, with evidence.

    The profile holds names, classes, facts and what refers to the entity.

    NAME is an id, an IRI or any name; accents and case are ignored.
    """
    from kg import names
    from kg.claims.profile import entity_profile
    from kg.rdf import iris

    chosen = language(lang)
    words = _WORDS[chosen]
    opened = open_store(store)
    entity = names.resolve(opened, " ".join(name))
    profile = entity_profile(opened, entity)
    everything = (*profile.names, *profile.facts, *profile.incoming)
    labels = names.labels_of(opened, _terms(everything, [*profile.classes, profile.iri]), chosen)
    say(labels.get(profile.iri, profile.iri), bold=True)
    kinds = ", ".join(labels.get(c, iris.shorten(c).split(":")[-1]) for c in profile.classes)
    say(f"{kinds} · {iris.shorten(profile.iri)} · {profile.iri}")
    if profile.names:
        say(f"\n{words['names']}")
        for fact in profile.names:
            said = f" · {_authority(fact.authority, labels)}" if fact.authority else ""
            say(f"  {_written(fact.object, labels)}{said}")
    if profile.facts:
        say(f"\n{words['facts']}")
        _print_facts(profile.facts, labels, words, with_subject=False)
    if profile.incoming:
        say(f"\n{words['incoming']}")
        _print_facts(profile.incoming, labels, words, with_subject=True)


@click.command()
@click.argument("subject")
@click.argument("property_", metavar="[PROPERTY]", required=False)
@click.argument("object_", metavar="[OBJECT]", required=False)
@store_option
@language_option
@click.pass_context
def why(
    ctx: click.Context,
    subject: str,
    property_: str | None,
    object_: str | None,
    store: Path | str,
    lang: str | None,
) -> None:
    """Show which documents state a fact, and where.

    \b
    kg why claut-nuevo-leon
    kg why claut-nuevo-leon hx:locatedIn
    kg why claut-nuevo-leon locatedIn "nuevo leon"
    """
    from kg import names
    from kg.claims import evidence
    from kg.errors import UsageError

    chosen = language(lang)
    opened = open_store(store)
    entity = names.resolve(opened, subject)
    facts = list(evidence.why(opened, entity))
    if property_:
        predicate = _property(property_, {f.predicate for f in facts})
        facts = [f for f in facts if f.predicate == predicate]
    labels = names.labels_of(opened, _terms(facts, [entity.value]), chosen)
    if object_:
        facts = [f for f in facts if _is(f.object, object_, labels)]
    if not facts:
        raise UsageError(_WORDS[chosen]["nothing"])
    say(labels.get(entity.value, entity.value), bold=True)
    _print_facts(facts, labels, _WORDS[chosen], with_subject=False)


def _terms(facts: Iterable[Fact], more: Iterable[str]) -> list[Iri]:
    from kg.model import Iri, Literal
    from kg.rdf.namespaces import HX

    iris: set[Iri] = {f.object for f in facts if isinstance(f.object, Iri)}
    iris |= {
        Iri(f.object.datatype)
        for f in facts
        if isinstance(f.object, Literal) and f.object.datatype.startswith(HX)
    }
    iris |= {Iri(f.predicate) for f in facts} | {Iri(f.subject) for f in facts}
    iris |= {Iri(f.authority.kind) for f in facts if f.authority}
    return sorted(iris | {Iri(item) for item in more})


def _property(name: str, properties: set[str]) -> str:
    """Return the IRI of a property given by IRI, prefixed name or local name."""
    from kg.errors import UsageError
    from kg.rdf import iris

    full = iris.expand(name)
    if full in properties:
        return str(full)
    for iri in sorted(properties):
        local = iri.rsplit("#")[-1].rsplit("/")[-1]
        if iris.fold(local) == iris.fold(name.split(":")[-1]):
            return iri
    short = ", ".join(sorted(iris.shorten(iri) for iri in properties))
    raise UsageError(f"there is no fact with the property '{name}'; the properties are: {short}")


def _is(term: Term, name: str, labels: Mapping[str, str]) -> bool:
    from kg.rdf import iris

    forms = (term.value, term.value.rsplit("/")[-1], labels.get(term.value, ""))
    return iris.fold(name) in {iris.fold(form) for form in forms}


def _print_facts(
    facts: Iterable[Fact],
    labels: Mapping[str, str],
    words: Mapping[str, str],
    *,
    with_subject: bool,
) -> None:
    from kg.claims.profile import is_nary_node
    from kg.model import Iri
    from kg.rdf import iris

    def named(iri: str) -> str:
        short = iris.shorten(iri)
        return labels.get(iri) or (iri if short == iri else short.split(":", 1)[-1])

    def written(term: Term) -> str:
        return named(term.value) if isinstance(term, Iri) else _written(term, labels)

    for subject, group in groupby(facts, key=lambda fact: fact.subject):
        items = list(group)
        if with_subject and is_nary_node(subject):
            # A membership or figure is one thing to a reader, so it is one line.
            say(
                "  "
                + " · ".join(f"{named(fact.predicate)}: {written(fact.object)}" for fact in items)
            )
            _print_places([place(e) for fact in items for e in fact.evidence], "  ", words)
            continue
        if with_subject:
            say(f"  {named(subject)}")
        indent = "    " if with_subject else "  "
        for fact in items:
            mark = "" if fact.accepted else f"  [{words['rejected']}]"
            say(f"{indent}{named(fact.predicate)}: {written(fact.object)}{mark}")
            places = [place(item) for item in fact.evidence]
            if fact.authority:
                places = [_authority(fact.authority, labels)]
            _print_places(places, indent, words)


def _print_places(places: Iterable[str], indent: str, words: Mapping[str, str]) -> None:
    """Print who states something: documents, an authority, or else the registry."""
    for text in dict.fromkeys(places) or [words["registry"]]:
        say(f"{indent}  ← {text}", dim=True)


def _written(term: Term, labels: Mapping[str, str]) -> str:
    """Return a value with its language, or with the label of its datatype where it has one."""
    from kg.model import Literal

    if not isinstance(term, Literal):
        return term.value
    kind = term.language or labels.get(term.datatype, "")
    return f"{term.value} ({kind})" if kind else term.value


def _authority(authority: Authority, labels: Mapping[str, str]) -> str:
    """Return whose word a name is, and what it is: "INEGI, abbreviation"."""
    return f"{authority.name}, {labels.get(authority.kind, '').lower()}"


def place(item: Evidence) -> str:
    """Return a piece of evidence in one line: document, place, certainty."""
    certainty = "" if item.certainty == "explicit" else f" [{item.certainty}]"
    return f"{item.source} {item.title}, {item.locator}{certainty}"
