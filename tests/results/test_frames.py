"""Rows of Python values as Arrow, pandas, polars and HTML have them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

from kg.results.frames import Tabular, html_table

DAY = datetime.date(2018, 7, 1)
LOCAL = datetime.datetime.fromisoformat("2018-07-01T12:00")
ZONED = datetime.datetime.fromisoformat("2018-07-01T12:00+00:00")


class Table(Tabular):
    """One column."""

    def __init__(self, *values: object) -> None:
        self.values = values

    @property
    def columns(self) -> tuple[str, ...]:
        return ("value",)

    def cells(self) -> Iterator[tuple[Any, ...]]:
        return ((value,) for value in self.values)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ((1, None, 2), pa.int64()),
        ((1, 2.5), pa.float64()),
        ((2**63,), pa.string()),
        ((True, None), pa.bool_()),
        ((DAY, None), pa.date32()),
        ((LOCAL,), pa.timestamp("us")),
        ((ZONED,), pa.timestamp("us", tz="UTC")),
        ((LOCAL, ZONED), pa.string()),
        ((1, "uno"), pa.string()),
        ((None,), pa.string()),
        ((("a", "b"), None, "c"), pa.list_(pa.string())),
    ],
)
def test_a_column_has_the_narrowest_type_for_all_its_values(
    values: tuple[object, ...], kind: pa.DataType
) -> None:
    assert Table(*values).to_arrow().schema.field("value").type == kind


@pytest.mark.parametrize(
    ("values", "kind"),
    [((1, None), "Int64"), ((True, None), "boolean"), ((DAY, None), "datetime64[ms]")],
)
def test_a_gap_leaves_the_type_of_a_column_in_pandas(values: tuple[object, ...], kind: str) -> None:
    column = Table(*values).to_pandas()["value"]
    assert str(column.dtype) == kind
    assert column.isna().tolist() == [False, True]


def test_polars_has_the_values() -> None:
    assert Table("a", None).to_polars()["value"].to_list() == ["a", None]


def test_html_shows_the_first_rows_and_counts_all() -> None:
    text = html_table(("<b>",), [(n,) for n in range(3)], most=2)
    assert "<th>&lt;b&gt;</th>" in text
    assert text.count("<tr><td>") == 2
    assert "3 rows, 2 of them shown" in text
    assert "1 row<" in Table("x")._repr_html_()
