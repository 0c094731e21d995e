"""The condition of a query on a value of $this: where there is one, and that it decides as it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.sparql.prebinding import prebind
from kg.sparql.value_condition import ValueCondition

E = "http://example.org/"
PROLOGUE = f"PREFIX e: <{E}>\n"
VALUES = ('"1999"', '"2150"', f"<{E}2150>", '"2150"@es', "2150")


def of(group: str, head: str = "SELECT $this ?value WHERE") -> ValueCondition | None:
    return prebind(f"{head} {{ {group} }}", ("this",), prologue=PROLOGUE).test


@pytest.mark.parametrize(
    ("group", "properties"),
    [
        ("$this e:p ?value . FILTER (STR(?value) > '2')", "p"),
        ("$this e:p|<http://example.org/q> ?value . FILTER (STR(?value) > '2') ?value e:r 1", "pq"),
        ("$this e:p ?value . FILTER (STR(?value) > '2') FILTER ($this != ?value)", "p"),
        ("$this e:p ?value . FILTER (?value > 2) OPTIONAL { $this e:q ?other }", "p"),
    ],
)
def test_the_first_pattern_and_its_filters_are_a_test(group: str, properties: str) -> None:
    test = of(group)
    assert test is not None
    assert test.properties == tuple(E + name for name in properties)


@pytest.mark.parametrize(
    "group",
    [
        "$this e:p ?value . FILTER ($this != ?value)",
        "$this e:p ?value . FILTER (?value > ?other)",
        "$this e:p ?value . FILTER (RAND() > 0.5 && ?value > 2)",
        "$this e:p ?value . FILTER EXISTS { ?value e:p 1 }",
        "$this e:p ?value . FILTER (EXISTS { ?value e:p 1 })",
        "$this e:p ?value . ?value e:q 1 . FILTER (?value > 2)",
        "$this e:p+ ?value . FILTER (?value > 2)",
        "$this e:p/e:q ?value . FILTER (?value > 2)",
        "$this e:p|e:q+ ?value . FILTER (?value > 2)",
        "$this ^e:p ?value . FILTER (?value > 2)",
        "$this e:p ?value, ?other . FILTER (?value > 2)",
        "$this e:p ?value ; e:q ?other . FILTER (?value > 2)",
        "{ $this e:p ?value . FILTER (?value > 2) } UNION { $this e:q ?value }",
        "OPTIONAL { $this e:p ?value . FILTER (?value > 2) }",
        "?value e:p $this . FILTER (?value > 2)",
        "$this e:p ?value .",
    ],
)
def test_what_depends_on_more_than_the_value_is_none(group: str) -> None:
    assert of(group) is None


def test_an_aggregate_finds_something_where_nothing_is() -> None:
    group = "$this e:p ?value . FILTER (?value > 2)"
    assert of(group, "SELECT $this (COUNT(?value) AS ?count) WHERE") is None


@pytest.mark.parametrize("condition", ["STR(?place) > '2'", "?place > 2000", "isIRI(?place)"])
def test_the_values_that_pass_are_those_of_the_query(condition: str) -> None:
    query = f"SELECT $this ?place WHERE {{ $this e:p ?place . FILTER ({condition}) }}"
    test = prebind(query, ("this",), prologue=PROLOGUE).test
    assert test is not None
    store = ox.Store()
    for number, value in enumerate(VALUES):
        store.update(f"INSERT DATA {{ <{E}{number}> <{E}p> {value} }}")
    nodes = store.query(PROLOGUE + query)
    places = store.query(test.query(enumerate(VALUES)))
    assert isinstance(nodes, ox.QuerySolutions)
    assert isinstance(places, ox.QuerySolutions)
    expected = sorted(int(row["this"].value.removeprefix(E)) for row in nodes)
    assert sorted(int(row[0].value) for row in places) == expected
    assert 0 < len(expected) < len(VALUES)
