"""What the graph says, and why: entities, facts and their evidence, contradictions, sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, overload

from kg import names
from kg.claims import evidence
from kg.claims.documents import Document, standing
from kg.claims.documents import document as described
from kg.claims.evidence import Fact
from kg.claims.sources import SourceCount, count_claims
from kg.errors import UsageError, in_language
from kg.graph.arguments import refusal
from kg.graph.citing import cited
from kg.graph.entities import Entity, facts, property_named
from kg.graph.handle import Handle
from kg.graph.records import Conflict, Records, Statistics, Thing
from kg.graph.wording import face
from kg.model import Iri
from kg.rdf import iris
from kg.rdf.namespaces import CATALOGUE_GRAPH, EVIDENCE, HX
from kg.results.values import python_value, rdf_term

if TYPE_CHECKING:
    from kg.quality.coverage import Coverage

_CLAIMS = (
    "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } "
    f'FILTER(STRSTARTS(STR(?g), "{EVIDENCE}")) }}'
)
_FACTS = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
_PLACES = (
    f"SELECT (COUNT(?e) AS ?n) WHERE {{ GRAPH <{CATALOGUE_GRAPH}> {{ ?e a <{HX}Evidence> }} }}"
)
_KINDS = "SELECT ?c (COUNT(?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c ORDER BY DESC(?n) ?c"


class Explaining(Handle):
    """Look at what the graph says, and who says so."""

    @face
    def entity(self, thing: str | Iri) -> Entity:
        """Return an entity with all that is stated of it; `g[thing]` is the same.

        Args:
            thing: An id, an IRI, any name, or a term.

        Raises:
            AmbiguousName: The name means several entities.
            UsageError: It means none.

        Example:
            >>> g.entity("claut-nuevo-leon")["locatedIn"]
            ['https://w3id.org/helixkg/id/nuevo-leon']
        """
        return Entity(self.store, self._entity(thing), self._lang)

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
        found = list(evidence.why(self.store, entity))
        if not found:
            raise UsageError(_nothing(iris.shorten(entity.value)))
        if property is not None:
            name = str(getattr(property, "value", property))
            wanted = property_named(name, found, store=self.store)
            found = [fact for fact in found if fact.predicate == wanted]
        if object is not None:
            found = self._with_value(found, object)
        return facts(found)

    def _with_value(self, found: list[Fact], value: object) -> list[Fact]:
        """Return the facts with a value, as a term, a name or a text."""
        term = rdf_term(value)
        if isinstance(value, str):
            things = {fact.object for fact in found if isinstance(fact.object, Iri)}
            labels = [names.labels_of(self.store, things, lang) for lang in ("es", "en")]
            wanted = iris.fold(value)
            chosen = [
                fact
                for fact in found
                if wanted
                in {
                    iris.fold(form)
                    for form in (
                        fact.object.value,
                        iris.local_name(fact.object.value),
                        *(table.get(fact.object.value, "") for table in labels),
                    )
                }
            ]
        else:
            plain = python_value(term)
            chosen = [f for f in found if f.object == term or python_value(f.object) == plain]
        if not chosen:
            raise UsageError(_nothing(repr(value)))
        return chosen

    @face
    def cite(self, found: Iterable[Fact], form: str = "apa") -> str:
        """Return references to the documents that state some facts.

        Args:
            found: Facts, such as `why` returns.
            form: `apa`, `bibtex` or `csl-json`.

        Raises:
            UsageError: No document states them.

        Example:
            >>> g.cite(g.why("claut-nuevo-leon", "locatedIn"), "bibtex").startswith("@")
            True
        """
        from kg.claims.references import references_of

        listed = list(found) if isinstance(found, Iterable) else [found]
        for fact in listed:
            if not isinstance(fact, Fact):
                raise refusal(
                    "found", fact, "facts, such as g.why(…) returns", "hechos de g.why(…)"
                )
        places = [item for fact in listed for item in fact.evidence]
        references = references_of(places, self.store)
        if not references:
            raise UsageError(_nothing(in_language("it", "esto")))
        return cited(references, self.store, form, self._lang)

    @face
    def conflicts(
        self,
        *,
        open: bool = False,
        type: str | None = None,
        source: str | None = None,
        entity: str | Iri | None = None,
    ) -> Records[Conflict]:
        """Return the recorded contradictions between documents, and damaged passages.

        Args:
            open: Only those that are not decided yet.
            type: Only this type, such as `stated-vs-listed`.
            source: Only those that touch this document.
            entity: Only those about this entity.

        Example:
            >>> all(conflict.is_open for conflict in g.conflicts(open=True))
            True
        """
        from kg.quality.conflicts import recorded_conflicts

        about = None if entity is None else self._entity(entity).value
        found = [
            conflict
            for conflict in recorded_conflicts(self.store, type, source)
            if (not open or "open" in conflict.resolutions)
            and (about is None or about in conflict.members)
        ]
        members = {Iri(member) for conflict in found for member in conflict.members}
        labels = names.labels_of(self.store, members, self._lang)
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
                for item in found
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

    @face
    def gaps(self, gap: str, kind: str | None = None) -> Records[Thing]:
        """Return the entities that lack something.

        Args:
            gap: What: place, sector, helix, document, link, date, label-es …; `coverage().missing`
                counts them.
            kind: Only entities of this kind, such as Company.

        Raises:
            UsageError: There is no such gap or kind.

        Example:
            >>> len(g.gaps("date", kind="Company")) < len(g.gaps("date"))
            True
        """
        from kg.quality.gaps import with_gap

        found = with_gap(self.store, gap, kind)
        labels = names.labels_of(self.store, map(Iri, found), self._lang)
        short = ((iri, iris.shorten(iri).removeprefix("id:")) for iri in found)
        return Records.of(
            Thing,
            (Thing(id, iri, labels.get(iri, id), None) for iri, id in short),
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
    def stats(self) -> Statistics:
        """Return how much there is: facts, claims, evidence, entities of each class.

        Example:
            >>> g.stats().facts > 10_000
            True
        """
        rows = self.store.select(_KINDS).rows
        kinds = {row[0].value: int(row[1].value) for row in rows if row[0] and row[1]}
        return Statistics(
            facts=self._number(_FACTS),
            claims=self._number(_CLAIMS),
            evidence=self._number(_PLACES),
            kinds=kinds,
            names=names.labels_of(self.store, map(Iri, kinds), self._lang),
        )


def _counts(found: list[SourceCount]) -> Records[SourceCount]:
    """Return documents, with a column for the claims of each certainty."""
    codes = sorted({code for item in found for code, _ in item.by_certainty})

    def row(item: SourceCount) -> list[tuple[str | int, ...]]:
        counts = dict(item.by_certainty)
        return [(item.id, item.title, item.claims, *(counts.get(code, 0) for code in codes))]

    return Records(found, ("id", "title", "claims", *codes), row)


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
        from kg.claims.references import Reference

        return cited([Reference(self.document, ())], self._graph.store, form, self._graph.lang)

    def __repr__(self) -> str:
        return f"<Source {self.id} {self.title!r}, {self.claims:,} claims>"


def _nothing(what: str) -> str:
    return in_language(f"no document states {what}", f"ningún documento afirma {what}")
