"""Tables: every cell has its place, and every fault its message."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.tables import curated
from kg.tables.curated import read_table
from kg.tables.doubtful import is_wrong


def write(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    return path


def test_each_cell_knows_its_line_and_column(tmp_path: Path) -> None:
    path = write(tmp_path, b'a,b,c\n1,"x, y",3\n"","",z\n')
    table = read_table(path, "t.csv", ("a", "b", "c"))
    assert not table.problems
    assert [row.cells for row in table.rows] == [
        {"a": "1", "b": "x, y", "c": "3"},
        {"a": "", "b": "", "c": "z"},
    ]
    assert str(table.rows[0].at("c")) == "t.csv:2:10"
    assert str(table.rows[1].at("c")) == "t.csv:3:7"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b"a,b,d\n",
            "t.csv:1:5: unknown column 'd'. The columns are a, b, c\n"
            "t.csv:1: the column 'c' is missing; add it to the header",
        ),
        (b'a,"b\nb",c\n', "t.csv:1:3: a line break in a cell; write the cell on one line"),
        (b"a,b\n", "t.csv:1: the column 'c' is missing"),
        (b"a,b,c,c\n", "t.csv:1:7: the column 'c' stands twice; remove one"),
        (b"a,b,c\n1,2\n", "t.csv:2:3: 2 cells, but the header has 3"),
        (b"a,b,c\n1,2,3,4\n", "t.csv:2:7: 4 cells, but the header has 3"),
        (b'a,b,c\n1,"x\ny",3\n', "t.csv:2:3: a line break in a cell"),
        (b'a,b,c\n1,"x" y,3\n', "t.csv:2:3: a quote where none may stand"),
    ],
)
def test_a_fault_of_form_is_named_with_its_place(tmp_path: Path, data: bytes, message: str) -> None:
    table = read_table(write(tmp_path, data), "t.csv", ("a", "b", "c"))
    assert message in "\n".join(map(str, table.problems))


def test_a_misspelt_column_brings_a_suggestion(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, b"fonded\n"), "t.csv", ("founded",))
    assert "did you mean 'founded'" in str(table.problems[0])


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_broken_utf8_is_named_with_line_and_column(tmp_path: Path, mark: bytes) -> None:
    path = write(tmp_path, mark + "a\nLeón\n".encode() + b"x\xf3y\n")
    with pytest.raises(InputError, match=r"t\.csv:3:2: byte 0xf3 is not UTF-8"):
        read_table(path, "t.csv", ("a",))


def test_a_bom_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, b"\xef\xbb\xbfa\nx\n"), "t.csv", ("a",))
    assert table.header == ("a",)


def test_a_column_that_is_there_is_not_suggested(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, b"founded,fonded\n"), "t.csv", ("founded", "level"))
    unknown, missing = map(str, table.problems)
    assert unknown == "t.csv:1:9: unknown column 'fonded'. The columns are founded, level"
    assert missing == "t.csv:1: the column 'level' is missing; add it to the header"


def test_a_table_with_a_wrong_header_has_no_rows_and_one_with_a_wrong_row_the_others(
    tmp_path: Path,
) -> None:
    assert read_table(write(tmp_path, b"a,c\n1,2\n"), "t.csv", ("a", "b")).rows == ()
    table = read_table(write(tmp_path, b"a,b\n1\n1,2,3\n1,2\n"), "t.csv", ("a", "b"))
    assert [row.line for row in table.rows] == [4]
    assert [problem.position.line for problem in table.problems] == [2, 3]


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, b"b,a\n1,2\n"), "t.csv", ("a", "b"))
    assert table.header == ("b", "a")
    assert not table.problems
    assert table.rows[0].cells == {"a": "2", "b": "1"}
    assert str(table.rows[0].at()) == str(table.rows[0].at("c")) == "t.csv:2"


def test_a_table_of_far_too_many_columns_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curated, "_MAX_COLUMNS", 2)
    assert read_table(write(tmp_path, b"a,b\n"), "t.csv", ("a", "b")).header == ("a", "b")
    with pytest.raises(InputError, match=r"t\.csv:2: 3 columns; no table has so many"):
        read_table(write(tmp_path, b"\na,b,c\n"), "t.csv", ("a", "b"))


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf", b'""\n', b"\xc2\xa0\n"])
def test_an_empty_file_says_so(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError, match="the file is empty"):
        read_table(write(tmp_path, data), "t.csv", ("a",))


def test_a_directory_and_a_missing_file_say_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="this is a directory"):
        read_table(tmp_path, "t.csv", ("a",))
    with pytest.raises(InputError, match="there is no such file"):
        read_table(tmp_path / "none.csv", "t.csv", ("a",))


cell = (
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"))
    .map(lambda text: text.strip())
    .filter(lambda text: not is_wrong(text))
)


@given(st.lists(st.tuples(cell, cell, cell), max_size=8))
def test_what_pythons_csv_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([("a", "b", "c"), *rows])
    path = tmp_path_factory.mktemp("t") / "t.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    table = read_table(path, "t.csv", ("a", "b", "c"))
    assert not table.problems
    assert [tuple(row.cells.values()) for row in table.rows] == rows


def test_a_cell_that_is_not_what_it_seems_is_a_problem(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b\nNuevo LeÃ³n,#N/A\nA¡A,x\n".encode())
    table = read_table(path, "t.csv", ("a", "b"))
    assert [str(problem) for problem in table.problems] == [
        "t.csv:2:1 (a): «Nuevo LeÃ³n» was read in a wrong encoding once, probably «Nuevo León»; "
        "correct it",
        "t.csv:2:13 (b): «#N/A» is the error of a formula; correct the formula, or empty the cell",
    ]
