"""What the graph says, and why: entities, facts and their evidence, contradictions, sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, overload

from kg import names
from kg.claims.documents import Document, standing
from kg.claims.documents import document as described
from kg.claims.evidence import Fact
from kg.claims.sources import SourceCount, count_claims
from kg.claims.stated import nothing_stated, stated
from kg.errors import UsageError, in_language
from kg.graph.arguments import refusal
from kg.graph.entities import Entity, facts
from kg.graph.handle import Handle
from kg.graph.records import Conflict, Records, Thing
from kg.graph.wording import face
from kg.model import Iri
from kg.quality.statistics import Statistics, counted
from kg.rdf import iris
from kg.results.values import python_value, rdf_term

if TYPE_CHECKING:
    from kg.quality.coverage import Coverage
    from kg.quality.kinds import Kind
    from kg.store import Store


class Explaining(Handle):
    """Look at what the graph says, and who says so."""

    @face
    def entity(self, thing: str | Iri, *, lang: str | None = None) -> Entity:
        """Return an entity with all that is stated of it; `g[thing]` is the same.

        Args:
            thing: An id, an IRI, any name, or a term.
            lang: The language of names: `es` or `en`.

        Raises:
            AmbiguousName: The name means several entities.
            UsageError: It means none.

        Example:
            >>> g.entity("claut-nuevo-leon")["locatedIn"]
            ['https://w3id.org/helixkg/id/nuevo-leon']
        """
        return Entity(self.store, self._entity(thing), self._language(lang))

    def __getitem__(self, thing: str | Iri) -> Entity:
        return self.entity(thing)

    @face
    def why(
        self,
        subject: str | Iri,
        property: str | Iri | None = None,
        object: object = None,
    ) -> Records[Fact]:
        """Return the statements about an entity, each with the documents that state it.

        Rejected claims are among them, marked: their `accepted` is False.

        Args:
            subject: The entity: an id, an IRI, any name, or a term.
            property: Only statements with this property: an IRI, a prefixed name, its last part, or
                its label in Spanish or English.
            object: Only statements with this value: a name, id or text of it, a term, a number.

        Raises:
            AmbiguousName: The name means several entities.
            UsageError: It means none, or there is no such statement.

        Example:
            >>> [fact.accepted for fact in g.why("eccp-promexico-mou", "signedOn")]
            [True, False]
        """
        entity = self._entity(subject)
        name = "" if property is None else str(getattr(property, "value", property))
        if object is None or isinstance(object, str):
            return facts(stated(self.store, entity, name, object or ""))
        term = rdf_term(object)
        plain = python_value(term)
        matches = [
            fact
            for fact in stated(self.store, entity, name)
            if fact.object == term or python_value(fact.object) == plain
        ]
        if not matches:
            raise nothing_stated(repr(object))
        return facts(matches)

    @face
    def cite(self, found: Iterable[Fact] | None = None, form: str = "apa") -> str:
        """Return references to the documents that state some facts, or that all rests on.

        Args:
            found: Facts, such as `why` returns; None is all.
            form: `apa`, `bibtex` or `csl-json`.

        Raises:
            UsageError: No document states them.

        Example:
            >>> g.cite(g.why("claut-nuevo-leon", "locatedIn"), "bibtex").startswith("@")
            True
        """
        from kg.claims.references import all_references, none_behind, references_of, written

        if found is None:
            return written(all_references(self.store), self.store, form, self._lang).rstrip("\n")
        listed = list(found) if isinstance(found, Iterable) else [found]
        for fact in listed:
            if not isinstance(fact, Fact):
                raise refusal(
                    "found", fact, "facts, such as g.why(…) returns", "hechos de g.why(…)"
                )
        places = [item for fact in listed for item in fact.evidence]
        references = references_of(places, self.store)
        if not references:
            raise UsageError(none_behind())
        return written(references, self.store, form, self._lang).rstrip("\n")

    @face
    def conflicts(
        self,
        *,
        open: bool = False,
        type: str | None = None,
        source: str | None = None,
        entity: str | Iri | None = None,
        lang: str | None = None,
    ) -> Records[Conflict]:
        """Return the recorded contradictions between documents, and damaged passages.

        Args:
            open: Only those that are not decided yet.
            type: Only this type, such as `stated-vs-listed`.
            source: Only those that touch this document.
            entity: Only those about this entity.
            lang: The language of names and notes: `es` or `en`.

        Example:
            >>> all(conflict.is_open for conflict in g.conflicts(open=True))
            True
        """
        from kg.quality.conflicts import recorded_conflicts

        about = None if entity is None else self._entity(entity)
        language = self._language(lang)
        conflicts = list(
            recorded_conflicts(
                self.store, type, source, only_open=open, about=about, language=language
            )
        )
        members = {Iri(member) for conflict in conflicts for member in conflict.members}
        labels = names.labels_of(self.store, members, language)
        return Records.of(
            Conflict,
            (
                Conflict(
                    item.id,
                    item.type,
                    item.members,
                    tuple(labels.get(member, iris.shorten(member)) for member in item.members),
                    item.properties,
                    item.sources,
                    item.resolutions,
                    item.notes,
                )
                for item in conflicts
            ),
            shown=("id", "type", "names", "sources", "resolutions"),
        )

    @face
    def coverage(self) -> Coverage:
        """Return what the facts rest on, and which entities lack something.

        Example:
            >>> sorted(g.coverage().missing)[:3]
            ['eu-country', 'geonames', 'helix']
        """
        from kg.quality.coverage import measure_coverage

        return measure_coverage(self.store)

    @overload
    def gaps(self, gap: None = None) -> Records[Kind]: ...

    @overload
    def gaps(
        self, gap: str, kind: str | None = None, *, lang: str | None = None
    ) -> Records[Thing]: ...

    @face
    def gaps(
        self, gap: str | None = None, kind: str | None = None, *, lang: str | None = None
    ) -> Records[Thing] | Records[Kind]:
        """Return the entities that lack something; without a gap, what those of each kind lack.

        Args:
            gap: What: place, sector, helix, document, link, date, label-es …; `coverage().missing`
                counts them.
            kind: Only entities of this kind, such as Company.
            lang: The language of names: `es` or `en`.

        Raises:
            UsageError: There is no such gap or kind.

        Example:
            >>> len(g.gaps("link", kind="Cluster")) <= len(g.gaps("link"))
            True
        """
        from kg.quality.gaps import lacking

        if gap is None:
            if kind is not None:
                raise UsageError(
                    in_language("--kind needs --list GAP", "--kind requiere --list GAP")
                )
            return _of_kinds(self.store)
        entities = lacking(self.store, gap, kind, self._language(lang))
        return Records.of(
            Thing,
            (Thing(*item, things=None) for item in entities),
            shown=("id", "name"),
        )

    @overload
    def sources(self, document: None = None) -> Records[SourceCount]: ...

    @overload
    def sources(self, document: str | Iri) -> Source: ...

    @face
    def sources(self, document: str | Iri | None = None) -> Records[SourceCount] | Source:
        """Return the documents with their number of claims, or all about one.

        Args:
            document: Its id, such as 001, or its title; without one, all documents.

        Raises:
            UsageError: There is no such document.

        Example:
            >>> g.sources("001").title
            'Preparatory Briefing on Mexico'
        """
        if document is None:
            return _counts(count_claims(self.store))
        iri = self._entity(document, "SourceDocument")
        return Source(self, described(self.store, iris.local_name(iri.value)))

    @face
    def stats(self, *, lang: str | None = None) -> Statistics:
        """Return how much there is: facts, claims, evidence, entities of each class.

        Args:
            lang: The language of the names of classes: `es` or `en`.

        Example:
            >>> g.stats().facts > 10_000
            True
        """
        return counted(self.store, self._language(lang))


def _of_kinds(store: Store) -> Records[Kind]:
    """Return kinds of entities, with a column for the number of those that lack something."""
    from kg.quality.kinds import GAPS, by_kind

    def row(kind: Kind) -> list[tuple[str | int | None, ...]]:
        lacking = (len(kind.missing[gap]) if gap in kind.missing else None for gap in GAPS)
        return [(kind.name, kind.entities, *lacking)]

    return Records(by_kind(store), ("kind", "entities", *(f"without_{gap}" for gap in GAPS)), row)


def _counts(documents: list[SourceCount]) -> Records[SourceCount]:
    """Return documents, with a column for the claims of each certainty."""
    codes = sorted({code for item in documents for code, _ in item.by_certainty})

    def row(item: SourceCount) -> list[tuple[str | int, ...]]:
        counts = dict(item.by_certainty)
        return [(item.id, item.title, item.claims, *(counts.get(code, 0) for code in codes))]

    return Records(documents, ("id", "title", "claims", *codes), row)


class Source:
    """All about a document: what it is, what rests on it, whom it cites, who cites it.

    Attributes:
        document: What the catalogue says of it.
        standing: What rests on it.
    """

    def __init__(self, graph: Explaining, about: Document) -> None:
        """Read what rests on a document."""
        self._graph = graph
        self.document = about
        self.standing = standing(graph.store, about.id)

    @property
    def id(self) -> str:
        """Its id, such as `001`."""
        return self.document.id

    @property
    def title(self) -> str:
        """Its title."""
        return self.document.title

    @property
    def claims(self) -> int:
        """How many claims rest on it."""
        return self.standing.claims

    @face
    def cite(self, form: str = "apa") -> str:
        """Return a reference to it: `apa`, `bibtex` or `csl-json`."""
        from kg.claims.references import Reference, written

        cited = [Reference(self.document, ())]
        return written(cited, self._graph.store, form, self._graph.lang).rstrip("\n")

    def __repr__(self) -> str:
        return f"<Source {self.id} {self.title!r}, {self.claims:,} claims>"
