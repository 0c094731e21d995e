"""Read the records of somebody else's table: CSV in any dialect, TSV, gzipped, or XLSX.

The delimiter and the encoding are found, or said. Cells come as text: dates as ISO 8601, numbers
as Python writes them. Records are read as they are asked for, so that a large table needs no
more memory than a small one; sizes are bounded, because an archive of a few bytes may hold
terabytes.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kg.errors import InputError
from kg.files.reading import read_bytes
from kg.formats import TABLE_INPUT, named_by
from kg.model import Position
from kg.tables.chunks import FREE, MOST_RATIO, Text
from kg.tables.curated import records

_MOST_COLUMNS = 10_000
_MOST_BYTES = 1 << 30  # of an unpacked workbook, whose texts are all held at once
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written; what is empty is found."""

    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""  # of a workbook; the first if empty
    header: int = 1  # the line of the header


class Record(NamedTuple):
    """One line: its number, its cells, where each begins (in XLSX the number of the column),
    and what is wrong with it, if anything."""

    line: int
    cells: list[str]
    starts: list[int]
    problem: str = ""


def is_table(path: Path) -> bool:
    """Return whether the name of the file says that it is a table."""
    return named_by(path, TABLE_INPUT) is not None


class Records:
    """The header of a table and the records after it, read as they are asked for.

    done, total: how far the reading is, in bytes of the file or rows of the sheet.
    """

    def __init__(self, path: Path, shown: str, dialect: Dialect) -> None:
        self.path, self.shown, self.dialect = path, shown, dialect
        self.done, self.total = 0, 1

    def __iter__(self) -> Iterator[Record]:
        """Yield the records.

        Raises InputError for what is no table, is too large when unpacked, or is not text.
        """
        workbook = self.path.name.lower().endswith(".xlsx")
        for record in self._of_workbook() if workbook else self._of_text():
            if record.line >= self.dialect.header:
                if len(record.cells) > _MOST_COLUMNS:
                    raise InputError.at(
                        Position(self.shown, record.line),
                        f"{len(record.cells):,} columns; at "
                        f"most {_MOST_COLUMNS:,} are read. Is the delimiter right?",
                    )
                yield record

    def _of_text(self) -> Iterator[Record]:
        text = Text(self.path, self.shown, self.dialect.encoding)
        self.total = text.size
        delimiter, line = self.dialect.delimiter, 1
        for piece in text:
            self.done = text.done
            delimiter = delimiter or _delimiter(piece, self.dialect.header)
            for record in records(piece, delimiter, line, breaks=True):
                yield Record(*record)
            line += piece.count("\n")

    def _of_workbook(self) -> Iterator[Record]:
        import openpyxl

        data = read_bytes(self.path, self.shown, "holds no sheet")
        where = Position(self.shown)
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                size = sum(info.file_size for info in archive.infolist())
            if size > min(_MOST_BYTES, max(FREE, len(data) * MOST_RATIO)):
                raise InputError.at(where, f"unpacks to {size >> 20:,} MB; check it first")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        except InputError:
            raise
        except Exception as error:  # openpyxl lets through whatever its parsers raise
            raise InputError.at(where, f"this is no workbook (.xlsx): {error}") from error
        name = self.dialect.sheet or book.sheetnames[0]
        if name not in book.sheetnames:
            raise InputError.at(
                where, f"there is no sheet '{name}'; the sheets are {', '.join(book.sheetnames)}"
            )
        sheet = book[name]
        self.total = sheet.max_row or 1
        try:
            for line, row in enumerate(sheet.iter_rows(values_only=True), 1):
                self.done = line
                cells = [_cell(value) for value in row]
                if any(cells):
                    yield Record(line, cells, list(range(1, len(cells) + 1)))
        except Exception as error:
            raise InputError.at(where, f"the sheet cannot be read: {error}") from error


def _delimiter(text: str, header: int) -> str:
    lines = text.split("\n", header + 4)[header - 1 : header + 4]
    counts = (
        {
            mark: min(line.count(mark) for line in lines if line.strip()) if lines else 0
            for mark in _DELIMITERS
        }
        if any(line.strip() for line in lines)
        else {}
    )
    best = max(_DELIMITERS, key=lambda mark: counts.get(mark, 0))
    return (
        best
        if counts.get(best)
        else next((m for m in _DELIMITERS if m in lines[0]), ",")
        if lines
        else ","
    )


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())
