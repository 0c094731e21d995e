"""Claim: answers over HTTP come as fast as from Oxigraph's own server, pages as from Datasette.

    python -m benchmarks.serve [--full] [--inside]

A synthetic store on disk (100,000 quads; 1 M with --full). The same queries go to `kg serve` and to
`oxigraph serve --location` of the same generation, one after the other and eight at a time; the
pages of entities to `kg serve`, and the pages of the same facts in SQLite to Datasette, where it is
installed: each of another entity, which has to be made, and the same one again, which `kg serve`
keeps. All servers run at the same time and are asked in turn.

Before that, pages are made inside this process, without a server: of things at random, and of hubs,
to which most refers or of which most is said, codes among them. Each is asked for once, so none is
kept; no page may take more than 30 ms of the processor. --inside measures nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import itertools
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import httpx
from starlette.applications import Starlette
from tests import servers

from benchmarks.common import machine, report, stored
from kg.model import Iri
from kg.rdf.namespaces import BASE, ID, RDF_TYPE, REGISTRY_GRAPH, VOC
from kg.runtime.bounds import Bounds
from kg.store import EmbeddedStore
from kg.web.app import application
from kg.web.current import Current

ROUNDS = 60
_AT_A_TIME = 8
_TURNS = 5
_SAMPLE = 200  # pages of each kind that are made inside the process
_QUERIES = {
    "one thing": "SELECT ?p ?o {{ <{thing}> ?p ?o }}",
    "counts by class": "SELECT ?c (COUNT(*) AS ?n) {{ ?s a ?c }} GROUP BY ?c",
    "10,000 rows": "SELECT ?s ?p ?o {{ ?s ?p ?o }} LIMIT 10000",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="a million quads")
    parser.add_argument("--inside", action="store_true", help="only pages made in this process")
    parser.add_argument("--store", type=Path, help="a store that is there, for --inside")
    options = parser.parse_args()
    size = 1_000_000 if options.full else 100_000
    with tempfile.TemporaryDirectory() as place, contextlib.ExitStack() as stack:
        store = options.store or stored(Path(place), size)
        _inside(store)
        if options.inside:
            print(machine())
            return
        (generation,) = store.glob("gen-??????")
        entities = _entities(store)
        copy = Path(shutil.copytree(generation, Path(place) / "copy"))
        ours = stack.enter_context(servers.pages(store))
        theirs = stack.enter_context(servers.oxigraph(copy))
        datasette = stack.enter_context(_datasette(Path(place), store))
        _queries(ours, theirs, entities[0])
        _pages(ours, datasette, entities)
    print(machine())


def _inside(store: Path) -> None:
    """Report how long pages take in this process: half of them, 19 of 20, and the longest."""
    graph = Current(store, Bounds(60, 1 << 32))
    hubs = _hubs(store)
    rows = []
    for kind, entities in {"things": _entities(store)[:_SAMPLE], **hubs}.items():
        measured = asyncio.run(_times(application(graph), entities))
        for clock, times in zip(("wall clock", "processor"), measured, strict=True):
            ordered = sorted(times.values())
            rows.append(
                (
                    f"{len(times)} {kind}",
                    clock,
                    f"{1000 * statistics.median(ordered):.1f} ms",
                    f"{1000 * ordered[int(len(ordered) * 0.95)]:.1f} ms",
                    f"{1000 * ordered[-1]:.1f} ms",
                    max(times, key=lambda entity: times[entity]),
                )
            )
    report("Pages, inside the process", ("pages", "of", "p50", "p95", "longest", "which"), rows)


async def _times(app: Starlette, entities: list[str]) -> tuple[dict[str, float], dict[str, float]]:
    """Return the seconds that the page of each thing takes, by its path: passed, and worked."""
    transport = httpx.ASGITransport(app)
    passed, worked = {}, {}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        await client.get("/id/nobody")  # starts the threads
        for entity in entities:
            path = entity.removeprefix(BASE.rstrip("/"))
            start, began = time.perf_counter(), time.process_time()
            answer = await client.get(path, headers={"accept": "text/html"})
            passed[path], worked[path] = time.perf_counter() - start, time.process_time() - began
            answer.raise_for_status()
    return passed, worked


def _hubs(store: Path) -> dict[str, list[str]]:
    """Return the things to which most refers, and those of which most is said."""
    referred, described = Counter[str](), Counter[str]()
    for quad in EmbeddedStore.open(store).quads():
        described[str(quad.subject)] += 1
        if isinstance(quad.object, Iri):
            referred[quad.object.value] += 1
    return {
        name: [iri for iri, _ in counts.most_common() if iri.startswith((ID, VOC))][:_SAMPLE]
        for name, counts in (("to which most refers", referred), ("most described", described))
    }


def _queries(ours: str, theirs: str, entity: str) -> None:
    rows = []
    headers = {"accept": "application/sparql-results+json"}
    with httpx.Client(timeout=120, headers=headers) as client:
        for name, pattern in _QUERIES.items():
            query = {"query": pattern.format(thing=entity)}
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


def _pages(ours: str, datasette: str | None, entities: list[str]) -> None:
    page = {"accept": "text/html"}
    rows = []
    with httpx.Client(timeout=120) as client:

        def of_ours(entity: str) -> httpx.Response:
            return client.get(f"{ours}/id/{entity.rpartition('/')[2]}", headers=page)

        def of_datasette(entity: str) -> httpx.Response:
            query = {"subject": entity}
            return client.get(f"{datasette}/facts/facts", params=query, headers=page)

        for name, asked in (("pages of many things", entities), ("the same page", entities[:1])):
            calls = {"kg serve": _in_turn(of_ours, asked)}
            if datasette:
                calls["datasette"] = _in_turn(of_datasette, asked)
            rows += _compared(name, calls)
    report("Pages", ("page", "server", "median", "p99", "requests/s, 8 at a time", "ratio"), rows)


def _in_turn(
    call: Callable[[str], httpx.Response], entities: list[str]
) -> Callable[[], httpx.Response]:
    """Return what asks for one thing after the other."""
    following = itertools.cycle(entities)
    return lambda: call(next(following))


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
    turns: dict[str, list[float]] = {server: [] for server in calls}
    for _ in range(_TURNS):
        for server, call in calls.items():
            turns[server].append(_rate(call))
    rates = {server: statistics.median(measured) for server, measured in turns.items()}
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
        for answer in executor.map(lambda _: call(), range(ROUNDS)):
            answer.raise_for_status()
    return ROUNDS / (time.perf_counter() - start)


def _entities(store: Path) -> list[str]:
    """Return entities of all kinds that have pages, in an order that has nothing to do with them.

    They are more than are asked for, so that each page is a new one.
    """
    kinds = EmbeddedStore.open(store).quads(predicate=Iri(RDF_TYPE), graph=Iri(REGISTRY_GRAPH))
    entities = {str(quad.subject) for quad in kinds}
    ordered = sorted(
        (entity for entity in entities if entity.startswith(ID)),
        key=lambda entity: hashlib.sha256(entity.encode()).digest(),
    )
    return ordered[: ROUNDS * (_TURNS + 2)]


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
