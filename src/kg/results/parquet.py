"""Write solutions as a Parquet file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Final

from kg.errors import UsageError, in_language
from kg.model import Literal, Solutions, Term
from kg.results.numbers import DECIMAL_TYPES, INTEGER_TYPES
from kg.runtime.extras import extra

if TYPE_CHECKING:
    import pyarrow as pa

_GROUP: Final = 50_000  # rows of a row group
_MOST_DIGITS: Final = 4_000  # of what Python reads as a number


def write_parquet(solutions: Solutions, output: BinaryIO) -> int:
    """Write columns of one type each, and return the number of rows.

    A column is 64-bit whole numbers, doubles or texts; IRIs are written in full. The first 50,000
    rows decide; whole numbers that 64 bits cannot hold make it texts.

    Raises:
        UsageError: A later value does not fit the type of its column.
        MissingExtra: The library of Parquet is not installed.
    """
    with extra("parquet"):
        import pyarrow as pa
        import pyarrow.parquet as pq

    rows = iter(solutions.rows)
    group = list(islice(rows, _GROUP))
    kinds = [_column_type(group, column) for column in range(len(solutions.variables))]
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


def _column_type(rows: list[tuple[Term | None, ...]], column: int) -> str:
    datatypes = {
        term.datatype if isinstance(term, Literal) else ""
        for row in rows
        if (term := row[column]) is not None
    }
    if datatypes and datatypes <= INTEGER_TYPES:
        numbers = (str(row[column]) for row in rows if row[column] is not None)
        return "integer" if all(map(_fits, numbers)) else "text"
    return "double" if datatypes and datatypes <= INTEGER_TYPES | DECIMAL_TYPES else "text"


def _fits(number: str) -> bool:
    """Return whether a whole number is one of 64 bits, or is no number, which is said later."""
    try:
        return -(2**63) <= int(number) < 2**63
    except ValueError:
        return len(number) <= _MOST_DIGITS


def _integer(number: str) -> int:
    if not _fits(number):
        raise ValueError(number)
    return int(number)


def _table(rows: list[tuple[Term | None, ...]], kinds: list[str], schema: pa.Schema) -> pa.Table:
    import pyarrow as pa

    def values(column: int, kind: str) -> Iterator[object]:
        for row in rows:
            term = row[column]
            if term is None or kind == "text":
                yield None if term is None else str(term)
                continue
            try:
                yield _integer(str(term)) if kind == "integer" else float(str(term))
            except ValueError as error:
                name = schema.names[column]
                raise UsageError(
                    in_language(
                        f"column {name} holds numbers, but for '{term}'; "
                        "choose csv, or make it a text with STR()",
                        f"la columna {name} contiene números, salvo '{term}'; "
                        "elija csv, o conviértala en texto con STR()",
                    )
                ) from error

    return pa.table(
        [
            pa.array(values(number, kind), schema.field(number).type)
            for number, kind in enumerate(kinds)
        ],
        schema=schema,
    )
