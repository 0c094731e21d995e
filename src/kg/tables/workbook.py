"""Read the records of a sheet of a workbook (.xlsx); what a cell does not say is said of it.

A workbook can hide what it holds: a formula whose result was never stored, merged cells of which
only the first has a value, hidden sheets and rows, an extent that is less than its cells. openpyxl
reads large sheets row by row, but tells none of this then; so the XML of the sheet is looked
through for it first.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kg.errors import InputError, in_language
from kg.model import Position
from kg.tables.chunks import ALWAYS_UNPACKED, MAX_RATIO
from kg.tables.records import Number, Record

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_MAX_WORKBOOK = 1 << 30  # bytes of an unpacked workbook, whose texts are all in memory at once
_MAX_MERGED: Final = 100_000  # ranges of merged cells
_BLOCK: Final = 1 << 20
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")
_MERGED: Final = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"'
)
_HIDDEN_ROW: Final = re.compile(rb'<(?:\w+:)?row\s[^>]*?hidden="(?:1|true)"')
#: a sheet as openpyxl reads it row by row; its type lacks what it has
_OpenSheet = Any


class _Range(NamedTuple):
    """A range of merged cells, numbered from 1; the first cell has the value."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{letters(self.left)}{self.top}:{letters(self.right)}{self.bottom}"


@dataclass(slots=True)
class _Hidden:
    """What the XML of a sheet has that its cells do not show."""

    formulas: bool = False
    merged: list[_Range] | None = None
    rows: int = 0


class Sheet:
    """A sheet of a workbook, opened.

    Attributes:
        size: How many rows it says it has.
        notes: What was chosen that the workbook leaves open.
    """

    def __init__(self, data: bytes, shown: str, name: str = "", merged: str = "") -> None:
        """Open a sheet.

        Args:
            data: The workbook.
            shown: Its name in messages.
            name: That of the sheet; "" is the first, unless that one is hidden.
            merged: What merged cells hold: "fill" gives each the value, "first" leaves all but
                the first empty, "" makes it a fault of each of them.

        Raises:
            InputError: It is no workbook, is too large when unpacked, or has no such sheet.
        """
        self.shown, self.merged = shown, merged
        self.notes: list[str] = []
        self._data = data
        self._book = _opened(data, shown)
        self._sheet = self._chosen(name)
        self.size = self._sheet.max_row or 1
        self._sheet.reset_dimensions()  # which may be less than what the sheet holds
        self._hidden = self._looked_through()

    def _chosen(self, name: str) -> _OpenSheet:
        sheets = self._book.worksheets
        if name:
            for sheet in sheets:
                if sheet.title == name:
                    return sheet
            raise self._error(
                in_language(
                    f"there is no sheet '{name}'; the sheets are {self._listed()}",
                    f"no hay ninguna hoja '{name}'; las hojas son {self._listed()}",
                )
            )
        if not sheets:
            raise self._error(in_language("it holds no sheet", "no contiene ninguna hoja"))
        if sheets[0].sheet_state != "visible":
            raise self._error(
                in_language(
                    f"the first sheet is hidden; say which one counts, sheet = … under [file]: "
                    f"{self._listed()}",
                    f"la primera hoja está oculta; diga cuál cuenta, sheet = … en [file]: "
                    f"{self._listed()}",
                )
            )
        if len(sheets) > 1:
            title = sheets[0].title
            self.notes.append(
                in_language(
                    f"the sheet '{title}' was read, of {self._listed()}; choose with sheet = … "
                    "under [file]",
                    f"se leyó la hoja '{title}', de {self._listed()}; elija con sheet = … en "
                    "[file]",
                )
            )
        return sheets[0]

    def _listed(self) -> str:
        hidden = in_language(" (hidden)", " (oculta)")
        return ", ".join(
            sheet.title + ("" if sheet.sheet_state == "visible" else hidden)
            for sheet in self._book.worksheets
        )

    def _looked_through(self) -> _Hidden:
        """Return what the XML of the sheet has beside the values of its cells."""
        hidden, merged = _Hidden(), []
        with (
            zipfile.ZipFile(io.BytesIO(self._data)) as archive,
            archive.open(self._sheet._worksheet_path) as part,  # noqa: SLF001  nothing else has it
        ):
            for block in _whole_tags(iter(lambda: part.read(_BLOCK), b"")):
                hidden.formulas = hidden.formulas or _FORMULA.search(block) is not None
                hidden.rows += len(_HIDDEN_ROW.findall(block))
                for left, top, right, bottom in _MERGED.findall(block):
                    merged.append(
                        _Range(
                            int(top),
                            number_of(left.decode()),
                            int(bottom),
                            number_of(right.decode()),
                        )
                    )
                    if len(merged) > _MAX_MERGED:
                        raise self._error(
                            in_language(
                                f"more than {_MAX_MERGED:,} merged cells; unmerge them",
                                f"más de {_MAX_MERGED:,} celdas combinadas; sepárelas",
                            )
                        )
        hidden.merged = sorted(merged)
        if hidden.rows:
            self.notes.append(
                in_language(
                    f"{hidden.rows:,} hidden rows were read, too",
                    f"también se leyeron {hidden.rows:,} filas ocultas",
                )
            )
        return hidden

    def __iter__(self) -> Iterator[Record]:
        """Yield the records that are not empty. Raises InputError where the sheet is damaged."""
        merged = _Merged(self._hidden.merged or (), self.merged)
        formulas = self._formulas() if self._hidden.formulas else None
        for line, row in enumerate(self._rows(self._sheet), 1):
            formula_row = next(formulas, ()) if formulas else ()
            cells, faults = [], {}
            for index, value in enumerate(row):
                text = _text(value)
                if not text and index < len(formula_row) and formula_row[index] is not None:
                    faults[index] = _no_result(line, index)
                cells.append(text)
            is_blank = not any(cells) and not faults
            merged.apply(line, cells, faults)
            if not is_blank:
                starts = list(range(1, len(cells) + 1))
                record = Record(line, cells, starts)
                yield record._replace(faults=faults) if faults else record

    def _formulas(self) -> Iterator[tuple[object, ...]]:
        """Return the rows of the sheet with formulas in the place of results."""
        sheet = _opened(self._data, self.shown, results=False)[self._sheet.title]
        sheet.reset_dimensions()
        return self._rows(sheet)

    def _rows(self, sheet: _OpenSheet) -> Iterator[tuple[object, ...]]:
        rows: Iterator[tuple[object, ...]] = iter(sheet.iter_rows(values_only=True))
        while True:
            try:
                row = next(rows, None)
            except Exception as error:
                raise self._error(
                    in_language(
                        f"the sheet cannot be read: {error}",
                        f"no se puede leer la hoja: {error}",
                    )
                ) from error
            if row is None:
                return
            yield row

    def _error(self, message: str) -> InputError:
        return InputError.at(Position(self.shown), message)


class _Merged:
    """The merged cells of a sheet, met row by row."""

    def __init__(self, ranges: Sequence[_Range], rule: str) -> None:
        self._waiting = iter(ranges)
        self._next = next(self._waiting, None)
        self._open: dict[_Range, str] = {}  # with the value of its first cell
        self._rule = rule
        self._width = 0  # cells of the longest row

    def apply(self, line: int, cells: list[str], faults: dict[int, str]) -> None:
        """Fill the merged cells of a row, or say of each of them that it is one."""
        while self._next and self._next.top <= line:
            first = self._next.left - 1
            self._open[self._next] = cells[first] if first < len(cells) else ""
            self._next = next(self._waiting, None)
        for merged in [known for known in self._open if known.bottom < line]:
            del self._open[merged]
        self._width = max(self._width, len(cells))
        for merged, value in self._open.items():
            if merged.top < line:  # a row may be stored without its last cells that are merged
                missing = min(merged.right, self._width) - len(cells)
                cells.extend([""] * missing)
            for index in range(merged.left - 1, min(merged.right, len(cells))):
                if (line, index) == (merged.top, merged.left - 1) or not value:
                    continue
                if self._rule == "fill":
                    cells[index] = value
                elif not self._rule:
                    faults[index] = _is_merged(merged)


def _whole_tags(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in blocks that end with a tag."""
    rest = b""
    for block in blocks:
        text = rest + block
        end = text.rfind(b">") + 1
        yield text[:end]
        rest = text[end:]


def _opened(data: bytes, shown: str, *, results: bool = True) -> Workbook:
    """Return a workbook. Raises InputError where it is none, or is too large when unpacked."""
    import openpyxl

    where = Position(shown)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise InputError.at(where, _no_workbook(error)) from error
    if size > min(_MAX_WORKBOOK, max(ALWAYS_UNPACKED, len(data) * MAX_RATIO)):
        raise InputError.at(
            where,
            in_language(
                f"unpacks to {size >> 20:,} MB; check it first",
                f"descomprimido ocupa {size >> 20:,} MB; revíselo antes",
            ),
        )
    try:
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=results)
    except Exception as error:
        raise InputError.at(where, _no_workbook(error)) from error


def _no_workbook(error: Exception) -> str:
    return in_language(
        f"this is no workbook (.xlsx): {error}", f"esto no es un libro de Excel (.xlsx): {error}"
    )


def _no_result(line: int, index: int) -> str:
    cell = f"{letters(index + 1)}{line}"
    return in_language(
        f"the formula in {cell} has no stored result; open the workbook in a spreadsheet and save "
        "it, or write the value",
        f"la fórmula de {cell} no tiene resultado guardado; abra el libro en una hoja de cálculo "
        "y guárdelo, o escriba el valor",
    )


def _is_merged(merged: _Range) -> str:
    return in_language(
        f'the cells {merged} are merged; under [file], merged = "fill" gives each of them the '
        'value, merged = "first" leaves all but the first empty',
        f'las celdas {merged} están combinadas; en [file], merged = "fill" da el valor a cada una, '
        'merged = "first" deja vacías todas menos la primera',
    )


def letters(column: int) -> str:
    """Return the letters of a column, from 1: 1 → "A", 27 → "AA"."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def number_of(name: str) -> int:
    """Return the number of a column, from 1: "AA" → 27."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _text(value: object) -> str:
    """Return the value of a cell as text."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return Number(value)
    if isinstance(value, float):
        return Number(int(value) if value.is_integer() else format(Decimal(repr(value)), "f"))
    return " ".join(str(value).split())
