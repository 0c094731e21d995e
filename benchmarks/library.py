"""Claim: each query of the library costs little more than its text given to Oxigraph directly.

    python -m benchmarks.library [--full] [--store DIR]

Each query runs on synthetic stores on disk (1 M quads; 10 M with --full), through the library
(bind, run, read all rows) and through pyoxigraph with the same text; three rounds in turn, one
where a round takes seconds; medians. What an answer leaves out is counted by further queries, timed
once, beside it.
The slowest come first.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.common import machine, median, report, stored
from kg import library, names
from kg.errors import QueryError
from kg.files import content
from kg.library import Parameter, Query
from kg.library.answer import notes
from kg.model import Iri
from kg.rdf.namespaces import CATALOGUE_GRAPH, DCT, RDF_TYPE
from kg.runtime.bounds import asked
from kg.sparql.binding import bind
from kg.store import EmbeddedStore, config

ROUNDS = 3
SLOW = 2.0  # seconds
SECONDS = 20.0  # a query that takes longer is given up


def value(store: EmbeddedStore, query: Query, parameter: Parameter) -> str:
    """Return a value that the synthetic store knows."""
    if parameter.type.startswith("entity"):
        kind = parameter.type.partition(":")[2] or "Cluster"
        if kind == "SourceDocument":
            named = store.quads(None, Iri(DCT + "source"), graph=Iri(CATALOGUE_GRAPH))
            return str(next(named).object)
        typing = next(store.quads(None, Iri(RDF_TYPE), Iri(names.class_of(kind))), None)
        return str(typing.subject) if typing else query.example.get(parameter.name, "")
    return query.example.get(parameter.name) or parameter.default or ""


def timed_rows(work: Callable[[], Iterable[object]]) -> tuple[float, int]:
    """Return the seconds that it takes to read all rows, and their number."""
    start = time.perf_counter()
    rows = sum(1 for _ in work())
    return time.perf_counter() - start, rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="10 M quads, too")
    parser.add_argument("--store", type=Path, help="a store of 1 M quads that is there")
    options = parser.parse_args()
    rows: list[tuple[str, ...]] = []
    for size in [1_000_000, *([10_000_000] if options.full else [])]:
        with tempfile.TemporaryDirectory() as folder:
            is_there = options.store and size == 1_000_000
            store = EmbeddedStore.open(options.store if is_there else stored(Path(folder), size))
            for query in library.read(content.folder("queries")).values():
                rows.append(measured(store, query, size))
                print(*rows[-1], sep="\t", file=sys.stderr)
    rows.sort(key=lambda row: (row[0], -float(row[2].split()[0].replace(",", ""))))
    ratios = [float(row[5].split()[0]) for row in rows if row[5]]
    report(
        f"The library: median ratio to pyoxigraph {median(ratios):.2f} ×",
        ("quads", "query", "library", "left out", "pyoxigraph", "ratio", "rows"),
        rows,
    )
    print(machine())


def measured(store: EmbeddedStore, query: Query, size: int) -> tuple[str, ...]:
    """Return the row of the table about one query."""
    values = {
        p.name: value(store, query, p)
        for p in query.parameters
        if p.required or p.default or p.name in query.example
    }
    resolve = names.resolver(store)
    bound = library.bind(query, values, resolve)
    text = bind(query.plain, bound)
    ours: list[float] = []
    theirs: list[float] = []
    count = 0
    stoppable = config.open_store(store.location, bounds=asked(SECONDS, None))
    try:
        first, _ = timed_rows(lambda: library.select(query, stoppable, bound).rows)
    except QueryError:
        return (f"{size:,}", query.name, f"{SECONDS * 1000:.1f} ms", "stopped", "", "", "")
    for _ in range(1 if first > SLOW else ROUNDS):
        seconds, count = timed_rows(lambda: library.select(query, store, bound).rows)
        ours.append(seconds)
        seconds, _ = timed_rows(lambda: store.engine.query(text))  # type: ignore[arg-type,return-value]
        theirs.append(seconds)
    counting, _ = timed_rows(lambda: notes(query, store, bound, "en"))
    return (
        f"{size:,}",
        query.name,
        f"{median(ours) * 1000:.1f} ms",
        f"{counting * 1000:.1f} ms",
        f"{median(theirs) * 1000:.1f} ms",
        f"{median(ours) / median(theirs):.2f} ×",
        f"{count:,}",
    )


if __name__ == "__main__":
    main()
