"""A query that reads the facts from a named graph, on a default graph that is the union."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.sparql import facts_graph

F = "http://example.org/facts"
TRIG = """
PREFIX : <http://example.org/>
:facts { :a :p :b ; :q 1 . :b :p :c . }
:claims { :a :p :b . :a :p :wrong . :b :q 2 }
:notes { :claims :says "so" }
"""
PREFIX = "PREFIX : <http://example.org/>\n"
QUERIES = [
    "SELECT ?s ?o { ?s :p ?o }",
    "SELECT ?s ?o WHERE { ?s :p ?o . # a comment\n }",
    "SELECT ?o { :a :p+ ?o } ORDER BY ?o",
    "SELECT ?s (COUNT(?o) AS ?n) { ?s :p ?o } GROUP BY ?s HAVING (COUNT(?o) > 0)",
    "SELECT ?g ?o { GRAPH ?g { :a :p ?o } }",
    "SELECT ?g ?o { GRAPH ?g { :a :p ?o } FILTER NOT EXISTS { :a :p ?o } }",
    "SELECT ?o { GRAPH :claims { :a :p ?o } FILTER EXISTS { :a :p ?o } }",
    "SELECT ?o ?n { :a :p ?o OPTIONAL { GRAPH ?g { :a :p ?o } GRAPH :notes { ?g :says ?n } } }",
    "SELECT ?s { { SELECT ?s { ?s :p ?o } LIMIT 10 } ?s :q ?n }",
    "SELECT ?s { ?s :q ?n } ORDER BY (EXISTS { ?s :p :wrong }) ?s",
    "SELECT (EXISTS { :a :p :wrong } AS ?is) {}",
    "SELECT ?s ?o { ?s :p ?o } VALUES ?s { :a }",
    "SELECT ?s ?o { VALUES (?s ?o) { (:a :b) (:a :wrong) } ?s :p ?o } VALUES (?x) { (1) }",
    "SELECT ?s { { ?s :p :wrong } UNION { ?s :q 1 } MINUS { ?s :q 2 } }",
    "ASK { :a :p :wrong }",
    "ASK WHERE { GRAPH ?g { GRAPH :claims { :a :p :wrong } } }",
    "CONSTRUCT { ?o :of ?s } WHERE { ?s :p ?o }",
    "CONSTRUCT WHERE { ?s :p ?o }",
]


def _store(*, in_default: bool) -> ox.Store:
    store = ox.Store()
    for quad in ox.parse(TRIG, format=ox.RdfFormat.TRIG):
        is_fact = in_default and quad.graph_name == ox.NamedNode(F)
        store.add(ox.Quad(*quad.triple) if is_fact else quad)
    return store


def _rows(answer: object) -> object:
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    if isinstance(answer, ox.QueryTriples):
        return sorted(map(str, answer))
    assert isinstance(answer, ox.QuerySolutions)
    return sorted(str([*row]) for row in answer)


@pytest.mark.parametrize("query", QUERIES)
def test_union_answers_as_facts_in_the_default_graph(query: str) -> None:
    text = PREFIX + query
    expected = _rows(_store(in_default=True).query(text))
    union = _store(in_default=False)
    written = facts_graph.within(text, F)
    assert _rows(union.query(written, use_default_graph_as_union=True)) == expected
    assert _rows(union.query(written)) == expected


def test_union_would_answer_otherwise() -> None:
    union = _store(in_default=False)
    for query in QUERIES[:4]:
        plain = _rows(_store(in_default=True).query(PREFIX + query))
        assert _rows(union.query(PREFIX + query, use_default_graph_as_union=True)) != plain, query


def test_describe_is_refused_with_its_place() -> None:
    with pytest.raises(QueryError, match=r"2:1: .*CONSTRUCT"):
        facts_graph.within(PREFIX + "DESCRIBE :a", F)


def test_names_graphs() -> None:
    assert facts_graph.names_graphs("SELECT * { graph ?g { ?s ?p ?o } }")
    assert not facts_graph.names_graphs("SELECT ?graph { ?graph ?p 'GRAPH' }  # GRAPH")
