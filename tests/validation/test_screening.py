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
from kg.validation.graph_columns import Columns
from kg.validation.screening import WholeGraphScreening, suspects
from tests.short_form import spread
from tests.validation.cases import BATCH, CASES, case
from tests.validation.judge import E, compiled, graph

SHAPES = Path(__file__).parents[2] / "ontology" / "shapes"


@pytest.mark.parametrize("batch", spread(range(max(1, CASES // BATCH // 2)), 4))
def test_both_ways_give_the_same_report(batch: int) -> None:
    decided = 0
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
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
    for item in synthetic.quads(30_000, seed=7, violations=0.2):
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
    violations = {
        (r.code, str(r.focus).removeprefix("https://w3id.org/helixkg/").removeprefix("id/"))
        for r in fast.results
        if r.severity == "violation"
    }
    assert violations == planted
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
    report = validator(SHAPES).validate(graph)
    assert not isinstance(report.results, tuple)
    assert sorted(map(repr, report.results)) == sorted(map(repr, held.results))
    assert [(r.severity, r.code, r.focus) for r in report.results] == [
        (r.severity, r.code, r.focus) for r in held.results
    ]
    assert len(report.results) == len(held.results) > 10
    assert report.results[3] == list(report.results)[3]
    for severity in ("violation", "warning"):
        assert report.count(severity) == held.count(severity)
        assert report.passes(severity) == held.passes(severity)


ALL = "b bo g gb gg go none o"
#: of a value: conforms with class A, violates with class B, is undecided otherwise, as columns
#: do not follow a sequence path
MIXED = (
    "sh:not [ sh:class e:B ] ; sh:or ( [ sh:class e:A ] "
    "[ sh:property [ sh:path ( e:q e:q ) ; sh:minCount 1 ] ] )"
)
DATA = """
e:good a e:A . e:bad a e:B . e:open a e:C . e:good2 a e:A .
e:none a e:T . e:g a e:T ; e:p e:good . e:b a e:T ; e:p e:bad . e:o a e:T ; e:p e:open .
e:gb a e:T ; e:p e:good, e:bad . e:go a e:T ; e:p e:good, e:open .
e:bo a e:T ; e:p e:bad, e:open . e:gg a e:T ; e:p e:good, e:good2 .
"""


def certain(constraint: str, cls: str = "T") -> tuple[str, str]:
    """Return which instances of a class certainly conform, and which certainly violate."""
    (shape,) = compiled(f"e:S sh:targetClass e:{cls} ; {constraint} .").shapes.shapes
    columns = Columns(graph(DATA))
    screening = WholeGraphScreening(columns)
    nodes = screening.targets(shape.targets)
    conforms, violates = screening.shape(shape, nodes)
    names = [columns.term(int(node)).value.removeprefix(E) for node in nodes]
    return (
        " ".join(sorted(n for n, is_certain in zip(names, conforms, strict=True) if is_certain)),
        " ".join(sorted(n for n, is_certain in zip(names, violates, strict=True) if is_certain)),
    )


@pytest.mark.parametrize(
    ("constraint", "conforms", "violates"),
    [
        (MIXED, "g gg none", "b bo gb"),
        (f"sh:node [ {MIXED} ]", "g gg none", "b bo gb"),
        (f"sh:not [ {MIXED} ]", "b none", "g gb gg go"),
        (f"sh:or ( [ {MIXED} ] [ sh:class e:B ] )", "b g gb gg none", ""),
        (f"sh:and ( [ {MIXED} ] [ sh:class e:A ] )", "g gg none", "b bo gb go o"),
        (f"sh:xone ( [ {MIXED} ] [ sh:class e:A ] )", "none", "b bo g gb gg go"),
        (f"sh:xone ( [ {MIXED} ] [ sh:class e:B ] )", "b g gb gg none", ""),
        (f"sh:xone ( [ {MIXED} ] [ sh:class e:C ] )", "g gg none", "b bo gb"),
        (f"sh:xone ( [ {MIXED} ] [ sh:class e:C ] [ sh:class e:C ] )", "g gg none", "b bo gb go o"),
    ],
)
def test_of_all_values_together(constraint: str, conforms: str, violates: str) -> None:
    assert certain(f"sh:property [ sh:path e:p ; {constraint} ]") == (conforms, violates)


@pytest.mark.parametrize(
    ("counts", "conforms", "violates"),
    [
        ("sh:qualifiedMinCount 0", ALL, ""),
        ("sh:qualifiedMinCount 1", "g gb gg go", "b none"),
        ("sh:qualifiedMinCount 2", "gg", "b bo g gb none o"),
        ("sh:qualifiedMaxCount 0", "b none", "g gb gg go"),
        ("sh:qualifiedMaxCount 1", "b bo g gb none o", "gg"),
        ("sh:qualifiedMaxCount 2", ALL, ""),
    ],
)
def test_undecided_values_may_count_or_not(counts: str, conforms: str, violates: str) -> None:
    constraint = f"sh:property [ sh:path e:p ; sh:qualifiedValueShape [ {MIXED} ] ; {counts} ]"
    assert certain(constraint) == (conforms, violates)


@pytest.mark.parametrize(
    "constraint",
    [
        "sh:property [ sh:path ( e:p e:p ) ; sh:minCount 1 ]",
        "sh:closed true",
        "sh:property [ sh:path e:p ; sh:equals e:q ]",
        "sh:property [ sh:path e:p ; sh:lessThan e:q ]",
        "sh:disjoint e:q",
        "sh:sparql [ sh:select 'SELECT $this { $this ?p ?o FILTER EXISTS { $this ?p 1 } }' ]",
    ],
)
def test_what_has_no_form_on_columns_is_left_undecided(constraint: str) -> None:
    assert certain(constraint) == ("", "")


@pytest.mark.parametrize(
    ("constraint", "violates"),
    [
        ("sh:property [ sh:path e:p ; sh:minCount 1 ]", "none"),
        ("sh:property [ sh:path e:p ; sh:minCount 2 ]", "b g none o"),
        ("sh:property [ sh:path e:p ; sh:maxCount 0 ]", "b bo g gb gg go o"),
        ("sh:property [ sh:path e:p ; sh:maxCount 1 ]", "bo gb gg go"),
        ("sh:property [ sh:path e:p ; sh:hasValue e:good ]", "b bo none o"),
        ("sh:property [ sh:path e:p ; sh:hasValue e:nowhere ]", ALL),
        ("sh:property [ sh:path e:p ; sh:class e:A ]", "b bo gb go o"),
        ("sh:property [ sh:path e:p ; sh:nodeKind sh:Literal ]", "b bo g gb gg go o"),
        ("sh:property [ sh:path e:p ; sh:pattern '^http://example.org/good' ]", "b bo gb go o"),
        ("sh:property [ sh:path e:p ; sh:in ( e:good e:good2 ) ]", "b bo gb go o"),
        ("sh:property [ sh:path e:p ; sh:disjoint e:p ]", "b bo g gb gg go o"),
        ("sh:property [ sh:path e:p ; sh:disjoint e:q ]", ""),
        ("sh:property [ sh:path e:p ; sh:uniqueLang true ]", ""),
        ("sh:property [ sh:path [ sh:inversePath e:p ] ; sh:minCount 1 ]", ALL),
        ("sh:property [ sh:path e:p ; sh:property [ sh:path rdf:type ; sh:hasValue e:A ] ]",
         "b bo gb go o"),
        ("sh:in ( e:g )", "b bo gb gg go none o"),
        ("sh:hasValue e:g", "b bo gb gg go none o"),
        ("sh:hasValue e:nowhere", ALL),
        ("sh:class e:T", ""),
        ("sh:class e:A", ALL),
        ("sh:sparql [ sh:select 'SELECT $this { $this <http://example.org/p> ?v }' ]",
         "b bo g gb gg go o"),
        ("sh:node [ sh:deactivated true ; sh:in ( ) ]", ""),
        ("sh:not [ sh:deactivated true ; sh:in ( ) ]", ALL),
    ],
)  # fmt: skip
def test_what_columns_decide_they_decide_for_every_node(constraint: str, violates: str) -> None:
    conforming, violating = certain(constraint)
    assert violating == violates
    assert sorted(f"{conforming} {violating}".split()) == [
        "b",
        "bo",
        "g",
        "gb",
        "gg",
        "go",
        "none",
        "o",
    ]


def test_targets_of_every_kind_are_screened_and_named_nodes_always_examined() -> None:
    shapes = compiled(
        "e:C sh:targetClass e:T ; sh:property [ sh:path e:p ; sh:minCount 1 ] ."
        "e:O sh:targetObjectsOf e:p ; sh:class e:A ."
        "e:S sh:targetSubjectsOf e:p ; sh:property [ sh:path e:p ; sh:maxCount 1 ] ."
        "e:N sh:targetNode e:g , e:elsewhere ; sh:class e:T ."
        "e:Both sh:targetNode e:none ; sh:targetClass e:T ; sh:property "
        "   [ sh:path e:p ; sh:minCount 1 ] ."
    )
    left = {
        str(shape).removeprefix(E): sorted(node.value.removeprefix(E) for node in nodes)
        for shape, nodes in suspects(shapes.shapes.shapes, graph(DATA)).items()
    }
    assert left == {
        "C": ["none"],
        "O": ["bad", "open"],
        "S": ["bo", "gb", "gg", "go"],
        "N": ["elsewhere", "g"],
        "Both": ["none"],
    }


def test_a_language_used_twice_is_seen_on_columns() -> None:
    data = """e:w e:q e:v . e:x a e:T ; e:p "a"@es, "b"@ES . e:y a e:T ; e:p "a"@es, "b"@en .
        e:z a e:T ; e:p "a", "b" ."""
    shapes = compiled(
        "e:S sh:targetClass e:T ; sh:property [ sh:path e:p ; sh:uniqueLang true ] ."
    ).shapes.shapes
    ((_, left),) = suspects(shapes, graph(data)).items()
    assert [node.value for node in left] == [E + "x"]
