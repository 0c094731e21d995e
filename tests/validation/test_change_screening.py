"""A large change judged on columns gives the report that judging it node by node gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import ingest, synthetic
from kg.model import BNode, Iri, Literal, Quad, Report
from kg.rdf.namespaces import SCHEMA, XSD
from kg.rdf.oxigraph import as_stored, from_ox, quad_to_ox
from kg.store import EmbeddedStore
from kg.synthetic import Planted
from kg.validation import Validator, check, checked_graph, screening, validator
from kg.validation.change_columns import ChangeColumns
from kg.validation.change_screening import suspects_of_change
from kg.validation.compiler import compile_shapes
from kg.validation.data_graph import Graph, StoreGraph, Term
from kg.validation.shapes import Shape
from kg.validation.sparql_constraints import findings_of_all
from tests.conftest import SMALL
from tests.short_form import in_full, spread
from tests.validation.cases import BATCH, CASES, case

SHAPES = Path(__file__).parents[2] / "ontology" / "shapes"


def as_quad(triple: ox.Triple) -> Quad:
    subject, predicate, value = map(from_ox, triple)
    assert isinstance(subject, Iri | BNode)
    assert isinstance(predicate, Iri)
    return Quad(subject, predicate, value)


def new_nodes(store: ox.Store, added: list[Quad]) -> set[Iri | BNode]:
    """Return the nodes of a change about which a store says nothing."""
    nodes = {term for quad in added for term in (quad.subject, quad.object)}
    known = {from_ox(term) for quad in store for term in (quad.subject, quad.object)}
    return {node for node in nodes - known if isinstance(node, Iri | BNode)}


def both(
    monkeypatch: pytest.MonkeyPatch,
    mine: Validator,
    store: ox.Store,
    view: type[StoreGraph] | None,
    change: tuple[list[Quad], list[Quad], set[Iri | BNode]],
) -> tuple[Report, Report]:
    """Return the report node by node, and that on columns."""
    added, removed, new = change
    reports = []
    for least in (10**9, 0):
        monkeypatch.setattr(check, "LARGE_CHANGE", least)
        graph = view(store) if view else checked_graph(EmbeddedStore.over(store))
        reports.append(mine.validate_change(graph, added, removed, local=True, new=new))
    return reports[0], reports[1]


@pytest.mark.parametrize("batch", spread(range(max(1, CASES // BATCH // 2)), 4))
def test_both_ways_give_the_same_report(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        random = case(seed)
        shapes, store = ox.Store(), ox.Store()
        shapes.load(random.shapes.encode(), format=ox.RdfFormat.TURTLE)
        store.extend(ox.Quad(*t) for t in random.before)
        mine = Validator(compile_shapes(StoreGraph(shapes)))
        added = [as_quad(t) for t in random.added]
        removed = [as_quad(t) for t in random.removed] if seed % 2 else []
        new = new_nodes(store, added)
        for quad in removed:
            store.remove(quad_to_ox(quad))
        store.extend(map(quad_to_ox, added))
        for nodes in (new, set()):
            slow, fast = both(monkeypatch, mine, store, StoreGraph, (added, removed, nodes))
            assert Counter(slow.results) == Counter(fast.results), f"seed {seed}"
            assert (slow.checked, slow.notes) == (fast.checked, fast.notes), f"seed {seed}"


@pytest.mark.parametrize("known", [0.5, in_full(0.0)])
def test_exactly_the_planted_violations_are_found(
    known: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change about new nodes, and one of which the store has half: each about some of both."""
    quads = [q for q in synthetic.quads(30_000, 7, violations=0.5) if not isinstance(q, Planted)]
    before = [quad for number, quad in enumerate(quads) if number % 100 < known * 100]
    added = list(dict.fromkeys(set_difference(quads, before)))
    store = ox.Store()
    store.extend(map(quad_to_ox, before))
    new = new_nodes(store, added)
    store.extend(map(quad_to_ox, added))
    mine = validator(SHAPES)
    slow, fast = both(monkeypatch, mine, store, None, (added, [], new))
    assert slow == fast
    assert slow.count("violation") > 5


@pytest.mark.parametrize("left_out", spread([3, 0, 7], 3))
def test_curated_tables_whole_and_with_statements_missing(
    left_out: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without each third or seventh statement, much is missing that shapes require."""
    quads = list(dict.fromkeys(ingest.assemble(SMALL).quads()))
    kept = [q for n, q in enumerate(quads) if not left_out or n % left_out]
    store = ox.Store()
    store.extend(map(quad_to_ox, kept))
    for new in (new_nodes(ox.Store(), kept), set[Iri | BNode]()):
        slow, fast = both(monkeypatch, validator(SHAPES), store, None, (kept, [], new))
        assert slow == fast
        assert (slow.count("violation") > 100) == bool(left_out)


def set_difference(quads: list[Quad], others: list[Quad]) -> list[Quad]:
    """Return the quads that are not among others, in their order."""
    known = set(others)
    return [quad for quad in quads if quad not in known]


def test_nearly_all_that_a_change_affects_is_decided_on_columns() -> None:
    quads = [q for q in synthetic.quads(30_000, 7) if not isinstance(q, Planted)]
    store = EmbeddedStore.in_memory()
    store.replace(quads)
    columns = ChangeColumns(checked_graph(store), quads, new_nodes(ox.Store(), quads))
    suspects, checked = suspects_of_change(validator(SHAPES).triggers, columns)
    left = sum(map(len, suspects.values()))
    assert checked > 10_000
    assert left < checked / 20, (left, checked)


def test_literals_are_judged_as_the_store_writes_them() -> None:
    def typed(*forms: str) -> list[Literal]:
        return [Literal(form, XSD + kind) for kind, form in pairwise_of(forms)]

    literals = typed(
        "decimal", "4.0", "byte", "5", "string", "4.0", "gYear", "2020", "integer", "x"
    )
    stored = as_stored([*literals, Literal("hola", "", "")])
    assert stored == {
        literals[0]: Literal("4", XSD + "decimal"),
        literals[1]: Literal("5", XSD + "integer"),
    }
    assert as_stored(()) == {}


def pairwise_of(texts: tuple[str, ...]) -> list[tuple[str, str]]:
    return list(pairwise(texts))[::2]


def test_a_condition_on_values_is_asked_once_for_each_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nodes = [Iri(f"http://example.org/{number}") for number in range(60)]
    founded, this_year = Iri(SCHEMA + "foundingDate"), Literal("2010", XSD + "gYear")
    added = [Quad(node, founded, this_year) for node in nodes]
    added.append(Quad(nodes[7], founded, Literal("2999", XSD + "gYear")))
    added += [Quad(node, founded, BNode("somewhen")) for node in nodes[8:10]]
    store = ox.Store()
    store.extend(map(quad_to_ox, added))
    queries: list[str] = []

    def remembering(shape: Shape, query: str, graph: Graph) -> list[Mapping[str, Term | None]]:
        queries.append(query)
        return findings_of_all(shape, query, graph)

    monkeypatch.setattr(screening, "findings_of_all", remembering)
    mine = validator(SHAPES)
    slow, fast = both(monkeypatch, mine, store, None, (added, [], set(nodes)))
    assert slow.results == fast.results
    assert {str(r.focus) for r in fast.results if r.code == "C74"} == {str(nodes[7])}
    about_dates = [query for query in queries if "YEAR(NOW())" in query]
    assert len(about_dates) == 1
    assert about_dates[0].count('"2010"') == 1
    assert nodes[0].value not in about_dates[0]
