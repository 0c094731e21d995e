"""A graph as columns of numbers: terms as they were, each statement once, sorted."""

from __future__ import annotations

import numpy as np
import pyoxigraph as ox
import pytest

from kg.validation.data_graph import GraphName, StoreGraph, Term
from kg.validation.graph_columns import Columns, Edges, pair_keys, parse_term
from kg.validation.paths import Step
from tests.validation.judge import E, graph, statements


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(E + name)


def put(store: ox.Store, turtle: str, target: GraphName) -> None:
    """Put statements into a graph of a store."""
    store.extend(ox.Quad(*s, target) for s in statements(turtle))  # type: ignore[arg-type]


def pairs(columns: Columns, step: Step) -> list[tuple[str, str]]:
    """Return the two ends of what a step follows, in the order of the columns."""
    edges = columns.edges(step)
    return [
        (columns.term(int(start)).value.removeprefix(E), columns.term(int(end)).value)
        for start, end in zip(edges.starts, edges.ends, strict=True)
    ]


@pytest.mark.parametrize(
    "term",
    [
        ox.NamedNode("http://example.org/ñ"),
        ox.BlankNode("b1"),
        ox.Literal(""),
        ox.Literal('a "quoted" \\ text\nof\ttwo\r\nlines'),
        ox.Literal("ñandú 🦤"),
        ox.Literal('ends with "@en'),
        ox.Literal("uno", language="es-mx"),
        ox.Literal("4.0", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
        ox.Literal('"x"^^<y>', datatype=ox.NamedNode("http://example.org/own")),
    ],
)
def test_a_term_is_read_back_as_it_was_written(term: Term) -> None:
    assert parse_term(str(term)) == term


def test_a_statement_in_two_graphs_stands_once() -> None:
    store = ox.Store()
    for target in (ox.DefaultGraph(), node("catalogue")):
        put(store, "e:x e:p 1 , 2 . e:y e:q 3 .", target)
    put(store, "e:w e:p 4 .", node("catalogue"))
    put(store, "e:w e:p 5 .", node("elsewhere"))
    columns = Columns(StoreGraph(store, [ox.DefaultGraph(), node("catalogue")]))
    assert sorted(pairs(columns, Step(node("p")))) == [("w", "4"), ("x", "1"), ("x", "2")]
    assert sorted(pairs(columns, Step(node("q")))) == [("y", "3")]
    assert pairs(columns, Step(node("nothing"))) == []


def test_edges_are_sorted_by_the_side_they_start_from() -> None:
    columns = Columns(graph("e:b e:p e:a . e:a e:p e:c . e:c e:p e:b , e:a ."))
    for inverse in (False, True):
        edges = columns.edges(Step(node("p"), inverse))
        assert list(edges.starts) == sorted(edges.starts)
        assert len(edges.starts) == 4
        for name in ("a", "b", "c"):
            number = columns.numbers([node(name)])
            (left,), (right,) = edges.bounds(number)
            ends = {columns.term(int(end)) for end in edges.ends[left:right]}
            step = columns.graph.subjects if inverse else None
            assert ends == set(
                step(node("p"), node(name))
                if step
                else columns.graph.objects(node(name), node("p"))
            )


def test_bounds_as_the_example_says() -> None:
    edges = Edges(np.array([3, 5, 5, 8], dtype=np.int32), np.array([7, 6, 7, 9], dtype=np.int32))
    left, right = edges.bounds(np.array([3, 4, 5, 8, 9], dtype=np.int32))
    assert list(left) == [0, 1, 1, 3, 4]
    assert list(right) == [1, 1, 3, 4, 4]


def test_only_terms_of_the_graph_have_a_number() -> None:
    columns = Columns(graph("e:x e:p e:y ."))
    assert list(columns.numbers([node("x"), node("nobody"), node("y")])) == [0, 1]
    assert list(columns.numbers([])) == []
    assert [columns.term(number) for number in (0, 1, 0)] == [node("x"), node("y"), node("x")]


def test_languages_that_differ_in_case_only_are_one() -> None:
    data = graph('e:x e:p "a"@es , "b"@en , "c"@es , "d" , e:y , 1 , _:b , "at \\"@es" .')
    columns = Columns(data)
    terms: list[Term] = [
        ox.Literal("a", language="es"),
        ox.Literal("c", language="es"),
        ox.Literal("b", language="en"),
        ox.Literal("d"),
        node("y"),
        ox.Literal("1", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        ox.Literal('at "@es'),
    ]
    spanish, spanish_too, english, *none = columns.languages(columns.numbers(terms))
    assert spanish == spanish_too != english
    assert min(spanish, english) >= 0
    assert none == [-1] * 4


def test_instances_are_sorted_and_come_once() -> None:
    columns = Columns(
        graph(
            "e:x a e:B , e:A . e:y a e:A . e:z a e:C . e:w a e:Other ."
            "e:B rdfs:subClassOf e:A . e:C rdfs:subClassOf e:B ."
        )
    )
    for cls, instances in (("A", "x y z"), ("B", "x z"), ("C", "z"), ("None", "")):
        numbers = columns.instances(node(cls))
        assert list(numbers) == sorted(set(numbers))
        assert {columns.term(int(n)) for n in numbers} == {node(n) for n in instances.split()}


def test_a_pair_is_one_number() -> None:
    first = np.array([1, 2, 2147483647], dtype=np.int32)
    second = np.array([2, 1, 2147483647], dtype=np.int32)
    keys = pair_keys(first, second)
    assert list(keys >> 32) == list(first)
    assert list(keys & 0xFFFFFFFF) == list(second)
