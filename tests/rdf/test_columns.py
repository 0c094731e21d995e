"""Lines of N-Quads as rows of columns, and back."""

from __future__ import annotations

import pytest

from kg.model import BNode, Iri, Literal, Quad
from kg.rdf.columns import WrongLine, quad_of_row, quad_row, quad_rows

XSD = "http://www.w3.org/2001/XMLSchema#"
LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


def renamed(label: str) -> str:
    return f"file-1-{label}"


def test_a_row_has_the_terms_of_its_line_as_the_store_would_have_them() -> None:
    lines = [
        "# a comment, and an empty line",
        "",
        "<urn:a> <urn:p> <urn:b> .",
        '_:x <urn:p> "uno"@ES <urn:g> .',
        f'<urn:a> <urn:p> "01"^^<{XSD}integer> .',
        "<urn:a> <urn:p> _:x <urn:g> .",
    ]
    assert quad_rows(lines, renamed) == [
        ("urn:a", "urn:p", "urn:b", None, "", None),
        ("_:file-1-x", "urn:p", "uno", LANG_STRING, "es", "urn:g"),
        ("urn:a", "urn:p", "1", f"{XSD}integer", "", None),
        ("urn:a", "urn:p", "_:file-1-x", None, "", "urn:g"),
    ]


@pytest.mark.parametrize(
    "quad",
    [
        Quad(Iri("urn:a"), Iri("urn:p"), Iri("urn:b"), None),
        Quad(BNode("x"), Iri("urn:p"), BNode("y"), Iri("urn:g")),
        Quad(Iri("urn:a"), Iri("urn:p"), Literal("_:no node", f"{XSD}string", ""), None),
        Quad(Iri("urn:a"), Iri("urn:p"), Literal("uno", language="es"), Iri("urn:g")),
    ],
)
def test_a_quad_is_its_row_read_again(quad: Quad) -> None:
    assert quad_of_row(quad_row(quad)) == quad


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("<urn:a> <urn:p> .", "object|subject|expected|term|value"),
        ("<urn:a> <urn:p> <<( <urn:a> <urn:b> <urn:c> )>> .", "RDF 1.2"),
        ('<urn:a> <urn:p> "uno"@es--ltr .', "RDF 1.2"),
        ("<urn:a> <urn:p> <urn:b> _:g .", "graph"),
    ],
)
def test_a_line_that_is_no_quad_is_named(line: str, reason: str) -> None:
    before = ["# a comment", "<urn:a> <urn:p> <urn:b> .", ""]
    with pytest.raises(WrongLine, match=reason) as wrong:
        quad_rows([*before, line], renamed)
    assert wrong.value.number == 3
