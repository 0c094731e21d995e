"""Workbooks of Excel, read again by openpyxl and by their XML."""

from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import pytest

from kg import results
from kg.errors import UsageError
from kg.model import BNode, Iri, Literal, Solutions, text
from kg.rdf.namespaces import XSD
from kg.results import workbook
from tests.results.answers import LABELS, ROWS, Row


def written(rows: tuple[Row, ...], *names: str) -> io.BytesIO:
    """Return the bytes of a workbook."""
    output = io.BytesIO()
    count = results.write_binary(Solutions(names, iter(rows)), "xlsx", output, labels=LABELS)
    assert count == len(rows)
    output.seek(0)
    return output


def values(rows: tuple[Row, ...], *names: str) -> list[tuple[object, ...]]:
    """Return the values below the header."""
    sheet = openpyxl.load_workbook(written(rows, *names)).active
    assert sheet is not None
    header, *others = sheet.iter_rows(values_only=True)
    assert header == names
    return list(others)


def test_an_answer() -> None:
    sheet = openpyxl.load_workbook(written(ROWS, "thing", "name", "n")).active
    assert sheet is not None
    assert sheet.title == "answer"
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert not sheet["A2"].font.bold
    assert sheet["A2"].value == "CLAUT | Nuevo León"
    assert sheet["A2"].hyperlink.target == ROWS[0][0].value  # type: ignore[union-attr]
    assert sheet["B2"].hyperlink is None
    assert (sheet["C2"].value, sheet["C3"].value, sheet["C4"].value) == (92, None, 1.5)
    assert sheet["B4"].value == datetime.datetime(2019, 6, 23)
    assert sheet.column_dimensions["A"].width == 28  # of the IRI of a blank node


def test_a_long_heading_has_a_wide_column() -> None:
    sheet = openpyxl.load_workbook(written((), "x" * 30)).active
    assert sheet is not None
    assert sheet.column_dimensions["A"].width == 32


@pytest.mark.parametrize(
    ("datatype", "value", "cell"),
    [
        ("integer", "-7", -7),
        ("gYear", "2019", 2019),
        ("int", "1", 1),
        ("decimal", "1.50", 1.5),
        ("double", "1e3", 1000),
        ("date", "2019-06-23", datetime.datetime(2019, 6, 23)),
        ("date", "2019-06-23Z", "2019-06-23Z"),
        ("boolean", "true", True),
        ("boolean", "1", True),
        ("boolean", "false", False),
        ("integer", "many", "many"),
        ("decimal", "much", "much"),
        ("string", "42", "42"),
        ("string", "=1+1", "=1+1"),
        ("duration", "P1D", "P1D"),
        ("double", "INF", "INF"),
        ("double", "-INF", "-INF"),
        ("float", "NaN", "NaN"),
        ("double", "1e999", "1e999"),
        ("integer", "999999999999999", 999999999999999),
        ("integer", "1000000000000000", "1000000000000000"),
        ("integer", "-1000000000000001", "-1000000000000001"),
        ("date", "1900-03-01", datetime.datetime(1900, 3, 1)),
        ("date", "1900-02-28", "1900-02-28"),
        ("date", "1810-09-16", "1810-09-16"),
    ],
)
def test_literals(datatype: str, value: str, cell: object) -> None:
    ((read,),) = values(((Literal(value, XSD + datatype),),), "x")
    assert read == cell
    assert type(read) is type(cell)


def test_a_text_is_never_a_formula() -> None:
    sheet = openpyxl.load_workbook(
        written(((text("=1+1", "es"), Literal("=A1")),), "=a", "b")
    ).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}


def test_other_terms() -> None:
    assert values(((BNode("b"), Iri("urn:x"), None, Iri("a:\x1b")),), "a", "b", "c", "d") == [
        ("_:b", "urn:x", None, "a:\\x1b")
    ]


def test_what_a_cell_cannot_hold() -> None:
    ((long, odd),) = values(((Literal("x" * 40_000), Literal("a\x00b\x0bc\ufffed\te")),), "a", "b")
    assert long == "x" * 32_767
    assert odd == "a\ufffdb\ufffdc\ufffdd\te"


def test_more_rows_than_a_sheet_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_MOST_ROWS", 4)  # a sheet of a million takes a minute
    row: Row = (Literal("x"),)
    assert len(values((row,) * 3, "a")) == 3
    with pytest.raises(UsageError, match="a sheet of Excel holds 3 rows; the answer has more"):
        written((row,) * 4, "a")


def test_the_limit_is_excels() -> None:
    assert workbook._MOST_ROWS == 2**20  # noqa: SLF001  no file can show it quickly


def test_it_is_a_zip_of_xml_with_nothing_to_run() -> None:
    with zipfile.ZipFile(written(ROWS, "a", "b", "c")) as archive:
        assert archive.testzip() is None
        assert not [name for name in archive.namelist() if "vba" in name.lower()]
