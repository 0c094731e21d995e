"""Read the records of somebody else's table: CSV in any dialect, TSV, gzipped, or XLSX.

The delimiter and the encoding are found, or said. Cells come as text: dates as ISO 8601, numbers
as Python writes them. Sizes are bounded, because an archive of a few bytes may hold terabytes.
"""

from __future__ import annotations

import datetime
import gzip
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kg.errors import InputError
from kg.model import Position, Problem
from kg.readers.files import read_bytes
from kg.readers.tabular import records

ENDINGS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".xlsx")
MOST_BYTES = 1 << 30  # of text, after unpacking
_MOST_RATIO = 200  # of unpacked to packed bytes, beyond the first megabytes
_FREE = 64 << 20
_MOST_COLUMNS = 10_000
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written; what is empty is found."""

    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""  # of a workbook; the first if empty
    header: int = 1  # the line of the header


class Record(NamedTuple):
    """One line: its number, its cells, and where each begins (in XLSX the number of the column)."""

    line: int
    cells: list[str]
    starts: list[int]


def is_table(path: Path) -> bool:
    """Return whether the name of the file says that it is a table."""
    return path.name.lower().endswith(ENDINGS)


def read_records(path: Path, shown: str, dialect: Dialect) -> Iterator[Record]:
    """Yield the header and the records after it.

    shown: the name of the file in messages.
    Raises InputError for what is no table, is too large when unpacked, or is not text.
    """
    if path.name.lower().endswith(".xlsx"):
        found = _workbook(path, shown, dialect)
    else:
        text = _text(_unpacked(path, shown), shown, dialect.encoding)
        delimiter = dialect.delimiter or _delimiter(text, dialect.header)
        found = (Record(line, cells, starts)
                 for line, cells, starts, _ in records(text, delimiter))
    for record in found:
        if record.line >= dialect.header:
            if len(record.cells) > _MOST_COLUMNS:
                raise InputError([Problem(
                    Position(shown, record.line), f"{len(record.cells):,} columns; at most "
                    f"{_MOST_COLUMNS:,} are read. Is the delimiter right?")])
            yield record


def _unpacked(path: Path, shown: str) -> bytes:
    data = read_bytes(path, shown, "needs at least a header line")
    if not path.name.lower().endswith(".gz"):
        return data
    most = min(MOST_BYTES, max(_FREE, len(data) * _MOST_RATIO))
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            unpacked = packed.read(most + 1)
    except (OSError, EOFError) as error:
        raise InputError([Problem(Position(shown), f"cannot be unpacked: {error}")]) from error
    if len(unpacked) > most:
        raise InputError([Problem(
            Position(shown), f"unpacks to more than {most >> 20:,} MB; unpack and check it first")])
    return unpacked


def _text(data: bytes, shown: str, encoding: str) -> str:
    """Return the text: in the encoding that is said, else by BOM, else UTF-8, else Windows-1252."""
    guesses = [encoding] if encoding else ["utf-8-sig", "cp1252"]
    if not encoding and data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        guesses = ["utf-16"]
    for guess in guesses:
        try:
            return data.decode(guess)
        except LookupError as error:
            raise InputError([Problem(
                Position(shown), f"there is no encoding '{guess}'")]) from error
        except UnicodeDecodeError as error:
            where = data.count(b"\n", 0, error.start) + 1
    raise InputError([Problem(
        Position(shown, where), f"this is not {' nor '.join(guesses)}; say which encoding it is: "
        "encoding = \"…\" below [file] in the mapping")])


def _delimiter(text: str, header: int) -> str:
    lines = text.split("\n", header + 4)[header - 1:header + 4]
    counts = {mark: min(line.count(mark) for line in lines if line.strip()) if lines else 0
              for mark in _DELIMITERS} if any(line.strip() for line in lines) else {}
    best = max(_DELIMITERS, key=lambda mark: counts.get(mark, 0))
    return best if counts.get(best) else next((m for m in _DELIMITERS if m in lines[0]), ",") \
        if lines else ","


def _workbook(path: Path, shown: str, dialect: Dialect) -> Iterator[Record]:
    import openpyxl

    data = read_bytes(path, shown, "holds no sheet")
    where = Position(shown)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(info.file_size for info in archive.infolist())
        if size > min(MOST_BYTES, max(_FREE, len(data) * _MOST_RATIO)):
            raise InputError([Problem(where, f"unpacks to {size >> 20:,} MB; check it first")])
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except InputError:
        raise
    except Exception as error:  # openpyxl lets through whatever its parsers raise
        raise InputError([Problem(where, f"this is no workbook (.xlsx): {error}")]) from error
    if dialect.sheet and dialect.sheet not in book.sheetnames:
        raise InputError([Problem(where, f"there is no sheet '{dialect.sheet}'; the sheets are "
                                  f"{', '.join(book.sheetnames)}")])
    sheet = book[dialect.sheet or book.sheetnames[0]]
    try:
        for line, row in enumerate(sheet.iter_rows(values_only=True), 1):
            cells = [_cell(value) for value in row]
            if any(cells):
                yield Record(line, cells, list(range(1, len(cells) + 1)))
    except Exception as error:
        raise InputError([Problem(where, f"the sheet cannot be read: {error}")]) from error


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())
