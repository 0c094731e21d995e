"""The commands kg show and kg why: what is said of an entity, and who says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeGuard, TypeVar

import click

from kg.cli.as_of import as_of_option
from kg.cli.bilingual import Command
from kg.cli.cite import cite_evidence, cite_option
from kg.cli.options import language, language_option, open_store, output_option, store_option
from kg.cli.output import said_to, say
from kg.errors import in_language

if TYPE_CHECKING:
    from kg.claims.disputes import Dispute, Disputes
    from kg.claims.evidence import Evidence, Fact
    from kg.claims.naming import Authority
    from kg.claims.profile import EntityProfile
    from kg.model import Iri, Literal, Term
    from kg.names import Labels

_Entry = TypeVar("_Entry")

_MOST: Final = 10  # entries of a list
_WORDS = {
    "es": {
        "names": "Nombres",
        "facts": "Hechos",
        "incoming": "Referencias a esta entidad",
        "registry": "registro del proyecto",
        "rejected": "rechazado",
        "conflict": "en conflicto",
        "conflicts": "Contradicciones",
        "more": "más",
        "translated": "en otro idioma",
    },
    "en": {
        "names": "Names",
        "facts": "Facts",
        "incoming": "Referenced by",
        "registry": "the project's registry",
        "rejected": "rejected",
        "conflict": "in conflict",
        "conflicts": "Contradictions",
        "more": "more",
        "translated": "in another language",
    },
}


@click.command(cls=Command)
@click.argument("name", nargs=-1, required=True)
@click.option("--all", "everything", is_flag=True, help="Show long lists to their end.")
@cite_option
@output_option
@as_of_option
@store_option
@language_option
def show(
    name: tuple[str, ...],
    everything: bool,
    form: str | None,
    output: Path | None,
    store: Path | str,
    lang: str | None,
) -> None:
    """Show the profile of an entity, with evidence.

    The profile holds names, classes, facts, what refers to the entity, and recorded contradictions.

    NAME is an id, an IRI or any name; accents and case are ignored. Long lists show their first
    ten entries and count the others; a text in both languages is shown in yours.
    """
    from kg import names
    from kg.claims.disputes import Disputes
    from kg.claims.profile import entity_profile, nary_class
    from kg.rdf import iris

    chosen = language(lang)
    opened = open_store(store)
    entity = names.resolve(opened, " ".join(name))
    profile = entity_profile(opened, entity)
    facts = (*profile.names, *profile.facts, *profile.incoming)
    if form:
        places = (item for fact in facts for item in fact.evidence)
        cite_evidence(places, opened, form, output, chosen)
        return
    disputes = Disputes(opened, chosen)
    contradictions = disputes.among(facts, profile.iri)
    resolutions = [iris.concept("resolution", r) for d in contradictions for r in d.resolutions]
    kinds = [*profile.classes, *filter(None, (nary_class(fact.subject) for fact in facts))]
    labels = names.Labels(opened, chosen)
    labels.expect(_terms(facts, [*kinds, profile.iri, *resolutions]))
    page = _Page(labels, _WORDS[chosen], disputes, None if everything else _MOST, chosen)
    with said_to(output):
        folded = page.profile(profile, contradictions)
    if folded:
        message = in_language(
            f"{folded:,} entries of long lists are not shown; --all shows them",
            f"{folded:,} entradas de listas largas no se muestran; --all las muestra",
        )
        say(message, err=True)


@click.command(cls=Command)
@click.argument("subject")
@click.argument("property_", metavar="[PROPERTY]", required=False)
@click.argument("object_", metavar="[OBJECT]", required=False)
@cite_option
@output_option
@as_of_option
@store_option
@language_option
def why(
    subject: str,
    property_: str | None,
    object_: str | None,
    form: str | None,
    output: Path | None,
    store: Path | str,
    lang: str | None,
) -> None:
    """Show which documents state a fact, and where.

    \b
    kg why claut-nuevo-leon
    kg why claut-nuevo-leon hx:locatedIn
    kg why claut-nuevo-leon locatedIn "nuevo leon"
    kg why claut-nuevo-leon "ubicado en"
    kg why claut-nuevo-leon locatedIn "nuevo leon" --cite apa
    """
    from kg import names
    from kg.claims.disputes import Disputes
    from kg.claims.stated import stated

    chosen = language(lang)
    opened = open_store(store)
    entity = names.resolve(opened, subject)
    facts = stated(opened, entity, property_ or "", object_ or "")
    labels = names.Labels(opened, chosen)
    labels.expect(_terms(facts, [entity.value]))
    page = _Page(labels, _WORDS[chosen], Disputes(opened, chosen))
    if form:
        places = (item for fact in facts for item in fact.evidence)
        statement = page.statement(facts[0]) if len(facts) == 1 else ""
        cite_evidence(places, opened, form, output, chosen, statement)
        return
    with said_to(output):
        say(labels.get(entity.value) or entity.value, bold=True)
        page.facts(facts, indent="  ")


def _terms(facts: Sequence[Fact], more: Iterable[str]) -> Iterator[Iri]:
    """Yield what a page about facts calls by its label."""
    from kg.model import Iri
    from kg.rdf.iris import concept

    yield from map(Iri, more)
    for fact in facts:
        yield from (Iri(fact.subject), Iri(fact.predicate))
        if isinstance(fact.object, Iri):
            yield fact.object
        elif _has_named_datatype(fact.object):
            yield Iri(fact.object.datatype)
        if fact.authority:
            yield Iri(fact.authority.kind)
        for item in fact.evidence:
            if item.basis:
                yield Iri(concept("inference-basis", item.basis))


def _has_named_datatype(term: Term) -> TypeGuard[Literal]:
    """Return whether a value is a literal with a datatype of the ontology, such as a unit."""
    from kg.model import Literal
    from kg.rdf.namespaces import HX

    return isinstance(term, Literal) and term.datatype.startswith(HX)


@dataclass(frozen=True, slots=True)
class _Page:
    """Prints facts, each with who states it.

    Attributes:
        labels: IRI → what it is called.
        words: The page's own words, in the language asked for.
        disputes: What conflicts.csv records.
        most: How many entries of a list are shown; None shows all.
        language: The one asked for: a text that stands there in it, too, is not shown in others.
    """

    labels: Labels
    words: Mapping[str, str]
    disputes: Disputes
    most: int | None = None
    language: str = ""

    def profile(self, profile: EntityProfile, contradictions: Iterable[Dispute]) -> int:
        """Print what is said of an entity, and return how many entries of lists are not shown."""
        from kg.rdf import iris

        say(self.labels.get(profile.iri) or profile.iri, bold=True)
        kinds = ", ".join(map(self._named, profile.classes))
        say(f"{kinds} · {iris.shorten(profile.iri)} · {profile.iri}")
        folded = 0
        if profile.names:
            self.heading("names")
            folded += self._fold(profile.names, self.name)
        if profile.facts:
            self.heading("facts")
            folded += self.facts(profile.facts)
        if profile.incoming:
            self.heading("incoming")
            folded += self.incoming(profile.incoming)
        for number, dispute in enumerate(contradictions):
            if number == 0:
                self.heading("conflicts")
            self.contradiction(dispute)
        return folded

    def heading(self, word: str) -> None:
        say(f"\n{self.words[word]}")

    def name(self, fact: Fact) -> None:
        authority = f" · {self._authority(fact.authority)}" if fact.authority else ""
        say(f"  {self._written(fact.object)}{authority}{self._marks([fact])}")

    def facts(self, facts: Iterable[Fact], indent: str = "  ") -> int:
        """Print facts, by property, and return how many are not shown."""
        folded = 0
        for predicate, group in groupby(facts, key=lambda fact: fact.predicate):
            named, entries = self._named(predicate), list(group)
            translated = self._translated(entries) if self.most is not None else []
            own = [fact for fact in entries if fact not in translated]
            folded += self._fold(own, lambda fact: self._fact(fact, indent), named, indent)
            if translated:
                folded += len(translated)
                more = f"{len(translated):,} {self.words['translated']}"
                say(f"{indent}… {more} · {named}", dim=True)
        return folded

    def _translated(self, facts: Sequence[Fact]) -> list[Fact]:
        """Return the texts that the same place states in the language asked for, as well.

        They are, where it states as many in that language as in theirs.
        """
        texts: dict[tuple[object, str], list[Fact]] = defaultdict(list)
        for fact in facts:
            if fact.accepted and (language := getattr(fact.object, "language", "")):
                texts[frozenset(map(self._place, fact.evidence)), language].append(fact)
        return [
            fact
            for (places, language), others in texts.items()
            if language != self.language
            and len(others) <= len(texts.get((places, self.language), ()))
            for fact in others
        ]

    def _fact(self, fact: Fact, indent: str) -> None:
        mark = "" if fact.accepted else f"  [{self.words['rejected']}]"
        say(
            f"{indent}{self._named(fact.predicate)}: {self._written(fact.object)}{mark}"
            f"{self._marks([fact])}"
        )
        places = [self._place(item) for item in fact.evidence]
        if fact.authority:
            places = [self._authority(fact.authority)]
        self._places(places, indent)

    def _fold(
        self,
        entries: Sequence[_Entry],
        show: Callable[[_Entry], object],
        heading: str = "",
        indent: str = "  ",
    ) -> int:
        """Print the first entries of a list and the number of the others, and return it.

        One entry too many is shown, since the line that counts it is as long.
        """
        most = self.most
        if most is None or len(entries) <= most + 1:
            most = len(entries)
        for entry in entries[:most]:
            show(entry)
        more = len(entries) - most
        if more:
            named = f" · {heading}" if heading else ""
            say(f"{indent}… {more:,} {self.words['more']}{named}", dim=True)
        return more

    def statement(self, fact: Fact) -> str:
        """Return a fact in one line: whose it is, the property and the value."""
        mark = "" if fact.accepted else f" [{self.words['rejected']}]"
        named, value = self._named(fact.predicate), self._written(fact.object)
        return f"{self._named(fact.subject)}, {named}: {value}{mark}"

    def incoming(self, facts: Iterable[Fact]) -> int:
        """Print what refers to an entity, by kind and subject; return how many are not shown."""
        from kg.claims.profile import nary_class

        by_kind: dict[str, list[list[Fact]]] = {}
        for subject, group in groupby(facts, key=lambda fact: fact.subject):
            items = list(group)
            kind = nary_class(subject) or items[0].predicate
            by_kind.setdefault(kind, []).append(items)
        return sum(
            self._fold(subjects, self._subject, self._named(kind))
            for kind, subjects in by_kind.items()
        )

    def _subject(self, facts: Sequence[Fact]) -> None:
        """Print what one subject states about the entity."""
        from kg.claims.profile import is_nary_node

        subject = facts[0].subject
        if not is_nary_node(subject):
            say(f"  {self._named(subject)}")
            for fact in facts:
                self._fact(fact, "    ")
            return
        # A membership or figure is one thing to a reader, so it is one line.
        parts = (f"{self._named(fact.predicate)}: {self._written(fact.object)}" for fact in facts)
        say(f"  {' · '.join(parts)}{self._marks(facts)}")
        self._places([self._place(e) for fact in facts for e in fact.evidence], "  ")

    def contradiction(self, dispute: Dispute) -> None:
        """Print a recorded contradiction: id, resolution, notes."""
        say(f"  {dispute.id}: {', '.join(map(self._resolution, dispute.resolutions))}")
        for note in dispute.notes:
            say(f"    {note}", dim=True)

    def _marks(self, facts: Iterable[Fact]) -> str:
        """Return the contradictions of which statements are a part, in brackets."""
        ids = dict.fromkeys(dispute.id for fact in facts for dispute in self.disputes.of(fact))
        return f"  [{self.words['conflict']}: {', '.join(ids)}]" if ids else ""

    def _places(self, places: Iterable[str], indent: str) -> None:
        """Print who states something: documents, an authority, or else the registry."""
        for text in dict.fromkeys(places) or [self.words["registry"]]:
            say(f"{indent}  ← {text}", dim=True)

    def _named(self, iri: str) -> str:
        from kg.rdf import iris

        short = iris.shorten(iri)
        return self.labels.get(iri) or (iri if short == iri else short.split(":", 1)[-1])

    def _written(self, term: Term) -> str:
        """Return a value with its language, or with the label of its datatype if it has one."""
        from kg.model import Iri, Literal

        if isinstance(term, Iri):
            return self._named(term.value)
        if not isinstance(term, Literal):
            return term.value
        kind = term.language
        if _has_named_datatype(term):
            kind = self.labels.get(term.datatype) or ""
        return f"{term.value} ({kind})" if kind else term.value

    def _authority(self, authority: Authority) -> str:
        """Return whose word a name is, and what it is: "INEGI, abbreviation"."""
        return f"{authority.name}, {(self.labels.get(authority.kind) or '').lower()}"

    def _resolution(self, code: str) -> str:
        from kg.rdf.iris import concept

        return (self.labels.get(concept("resolution", code)) or code).lower()

    def _place(self, item: Evidence) -> str:
        """Return a piece of evidence in one line: document, place, certainty and its reason."""
        from kg.claims.evidence import certainty_word
        from kg.rdf.iris import concept

        reason = self.labels.get(concept("inference-basis", item.basis)) if item.basis else None
        word = certainty_word(item.certainty)
        qualifier = f"{word}: {reason.lower()}" if reason else word
        certainty = "" if item.certainty == "explicit" else f" [{qualifier}]"
        return f"{item.source} {item.title}, {item.locator}{certainty}"
