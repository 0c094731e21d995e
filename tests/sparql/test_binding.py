"""Terms in the place of variables."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.model import Binding, BNode, Iri, Literal, text
from kg.sparql.binding import bind

NUMBER = Literal("1")
A = Iri("http://example.org/a")


def test_without_terms_the_text_is_left_alone() -> None:
    assert bind("this is 'no query", {}) == "this is 'no query"
    assert bind("ASK { ?a ?b ?c }", {"d": NUMBER}) == "ASK { ?a ?b ?c }"


def test_only_variable_tokens_are_replaced() -> None:
    query = "ASK { ?x ?xy $x . <http://e/?x> ex:x '?x' ; _:x '''$x''' } # ?x"
    assert bind(query, {"x": NUMBER}) == (
        "ASK { \"1\" ?xy \"1\" . <http://e/?x> ex:x '?x' ; _:x '''$x''' } # ?x"
    )
    assert bind(r"ASK { ?\u0078 # ?x" + "\r?x }", {"x": A}) == (
        r"ASK { <http://example.org/a> # ?x" + "\r<http://example.org/a> }"
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ASK{FILTER(?a<?x)}", "ASK{FILTER(?a< <http://example.org/a>)}"),
        ("ASK{FILTER(?a< ?x)}", "ASK{FILTER(?a< <http://example.org/a>)}"),
        ("ASK{FILTER(?a<=?x)}", "ASK{FILTER(?a<=<http://example.org/a>)}"),
        ("?x", "<http://example.org/a>"),
    ],
)
def test_an_iri_is_not_run_together_with_a_sign(query: str, expected: str) -> None:
    assert bind(query, {"x": A}) == expected


@pytest.mark.parametrize(
    "value",
    ['" } DELETE WHERE { ?s ?p ?o } #', "\\", '\\" } #', "'''", "\n\r\t", "\x00", "\u2028", "?x"],
)
def test_a_value_stays_a_value(value: str) -> None:
    for term in (text(value), text(value, "es"), Literal(value, "http://example.org/t")):
        store = ox.Store()
        answer = store.query(bind("SELECT (?x AS ?y) {}", {"x": term}))
        assert isinstance(answer, ox.QuerySolutions)
        (bound,) = [row["y"] for row in answer]
        assert isinstance(bound, ox.Literal)
        assert bound.value == value


def test_a_list_stands_in_a_list() -> None:
    many: dict[str, Binding] = {"x": [NUMBER, A]}
    assert bind("FILTER(?y IN (?x))", many) == 'FILTER(?y IN ("1", <http://example.org/a>))'
    query = "FILTER(?y NOT in # (\n( #)\n $x \n) && ?y IN(?x))"
    assert bind(query, many) == query.replace("$x", '"1", <http://example.org/a>').replace(
        "?x", '"1", <http://example.org/a>'
    )
    assert bind("FILTER(?y IN (?x))", {"x": [NUMBER]}) == 'FILTER(?y IN ("1"))'
    assert bind("FILTER(?y IN (?x))", {"x": []}) == "FILTER(?y IN ())"


@pytest.mark.parametrize(
    "query",
    [
        "?x",
        "IN ?x",
        "IN (?x",
        "IN (?x, 1)",
        "IN (1, ?x)",
        "(?x)",
        "STR (?x)",
        "IN { ?x )",
        "IN (?x }",
        "IN ((?x))",
        "ex:IN (?x)",
        "'IN' (?x)",
    ],
)
def test_a_list_stands_nowhere_else(query: str) -> None:
    with pytest.raises(QueryError, match=r"\?x is a list; it can stand only in IN \(\?x\)"):
        bind(query, {"x": [NUMBER]})


@pytest.mark.parametrize("term", [BNode("b"), [NUMBER, BNode("b")]])
def test_a_blank_node_cannot_be_looked_up(term: Binding) -> None:
    with pytest.raises(QueryError, match=r"\?x: a blank node cannot be looked up; use an IRI"):
        bind("ASK { ?y ?p ?o }", {"x": term})


@pytest.mark.parametrize("value", ["http://x> } #", "a b", "<", "\n", ""])
def test_an_iri_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(QueryError):
        bind("ASK { ?x ?p ?o }", {"x": Iri(value)})
