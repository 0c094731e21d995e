"""Property paths against the store's own: what they reach, and what leads back."""

from __future__ import annotations

import random

import pyoxigraph as ox

from kg.validation.data_graph import StoreGraph
from kg.validation.paths import Path, in_sparql, inverted, reached, steps
from kg.validation.shapes_graph import ShapesGraph
from tests.validation.cases import E, Maker

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
    found = {
        f"{step.predicate.value.removeprefix(E)}{'^' if step.inverse else ''}": in_sparql(
            before
        ).replace(E, "")
        for step, before in steps(path)
        if step.predicate is not None
    }
    assert found == {"a": "()", "b": "(<a>/(<b>)*)", "c^": "(<a>/(<b>)*)"}
