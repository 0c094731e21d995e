"""What a workbook hides is said: formulas without results, merged cells, hidden sheets and rows."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from kg.errors import InputError
from kg.tables.records import Number, Record
from kg.tables.spreadsheet import Dialect, Records
from kg.tables.workbook import letters, number_of


def saved(path: Path, *sheets: Callable[[Worksheet], object]) -> Path:
    """Save a workbook with a sheet for each function that fills one."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, fill in enumerate(sheets, 1):
        fill(book.create_sheet(f"S{number}"))
    book.save(path)
    return path


def read(path: Path, **words: str) -> tuple[list[Record], list[str]]:
    source = Records(path, "t", Dialect(**words))  # type: ignore[arg-type]
    return list(source), [str(note) for note in source.notes]


def rows(*lines: list[object]) -> Callable[[Worksheet], object]:
    def fill(sheet: Worksheet) -> None:
        for line in lines:
            sheet.append(line)

    return fill


def test_a_formula_without_a_result_is_a_fault_of_its_cell(tmp_path: Path) -> None:
    file = saved(tmp_path / "t.xlsx", rows(["a", "b"], ["=1+1", "x"], ["y", "z"]))
    (header, first, second), _ = read(file)
    assert not header.faults
    assert first.cells == ["", "x"]
    assert list(first.faults) == [0]
    assert "the formula in A2 has no stored result" in first.faults[0]
    assert not second.faults


def merged(sheet: Worksheet) -> None:
    rows(["State", "Name"], ["Sonora", "A"], [None, "B"], ["Puebla", "C"], [None, "D"])(sheet)
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("A4:A5")


@pytest.mark.parametrize(
    ("rule", "states"),
    [("fill", "Sonora Sonora Puebla Puebla"), ("first", "Sonora - Puebla -")],
)
def test_merged_cells_hold_what_the_mapping_says(tmp_path: Path, rule: str, states: str) -> None:
    (_, *records), _ = read(saved(tmp_path / "t.xlsx", merged), merged=rule)
    assert " ".join(record.cells[0] or "-" for record in records) == states
    assert not any(record.faults for record in records)


def test_merged_cells_are_a_fault_where_it_says_nothing(tmp_path: Path) -> None:
    (_, *records), _ = read(saved(tmp_path / "t.xlsx", merged))
    assert [list(record.faults) for record in records] == [[], [0], [], [0]]
    assert records[1].faults[0].startswith("the cells A2:A3 are merged; under [file], merged = ")


def merged_at_the_end(sheet: Worksheet) -> None:
    rows(["Name", "State"], ["A", "Sonora"], ["B", None], ["C", None])(sheet)
    sheet.merge_cells("B2:B4")


@pytest.mark.parametrize(
    ("rule", "states"), [("fill", ["Sonora"] * 3), ("first", ["Sonora", "", ""])]
)
def test_rows_that_are_stored_without_their_last_cells_hold_the_merged_ones(
    tmp_path: Path, rule: str, states: list[str]
) -> None:
    (_, *records), _ = read(saved(tmp_path / "t.xlsx", merged_at_the_end), merged=rule)
    assert [record.cells[1] for record in records] == states
    (_, *records), _ = read(saved(tmp_path / "u.xlsx", merged_at_the_end))
    assert [list(record.faults) for record in records] == [[], [1], [1]]


def test_merged_cells_make_no_row_wider_than_the_others(tmp_path: Path) -> None:
    def wide(sheet: Worksheet) -> None:
        rows(["Name", "State"], ["A", "Sonora"], ["B"])(sheet)
        sheet.merge_cells("B2:XFD3")

    (_, *records), _ = read(saved(tmp_path / "t.xlsx", wide), merged="fill")
    assert [record.cells for record in records] == [["A", "Sonora"], ["B", "Sonora"]]


def hidden(sheet: Worksheet) -> None:
    rows(["secret"])(sheet)
    sheet.sheet_state = "hidden"


def test_a_hidden_sheet_is_never_taken_for_the_first(tmp_path: Path) -> None:
    file = saved(tmp_path / "t.xlsx", hidden, rows(["a"]))
    with pytest.raises(InputError, match=r"first sheet is hidden; .* S1 \(hidden\), S2$"):
        read(file)
    assert read(file, sheet="S2")[0][0].cells == ["a"]


def test_the_sheet_that_was_chosen_is_named(tmp_path: Path) -> None:
    _, (note,) = read(saved(tmp_path / "t.xlsx", rows(["a"]), hidden))
    assert note.startswith("t: the sheet 'S1' was read, of S1, S2 (hidden); choose with sheet")
    assert read(saved(tmp_path / "one.xlsx", rows(["a"])))[1] == []


def test_hidden_rows_are_read_and_counted(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        rows(["a"], ["1"], ["2"])(sheet)
        sheet.row_dimensions[2].hidden = True

    records, notes = read(saved(tmp_path / "t.xlsx", fill))
    assert [record.cells for record in records] == [["a"], ["1"], ["2"]]
    assert notes == ["t: 1 hidden rows were read, too"]


def test_a_sheet_has_more_than_the_extent_that_it_claims(tmp_path: Path) -> None:
    file = saved(tmp_path / "t.xlsx", rows(["a", "b"], ["1", "2"], ["3", "4"]))
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert b'ref="A1:B3"' in parts[sheet]
    parts[sheet] = parts[sheet].replace(b'ref="A1:B3"', b'ref="A1:A2"')
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    records, _ = read(file)
    assert [record.cells for record in records] == [["a", "b"], ["1", "2"], ["3", "4"]]


def test_a_number_stays_one_and_is_written_out(tmp_path: Path) -> None:
    records, _ = read(saved(tmp_path / "t.xlsx", rows([1234.5, 3.0, 1e-7, 1e21, "1.5", True])))
    assert records[0].cells == ["1234.5", "3", "0.0000001", "1" + "0" * 21, "1.5", "True"]
    assert [isinstance(cell, Number) for cell in records[0].cells] == [True] * 4 + [False] * 2


@pytest.mark.parametrize(("number", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (16384, "XFD")])
def test_columns_have_letters(number: int, name: str) -> None:
    assert (letters(number), number_of(name)) == (name, number)
