"""Pages and programs in front of a SPARQL endpoint: `kg serve --store URL`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kg.runtime.bounds import Bounds
from kg.store import EmbeddedStore
from kg.store.remote import RemoteStore
from kg.web.app import application
from kg.web.current import Current
from tests import servers


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


@pytest.mark.parametrize(
    "path", ["/", "/id/mexico", "/questions/clusters-in-state?state=nuevo-leon", "/search?q=mexico"]
)
def test_pages_are_there(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 200, answer.text
    assert "</html>" in answer.text
