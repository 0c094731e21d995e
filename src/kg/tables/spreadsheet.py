"""Read the records of somebody else's table: CSV in any dialect, TSV, gzipped, or XLSX.

Delimiter and encoding are detected, or declared. Cells come as text: dates as ISO 8601, numbers
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
from typing import TYPE_CHECKING

from kg.errors import InputError, in_language
from kg.files.reading import read_bytes
from kg.formats import TABLE_INPUT, named_by
from kg.model import Position
from kg.tables.chunks import ALWAYS_UNPACKED, MAX_RATIO, TextChunks
from kg.tables.records import Record, records

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_MAX_COLUMNS = 10_000
_MAX_WORKBOOK = 1 << 30  # bytes of an unpacked workbook, whose texts are all in memory at once
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written; what is empty is detected.

    Attributes:
        delimiter: One character.
        encoding: A name that Python knows.
        sheet: Of a workbook; the first if empty.
        header: The line of the header; what stands above it is skipped.
    """

    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""
    header: int = 1


def is_table(path: Path) -> bool:
    """Return whether the name of the file says that it is a table."""
    return named_by(path, TABLE_INPUT) is not None


class Records:
    """The header of a table and the records after it, read as they are asked for.

    Attributes:
        done: How far the reading is, in bytes of the file or rows of the sheet.
        total: What `done` is at the end.
    """

    def __init__(self, path: Path, shown: str, dialect: Dialect) -> None:
        """Read nothing yet.

        Args:
            path: The file.
            shown: Its name in messages.
            dialect: How it is written.
        """
        self.path, self.shown, self.dialect = path, shown, dialect
        self.done, self.total = 0, 1

    def __iter__(self) -> Iterator[Record]:
        """Yield the records.

        Raises:
            InputError: The file is no table, is too large when unpacked, or is not text.
        """
        is_workbook = self.path.name.lower().endswith(".xlsx")
        for record in self._of_workbook() if is_workbook else self._of_text():
            if record.line < self.dialect.header:
                continue
            if len(record.cells) > _MAX_COLUMNS:
                raise InputError.at(
                    Position(self.shown, record.line),
                    f"{len(record.cells):,} columns; at most {_MAX_COLUMNS:,} are read. "
                    "Is the delimiter right?",
                )
            yield record

    def _of_text(self) -> Iterator[Record]:
        chunks = TextChunks(self.path, self.shown, self.dialect.encoding)
        self.total = chunks.size
        delimiter, line = self.dialect.delimiter, 1
        for chunk in chunks:
            self.done = chunks.done
            delimiter = delimiter or _detected_delimiter(chunk, self.dialect.header)
            yield from records(chunk, delimiter, line, breaks=True)
            line += chunk.count("\n")

    def _of_workbook(self) -> Iterator[Record]:
        if_empty = in_language("holds no sheet", "no contiene ninguna hoja")
        book = _opened(read_bytes(self.path, self.shown, if_empty), self.shown)
        name = self.dialect.sheet or book.sheetnames[0]
        if name not in book.sheetnames:
            raise InputError.at(
                Position(self.shown),
                f"there is no sheet '{name}'; the sheets are {', '.join(book.sheetnames)}",
            )
        sheet = book[name]
        self.total = sheet.max_row or 1
        rows = enumerate(sheet.iter_rows(values_only=True), 1)
        while True:
            try:
                line, row = next(rows, (0, ()))
            except Exception as error:
                raise InputError.at(
                    Position(self.shown), f"the sheet cannot be read: {error}"
                ) from error
            if not line:
                return
            self.done = line
            cells = [_text(value) for value in row]
            if any(cells):
                yield Record(line, cells, list(range(1, len(cells) + 1)))


def _opened(data: bytes, shown: str) -> Workbook:
    """Return a workbook. Raises InputError where it is none, or is too large when unpacked."""
    import openpyxl

    where = Position(shown)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise InputError.at(where, f"this is no workbook (.xlsx): {error}") from error
    if size > min(_MAX_WORKBOOK, max(ALWAYS_UNPACKED, len(data) * MAX_RATIO)):
        raise InputError.at(where, f"unpacks to {size >> 20:,} MB; check it first")
    try:
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Exception as error:
        raise InputError.at(where, f"this is no workbook (.xlsx): {error}") from error


def _detected_delimiter(text: str, header: int) -> str:
    """Return the delimiter that the header and the four lines below have most often.

    What counts is the line that has it least, so that a comma in one text is none; where no
    delimiter is in every line, the first that is in the header.
    """
    sample = text.split("\n", header + 4)[header - 1 : header + 4]
    filled = [line for line in sample if line.strip()]
    least = {mark: min((line.count(mark) for line in filled), default=0) for mark in _DELIMITERS}
    best = max(_DELIMITERS, key=least.__getitem__)
    if least[best]:
        return best
    return next((mark for mark in _DELIMITERS if sample and mark in sample[0]), _DELIMITERS[0])


def _text(value: object) -> str:
    """Return the value of a workbook's cell as text."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())
