"""Run a query of the library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.library.binding import Resolver, bind
from kg.library.catalogue import Query
from kg.model import Solutions
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
