"""A client that leaves, or a server that stops, while an answer is computed: the computing ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest

from kg.runtime.wanted import Asker, is_unwanted, stopping, wanted_by
from tests import servers

#: goes over the cube of all facts, which takes days
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
_AT_A_TIME = 4  # queries that are answered
WAYS = {
    "query": f"GET /sparql?query={quote(HEAVY)} HTTP/1.1\r\n",
    "page": f"GET /sparql?query={quote(HEAVY)} HTTP/1.1\r\nAccept: text/html\r\n",
    "form": "POST /sparql HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    f"Content-Length: {len('query=' + quote(HEAVY))}\r\n",
}


@pytest.fixture(scope="module")
def address(small_store_once: Path) -> Iterator[str]:
    """The address of a server for the small store."""
    with servers.pages(small_store_once) as started:
        yield started


def ask(address: str, way: str) -> socket.socket:
    """Send a query that takes days, and return the connection."""
    place = urlsplit(address)
    connection = socket.create_connection((str(place.hostname), place.port))
    body = f"query={quote(HEAVY)}" if way == "form" else ""
    connection.sendall(f"{WAYS[way]}Host: localhost\r\n\r\n{body}".encode())
    return connection


def left(address: str) -> int:
    """Return how many clients have gone, as the server counts them."""
    lines = httpx.get(f"{address}/metrics").text.splitlines()
    counts = [line for line in lines if line.startswith("kg_requests_total{") and '"499"' in line]
    return sum(int(float(line.rpartition(" ")[2])) for line in counts)


@pytest.mark.parametrize("way", WAYS)
def test_the_queries_of_clients_that_leave_end(address: str, way: str) -> None:
    """As many as may be answered at a time; then somebody else is answered at once."""
    before = left(address)
    connections = [ask(address, way) for _ in range(_AT_A_TIME)]
    time.sleep(2)
    assert left(address) == before
    for connection in connections:
        connection.close()
    deadline = time.monotonic() + 10
    while left(address) < before + _AT_A_TIME:
        assert time.monotonic() < deadline, "the queries go on"
        time.sleep(0.1)
    answer = httpx.get(f"{address}/sparql", params={"query": "ASK {}"}, timeout=10)
    assert answer.json()["boolean"] is True


def test_a_client_that_waits_for_a_process_and_leaves_takes_none(address: str) -> None:
    before = left(address)
    working = [ask(address, "query") for _ in range(_AT_A_TIME)]
    time.sleep(1)
    waiting = [ask(address, "query") for _ in range(3)]
    time.sleep(1)
    for connection in waiting:
        connection.close()
    deadline = time.monotonic() + 10
    while left(address) < before + len(waiting):
        assert time.monotonic() < deadline, "they wait on"
        time.sleep(0.1)
    for connection in working:
        connection.close()


@pytest.mark.full
@pytest.mark.skipif(os.name != "posix", reason="stopped by a signal")
def test_a_server_that_is_stopped_does_not_wait_for_a_query_that_takes_days(
    small_store_once: Path,
) -> None:
    command = [sys.executable, "-m", "kg", "serve", "--store", str(small_store_once), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        connection = ask(server.stderr.readline().strip().rstrip("/"), "query")
        time.sleep(2)
        server.send_signal(signal.SIGTERM)
        server.wait(25)
        connection.close()


def test_work_that_begins_after_its_asker_has_gone_is_stopped() -> None:
    stopped: list[str] = []
    asker = Asker()
    with wanted_by(asker), stopping(lambda: stopped.append("first")):
        assert not is_unwanted()
        asker.go()
        with stopping(lambda: stopped.append("second")):
            assert is_unwanted()
    asker.go()
    assert stopped == ["first", "second"]
    with stopping(lambda: stopped.append("of nobody")):
        assert not is_unwanted()
    assert len(stopped) == 2
