"""Where a result stands: at its statement, else as near as can be said."""

from __future__ import annotations

from kg.model import BNode, Iri, Located, Position, Quad, Term, text
from kg.validation import PositionIndex

E = "http://example.org/"


def located(subject: str, predicate: str, value: Term, line: int) -> Located:
    quad = Quad(Iri(E + subject), Iri(E + predicate), value)
    return Located(quad, Position("data.ttl", line))


LOCATED = (
    located("x", "name", text("ex"), 1),
    located("x", "name", text("equis"), 2),
    located("x", "name", text("ex"), 3),
    located("x", "name", text("ex"), 1),
    located("x", "part", Iri(E + "y"), 4),
    located("z", "part", Iri(E + "y"), 5),
    located("z", "label", text(E + "w"), 6),
)


def lines(*sought: str | None) -> list[int]:
    return [position.line for position in PositionIndex(LOCATED).find(*sought)]  # type: ignore[arg-type]


def test_a_statement_stands_where_it_was_read_each_place_once() -> None:
    assert lines(E + "x", E + "name", "ex") == [1, 3]
    assert lines(E + "x", E + "name", "equis") == [2]


def test_else_the_property_else_the_subject_else_the_mention() -> None:
    assert lines(E + "x", E + "name", "other") == [1, 2, 3]
    assert lines(E + "x", E + "name") == [1, 2, 3]
    assert lines(E + "x", E + "other", "ex") == [1]
    assert lines(E + "x") == [1]
    assert lines(E + "y", E + "name") == [4, 5]
    assert lines(E + "w") == [], "a text that reads like an IRI mentions nothing"


def test_what_was_added_later_is_there_and_nothing_else() -> None:
    index = PositionIndex()
    assert index.find(E + "x") == ()
    index.add([located("x", "name", text("ex"), 7)])
    assert index.find(E + "x") == (Position("data.ttl", 7),)


def test_blank_nodes_are_found_by_their_label() -> None:
    quad = Quad(BNode("b1"), Iri(E + "name"), text("x"))
    index = PositionIndex([Located(quad, Position("data.ttl", 3))])
    assert index.find("_:b1", E + "name", "x") == (Position("data.ttl", 3),)
    assert index.find("b1") == ()


def test_an_index_of_some_subjects_finds_the_same_of_them() -> None:
    for given in (LOCATED, iter(LOCATED)):
        whole = PositionIndex(given)
        part = whole.about([E + "x", E + "y"])
        for sought in (("x", "name", "ex"), ("x", "other"), ("x",), ("y",), ("y", "part")):
            terms = (E + sought[0], *(E + term for term in sought[1:2]), *sought[2:])
            assert part.find(*terms) == whole.find(*terms) != ()
        assert part.find(E + "z", E + "label") != whole.find(E + "z", E + "label")


def test_a_part_of_an_index_that_was_asked_before_finds_the_same() -> None:
    quad = Quad(Iri("http://e.x/a"), Iri("http://e.x/p"), text("b"))
    index = PositionIndex([Located(quad, Position("f", 3))])
    assert index.find("http://e.x/a") == (Position("f", 3),)
    assert index.about({"http://e.x/a"}).find("http://e.x/a") == (Position("f", 3),)
