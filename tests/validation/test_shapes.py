"""Shapes: their targets, what nested shapes look at, what a result says of its shape."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.model import BNode, Iri
from kg.rdf.namespaces import SH
from kg.validation.shapes import Shape
from tests.validation.judge import E, compiled, graph, shown, validate

DATA = """
e:x a e:A ; e:p e:y . e:y a e:B ; e:q e:x . e:z e:p 1 . e:B rdfs:subClassOf e:A .
"""


@pytest.mark.parametrize(
    ("target", "focus"),
    [
        ("sh:targetClass e:A", "x y"),
        ("sh:targetClass e:B", "y"),
        ("sh:targetClass e:None", ""),
        ("sh:targetNode e:x", "x"),
        ("sh:targetNode e:nowhere", "nowhere"),
        ("sh:targetNode e:x, e:y", "x y"),
        ("sh:targetSubjectsOf e:p", "x z"),
        ("sh:targetObjectsOf e:p", "1 y"),
        ("sh:targetObjectsOf e:none", ""),
        ("sh:targetClass e:A ; sh:targetSubjectsOf e:p", "x y z"),
        ("sh:targetClass e:B ; sh:targetNode e:y", "y"),
    ],
)
def test_targets(target: str, focus: str) -> None:
    shapes = f"e:S {target} ; sh:in ( ) ."
    results = validate(shapes, DATA).results
    assert sorted(str(r.focus).removeprefix(E) for r in results) == focus.split()
    (shape,) = compiled(shapes).shapes.shapes
    data = graph(DATA)
    for name in ("x", "y", "z", "nowhere"):
        assert shape.is_target(ox.NamedNode(E + name), data) == (name in focus.split())


@pytest.mark.parametrize("kind", ["rdfs:Class", "owl:Class", "e:Meta"])
def test_a_class_that_is_a_shape_is_about_its_instances(kind: str) -> None:
    shapes = f"e:A a sh:NodeShape , {kind} ; sh:in ( ) . e:Meta rdfs:subClassOf rdfs:Class ."
    assert [str(r.focus) for r in validate(shapes, DATA).results] == [E + "x", E + "y"]


def test_a_deactivated_shape_finds_nothing_and_everything_conforms_to_it() -> None:
    assert not validate(
        "e:S sh:targetNode e:x ; sh:deactivated true ; sh:in ( ) . e:T sh:targetNode e:y .", DATA
    ).results
    nested = "e:S sh:targetClass e:A ; sh:{} e:N . e:N sh:deactivated {} ; sh:in ( ) ."
    assert not validate(nested.format("node", "true"), DATA).results
    assert len(validate(nested.format("not", "true"), DATA).results) == 2
    assert len(validate(nested.format("node", "false"), DATA).results) == 2


def test_a_property_shape_looks_at_the_values_of_the_shape_around_it() -> None:
    shapes = """
    e:S sh:targetClass e:Top ; sh:property [ sh:path e:p ;
        sh:property [ sh:path e:q ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ] .
    """
    data = "e:x a e:Top ; e:p e:y, e:z . e:y e:q e:a, e:b . e:z e:q 7 ."
    results = validate(shapes, data).results
    assert sorted((str(r.focus).removeprefix(E), r.path, shown(r)) for r in results) == [
        ("y", E + "q", "-"),
        ("z", E + "q", "7"),
    ]


def test_severity_messages_and_code_are_those_of_the_shape_that_finds() -> None:
    shapes = """
    e:S sh:targetClass e:A ; hx:code "C1" ; sh:severity sh:Info ; sh:message "outside"@en ;
        sh:nodeKind sh:BlankNode ;
        sh:property [ sh:path e:p ; sh:minCount 9 ; hx:code "C2" ; sh:severity sh:Warning ;
            sh:message "dentro"@es , "inside" ] ;
        sh:property e:Q .
    e:Q sh:path e:r ; sh:minCount 9 ; sh:severity e:Mine .
    """
    results = validate(shapes, "e:x a e:A .").results
    assert [(r.severity, r.code, r.messages) for r in results] == [
        ("violation", "", ()),
        ("warning", "C2", (("", "inside"), ("es", "dentro"))),
        ("info", "C1", (("en", "outside"),)),
    ]
    own, nested, outer = results
    assert [r.severity_iri for r in results] == [E + "Mine", SH + "Warning", SH + "Info"]
    assert (own.shape, outer.shape) == (Iri(E + "Q"), Iri(E + "S"))
    assert isinstance(nested.shape, BNode)
    assert (own.path_turtle, outer.path_turtle) == (f"<{E}r>", "")
    assert (outer.value, outer.path) == (Iri(E + "x"), "")


def test_without_a_severity_a_result_is_a_violation() -> None:
    (result,) = validate("e:S sh:targetNode e:x ; sh:in ( ) .", "e:x e:p 1 .").results
    assert (result.severity, result.severity_iri) == ("violation", SH + "Violation")


def test_too_many_values_are_all_named_in_order() -> None:
    shapes = "e:S sh:targetClass e:A ; sh:property [ sh:path {} ; sh:maxCount 1 ; sh:minCount 9 ] ."
    data = "e:x a e:A ; e:p 2, 1, 3 . e:y e:q e:x . e:z e:q e:x ."
    results = validate(shapes.format("e:p"), data).results
    assert [[v.value for v in r.values] for r in results] == [["1", "2", "3"], []]
    results = validate(shapes.format("[ sh:inversePath e:q ]"), data).results
    assert [[v.value.removeprefix(E) for v in r.values] for r in results] == [["y", "z"], []]
    assert {r.path for r in results} == {E + "q"}
    assert {r.path_turtle for r in results} == {f"[ sh:inversePath <{E}q> ]"}


def test_a_shape_is_called_by_its_iri() -> None:
    assert str(Shape(ox.NamedNode(E + "S"))) == E + "S"
    assert str(Shape(ox.BlankNode("b"))) == "a shape"


def test_the_shapes_can_be_written_for_another_engine() -> None:
    text = "e:S sh:targetNode e:x ; sh:property [ sh:path e:p ; sh:minCount 1 ] ."
    shapes = compiled(text).shapes
    again = ox.Store()
    again.load(shapes.turtle().encode(), format=ox.RdfFormat.TURTLE)
    assert len(again) == len(list(shapes.graph)) == 4
