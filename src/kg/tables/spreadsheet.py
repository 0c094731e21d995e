"""Read the records of somebody else's table: CSV in any dialect, TSV, gzipped, or XLSX.

Delimiter and encoding are detected, or declared. Cells come as text: dates as ISO 8601, numbers
as Python writes them. Records are read as they are asked for, so that a large table needs no
more memory than a small one; sizes are bounded, because an archive of a few bytes may hold
terabytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import InputError, in_language
from kg.files.reading import read_bytes
from kg.formats import TABLE_INPUT, named_by
from kg.model import Position, Problem
from kg.tables import doubtful
from kg.tables.chunks import TextChunks
from kg.tables.doubtful import is_doubtful, is_garbled
from kg.tables.records import Record, records
from kg.tables.workbook import Sheet

_MAX_COLUMNS = 10_000
_KEEP: Final = 'mojibake = "keep"'
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written; what is empty is detected.

    Attributes:
        delimiter: One character.
        encoding: A name that Python knows.
        sheet: Of a workbook; the first if empty.
        header: The line of the header; what stands above it is skipped. 0 where there is none.
        merged: What merged cells of a workbook hold, see `kg.tables.workbook.Sheet`.
        mojibake: "keep" where text that looks like a wrong encoding is right.
        short_rows: "allow" where the last cells of a row may be missing; they are then empty.
        long_rows: "allow" where a row may have more cells than the header, all of them empty.
        skip_rows: How the first filled cell of rows begins that are no data, folded: "total".
    """

    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""
    header: int = 1
    merged: str = ""
    mojibake: str = ""
    short_rows: str = ""
    long_rows: str = ""
    skip_rows: tuple[str, ...] = ()


def is_table(path: Path) -> bool:
    """Return whether the name of the file says that it is a table."""
    return named_by(path, TABLE_INPUT) is not None


class Records:
    """The header of a table and the records after it, read as they are asked for.

    Attributes:
        done: How far the reading is, in bytes of the file or rows of the sheet.
        total: What `done` is at the end.
        notes: What was guessed or chosen that the file leaves open; complete with the first
            record.
        encoding: The encoding that was guessed, "" where none had to be.
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
        self.notes: list[Problem] = []
        self.encoding = ""

    def __iter__(self) -> Iterator[Record]:
        """Yield the records.

        Raises:
            InputError: The file is no table, is too large when unpacked, or is not text.
        """
        for record in self._of_workbook() if self.is_workbook else self._of_text():
            if record.line < self.dialect.header:
                continue
            if len(record.cells) > _MAX_COLUMNS:
                raise InputError.at(
                    Position(self.shown, record.line),
                    in_language(
                        f"{len(record.cells):,} columns; at most {_MAX_COLUMNS:,} are read. "
                        "Is the delimiter right?",
                        f"{len(record.cells):,} columnas; se leen {_MAX_COLUMNS:,} como máximo. "
                        "¿Es correcto el delimitador?",
                    ),
                )
            yield record

    @property
    def is_workbook(self) -> bool:
        """Whether the file is one, in which a cell has its column even where others are missing."""
        return self.path.name.lower().endswith(".xlsx")

    def _of_text(self) -> Iterator[Record]:
        chunks = TextChunks(self.path, self.shown, self.dialect.encoding)
        self.total = chunks.size
        if chunks.is_guessed:
            self.encoding = chunks.encoding
            self.notes.append(Problem(Position(self.shown), _is_guessed(chunks.encoding)))
        delimiter, line = self.dialect.delimiter, 1
        for chunk in chunks:
            self.done = chunks.done
            delimiter = delimiter or _detected_delimiter(chunk, self.dialect.header)
            in_chunk = records(chunk, delimiter, line, breaks=True)
            yield from map(self._judged, in_chunk) if is_doubtful(chunk) else in_chunk
            line += chunk.count("\n")

    def _of_workbook(self) -> Iterator[Record]:
        if_empty = in_language("holds no sheet", "no contiene ninguna hoja")
        data = read_bytes(self.path, self.shown, if_empty)
        sheet = Sheet(data, self.shown, self.dialect.sheet, self.dialect.merged)
        self.total = sheet.size
        self.notes += [Problem(Position(self.shown), note) for note in sheet.notes]
        for record in sheet:
            self.done = record.line
            yield self._judged(record)

    def _judged(self, record: Record) -> Record:
        """Return a record with a fault at each cell that is not what it seems."""
        faults = {
            index: doubtful.fault(text, _KEEP)
            for index, text in enumerate(record.cells)
            if is_doubtful(text) and not (self.dialect.mojibake and is_garbled(text))
        }
        return record._replace(faults={**record.faults, **faults}) if faults else record


def _is_guessed(encoding: str) -> str:
    return in_language(
        f'read as {encoding}, which is guessed; declare it: encoding = "{encoding}" under [file]',
        f'leído como {encoding}, por suposición; declárelo: encoding = "{encoding}" en [file]',
    )


def _detected_delimiter(text: str, header: int) -> str:
    """Return the delimiter that the header and the four lines below have most often.

    What counts is the line that has it least, so that a comma in one text is none; where no
    delimiter is in every line, the first that is in the header.
    """
    first = max(header, 1)
    sample = text.split("\n", first + 4)[first - 1 : first + 4]
    filled = [line for line in sample if line.strip()]
    least = {mark: min((line.count(mark) for line in filled), default=0) for mark in _DELIMITERS}
    best = max(_DELIMITERS, key=least.__getitem__)
    if least[best]:
        return best
    return next((mark for mark in _DELIMITERS if sample and mark in sample[0]), _DELIMITERS[0])
