"""What is said of a thing, with the evidence, as pages, JSON and tables show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.claims.evidence import Evidence, Fact
from kg.claims.profile import EntityProfile, entity_profile, is_nary_node, nary_class
from kg.model import Iri, Literal, Solutions, Term, Triple, text
from kg.rdf.iris import shorten
from kg.rdf.namespaces import RDF_TYPE
from kg.store.referring import MOST_COUNTED
from kg.web.addresses import path_of
from kg.web.current import Snapshot


@dataclass(frozen=True, slots=True)
class Value:
    """A value as people read it.

    Attributes:
        text: A label, or the value itself.
        iri: Where it is a thing, its IRI; else empty.
        path: The path of its page, empty where it has none.
        language: Of a text.
    """

    text: str
    iri: str = ""
    path: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with its evidence.

    Attributes:
        subject: The thing that it is about.
        property: The property, by label and IRI.
        value: The value.
        evidence: Who states it; empty where only the registry does.
        accepted: Whether it counts as a fact.
        authority: Whose word a name is that no document prints, and what it is; else empty.
        conflicts: The ids of the contradictions of which it is a part.
    """

    subject: Value
    property: Value
    value: Value
    evidence: tuple[Evidence, ...]
    accepted: bool
    authority: str = ""
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """All that is said of one thing.

    Attributes:
        thing: The thing itself.
        kinds: Its classes.
        names: Its names, as statements.
        statements: What is said of it, by property.
        references: What refers to it: lists of statements about one other thing each.
        has_more: Whether more refers to it than was asked for.
        referring: How many facts refer to it, by property, the most first; counted only where not
            all are shown. Empty where they are too many to be counted.
    """

    thing: Value
    kinds: tuple[Value, ...]
    names: tuple[Statement, ...]
    statements: tuple[Statement, ...]
    references: tuple[tuple[Statement, ...], ...]
    has_more: bool = False
    referring: tuple[tuple[Value, int], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is said of it."""
        return not (self.kinds or self.names or self.statements or self.references)


class Describer:
    """Describes things of one state of the graph in one language."""

    def __init__(self, snapshot: Snapshot, language: str) -> None:
        """Take the state of the graph, and the language of labels."""
        self._snapshot = snapshot
        self._labels = snapshot.labels(language)
        self._values: dict[Iri, Value] = {}

    def describe(self, iri: str, page: int = 1, size: int | None = None) -> Description:
        """Return what is said of a thing; an empty description where nothing is.

        Args:
            iri: The thing.
            page: Which page of what refers to it is shown, from 1.
            size: How many things a page has, a figure or the like counting as four; None shows all.
        """
        thing, store = Iri(iri), self._snapshot.store
        profile = entity_profile(store, thing, page, size, self._snapshot.evidence())
        self._labels.learn(_things(profile))
        is_part = size is not None and (page > 1 or profile.has_more)
        return Description(
            thing=self.value(thing),
            kinds=tuple(self.value(Iri(kind)) for kind in profile.classes),
            names=tuple(self.statement(fact) for fact in profile.names),
            statements=tuple(self.statement(fact) for fact in profile.facts),
            references=tuple(self._grouped(profile.incoming)),
            has_more=profile.has_more,
            referring=tuple(self._referring(thing)) if is_part else (),
        )

    def _referring(self, thing: Iri) -> Iterator[tuple[Value, int]]:
        counted = self._snapshot.store.referring(thing)
        if sum(counted.values()) > MOST_COUNTED:
            return
        for name, count in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
            yield self.value(Iri(name)), count

    def value(self, term: Term) -> Value:
        """Return a term as people read it."""
        if isinstance(term, Iri):
            if term not in self._values:
                label = self._labels.get(term.value) or self._unnamed(term.value)
                self._values[term] = Value(label, term.value, path_of(term.value))
            return self._values[term]
        return Value(term.value, language=term.language if isinstance(term, Literal) else "")

    def _unnamed(self, iri: str) -> str:
        """Return what to call a thing without a name: a figure by its class and its parts."""
        kind = nary_class(iri)
        if kind is None:
            return shorten(iri)
        parts = iri.rpartition("/")[2].split("--")
        return f"{self._labels.get(kind) or shorten(kind)}: {' · '.join(parts)}"

    def statement(self, fact: Fact) -> Statement:
        """Return a statement as people read it."""
        return Statement(
            self.value(Iri(fact.subject)),
            self.value(Iri(fact.predicate)),
            self.value(fact.object),
            fact.evidence,
            fact.accepted,
            self._authority(fact),
            tuple(dispute.id for dispute in self._snapshot.disputes.of(fact)),
        )

    def _authority(self, fact: Fact) -> str:
        """Return whose word a name is: "INEGI, abbreviation"."""
        if fact.authority is None:
            return ""
        kind = self._labels.get(fact.authority.kind) or ""
        return f"{fact.authority.name}, {kind.lower()}"

    def _grouped(self, facts: Iterable[Fact]) -> Iterator[tuple[Statement, ...]]:
        """Yield the statements about each subject; what is not a figure or the like, one by one."""
        groups: dict[str, list[Statement]] = {}
        for fact in facts:
            groups.setdefault(fact.subject, []).append(self.statement(fact))
        for subject, statements in groups.items():
            if is_nary_node(subject):
                yield tuple(statements)
            else:
                yield from ((statement,) for statement in statements)


def triples(snapshot: Snapshot, iri: str) -> Iterator[Triple]:
    """Yield the facts about a thing, and those that refer to it with all that is said there."""
    store, thing = snapshot.store, Iri(iri)
    for quad in store.quads(thing):
        yield quad.triple
    for subject in sorted({quad.subject for quad in store.quads(object=thing)}):
        about = None if is_nary_node(str(subject)) else thing
        for quad in store.quads(subject, object=about):
            yield quad.triple


def rows(description: Description) -> Solutions:
    """Return a description as a table: one row for each statement and place that states it."""
    columns = ("subject", "property", "value", "label", "status", "document", "place", "certainty")
    return Solutions(columns, _rows(description))


def _rows(description: Description) -> Iterator[tuple[Term | None, ...]]:
    statements = [
        *description.names,
        *description.statements,
        *(statement for group in description.references for statement in group),
    ]
    for statement in statements:
        value = statement.value
        shared: tuple[Term | None, ...] = (
            Iri(statement.subject.iri),
            Iri(statement.property.iri),
            Iri(value.iri) if value.iri else text(value.text, value.language),
            text(value.text),
            text("fact" if statement.accepted else "rejected"),
        )
        for evidence in statement.evidence:
            places = (evidence.source, evidence.locator, evidence.certainty)
            yield (*shared, *map(text, places))
        if not statement.evidence:
            yield (*shared, None, None, None)


def _things(profile: EntityProfile) -> Iterator[Iri]:
    yield Iri(profile.iri)
    yield Iri(RDF_TYPE)
    yield from map(Iri, profile.classes)
    for fact in (*profile.facts, *profile.incoming):
        yield Iri(fact.subject)
        yield Iri(fact.predicate)
        if isinstance(fact.object, Iri):
            yield fact.object
