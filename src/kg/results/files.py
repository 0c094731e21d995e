"""Answers as files of other programs: a workbook of Excel, Parquet."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Final

from kg.errors import UsageError
from kg.model import Iri, Literal, Solutions, Term
from kg.rdf.namespaces import XSD
from kg.results.display import shown
from kg.results.labels import Labelling

if TYPE_CHECKING:
    import pyarrow as pa
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_ROWS: Final = 1_048_576  # of a sheet
_CHARACTERS: Final = 32_767  # of a cell
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_INTEGERS: Final = frozenset(XSD + name for name in ("integer", "int", "long", "short", "gYear"))
_DECIMALS: Final = frozenset(XSD + name for name in ("decimal", "double", "float"))
_GROUP: Final = 50_000  # rows of a Parquet row group


def write_xlsx(solutions: Solutions, output: BinaryIO, labels: Labelling) -> int:
    """Write a workbook: numbers and dates as such, IRIs by label with a link, texts as texts,
    never as formulas."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet: WriteOnlyWorksheet = book.create_sheet("answer")
    sheet.freeze_panes = "A2"
    for number, name in enumerate(solutions.variables):
        sheet.column_dimensions[_letters(number)].width = max(14, len(name) + 4)  # type: ignore[attr-defined]
    sheet.append([_cell(sheet, Literal(name), {}, bold=True) for name in solutions.variables])
    count = 0
    for row in solutions.rows:
        count += 1
        if count >= _ROWS:
            raise UsageError(
                f"a sheet of Excel holds {_ROWS - 1:,} rows; the answer has more. "
                "Choose csv or parquet, or --limit"
            )
        sheet.append([_cell(sheet, term, labels) for term in row])
    book.save(output)
    return count


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
    text = shown(term, labels) if isinstance(term, Iri) else value
    cell = WriteOnlyCell(sheet, _ILLEGAL.sub("\ufffd", text)[:_CHARACTERS])
    cell.data_type = "s"  # "=1+1" is a text
    if isinstance(term, Iri) and term.value.startswith(("http://", "https://")):
        cell.hyperlink = term.value
    if bold:
        cell.font = Font(bold=True)
    return cell


def _value(term: Term | None) -> str | int | float | bool | datetime.date | None:
    """Return the value of a term as Python has it; its text where it has none."""
    if not isinstance(term, Literal):
        return None if term is None else str(term)
    try:
        if term.datatype in _INTEGERS:
            return int(term.value)
        if term.datatype in _DECIMALS:
            return float(term.value)
        if term.datatype == XSD + "date":
            return datetime.date.fromisoformat(term.value)
    except ValueError:
        return term.value
    if term.datatype == XSD + "boolean":
        return term.value in ("true", "1")
    return term.value


def write_parquet(solutions: Solutions, output: BinaryIO) -> int:
    """Write columns of one type each: 64-bit whole numbers, doubles or texts; IRIs in full.

    The first 50,000 rows decide the types; a later value that does not fit is an error.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = iter(solutions.rows)
    group = list(islice(rows, _GROUP))
    kinds = [_kind(group, column) for column in range(len(solutions.variables))]
    types = {"integer": pa.int64(), "double": pa.float64(), "text": pa.string()}
    schema = pa.schema(
        [pa.field(name, types[kind]) for name, kind in zip(solutions.variables, kinds, strict=True)]
    )
    count = 0
    with pq.ParquetWriter(output, schema, compression="zstd") as writer:
        while group:
            writer.write_table(_table(group, kinds, schema))
            count += len(group)
            group = list(islice(rows, _GROUP))
    return count


def _kind(rows: list[tuple[Term | None, ...]], column: int) -> str:
    datatypes = {
        term.datatype if isinstance(term, Literal) else ""
        for row in rows
        if (term := row[column]) is not None
    }
    if datatypes and datatypes <= _INTEGERS:
        return "integer"
    return "double" if datatypes and datatypes <= _INTEGERS | _DECIMALS else "text"


def _table(rows: list[tuple[Term | None, ...]], kinds: list[str], schema: pa.Schema) -> pa.Table:
    import pyarrow as pa

    def values(column: int, kind: str) -> Iterator[object]:
        for row in rows:
            term = row[column]
            if term is None or kind == "text":
                yield None if term is None else str(term)
                continue
            try:
                yield int(str(term)) if kind == "integer" else float(str(term))
            except ValueError as error:
                raise UsageError(
                    f"column {schema.names[column]} holds numbers, but for '{term}'; "
                    "choose csv, or make it a text with STR()"
                ) from error

    return pa.table(
        [
            pa.array(values(number, kind), schema.field(number).type)
            for number, kind in enumerate(kinds)
        ],
        schema=schema,
    )
