"""CSV for spreadsheets: read again, no cell is a formula, whatever the separator of the reader."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import results
from kg.model import Iri, Literal, Solutions, Term, text
from kg.rdf.namespaces import XSD

FORMULA = "=+-@＝＋－＠"


def written(*terms: Term | None, heads: tuple[str, ...] | None = None) -> str:
    output = io.StringIO(newline="")
    names = heads or tuple(f"c{n}" for n in range(len(terms)))
    results.write(Solutions(names, iter([terms])), "csv", output, excel=True)
    return output.getvalue()


def cells(text: str, separator: str = ",") -> list[list[str]]:
    return list(
        csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator)
    )


@pytest.mark.parametrize(
    ("term", "cell"),
    [
        (text("=1+1"), "'=1+1"),
        (text("+52 81"), "'+52 81"),
        (text("-"), "'-"),
        (text("@SUM(A1)"), "'@SUM(A1)"),
        (text("\t=1"), "\t'=1"),
        (text(" \u00a0=1"), " \u00a0'=1"),
        (text("\ufeff=1"), "\ufeff'=1"),
        (text("＝1"), "'＝1"),
        (text("a;=1"), "a;'=1"),
        (text('a;"=1'), "a;\"'=1"),
        (text("a\n=1"), "a\n'=1"),
        (text("a=1, b-2, x@y"), "a=1, b-2, x@y"),
        (text("Clúster, «León»"), "Clúster, «León»"),
        (Literal("-5", XSD + "integer"), "-5"),
        (Literal("-1.5e3", XSD + "double"), "-1.5e3"),
        (Literal("-INF", XSD + "double"), "'-INF"),
        (Literal("-1+cmd|' /C calc'!A0", XSD + "integer"), "'-1+cmd|' /C calc'!A0"),
        (Iri("http://e/=1"), "http://e/=1"),
        (None, ""),
    ],
)
def test_cells(term: Term | None, cell: str) -> None:
    (_, (read, last)) = cells(written(term, text("end")))
    assert (read, last) == (cell, "end")


def test_heads_mark_and_line_ends() -> None:
    assert written(text("ñ"), heads=("=x",)) == '\ufeff"\'=x"\r\n"ñ"\r\n'


@given(st.text(alphabet=st.sampled_from(FORMULA + " \t\r\n;,\"'a|")), st.text())
def test_no_reader_finds_a_formula(first: str, second: str) -> None:
    """Comma, semicolon or tab: no cell begins with what makes a formula of it."""
    content = written(text(first), text(second))
    for separator in ",;\t":
        for row in cells(content, separator):
            for cell in row:
                begin = cell.strip(" \t\r\n\ufeff\u200b")[:1]
                assert not begin or begin not in FORMULA, (separator, cell)
