"""Pages and programs in front of a SPARQL endpoint: `kg serve --store URL`."""

from __future__ import annotations

import contextlib
import json
import select
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest
from starlette.testclient import TestClient

from kg.runtime.bounds import Bounds
from kg.store import EmbeddedStore
from kg.store.remote import RemoteStore
from kg.web.app import application
from kg.web.current import Current
from tests import servers
from tests.short_form import spread


@pytest.fixture(scope="module")
def client(
    small_store_once: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """A client of an application in front of a real Oxigraph server that has the small store."""
    with servers.oxigraph(tmp_path_factory.mktemp("endpoint") / "server") as address:
        store = EmbeddedStore.open(small_store_once)
        RemoteStore.at(address).replace(store.quads(every_graph=True))
        graph = Current(address, Bounds(60, 1 << 32))
        with TestClient(application(graph), base_url="http://localhost") as client:
            client.headers["accept-language"] = "en"
            yield client


@pytest.fixture(scope="module")
def local(small_store_once: Path) -> Iterator[TestClient]:
    graph = Current(small_store_once, Bounds(60, 1 << 32))
    with TestClient(application(graph), base_url="http://localhost") as client:
        client.headers["accept-language"] = "en"
        yield client


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s ?p ?o", "text/csv"),
        ("SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s ?p ?o", "application/sparql-results+json"),
        ("CONSTRUCT { ?s a ?o } { ?s a ?o }", "application/n-triples"),
        ("ASK { ?s ?p ?o }", "application/sparql-results+json"),
        ("DESCRIBE <https://w3id.org/helixkg/id/mexico>", "application/n-triples"),
    ],
)
def test_queries_are_answered_as_of_a_folder(
    client: TestClient, local: TestClient, query: str, accept: str
) -> None:
    answers = [
        each.get("/sparql", params={"query": query}, headers={"accept": accept})
        for each in (client, local)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    if accept.endswith("json"):
        assert answers[0].json() == answers[1].json()
    remote, of_folder = (sorted("".join(answer.text.split())) for answer in answers)
    assert remote == of_folder
    assert remote


@pytest.mark.parametrize("ending", ["csv", "json", "xml", "tsv", "xlsx"])
def test_answers_are_downloaded_as_of_a_folder(
    client: TestClient, local: TestClient, ending: str
) -> None:
    path = f"/questions/clusters-in-state.{ending}?state=nuevo-leon"
    remote, of_folder = client.get(path), local.get(path)
    assert remote.status_code == of_folder.status_code == 200, remote.text
    if ending == "csv":
        assert sorted(remote.text.splitlines()) == sorted(of_folder.text.splitlines())
    assert len(remote.content) > 100


@pytest.mark.parametrize(
    "path", ["/", "/id/mexico", "/questions/clusters-in-state?state=nuevo-leon", "/search?q=mexico"]
)
def test_pages_are_there(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 200, answer.text
    assert "</html>" in answer.text


@contextlib.contextmanager
def slow_endpoint() -> Iterator[tuple[str, threading.Event, threading.Event]]:
    """Give the address of an endpoint, and when a query has come, and when its asker has gone.

    A query on `?silent` gets no answer, one on `?endless` an answer without an end.
    """
    has_come, has_gone = threading.Event(), threading.Event()
    row = json.dumps({"silent": {"type": "literal", "value": "x" * 1000}}).encode()

    class Handler(BaseHTTPRequestHandler):
        server_version = "Oxigraph/0.5"

        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            query = parse_qs(self.rfile.read(length).decode())["query"][0]
            if "?silent" in query:
                has_come.set()
                select.select([self.connection], [], [], 60)
                has_gone.set()
                return
            self.send_response(200)
            self.send_header("content-type", "application/sparql-results+json")
            self.end_headers()
            if "?endless" not in query:
                empty = {"head": {"vars": ["g"]}, "results": {"bindings": []}}
                answer = {"boolean": True} if "ASK" in query else empty
                self.wfile.write(json.dumps(answer).encode())
                return
            has_come.set()
            try:
                self.wfile.write(b'{"head": {"vars": ["endless"]}, "results": {"bindings": [')
                while True:
                    self.wfile.write(row.replace(b"silent", b"endless") + b",")
            except OSError:
                has_gone.set()

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/sparql", has_come, has_gone
    server.shutdown()
    thread.join()
    server.server_close()


ACCEPTED = ("application/sparql-results+json", "text/html")
SERVE = (sys.executable, "-m", "kg", "serve")


@pytest.mark.parametrize("accept", spread(ACCEPTED, 2))
def test_an_endpoint_that_is_silent_is_left_when_the_client_leaves(
    tmp_path: Path, accept: str
) -> None:
    with slow_endpoint() as (endpoint, has_come, has_gone):
        command = [*SERVE, "--store", endpoint, "--port"]
        with servers.at_a_port(command, tmp_path, "/health") as address:
            asked = {"query": "SELECT ?silent { ?s ?p ?silent }"}
            with pytest.raises(httpx.ReadTimeout):
                httpx.get(f"{address}/sparql", params=asked, headers={"accept": accept}, timeout=2)
            assert has_come.is_set()
            assert has_gone.wait(5), "the endpoint works for nobody"


@pytest.mark.parametrize("accept", spread(ACCEPTED, 2))
def test_an_answer_of_an_endpoint_without_an_end_is_sent_on_until_the_client_leaves(
    tmp_path: Path, accept: str
) -> None:
    with slow_endpoint() as (endpoint, has_come, has_gone):
        command = [*SERVE, "--store", endpoint, "--port"]
        with servers.at_a_port(command, tmp_path, "/health") as address:
            asked = {"query": "SELECT ?endless { ?s ?p ?endless }"}
            with httpx.stream(
                "GET", f"{address}/sparql", params=asked, headers={"accept": accept}, timeout=20
            ) as answer:
                first = next(answer.iter_bytes(100_000)).decode()
            assert "xxx" in first
            assert has_come.is_set()
            assert has_gone.wait(5), "the endpoint works for nobody"
