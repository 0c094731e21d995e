"""Read a curated table: CSV in UTF-8 with declared columns, each cell with its position."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError, in_language
from kg.files.reading import decode, read_bytes
from kg.model import Position, Problem
from kg.tables import doubtful
from kg.tables.records import Record, records

_MAX_COLUMNS = 1_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        file: The file as messages name it.
        line: Number of its line.
        cells: Column → text.
        columns: Column → where its cell begins in the line.
    """

    file: str
    line: int
    cells: dict[str, str]
    columns: dict[str, int]

    def at(self, column: str = "") -> Position:
        """Return the position of a cell, or of the row."""
        return Position(self.file, self.line, self.columns.get(column, 0))


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was read: its header, its rows, and what is wrong with its form."""

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def read_table(
    path: Path, shown: str, expected: Sequence[str], optional: Sequence[str] = ()
) -> Table:
    """Return the table in a file.

    Args:
        path: The file.
        shown: Its name in messages.
        expected: The columns. They may stand in any order; one that is missing or unknown is a
            problem of the table, which then has no rows.
        optional: Columns that may be missing; their cells are then empty.

    Raises:
        InputError: The file cannot be read as text, is empty, or is far too wide.
    """
    if_empty = in_language("needs at least a header line", "necesita al menos un encabezado")
    lines = records(decode(read_bytes(path, shown, if_empty), shown))
    first = next(lines, None)
    if first is None:  # empty quotes, spaces that are no ASCII
        raise InputError.at(
            Position(shown),
            in_language(
                "the file is empty; it needs at least a header line",
                "el archivo está vacío; necesita al menos un encabezado",
            ),
        )
    if len(first.cells) > _MAX_COLUMNS:
        raise InputError.at(
            Position(shown, first.line),
            in_language(
                f"{len(first.cells):,} columns; no table has so many",
                f"{len(first.cells):,} columnas; ninguna tabla tiene tantas",
            ),
        )
    header = tuple(first.cells)
    problems = list(_header_problems(first, shown, expected, optional))
    absent = dict.fromkeys((name for name in optional if name not in header), "")
    rows: list[Row] = []
    if not problems:
        for record in lines:
            line, cells, starts, problem = record[:4]
            if problem or len(cells) != len(header):
                problems.append(row_problem(record, shown, len(header)))
                continue
            if doubtful.is_wrong(" ".join(cells)):
                problems.extend(_wrong_cells(record, shown, header))
            texts = dict(zip(header, cells, strict=True)) | absent
            rows.append(Row(shown, line, texts, dict(zip(header, starts, strict=True))))
    return Table(shown, header, tuple(rows), tuple(problems))


def _header_problems(
    record: Record, shown: str, expected: Sequence[str], optional: Sequence[str]
) -> Iterator[Problem]:
    """Yield what is wrong with a header: its form, then unknown, missing and repeated columns."""
    header = record.cells
    positions = {
        name: Position(shown, record.line, start)
        for name, start in zip(header, record.starts, strict=True)
    }
    if record.problem:
        yield Problem(Position(shown, record.line, record.fault), record.problem)
    missing = [name for name in expected if name not in header]
    known = (*expected, *(name for name in optional if name not in expected))
    absent = [name for name in known if name not in header]
    for name in header:
        if name not in known:
            close = difflib.get_close_matches(name, absent or known, 1, 0.6)
            english = f"; did you mean '{close[0]}'" if close else ""
            spanish = f"; ¿quiso decir '{close[0]}'?" if close else ""
            listed = ", ".join(known)
            message = in_language(
                f"unknown column '{name}'{english}. The columns are {listed}",
                f"columna desconocida '{name}'{spanish}. Las columnas son {listed}",
            )
            yield Problem(positions[name], message)
    for name in missing:
        yield Problem(
            Position(shown, record.line),
            in_language(
                f"the column '{name}' is missing; add it to the header",
                f"falta la columna '{name}'; agréguela al encabezado",
            ),
        )
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            yield Problem(
                positions[name],
                in_language(
                    f"the column '{name}' stands twice; remove one",
                    f"la columna '{name}' aparece dos veces; quite una",
                ),
            )


def _wrong_cells(record: Record, shown: str, header: Sequence[str]) -> Iterator[Problem]:
    """Yield the cells of a row that are not what they seem."""
    for name, cell, start in zip(header, record.cells, record.starts, strict=True):
        if doubtful.is_wrong(cell):
            yield Problem(Position(shown, record.line, start), doubtful.fault(cell), name)


def row_problem(record: Record, shown: str, width: int, advice: str = "") -> Problem:
    """Return what is wrong with a row: its form, else that it has too few or too many cells."""
    if record.problem:
        return Problem(Position(shown, record.line, record.fault), record.problem)
    # Too few cells: the last one; too many: the first that has no column.
    start = record.starts[min(width, len(record.starts) - 1)]
    count = len(record.cells)
    message = in_language(
        f"{count} cells, but the header has {width}; "
        "a comma inside a cell needs quotes around the cell",
        f"{count} celdas, pero el encabezado tiene {width}; "
        "una coma dentro de una celda necesita comillas alrededor de la celda",
    )
    return Problem(Position(shown, record.line, start), message + advice)
