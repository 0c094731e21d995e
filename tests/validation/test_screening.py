"""The whole graph judged on columns gives the report that judging node by node gives."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import synthetic
from kg.model import Quad
from kg.store import EmbeddedStore
from kg.synthetic import Planted
from kg.validation import Validator, check, checked_graph, validator
from kg.validation.compiler import compile_shapes
from kg.validation.data_graph import StoreGraph
from kg.validation.screening import suspects
from tests.validation.cases import case

SHAPES = Path(__file__).parents[2] / "ontology" / "shapes"


@pytest.mark.parametrize("batch", range(20))
def test_both_ways_give_the_same_report(batch: int) -> None:
    decided = 0
    for seed in range(batch * 50, batch * 50 + 50):
        random = case(seed)
        store, graph = ox.Store(), ox.Store()
        store.extend(ox.Quad(*t) for t in random.after)
        graph.load(random.shapes.encode(), format=ox.RdfFormat.TURTLE)
        mine = Validator(compile_shapes(StoreGraph(graph)))
        view = StoreGraph(store)
        slow, fast = mine.validate(view, columns=False), mine.validate(view, columns=True)
        assert Counter(slow.results) == Counter(fast.results), seed
        decided += slow.checked - fast.checked
    assert decided > 0


@pytest.fixture(scope="module")
def synthetic_store() -> tuple[EmbeddedStore, set[tuple[str, str]]]:
    """A made-up ecosystem with planted violations, and their list."""
    quads: list[Quad] = []
    planted = set()
    for item in synthetic.quads(100_000, seed=7, violations=0.02):
        if isinstance(item, Planted):
            planted.add((item.code, item.subject))
        else:
            quads.append(item)
    store = EmbeddedStore.in_memory()
    store.replace(quads)
    return store, planted


def test_exactly_the_planted_violations_are_found(
    synthetic_store: tuple[EmbeddedStore, set[tuple[str, str]]],
) -> None:
    store, planted = synthetic_store
    graph = checked_graph(store)
    slow = validator(SHAPES).validate(graph, columns=False)
    fast = validator(SHAPES).validate(graph, columns=True)
    assert slow.results == fast.results
    found = {
        (r.code, str(r.focus).removeprefix("https://w3id.org/helixkg/").removeprefix("id/"))
        for r in fast.results
        if r.severity == "violation"
    }
    assert found == planted
    assert len(planted) > 30


def test_nearly_all_nodes_are_decided_on_columns(
    synthetic_store: tuple[EmbeddedStore, set[tuple[str, str]]],
) -> None:
    store, planted = synthetic_store
    graph = checked_graph(store)
    shapes = validator(SHAPES).shapes.shapes
    left = sum(map(len, suspects(shapes, graph).values()))
    everything = sum(len(shape.focus_nodes(graph)) for shape in shapes)
    assert len(planted) <= left < everything / 100


def test_a_report_that_is_too_long_to_hold_is_the_same_report(
    synthetic_store: tuple[EmbeddedStore, set[tuple[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = checked_graph(synthetic_store[0])
    held = validator(SHAPES).validate(graph)
    assert isinstance(held.results, tuple)
    monkeypatch.setattr(check, "MOST_HELD", 10)
    found = validator(SHAPES).validate(graph)
    assert not isinstance(found.results, tuple)
    assert sorted(map(repr, found.results)) == sorted(map(repr, held.results))
    assert [(r.severity, r.code, r.focus) for r in found.results] == [
        (r.severity, r.code, r.focus) for r in held.results
    ]
    assert len(found.results) == len(held.results) > 10
    assert found.results[3] == list(found.results)[3]
    for severity in ("violation", "warning"):
        assert found.count(severity) == held.count(severity)
        assert found.conforms(severity) == held.conforms(severity)
