"""Tables of a network in a folder: written by `kg tables`, read by all that runs on Spark."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import UsageError, in_language
from kg.model import Progress, silent
from kg.network import cache
from kg.network.cache import EDGE_FIELDS, NODE_FIELDS, cached_network
from kg.network.projection import read_full_network
from kg.spark.projection import Tables, project
from kg.spark.quads import read_quads, telling_lines
from kg.spark.workspace import Workspace, exists, located, replacing_folder, write_text

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from kg.store import Store

#: the file by which a folder of tables is known, written last
MARKER: Final = "_helixkg-tables.json"
NAMES: Final = ("nodes", "edges", "ties")
_VERSION: Final = 1


class Counts(NamedTuple):
    """How many rows the tables of a folder have."""

    nodes: int
    edges: int
    ties: int


def make_tables(
    session: SparkSession, paths: Sequence[str], target: str, *, work: str = ""
) -> Counts:
    """Write the tables of the network of some files into a folder, all or nothing.

    Args:
        session: Of Spark.
        paths: Files and folders of N-Quads, N-Triples and Parquet.
        target: The folder; tables that are there are replaced at the end.
        work: Folder for what is kept between steps; empty for one on this machine.

    Raises:
        UsageError: A path is missing, or is nothing that is read.
        InputError: A line is no quad.
    """
    with (
        Workspace(session, work) as kept,
        replacing_folder(session, target, MARKER) as staging,
        telling_lines(session),
    ):
        return write_tables(session, project(read_quads(session, paths), kept), staging)


def write_tables(session: SparkSession, tables: Tables, folder: str) -> Counts:
    """Write tables into a new folder, and the marker last."""
    for name, frame in zip(NAMES, (tables.nodes, tables.edges, tables.ties), strict=True):
        frame.write.parquet(f"{folder}/{name}")
    counts = Counts(*(session.read.parquet(f"{folder}/{name}").count() for name in NAMES))
    about = {"version": _VERSION, **counts._asdict()}
    write_text(session, f"{folder}/{MARKER}", json.dumps(about, indent=2) + "\n")
    return counts


def read_tables(session: SparkSession, folder: str) -> Tables:
    """Return the tables of a folder.

    Raises:
        UsageError: They are not there, or were made by another version.
    """
    folder = located(folder.rstrip("/"))
    if not exists(session, f"{folder}/{MARKER}"):
        raise UsageError(
            in_language(
                f"{folder} has no tables of a network; make them with: kg tables FILES -o {folder}",
                f"{folder} no tiene tablas de una red; hágalas con: kg tables ARCHIVOS -o {folder}",
            )
        )
    tables = Tables(*(session.read.parquet(f"{folder}/{name}") for name in NAMES))
    needed = ((tables.nodes, NODE_FIELDS), (tables.edges, EDGE_FIELDS))
    for frame, fields in needed:
        missing = sorted({*fields} - {*frame.columns})
        if missing:
            raise UsageError(
                in_language(
                    f"the tables in {folder} lack {', '.join(missing)}; make them anew with "
                    "kg tables",
                    f"a las tablas de {folder} les falta {', '.join(missing)}; hágalas de nuevo "
                    "con kg tables",
                )
            )
    return tables


def tables_of_store(
    session: SparkSession, store: Store, folder: Path, progress: Progress = silent
) -> Tables:
    """Return the tables of a store: those that are kept beside it, else made now.

    Args:
        session: Of Spark.
        store: The store.
        folder: Of this machine, empty; the tables go there.
        progress: Is told how far the reading is.
    """
    import pyarrow.parquet as pq

    cached = cached_network(store, progress)
    if cached is None:
        folder_of_tables = folder / "arrow"
        folder_of_tables.mkdir()
        cache.write_tables(read_full_network(store, progress), folder_of_tables)
        cached = cache.open_cache(folder_of_tables, "")
    for name, table in zip(NAMES, (cached.nodes, cached.edges, cached.ties), strict=True):
        pq.write_table(table, folder / f"{name}.parquet")
    paths = [f"file://{folder.absolute() / name}.parquet" for name in NAMES]
    return Tables(*(session.read.parquet(path) for path in paths))
