"""The tests of the W3C for the SPARQL 1.1 Protocol and the description of a service.

They lie beside the repository, where they do at all; the manifest says each request and what the
answer must be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any, Final, NamedTuple

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from starlette.testclient import TestClient

from kg.model import Iri
from kg.rdf.oxigraph import quad_from_ox
from kg.store import EmbeddedStore
from kg.web.writing import Writer
from tests.web.conftest import client_of

SUITE: Final = Path(__file__).parents[2] / "../shared/conformance/sparql-protocol"
MF: Final = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT: Final = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT: Final = rdflib.Namespace("http://www.w3.org/2011/content#")
UT: Final = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
SD: Final = "http://www.w3.org/ns/sparql-service-description#"
TURTLE: Final = "text/turtle"
TOKEN: Final = "a token that clients of this test have"
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


def server(folder: Path) -> TestClient:
    """Return a client of a new server whose store has the three graphs that the tests name."""
    quads = []
    for number in (1, 2, 3):
        graph = Iri(f"http://kasei.us/2009/09/sparql/data/data{number}.rdf")
        for triple in ox.parse(
            path=SUITE / "protocol" / f"data{number}.nt", format=ox.RdfFormat.N_TRIPLES
        ):
            quads.append(quad_from_ox(triple)._replace(graph=graph))
    EmbeddedStore.create(folder, quads)
    client = client_of(folder, Writer(folder, TOKEN))
    client.headers["authorization"] = f"Bearer {TOKEN}"
    return client


@pytest.mark.full
@needs_suite
def test_the_protocol(tmp_path: Path) -> None:
    graph = manifest()
    failures, passed = [], 0
    for_queries = server(tmp_path / "queries")
    for test in graph.subjects(rdflib.RDF.type, MF.ProtocolTest):
        name = str(test).rpartition("#")[2]
        changes = name.startswith(("update", "bad_update"))
        client = server(tmp_path / name) if changes else for_queries
        for asked in exchanges(graph, test):
            answer = client.request(
                asked.method, asked.path, content=asked.body, headers=asked.headers
            )
            problem = wrong(asked, answer.status_code, answer.headers["content-type"], answer.text)
            if problem:
                failures.append(f"{name}: {problem}")
                break
        else:
            passed += 1
    assert not failures, "\n".join(failures)
    assert passed == 34


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


#: tests of the Graph Store Protocol that do not hold, and why
EXCEPTIONS: Final = {
    "put__default_graph": "the default graph has the facts, which documents state",
    "get_of_put__default_graph": "it rests on the one before",
    "get_of_post__existing_graph": "it expects what an earlier test has replaced",
}
#: bodies of the manifest in which the last triple has no dot
_NO_DOT: Final = re.compile(r'^(<\S+> foaf:\w+ "[^"]*")$', re.MULTILINE)


@pytest.mark.full
@needs_suite
def test_graphs(small_store: Path) -> None:
    """The manifest has the requests and the answers as text, each for the state before it."""
    client = client_of(small_store, Writer(small_store, TOKEN))
    client.headers["authorization"] = f"Bearer {TOKEN}"
    graph = rdflib.Graph().parse(SUITE / "http-rdf-update" / "manifest.ttl")
    (entries,) = graph.objects(None, MF.entries)
    failures: dict[str, str] = {}
    new_path = ""
    another = "<http://localhost/graphs/person/2> a <http://xmlns.com/foaf/0.1/Person> ."
    created = client.put("/graphs/person/2.ttl", content=another, headers={"content-type": TURTLE})
    assert created.status_code == 201  # a test drops it, and none makes it
    for test in Collection(graph, entries):
        name = str(test).rpartition("#")[2]
        comments = [str(text) for text in graph.objects(test, rdflib.RDFS.comment)]
        text = next(comment for comment in comments if "#### Request" in comment)
        for word, value in (
            ("http://$HOST$/$GRAPHSTORE$", "http://localhost/graphs"),
            ("$GRAPHSTORE$", "/graphs"),
            ("$NEWPATH$", new_path),
            ("$HOST$", "localhost"),
        ):
            text = text.replace(word, value)
        asked, expected = (dedent(part).strip() for part in text.split("#### Response"))
        method, path, headers, body = request_in(dedent(asked.partition("Request")[2]).strip())
        answer = client.request(method, path, content=body, headers=headers)
        new_path = answer.headers.get("location", new_path)
        if (problem := wrong_graph(expected, answer)) and name not in EXCEPTIONS:
            failures[name] = problem
    assert not failures, "\n".join(f"{k}: {v}" for k, v in failures.items())


def request_in(text: str) -> tuple[str, str, dict[str, str], bytes]:
    """Return method, path, headers and body of a request that is written out."""
    head, _, body = text.partition("\n\n")
    body = _NO_DOT.sub(r"\1 .", body)
    first, *lines = head.splitlines()
    method, path, _ = first.split()
    headers = dict(line.strip().split(": ", 1) for line in lines)
    headers.pop("Host")
    return method, path, headers, body.replace("\n", "\r\n").encode()


def wrong_graph(expected: str, answer: Any) -> str:
    """Return what is wrong with the answer to a request for a graph; empty where nothing is."""
    head, _, body = expected.partition("\n\n")
    code = int(head.split()[0])
    if answer.status_code != code and not (code == 204 and answer.status_code == 200):
        return f"status {answer.status_code}, expected {code}: {answer.text[:200]}"
    if not body:
        return ""
    graph = rdflib.Graph().parse(data=answer.text, format="turtle")
    wanted = rdflib.Graph().parse(data=body, format="turtle")
    return "" if isomorphic(graph, wanted) else f"another graph: {answer.text[:400]}"
