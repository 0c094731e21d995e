"""The full network of a large store, cached as Arrow tables beside it.

To read the nodes and edges of ten million quads from the store takes a minute, from the tables a
moment. The tables belong to one generation, hold nothing that the store does not state, and are
made anew whenever they are missing (decision 13). A small store is read directly: faster than
the library for the tables is imported.
"""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.errors import KgWarning, in_language
from kg.model import Progress, silent
from kg.network.dating import lifetime
from kg.network.elements import WOULD_BE, Edge, LeftOut, Network, Node
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
#: bytes of a generation from which its network is cached
LARGE_STORE: int = 50_000_000
_ROWS: Final = 100_000  # of a batch
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
_CODED: Final = (
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


def project(
    store: Store,
    *,
    language: str = "es",
    kinds: Collection[str] = (),
    progress: Progress = silent,
) -> Network:
    """Return the network of the facts, from the cache where there is one.

    Args:
        store: the store.
        language: of the labels; see `FullNetwork.labelled`.
        kinds: only nodes of these kinds, and the edges between them; empty is all.
        progress: told how far the reading is.
    """
    cache = cached_network(store, progress)
    full = read_full_network(store) if cache is None else cache.full_network()
    return full.labelled(language, kinds)


@dataclass(frozen=True, slots=True)
class NetworkCache:
    """The tables of a generation, mapped into memory, sorted by id.

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

    @property
    def has_proposals(self) -> bool:
        """Whether some node or edge is only proposed or planned."""
        import pyarrow as pa
        import pyarrow.compute as pc

        return any(
            bool(pc.any(pc.is_in(column, pa.array(sorted(WOULD_BE)))).as_py())
            for column in (
                self.nodes["status"].cast(pa.string()),
                self.edges["realisation"].cast(pa.string()),
            )
        )

    def part(self, unwanted: Set[str], left_out: Set[str]) -> tuple[NetworkCache, LeftOut]:
        """Return what is not only proposed or planned, without some kinds of nodes.

        Args:
            unwanted: kinds that are not meant, and not counted.
            left_out: kinds that are left out, and counted as `profiles.without_kinds` does.
        """
        from kg.network.columns import part

        tables, counted = part(self.nodes, self.edges, self.ties, unwanted, left_out)
        return NetworkCache(*tables), counted

    def full_network(self) -> FullNetwork:
        """Return the nodes and edges as objects."""
        rows = zip(
            *(column_values(self.nodes[name]) for name in (*NODE_FIELDS, "languages", "labels")),
            strict=True,
        )
        nodes: list[Node] = []
        labels: list[Mapping[str, str]] = []
        with gc_paused():
            for *row, languages, texts in rows:
                nodes.append(Node(row[0], row[1], "", *row[2:]))
                labels.append(dict(zip(languages, texts, strict=True)))
            columns = (column_values(self.edges[name]) for name in EDGE_FIELDS)
            edges = [Edge(*row) for row in zip(*columns, strict=True)]
        return FullNetwork(nodes, labels, edges)

    def labels(self, language: str) -> pa.ChunkedArray:
        """Return the labels of the nodes in a language; see `FullNetwork.labelled`."""
        import pyarrow as pa

        if language in LABEL_COLUMNS:
            return self.nodes[f"label {language}"]
        preference = preferred_languages(language)
        labels = [
            label_in(dict(zip(languages, texts, strict=True)), preference) or name
            for languages, texts, name in zip(
                *(column_values(self.nodes[column]) for column in ("languages", "labels", "id")),
                strict=True,
            )
        ]
        return pa.chunked_array([labels], pa.string())


def column_values(column: pa.ChunkedArray) -> Iterator[Any]:
    """Yield the values of a column, batch by batch, lists as tuples.

    Arrow's own to_pylist makes an object of each value first, and takes ten times as long.
    """
    return chain.from_iterable(map(_chunk_values, column.chunks))


def _chunk_values(array: Any) -> Iterable[Any]:
    import pyarrow as pa

    if pa.types.is_dictionary(array.type):
        return map(array.dictionary.to_pylist().__getitem__, array.indices.to_numpy().tolist())
    if pa.types.is_list(array.type):
        # [a, b], [], [c] is stored as a, b, c with the offsets 0, 2, 2, 3.
        parts = list(_chunk_values(array.flatten()))
        bounds = (array.offsets.to_numpy() - array.offsets[0].as_py()).tolist()
        return (tuple(parts[start:end]) for start, end in pairwise(bounds))
    return array.to_numpy(zero_copy_only=False).tolist()  # type: ignore[no-any-return]


def cached_network(store: Store, progress: Progress = silent) -> NetworkCache | None:
    """Return the cache of a store's network, made now if need be.

    Args:
        store: the store.
        progress: told how far the reading is, where the cache is made.

    Returns:
        None for a store that is small, in memory, behind an address, or in a folder that cannot
        be written to; where the cache was damaged, which removes it; and, with a warning, where
        the library of the tables is not installed.
    """
    if not isinstance(store, EmbeddedStore) or store.generation is None:
        return None
    if _size(store.generation) < LARGE_STORE:
        return None
    if not has_extra("parquet"):
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
    import pyarrow as pa

    return NetworkCache(
        *(pa.ipc.open_file(pa.memory_map(str(folder / name))).read_all() for name in _FILES)
    )


def write_tables(full: FullNetwork, folder: Path) -> None:
    """Write the tables of a network into a folder."""
    joined = ties(full.edges)
    spells = [text_of(tie.spells) for tie in joined]
    tables = (
        _node_columns(full),
        _edge_columns(full.edges),
        {**_edge_columns([tie.edge for tie in joined]), "spells": spells},
    )
    for file, columns in zip(_FILES, tables, strict=True):
        _write_table(folder / file, columns)


def _node_columns(full: FullNetwork) -> dict[str, list[Any]]:
    degrees = Network(tuple(full.nodes), tuple(full.edges)).degrees()
    return {
        **{name: [getattr(node, name) for node in full.nodes] for name in NODE_FIELDS},
        "languages": [sorted(labels) for labels in full.labels],
        "labels": [[labels[tag] for tag in sorted(labels)] for labels in full.labels],
        **{
            f"label {language}": [node.label for node in full.labelled(language).nodes]
            for language in LABEL_COLUMNS
        },
        "degree": list(degrees.values()),
        "spells": [text_of(days(lifetime(node))) for node in full.nodes],
    }


def _edge_columns(edges: Sequence[Edge]) -> dict[str, list[Any]]:
    return {name: [getattr(edge, name) for edge in edges] for name in EDGE_FIELDS}


def _write_table(path: Path, columns: Mapping[str, Sequence[Any]]) -> None:
    """Write columns as an Arrow file, in batches of `_ROWS`."""
    import pyarrow as pa

    table = pa.table({name: _array(name, values) for name, values in columns.items()})
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table, max_chunksize=_ROWS)


def _array(name: str, values: Sequence[Any]) -> Any:
    """Return the values of a column as an Arrow array of the type that its name asks for."""
    import pyarrow as pa

    if name in _CODED:
        return pa.array(values, pa.string()).dictionary_encode()
    if name in (*LISTS, "languages", "labels"):
        return pa.array(values, pa.list_(pa.string()))
    return pa.array(values, pa.int32() if name in NUMBERS else pa.string())
