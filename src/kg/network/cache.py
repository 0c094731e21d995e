"""The full network of a store, cached as Arrow tables beside it.

To read the nodes and edges of ten million quads from the store takes a minute, from the tables a
moment; of the project's own data .4 s and .03 s. The tables belong to one generation, hold nothing
that the store does not state, and are made anew whenever they are missing (decision 13). A store
with next to nothing in it is read directly.
"""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from kg.errors import KgWarning, in_language
from kg.model import Progress, silent
from kg.network.columns import Coded, Column, Lists, Numbers, Plain, Rows, Table
from kg.network.dating import lifetimes
from kg.network.elements import Edge, Network, Node
from kg.network.projection import FullNetwork, label_in, preferred_languages, read_full_network
from kg.network.spells import days, text_of, ties
from kg.runtime.extras import has_extra
from kg.runtime.garbage import gc_paused
from kg.store import EmbeddedStore
from kg.store.base import Store

if TYPE_CHECKING:
    import pyarrow as pa

_ENDING: Final = ".network"
#: columns of lists
LISTS: Final = ("country", "state", "area", "sector", "technology", "evidence")
#: bytes of a generation from which its network is cached; four million are there without a quad
LEAST_CACHED: int = 6_000_000
_LARGE_STORE: Final = 50_000_000  # bytes of a generation that takes long to be read without a cache
_ROWS: Final = 100_000  # of a batch
_MAPPED_FROM: Final = 16_000_000  # bytes
#: languages in which each node's label is a column
LABEL_COLUMNS: Final = ("es", "en")
_FILES: Final = ("nodes.arrow", "edges.arrow", "ties.arrow")
#: the fields of a node but its label, which depends on the language
NODE_FIELDS: Final = tuple(field.name for field in fields(Node) if field.name != "label")
#: the fields of an edge that the facts give; the others belong to derived ones
EDGE_FIELDS: Final = tuple(
    field.name for field in fields(Edge) if field.name not in ("directed", "strength", "via")
)
#: columns with few different texts, each of which is stored once
CODED: Final = (
    "kind",
    "helix",
    "status",
    "relation",
    "start",
    "end",
    "certainty",
    "realisation",
    "dated_by",
    "spells",
)
#: columns of whole numbers
NUMBERS: Final = ("sources", "degree")


def project(store: Store, *, language: str = "es", progress: Progress = silent) -> Network:
    """Return the network of the facts, from the cache where there is one.

    Args:
        store: the store.
        language: of the labels; see `FullNetwork.labelled`.
        progress: told how far the reading is.
    """
    cache = cached_network(store, progress)
    if cache is None:
        return read_full_network(store).labelled(language)
    return cache.network(language)


@dataclass(frozen=True, slots=True)
class NetworkCache:
    """The tables of a generation, sorted by id.

    Attributes:
        nodes: the fields of a node without its label; labels and their languages; the label in
            some languages, "label es"; the degree; its spell as text.
        edges: the fields of an edge that the facts give.
        ties: the same of edges as `kg.network.spells.ties` joins them, with their spells as text,
            "2016-01-01/2018-12-31 2020-01-01/".
    """

    nodes: pa.Table
    edges: pa.Table
    ties: pa.Table

    @property
    def is_complete(self) -> bool:
        """Whether it has every column; one that an earlier version made may not."""
        return {*NODE_FIELDS} <= {*self.nodes.column_names} and all(
            {*EDGE_FIELDS} <= {*table.column_names} for table in (self.edges, self.ties)
        )

    def network(self, language: str) -> Network:
        """Return the network with labels in a language; see `FullNetwork.labelled`."""
        nodes = {name: column_of(self.nodes[name]) for name in NODE_FIELDS}
        ids = nodes["id"].values()
        edges = {
            name: column_of(self.edges[name], ids if name in ("source", "target") else None)
            for name in EDGE_FIELDS
        }
        size = len(self.edges)
        nowhere = np.zeros(size, np.int64)
        return Network(
            Rows(Node, Table({**nodes, "label": self._labels(language)}, len(ids))),
            Rows(
                Edge,
                Table(
                    {
                        **edges,
                        "directed": Numbers(np.ones(size, bool)),
                        "strength": Numbers(np.zeros(size)),
                        "via": Lists(nowhere, nowhere, np.zeros(0, np.int32), ()),
                    },
                    size,
                ),
            ),
        )

    def _labels(self, language: str) -> Column:
        if language in LABEL_COLUMNS:
            labels: Column = column_of(self.nodes[f"label {language}"])
            return labels
        preference = preferred_languages(language)
        columns = (column_of(self.nodes[name]).values() for name in ("languages", "labels", "id"))
        return Plain(
            [
                label_in(dict(zip(languages, texts, strict=True)), preference) or name
                for languages, texts, name in zip(*columns, strict=True)
            ]
        )


class Stored:
    """Texts that stay in the file of a cache until they are asked for."""

    __slots__ = ("_array", "_rows")

    def __init__(self, array: pa.ChunkedArray, rows: np.ndarray | None = None) -> None:
        """Take a column of a table, and the numbers of its rows that are meant."""
        self._array = array
        self._rows = rows

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._array) if self._rows is None else len(self._rows)

    def taken(self, rows: np.ndarray) -> Stored:
        """Return some rows, by their numbers or by a flag for each row."""
        if self._rows is None:
            return Stored(self._array, np.flatnonzero(rows) if rows.dtype == bool else rows)
        return Stored(self._array, self._rows[rows])

    def values(self, start: int = 0, end: int | None = None) -> list[str]:
        """Return some texts."""
        if self._rows is None:
            part = self._array[start:end]
        else:
            part = self._array.take(self._rows[start:end])
        texts: list[str] = part.to_numpy().tolist()  # to_pylist makes an object of each first
        return texts


def column_of(array: pa.ChunkedArray, texts: Sequence[str] | None = None) -> Any:
    """Return a column of a table.  texts: those that its values are to be numbers of."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if texts is not None:
        numbers = pc.index_in(array, pa.array(texts, pa.string()))
        return Coded(numbers.to_numpy(), texts)
    if pa.types.is_list(array.type):
        whole = pa.concat_arrays(list(array.chunks)) if array.chunks else None
        if whole is None:
            return Lists.of([])
        flat = whole.values.dictionary_encode()
        bounds = whole.offsets.to_numpy().astype(np.int64)
        return Lists(bounds[:-1], bounds[1:], flat.indices.to_numpy(), flat.dictionary.to_pylist())
    if pa.types.is_dictionary(array.type):
        unified = array.unify_dictionaries()
        codes = [chunk.indices.to_numpy() for chunk in unified.chunks]
        texts = unified.chunk(0).dictionary.to_pylist() if codes else []
        return Coded(np.concatenate(codes) if codes else np.zeros(0, np.int32), texts)
    if pa.types.is_integer(array.type):
        return Numbers(array.to_numpy().astype(np.int64))
    return Stored(array)


def cached_network(store: Store, progress: Progress = silent) -> NetworkCache | None:
    """Return the cache of a store's network, made now if need be.

    Args:
        store: the store.
        progress: told how far the reading is, where the cache is made.

    Returns:
        None for a store with next to nothing in it, in memory, behind an address, or in a folder
        that cannot be written to; where the cache was damaged, which removes it; and where the
        library of the tables is not installed, of a large store with a warning.
    """
    if not isinstance(store, EmbeddedStore) or store.generation is None:
        return None
    size = _size(store.generation)
    if size < LEAST_CACHED:
        return None
    if not has_extra("parquet"):
        if size >= _LARGE_STORE:
            warnings.warn(_uncached(), KgWarning, stacklevel=2)
        return None

    def make(folder: Path) -> None:
        with gc_paused():
            write_tables(read_full_network(store, progress), folder)

    folder = store.derived(_ENDING, make)
    if folder is None:
        return None
    try:
        opened = open_cache(folder, store.identity)
    except (OSError, ValueError):  # damaged: made anew next time
        opened = None
    if opened is None or not opened.is_complete:
        open_cache.cache_clear()
        shutil.rmtree(folder, ignore_errors=True)
        return None
    return opened


def _uncached() -> str:
    return in_language(
        "the network of a large store is read anew each time; "
        'pip install "helixkg[parquet]" lets it be cached',
        "la red de un almacén grande se lee de nuevo cada vez; "
        'pip install "helixkg[parquet]" permite guardarla',
    )


def _size(folder: Path) -> int:
    """Return the bytes of the files in a folder."""
    return sum(entry.stat().st_size for entry in os.scandir(folder))


@lru_cache(maxsize=2)
def open_cache(folder: Path, identity: str) -> NetworkCache:
    """Return the cache in a folder; the last two opened stay open.

    Args:
        folder: of the cache.
        identity: of the generation, as the same folder may hold another cache later.

    Raises:
        OSError: a file is missing.
        ValueError: a file is damaged.
    """
    return NetworkCache(*(_read(folder / name) for name in _FILES))


def _read(path: Path) -> pa.Table:
    """Return the table in a file; a large one stays there, mapped into memory."""
    import pyarrow as pa

    if path.stat().st_size < _MAPPED_FROM:  # nothing then hinders Windows from removing the file
        return pa.ipc.open_file(pa.BufferReader(path.read_bytes())).read_all()
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()


def write_tables(full: FullNetwork, folder: Path) -> None:
    """Write the tables of a network into a folder."""
    network = Network(full.nodes, full.edges)
    joined = ties(network)
    tables = (
        _node_columns(full, network),
        _columns(network.edge_table, EDGE_FIELDS),
        {
            **_columns(joined.network.edge_table, EDGE_FIELDS),
            "spells": joined.spells.values(),
        },
    )
    for file, columns in zip(_FILES, tables, strict=True):
        _write_table(folder / file, columns)


def _node_columns(full: FullNetwork, network: Network) -> dict[str, list[Any]]:
    lives = lifetimes(network.node_table)
    spells = [text_of(days(life)) for life in lives.texts]
    return {
        **_columns(network.node_table, NODE_FIELDS),
        "languages": [sorted(labels) for labels in full.labels],
        "labels": [[labels[tag] for tag in sorted(labels)] for labels in full.labels],
        **{
            f"label {language}": full.labelled(language).node_table["label"].values()
            for language in LABEL_COLUMNS
        },
        "degree": network.degree_counts.tolist(),
        "spells": Coded(lives.codes, spells).values(),
    }


def _columns(table: Table, names: Iterable[str]) -> dict[str, list[Any]]:
    return {name: table[name].values() for name in names}


def _write_table(path: Path, columns: Mapping[str, Sequence[Any]]) -> None:
    """Write columns as an Arrow file, in batches of `_ROWS`."""
    import pyarrow as pa

    table = pa.table({name: _array(name, values) for name, values in columns.items()})
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table, max_chunksize=_ROWS)


def _array(name: str, values: Sequence[Any]) -> Any:
    """Return the values of a column as an Arrow array of the type that its name asks for."""
    import pyarrow as pa

    if name in CODED:
        return pa.array(values, pa.string()).dictionary_encode()
    if name in (*LISTS, "languages", "labels"):
        return pa.array(values, pa.list_(pa.string()))
    return pa.array(values, pa.int32() if name in NUMBERS else pa.string())
