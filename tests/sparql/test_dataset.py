"""The dataset of a query: what is written into it is what the engine reads, and comes out again."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.sparql.dataset import WHOLE, Dataset, of_query, of_update, taken_out

STORE = ox.Store()
STORE.update(
    "INSERT DATA { <urn:a> <urn:p> 0 . "
    + " ".join(f"GRAPH <urn:g{n}> {{ <urn:a> <urn:p> {n} , {n}0 }}" for n in (1, 2, 3))
    + " }"
)
DATASETS = [
    Dataset(("urn:g1",)),
    Dataset((), ("urn:g2",)),
    Dataset(("urn:g1", "urn:g2")),
    Dataset(("urn:g1", "urn:g3"), ("urn:g2", "urn:g3")),
    Dataset(("urn:none",), ("urn:none",)),
]
QUERIES = [
    "SELECT ?o { ?s ?p ?o }",
    "SELECT ?o WHERE { ?s ?p ?o } ORDER BY ?o",
    "SELECT ?o # WHERE {\n{ ?s ?p ?o }",
    "SELECT(MAX(?o) AS ?most)WHERE{?s ?p ?o}",
    "SELECT ?g ?o { ?s ?p ?o GRAPH ?g { ?s ?p ?o } }",
    "PREFIX select: <urn:> SELECT ?g ?o { GRAPH ?g { select:a ?p ?o } }",
    "SELECT (EXISTS { ?s ?p 1 } AS ?one) (EXISTS { GRAPH ?g { ?s ?p 2 } } AS ?two) { }",
    "SELECT (IF(EXISTS { ?s ?p 1 }, (1), (2)) AS ?x) WHERE { { SELECT ?o { ?s ?p ?o } } }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(*) > 0)",
    "SELECT ?o { ?s ?p ?o } VALUES ?o { 0 1 2 3 }",
    "ASK { ?s ?p 1 }",
    "ask where { graph ?g { ?s ?p 2 } }",
    "CONSTRUCT { ?o <urn:of> ?s } WHERE { ?s ?p ?o }",
    "CONSTRUCT { ?s <urn:q> ')' , '}' } { GRAPH ?g { ?s ?p ?o } }",
    "CONSTRUCT WHERE { ?s ?p ?o }",
    "CONSTRUCT # {\nWHERE { ?s ?p ?o } LIMIT 100",
    "DESCRIBE <urn:a>",
    "DESCRIBE <urn:a> LIMIT 1 OFFSET 1",
    "DESCRIBE <urn:a> # the end",
    "PREFIX e: <urn:> DESCRIBE e:b e:a",
    "DESCRIBE ?s { ?s ?p 1 }",
    "DESCRIBE ?s <urn:a> WHERE { GRAPH ?g { ?s ?p 2 } }",
    "BASE <urn:x> DESCRIBE <urn:a> ORDER BY (1) LIMIT 1",
]


def answer(query: str, dataset: Dataset | None = None) -> object:
    """Return what the engine answers; dataset: what it is told beside the query."""
    options = {}
    if dataset:
        options = {
            "default_graph": [ox.NamedNode(name) for name in dataset.default],
            "named_graphs": [ox.NamedNode(name) for name in dataset.named],
        }
    result = STORE.query(query, **options)  # type: ignore[arg-type]
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    if isinstance(result, ox.QueryTriples):
        return sorted(map(str, result))
    assert isinstance(result, ox.QuerySolutions)
    return sorted(str([*row]) for row in result)


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("query", QUERIES)
def test_the_query_reads_these_graphs(query: str, dataset: Dataset) -> None:
    written = of_query(query, dataset)
    assert answer(written) == answer(query, dataset)
    assert taken_out(written)[1] == dataset
    assert answer(taken_out(written)[0]) == answer(query)


@pytest.mark.parametrize("query", QUERIES)
def test_without_a_dataset_it_reads_all_as_before(query: str) -> None:
    assert of_query(query, WHOLE) is query
    assert taken_out(query) == (query, WHOLE)


@pytest.mark.parametrize("text", ["", " # nothing"])
def test_a_text_without_a_query_is_left_to_the_engine(text: str) -> None:
    assert of_query(text, DATASETS[0]) == text


def test_a_brace_that_is_not_closed_is_refused() -> None:
    with pytest.raises(QueryError, match="a brace is not closed"):
        of_query("CONSTRUCT { ?s ?p ?o WHERE { ?s ?p ?o }", DATASETS[0])


@pytest.mark.parametrize("graph", ["", "g", "urn:a b", "urn:g> { } #"])
@pytest.mark.parametrize("is_named", [False, True])
def test_a_graph_is_named_by_a_whole_iri(graph: str, *, is_named: bool) -> None:
    with pytest.raises(QueryError, match=f"^'{re.escape(graph)}' is no whole IRI"):
        of_query("ASK { }", Dataset((), (graph,)) if is_named else Dataset(("urn:a", graph)))


@pytest.mark.parametrize(
    ("query", "rest", "dataset"),
    [
        (
            "SELECT * FROM <urn:a> FROM <urn:b> FROM NAMED <urn:c> { ?s ?p ?o }",
            "SELECT *    { ?s ?p ?o }",
            Dataset(("urn:a", "urn:b"), ("urn:c",)),
        ),
        (
            "PREFIX e: <urn:e#>\nPREFIX : <urn:f#>\nASK from e:a # one\nFrom Named :b{ }",
            "PREFIX e: <urn:e#>\nPREFIX : <urn:f#>\nASK  # one\n{ }",
            Dataset(("urn:e#a",), ("urn:f#b",)),
        ),
        ("DESCRIBE <urn:a>FROM<urn:b>", "DESCRIBE <urn:a>", Dataset(("urn:b",))),
        ("DESCRIBE <urn:a> FROM NAMED <urn:b>", "DESCRIBE <urn:a> ", Dataset((), ("urn:b",))),
    ],
)
def test_what_from_names_is_taken_out(query: str, rest: str, dataset: Dataset) -> None:
    assert taken_out(query) == (rest, dataset)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?from { ?from ?p 'FROM <urn:a>' } # FROM <urn:b>",
        "PREFIX from: <urn:FROM> ASK { ?s from:named <urn:FROM> , '''\nFROM NAMED <urn:a>''' }",
    ],
)
def test_what_only_looks_like_from_stays(query: str) -> None:
    assert taken_out(query) == (query, WHOLE)


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("SELECT *\nFROM <g> { }", "2:6"),
        ("BASE <urn:x> SELECT * FROM NAMED <g> { }", "1:34"),
        ("SELECT * FROM e:g { }", "1:15"),
        ("SELECT * FROM 'urn:g' { }", "1:15"),
        ("ASK FROM", "1:5"),
        ("ASK FROM NAMED", "1:5"),
    ],
)
def test_a_graph_without_a_whole_iri_is_refused_with_its_place(query: str, place: str) -> None:
    with pytest.raises(QueryError, match=f"^{place}: name a graph by its whole IRI"):
        taken_out(query)


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ("INSERT DATA { <a> <b> <c> }", "INSERT DATA { <a> <b> <c> }"),
        (
            "INSERT { ?a <b> 'WHERE' } WHERE { ?a <c> ?d }",
            "INSERT { ?a <b> 'WHERE' } USING <http://e.x/g> WHERE { ?a <c> ?d }",
        ),
        (
            "DELETE WHERE { ?a <c> ?d } ; CLEAR ALL",
            "DELETE { ?a <c> ?d } USING <http://e.x/g> WHERE { ?a <c> ?d } ; CLEAR ALL",
        ),
        (
            "DELETE { ?a ?b ?c } INSERT { ?c ?b ?a } WHERE { GRAPH ?g { ?a ?b ?c } }",
            "DELETE { ?a ?b ?c } INSERT { ?c ?b ?a } USING <http://e.x/g> "
            "WHERE { GRAPH ?g { ?a ?b ?c } }",
        ),
    ],
)
def test_an_update_reads_the_graphs_of_its_request(update: str, expected: str) -> None:
    assert of_update(update, Dataset(("http://e.x/g",))) == expected
    assert of_update(update, WHOLE) == update


@pytest.mark.parametrize("own", ["USING <http://e.x/h>", "USING NAMED <http://e.x/h>"])
def test_an_update_has_one_dataset(own: str) -> None:
    update = f"INSERT {{ ?a <b> 1 }} {own} WHERE {{ ?a <c> ?d }}"
    for text in (update, "WITH <http://e.x/h> DELETE { ?a <b> 1 } WHERE { ?a <b> 1 }"):
        with pytest.raises(QueryError, match="USING or WITH"):
            of_update(text, Dataset((), ("http://e.x/g",)))
