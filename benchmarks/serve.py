"""Claim: answers over HTTP come as fast as from Oxigraph's own server, pages as from Datasette.

    python -m benchmarks.serve [--full]

A synthetic store on disk (100,000 quads; 1 M with --full). The same queries go to `kg serve` and to
`oxigraph serve --location` of the same generation, one after the other and eight at a time; the
page of one entity to `kg serve`, and the page of one row of the same facts in SQLite to Datasette,
where it is installed. All servers run at the same time and are asked in turn.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import httpx
from tests import servers

from benchmarks.common import machine, report, stored
from kg.model import Iri
from kg.rdf.namespaces import HX, RDF_TYPE
from kg.store import EmbeddedStore

ROUNDS = 60
_AT_A_TIME = 8
_QUERIES = {
    "one thing": "SELECT ?p ?o {{ <{thing}> ?p ?o }}",
    "counts by class": "SELECT ?c (COUNT(*) AS ?n) {{ ?s a ?c }} GROUP BY ?c",
    "10,000 rows": "SELECT ?s ?p ?o {{ ?s ?p ?o }} LIMIT 10000",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="a million quads")
    size = 1_000_000 if parser.parse_args().full else 100_000
    with tempfile.TemporaryDirectory() as place, contextlib.ExitStack() as stack:
        store = stored(Path(place), size)
        (generation,) = store.glob("gen-??????")
        thing = _a_thing(store)
        copy = Path(shutil.copytree(generation, Path(place) / "copy"))
        ours = stack.enter_context(servers.pages(store))
        theirs = stack.enter_context(servers.oxigraph(copy))
        datasette = stack.enter_context(_datasette(Path(place), store))
        _queries(ours, theirs, thing)
        _pages(ours, datasette, thing)
    print(machine())


def _queries(ours: str, theirs: str, thing: str) -> None:
    rows = []
    headers = {"accept": "application/sparql-results+json"}
    with httpx.Client(timeout=120, headers=headers) as client:
        for name, pattern in _QUERIES.items():
            query = {"query": pattern.format(thing=thing)}
            calls = {
                "kg serve": partial(client.get, f"{ours}/sparql", params=query),
                "oxigraph serve": partial(client.get, f"{theirs}/query", params=query),
            }
            rows += _compared(name, calls)
    report(
        "Queries over HTTP",
        ("query", "server", "median", "p99", "requests/s, 8 at a time", "ratio"),
        rows,
    )


def _pages(ours: str, datasette: str | None, thing: str) -> None:
    page = {"accept": "text/html"}
    path = "/id/" + thing.rpartition("/")[2]
    with httpx.Client(timeout=120) as client:
        calls = {"kg serve": lambda: client.get(ours + path, headers=page)}
        if datasette:
            calls["datasette"] = lambda: client.get(
                f"{datasette}/facts/facts", params={"subject": thing}, headers=page
            )
        rows = _compared("the page of a thing", calls)
    report("Pages", ("page", "server", "median", "p99", "requests/s, 8 at a time", "ratio"), rows)


def _compared(
    name: str, calls: dict[str, Callable[[], httpx.Response]]
) -> list[tuple[str, str, str, str, str, str]]:
    """Return a row for each server: time of one request, requests a second, ratio to the last."""
    times: dict[str, list[float]] = {server: [] for server in calls}
    for _ in range(ROUNDS):
        for server, call in calls.items():
            start = time.perf_counter()
            call().raise_for_status()
            times[server].append(time.perf_counter() - start)
    rates = {server: _rate(call) for server, call in calls.items()}
    peer = rates[list(calls)[-1]]
    return [
        (
            name,
            server,
            f"{1000 * statistics.median(times[server]):.1f} ms",
            f"{1000 * sorted(times[server])[int(ROUNDS * 0.99)]:.1f} ms",
            f"{rates[server]:.0f}",
            f"{rates[server] / peer:.2f} ×",
        )
        for server in calls
    ]


def _rate(call: Callable[[], httpx.Response]) -> float:
    """Return how many requests a second are answered, some at a time."""
    start = time.perf_counter()
    with ThreadPoolExecutor(_AT_A_TIME) as executor:
        for answer in executor.map(lambda _: call(), range(ROUNDS * 2)):
            answer.raise_for_status()
    return ROUNDS * 2 / (time.perf_counter() - start)


def _a_thing(store: Path) -> str:
    clusters = EmbeddedStore.open(store).quads(None, Iri(RDF_TYPE), Iri(HX + "Cluster"))
    return min(str(quad.subject) for quad in clusters)


@contextlib.contextmanager
def _datasette(folder: Path, store: Path) -> Iterator[str | None]:
    """Give the address of Datasette for the same facts, None where it is not installed."""
    program = shutil.which("datasette")
    if program is None:
        print("datasette is not installed: pip install datasette")
        yield None
        return
    path = folder / "facts.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE facts (subject TEXT, property TEXT, value TEXT)")
        database.executemany(
            "INSERT INTO facts VALUES (?, ?, ?)",
            (
                (str(q.subject), str(q.predicate), str(q.object))
                for q in EmbeddedStore.open(store).quads()
            ),
        )
        database.execute("CREATE INDEX by_subject ON facts (subject)")
    database.close()
    with servers.at_a_port([program, "serve", path, "--port"], folder) as address:
        yield address


if __name__ == "__main__":
    main()
