"""Where the columns of somebody else's table stand, and which of its records are rows.

A cell belongs to the header above it. Where a row has other cells than the header, that is not
known any more, so nothing is taken from it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from kg.errors import InputError, in_language
from kg.model import Position, Problem
from kg.rdf import iris
from kg.tables.curated import Row, row_problem
from kg.tables.records import Record
from kg.tables.spreadsheet import Dialect
from kg.tables.workbook import letters, number_of

#: a column by its number or its letters, where headers are missing or stand twice
_BY_PLACE: Final = re.compile(r"#(?:([1-9][0-9]{0,4})|([A-Z]{1,3}))")


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table, and its records below the header.

    Attributes:
        records: What stands below the header.
        shown: The name of the file in messages.
        dialect: How the file is written.
        header: The texts of the header; empty where there is none.
        places: Header → index of its column, of those that are wanted.
        width: How many cells a row has.
        is_workbook: Whether cells keep their column even where others are missing.
    """

    records: Iterator[Record]
    shown: str
    dialect: Dialect
    header: Sequence[str]
    places: Mapping[str, int]
    width: int
    is_workbook: bool = False

    def row(self, record: Record, problems: list[Problem]) -> Row | None:
        """Return the row of a record; None where it is empty, skipped, or wrong.

        Args:
            record: One of `records`.
            problems: Is told what is wrong.
        """
        problem = self._form_problem(record)
        if problem:
            problems.append(problem)
            return None
        cells = record.cells
        if not any(cells) or self.is_skipped(record):
            return None
        if record.faults:
            wrong = list(self._faulty_cells(record))
            problems.extend(wrong)
            if wrong:
                return None
        count = len(cells)
        texts = {name: cells[place] if place < count else "" for name, place in self.places.items()}
        starts = record.starts
        columns = {name: starts[place] for name, place in self.places.items() if place < count}
        return Row(self.shown, record.line, texts, columns)

    def is_skipped(self, record: Record) -> bool:
        """Return whether the mapping says that a record is no row."""
        if not self.dialect.skip_rows:
            return False
        first = next(filter(None, record.cells), "")
        return iris.fold(first).startswith(self.dialect.skip_rows)

    def _form_problem(self, record: Record) -> Problem | None:
        """Return what is wrong with the form of a record."""
        count = len(record.cells)
        if record.problem:
            return Problem(Position(self.shown, record.line, record.fault), record.problem)
        if not any(record.cells) or self.is_skipped(record):
            return None
        if self.header and record.cells == self.header:
            return Problem(Position(self.shown, record.line), _header_again())
        if count == self.width or self.is_workbook:
            return None
        if count < self.width and self.dialect.short_rows:
            return None
        if count > self.width and self.dialect.long_rows and not any(record.cells[self.width :]):
            return None
        return row_problem(record, self.shown, self.width, _width_advice(count < self.width))

    def _faulty_cells(self, record: Record) -> Iterator[Problem]:
        for name, place in self.places.items():
            if place in record.faults:
                position = Position(self.shown, record.line, record.starts[place])
                yield Problem(position, record.faults[place], name)


def read_layout(
    records: Iterator[Record],
    shown: str,
    dialect: Dialect,
    wanted: Sequence[str],
    *,
    is_workbook: bool = False,
) -> Layout:
    """Return where the wanted columns of a table stand.

    Args:
        records: Those of the table, its header first where it has one.
        shown: The name of the file in messages.
        dialect: How the file is written.
        wanted: Headers; or `#3`, `#C` for a column by its place.
        is_workbook: Whether cells keep their column even where others are missing.

    Raises:
        InputError: There is no header, it is wrong, or a column is missing or stands twice.
    """
    first = next(records, None)
    if first is None:
        raise InputError.at(
            Position(shown), in_language("there is no header line", "no hay línea de encabezado")
        )
    if first.problem:
        raise InputError.at(Position(shown, first.line, first.fault), first.problem)
    header = first.cells if dialect.header else []
    if not header:
        records = chain([first], records)
    width = len(first.cells)
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for name in wanted:
        place = _place(name, header, width)
        if isinstance(place, int):
            places[name] = place
        else:
            problems.append(Problem(Position(shown, first.line), place))
    if problems:
        raise InputError(problems)
    return Layout(records, shown, dialect, header, places, width, is_workbook)


def _place(name: str, header: Sequence[str], width: int) -> int | str:
    """Return the index of a column, or what is wrong with its name."""
    places = [index for index, text in enumerate(header) if text == name]
    if len(places) == 1:
        return places[0]
    if places:
        listed = ", ".join(f"#{place + 1}" for place in places)
        return in_language(
            f"the column '{name}' stands {len(places)} times; name the right one by its place: "
            f"{listed}",
            f"la columna '{name}' aparece {len(places)} veces; nombre la correcta por su lugar: "
            f"{listed}",
        )
    match = _BY_PLACE.fullmatch(name)
    if match:
        place = int(match[1]) if match[1] else number_of(match[2])
        if place <= width:
            return place - 1
        return in_language(
            f"there is no column {name}; the table has {width}, #1 to #{width} or #A to "
            f"#{letters(width)}",
            f"no hay columna {name}; la tabla tiene {width}, de #1 a #{width} o de #A a "
            f"#{letters(width)}",
        )
    return _missing(name, header)


def _missing(name: str, header: Sequence[str]) -> str:
    """Return what is said of a column that is not there."""
    if not header:
        return in_language(
            f"the mapping names the column '{name}', but header = false; name columns by their "
            "place: #1, #2 or #A, #B",
            f"el mapeo nombra la columna '{name}', pero header = false; nombre las columnas por "
            "su lugar: #1, #2 o #A, #B",
        )
    columns = ", ".join(filter(None, header))
    folded = {iris.fold(text): text for text in header if text}
    close = difflib.get_close_matches(iris.fold(name), list(folded), 1, 0.6)
    english = f"; did you mean '{folded[close[0]]}'?" if close else ""
    spanish = f"; ¿quiso decir '{folded[close[0]]}'?" if close else ""
    return in_language(
        f"the mapping names the column '{name}', which is not in the header: {columns}{english}",
        f"el mapeo nombra la columna '{name}', que no está en el encabezado: {columns}{spanish}",
    )


def _width_advice(is_short: bool) -> str:
    word = "short_rows" if is_short else "long_rows"
    english = "missing" if is_short else "surplus empty"
    spanish = "que faltan" if is_short else "vacías de más"
    return in_language(
        f'; {word} = "allow" under [file] lets rows have {english} cells',
        f'; {word} = "allow" en [file] permite celdas {spanish}',
    )


def _header_again() -> str:
    return in_language(
        "this is the header again; delete the line, or skip such rows: skip_rows = […] under "
        "[file] with how they begin",
        "es otra vez el encabezado; borre la línea u omita esas filas: skip_rows = […] en [file] "
        "con su comienzo",
    )
