"""The tests of the W3C for the SPARQL 1.1 Protocol and the description of a service.

They lie beside the repository, where they do at all; the manifest says each request and what the
answer must be.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.collection import Collection
from starlette.testclient import TestClient

from kg.model import Iri
from kg.rdf.oxigraph import quad_from_ox
from kg.store import EmbeddedStore
from tests.web.conftest import client_of

SUITE: Final = Path(__file__).parents[2] / "../shared/conformance/sparql-protocol"
MF: Final = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT: Final = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT: Final = rdflib.Namespace("http://www.w3.org/2011/content#")
UT: Final = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
SD: Final = "http://www.w3.org/ns/sparql-service-description#"
#: tests that change the store; the server only reads, and says so
UPDATES: Final = (
    "update_dataset_default_graph",
    "update_dataset_default_graphs",
    "update_dataset_named_graphs",
    "update_dataset_full",
    "update_post_form",
    "update_post_direct",
    "update_base_uri",
)
needs_suite = pytest.mark.skipif(
    not SUITE.exists(), reason="the tests of the SPARQL protocol are not beside the repository"
)


class Exchange(NamedTuple):
    """A request of the manifest, and what is expected of the answer."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str]
    statuses: frozenset[str]  # 2xx, 4xx …
    boolean: str  # true, false, or empty
    format: str  # boolean, tabular, RDF, or empty


def manifest() -> rdflib.Graph:
    return rdflib.Graph().parse(SUITE / "protocol" / "manifest.ttl")


def exchanges(graph: rdflib.Graph, test: rdflib.term.Node) -> Iterator[Exchange]:
    """Yield the requests of a test in their order."""
    for connection in graph.objects(test, MF.action):
        requests = graph.value(connection, HT.requests)
        assert requests is not None
        for request in Collection(graph, requests):
            yield exchange(graph, request)


def exchange(graph: rdflib.Graph, request: rdflib.term.Node) -> Exchange:
    body = graph.value(request, HT.body)
    content = b""
    if body is not None:
        encoding = str(graph.value(body, CNT.characterEncoding) or "UTF-8")
        content = str(graph.value(body, CNT.chars)).encode(encoding)
    listed = graph.value(request, HT.headers)
    headers = [] if listed is None else list(Collection(graph, listed))
    response = graph.value(request, HT.resp)
    return Exchange(
        str(graph.value(request, HT.methodName)),
        str(graph.value(request, HT.absolutePath)),
        content,
        {
            str(graph.value(header, HT.fieldName)): str(graph.value(header, HT.fieldValue))
            for header in headers
        },
        frozenset(
            str(s).rpartition("StatusCode")[2] for s in graph.objects(response, MF.expectedStatus)
        ),
        str(graph.value(response, MF.expectedBoolean) or "").lower(),
        str(graph.value(response, MF.expectedFormat) or ""),
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A server whose store has the three graphs that the tests name."""
    quads = []
    for number in (1, 2, 3):
        graph = Iri(f"http://kasei.us/2009/09/sparql/data/data{number}.rdf")
        for triple in ox.parse(
            path=SUITE / "protocol" / f"data{number}.nt", format=ox.RdfFormat.N_TRIPLES
        ):
            quads.append(quad_from_ox(triple)._replace(graph=graph))
    folder = tmp_path_factory.mktemp("protocol") / "store"
    EmbeddedStore.create(folder, quads)
    return client_of(folder)


@needs_suite
def test_the_protocol(server: TestClient) -> None:
    graph = manifest()
    failures, updates, passed = [], [], 0
    for test in graph.subjects(rdflib.RDF.type, MF.ProtocolTest):
        name = str(test).rpartition("#")[2]
        for asked in exchanges(graph, test):
            answer = server.request(
                asked.method, asked.path, content=asked.body, headers=asked.headers
            )
            problem = wrong(asked, answer.status_code, answer.headers["content-type"], answer.text)
            if name in UPDATES and answer.status_code == 403:
                updates.append(name)
                break
            if problem:
                failures.append(f"{name}: {problem}")
                break
        else:
            passed += 1
    assert not failures, "\n".join(failures)
    assert sorted(set(updates)) == sorted(UPDATES)
    assert passed + len(UPDATES) == 34


def wrong(asked: Exchange, status: int, media_type: str, text: str) -> str:
    """Return what is wrong with an answer, empty where nothing is."""
    if f"{status // 100}xx" not in asked.statuses:
        return f"status {status}, expected {sorted(asked.statuses)}: {text[:200]}"
    formats = {
        "boolean": ("sparql-results",),
        "tabular": ("sparql-results", "text/csv", "text/tab-separated-values"),
        "RDF": ("turtle", "n-triples", "rdf+xml", "ld+json"),
    }
    if asked.format and not any(part in media_type for part in formats[asked.format]):
        return f"{media_type} is no {asked.format}"
    if asked.boolean and f'"boolean":{asked.boolean}' not in text.replace(" ", ""):
        return f"expected {asked.boolean}: {text[:200]}"
    return ""


@needs_suite
def test_the_description_of_the_service(client: TestClient) -> None:
    """The three tests of the suite: it is RDF, has its endpoint, and keeps to the vocabulary."""
    answer = client.get("/sparql", headers={"accept": "text/turtle"})
    assert answer.status_code == 200
    graph = rdflib.Graph().parse(data=answer.text, format="turtle")
    endpoint = rdflib.URIRef("http://localhost/sparql")
    (service,) = graph.subjects(rdflib.URIRef(SD + "endpoint"), endpoint)
    assert (service, rdflib.RDF.type, rdflib.URIRef(SD + "Service")) in graph
    languages = list(graph.objects(service, rdflib.URIRef(SD + "supportedLanguage")))
    assert languages == [rdflib.URIRef(SD + "SPARQL11Query")]
    (dataset,) = graph.objects(service, rdflib.URIRef(SD + "defaultDataset"))
    assert (dataset, rdflib.RDF.type, rdflib.URIRef(SD + "Dataset")) in graph
