"""Read the rows of a CSV table, each cell with its place in the file.

Python's csv module does not say where a cell begins, and an error that names only a row
leaves the curator searching; so the cells are split here, strictly by RFC 4180.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, count
from operator import add
from pathlib import Path

from kg.errors import InputError
from kg.files.reading import decode, read_bytes
from kg.model import Position, Problem


@dataclass(frozen=True, slots=True)
class Row:
    """One row: column → text, and where each cell begins."""

    file: str
    line: int
    cells: dict[str, str]
    columns: dict[str, int]

    def at(self, column: str = "") -> Position:
        """Return the place of a cell, or of the row."""
        return Position(self.file, self.line, self.columns.get(column, 0))


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was read: its header, its rows, and what was wrong with it."""

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def read_table(path: Path, shown: str, expected: Sequence[str]) -> Table:
    """Return the table in `path`, with all problems of its form.

    expected: the columns, in order; any order is read, missing and unknown ones are problems.
    Raises InputError where the file cannot be read as text at all.
    """
    lines = records(decode(read_bytes(path, shown, "needs at least a header line"), shown))
    number, first, starts, problem = next(lines)
    problems = [Problem(Position(shown, number, 1), problem)] if problem else []
    header = tuple(first)
    if len(header) > _MOST_COLUMNS:
        raise InputError.at(
            Position(shown, number), f"{len(header):,} columns; no table has so many"
        )
    places = dict(zip(header, starts, strict=True))
    unknown = [name for name in header if name not in expected]
    missing = [name for name in expected if name not in header]
    for name in unknown:
        near = _nearest(name, [c for c in expected if c not in header] or list(expected))
        problems.append(
            Problem(
                Position(shown, number, places[name]),
                f"unknown column '{name}'"
                + (f"; did you mean '{near}'" if near else "")
                + f". The columns are {', '.join(expected)}",
            )
        )
    for name in missing:
        problems.append(
            Problem(
                Position(shown, number),
                f"the column '{name}' is missing; add it to the header",
            )
        )
    for name in {name for name in header if header.count(name) > 1}:
        problems.append(
            Problem(
                Position(shown, number, places[name]),
                f"the column '{name}' stands twice",
            )
        )
    rows: list[Row] = []
    if not problems:
        for number, cells, starts, problem in lines:
            if problem:
                problems.append(Problem(Position(shown, number, starts[-1]), problem))
            elif len(cells) != len(header):
                place = starts[min(len(header), len(starts) - 1)]
                problems.append(
                    Problem(
                        Position(shown, number, place),
                        f"{len(cells)} cells, but the header has {len(header)}; "
                        "a comma inside a cell needs quotes around the cell",
                    )
                )
            else:
                rows.append(
                    Row(
                        shown,
                        number,
                        dict(zip(header, cells, strict=True)),
                        dict(zip(header, starts, strict=True)),
                    )
                )
    return Table(shown, header, tuple(rows), tuple(problems))


_MOST_COLUMNS = 1_000


def records(
    text: str, delimiter: str = ",", line: int = 1, *, breaks: bool = False
) -> Iterator[tuple[int, list[str], list[int], str]]:
    """Yield (line number, cells, first column of each cell, what is wrong or "").

    line: number of the first line of the text.  breaks: whether a cell may have several lines.
    """
    one_cell = re.compile(rf'"((?:[^"]|"")*)"|([^{re.escape(delimiter)}"\r\n]*)')
    position, size = 0, len(text)
    while position < size:
        start_of_line, first_line = position, line
        end = text.find("\n", position)
        plain = text[position : size if end < 0 else end]
        if '"' not in plain and "\r" not in plain:  # nearly all lines, in a quarter of the time
            cells = plain.split(delimiter)
            if len(cells) > 1 or cells[0].strip():
                # a cell begins after the lengths and the commas of those before it
                starts = list(map(add, accumulate(map(len, cells[:-1]), initial=1), count()))
                yield line, list(map(str.strip, cells)), starts, ""
            position += len(plain) + 1
            line += 1
            continue
        cells = []
        starts = []
        problem = ""
        while True:
            match = one_cell.match(text, position)
            assert match is not None  # the second branch matches the empty text
            quoted = match.group(1)
            cell = match.group(2) if quoted is None else quoted.replace('""', '"')
            starts.append(position - start_of_line + 1)
            if "\n" in cell or "\r" in cell:
                line += cell.count("\n")
                if breaks:
                    cell = " ".join(cell.split())
                else:
                    problem = problem or "a line break in a cell; write the cell on one line"
            cells.append(cell.strip())
            position = match.end()
            if position < size and text[position] == delimiter:
                position += 1
                continue
            break
        if position < size and text[position] not in "\r\n":
            problem = problem or "a quote where none may stand; double the quotes inside a cell"
            end = text.find("\n", position)
            position = size if end < 0 else end
        if text.startswith("\r\n", position):
            position += 1
        position += 1
        line += 1
        if len(cells) > 1 or cells[0] or problem:
            yield first_line, cells, starts, problem


def _nearest(name: str, names: Sequence[str]) -> str:
    import difflib

    return next(iter(difflib.get_close_matches(name, names, 1, 0.6)), "")
