"""Run a query of the library, and count what its answer leaves out.

What this needs is imported when a query runs: to list the library takes less.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import MixedGraphs, in_language
from kg.library.catalogue import Query

if TYPE_CHECKING:
    from kg.library.binding import Resolver
    from kg.model import Binding, Solutions
    from kg.results.about import About, Note
    from kg.store.base import Store


def run(query: Query, store: Store, values: Mapping[str, str], resolve: Resolver) -> Solutions:
    """Return the answer to a query: its columns, its order.

    Args:
        query: The query to run.
        store: Where to run it.
        values: Parameter name → text, as the user wrote it.
        resolve: Makes an IRI of the name of an entity or concept.

    Raises:
        UsageError: A parameter is unknown or missing, or a value does not fit.
        QueryError: The query is ill-formed.
        StoreError: It is about evidence, and the store has all graphs merged.
    """
    from kg.library.binding import bind

    return select(query, store, bind(query, values, resolve))


def select(query: Query, store: Store, bound: Mapping[str, Binding]) -> Solutions:
    """Return the answer to a query whose parameters are bound; see `run`.

    A large store answers questions about all its links from the columns beside it.
    """
    from kg.store import default_graph

    text = query.plain
    default_graph.check(store, text)
    if query.twin:
        from kg.library import twins  # its library of numbers is not needed for most questions

        answer = twins.answer(query, store, bound)
        if answer is not None:
            return answer
    return store.select(text, bound)


class Filled(NamedTuple):
    """The parameters of a question with values.

    Attributes:
        written: Name → value as it was written, with the language where the question takes one.
        bound: The same as terms.
    """

    written: dict[str, str]
    bound: dict[str, Binding]


def filled(query: Query, store: Store, values: Mapping[str, str], language: str) -> Filled:
    """Return the parameters of a query with values; a query for names gets the language.

    Args:
        query: The query.
        store: Where names are resolved.
        values: Parameter name → text, as the user wrote it.
        language: `es` or `en`, where `values` name none.

    Raises:
        UsageError: A parameter is unknown or missing, or a value does not fit.
    """
    from kg import names
    from kg.library.binding import bind

    written = dict(values)
    if any(parameter.name == "lang" for parameter in query.parameters):
        written.setdefault("lang", language)
    return Filled(written, bind(query, written, names.resolver(store)))


def notes(
    query: Query, store: Store, bound: Mapping[str, Binding], language: str
) -> Iterator[Note]:
    """Yield what is left out of the answer to a query; each caveat is one query of the store.

    Args:
        query: The query.
        store: Where it is asked.
        bound: Its parameters, as `bind` returns them.
        language: `es` or `en`.
    """
    from kg.results.about import Note

    for caveat in query.caveats:
        try:
            numbers = _numbers(query.companion(caveat), store, bound)
        except MixedGraphs as error:
            yield Note(caveat.name, str(error))
            continue
        if next(iter(numbers.values())):
            yield Note(caveat.name, caveat.text(language, numbers))


def about(
    query: Query,
    store: Store,
    values: Mapping[str, str],
    bound: Mapping[str, Binding],
    language: str,
) -> About:
    """Return what a reader of the answer to a query must know: title, headings, what is left out.

    Args:
        query: The query.
        store: Where it is asked.
        values: Its parameters as they were written.
        bound: The same as terms, as `bind` returns them.
        language: `es` or `en`.
    """
    from kg.library.codes import Codes
    from kg.library.headings import heading
    from kg.results.about import About

    return About(
        title=query.summary(language),
        notes=lambda: tuple(notes(query, store, bound, language)),
        headings={column: heading(column, language) for column in query.columns},
        details=lambda: tuple(_details(query, values, store, language)),
        word=Codes(query, store, language).word,
    )


def _details(
    query: Query, values: Mapping[str, str], store: Store, language: str
) -> Iterator[tuple[str, str]]:
    """Yield what a workbook says of an answer: parameters, command, day, graph and sources."""
    import datetime

    from kg.claims.sources import count_claims

    for parameter in query.parameters:
        if parameter.name in values:
            yield parameter.label(language), values[parameter.name]
    yield in_language("Query", "Consulta"), query.name
    yield in_language("Day", "Día"), datetime.date.today().isoformat()
    version = getattr(store, "identity", "") or str(store.location)
    yield in_language("Version of the graph", "Versión del grafo"), version
    for source in count_claims(store):
        yield in_language("Source", "Fuente"), f"{source.id} {source.title}"


def _numbers(companion: str, store: Store, bound: Mapping[str, Binding]) -> dict[str, int]:
    """Return what a companion counts: column → number, in their order."""
    from kg.sparql import facts_graph
    from kg.store import default_graph

    if facts_graph.names_graphs(companion):
        default_graph.check(store, companion)
    solutions = store.select(companion, bound)
    (row,) = solutions.rows  # to its end: the process of a query left halfway is given up
    return {
        column: int(float(term.value)) if term else 0
        for column, term in zip(solutions.variables, row, strict=True)
    }
