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
from kg.tables import chunks, workbook
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
    assert read == [tuple(record) for record in records(text.getvalue(), breaks=True)]


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
    ("data", "encoding", "message"),
    [
        (b"a\xe9\n\x81", "", r"table:1:2: it is not clear how this text is encoded; .*cp850.*mac"),
        ("León,\n".encode() + b"Le\xf3n", "", r"table:2:3: byte 0xf3 is not UTF-8, though other"),
        (b"a\n", "klingon", "there is no encoding 'klingon'"),
        (b" \n", "", "the file is empty"),
    ],
)
def test_what_is_no_text_is_refused(
    tmp_path: Path, data: bytes, encoding: str, message: str
) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(data)
    with pytest.raises(InputError, match=message):
        list(Records(file, "table", Dialect(encoding=encoding)))


def test_a_workbook_is_bounded_however_large_its_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "table.xlsx")
    monkeypatch.setattr(workbook, "_MAX_WORKBOOK", 100)
    with pytest.raises(InputError, match="unpacks to"):
        list(Records(tmp_path / "table.xlsx", "table", Dialect()))


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("", 0),
        ("a", 0),
        ("a\n", 2),
        ("a\nb", 2),
        ('a\n"b\n', 2),
        ('a,"b\nc"\nd', 8),
        ('"a\nb', 0),
        ('"a""\nb"\n', 8),
    ],
)
def test_a_chunk_ends_between_two_records(text: str, end: int) -> None:
    assert chunks.last_boundary(text) == end


def test_a_line_without_end_is_no_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "_CHUNK", 1 << 18)
    monkeypatch.setattr(chunks, "_MAX_LINE", 1 << 20)
    file = tmp_path / "table.csv"
    file.write_text("a" * (1 << 20))
    assert len(list(Records(file, "table", Dialect()))) == 1
    file.write_text("a" * ((1 << 20) + 64))
    with pytest.raises(InputError, match="table: a line of more than 1 MB; this is no table"):
        list(Records(file, "table", Dialect()))


@pytest.mark.parametrize("most", [100, 99])
def test_a_gzipped_file_may_unpack_to_its_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(chunks, "ALWAYS_UNPACKED", most)
    monkeypatch.setattr(chunks, "MAX_RATIO", 1)
    file = tmp_path / "table.csv.gz"
    file.write_bytes(gzip.compress(b"a,b\n" * 25))
    assert file.stat().st_size < 99
    if most == 100:
        assert len(list(Records(file, "table", Dialect()))) == 25
    else:
        with pytest.raises(InputError, match="table: unpacks to more than 0 MB; unpack and check"):
            list(Records(file, "table", Dialect()))


def test_a_large_file_may_unpack_to_many_times_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "ALWAYS_UNPACKED", 1)
    file = tmp_path / "table.csv.gz"
    file.write_bytes(gzip.compress(b"a,b\n" * 25))
    assert len(list(Records(file, "table", Dialect()))) == 25


def test_a_plain_file_has_no_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "ALWAYS_UNPACKED", 1)
    monkeypatch.setattr(chunks, "MAX_RATIO", 0)
    file = tmp_path / "table.csv"
    file.write_text("a,b\n" * 25)
    assert len(list(Records(file, "table", Dialect()))) == 25


@pytest.mark.parametrize(
    ("data", "place"),
    [(b"a\xff\n", "1:2"), (b"a\nb\n\xff", "3:1"), (b"a\nbcd\xc3\xb3\xff", "2:5")],
)
def test_the_byte_that_is_not_in_the_encoding_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, place: str
) -> None:
    monkeypatch.setattr(chunks, "_CHUNK", 2)
    file = tmp_path / "table.csv"
    file.write_bytes(data)
    with pytest.raises(InputError) as error:
        list(Records(file, "table", Dialect(encoding="utf-8")))
    assert str(error.value) == (
        f"table:{place}: byte 0xff is not utf-8; correct it, or declare another encoding in the "
        'mapping: encoding = "…" under [file]'
    )


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="table: there is no such file"):
        list(Records(tmp_path / "none.csv", "table", Dialect()))
