"""Write solutions as a Parquet file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Final

from kg.errors import UsageError
from kg.model import Literal, Solutions, Term
from kg.results.numbers import DECIMAL_TYPES, INTEGER_TYPES

if TYPE_CHECKING:
    import pyarrow as pa

_GROUP: Final = 50_000  # rows of a row group


def write_parquet(solutions: Solutions, output: BinaryIO) -> int:
    """Write columns of one type each, and return the number of rows.

    A column is 64-bit whole numbers, doubles or texts; IRIs are written in full. The first 50,000
    rows decide.

    Raises:
        UsageError: A later value does not fit the type of its column.
    """
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
        return "integer"
    return "double" if datatypes and datatypes <= INTEGER_TYPES | DECIMAL_TYPES else "text"


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
