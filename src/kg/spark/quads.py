"""Read folders of N-Quads, N-Triples and Parquet as one table of quads.

A row is a quad: subject, predicate, object, datatype and language of the object, graph. A blank
node is written `_:label`; the datatype of what is no literal, and the graph of a fact, is null.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from kg.errors import InputError, UsageError, in_language
from kg.model import Position
from kg.rdf.columns import COLUMNS, WrongLine, quad_rows
from kg.rdf.namespaces import FACTS_GRAPH
from kg.spark.session import message_of
from kg.spark.workspace import files_of, shown

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

SCHEMA: Final = ", ".join(f"{name} string" for name in COLUMNS)
_LINES: Final = (".nq", ".nt", ".nq.gz", ".nt.gz", ".nq.bz2", ".nt.bz2")
_PARQUET: Final = ".parquet"
#: before what a worker says is wrong with a line, in the message of its exception
_MARK: Final = "helixkg-wrong-line "
_MARKED: Final = re.compile(_MARK + r"(\{.*\})")
_DIGITS: Final = 8  # of the digest of a file that stand before the labels of its blank nodes


def read_quads(session: SparkSession, paths: Sequence[str]) -> DataFrame:
    """Return the quads of files and folders; a quad that stands twice is two rows.

    Facts that have a graph of their own come without one, as those of the default graph. Files
    are read when the table is used; use it within `telling_lines`.

    Raises:
        UsageError: A path is missing, or has no file that is read.
    """
    from pyspark.sql import functions as f

    lines, tables = _sorted_files(session, paths)
    frames = []
    if lines:
        text = session.read.text(lines).select("value", f.col("_metadata.file_path").alias("file"))
        frames.append(text.mapInArrow(_parsed, SCHEMA))
    if tables:
        frames.append(_of_parquet(session, tables))
    quads = frames[0] if len(frames) == 1 else frames[0].unionByName(frames[1])
    graph = f.when(f.col("graph") == FACTS_GRAPH, f.lit(None)).otherwise(f.col("graph"))
    return quads.withColumn("graph", graph)


def _sorted_files(session: SparkSession, paths: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the files of lines and those of Parquet; others beside them are refused."""
    files = [file for path in paths for file in files_of(session, path)]
    lines = [file for file in files if file.lower().endswith(_LINES)]
    tables = [file for file in files if file.lower().endswith(_PARQUET)]
    others = sorted({*files} - {*lines} - {*tables})
    if others or not files:
        named = ", ".join(shown(file) for file in others[:3]) or ", ".join(paths)
        kinds = f"{', '.join(_LINES)}, {_PARQUET}"
        raise UsageError(
            in_language(
                f"{named}: only {kinds} are read here; convert others with kg dump, or name the "
                "files that are meant",
                f"{named}: aquí solo se leen {kinds}; convierta otros con kg dump, o indique los "
                "archivos deseados",
            )
        )
    return lines, tables


def _of_parquet(session: SparkSession, files: Sequence[str]) -> DataFrame:
    frame = session.read.parquet(*files)
    missing = [name for name in COLUMNS if name not in frame.columns]
    if missing:
        raise UsageError(
            in_language(
                f"{shown(files[0])}: a table of quads has the columns {', '.join(COLUMNS)}; "
                f"missing: {', '.join(missing)}",
                f"{shown(files[0])}: una tabla de cuádruplas tiene las columnas "
                f"{', '.join(COLUMNS)}; faltan: {', '.join(missing)}",
            )
        )
    return frame.select(*COLUMNS)


def _parsed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield the quads of lines, each with its file; runs on the workers."""
    import pyarrow as pa

    schema = pa.schema([(name, pa.string()) for name in COLUMNS])
    for batch in batches:
        lines, files = (column.to_pylist() for column in batch.columns)
        start = 0
        while start < len(lines):  # lines of one file follow each other
            file, end = files[start], start
            while end < len(lines) and files[end] == file:
                end += 1
            yield _batch(lines[start:end], file, schema)
            start = end


def _batch(lines: list[str], file: str, schema: pa.Schema) -> pa.RecordBatch:
    import pyarrow as pa

    scope = hashlib.sha256(file.encode()).hexdigest()[:_DIGITS]
    try:
        rows = quad_rows(lines, lambda label: f"f{scope}n{label}")
    except WrongLine as wrong:
        problem = {"file": file, "line": lines[wrong.number], "reason": str(wrong)}
        raise ValueError(_MARK + json.dumps(problem)) from None
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    return pa.record_batch([pa.array(column, pa.string()) for column in columns], schema=schema)


@contextmanager
def telling_lines(session: SparkSession) -> Iterator[None]:
    """Say where a line stands that a worker cannot read.

    Raises:
        InputError: With file, line and reason.
    """
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        match = _MARKED.search(str(error))
        if match is None:
            raise
        wrong = json.loads(match[1])
        number = _number_of(session, wrong["file"], wrong["line"])
        position = Position(shown(unquote(wrong["file"])), number)
        raise InputError.at(position, wrong["reason"]) from None


def _number_of(session: SparkSession, file: str, line: str) -> int:
    """Return the number of the first such line of a file; 0 where it cannot be found."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    lines = session.read.text(unquote(file)).rdd.zipWithIndex()
    try:
        numbers = lines.filter(lambda pair: pair[0][0] == line).map(lambda pair: pair[1]).take(1)
    except (PySparkException, Py4JError) as error:
        message_of(error)
        return 0
    return numbers[0] + 1 if numbers else 0
