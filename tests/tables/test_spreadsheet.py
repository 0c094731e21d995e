"""Somebody else's table: its dialect is detected, its cells are text, and it is bounded."""

from __future__ import annotations

import datetime
import gzip
import zipfile
from pathlib import Path

import openpyxl
import pytest

from kg.errors import InputError
from kg.tables import spreadsheet
from kg.tables.records import Record
from kg.tables.spreadsheet import Dialect, Records, is_table


def cells(folder: Path, text: str, dialect: Dialect | None = None) -> list[list[str]]:
    file = folder / "t.csv"
    file.write_text(text, "utf-8")
    return [record.cells for record in Records(file, "t", dialect or Dialect())]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.csv", True),
        ("A.XLSX", True),
        ("a.tsv.gz", True),
        ("a.txt", True),
        ("a.csv.gz", True),
        ("a.gz", False),
        ("a.ttl", False),
        ("csv", False),
    ],
)
def test_a_table_is_known_by_its_name(name: str, expected: bool) -> None:
    assert is_table(Path(name)) is expected


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("a,b\n1,2\n", ["a", "b"]),
        ("a;b\n1;2\n", ["a", "b"]),
        ("a\tb\n1\t2\n", ["a", "b"]),
        ("a|b\n1|2\n", ["a", "b"]),
        ("a;b\n1,5;2,5\n", ["a", "b"]),
        ("a, b;c\n1;2\n", ["a, b", "c"]),
        ("a;b,c;d\n1,2;3,4;5,6\n", ["a", "b,c", "d"]),
        ("a;b\n\n1;2\n", ["a", "b"]),
        ("a;b\n1\n", ["a", "b"]),
        ("a\n1\n", ["a"]),
        ("a b\n1,2\n", ["a b"]),
        ("a;b\n1;2\n1;2\n1;2\n1;2\n1 2\n", ["a", "b"]),
        ("a,b;c\n1;2\n1;2\n1;2\n1\n1;2\n", ["a", "b;c"]),
    ],
)
def test_the_delimiter_is_that_which_every_line_has_most(
    tmp_path: Path, text: str, first: list[str]
) -> None:
    assert cells(tmp_path, text)[0] == first


def test_the_delimiter_is_looked_for_from_the_header_on(tmp_path: Path) -> None:
    text = "Directory, of, clusters\n\na;b\n1;2\n"
    assert cells(tmp_path, text, Dialect(header=3)) == [["a", "b"], ["1", "2"]]
    assert cells(tmp_path, text, Dialect(header=4)) == [["1", "2"]]


def test_a_declared_delimiter_is_taken(tmp_path: Path) -> None:
    assert cells(tmp_path, "a;b,c\n", Dialect(delimiter=",")) == [["a;b", "c"]]


def test_a_header_beyond_the_end_leaves_nothing(tmp_path: Path) -> None:
    assert cells(tmp_path, "a,b\n", Dialect(header=9)) == []


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", ""), ("utf-8-sig", ""), ("cp1252", ""), ("utf-16", ""), ("mac_roman", "mac_roman")],
)
@pytest.mark.parametrize("ending", ["csv", "csv.gz"])
def test_the_encoding_is_detected_or_declared(
    tmp_path: Path, encoding: str, declared: str, ending: str
) -> None:
    file = tmp_path / f"t.{ending}"
    data = "a,Nuevo León\n".encode(encoding)
    file.write_bytes(gzip.compress(data) if ending == "csv.gz" else data)
    (record,) = Records(file, "t", Dialect(encoding=declared))
    assert record.cells == ["a", "Nuevo León"]


def workbook(path: Path, *sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"S{number}")
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_the_cells_of_a_workbook_are_texts(tmp_path: Path) -> None:
    values: list[object] = [
        None,
        "a  b\nc",
        3.0,
        3.5,
        7,
        datetime.datetime(2016, 2, 14),
        True,
    ]
    file = workbook(tmp_path / "t.xlsx", [["x"], [], values])
    source = Records(file, "t", Dialect())
    assert list(source) == [
        Record(1, ["x"], [1]),
        Record(3, ["", "a b c", "3", "3.5", "7", "2016-02-14", "True"], [1, 2, 3, 4, 5, 6, 7]),
    ]
    assert source.done == source.total == 3


def test_the_first_sheet_is_read_or_the_declared_one(tmp_path: Path) -> None:
    file = workbook(tmp_path / "t.xlsx", [["one"]], [["two"]])
    assert [r.cells for r in Records(file, "t", Dialect())] == [["one"]]
    assert [r.cells for r in Records(file, "t", Dialect(sheet="S2"))] == [["two"]]
    with pytest.raises(InputError, match="t: there is no sheet 'S3'; the sheets are S1, S2"):
        list(Records(file, "t", Dialect(sheet="S3")))


def test_the_header_of_a_workbook_may_stand_further_down(tmp_path: Path) -> None:
    file = workbook(tmp_path / "t.xlsx", [["title"], ["a"], ["1"]])
    assert [r.line for r in Records(file, "t", Dialect(header=2))] == [2, 3]


@pytest.mark.parametrize("content", [b"PK no archive", b"no archive at all"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.xlsx").write_bytes(content)
    with pytest.raises(InputError, match=r"t: this is no workbook \(\.xlsx\): "):
        list(Records(tmp_path / "t.xlsx", "t", Dialect()))


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(InputError, match=r"t: this is no workbook \(\.xlsx\): "):
        list(Records(tmp_path / "t.xlsx", "t", Dialect()))


def test_a_sheet_that_is_cut_is_refused(tmp_path: Path) -> None:
    file = workbook(tmp_path / "t.xlsx", [["a"], ["b"]])
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = next(name for name in parts if "sheet1" in name and name.endswith(".xml"))
    parts[sheet] = parts[sheet][: parts[sheet].index(b'r="2"') + 4]
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(InputError, match="t: the sheet cannot be read: "):
        list(Records(file, "t", Dialect()))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_too_many_columns_are_refused_with_the_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(spreadsheet, "_MAX_COLUMNS", 3)
    file = tmp_path / f"t.{form}"

    def write(columns: int) -> None:
        if form == "csv":
            file.write_text("a,b,c\n" + ",".join("x" * columns) + "\n")
        else:
            workbook(file, [["a"], ["x"] * columns])

    write(3)
    assert len(list(Records(file, "t", Dialect()))) == 2
    write(4)
    with pytest.raises(InputError, match=r"4 columns; at most 3 are read\. Is the delimiter right"):
        list(Records(file, "t", Dialect()))
