"""Rows of Python values as tables of pandas, polars and Arrow, and as HTML in a notebook."""

from __future__ import annotations

import datetime
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Final

from kg.errors import in_language
from kg.rdf import iris
from kg.runtime.extras import extra

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

_SHOWN: Final = 50  # rows in a notebook
_BITS: Final = 63  # of a whole number


class Tabular:
    """What has columns and rows of Python values, and becomes a table of other libraries."""

    @property
    @abstractmethod
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""

    #: column → its type, where that does not depend on the rows that are there
    types: ClassVar[Mapping[str, type]] = MappingProxyType({})

    @abstractmethod
    def cells(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows: a value for each column, None where there is none."""

    def to_arrow(self) -> pa.Table:
        """Return an Arrow table; each column has one type: int64, double, bool, date or string.

        A column of several types holds texts. DuckDB and polars read it without a copy.
        """
        with extra("frames"):
            import pyarrow as pa

        rows = list(self.cells())
        arrays = [
            _array([row[number] for row in rows], self.types.get(name))
            for number, name in enumerate(self.columns)
        ]
        return pa.table(dict(zip(self.columns, arrays, strict=True)))

    def to_pandas(self) -> pd.DataFrame:
        """Return a pandas data frame.

        Whole numbers with gaps are `Int64`, days and times `datetime64`; a gap is missing (NA), not
        an empty text.

        Raises:
            MissingExtra: pandas is not installed.
        """
        with extra("frames"):
            import pandas
        table = self.to_arrow()
        frame: pd.DataFrame = pandas.DataFrame(
            {
                name: _series(pandas, column)
                for name, column in zip(table.column_names, table.columns, strict=True)
            },
            columns=list(self.columns),
        )
        return frame

    def to_polars(self) -> pl.DataFrame:
        """Return a polars data frame.

        Raises:
            MissingExtra: polars is not installed.
        """
        with extra("frames"):
            import polars

        frame = polars.from_arrow(self.to_arrow())
        assert isinstance(frame, polars.DataFrame)
        return frame

    def _repr_html_(self) -> str:
        return html_table(self.columns, self.cells())


def _array(values: Sequence[object], usual: type | None = None) -> pa.Array[Any]:
    """Return a column with the narrowest type that holds all its values.

    Args:
        values: The values.
        usual: The type of a column that holds none.
    """
    import pyarrow as pa

    kinds = {type(value) for value in values if value is not None} or {usual or str}
    if any(issubclass(kind, list | tuple) for kind in kinds):
        return pa.array([_texts(value) for value in values], pa.list_(pa.string()))
    kind = _type_of(kinds, values)
    if kind is None:
        return pa.array([None if value is None else str(value) for value in values], pa.string())
    return pa.array(values, kind)


def _texts(value: object) -> list[str] | None:
    if isinstance(value, list | tuple):
        return [str(part) for part in value]
    return None if value is None else [str(value)]


def _type_of(kinds: set[type], values: Iterable[object]) -> pa.DataType | None:
    """Return the Arrow type of some values; None is text."""
    import pyarrow as pa

    if kinds == {int}:
        fit = all(value.bit_length() <= _BITS for value in values if isinstance(value, int))
        return pa.int64() if fit else None
    if kinds == {datetime.datetime}:
        zones = {value.tzinfo is None for value in values if isinstance(value, datetime.datetime)}
        zone = None if zones == {True} else "UTC"
        return pa.timestamp("us", tz=zone) if len(zones) == 1 else None
    simple: tuple[tuple[set[type], pa.DataType], ...] = (
        ({int, float}, pa.float64()),
        ({bool}, pa.bool_()),
        ({datetime.date}, pa.date32()),
    )
    return next((kind for types, kind in simple if kinds and kinds <= types), None)


def _series(pandas: Any, column: pa.ChunkedArray[Any]) -> Any:
    """Return a column as pandas has it; one with gaps keeps its type."""
    import pyarrow as pa

    if column.null_count and column.type == pa.int64():
        return pandas.Series(column.to_pylist(), dtype="Int64")
    if column.null_count and column.type == pa.bool_():
        return pandas.Series(column.to_pylist(), dtype="boolean")
    return column.to_pandas(date_as_object=False)


def html_table(columns: Sequence[str], rows: Iterable[Sequence[object]], most: int = _SHOWN) -> str:
    """Return rows as a table in HTML: the first of them, and how many there are.

    Args:
        columns: The heads of the columns.
        rows: Read to their end.
        most: How many are shown.
    """
    shown, number = [], 0
    for row in rows:
        number += 1
        if number <= most:
            shown.append("<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row) + "</tr>")
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    count = in_language(
        f"{number:,} {'row' if number == 1 else 'rows'}",
        f"{number:,} {'fila' if number == 1 else 'filas'}",
    )
    if number > most:
        count += in_language(f", {most} of them shown", f", {most} de ellas a la vista")
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(shown)}</tbody></table>"
        f"<p>{escape(count)}</p>"
    )


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return escape("; ".join(map(str, value)))
    written = str(value)
    if written.startswith(("http://", "https://")) and iris.is_absolute(written):
        return f'<a href="{escape(written)}">{escape(iris.shorten(written))}</a>'
    return escape(written)
