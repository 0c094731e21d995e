"""What the shapes look at: several graphs of a store, or statements in memory, read as one."""

from __future__ import annotations

import io

import pyoxigraph as ox
import pytest

from kg.validation import data_graph
from kg.validation.data_graph import Graph, MemoryGraph, Node, StoreGraph, Term, WithRemoved
from tests.validation.judge import E, graph, statements

FACTS = """
e:x e:p e:a , e:b ; e:q e:a ; rdf:type e:B , e:Other .
e:y e:p e:a ; rdf:type e:A .
e:B rdfs:subClassOf e:A . e:A rdfs:subClassOf e:Top . e:Loop rdfs:subClassOf e:Loop .
"""
CATALOGUE = "e:x e:p e:a , e:c . e:z rdf:type e:B ."
ONTOLOGY = "e:C rdfs:subClassOf e:B ; rdfs:label 'C' . e:B rdfs:subClassOf e:A . e:w e:p e:a ."
UNSEEN = """e:x e:p e:unseen ; rdf:type e:Unseen . e:unseen e:p e:a ; rdf:type e:A .
e:Unseen rdfs:subClassOf e:B . e:B rdfs:subClassOf e:Unseen2 ."""


def node(name: str) -> Node:
    return ox.NamedNode(E + name)


def names(terms: list[Term] | frozenset[Term]) -> list[str]:
    """Return the terms in short, sorted: so a term that comes twice is seen."""
    return sorted(term.value.removeprefix(E) for term in terms)


def stored() -> StoreGraph:
    """Return facts and catalogue of a store, with the classes of a third graph."""
    store = ox.Store()
    graphs = (("", FACTS), ("catalogue", CATALOGUE), ("ontology", ONTOLOGY), ("other", UNSEEN))
    for name, text in graphs:
        target = node(name) if name else ox.DefaultGraph()
        store.extend(ox.Quad(*s, target) for s in statements(text))  # type: ignore[arg-type]
    return StoreGraph(store, [ox.DefaultGraph(), node("catalogue")], node("ontology"))


def in_memory() -> MemoryGraph:
    return graph(FACTS + CATALOGUE + "e:C rdfs:subClassOf e:B .")


@pytest.fixture(params=[stored, in_memory], ids=["store", "memory"])
def data(request: pytest.FixtureRequest) -> Graph:
    """The same statements from a store and in memory."""
    graph: Graph = request.param()
    return graph


def test_values_and_subjects_come_once(data: Graph) -> None:
    assert names(data.objects(node("x"), node("p"))) == ["a", "b", "c"]
    assert names(data.objects(node("x"), None)) == ["B", "Other", "a", "b", "c"]
    assert names(data.objects(node("nobody"), node("p"))) == []
    assert names(data.objects(ox.Literal("x"), node("p"))) == []
    assert names(data.objects(ox.Literal("x"), None)) == []
    assert names(data.subjects(node("p"), node("a"))) == ["x", "y"]
    assert names(data.subjects(None, node("a"))) == ["x", "y"]
    assert names(data.subjects(node("p"), node("nobody"))) == []


def test_statements_and_properties(data: Graph) -> None:
    assert data.holds(node("x"), node("p"), node("c"))
    assert not data.holds(node("x"), node("q"), node("c"))
    assert not data.holds(node("x"), node("p"), node("unseen"))
    assert not data.holds(ox.Literal("x"), node("p"), node("c"))
    assert data.properties(ox.Literal("x")) == []
    properties = [(p.value.removeprefix(E), names([v])[0]) for p, v in data.properties(node("x"))]
    assert sorted(p for p in properties if ":" not in p[0]) == [
        ("p", "a"),
        ("p", "b"),
        ("p", "c"),
        ("q", "a"),
    ]
    assert len(properties) == 6
    assert names(data.ends(node("p"), objects=True)) == ["a", "b", "c"]
    assert names(data.ends(node("p"), objects=False)) == ["x", "y"]


def test_classes_with_those_above_and_instances_with_those_below(data: Graph) -> None:
    assert names(data.classes(node("x"))) == ["A", "B", "Other", "Top"]
    assert names(data.classes(node("nobody"))) == []
    assert names(data.above(node("C"))) == ["A", "B", "C", "Top"]
    assert names(data.above(node("Loop"))) == ["Loop"]
    assert names(data.below(node("A"))) == ["A", "B", "C"]
    assert names(data.instances(node("A"))) == ["x", "y", "z"]
    assert names(data.instances(node("B"))) == ["x", "z"]
    assert names(data.subclasses(ox.Literal("x"), above=True)) == []


def test_all_statements_come_once_and_of_the_ontology_only_subclasses(data: Graph) -> None:
    everything = list(data)
    assert len(everything) == len(set(everything)) == 13
    assert (node("C"), data_graph.SUBCLASS, node("B")) in everything
    assert not any(subject == node("w") for subject, _, _ in everything)


def test_a_select_sees_the_graphs_that_are_looked_at(data: Graph) -> None:
    rows = list(data.select(f"SELECT ?s ?v {{ ?s <{E}p> ?v }}", {"v": node("a")}))
    assert {(str(row["s"]), str(row["v"])) for row in rows} == {
        (f"<{E}x>", f"<{E}a>"),
        (f"<{E}y>", f"<{E}a>"),
    }
    assert len(list(data.select(f"SELECT ?s {{ ?s <{E}p> <{E}c> }}"))) == 1


def test_the_parts_together_are_the_statements(data: Graph) -> None:
    output = io.BytesIO()
    for part in data.parts():
        data.write(part, output)
    lines = set(output.getvalue().splitlines())
    assert f"<{E}x> <{E}p> <{E}c> .".encode() in lines
    assert f"<{E}y> <{E}p> <{E}a> .".encode() in lines


def test_a_graph_in_memory_is_written_as_its_terms_were() -> None:
    output = io.BytesIO()
    data = graph("e:x e:p 4.0 , '007'^^xsd:integer .")
    for part in data.parts():
        data.write(part, output)
    assert b'"4.0"' in output.getvalue()
    assert b'"007"' in output.getvalue()


@pytest.mark.parametrize("many", [199, 200, 201, 400])
def test_a_hub_answers_as_any_node_does(many: int) -> None:
    """From 200 statements on, a node is asked for each property by itself."""
    store = ox.Store()
    hub, other = node("hub"), node("other")
    for number in range(many):
        store.add(ox.Quad(hub, node("p"), node(f"n{number}")))
        store.add(ox.Quad(node(f"n{number}"), node("p"), hub))
    store.add(ox.Quad(hub, node("q"), other))
    store.add(ox.Quad(other, node("q"), hub))
    data = StoreGraph(store)
    assert len(data.objects(hub, node("p"))) == len(data.subjects(node("p"), hub)) == many
    assert data.objects(hub, node("q")) == data.subjects(node("q"), hub) == [other]
    assert data.objects(hub, node("r")) == data.subjects(node("r"), hub) == []


def test_answers_stay_right_when_the_memory_of_nodes_starts_afresh(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(data_graph, "_MOST_NODES", 2)
    data = stored()
    for _ in range(2):
        for name, values in (("x", ["a", "b", "c"]), ("y", ["a"]), ("z", []), ("w", [])):
            assert names(data.objects(node(name), node("p"))) == values
        assert names(data.subjects(node("p"), node("b"))) == ["x"]


def test_what_was_removed_is_still_walked() -> None:
    (removed,) = statements("e:x e:p e:gone .")
    wide = WithRemoved(in_memory(), [removed])
    assert names(wide.objects(node("x"), node("p"))) == ["a", "b", "c", "gone"]
    assert names(wide.objects(node("x"), None)) == ["B", "Other", "a", "b", "c", "gone"]
    assert names(wide.objects(node("x"), node("q"))) == ["a"]
    assert names(wide.objects(node("y"), node("p"))) == ["a"]
    assert names(wide.subjects(node("p"), node("gone"))) == ["x"]
    assert names(wide.subjects(None, node("gone"))) == ["x"]
    assert names(wide.subjects(node("q"), node("gone"))) == []
    assert names(wide.subjects(node("p"), node("a"))) == ["x", "y"]
