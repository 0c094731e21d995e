"""A cell belongs to the header above it; where that is not known, nothing is taken from its row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.model import Problem
from kg.tables.layout import Layout, read_layout
from kg.tables.spreadsheet import Dialect, Records


def layout(
    folder: Path, text: str, wanted: Sequence[str], dialect: Dialect | None = None
) -> Layout:
    (folder / "t.csv").write_text(text, "utf-8")
    chosen = dialect or Dialect()
    return read_layout(iter(Records(folder / "t.csv", "t", chosen)), "t", chosen, wanted)


def rows(table: Layout) -> tuple[list[dict[str, str]], list[str]]:
    problems: list[Problem] = []
    read = [table.row(record, problems) for record in table.records]
    return [row.cells for row in read if row], [str(problem) for problem in problems]


def test_columns_have_names_numbers_and_letters(tmp_path: Path) -> None:
    table = layout(tmp_path, "a,b,b\n1,2,3\n", ["a", "#2", "#C"])
    assert rows(table) == ([{"a": "1", "#2": "2", "#C": "3"}], [])


def test_a_table_without_header_has_its_first_row(tmp_path: Path) -> None:
    table = layout(tmp_path, "1,2\n3,4\n", ["#A", "#2"], Dialect(header=0))
    assert rows(table) == ([{"#A": "1", "#2": "2"}, {"#A": "3", "#2": "4"}], [])


@pytest.mark.parametrize(
    ("wanted", "header", "message"),
    [
        ("b", 1, r"the column 'b' stands 2 times; name the right one by its place: #2, #3"),
        ("nombre", 1, r"not in the header: Nombré, b, b; did you mean 'Nombré'\?"),
        ("zzz", 1, r"not in the header: Nombré, b, b$"),
        ("#4", 1, r"there is no column #4; the table has 3, #1 to #3 or #A to #C"),
        ("#D", 0, r"there is no column #D"),
        ("a", 0, r"header = false; name columns by their place"),
    ],
)
def test_a_column_that_is_not_there_once_is_told(
    tmp_path: Path, wanted: str, header: int, message: str
) -> None:
    with pytest.raises(InputError, match=rf"^t:1: .*{message}"):
        layout(tmp_path, "Nombré,b,b\n1,2,3\n", [wanted], Dialect(header=header))


def test_a_header_that_is_no_record_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="t:1:3: the quote that opens"):
        layout(tmp_path, 'a,"b\n1,2\n', ["a"])


def test_a_column_that_nobody_wants_may_be_wrong(tmp_path: Path) -> None:
    text = "a,b\nx,LeÃ³n\nLeÃ³n,y\n"
    _, (problem,) = rows(layout(tmp_path, text, ["a"]))
    assert problem.startswith("t:3:1 (a): «LeÃ³n» was read in a wrong encoding once")
    assert 'mojibake = "keep"' in problem
    table = layout(tmp_path, text, ["a", "b"], Dialect(mojibake="keep"))
    assert rows(table)[0][0] == {"a": "x", "b": "LeÃ³n"}


def test_rows_that_are_none_are_skipped_or_told(tmp_path: Path) -> None:
    text = "a,b\n1,2\na,b\nTotal: 1\n,\nFuente: INEGI,\n"
    read, problems = rows(layout(tmp_path, text, ["a"], Dialect(skip_rows=("total", "fuente"))))
    assert read == [{"a": "1"}]
    (again,) = problems
    assert again.startswith("t:3: this is the header again")


def test_a_quote_that_is_open_is_told_though_its_row_looks_empty(tmp_path: Path) -> None:
    read, (problem,) = rows(layout(tmp_path, 'a,b\n"1,2\n3,4\n', ["a"]))
    assert read == [{"a": "3"}]
    assert problem.startswith("t:2:1: the quote that opens this cell is never closed")
