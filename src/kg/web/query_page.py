"""The page on which people ask in SPARQL, and read the answer."""

from __future__ import annotations

import itertools
from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from kg.errors import KgError
from kg.library import Query
from kg.model import Solutions, Term
from kg.web.current import Snapshot
from kg.web.description import Describer, Value
from kg.web.problems import of_error
from kg.web.questions import grouped
from kg.web.render import graph_of, language_of, page, snapshot_of
from kg.web.sparql import Asked, evaluated

_ROWS: Final = 500
_FIRST: Final = """PREFIX hx: <https://w3id.org/helixkg/def#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?cluster ?name {
  ?cluster a hx:Cluster ; skos:prefLabel ?name .
}
ORDER BY ?name
LIMIT 20
"""

_Rows = list[list[Value | None]]


def query_page(request: Request, asked: Asked, endpoint: str) -> Response:
    """Return the page with a query, its answer if it has one, and the questions as examples."""
    query = asked.query
    graph, language = graph_of(request), language_of(request)
    snapshot = snapshot_of(request)
    name = request.query_params.get("example", "")
    example = _shown(graph.query(name)) if name else _FIRST
    columns: tuple[str, ...] = ()
    rows: _Rows | None = None
    problem, status = "", HTTPStatus.OK
    if query is not None:
        try:
            columns, rows = _answer(snapshot, asked, endpoint, language)
        except KgError as error:
            wrong = of_error(error)
            problem, status = wrong.detail, wrong.status
    return page(
        request,
        "sparql",
        snapshot,
        status,
        query=query if query is not None else example,
        columns=columns,
        rows=rows[:_ROWS] if rows else rows,
        has_more=bool(rows) and len(rows or ()) > _ROWS,
        problem=problem,
        examples=grouped(graph.queries, language),
    )


def _shown(query: Query) -> str:
    return "\n".join(line for line in query.plain.splitlines() if not line.startswith("#+")).strip()


def _answer(
    snapshot: Snapshot, asked: Asked, endpoint: str, language: str
) -> tuple[tuple[str, ...], _Rows]:
    """Return the columns and the first rows of the answer to any query."""
    value = evaluated(snapshot, asked, endpoint, language)
    if isinstance(value, bool):
        return ("ASK",), [[Value("true" if value else "false")]]
    triples = ("subject", "predicate", "object")
    solutions = value if isinstance(value, Solutions) else Solutions(triples, iter(value))
    describer = Describer(snapshot, language)

    def cell(term: Term | None) -> Value | None:
        return None if term is None else describer.value(term)

    shown = itertools.islice(solutions.rows, _ROWS + 1)
    return solutions.variables, [list(map(cell, row)) for row in shown]
