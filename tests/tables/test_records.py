"""CSV text is split strictly by RFC 4180, and each cell has its line and column."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.tables.records import Record, records

BREAK = "a line break in a cell; write the cell on one line"
OPEN = "the quote that opens this cell is never closed; close it, or double it"
QUOTE = "a quote where none may stand; double the quotes inside a cell"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("a", [Record(1, ["a"], [1])]),
        ("a,bc,d\n", [Record(1, ["a", "bc", "d"], [1, 3, 6])]),
        ("a,b\nc,d", [Record(1, ["a", "b"], [1, 3]), Record(2, ["c", "d"], [1, 3])]),
        (" a , b \n", [Record(1, ["a", "b"], [1, 5])]),
        (",\n", [Record(1, ["", ""], [1, 2])]),
        ("\n \na\n\nb\n", [Record(3, ["a"], [1]), Record(5, ["b"], [1])]),
        ("a\r\nb\r\n", [Record(1, ["a"], [1]), Record(2, ["b"], [1])]),
        ("a\rb\r", [Record(1, ["a"], [1]), Record(2, ["b"], [1])]),
        ('"a, b",c\n', [Record(1, ["a, b", "c"], [1, 8])]),
        ('a," b "\nc\n', [Record(1, ["a", "b"], [1, 3]), Record(2, ["c"], [1])]),
        ('"a ""b""",c\n', [Record(1, ['a "b"', "c"], [1, 11])]),
        ('""\n"",""\n', [Record(2, ["", ""], [1, 4])]),
        ('"a"\r\n"b"', [Record(1, ["a"], [1]), Record(2, ["b"], [1])]),
    ],
)
def test_a_text_has_its_records(text: str, expected: list[Record]) -> None:
    assert list(records(text)) == expected


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ('"a" b,c\nd\n', Record(1, ["a"], [1], QUOTE, 1), Record(2, ["d"], [1])),
        ('a,b"c",d\ne\n', Record(1, ["a", "b"], [1, 3], QUOTE, 3), Record(2, ["e"], [1])),
        (
            'a,"b\nc",d\ne\n',
            Record(1, ["a", "b\nc", "d"], [1, 3, 9], BREAK, 3),
            Record(3, ["e"], [1]),
        ),
        ('"a\rb"\ne\n', Record(1, ["a\rb"], [1], BREAK, 1), Record(2, ["e"], [1])),
        ('"a\n" b\ne\n', Record(1, ["a"], [1], BREAK, 1), Record(3, ["e"], [1])),
        (
            '"a\nb","c\nd",e"\nf\n',
            Record(1, ["a\nb", "c\nd", "e"], [1, 7, 13], BREAK, 1),
            Record(4, ["f"], [1]),
        ),
        ('"open\ne\n', Record(1, [""], [1], OPEN, 1), Record(2, ["e"], [1])),
        ('a,"open\ne\n', Record(1, ["a", ""], [1, 3], OPEN, 3), Record(2, ["e"], [1])),
    ],
)
def test_a_fault_of_form_is_told_and_the_next_record_is_read(
    text: str, first: Record, second: Record
) -> None:
    assert list(records(text)) == [first, second]


def test_a_stray_quote_at_the_end_of_the_text_ends_it() -> None:
    assert list(records('a\n"b" c')) == [Record(1, ["a"], [1]), Record(2, ["b"], [1], QUOTE, 1)]


def test_line_breaks_in_a_cell_are_joined_where_they_may_be() -> None:
    text = 'a,"b \r\n  c\n\nd",e\nf\n'
    assert list(records(text, breaks=True)) == [
        Record(1, ["a", "b c d", "e"], [1, 3, 16]),
        Record(5, ["f"], [1]),
    ]
    assert list(records('"a  b","c\nd"', breaks=True)) == [Record(1, ["a  b", "c d"], [1, 8])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "]"])
def test_any_delimiter_separates_cells(delimiter: str) -> None:
    text = f'a{delimiter}"b{delimiter}"{delimiter}c\nd{delimiter}e\n'
    assert list(records(text, delimiter)) == [
        Record(1, ["a", f"b{delimiter}".strip(), "c"], [1, 3, 8]),
        Record(2, ["d", "e"], [1, 3]),
    ]


def test_lines_are_counted_from_the_given_one() -> None:
    assert [record.line for record in records('a\n"b"\nc', line=7)] == [7, 8, 9]


@given(
    st.lists(
        st.lists(st.text(st.sampled_from('aé", ;\n'), max_size=6), min_size=2, max_size=4),
        max_size=6,
    )
)
def test_what_pythons_csv_writes_is_read_as_python_reads_it(rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    read = list(records(text.getvalue(), breaks=True))
    assert [record.cells for record in read] == [
        [" ".join(cell.split()) if "\n" in cell else cell.strip() for cell in row] for row in rows
    ]
    lines = text.getvalue().split("\n")
    for record in read:
        for cell, start in zip(record.cells, record.starts, strict=True):
            rest = "\n".join(lines[record.line - 1 :])[start - 1 :]
            assert rest.lstrip(' "\n').startswith(cell.split('"')[0].split(" ")[0].strip())
