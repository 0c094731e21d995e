"""Changes over HTTP: who may make them, and that they are judged and recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from starlette.testclient import TestClient

from kg.claims import history
from kg.model import Iri
from kg.rdf.namespaces import HX, ID
from kg.store import EmbeddedStore
from kg.web.writing import Writer
from tests.web.conftest import client_of

TOKEN: Final = "a-token-of-more-than-twenty-letters"
PROLOGUE: Final = (
    "PREFIX hx: <https://w3id.org/helixkg/def#> PREFIX id: <https://w3id.org/helixkg/id/> "
)
INSERT: Final = f"{PROLOGUE} INSERT DATA {{ id:claut-nuevo-leon hx:strategicPartner id:promexico }}"
GRAPH: Final = "http://example.org/g"
TURTLE: Final = {"content-type": "text/turtle"}


@pytest.fixture
def writable(small_store: Path) -> TestClient:
    """A client that has the token of a server which makes changes."""
    client = client_of(small_store, Writer(small_store, TOKEN))
    client.headers.update({"authorization": f"Bearer {TOKEN}", "accept-language": "en"})
    return client


def partners(store: Path) -> set[str]:
    quads = EmbeddedStore.open(store).quads(
        Iri(ID + "claut-nuevo-leon"), Iri(HX + "strategicPartner")
    )
    return {str(quad.object).removeprefix(ID) for quad in quads}


def test_an_update_is_judged_recorded_and_seen_by_the_next_request(
    writable: TestClient, small_store: Path
) -> None:
    answer = writable.post("/sparql", data={"update": INSERT})
    assert answer.status_code == 200
    assert answer.json()["added"]["facts"] == 1
    assert partners(small_store) == {"amia", "promexico"}
    store = EmbeddedStore.open(small_store)
    assert [name for name, _ in history.log(store)[0].files] == ["sparql-update.nq"]
    asked = f"{PROLOGUE} ASK {{ id:claut-nuevo-leon hx:strategicPartner id:promexico }}"
    assert writable.get("/sparql", params={"query": asked}).json()["boolean"] is True


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", TOKEN]
)
def test_without_the_token_nothing_is_changed(
    writable: TestClient, small_store: Path, authorization: str
) -> None:
    headers = {"authorization": authorization}
    wrong = [
        writable.post("/sparql", data={"update": INSERT}, headers=headers),
        writable.put(f"/graphs?graph={GRAPH}", content="", headers={**headers, **TURTLE}),
        writable.post("/graphs", content="", headers={**headers, **TURTLE}),
        writable.delete("/graphs?default", headers=headers),
    ]
    for answer in wrong:
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert TOKEN not in answer.text
    assert partners(small_store) == {"amia"}


def test_a_server_that_only_reads_refuses_even_with_a_token(client: TestClient) -> None:
    headers = {"authorization": f"Bearer {TOKEN}"}
    for answer in (
        client.post("/sparql", data={"update": INSERT}, headers=headers),
        client.put("/graphs?default", content="", headers={**headers, **TURTLE}),
    ):
        assert answer.status_code == 403
        assert "only reads" in answer.json()["detail"]


def test_an_invalid_result_changes_nothing_and_says_why(
    writable: TestClient, small_store: Path
) -> None:
    update = f"{PROLOGUE} INSERT DATA {{ id:claut-nuevo-leon hx:strategicPartner id:nobody }}"
    answer = writable.post("/sparql", data={"update": update})
    assert answer.status_code == 422
    detail = answer.json()["detail"]
    assert detail.startswith("nothing was changed\n")
    assert ": error: C59: The cluster «Nuevo León Automotive Cluster» has a value of " in detail
    assert partners(small_store) == {"amia"}


def test_what_a_document_says_stays(writable: TestClient, small_store: Path) -> None:
    update = f"{PROLOGUE} DELETE DATA {{ id:claut-nuevo-leon hx:strategicPartner id:amia }}"
    answer = writable.post("/sparql", data={"update": update})
    assert answer.status_code == 400
    assert "001 still says so" in answer.json()["detail"]
    assert writable.delete("/graphs?default").status_code == 400
    assert partners(small_store) == {"amia"}


def test_an_update_by_get_is_refused(writable: TestClient) -> None:
    answer = writable.get("/sparql", params={"update": INSERT})
    assert answer.status_code == 400
    assert "by POST" in answer.json()["detail"]


def test_a_graph_is_made_read_extended_replaced_and_dropped(writable: TestClient) -> None:
    graph = f"/graphs?graph={GRAPH}"
    triple = "<http://example.org/a> <http://example.org/p> {} ."
    assert writable.get(graph).status_code == 404
    assert writable.put(graph, content=triple.format(1), headers=TURTLE).status_code == 201
    assert writable.post(graph, content=triple.format(2), headers=TURTLE).status_code == 200
    accept = {"accept": "application/n-triples"}
    assert writable.get(graph, headers=accept).text.count("example.org/a") == 2
    assert writable.head(graph).status_code == 200
    replaced = writable.put(graph, content=triple.format(3), headers=TURTLE)
    assert (replaced.json()["added"]["quads"], replaced.json()["removed"]["quads"]) == (1, 2)
    assert '"3"' in writable.get(graph, headers=accept).text
    assert writable.delete(graph).status_code == 200
    assert writable.get(graph).status_code == 404
    assert writable.delete(graph).status_code == 404


def test_a_graph_without_a_name_gets_one_below_the_address(writable: TestClient) -> None:
    created = writable.post("/graphs", content="<a> <b> <c> .", headers=TURTLE)
    assert created.status_code == 201
    address = created.headers["location"]
    assert address.startswith("http://localhost/graphs/")
    text = writable.get(address, headers={"accept": "application/n-triples"}).text
    assert text == (
        "<http://localhost/graphs/a> <http://localhost/graphs/b> <http://localhost/graphs/c> .\n"
    )


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("/graphs", TURTLE, 400),
        ("/graphs?graph=a", TURTLE, 400),
        (f"/graphs?default&graph={GRAPH}", TURTLE, 400),
        (f"/graphs?graph={GRAPH}&graph={GRAPH}x", TURTLE, 400),
        (f"/graphs?graph={GRAPH}", {"content-type": "text/html"}, 415),
        (f"/graphs?graph={GRAPH}", TURTLE, 400),
    ],
)
def test_wrong_requests_for_graphs(
    writable: TestClient, address: str, headers: dict[str, str], status: int
) -> None:
    answer = writable.put(address, content="this is no Turtle", headers=headers)
    assert answer.status_code == status
    assert answer.json()["detail"]
