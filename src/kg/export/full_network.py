"""The full network of a large store, from its cache into a file, column by column.

The same bytes as the writers that go node by node and edge by edge (the tests compare them), in a
tenth of the time: text is put together by Arrow, 50,000 rows at a time. A column of a batch that
holds a character which has to be escaped is escaped by the functions that the other writers use.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np

from kg.export import Written, bulk, gexf, tables
from kg.export.style import COLOURS, OTHER_COLOUR, diameter
from kg.export.xml_escape import attribute
from kg.files.writing import replacing
from kg.network.cache import NetworkCache, column_values
from kg.network.frame import EDGE_COLUMNS, NODE_COLUMNS
from kg.network.layout.discs import disc_coordinates
from kg.runtime.extras import extra

with extra("parquet"):
    import pyarrow as pa
    import pyarrow.compute as pc

_ROWS: Final = 50_000
_THREADS: Final = 2
_OF_NODES: Final = tuple(column.name for column in NODE_COLUMNS)
_OF_EDGES: Final = tuple(column.name for column in EDGE_COLUMNS)
_Escape = Callable[[str], str]


def write(cache: NetworkCache, format: str, path: Path, language: str) -> Written:
    """Write the full network, the nodes of GEXF in discs; return how much was written.

    format: one that `kg.formats.NETWORKS` says is written by column.
    """
    if format == "gexf":
        with replacing(path) as (output,):
            _write_gexf(cache, output, language)
        return Written(len(cache.nodes), len(cache.ties))
    if format == "parquet":
        _write_parquet(cache, path, language)
    else:
        tables.require_folder(path)
        with replacing(path / tables.NODES, path / tables.EDGES) as (nodes, edges):
            _write_csv(cache, nodes, edges, language)
    return Written(len(cache.nodes), len(cache.edges))


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────


def _write_csv(cache: NetworkCache, nodes: BinaryIO, edges: BinaryIO, language: str) -> None:
    labels = cache.labels(language)
    nodes.write(tables.row_of(tables.NODE_HEADER))
    _put(
        nodes,
        cache.nodes,
        lambda rows, start: _row(
            [
                rows["id"],
                labels.slice(start, len(rows)).combine_chunks(),
                *(_flat(rows[name]) for name in _OF_NODES),
            ]
        ),
    )
    edges.write(tables.row_of(tables.EDGE_HEADER))
    _put(edges, cache.edges, lambda rows, _: _csv_edge(rows))


def _csv_edge(rows: Any) -> list[Any]:
    weight = pc.cast(pc.max_element_wise(rows["sources"], 1), pa.string())
    kind = rows["kind"]
    return _row(
        [
            rows["source"],
            rows["target"],
            "Directed",
            kind,
            rows["id"],
            kind,
            weight,
            rows["relation"],
            rows["start"],
            rows["end"],
            rows["dated_by"],
            _flat(rows["evidence"]),
            pc.cast(rows["sources"], pa.string()),
            rows["certainty"],
        ]
    )


def _row(cells: Sequence[Any]) -> list[Any]:
    """Return the parts of rows of CSV."""
    parts: list[Any] = []
    for number, cell in enumerate(cells):
        parts += [
            cell if isinstance(cell, str) else _escaped(cell, tables.cell, _CSV),
            "\n" if number == len(cells) - 1 else ",",
        ]
    return parts


def _flat(column: Any) -> Any:
    return pc.binary_join(column, "; ") if pa.types.is_list(column.type) else column


# ── GEXF ─────────────────────────────────────────────────────────────────────────────────────────


def _write_gexf(cache: NetworkCache, output: BinaryIO, language: str) -> None:
    dynamic = any(
        bool(pc.any(pc.not_equal(table["spells"], "")).as_py())
        for table in (cache.nodes, cache.ties)
    )
    for text in gexf.head(dynamic=dynamic):
        output.write(text.encode())
    output.write(f'    <nodes count="{len(cache.nodes)}">\n'.encode())
    coordinates = disc_coordinates(
        list(column_values(cache.nodes["helix"])), cache.nodes["degree"].to_numpy()
    )
    labels = cache.labels(language)
    largest = int(pc.max(cache.nodes["degree"]).as_py() or 0)
    sizes = np.round([diameter(float(degree), float(largest)) for degree in range(largest + 1)], 2)
    _put(
        output,
        cache.nodes,
        lambda rows, start: _gexf_node(
            rows,
            labels.slice(start, len(rows)).combine_chunks(),
            coordinates[start : start + len(rows)],
            sizes,
        ),
    )
    output.write(f'    </nodes>\n    <edges count="{len(cache.ties)}">\n'.encode())
    _put(output, cache.ties, lambda rows, _: _gexf_edge(rows))
    output.write(gexf.TAIL.encode())


def _gexf_node(rows: Any, labels: Any, coordinates: np.ndarray, sizes: np.ndarray) -> list[Any]:
    """Return the parts of nodes; sizes: degree → diameter."""
    colour = _mapped(
        rows["helix"], lambda code: gexf.COLOUR.format(*COLOURS.get(code, OTHER_COLOUR))
    )
    return [
        "      <node id=",
        _quoted(rows["id"]),
        " label=",
        _quoted(labels),
        ">\n",
        "        <attvalues>\n",
        *_attributes(rows, _OF_NODES),
        "        </attvalues>\n",
        _mapped(rows["spells"], gexf.spells_text),
        colour,
        '        <viz:position x="',
        _decimal(coordinates[:, 0]),
        '" y="',
        _decimal(coordinates[:, 1]),
        '" z="0.0"/>\n        <viz:size value="',
        _decimal(sizes[rows["degree"].to_numpy()]),
        '"/>\n      </node>\n',
    ]


def _gexf_edge(rows: Any) -> list[Any]:
    weight = pc.cast(pc.max_element_wise(rows["sources"], 1), pa.string())
    kind = _mapped(rows["kind"], lambda text: f" kind={attribute(text)} label={attribute(text)}")
    return [
        "      <edge id=",
        _quoted(rows["id"]),
        " source=",
        _quoted(rows["source"]),
        " target=",
        _quoted(rows["target"]),
        ' type="directed"',
        kind,
        ' weight="',
        weight,
        '.0">\n        <attvalues>\n',
        *_attributes(rows, _OF_EDGES),
        "        </attvalues>\n",
        _mapped(rows["spells"], gexf.spells_text),
        "      </edge>\n",
    ]


def _attributes(rows: Any, names: Iterable[str]) -> Iterator[Any]:
    """Yield the element of each attribute; nothing where the value is empty."""
    for name in names:
        column = rows[name]
        before, after = f'          <attvalue for="{name}" value=', "/>\n"
        if pa.types.is_dictionary(column.type):
            yield _mapped(
                column,
                lambda text, a=before, b=after: (  # type: ignore[misc]
                    f"{a}{attribute(text)}{b}" if text else ""
                ),
            )
            continue
        empty = None
        if pa.types.is_integer(column.type):
            column = pc.cast(column, pa.string())
        elif pa.types.is_list(column.type):
            empty = pc.equal(pc.list_value_length(column), 0)
        else:
            empty = pc.equal(column, "")
        value = (
            _json(column)
            if name in ("sector", "technology", "evidence")
            else _quoted(_flat(column))
        )
        text = pc.binary_join_element_wise(before, value, after, "")
        yield text if empty is None else pc.if_else(empty, "", text)


def _json(column: Any) -> Any:
    """Return lists as quoted JSON arrays."""
    if not _holds(column.flatten(), _JSON):
        return pc.binary_join_element_wise(
            '"[&quot;', pc.binary_join(column, "&quot;, &quot;"), '&quot;]"', ""
        )
    return pa.array(
        [attribute(json.dumps(value, ensure_ascii=False)) for value in column.to_pylist()],
        pa.string(),
    )


def _quoted(column: Any) -> Any:
    """Return values of XML attributes, in quotes."""
    quoted = pc.binary_join_element_wise('"', column, '"', "")
    return _replaced(quoted, column, attribute, _XML_ROW) if _holds(column, _XML) else quoted


# ── Parquet ──────────────────────────────────────────────────────────────────────────────────────


def _write_parquet(cache: NetworkCache, folder: Path, language: str) -> None:
    import pyarrow.parquet as pq

    labels = cache.labels(language)
    nodes = {
        "id": cache.nodes["id"],
        "label": labels,
        **{
            name: _flat(cache.nodes[name])
            if name in ("country", "state", "area")
            else cache.nodes[name]
            for name in _OF_NODES
        },
    }
    edges = {
        **{name: cache.edges[name] for name in ("id", "source", "target")},
        "weight": pc.cast(pc.max_element_wise(cache.edges["sources"], 1), pa.float64()),
        "directed": pa.repeat(pa.scalar(True), len(cache.edges)),
        **{name: cache.edges[name] for name in _OF_EDGES},
    }
    tables.require_folder(folder)
    with replacing(*(folder / f"{name}.parquet" for name in (bulk.NODES, bulk.EDGES))) as files:
        for file, columns in zip(files, (nodes, edges), strict=True):
            table = pa.table({name: _plain(column) for name, column in columns.items()})
            pq.write_table(table, file, compression="zstd")


def _plain(column: Any) -> Any:
    """Return a column in the type that the other writer of Parquet gives it."""
    if pa.types.is_dictionary(column.type):
        return pc.cast(column, pa.string())
    return pc.cast(column, pa.int64()) if pa.types.is_integer(column.type) else column


# ── Text in columns ──────────────────────────────────────────────────────────────────────────────


def _special(characters: str) -> np.ndarray:
    """Return byte → whether a text that has it needs a closer look.

    Among them all that XML 1.0 does not allow: control characters, and U+FFFE and U+FFFF, which
    begin with EF in UTF-8.
    """
    table = np.zeros(256, bool)
    table[:0x20] = True
    table[0xEF] = True
    table[[ord(char) for char in characters]] = True
    return table


_XML: Final = _special('&<>"')
_JSON: Final = _special('&<>"\\')
_CSV: Final = _special('",')
#: which rows need it, where a column of a batch holds such a byte
_XML_ROW: Final = r'[&<>"\x00-\x1f\x{f000}-\x{ffff}]'
_CSV_ROW: Final = r'^ | $|[",\x00-\x1f\x{f000}-\x{ffff}]'


def _holds(column: Any, special: np.ndarray) -> bool:
    """Return whether a text of the column has one of the special bytes."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if not len(array) or array.buffers()[2] is None:
        return False
    return bool(special[np.frombuffer(_bytes(array), np.uint8)].any())


def _escaped(column: Any, escape: _Escape, special: np.ndarray) -> Any:
    """Return the texts of a column, escaped where one of them needs it."""
    if pa.types.is_dictionary(column.type):
        return _mapped(column, escape)
    # A space at either end needs quotes, too.
    if _holds(column, special) or any(
        bool(pc.any(at(column, " ")).as_py()) for at in (pc.starts_with, pc.ends_with)
    ):
        return _replaced(column, column, escape, _CSV_ROW)
    return column


def _replaced(done: Any, column: Any, escape: _Escape, pattern: str) -> Any:
    """Return what is done, but for the rows whose text fits a pattern: these escaped one by one."""
    rows = pc.match_substring_regex(column, pattern)
    texts = pa.array(map(escape, column.filter(rows).to_pylist()), pa.string())
    return pc.replace_with_mask(done, rows, texts)


def _mapped(column: Any, change: Callable[[str], str]) -> Any:
    """Return the change of each text of a coded column; each different text is changed once."""
    changed = pa.array(map(change, column.dictionary.to_pylist()), pa.string())
    return changed.take(column.indices)


def _decimal(values: np.ndarray) -> Any:
    """Return numbers of at most two decimals as text: "-12.50"."""
    hundredths = np.rint(values * 100).astype(np.int64)
    whole, rest = np.divmod(np.abs(hundredths), 100)
    sign = pa.array(["", "-"]).take(pa.array((hundredths < 0).astype(np.int8)))
    ends = pa.array([f".{number:02}" for number in range(100)]).take(pa.array(rest))
    return pc.binary_join_element_wise(sign, pc.cast(pa.array(whole), pa.string()), ends, "")


def _batches(table: Any) -> Iterator[tuple[Any, int]]:
    """Yield some rows, and the number of the first."""
    start = 0
    for batch in table.to_batches(max_chunksize=_ROWS):
        yield batch, start
        start += batch.num_rows


def _put(output: BinaryIO, table: Any, parts: Callable[[Any, int], Sequence[Any]]) -> None:
    """Write the rows of a table in their order.

    parts: some rows and the number of the first → columns of text and constant parts, that stand
    one after the other. Arrow lets go of Python, so that two threads work on two cores.
    """

    def text(rows: Any, start: int) -> memoryview:
        return _bytes(pc.binary_join_element_wise(*parts(rows, start), ""))

    pending: deque[Future[memoryview]] = deque()
    with ThreadPoolExecutor(_THREADS) as pool:
        for rows, start in _batches(table):
            pending.append(pool.submit(text, rows, start))
            if len(pending) > _THREADS:  # no more are kept in memory
                output.write(pending.popleft().result())
        while pending:
            output.write(pending.popleft().result())


def _bytes(array: Any) -> memoryview:
    """Return the texts of an array one after the other, as Arrow has them."""
    _, offsets, data = array.buffers()
    bounds = np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1]
    return memoryview(data)[bounds[0] : bounds[-1]]
