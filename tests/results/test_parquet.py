"""Parquet, read again by pyarrow."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kg import results
from kg.errors import UsageError
from kg.model import Iri, Literal, Solutions, text
from kg.rdf.namespaces import XSD
from tests.results.answers import ROWS, Row


def table(rows: tuple[Row, ...] | Iterator[Row], *names: str) -> pa.Table:
    """Return what pyarrow reads of an answer."""
    output = io.BytesIO()
    count = results.write_binary(Solutions(names, iter(rows)), "parquet", output)
    output.seek(0)
    read = pq.read_table(output)
    assert read.num_rows == count
    return read


def number(value: str, kind: str = "integer") -> Literal:
    return Literal(value, XSD + kind)


def test_an_answer() -> None:
    read = table(ROWS, "thing", "name", "n")
    assert read.schema.names == ["thing", "name", "n"]
    assert [str(kind) for kind in read.schema.types] == ["string", "string", "double"]
    assert read.column("thing").to_pylist()[0] == "https://w3id.org/helixkg/id/claut-nuevo-leon"
    assert read.column("n").to_pylist() == [92.0, None, 1.5]


@pytest.mark.parametrize(
    ("cells", "kind", "values"),
    [
        ([number("1"), None, number("2019", "gYear")], "int64", [1, None, 2019]),
        ([number("1"), number("1.5", "decimal")], "double", [1.0, 1.5]),
        ([number("1"), Literal("1")], "string", ["1", "1"]),
        ([number("1"), Iri("a:b")], "string", ["1", "a:b"]),
        ([None, None], "string", [None, None]),
        ([text("ñ", "es"), number("true", "boolean")], "string", ["ñ", "true"]),
        ([number(str(2**63 - 1))], "int64", [2**63 - 1]),
        ([number(str(-(2**63)))], "int64", [-(2**63)]),
        ([number(str(2**63)), number("1")], "string", [str(2**63), "1"]),
        ([number(str(-(2**63) - 1))], "string", [str(-(2**63) - 1)]),
        ([number("9" * 5_000)], "string", ["9" * 5_000]),
    ],
)
def test_the_type_of_a_column(cells: list[Literal | None], kind: str, values: list[object]) -> None:
    read = table(tuple((cell,) for cell in cells), "x")
    assert str(read.schema.types[0]) == kind
    assert read.column("x").to_pylist() == values


def test_no_rows() -> None:
    read = table((), "a", "b")
    assert read.num_rows == 0
    assert read.schema.names == ["a", "b"]


def test_the_first_50_000_rows_decide() -> None:
    def rows(odd: int) -> Iterator[Row]:
        for place in range(50_001):
            yield (Literal("many") if place == odd else number(str(place)),)

    assert str(table(rows(49_999), "x").schema.types[0]) == "string"
    with pytest.raises(
        UsageError, match="column x holds numbers, but for 'many'; choose csv, or make it a text"
    ):
        table(rows(50_000), "x")


def test_many_rows_come_in_groups() -> None:
    output = io.BytesIO()
    rows = ((number(str(place)),) for place in range(50_001))
    assert results.write_binary(Solutions(("x",), rows), "parquet", output) == 50_001
    output.seek(0)
    file = pq.ParquetFile(output)
    assert [file.metadata.row_group(place).num_rows for place in range(2)] == [50_000, 1]
    assert file.read().column("x").to_pylist() == list(range(50_001))
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
