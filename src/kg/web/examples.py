"""The questions of the library, told to programs that look for the examples of an endpoint.

Editors such as the SIB's ask an endpoint for its `sh:SPARQLExecutable` and the prefixes that it
declares. These say something of the service, not of the clusters, so they are no facts and stand in
no graph of the store; a query that names nothing else is answered from them.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cached_property
from itertools import islice
from typing import Final

from kg.errors import QueryError, in_language
from kg.library import Query
from kg.library.publish import as_rdf
from kg.model import Solutions, Triple
from kg.rdf.namespaces import DCT, RDF, RDFS, SCHEMA, SH, XSD
from kg.runtime.bounds import Bounds
from kg.sparql import policy
from kg.sparql.tokens import Kind, declarations, tokenize, without_gaps
from kg.store.query_process import QueryProcess

_ASKED: Final = frozenset(
    SH + name
    for name in (
        "SPARQLExecutable",
        "SPARQLSelectExecutable",
        "SPARQLAskExecutable",
        "SPARQLConstructExecutable",
        "declare",
        "prefixes",
        "prefix",
        "namespace",
    )
)
#: what else such a query may name
_BESIDE: Final = (SH, RDF, RDFS, SCHEMA, DCT, XSD)
_SECONDS: Final = 5.0
_MOST_ROWS: Final = 20_000


def is_about_examples(query: str) -> bool:
    """Return whether a query asks for the examples or the prefixes of the endpoint, alone."""
    tokens = without_gaps(tokenize(query))
    namespaces, declaring = {}, set()
    for _, name, iri in declarations(tokens):
        namespaces[name.prefix] = iri.iri
        declaring |= {name.start, iri.start}
    used = {
        token.in_full(namespaces)
        for token in tokens
        if token.kind in (Kind.IRI, Kind.NAME) and token.start not in declaring
    }
    return not _ASKED.isdisjoint(used) and all(iri.startswith(_BESIDE) for iri in used)


class Examples:
    """The questions of a library in the form in which the SIB publishes its examples."""

    def __init__(self, queries: Mapping[str, Query], bounds: Bounds) -> None:
        """Take the questions, and what a query may hold."""
        self._queries = queries
        self._bounds = bounds._replace(seconds=_SECONDS)
        self._one_at_a_time = threading.Lock()

    @cached_property
    def _triples(self) -> list[Triple]:  # half a second, for the few who ask
        return list(as_rdf(self._queries))

    def select(self, query: str) -> Solutions:
        """Return the solutions of a SELECT on the questions.

        Raises:
            QueryError: It may not run, fails, or finds too many.
        """
        policy.check(query)
        with self._one_at_a_time:
            process = QueryProcess(None, self._bounds, content=self._triples)
            try:
                answer = process.solutions(query, lambda: None)
                rows = list(islice(answer.rows, _MOST_ROWS + 1))
            finally:
                process.end()
        if len(rows) > _MOST_ROWS:
            raise QueryError(
                in_language(
                    f"this finds more than {_MOST_ROWS:,} rows of examples; ask for less",
                    f"esto halla más de {_MOST_ROWS:,} filas de ejemplos; pida menos",
                )
            )
        return Solutions(answer.variables, iter(rows))
