"""Split CSV text into records, strictly by RFC 4180, with the line and column of each cell.

Python's csv module does not tell where a cell begins, and an error that names only a row leaves
the curator searching; so the cells are split here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import accumulate, count
from operator import add
from types import MappingProxyType
from typing import Final, NamedTuple

from kg.errors import in_language

_NO_FAULTS: Final[Mapping[int, str]] = MappingProxyType({})


def _line_break() -> str:
    return in_language(
        "a line break in a cell; write the cell on one line",
        "un salto de línea en una celda; escriba la celda en una línea",
    )


def _stray_quote() -> str:
    return in_language(
        "a quote where none may stand; double the quotes inside a cell",
        "unas comillas donde no puede haberlas; duplique las comillas dentro de una celda",
    )


def _open_quote() -> str:
    return in_language(
        "the quote that opens this cell is never closed; close it, or double it",
        "las comillas que abren esta celda nunca se cierran; ciérrelas o duplíquelas",
    )


class Number(str):
    """The text of a number that a workbook holds as one: with a point, and no thousands mark."""

    __slots__ = ()


class Record(NamedTuple):
    """One record of a table.

    Attributes:
        line: Number of its first line, or of its row in a workbook.
        cells: Their texts, without the spaces around them.
        starts: The column at which each cell begins; in a workbook the number of its column.
        problem: What is wrong with its form, or "".
        fault: The column at which the cell with the problem begins, 0 where there is none.
        faults: Index of a cell → why its text is not what it seems; harmless where nobody reads it.
    """

    line: int
    cells: list[str]
    starts: list[int]
    problem: str = ""
    fault: int = 0
    faults: Mapping[int, str] = _NO_FAULTS


def records(
    text: str, delimiter: str = ",", line: int = 1, *, breaks: bool = False
) -> Iterator[Record]:
    """Yield the records of a text that are not empty.

    Args:
        text: Whole records; lines end with LF, CRLF or CR.
        delimiter: One character.
        line: Number of the first line of the text.
        breaks: Whether a cell may have several lines; they are joined by a space.
    """
    form = _Form(
        re.compile(rf'"((?:[^"]|"")*)"|([^{re.escape(delimiter)}"\r\n]*)'), delimiter, breaks
    )
    position, size = 0, len(text)
    while position < size:
        end = text.find("\n", position)
        plain = text[position : size if end < 0 else end]
        if '"' in plain or "\r" in plain:
            record, end = _quoted(text, position, line, form)
            if len(record.cells) > 1 or record.cells[0] or record.problem:
                yield record
            line += text.count("\n", position, end) + 1
            position = end + (2 if text.startswith("\r\n", end) else 1)
            continue
        # nearly all lines, in a quarter of the time
        cells = plain.split(delimiter)
        if len(cells) > 1 or cells[0].strip():
            # a cell begins after the lengths and the delimiters of those before it
            starts = list(map(add, accumulate(map(len, cells[:-1]), initial=1), count()))
            yield Record(line, list(map(str.strip, cells)), starts)
        position += len(plain) + 1
        line += 1


class _Form(NamedTuple):
    """How the cells of a table are written."""

    cell: re.Pattern[str]  # a quoted cell without its quotes, or one without quotes
    delimiter: str
    breaks: bool


def _quoted(text: str, start: int, line: int, form: _Form) -> tuple[Record, int]:
    """Return the record that begins at `start`, and where it ends."""
    cells: list[str] = []
    starts: list[int] = []
    problem, fault = "", 0
    position = start
    while True:
        match = form.cell.match(text, position)
        assert match is not None  # the second branch matches the empty text
        quoted, cell = match.groups()
        starts.append(position - start + 1)
        if quoted is not None:
            cell = quoted.replace('""', '"')
            if "\n" in cell or "\r" in cell:
                if form.breaks:
                    cell = " ".join(cell.split())
                elif not problem:
                    problem, fault = _line_break(), starts[-1]
        cells.append(cell.strip())
        position = match.end()
        if not text.startswith(form.delimiter, position):
            break
        position += 1
    if position < len(text) and text[position] not in "\r\n":
        end = text.find("\n", position)
        position = len(text) if end < 0 else end
        if not problem:
            is_open = quoted is None and not cell
            problem, fault = _open_quote() if is_open else _stray_quote(), starts[-1]
    return Record(line, cells, starts, problem, fault), position
