"""Queries of SHACL: where terms go, what is refused, what is asked for all nodes at once."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.sparql.prebinding import prebind, prologue

E = "http://example.org/"
STORE = ox.Store()
STORE.load(
    f"<{E}a> <{E}p> 1 , 2 . <{E}b> <{E}p> 3 . <{E}a> <{E}q> <{E}b> .".encode(),
    format=ox.RdfFormat.TURTLE,
)
NAMES = ("this", "currentShape", "max")


def answers(query: str, **iris: str) -> list[list[str]]:
    text = prebind(query, NAMES, path=f"<{E}p>").with_iris(
        {name: E + local for name, local in iris.items()}
    )
    result = STORE.query(text)
    assert isinstance(result, ox.QuerySolutions)
    return sorted([term.value for term in row if term is not None] for row in result)


def test_an_iri_takes_the_place_of_its_variable_in_nested_groups() -> None:
    query = "SELECT ?v { { OPTIONAL { $this $PATH ?v } } FILTER(?v < 9) }"
    assert answers(query, this="a") == [["1"], ["2"]]
    assert answers(query, this="b") == [["3"]]
    assert answers(query.replace("$this", "?this"), this="b") == [["3"]]


def test_a_variable_without_a_term_stays_one() -> None:
    assert answers(f"SELECT ?v {{ $this <{E}p> ?v }}") == [["1"], ["2"], ["3"]]


def test_what_only_looks_like_a_variable_is_left_alone() -> None:
    query = "SELECT (\"$this\" AS ?v) { $this $PATH 3 . # $this\r FILTER('?this' = '?this') }"
    assert answers(query, this="b") == [["$this"]]
    assert answers(query, this="a") == []


def test_a_term_next_to_a_sign_is_not_run_together_with_it() -> None:
    query = f"SELECT ?v {{ ?v <{E}q> ?o FILTER(?o=$this&&!(?o<$this)) }}"
    assert answers(query, this="b") == [[E + "a"]]
    assert "< <urn:x>" in prebind(query, NAMES).with_iris({"this": "urn:x"})


def test_bound_is_true_of_a_term_and_asks_of_a_variable() -> None:
    query = "SELECT ?v { ?s $PATH ?v FILTER(BOUND( $this ) && bound(?v)) }"
    assert answers(query, this="a") == [["1"], ["2"], ["3"]]
    assert "(true) && bound(?v)" in prebind(query, NAMES, path="<urn:p>").projected.replace(
        "BOUND( $this )", "(true)"
    )


def test_other_functions_take_a_term() -> None:
    query = "SELECT ?v { ?s $PATH ?v FILTER(STR($this) = 'http://example.org/a') }"
    assert answers(query, this="a") == [["1"], ["2"], ["3"]]
    assert answers(query, this="b") == []


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ("GROUP BY $this", [["2", E + "a"]]),
        ("GROUP BY ?s $this", [["2", E + "a"]]),
        ("GROUP BY (STR(?s) AS ?t) $this HAVING(COUNT(?v) > 1)", [["2", E + "a"]]),
        ("GROUP BY (STR($this) AS ?t) $this", [["2", E + "a"]]),
        ("GROUP BY $this HAVING(STR($this) = 'x')", []),
        ("GROUP BY $this ORDER BY $this LIMIT 1", [["2", E + "a"]]),
        ("GROUP BY $this ORDER BY DESC($this) $this OFFSET 1", []),
        ("GROUP BY $this ORDER BY (STR($this)) $this", [["2", E + "a"]]),
        ("GROUP BY $this ORDER BY EXISTS { $this $PATH 1 } $this", [["2", E + "a"]]),
        ("GROUP BY $this HAVING(EXISTS { $this $PATH 3 }) ORDER BY $this", []),
        (
            "GROUP BY $this ORDER BY (EXISTS { SELECT $this { $this $PATH 1 } ORDER BY $this }) "
            "$this",
            [["2", E + "a"]],
        ),
    ],
)
def test_a_term_may_be_grouped_and_ordered_by(tail: str, expected: list[list[str]]) -> None:
    query = f"SELECT (COUNT(?v) AS ?n) $this {{ $this $PATH ?v BIND($this AS ?s) }} {tail}"
    assert answers(query, this="a") == expected


def test_a_condition_ends_where_the_next_clause_begins() -> None:
    query = (
        "SELECT ?n { { SELECT $this (COUNT(?v) AS ?n) { $this $PATH ?v } GROUP BY $this } "
        "$this $PATH 1 FILTER(BOUND(?n)) }"
    )
    assert answers(query, this="a") == [["2"]]
    assert answers(query, this="b") == []


def test_a_select_of_nothing_is_left_to_the_engine() -> None:
    text = prebind("SELECT{ $this ?p 1 }", NAMES).with_iris({"this": "urn:x"})
    assert text == "SELECT{  <urn:x>  ?p 1 }"


@pytest.mark.parametrize("text", ["BOUND", "{ BOUND ?this", "{ BOUND(1)", "{ BOUND(?this ?this"])
def test_bound_without_its_variable_is_left_to_the_engine(text: str) -> None:
    prebound = prebind(f"SELECT ?this {text}", NAMES)
    assert "true" not in prebound.with_iris({"this": "urn:x"})


def test_the_outer_select_names_what_is_bound_beforehand() -> None:
    def head(query: str) -> str:
        return " ".join(prebind(query, NAMES).projected.partition("{")[0].split())

    assert head("SELECT ?v { $this ?p $max }") == "SELECT ?max ?this ?v"
    assert head("SELECT DISTINCT $this ?v { $this ?p $max }") == "SELECT DISTINCT ?max $this ?v"
    assert head("SELECT?v{ $this ?p $max }") == "SELECT ?max ?this ?v"
    assert head("SELECT*{ $this ?p 1 }") == "SELECT ?this"
    assert head("SELECT REDUCED ?v { $this ?p 1 }") == "SELECT REDUCED ?this ?v"
    assert head("SELECT $this { $this ?p 1 }") == "SELECT $this"
    assert head("SELECT * { $this ?p $max }") == "SELECT ?max ?this"
    assert head("SELECT # *\n * { ?s ?p 1 }") == "SELECT # * *"
    assert head("SELECT (COUNT(*) AS ?n) { $this ?p 1 }") == "SELECT ?this (COUNT(*) AS ?n)"


def test_projections_keep_their_variables() -> None:
    text = prebind("SELECT $this (1 AS ?one) { $this ?p ?o }", NAMES).with_iris({"this": "urn:x"})
    assert text == "SELECT $this (1 AS ?one) {  <urn:x>  ?p ?o }"


def test_an_ask_is_a_select_with_a_row() -> None:
    assert answers("ASK { $this $PATH 3 }", this="b") == [[]]
    assert answers("ask { $this $PATH 3 }", this="a") == []
    assert answers("ASK{$this $PATH 3}", this="b") == [[]]


def test_declared_prefixes_come_first() -> None:
    declared = prologue([("e", E), ("", E + "x#")])
    assert declared == f"PREFIX e: <{E}>\nPREFIX : <{E}x#>\n"
    prebound = prebind("SELECT $this { $this e:p 1 }", NAMES, prologue=declared)
    assert prebound.with_iris({}).startswith(declared)
    assert prebound.projected.startswith(declared)


@pytest.mark.parametrize(
    ("prefix", "namespace"),
    [
        ("a", "http://x> SELECT $this { SERVICE <http://x/> {?s ?p ?o} } #"),
        ("a", "http://x/ y"),
        ("a b", "http://x/"),
        ("a: <urn:x> PREFIX b", "http://x/"),
        ("a:b", "http://x/\n"),
        ("1", "http://x/"),
    ],
)
def test_a_prefix_is_nothing_but_a_prefix(prefix: str, namespace: str) -> None:
    with pytest.raises(QueryError):
        prologue([(prefix, namespace)])


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT $this { $this ?p ?o MINUS { ?a ?b 1 } }", "MINUS may not stand"),
        ("SELECT $this { values ?x { 1 } }", "VALUES may not stand"),
        ("SELECT $this { # a\rSERVICE <urn:x> { } }", "SERVICE may not stand"),
        ("SELECT $this { $this ?p ?o BIND(1 AS ?max) }", r"AS \?max would bind again"),
        ("SELECT $this { $this ?p ?o BIND(1 as # a\n $this) }", r"AS \$this would bind again"),
        ("SELECT $this { GRAPH $shapesGraph { } }", r"\$shapesGraph is not offered"),
        ("SELECT $this { $this $PATH 1 }", r"\$PATH stands in a query of a shape without sh:path"),
        ("SELECT $this { { SELECT ?o { $this ?p ?o } } }", r"^a subquery must select \$this, w"),
        ("SELECT $this { SERVICEe:x { $this ?p ?o } }", "begins like a keyword"),
        ("SELECT $this FROM <urn:g> { $this ?p ?o }", "FROM is not allowed"),
        ("DESCRIBE $this", "needs a SELECT or an ASK"),
        ("SELECT $this { 'a }", "1:16: the string is not closed"),
    ],
)
def test_what_pre_binding_forbids_is_refused(query: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        prebind(query, NAMES)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this { $this <urn:MINUS> ?o . ?o ex:VALUES 'SERVICE' } # MINUS",
        "SELECT $this { $this ?p ?o BIND(1 AS ?other) }",
        "SELECT $this { { SELECT $this ?o { $this ?p ?o } } }",
        "SELECT $this { $this ?p ?values }",
    ],
)
def test_what_only_looks_forbidden_is_allowed(query: str) -> None:
    assert prebind(query, NAMES).variables == {"this"}


@pytest.mark.parametrize(
    ("query", "is_for_all"),
    [
        ("SELECT $this { $this ?p ?o }", True),
        ("SELECT ?o WHERE {\n # first\n $this ?p ?o FILTER(?o = 'EXISTS') }", True),
        ("SELECT $this { ?s ?p $this }", False),
        ("SELECT $this { { $this ?p ?o } }", False),
        ("SELECT $this { OPTIONAL { $this ?p ?o } }", False),
        ("SELECT $this { $this ?p $max }", False),
        ("SELECT ?o { ?s ?p ?o }", False),
        ("SELECT $this { $this ?p ?o FILTER EXISTS { $this ?q ?o } }", False),
        ("SELECT $this { $this ?p ?o FILTER NOT EXISTS { $this ?q ?o } }", False),
        ("SELECT $this { $this ?p ?o { SELECT $this { $this ?q ?r } } }", False),
    ],
)
def test_only_a_query_that_begins_with_this_is_asked_for_all(query: str, is_for_all: bool) -> None:
    prebound = prebind(query, NAMES)
    assert prebound.for_all == (prebound.projected if is_for_all else None)


@pytest.mark.parametrize(
    ("query", "needed"),
    [
        ("SELECT $this { $this a <urn:C> ; <urn:p> ?x . FILTER (?x > 1) }", "type p"),
        ("PREFIX e: <urn:> SELECT $this { $this e:p ?x . OPTIONAL { $this e:q ?y } }", "p"),
        ("SELECT $this { $this <urn:p>|<urn:q> ?x }", ""),
        ("SELECT $this { $this <urn:p> ?x ; <urn:q>/<urn:r> ?y }", "p"),
        ("SELECT $this { { $this <urn:p> ?x } UNION { $this <urn:q> ?x } }", ""),
        ("SELECT $this { ?x <urn:p> $this }", ""),
        ("SELECT $this (COUNT(?x) AS ?n) { $this <urn:p> ?x }", ""),
        ("SELECT (EXISTS { $this <urn:p> ?x } AS ?y) { ?a <urn:q> ?b }", ""),
        ('SELECT $this { $this <urn:p> "x" }', ""),
    ],
)
def test_what_a_query_needs_of_a_node_is_seen_at_its_first_patterns(
    query: str, needed: str
) -> None:
    predicates = {
        iri.rpartition("#")[2].removeprefix("urn:") for iri in prebind(query, ("this",)).needed
    }
    assert predicates == set(needed.split())


def test_a_query_is_asked_for_some_nodes_where_it_can_be_for_all() -> None:
    asked = prebind("SELECT $this { $this <urn:p> ?x }", ("this",)).for_some(["urn:a", "urn:b"])
    assert asked is not None
    assert "{ VALUES ?this { <urn:a> <urn:b> }  $this <urn:p> ?x }" in asked
    assert prebind("SELECT $this { ?x <urn:p> $this }", ("this",)).for_some(["urn:a"]) is None
