"""A large table is read in pieces, and reads as if it were read at once."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.tables import chunks, spreadsheet
from kg.tables.records import records
from kg.tables.spreadsheet import Dialect, Records

CELLS = st.text(st.sampled_from('aé"\n,; '), max_size=8)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=12),
    size=st.integers(1, 40),
    packed=st.booleans(),
)
def test_pieces_of_any_size_give_the_records_of_the_whole(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rows: list[tuple[str, str]],
    size: int,
    packed: bool,
) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("x", "y"), *rows])
    data = text.getvalue().encode()
    file = tmp_path / ("table.csv.gz" if packed else "table.csv")
    file.write_bytes(gzip.compress(data) if packed else data)
    monkeypatch.setattr(chunks, "_CHUNK", size)
    read = [tuple(record) for record in Records(file, "table", Dialect(delimiter=","))]
    assert read == [
        (line, cells, starts, problem)
        for line, cells, starts, problem in records(text.getvalue(), breaks=True)
    ]


def test_a_quote_that_is_never_closed_does_not_swallow_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "_CHUNK", 64)
    monkeypatch.setattr(chunks, "_MAX_RECORD", 256)
    file = tmp_path / "table.csv"
    file.write_text('a,b\n1,"open\n' + "2,3\n" * 200)
    read = list(Records(file, "table", Dialect()))
    assert [record.line for record in read if record.problem] == [2]
    assert len(read) == 202


def test_how_far_the_reading_is_ends_at_the_end(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("a,b\n" + "2,3\n" * 1000)
    source = Records(file, "table", Dialect())
    assert sum(1 for _ in source) == 1001
    assert source.done == source.total == file.stat().st_size


@pytest.mark.parametrize(
    ("data", "said", "message"),
    [
        (b"a\xe9\n\x81", "", r"table:2: this is not utf-8-sig nor cp1252"),
        (b"a\n", "klingon", "there is no encoding 'klingon'"),
        (b" \n", "", "the file is empty"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, said: str, message: str) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(data)
    with pytest.raises(InputError, match=message):
        list(Records(file, "table", Dialect(encoding=said)))


def test_a_workbook_is_bounded_however_large_its_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "table.xlsx")
    monkeypatch.setattr(spreadsheet, "_MAX_WORKBOOK", 100)
    with pytest.raises(InputError, match="unpacks to"):
        list(Records(tmp_path / "table.xlsx", "table", Dialect()))
