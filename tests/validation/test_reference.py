"""What is not compiled is checked by pySHACL: its results read like ours."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.model import Triple, Violation
from kg.validation import reference
from tests.validation.judge import compiled, graph, quads

SHAPES = """
e:S sh:targetClass e:T ; hx:code "C1" ; sh:severity sh:Warning ; sh:message "wrong"@en , "mal"@es ;
    sh:nodeKind sh:IRI ; sh:property e:Name , e:Part , e:Inverse .
e:Name sh:path e:name ; sh:message "name" ; hx:code "C2" ; sh:minCount 1 ; sh:datatype xsd:string .
e:Part sh:path e:part ; sh:message "part"@en ;
    sh:maxCount 1 ; sh:severity e:Mine ; sh:nodeKind sh:IRI .
e:Inverse sh:path [ sh:inversePath e:part ] ; sh:message "parte"@es ;
    sh:severity sh:Info ; sh:class e:T .
e:Other sh:targetSubjectsOf e:part ; sh:property e:Name , e:Nameless .
e:Nameless sh:path e:name ; sh:maxCount 0 ; sh:message "other" .
"""
DATA = """
e:x a e:T ; e:part e:y , 2 . e:y a e:T ; e:name "y"@es , 7 . _:b a e:T ; e:name "b" ; e:part e:y .
e:z e:part e:y .
"""


def comparable(result: Violation) -> Violation:
    """Return a result without what pySHACL does not say."""
    return replace(result, expected=(), shape=None, path_turtle="")


def test_both_engines_say_the_same() -> None:
    shapes = compiled(SHAPES)
    ours = [comparable(r) for r in shapes.validate(graph(DATA)).results]
    triples = [quad.triple for quad in quads(DATA)]
    theirs = reference.validate(triples, shapes.shapes)
    assert len(ours) > 6
    assert {result.path.removeprefix("http://example.org/") for result in theirs} == {
        "",
        "name",
        "part",
    }
    (backwards,) = [result for result in theirs if result.severity == "info"]
    assert (str(backwards.focus), backwards.path) == (
        "http://example.org/y",
        "http://example.org/part",
    )

    def text(result: Violation) -> str:  # the labels of blank nodes differ between two readings
        blank = "b" if "_:" in str(result.focus) else str(result.focus)
        return repr((blank, replace(result, focus=triples[0].subject)))

    assert sorted(map(text, ours)) == sorted(map(text, theirs))


@pytest.mark.parametrize(
    ("only", "codes"),
    [(["Other"], {"", "C2"}), (["S"], {"", "C1", "C2"}), (["Name"], set()), ([], set())],
)
def test_only_the_targets_of_the_shapes_asked_for_count(only: list[str], codes: set[str]) -> None:
    triples: list[Triple] = [quad.triple for quad in quads(DATA)]
    results = reference.validate(
        triples, compiled(SHAPES).shapes, [f"http://example.org/{name}" for name in only]
    )
    assert {result.code for result in results} == codes


def test_a_shape_without_messages_has_the_words_of_pyshacl() -> None:
    shapes = "e:S sh:targetSubjectsOf e:p ; sh:property [ sh:path e:p ; sh:class e:T ] ."
    triples = [quad.triple for quad in quads('_:a e:p "seven" . _:b e:p "seven" .')]
    results = reference.validate(triples, compiled(shapes).shapes)
    assert {result.focus for result in results} == {triple.subject for triple in triples}
    for result in results:
        ((language, message),) = result.messages
        assert language == ""
        assert "class" in message.lower()
