"""The whole network of a large store, kept as Arrow tables beside it.

To read the nodes and edges of ten million quads from the store takes a minute, from the tables a
moment. The tables belong to one generation, hold nothing that the store does not say, and are
made anew whenever they are missing (decision 13). A small store is read directly: faster than
the library for the tables is imported.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.model import Progress, silent
from kg.network.elements import Edge, Network, Node
from kg.network.projection import FullNetwork, label_of, preferred, read_full_network
from kg.network.spells import ties
from kg.runtime.garbage import gc_paused
from kg.store import EmbeddedStore, generations
from kg.store.base import Store

if TYPE_CHECKING:
    import pyarrow as pa

_ENDING: Final = ".network"
#: columns of lists
LISTS: Final = ("country", "state", "sector", "evidence")
LARGE_STORE: Final = 50_000_000  # bytes of a generation from which tables are kept
_ROWS: Final = 100_000  # of a batch
_READY: Final = ("es", "en")  # languages in which each label stands ready
_FILES: Final = ("nodes.arrow", "edges.arrow", "ties.arrow")
_NODE_FIELDS: Final = tuple(field.name for field in fields(Node) if field.name != "label")
#: the fields of an edge that the facts give; the others belong to derived ones
_EDGE_FIELDS: Final = tuple(
    field.name for field in fields(Edge) if field.name not in ("directed", "strength", "via")
)


def project(
    store: Store,
    *,
    language: str = "es",
    kinds: Collection[str] = (),
    progress: Progress = silent,
) -> Network:
    """Return the network of the facts; see `FullNetwork.labelled`."""
    tables = cached_network(store, progress)
    found = read_full_network(store) if tables is None else tables.full_network()
    return found.labelled(language, kinds)


@dataclass(frozen=True, slots=True)
class NetworkCache:
    """The tables of a generation, mapped into memory, sorted by id.

    nodes: the fields of a node without its label, languages and labels, degree.  edges: those of
    an edge.  ties: edges as `kg.network.spells.ties` joins them, with their spells as text,
    "2016-01-01/2018-12-31 2020-01-01/".
    """

    nodes: pa.Table
    edges: pa.Table
    ties: pa.Table

    def full_network(self) -> FullNetwork:
        """Return the nodes and edges as objects."""
        rows = zip(
            *(column_values(self.nodes[name]) for name in (*_NODE_FIELDS, "languages", "labels")),
            strict=True,
        )
        nodes: list[Node] = []
        labels: list[Mapping[str, str]] = []
        with gc_paused():
            for *row, languages, texts in rows:
                nodes.append(Node(row[0], row[1], "", *row[2:]))
                labels.append(dict(zip(languages, texts, strict=True)))
            edges = [
                Edge(*row)
                for row in zip(
                    *(column_values(self.edges[name]) for name in _EDGE_FIELDS), strict=True
                )
            ]
        return FullNetwork(nodes, labels, edges)

    def labels(self, language: str) -> pa.ChunkedArray:
        """Return the column of labels in a language; see `FullNetwork.labelled`."""
        import pyarrow as pa

        if language in _READY:
            return self.nodes[f"label {language}"]
        preference = preferred(language)
        found = [
            label_of(dict(zip(languages, texts, strict=True)), preference) or name
            for languages, texts, name in zip(
                *(column_values(self.nodes[column]) for column in ("languages", "labels", "id")),
                strict=True,
            )
        ]
        return pa.chunked_array([found], pa.string())


def column_values(column: pa.ChunkedArray) -> Iterator[Any]:
    """Yield the values of a column, batch by batch, lists as tuples.

    Arrow's own to_pylist makes an object of each value first, and takes ten times as long.
    """
    return chain.from_iterable(map(_of_chunk, column.chunks))


def _of_chunk(array: Any) -> Iterable[Any]:
    import pyarrow as pa

    if pa.types.is_dictionary(array.type):
        return map(array.dictionary.to_pylist().__getitem__, array.indices.to_numpy().tolist())
    if pa.types.is_list(array.type):
        parts = list(_of_chunk(array.flatten()))
        bounds = (array.offsets.to_numpy() - array.offsets[0].as_py()).tolist()
        return (tuple(parts[start:end]) for start, end in pairwise(bounds))
    return array.to_numpy(zero_copy_only=False).tolist()  # type: ignore[no-any-return]


def cached_network(store: Store, progress: Progress = silent) -> NetworkCache | None:
    """Return the tables of a store, made now if need be; None where none are kept.

    That is for a store that is small, in memory, behind an address, or in a folder that cannot
    be written to.
    """
    if not isinstance(store, EmbeddedStore) or store.generation is None:
        return None
    if _size(store.generation) < LARGE_STORE:
        return None

    def make(folder: Path) -> None:
        with gc_paused():
            _write(read_full_network(store, progress), folder)

    place = generations.derived(store.generation, _ENDING, make)
    if place is None:
        return None
    try:
        return open_cache(place)
    except (OSError, ValueError, KeyError):  # damaged, or of another version: made anew next time
        shutil.rmtree(place, ignore_errors=True)
        return None


def _size(folder: Path) -> int:
    return sum(entry.stat().st_size for entry in os.scandir(folder))


@lru_cache(maxsize=2)
def open_cache(place: Path) -> NetworkCache:
    """Return the network cached in a folder; the last two are remembered."""
    import pyarrow as pa

    return NetworkCache(
        *(pa.ipc.open_file(pa.memory_map(str(place / name))).read_all() for name in _FILES)
    )


def _write(found: FullNetwork, folder: Path) -> None:
    import pyarrow as pa

    text, several = pa.string(), pa.list_(pa.string())
    coded = pa.dictionary(pa.int32(), text)
    types = {
        **dict.fromkeys(
            ("kind", "helix", "status", "relation", "start", "end", "certainty", "spells"), coded
        ),
        **dict.fromkeys((*LISTS, "languages", "labels"), several),
        "sources": pa.int32(),
        "degree": pa.int32(),
    }
    degrees = Network(tuple(found.nodes), tuple(found.edges)).degrees()
    nodes: dict[str, list[Any]] = {
        **{name: [getattr(node, name) for node in found.nodes] for name in _NODE_FIELDS},
        "languages": [list(labels) for labels in found.labels],
        "labels": [list(labels.values()) for labels in found.labels],
        **{
            f"label {language}": [node.label for node in found.labelled(language).nodes]
            for language in _READY
        },
        "degree": list(degrees.values()),
    }
    joined = ties(found.edges)
    for file, columns in zip(
        _FILES,
        (
            nodes,
            _columns(found.edges),
            {
                **_columns([tie.edge for tie in joined]),
                "spells": [" ".join(map("/".join, tie.spells)) for tie in joined],
            },
        ),
        strict=True,
    ):
        _store(folder / file, columns, {name: types.get(name, text) for name in columns})


def _columns(edges: Sequence[Edge]) -> dict[str, list[Any]]:
    return {name: [getattr(edge, name) for edge in edges] for name in _EDGE_FIELDS}


def _store(path: Path, columns: Mapping[str, Sequence[Any]], types: Mapping[str, Any]) -> None:
    import pyarrow as pa

    schema = pa.schema(list(types.items()))
    arrays = [_array(values, types[name]) for name, values in columns.items()]
    table = pa.Table.from_arrays(arrays, schema=schema)
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, schema) as writer:
        writer.write_table(table, max_chunksize=_ROWS)


def _array(values: Sequence[Any], kind: Any) -> Any:
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return pa.array(values, pa.string()).dictionary_encode()
    return pa.array(values, kind)
