"""Property paths against the store's own: what they reach, and what leads back."""

from __future__ import annotations

import random

import pyoxigraph as ox
import pytest

from kg.validation.data_graph import StoreGraph
from kg.validation.paths import (
    HERE,
    Path,
    in_sparql,
    in_turtle,
    inverted,
    join,
    name_of,
    reached,
    steps,
)
from kg.validation.shapes_graph import ShapesGraph
from tests.validation.cases import E, Maker
from tests.validation.judge import graph

_PREFIX = f"@prefix e: <{E}> . @prefix sh: <http://www.w3.org/ns/shacl#> . "


def compiled(text: str) -> Path:
    """Return the path that a text in Turtle describes."""
    store = ox.Store()
    store.load(f"{_PREFIX} e:S sh:path {text} .".encode(), format=ox.RdfFormat.TURTLE)
    source = ShapesGraph(StoreGraph(store))
    shape = ox.NamedNode(E + "S")
    path = source.value(shape, "path")
    assert path is not None
    return source.path(shape, path)


def test_a_path_reaches_what_the_same_path_in_sparql_reaches() -> None:
    for seed in range(300):
        source = random.Random(seed)
        maker = Maker(source)
        store = ox.Store()
        store.extend(ox.Quad(*maker.triple()) for _ in range(30))
        graph = StoreGraph(store)
        path = compiled(maker.any_path(3))
        # Oxigraph's `(p?)+` stays nowhere at a node that is not in the graph
        there = {term for quad in store for term in (quad.subject, quad.object)}
        for start in there.intersection([*maker.nodes, *maker.classes]):
            rows = store.query(f"SELECT DISTINCT ?end {{ {start} {in_sparql(path)} ?end }}")
            assert isinstance(rows, ox.QuerySolutions)
            ends = {row["end"] for row in rows}
            assert set(reached(path, graph, start)) == ends, (seed, in_sparql(path))
            for end in ends:
                assert start in reached(inverted(path), graph, end), (seed, in_sparql(path))


def test_each_step_of_a_path_is_named_with_what_leads_to_it() -> None:
    path = compiled("( e:a [ sh:zeroOrMorePath e:b ] [ sh:inversePath e:c ] )")
    paths = {
        f"{step.predicate.value.removeprefix(E)}{'^' if step.inverse else ''}": in_sparql(
            before
        ).replace(E, "")
        for step, before in steps(path)
        if step.predicate is not None
    }
    assert paths == {"a": "()", "b": "(<a>/(<b>)*)", "c^": "(<a>/(<b>)*)"}


DATA = """
e:a e:p e:b , e:c . e:b e:p e:d . e:c e:p e:d . e:d e:p e:a .
e:a e:q e:c , e:z . e:z e:q 1 .
"""


@pytest.mark.parametrize(
    ("path", "start", "ends"),
    [
        ("e:p", "a", "b c"),
        ("e:p", "z", ""),
        ("[ sh:inversePath e:p ]", "d", "b c"),
        ("[ sh:inversePath [ sh:inversePath e:p ] ]", "a", "b c"),
        ("( e:p e:p )", "a", "d"),
        ("( e:p e:p e:p )", "a", "a"),
        ("( e:q e:q )", "a", "1"),
        ("( e:q e:q e:q )", "a", ""),
        ("[ sh:alternativePath ( e:p e:q ) ]", "a", "b c z"),
        ("[ sh:zeroOrOnePath e:p ]", "a", "a b c"),
        ("[ sh:zeroOrOnePath e:q ]", "b", "b"),
        ("[ sh:zeroOrMorePath e:p ]", "a", "a b c d"),
        ("[ sh:zeroOrMorePath e:q ]", "a", "1 a c z"),
        ("[ sh:oneOrMorePath e:p ]", "a", "a b c d"),
        ("[ sh:oneOrMorePath e:q ]", "a", "1 c z"),
        ("[ sh:oneOrMorePath e:p ]", "z", ""),
        ("[ sh:inversePath ( e:p e:q ) ]", "c", "d"),
        ("( [ sh:inversePath e:p ] e:q )", "b", "c z"),
    ],
)
def test_what_a_path_reaches(path: str, start: str, ends: str) -> None:
    data = graph(DATA)
    terms = reached(compiled(path), data, ox.NamedNode(E + start))
    assert sorted(term.value.removeprefix(E) for term in terms) == ends.split()
    for end in terms:
        assert ox.NamedNode(E + start) in reached(inverted(compiled(path)), data, end)


@pytest.mark.parametrize(
    ("path", "sparql"),
    [
        ("e:p", "<e:p>"),
        ("[ sh:inversePath e:p ]", "^<e:p>"),
        ("( e:p e:q )", "(<e:p>/<e:q>)"),
        ("[ sh:alternativePath ( e:p e:q ) ]", "(<e:p>|<e:q>)"),
        ("[ sh:zeroOrMorePath e:p ]", "(<e:p>)*"),
        ("[ sh:oneOrMorePath e:p ]", "(<e:p>)+"),
        ("[ sh:zeroOrOnePath e:p ]", "(<e:p>)?"),
        ("[ sh:inversePath ( e:p [ sh:inversePath e:q ] ) ]", "(<e:q>/^<e:p>)"),
        ("[ sh:inversePath [ sh:alternativePath ( e:p e:q ) ] ]", "(^<e:p>|^<e:q>)"),
        ("[ sh:inversePath [ sh:oneOrMorePath e:p ] ]", "(^<e:p>)+"),
    ],
)
def test_a_path_is_written_as_sparql_and_as_turtle(path: str, sparql: str) -> None:
    read = compiled(path)
    assert in_sparql(read).replace(E, "e:") == sparql
    assert compiled(in_turtle(read)) == read


def test_the_name_of_a_path_is_its_property_where_it_has_one() -> None:
    assert name_of(compiled("e:p")) == name_of(compiled("[ sh:inversePath e:p ]")) == E + "p"
    assert name_of(compiled("( e:p e:q )")) == f"(<{E}p>/<{E}q>)"


def test_paths_are_joined_as_flat_as_can_be() -> None:
    a, b, c = compiled("e:a"), compiled("e:b"), compiled("e:c")
    assert join(a) == a
    assert join(HERE, a) == a
    assert join() == HERE
    assert join(join(a, b), c) == join(a, b, c) == compiled("( e:a e:b e:c )")


@pytest.mark.parametrize(
    ("path", "paths"),
    [
        ("[ sh:alternativePath ( e:a ( e:b e:c ) ) ]", {"a": "()", "b": "()", "c": "<b>"}),
        ("[ sh:zeroOrOnePath ( e:a e:b ) ]", {"a": "()", "b": "<a>"}),
        ("[ sh:oneOrMorePath ( e:a e:b ) ]", {"a": "((<a>/<b>))*", "b": "(((<a>/<b>))*/<a>)"}),
    ],
)
def test_the_steps_of_alternatives_and_repeats(path: str, paths: dict[str, str]) -> None:
    assert {
        step.predicate.value.removeprefix(E): in_sparql(before).replace(E, "")
        for step, before in steps(compiled(path))
        if step.predicate is not None
    } == paths
