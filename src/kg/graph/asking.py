"""Questions to the graph: those of the library, SPARQL, names, questions in words."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from kg import library, names
from kg.errors import KgWarning, UsageError, in_language
from kg.files import content
from kg.graph.answers import Answer, Stream
from kg.graph.handle import Handle
from kg.graph.library import Library, Question, as_written
from kg.graph.records import Asked, Hit, Records, Thing
from kg.graph.wording import face, in_python
from kg.library import Query
from kg.library.own import OwnText, own_text
from kg.model import Binding, Iri, Solutions, Term
from kg.rdf import iris
from kg.results.about import About, Note, says_something
from kg.results.values import rdf_term
from kg.store import Store, default_graph

if TYPE_CHECKING:
    import rdflib

_OTHERS = 5


class Asking(Handle):
    """Ask the graph."""

    @cached_property
    def library(self) -> Library:
        """The questions of the library, by name; each shows what it takes, and can be called.

        Example:
            >>> g.library["clusters-in-state"].columns
            ('cluster', 'name', 'form', 'sectors', 'website')
        """
        return Library(self._queries, self._question)

    @cached_property
    def _queries(self) -> Mapping[str, Query]:
        return library.read(content.folder("queries"), *self._libraries)

    #: folders of questions of one's own, beside those of the library
    _libraries: tuple[Path, ...] = ()
    #: hosts that SERVICE may name
    _services: frozenset[str] = frozenset()

    def _question(self, query: Query) -> Question:
        return Question(query, self.store, self._lang, self._answer)

    @face
    def query(self, name: str, /, **parameters: Any) -> Answer:
        """Return the answer to a question of the library.

        Args:
            name: The name of the question, such as `clusters-in-state`.
            **parameters: Its parameters, as `g.library[name]` shows them: entities by id, IRI, name
                or term; codes by code or label; numbers, dates; a list where it takes several. None
                leaves one out; `from_` is the parameter `from`.

        Raises:
            AmbiguousName: A name means several entities.
            UsageError: There is no such question, parameter or entity, or a parameter is missing.

        Example:
            >>> answer = g.query("clusters-in-state", state="sonora")
            >>> len(answer), answer[0]["name"]
            (3, 'Clúster Aeroespacial Sonora')
        """
        return self._answer(library.find(self._queries, name), parameters)

    @face
    def run(self, name: str, parameters: Mapping[str, Any], *, limit: int | None = None) -> Answer:
        """Return the answer to a question of the library whose parameters stand in a mapping.

        Args:
            name: The name of the question.
            parameters: As for `query`.
            limit: Only so many rows.

        Raises:
            UsageError: As for `query`.

        Example:
            >>> len(g.run("clusters-in-state", {"state": "sonora"}, limit=1))
            1
        """
        return self._answer(library.find(self._queries, name), parameters, limit)

    def _answer(
        self, query: Query, parameters: Mapping[str, Any], limit: int | None = None
    ) -> Answer:
        given = as_written(query, parameters)
        values, bound = library.filled(query, self.store, given, self._lang)
        solutions = library.select(query, self.store, bound)
        about = library.about(query, self.store, values, bound, self._lang)
        return _read(solutions, self.store, limit, about=about, text=query.plain, lang=self._lang)

    @face
    def notes(self, name: str, /, **parameters: Any) -> list[str]:
        """Return what the answer to a question leaves out, a sentence each; as `query` otherwise.

        Example:
            >>> g.notes("clusters-in-state", state="guerrero")
            ['3 clústeres sin juzgar: no se indica el estado']
        """
        return self._answer(library.find(self._queries, name), parameters, 0).notes

    @overload
    def sparql(
        self,
        text: str,
        /,
        bindings: Mapping[str, Any] | None = None,
        *,
        stream: Literal[True],
        **more: Any,
    ) -> Stream: ...

    @overload
    def sparql(
        self,
        text: str,
        /,
        bindings: Mapping[str, Any] | None = None,
        *,
        stream: Literal[False] = False,
        **more: Any,
    ) -> Answer | Any: ...

    @face
    def sparql(
        self,
        text: str,
        /,
        bindings: Mapping[str, Any] | None = None,
        *,
        stream: bool = False,
        **more: Any,
    ) -> Answer | Stream | bool | rdflib.Graph | Any:
        """Return what a SPARQL query answers.

        The prefixes of the project (hx:, id:, skos:, org: …) need not be declared, and the
        functions of the library can be called (hxf:label …).

        Args:
            text: A SELECT, ASK, CONSTRUCT or DESCRIBE.
            bindings: Variable, without its question mark → what takes its place: a name or id of an
                entity, an IRI or prefixed name, a term of rdflib or `kg.model`, a number, a date, a
                list for IN (?variable). A text that is no name is an rdflib.Literal. `lang` is the
                language of names.
            stream: For a SELECT: return its rows one by one, as they are found.
            **more: The same as `bindings`, as keywords.

        Returns:
            For SELECT an `Answer`; with `stream` a `Stream`, which is read once. For ASK a bool.
            For CONSTRUCT and DESCRIBE an rdflib graph with the prefixes bound.

        Raises:
            QueryError: The text does not parse, or may not run.
            AmbiguousName: A binding means several entities.
            UsageError: It means none.

        Example:
            >>> g.sparql("SELECT (COUNT(*) AS ?n) WHERE { ?c a hx:Cluster }")[0]["n"] > 100
            True
            >>> g.sparql("ASK { ?c hx:locatedIn ?s }", c="claut-nuevo-leon", s="nuevo leon")
            True
        """
        given = {**(bindings or {}), **more}
        lang = str(given.pop("lang", self._lang))
        terms = {name: self._bound(name, value) for name, value in given.items()}
        own = own_text(text, lang, services=self._services)
        warn([*own.notes, *own.unknown_terms(self.store)])
        with own.places_in_errors():
            return self._asked(own, terms, stream=stream)

    def _asked(
        self, own: OwnText, terms: Mapping[str, Binding], *, stream: bool
    ) -> Answer | Stream | bool | rdflib.Graph:
        query, form = own.text, own.form
        own.require_query()
        default_graph.check(self.store, query)
        if form == "SELECT":
            solutions = self.store.select(query, terms)
            return Stream(solutions) if stream else self._answered(own, solutions)
        if stream:
            raise UsageError(
                in_language(
                    "stream=True is for a SELECT; leave it out",
                    "stream=True es para un SELECT; omítalo",
                )
            )
        if form == "ASK":
            return self.store.ask(query, terms)
        from kg.graph.rdf import graph_of

        return graph_of(self.store.construct(query, terms))

    def _answered(self, own: OwnText, solutions: Solutions) -> Answer:
        """Return the answer to a query of one's own; why it is empty stands in its notes."""
        store, rows = self.store, tuple(solutions.rows)
        about = About()
        if not any(map(says_something, rows)):
            about = About(notes=lambda: [Note("empty", why) for why in own.why_empty(store)])
        return Answer(
            solutions.variables, rows, store=store, about=about, text=own.text, lang=self._lang
        )

    def _bound(self, name: str, value: object) -> Binding:
        """Return the term, or the terms, that take the place of a variable."""
        if isinstance(value, list | set | frozenset) or type(value) is tuple:
            return [self._term(name, part) for part in value]
        return self._term(name, value)

    def _term(self, name: str, value: object) -> Term:
        term = rdf_term(value)
        if term is not None:
            return term
        written = getattr(value, "iri", value)
        if not isinstance(written, str):
            raise UsageError(
                in_language(
                    f"{name} cannot be {value!r}; give a name, a term, a number or a date",
                    f"{name} no puede ser {value!r}; dé un nombre, un término o un número",
                )
            )
        full = iris.expand(written)
        return Iri(full) if full else names.resolve(self.store, written)

    @face
    def search(
        self, text: str, kind: str | None = None, limit: int = 10, *, lang: str | None = None
    ) -> Records[Hit]:
        """Return what a text may be the name of, the best first.

        Accents, case and the order of words do not matter; typing errors and incomplete words are
        allowed.

        Args:
            text: A name as somebody remembers it.
            kind: Only such entities: Cluster, State, Company … or concept:sector.
            limit: Hits at most.
            lang: The language of names: `es` or `en`.

        Example:
            >>> g.search("cluster automotris nuevo leon", limit=1)[0].id
            'claut-nuevo-leon'
        """
        index = None if names.open_index(self.store) else self._index
        hits = names.search(self.store, text, kind, limit, self._language(lang), index)
        return Records.of(
            Hit,
            (
                Hit(id, hit.iri, name, kinds=hit.kinds, found=hit.name, reason=hit.reason)
                for hit, id, name in hits
            ),
            shown=("id", "name", "kinds", "found", "reason"),
        )

    @cached_property
    def _index(self) -> names.NameIndex:
        """The index of a store that keeps none beside it."""
        return names.NameIndex.build(self.store)

    @face
    def ask(self, text: str, *, run: bool = True) -> Asked:
        """Return the question of the library that fits a question in words, and its answer.

        Args:
            text: A question in Spanish or English.
            run: Whether it is answered, not only found.

        Raises:
            UsageError: No question fits for sure; the message names the nearest.

        Example:
            >>> g.ask("¿Qué clústeres automotrices hay en Nuevo León?").question.name
            'clusters-in-sectors-and-states'
        """
        from kg.library.asking import offers

        offered = offers(text, self._queries, self.store)
        matches = offered.matches
        near = tuple(_as_call(match.query.name, match.values) for match in matches[:_OTHERS])
        if not offered.is_sure:
            shown = tuple(f"g.show({thing!r})" for thing in offered.things)
            both = (*shown, *near) if offered.things_first else (*near, *shown)
            listed = "; ".join((*both, "g.library"))
            raise UsageError(
                in_language(
                    f"no question fits '{text}' for sure; see {listed}",
                    f"ninguna pregunta corresponde con seguridad a «{text}»; vea {listed}",
                )
            )
        best = matches[0]
        return Asked(
            question=self._question(best.query),
            parameters=dict(best.values),
            call=near[0],
            others=near[1:],
            answer=self._answer(best.query, best.values) if run else None,
        )

    @face
    def things(self, kind: str | None = None, *, lang: str | None = None) -> Records[Thing]:
        """Return all things of a kind, or all codes of a list; without a kind, the kinds.

        Args:
            kind: Such as Cluster or concept:sector, or what it is called: "entidad federativa".
            lang: The language of names: `es` or `en`.

        Raises:
            UsageError: There is no such kind, or there are several.

        Example:
            >>> len(g.things("State"))
            32
        """
        from kg.names import listing

        if kind is None:
            return Records.of(
                Thing,
                (
                    Thing(item.name, item.iri, name, item.things)
                    for item, name in listing.named_kinds(self.store, self._language(lang))
                ),
                shown=("id", "name", "things"),
            )
        listed_kind = listing.find_kind(kind, self.store)
        return Records.of(
            Thing,
            (
                Thing(listing.id_of(iri), iri.value, name, None)
                for iri, name in listing.things_of(
                    listed_kind.iri, self.store, self._language(lang)
                )
            ),
            shown=("id", "name"),
        )


def _read(solutions: Solutions, store: Store, limit: int | None = None, **more: Any) -> Answer:
    rows: Iterable[tuple[Term | None, ...]] = islice(solutions.rows, limit)
    return Answer(solutions.variables, rows, store=store, **more)


def warn(notes: Iterable[str]) -> None:
    """Warn of what a user should know though the work goes on."""
    for note in notes:
        warnings.warn(in_python(note), KgWarning, stacklevel=4)


def _as_call(name: str, values: Mapping[str, str]) -> str:
    given = "".join(f", {key}={value!r}" for key, value in values.items())
    return f'g.query("{name}"{given})'
