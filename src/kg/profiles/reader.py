"""What the sections of a profile read from: one thing, its statements, and their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from kg.claims.disputes import Dispute, Disputes
from kg.claims.evidence import Evidence, EvidenceCatalogue, Fact
from kg.claims.profile import EntityProfile, entity_profile, is_nary_node
from kg.model import Iri, Literal, Term
from kg.names import Labels
from kg.profiles.document import Item
from kg.rdf.iris import concept, shorten
from kg.store import Store


@dataclass(frozen=True, slots=True)
class Referring:
    """What one other thing, or one membership or figure, states about the thing.

    Attributes:
        subject: Its IRI.
        facts: What it states.
    """

    subject: str
    facts: tuple[Fact, ...]

    def value(self, *properties: str) -> Term | None:
        """Return the value of the first of some properties that it has, an accepted one first."""
        ranked = sorted(self.facts, key=lambda fact: not fact.accepted)
        return next((fact.object for fact in ranked if fact.predicate in properties), None)

    def text(self, *properties: str) -> str:
        """Return the same as text, empty where there is none."""
        value = self.value(*properties)
        return "" if value is None else value.value

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The places that state it, each once."""
        return tuple(dict.fromkeys(item for fact in self.facts for item in fact.evidence))


class Reader:
    """One thing of a store, read once, and its words in one language."""

    def __init__(self, store: Store, entity: Iri, language: str, *, is_whole: bool) -> None:
        """Read what is said of a thing.

        Args:
            store: Where to look.
            entity: The thing.
            language: es or en.
            is_whole: Whether everything is told, however long it is.
        """
        self.store, self.entity, self.language, self.is_whole = store, entity, language, is_whole
        self.catalogue = EvidenceCatalogue(store)
        self.labels = Labels(store, language)
        self.about: EntityProfile = entity_profile(store, entity)
        self.disputes = Disputes(store, language)
        self.nodes: list[Referring] = []
        self.referring: list[Referring] = []
        for subject, facts in groupby(self.about.incoming, key=lambda fact: fact.subject):
            node = Referring(subject, tuple(facts))
            (self.nodes if is_nary_node(subject) else self.referring).append(node)

    @property
    def title(self) -> str:
        """What the thing is called."""
        return self.named(self.entity.value)

    def wording(self, english: str, spanish: str) -> str:
        """Return the one of two wordings in the language of the profile."""
        return spanish if self.language == "es" else english

    def named(self, iri: str) -> str:
        """Return the label of something, else its short IRI."""
        short = shorten(iri)
        return self.labels.get(iri) or (iri if short == iri else short.partition(":")[2])

    def headed(self, iri: str) -> str:
        """Return the label of a property or class with a capital at its beginning."""
        return capital(self.named(iri))

    def written(self, term: Term) -> str:
        """Return a value as people read it."""
        return self.named(term.value) if isinstance(term, Iri) else term.value

    def facts(self, *properties: str) -> list[Fact]:
        """Return what is stated of the thing with some properties, in the order of these."""
        facts = [fact for fact in self.about.facts if fact.predicate in properties]
        return sorted(facts, key=lambda fact: properties.index(fact.predicate))

    def item(self, fact: Fact, note: str = "") -> Item:
        """Return a value of the thing as an entry, marked where it is rejected or in conflict."""
        notes = [note, *self.marks([fact])]
        iri = fact.object.value if isinstance(fact.object, Iri) else ""
        return Item(self.written(fact.object), "; ".join(filter(None, notes)), fact.evidence, iri)

    def marks(self, facts: Sequence[Fact]) -> list[str]:
        """Return what a reader must know of statements: rejected, in conflict."""
        marks = []
        if facts and not any(fact.accepted for fact in facts):
            marks.append(self.wording("rejected", "rechazado"))
        if any(self._is_disputed(fact) for fact in facts):
            marks.append(self.wording("in conflict", "en conflicto"))
        return marks

    def _is_disputed(self, fact: Fact) -> bool:
        """Return whether a contradiction names the statement, and not only the whole thing."""
        return any(is_about_statements(dispute) for dispute in self.disputes.of(fact))

    def contradictions(self) -> list[Dispute]:
        """Return the recorded contradictions about the thing and what is said of it."""
        statements = (*self.about.names, *self.about.facts, *self.about.incoming)
        return self.disputes.among(statements, self.entity.value)

    def readable(self, facts: Sequence[Fact]) -> list[Fact]:
        """Return statements without those texts that another one has in the language asked for."""
        tagged = {f.predicate for f in facts if _language(f.object) in (self.language, "mul")}
        return [
            fact
            for fact in facts
            if fact.predicate not in tagged or _language(fact.object) in ("", self.language, "mul")
        ]

    def code(self, scheme: str, code: str) -> str:
        """Return the label of a code of a code list."""
        return self.labels.get(concept(scheme, code)) or code


def is_about_statements(dispute: Dispute) -> bool:
    """Return whether a contradiction is about some statements, and not about a thing as a whole."""
    return bool(dispute.properties or dispute.values)


def _language(term: Term) -> str:
    return term.language if isinstance(term, Literal) else ""


def capital(text: str) -> str:
    """Return a text with a capital at its beginning; the rest stays."""
    return text[:1].upper() + text[1:]


def joined(parts: Sequence[str], language: str) -> str:
    """Return a list in words: "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    last = parts[-1]
    sounds_like_i = last.lower().startswith(("i", "hi")) and not last.lower().startswith("hie")
    word = ("e" if sounds_like_i else "y") if language == "es" else "and"
    return f"{', '.join(parts[:-1])} {word} {last}"
