"""Write solutions as a workbook of Excel."""

from __future__ import annotations

import datetime
import itertools
import math
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO, Final

from kg.errors import UsageError, in_language
from kg.model import Iri, Literal, Solutions, Term
from kg.rdf.namespaces import XSD, XSD_STRING
from kg.results.about import About
from kg.results.display import Labelling, display_text, is_link
from kg.results.numbers import DECIMAL_TYPES, INTEGER_TYPES

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_MOST_ROWS: Final = 1_048_576  # of a sheet, the header included
_MOST_CHARACTERS: Final = 32_767  # of a cell
_FIRST_ROUNDED: Final = 10**15  # Excel keeps 15 digits of a number
_FIRST_DAY: Final = datetime.date(1900, 3, 1)  # before it Excel has a 29 February 1900
_SAMPLE: Final = 200  # rows that decide the widths of columns
_WIDEST, _MARGIN = 60, 2  # characters of a column, and beside its longest text
_DAY: Final = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_xlsx(solutions: Solutions, output: BinaryIO, labels: Labelling, about: About) -> int:
    """Write a workbook, and return the number of rows.

    The first sheet is the answer, with headings, a filter and widths that fit; the second, `about`,
    has the question, what is left out and the details. Numbers and dates are written as such, IRIs
    by label with a link, texts as texts, never as formulas. Numbers that Excel would round or does
    not know, such as INF, and days before its calendar begins are texts. What a cell cannot hold is
    cut at 32,767 characters, and characters that XML does not allow are replaced.

    Raises:
        UsageError: There are more rows than a sheet holds.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet: WriteOnlyWorksheet = book.create_sheet("answer")
    sheet.freeze_panes = "A2"
    heads = about.headed(solutions.variables)
    rows = iter(solutions.rows)
    try:
        # Made before the first row is written, while `labels` holds the names of these rows.
        sample = [
            _cells(sheet, row, labels)
            for row in itertools.islice(rows, min(_SAMPLE, _MOST_ROWS - 1))
        ]
        for number, head in enumerate(heads):
            longest = max([len(head), *(_length(cells[number]) for cells in sample)])
            width = min(longest, _WIDEST) + _MARGIN
            sheet.column_dimensions[_letters(number)].width = width  # type: ignore[attr-defined]
        sheet.append([_cell(sheet, Literal(head), {}, bold=True) for head in heads])
        for cells in sample:
            sheet.append(cells)
        count = _append(sheet, rows, labels, len(sample))
        if heads:
            place = f"A1:{_letters(len(heads) - 1)}{count + 1}"
            sheet.auto_filter.ref = place  # type: ignore[attr-defined]
    except BaseException:
        sheet.close()  # else openpyxl prints a traceback of its own when it is collected
        raise
    _append_about(book, about)
    book.save(output)
    return count


def _append_about(book: Workbook, about: About) -> None:
    """Add the sheet that says what the answer is to and what it leaves out, where it says any."""
    lines = [
        (in_language("Question", "Pregunta"), about.title),
        *((in_language("Note", "Nota"), note.text) for note in about.notes()),
        *about.details(),
    ]
    if not about.title and len(lines) == 1:
        return
    sheet = book.create_sheet("about")
    sheet.column_dimensions["A"].width = _WIDEST // 3
    sheet.column_dimensions["B"].width = _WIDEST * 2
    for heading, value in lines:
        sheet.append(
            [_cell(sheet, Literal(heading), {}, bold=True), _cell(sheet, Literal(value), {})]
        )


def _append(
    sheet: WriteOnlyWorksheet,
    rows: Iterable[tuple[Term | None, ...]],
    labels: Labelling,
    count: int,
) -> int:
    """Write more rows after the first `count`, and return how many there are."""
    for row in rows:
        count += 1
        if count >= _MOST_ROWS:
            raise UsageError(
                in_language(
                    f"a sheet of Excel holds {_MOST_ROWS - 1:,} rows; the answer has more. "
                    "Choose csv or parquet, or --limit",
                    f"una hoja de Excel tiene {_MOST_ROWS - 1:,} filas; la respuesta tiene más. "
                    "Elija csv o parquet, o --limit",
                )
            )
        sheet.append(_cells(sheet, row, labels))
    return count


def _cells(sheet: WriteOnlyWorksheet, row: Iterable[Term | None], labels: Labelling) -> list[Cell]:
    return [_cell(sheet, term, labels) for term in row]


def _length(cell: Cell) -> int:
    return 0 if cell.value is None else len(str(cell.value))


def _letters(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(number + 1))


def _cell(
    sheet: WriteOnlyWorksheet, term: Term | None, labels: Labelling, *, bold: bool = False
) -> Cell:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    value = _value(term)
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)  # type: ignore[arg-type]
    text = display_text(term, labels) if isinstance(term, Iri) else value
    cell = WriteOnlyCell(sheet, _NOT_IN_XML.sub("\ufffd", text)[:_MOST_CHARACTERS])
    cell.data_type = "s"  # "=1+1" is a text
    if isinstance(term, Iri) and is_link(term):
        cell.hyperlink = term.value
    if bold:
        cell.font = Font(bold=True)
    return cell


def _value(term: Term | None) -> str | int | float | bool | datetime.date | None:
    """Return the value of a term as Python has it; its text where it has none."""
    if not isinstance(term, Literal):
        return None if term is None else str(term)
    try:
        if term.datatype in INTEGER_TYPES:
            whole = int(term.value)
            return whole if abs(whole) < _FIRST_ROUNDED else term.value
        if term.datatype in DECIMAL_TYPES:
            number = float(term.value)
            return number if math.isfinite(number) else term.value
        is_day = term.datatype == XSD_STRING and not term.language and _DAY.fullmatch(term.value)
        if term.datatype == XSD + "date" or is_day:
            day = datetime.date.fromisoformat(term.value)
            return day if day >= _FIRST_DAY else term.value
    except ValueError:
        return term.value
    if term.datatype == XSD + "boolean":
        return term.value in ("true", "1")
    return term.value
