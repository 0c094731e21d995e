"""Tables for bulk loading: Neo4j's CSV with typed headers, and Parquet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kg.export.row_text import Part, formed, write_rows
from kg.export.tables import cell, require_folder, row_of
from kg.files.writing import replacing
from kg.network.columns import Coded, Column, Lists, Numbers
from kg.network.elements import Network
from kg.network.frame import Shown, edge_columns, node_columns
from kg.runtime.extras import extra

if TYPE_CHECKING:
    import pyarrow as pa

NODES, EDGES = "nodes", "edges"
_NEO4J = {str: "string", int: "long", float: "double", tuple: "string[]"}
_LINE_BREAK = re.compile(r"\r\n|[\r\n]")
_GROUP = 50_000  # rows of a Parquet row group


def write_neo4j(network: Network, folder: Path) -> None:
    """Write nodes.csv and relationships.csv for `neo4j-admin database import`.

    The headers name types, as the import wants them; a node's label is its kind, a relationship's
    type its kind. Lists are joined by ";", the import's own default; a ";" within one becomes ",".
    A line break becomes a space: the import refuses one unless it is told --multiline-fields=true.
    """
    require_folder(folder)
    with replacing(folder / "nodes.csv", folder / "relationships.csv") as (nodes, edges):
        table, of_nodes, of_edges = network.node_table, node_columns(network), edge_columns(network)
        nodes.write(row_of(["id:ID", "label", *map(_typed, of_nodes), ":LABEL"]))
        cells = (table["id"], table["label"], *map(_cells, of_nodes), table["kind"])
        write_rows(nodes, len(network.nodes), _neo4j_row(cells))
        table, weights = network.edge_table, Numbers(network.weights)
        edges.write(
            row_of([":START_ID", "id", "weight:double", *map(_typed, of_edges), ":END_ID", ":TYPE"])
        )
        cells = (
            *(table["source"], table["id"], weights),
            *map(_cells, of_edges),
            *(table["target"], table["kind"]),
        )
        write_rows(edges, len(network.edges), _neo4j_row(cells))


def _neo4j_row(columns: Sequence[Column]) -> Iterator[Part]:
    for number, column in enumerate(columns):
        yield formed(column, lambda value: cell(_LINE_BREAK.sub(" ", str(value))))
        yield "," if number < len(columns) - 1 else "\n"


def _typed(column: Shown) -> str:
    return f"{column.name}:{_NEO4J[column.type]}"


def _cells(shown: Shown) -> Column:
    """Return a column with lists as one text."""
    if not isinstance(shown.column, Lists):
        return shown.column
    lists = shown.column
    texts = [text.replace(";", ",") for text in lists.texts]
    return Lists(lists.starts, lists.ends, lists.codes, texts).joined(";")


def write_parquet(network: Network, folder: Path) -> None:
    """Write nodes.parquet and edges.parquet: one type a column, lists as lists.

    Raises:
        MissingExtra: The library of Parquet is not installed.
    """
    with extra("parquet"):
        import pyarrow  # noqa: F401

    require_folder(folder)
    nodes = (
        Shown("id", str, network.node_table["id"]),
        Shown("label", str, network.node_table["label"]),
        *node_columns(network),
    )
    table = network.edge_table
    edges = (
        *(Shown(name, str, table[name]) for name in ("id", "source", "target")),
        Shown("weight", float, Numbers(network.weights)),
        Shown("directed", bool, table["directed"]),
        *edge_columns(network),
    )
    with replacing(folder / f"{NODES}.parquet", folder / f"{EDGES}.parquet") as files:
        for file, columns, size in zip(
            files, (nodes, edges), (len(network.nodes), len(network.edges)), strict=True
        ):
            _write(file, columns, size)


def _write(output: BinaryIO, columns: Sequence[Shown], size: int) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types: dict[type, pa.DataType] = {
        str: pa.string(),
        int: pa.int64(),
        float: pa.float64(),
        bool: pa.bool_(),
        tuple: pa.list_(pa.string()),
    }
    schema = pa.schema([pa.field(column.name, types[column.type]) for column in columns])
    with pq.ParquetWriter(output, schema, compression="zstd") as writer:
        for start in range(0, size, _GROUP):
            arrays = [
                _array(column, field.type, start, min(start + _GROUP, size))
                for column, field in zip((shown.column for shown in columns), schema, strict=True)
            ]
            writer.write_table(pa.table(arrays, schema=schema))


def _array(column: Column, kind: pa.DataType, start: int, end: int) -> pa.Array:
    """Return some values of a column; an empty text where there should be a number is none."""
    import pyarrow as pa

    if isinstance(column, Coded):
        texts = pa.array(map(_utf8, column.texts), pa.string())
        return texts.take(pa.array(column.codes[start:end]))
    if isinstance(column, Lists):
        bounds, codes = column.flat(start, end)
        texts = pa.array(map(_utf8, column.texts), pa.string())
        return pa.ListArray.from_arrays(pa.array(bounds, pa.int32()), texts.take(pa.array(codes)))
    values = column.values(start, end)
    if kind == pa.string():
        return pa.array([_utf8(str(value)) for value in values], kind)
    return pa.array([None if value == "" else value for value in values], kind)


def _utf8(text: str) -> str:
    """Return text as UTF-8 can hold it: without lone surrogates."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
