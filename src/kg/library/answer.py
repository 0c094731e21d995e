"""Run a query of the library, and count what its answer leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kg.errors import MixedGraphs
from kg.library.binding import Resolver, bind
from kg.library.catalogue import Query
from kg.model import Binding, Solutions
from kg.results.about import Note
from kg.sparql import facts_graph
from kg.store import default_graph

if TYPE_CHECKING:
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
    default_graph.check(store, query.plain)
    return store.select(query.plain, bind(query, values, resolve))


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
    for caveat in query.caveats:
        try:
            numbers = _numbers(query.companion(caveat), store, bound)
        except MixedGraphs as error:
            yield Note(caveat.name, str(error))
            continue
        if next(iter(numbers.values())):
            yield Note(caveat.name, caveat.text(language, numbers))


def _numbers(companion: str, store: Store, bound: Mapping[str, Binding]) -> dict[str, int]:
    """Return what a companion counts: column → number, in their order."""
    if facts_graph.names_graphs(companion):
        default_graph.check(store, companion)
    solutions = store.select(companion, bound)
    row = next(iter(solutions.rows))
    return {
        column: int(float(term.value)) if term else 0
        for column, term in zip(solutions.variables, row, strict=True)
    }
