"""Pages of a query: each row once, in the query's order."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.sparql.paging import Paged

STORE = ox.Store()
STORE.update(
    "INSERT DATA { "
    + " . ".join(f"<urn:s{number}> <urn:p> {number % 3}" for number in range(10))
    + " }"
)


def asked(query: str, columns: list[str] | None = None) -> tuple[list[str], list[list[str]]]:
    """Return the columns and the rows of an answer; columns: their order, if not the answer's."""
    answer = STORE.query(query)
    assert isinstance(answer, ox.QuerySolutions)
    names = columns or [variable.value for variable in answer.variables]
    return names, [[str(row[name]) for name in names] for row in answer]


def rows(query: str) -> list[list[str]]:
    return asked(query)[1]


def paged(query: str, size: int) -> list[list[str]]:
    names, _ = asked(query)
    pages = Paged.of(query, names)
    rows: list[list[str]] = []
    while page := asked(pages.page(len(rows), size), names)[1]:
        assert len(page) <= size
        rows += page
    return rows


@pytest.mark.parametrize("size", [1, 3, 10, 100])
@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s ?o { ?s <urn:p> ?o } ORDER BY DESC(?o) ?s",
        "SELECT ?s { ?s <urn:p> ?o } ORDER BY ?s LIMIT 7",
        "SELECT ?s { ?s <urn:p> ?o } ORDER BY ?s OFFSET 4",
        "select ?s { ?s <urn:p> ?o } order by ?s offset 2 limit 5 # limit 1",
        "SELECT ?s { ?s <urn:p> ?o } ORDER BY ?s LIMIT#\n5 OFFSET 9",
        "SELECT ?s { ?s <urn:p> ?o } ORDER BY ?s LIMIT 0",
        "SELECT(COUNT(*)AS ?n){?s <urn:p> 1}LIMIT 9",
        "SELECT ?o (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?o HAVING(?n > 0) ORDER BY ?o",
        "SELECT ?s { { SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 3 } FILTER(?s != '}') } ORDER BY ?s"
        " LIMIT 2",
        "SELECT DISTINCT ?o { ?s <urn:p> ?o } ORDER BY ?o",
    ],
)
def test_pages_together_are_the_answer(query: str, size: int) -> None:
    assert paged(query, size) == rows(query)


def test_the_order_is_made_total() -> None:
    query = "SELECT ?s ?o { ?s <urn:p> ?o } ORDER BY ?o"
    assert paged(query, 2) == sorted(rows(query), key=lambda row: (row[1], row[0]))
    assert paged("SELECT ?s ?o { ?s <urn:p> ?o }", 2) == sorted(rows(query))
    pages = Paged.of("SELECT ?b ?a { ?a ?p ?b } ORDER BY ?p # the end", ["b", "a"])
    assert pages.body == "SELECT ?b ?a { ?a ?p ?b } ORDER BY ?p # the end\n?b ?a"
    assert Paged.of("SELECT ?a { }", ["a"]).body == "SELECT ?a { }\nORDER BY ?a"


def test_the_parts_of_a_query() -> None:
    pages = Paged.of(
        "PREFIX limit: <x#LIMIT> # SELECT\nSELECT ?a { ?a ?b 'LIMIT 3 }' } LIMIT 20 OFFSET 5", ["a"]
    )
    assert pages.prologue == "PREFIX limit: <x#LIMIT> # SELECT\n"
    assert "'LIMIT 3 }' }" in pages.body
    assert "20" not in pages.body
    assert (pages.limit, pages.offset) == (20, 5)
    assert pages.page(0, 10).endswith("} LIMIT 10 OFFSET 5")
    assert pages.page(10, 10).endswith("} LIMIT 10 OFFSET 15")
    assert pages.page(15, 10).endswith("} LIMIT 5 OFFSET 20")
    assert pages.page(20, 10).endswith("} LIMIT 0 OFFSET 25")
    assert pages.page(30, 10).endswith("} LIMIT 0 OFFSET 35")
    assert Paged.of("SELECT ?a { } LIMIT 2 3", ["a"]).body.count("3") == 1  # the engine refuses it
    without = Paged.of("SELECT ?a { ?a ?b ?limit } # LIMIT 4", ["a"])
    assert (without.prologue, without.limit, without.offset) == ("", None, 0)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("ASK { ?s ?p 'SELECT' }", "this needs a SELECT query"),
        ("SELECT ?s { ?s ?p ?o } VALUES ?o { 1 }", "^the server cuts .*; move VALUES into"),
        ("SELECT ?s { { ?s ?p ?o }", "a brace is not closed"),
        ("SELECT ?s", "a brace is not closed"),
    ],
)
def test_what_cannot_be_paged_is_refused(query: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        Paged.of(query, ["s"])


def test_values_within_the_braces_are_paged() -> None:
    query = "SELECT ?s { VALUES ?o { 1 } ?s ?p ?o } ORDER BY ?s ?values"
    assert paged(query, 2) == rows(query)
