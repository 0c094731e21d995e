"""Limits, headers, and content that would do harm."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from kg.model import Iri, Literal, Quad, text
from kg.rdf.namespaces import (
    BASE,
    CATALOGUE_GRAPH,
    CONFLICT,
    DCT,
    EVIDENCE,
    HX,
    ID,
    PREF_LABEL,
    RDF_TYPE,
    RDFS,
    REGISTRY_GRAPH,
    SCHEMA,
    SKOS,
    SOURCE,
    VOC,
)
from kg.runtime.bounds import Bounds
from kg.store import EmbeddedStore
from kg.web.app import application
from kg.web.current import Current
from kg.web.guard import MOST_ADDRESS, MOST_BODY
from tests.web.conftest import client_of

EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(2)> {{7777*9999}} \u202e'


@pytest.mark.parametrize("path", ["/", "/sparql", "/id/claut-nuevo-leon.json", "/nothing"])
def test_every_answer_has_the_headers_that_protect_its_reader(
    client: TestClient, path: str
) -> None:
    headers = client.get(path, headers={"accept": "text/html"}).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_what_is_too_long_is_refused(client: TestClient) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert client.get("/search?q=" + "a" * MOST_ADDRESS).status_code == 414
    long = b"query=" + b"a" * MOST_BODY
    assert client.post("/sparql", content=long, headers=form).status_code == 413

    def pieces() -> Iterator[bytes]:
        """Send a body that does not say how long it is."""
        for _ in range(MOST_BODY // 1_000 + 2):
            yield b"a" * 1_000

    answer = client.post("/sparql", content=pieces(), headers=form)
    assert answer.status_code == 413
    assert "at most 1,000,000 bytes" in answer.json()["detail"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_refused(client: TestClient, method: str) -> None:
    assert client.request(method, "/sparql").status_code == 405


def test_pages_elsewhere_cannot_read_answers_unless_they_are_named(
    small_store_once: Path,
) -> None:
    foreign, own = "https://evil.example", "http://localhost:3333"
    graph = Current(small_store_once, Bounds(60, 1 << 32))
    closed = TestClient(application(graph), base_url="http://localhost")
    opened = TestClient(application(graph, origins=[foreign]), base_url="http://localhost")

    def allowed(client: TestClient, origin: str) -> str | None:
        answer = client.get("/api/questions", headers={"origin": origin})
        origins: str | None = answer.headers.get("access-control-allow-origin")
        return origins

    assert allowed(closed, foreign) is None
    assert allowed(closed, own) == own
    assert allowed(opened, foreign) == foreign
    assert allowed(opened, "https://other.example") is None


def test_a_foreign_name_of_the_server_is_refused(client: TestClient) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/questions/..%2f..%2fetc%2fpasswd",
        "/questions/../../etc/passwd.csv",
        "/id/%00",
        "/id/%ff%fe",
        "/id/a%0d%0aSet-Cookie:x",
        "/id/%3Cscript%3E",
        "/source/%22%3E%3Cscript%3E",
    ],
)
def test_no_path_leads_out_or_breaks_anything(client: TestClient, path: str) -> None:
    for accept in ("text/html", "text/turtle", "application/json"):
        answer = client.get(path, headers={"accept": accept})
        assert answer.status_code in (400, 404), path
        assert "set-cookie" not in answer.headers
        if "html" in answer.headers["content-type"]:
            assert "<script>" not in answer.text


def hostile_store(folder: Path) -> Path:
    """Make a store that holds markup as labels and as text, and return its folder."""
    entity = Iri(ID + "evil")
    quads = [
        Quad(entity, Iri(RDF_TYPE), Iri(HX + "Cluster")),
        Quad(entity, Iri(RDF_TYPE), Iri(HX + "Cluster"), Iri(REGISTRY_GRAPH)),
        Quad(entity, Iri(PREF_LABEL), text(EVIL, "en")),
        Quad(entity, Iri(HX + "speciality"), text(EVIL, "es")),
        Quad(entity, Iri(SCHEMA + "url"), Iri("javascript:alert(3)")),
        Quad(entity, Iri(SCHEMA + "url"), text("javascript:alert(4)")),
    ]
    state, figure, place = (
        Iri(ID + "evil-state"),
        Iri(BASE + "observation/evil"),
        Iri(EVIDENCE + "evil/1"),
    )
    document, conflict = Iri(SOURCE + "evil"), Iri(CONFLICT + "evil")
    for graph in (None, Iri(REGISTRY_GRAPH)):
        quads.append(Quad(state, Iri(RDF_TYPE), Iri(HX + "State"), graph))
    quads += [
        Quad(state, Iri(PREF_LABEL), text(EVIL, "en")),
        Quad(state, Iri(SKOS + "notation"), Literal("MX-SON", HX + "iso3166-2")),
        Quad(figure, Iri(HX + "refArea"), state),
        Quad(figure, Iri(HX + "printedLabel"), text(EVIL)),
        Quad(entity, Iri(HX + "locatedIn"), state),
        Quad(entity, Iri(HX + "locatedIn"), state, place),
    ]
    catalogue = (
        (place, DCT + "source", document),
        (place, HX + "locator", text(EVIL)),
        (place, HX + "certainty", Iri(VOC + "certainty/inferred")),
        (document, DCT + "title", text(EVIL)),
        (conflict, RDF_TYPE, Iri(HX + "Conflict")),
        (conflict, HX + "conflictType", Iri(VOC + "conflict-type/different-values")),
        (conflict, HX + "resolution", Iri(VOC + "resolution/open")),
        (conflict, HX + "conflicting", entity),
        (conflict, RDFS + "comment", text(EVIL, "en")),
        (conflict, DCT + "source", document),
    )
    quads += [Quad(s, Iri(p), o, Iri(CATALOGUE_GRAPH)) for s, p, o in catalogue]
    for number in range(12):  # so many that their values narrow an answer
        cluster = Iri(f"{ID}evil-{number}")
        for graph in (None, Iri(REGISTRY_GRAPH)):
            quads.append(Quad(cluster, Iri(RDF_TYPE), Iri(HX + "Cluster"), graph))
        quads.append(Quad(cluster, Iri(PREF_LABEL), text(f"{number} {EVIL}", "en")))
        quads.append(Quad(cluster, Iri(HX + "locatedIn"), state))
    EmbeddedStore.create(folder, quads)
    return folder


#: the pages of that store
EVIL_PAGES = (
    "/",
    "/id/evil",
    "/id/evil-state",
    "/observation/evil",
    "/source/evil",
    "/documents",
    "/conflicts",
    "/search?q=script",
    "/search?q=%3Cscript%3Ealert(1)%3C/script%3E",
    "/questions/clusters-in-state?state=evil-state",
    "/questions/clusters-in-state?state=evil-state&only.name=%3Cscript%3Ealert(1)%3C/script%3E",
    "/questions/clusters-in-state?state=evil-state&only.%3Cscript%3E=1",
    "/questions/clusters-in-state?state=%3Cscript%3Ealert(1)%3C/script%3E",
    "/questions/clusters-without-members",
    "/questions/conflicts",
    "/sparql?example=%3Cscript%3Ealert(1)%3C/script%3E",
    "/sparql?query=SELECT+*+{+%3Fs+%3Fp+%3Fo+}",
    "/reconcile/preview?id=evil",
)


OWN_SCRIPT = re.compile(
    r'<script src="/static/[a-z./]+" defer( data-[a-z]+="[A-Za-z]+")*></script>'
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A client of a server whose store holds markup."""
    return client_of(hostile_store(tmp_path_factory.mktemp("hostile") / "store"))


@pytest.mark.parametrize("path", EVIL_PAGES)
def test_markup_in_data_and_addresses_stays_text(hostile: TestClient, path: str) -> None:
    page = hostile.get(path, headers={"accept": "text/html"}).text
    assert "<script" not in OWN_SCRIPT.sub("", page)
    assert "<img src=x" not in page
    assert 'href="javascript:' not in page
    assert "77762223" not in page  # a template in the data that was computed


def test_markup_in_pictures_stays_text(hostile: TestClient) -> None:
    for path in ("/map/id/evil-state", "/questions/clusters-by-state.svg"):
        answer = hostile.get(path, headers={"accept-language": "en"})
        assert answer.status_code == 200
        assert "&lt;script&gt;" in answer.text
        tags = {each.tag.rpartition("}")[2] for each in ElementTree.fromstring(answer.text).iter()}
        assert not tags & {"script", "img", "a", "foreignObject"}


def test_the_page_of_a_network_allows_its_own_scripts_only(hostile: TestClient) -> None:
    answer = hostile.get("/network/evil")
    policy = answer.headers["content-security-policy"]
    assert "unsafe-inline" not in policy
    assert policy.count("'sha256-") == 2  # one script, one style
    assert EVIL not in answer.text
    assert hostile.get("/network/evil?steps=9").status_code == 400
    assert hostile.get("/network/nobody").status_code == 404


def test_a_query_is_bounded_and_may_not_leave_the_store(client: TestClient) -> None:
    for query in (
        "SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }",
        "INSERT DATA { <a:b> <a:c> <a:d> }",
        "LOAD <http://localhost/>",
    ):
        answer = client.get("/sparql", params={"query": query})
        assert answer.status_code == 400, query


def test_a_new_generation_is_taken_up_without_a_failed_request(
    small_store: Path, tmp_path: Path
) -> None:
    """Clients ask all the time while loads happen: no request fails, the last one sees all."""
    client = client_of(small_store)
    count = "SELECT (COUNT(*) AS ?n) { ?s <http://e/p> ?o }"
    failed: list[int] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            for path in ("/id/claut-nuevo-leon.json", "/search?q=claut", "/health"):
                status = client.get(path).status_code
                if status != 200:
                    failed.append(status)

    readers = [threading.Thread(target=ask) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(3):
        quad = Quad(Iri(f"http://e/{number}"), Iri("http://e/p"), text(str(number)))
        EmbeddedStore.open(small_store).commit([quad])
        answer = client.get("/sparql", params={"query": count}).json()
        assert answer["results"]["bindings"][0]["n"]["value"] == str(number + 1)
    over.set()
    for reader in readers:
        reader.join()
    assert failed == []
