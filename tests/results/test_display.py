"""What people see in place of a term."""

from __future__ import annotations

import pytest

from kg.model import BNode, Iri, Literal, Term
from kg.rdf.namespaces import VOC
from kg.results.display import display_text, is_link
from tests.results.answers import CLAUT, LABELS, Row, written


def test_iris_without_a_label_are_shortened() -> None:
    rows: tuple[Row, ...] = ((Iri(VOC + "sector/automotive"),),)
    assert written("table", rows, ("s",)).splitlines()[2] == "voc:sector/automotive"
    assert "[voc:sector/automotive](https://" in written("markdown", rows, ("s",))


def test_a_value_cannot_move_the_cursor() -> None:
    rows: tuple[Row, ...] = ((Literal("a\x1b[2Jb\x07\u202ec\n\u2028d\x9b"),),)
    for format in ("table", "markdown"):
        shown = written(format, rows, ("s",))
        assert not set(shown) & set("\x1b\x07\u202e\u2028\x9b")
    assert "a\\x1b[2Jb\\x07\\u202ec  d\\x9b" in written("table", rows, ("s",))


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        (None, ""),
        (CLAUT, "CLAUT | Nuevo León"),
        (Iri(VOC + "sector/automotive"), "voc:sector/automotive"),
        (Literal(CLAUT.value), CLAUT.value),
        (BNode("b"), "_:b"),
        (Literal("a\u00a0b ñ 東"), "a\u00a0b ñ 東"),
        (Literal("\x1b\u202e\u2066\u2069\x85"), "\\x1b\\u202e\\u2066\\u2069 "),
        (Literal("soft\u00adhyphen"), "soft\u00adhyphen"),
    ],
)
def test_the_text_of_a_cell(term: Term | None, shown: str) -> None:
    assert display_text(term, LABELS) == shown


def test_an_empty_label_is_none() -> None:
    assert display_text(CLAUT, {CLAUT.value: ""}) == "id:claut-nuevo-leon"


@pytest.mark.parametrize(
    ("term", "link"),
    [
        (Iri("https://e.org"), True),
        (Iri("http://e.org"), True),
        (Iri("urn:x"), False),
        (Iri("httpx://e"), False),
        (Literal("https://e.org"), False),
        (None, False),
    ],
)
def test_links(term: Term | None, link: bool) -> None:
    assert is_link(term) == link
