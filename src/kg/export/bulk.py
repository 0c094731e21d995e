"""Tables for bulk loading: Neo4j's CSV with typed headers, and Parquet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kg.export.tables import require_folder, row_of
from kg.files.writing import replacing
from kg.network.elements import Network
from kg.network.frame import Column, Element, Value, edge_columns, node_columns
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
        of_nodes, of_edges = node_columns(network), edge_columns(network)
        nodes.write(row_of(["id:ID", "label", *map(_typed, of_nodes), ":LABEL"]))
        for node in network.nodes:
            nodes.write(_neo4j_row([node.id, node.label, *_texts(node, of_nodes), node.kind]))
        edges.write(
            row_of([":START_ID", "id", "weight:double", *map(_typed, of_edges), ":END_ID", ":TYPE"])
        )
        for edge in network.edges:
            edges.write(
                _neo4j_row(
                    [
                        edge.source,
                        edge.id,
                        repr(edge.weight),
                        *_texts(edge, of_edges),
                        edge.target,
                        edge.kind,
                    ]
                )
            )


def _neo4j_row(values: Iterable[str]) -> bytes:
    return row_of(_LINE_BREAK.sub(" ", value) for value in values)


def _typed(column: Column[Element]) -> str:
    return f"{column.name}:{_NEO4J[column.type]}"


def _texts(element: Element, columns: Sequence[Column[Element]]) -> Iterator[str]:
    for column in columns:
        value = column.value_of(element)
        yield (
            ";".join(part.replace(";", ",") for part in value)
            if isinstance(value, tuple)
            else str(value)
        )


def write_parquet(network: Network, folder: Path) -> None:
    """Write nodes.parquet and edges.parquet: one type a column, lists as lists.

    Raises:
        MissingExtra: The library of Parquet is not installed.
    """
    with extra("parquet"):
        import pyarrow as pa

    require_folder(folder)
    with replacing(folder / f"{NODES}.parquet", folder / f"{EDGES}.parquet") as (nodes, edges):
        own = [pa.field("id", pa.string()), pa.field("label", pa.string())]
        of_nodes, of_edges = node_columns(network), edge_columns(network)
        _write(
            nodes,
            own,
            of_nodes,
            (
                [node.id, node.label, *(column.value_of(node) for column in of_nodes)]
                for node in network.nodes
            ),
        )
        own = [pa.field(name, pa.string()) for name in ("id", "source", "target")]
        own += [pa.field("weight", pa.float64()), pa.field("directed", pa.bool_())]
        _write(
            edges,
            own,
            of_edges,
            (
                [
                    edge.id,
                    edge.source,
                    edge.target,
                    edge.weight,
                    edge.directed,
                    *(column.value_of(edge) for column in of_edges),
                ]
                for edge in network.edges
            ),
        )


def _write(
    output: BinaryIO,
    own: list[pa.Field],
    columns: Sequence[Column[Element]],
    rows: Iterator[list[Value]],
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types: dict[type, pa.DataType] = {
        str: pa.string(),
        int: pa.int64(),
        float: pa.float64(),
        tuple: pa.list_(pa.string()),
    }
    schema = pa.schema([*own, *(pa.field(column.name, types[column.type]) for column in columns)])
    with pq.ParquetWriter(output, schema, compression="zstd") as writer:
        while group := list(islice(rows, _GROUP)):
            values = zip(*group, strict=True)
            writer.write_table(
                pa.table(
                    [
                        pa.array([_cell(value, field.type) for value in column], field.type)
                        for column, field in zip(values, schema, strict=True)
                    ],
                    schema=schema,
                )
            )


def _cell(value: Value, kind: pa.DataType) -> object:
    import pyarrow as pa

    if value == "" and kind not in (pa.string(),):
        return None
    if isinstance(value, tuple):
        return [_utf8(part) for part in value]
    return _utf8(value) if isinstance(value, str) else value


def _utf8(text: str) -> str:
    """Return text as UTF-8 can hold it: without lone surrogates."""
    return text.encode("utf-8", "replace").decode()
