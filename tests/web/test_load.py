"""Many clients ask while loads happen: no request fails, and no answer mixes two states.

The long form (`make test-full`) has 200 clients for two minutes and ten loads.
"""

from __future__ import annotations

import asyncio
import collections
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from kg.model import Iri, Quad, text
from kg.store import EmbeddedStore
from tests import servers

P, Q = Iri("http://e/p"), Iri("http://e/q")
#: each load adds one of either, so that an answer that mixes two states shows
BOTH = (
    "SELECT ?p ?q { { SELECT (COUNT(*) AS ?p) { ?s <http://e/p> ?o } } "
    "{ SELECT (COUNT(*) AS ?q) { ?s <http://e/q> ?o } } }"
)
PATHS = (
    "/id/claut-nuevo-leon",
    "/id/claut-nuevo-leon.ttl",
    "/search?q=claut",
    "/questions/clusters-in-state?state=nuevo-leon",
    "/api/entities?kind=Cluster",
    "/health",
)


@pytest.mark.parametrize(
    ("clients", "seconds", "loads"),
    [(10, 1, 1), pytest.param(200, 120, 10, marks=pytest.mark.full)],
)
def test_no_request_fails_while_loads_happen(
    small_store: Path,
    clients: int,
    seconds: int,
    loads: int,
    report_counts: Callable[[str], None],
) -> None:
    statuses: collections.Counter[int | str] = collections.Counter()
    mixed: list[object] = []

    async def ask(client: httpx.AsyncClient, number: int, until: float) -> None:
        while time.monotonic() < until:
            path = PATHS[number % len(PATHS)]
            number += 1
            try:
                answer = await client.get(path)
                statuses[answer.status_code] += 1
                answer = await client.get("/sparql", params={"query": BOTH})
                statuses[answer.status_code] += 1
                if answer.status_code != 200:
                    continue
                (row,) = answer.json()["results"]["bindings"]
                if row["p"]["value"] != row["q"]["value"]:
                    mixed.append(row)
            except httpx.HTTPError as error:
                statuses[repr(error)] += 1

    def load(number: int) -> None:
        node = Iri(f"http://e/{number}")
        new = [Quad(node, P, text(str(number))), Quad(node, Q, text(str(number)))]
        EmbeddedStore.open(small_store).commit(new)

    async def all_of_them(address: str) -> None:
        until = time.monotonic() + seconds
        limits = httpx.Limits(max_connections=clients)
        async with httpx.AsyncClient(base_url=address, limits=limits, timeout=60) as client:
            tasks = [asyncio.create_task(ask(client, n, until)) for n in range(clients)]
            for number in range(loads):
                await asyncio.sleep(seconds / (loads + 1))
                await asyncio.to_thread(load, number)
            await asyncio.gather(*tasks)

    with servers.pages(small_store) as address, ThreadPoolExecutor(1) as executor:
        # not in this thread: the browser of other tests keeps its loop there
        executor.submit(lambda: asyncio.run(all_of_them(address))).result()
        seen = httpx.get(f"{address}/sparql", params={"query": BOTH}).json()
    report_counts(f"{statuses.total():,} requests of {clients} clients, {loads} loads")
    assert set(statuses) == {200}
    assert mixed == []
    assert seen["results"]["bindings"][0]["p"]["value"] == str(loads)
