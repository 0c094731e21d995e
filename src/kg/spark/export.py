"""A network as CSV or Parquet in parts: the rows of `kg.export`, sorted by id, written at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from kg.errors import UsageError, in_language
from kg.export.tables import EDGE_HEADER, NODE_HEADER, row_of
from kg.network.frame import EDGE_COLUMNS, NODE_COLUMNS
from kg.spark.network import NODE, SparkNetwork, weight
from kg.spark.workspace import Workspace, replacing_folder, write_text

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import Column, DataFrame

FORMATS: Final = ("csv", "parquet")
MARKER: Final = "_helixkg-network.txt"
_FLAT: Final = ("country", "state", "area")  # one text in every format
_LISTS: Final = ("sector", "technology", "evidence", "via")


def require_format(name: str) -> None:
    """Raise UsageError for a format that is not written in parts."""
    if name not in FORMATS:
        raise UsageError(
            in_language(
                f"{name} is one file, which one machine writes; with --engine spark there are "
                f"{' and '.join(FORMATS)}",
                f"{name} es un solo archivo, que escribe una máquina; con --engine spark hay "
                f"{' y '.join(FORMATS)}",
            )
        )


def write(work: Workspace, network: SparkNetwork, format_: str, target: str) -> tuple[int, int]:
    """Write the nodes and edges of a network as two folders in one, all or nothing.

    Returns:
        How many nodes and edges there are.
    """
    nodes = work.keep(network.nodes)
    edges = work.keep(network.edges)
    ending = f".{format_}"
    with replacing_folder(work.session, target, MARKER) as staging:
        for name, frame in (("nodes", _nodes(nodes)), ("edges", _edges(edges))):
            ordered = frame.orderBy("id")
            if format_ == "parquet":
                ordered.write.parquet(f"{staging}/{name}{ending}")
            else:
                lines_of = partial(
                    _node_lines if name == "nodes" else _edge_lines, columns=ordered.columns
                )
                lines = ordered.mapInArrow(lines_of, "value string")
                if ordered.isEmpty():  # of which Spark makes no part, not even a header
                    (header,) = lines_of(iter(()))
                    texts = [(text,) for text in header[0].to_pylist()]
                    lines = work.session.createDataFrame(texts, "value string").coalesce(1)
                lines.write.text(f"{staging}/{name}{ending}")
        write_text(work.session, f"{staging}/{MARKER}", "kg export --engine spark\n")
    return nodes.count(), edges.count()


def _nodes(nodes: DataFrame) -> DataFrame:
    from pyspark.sql import functions as f

    measured = [name for name in nodes.columns if name not in NODE]
    own = [
        f.concat_ws("; ", column.name).alias(column.name)
        if column.name in _FLAT
        else f.col(column.name)
        for column in NODE_COLUMNS
    ]
    return nodes.select("id", "label", *own, *measured)


def _edges(edges: DataFrame) -> DataFrame:
    from pyspark.sql import functions as f

    def has(condition: Column) -> bool:
        return not edges.filter(condition).isEmpty()

    more = [
        *(["realisation"] if has(f.col("realisation") != "") else []),
        *(["via"] if has(f.size("via") > 0) else []),
    ]
    own = [f.col(column.name) for column in EDGE_COLUMNS]
    wide = [
        column.cast("bigint").alias("sources") if column_name == "sources" else column
        for column, column_name in zip(own, (c.name for c in EDGE_COLUMNS), strict=True)
    ]
    return edges.select(
        "id", "source", "target", weight().alias("weight"), "directed", *wide, *more
    )


def _node_lines(
    batches: Iterator[pa.RecordBatch], columns: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    """Yield rows of CSV, after the header; runs on the workers."""
    own = ["id", "label", *(column.name for column in NODE_COLUMNS)]
    more = [name for name in columns if name not in own]
    return _lines(batches, [*NODE_HEADER, *more], [*own, *more], lambda row: row)


def _edge_lines(
    batches: Iterator[pa.RecordBatch], columns: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    """Yield rows of CSV, after the header; runs on the workers."""
    first = ["source", "target", "directed", "kind", "id", "kind", "weight"]
    own = [*first, *(column.name for column in EDGE_COLUMNS if column.name != "kind")]

    def cells(row: list[str]) -> list[str]:
        row[2] = "Directed" if row[2] == "True" else "Undirected"
        weight = float(row[6])
        row[6] = str(int(weight)) if weight == int(weight) else repr(weight)
        return row

    more = [name for name in columns if name not in own]
    return _lines(batches, [*EDGE_HEADER, *more], [*own, *more], cells)


def _lines(
    batches: Iterator[pa.RecordBatch],
    header: Sequence[str],
    names: Sequence[str],
    cells: Callable[[list[str]], list[str]],
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    texts = [_without_end(row_of(header))]
    yield pa.record_batch([pa.array(texts, pa.string())], names=["value"])
    for batch in batches:
        columns = [batch.column(batch.schema.get_field_index(name)).to_pylist() for name in names]
        rows = (cells(list(map(_text, row))) for row in zip(*columns, strict=True))
        texts = [_without_end(row_of(row)) for row in rows]
        yield pa.record_batch([pa.array(texts, pa.string())], names=["value"])


def _without_end(line: bytes) -> str:
    """Return a line as text without its end, which Spark adds."""
    return line.decode().removesuffix("\n")


def _text(value: object) -> str:
    return "; ".join(value) if isinstance(value, list) else str(value)
