"""Pages that were made are kept as long as they are true, and no longer."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kg.model import Iri, Quad, text
from kg.rdf.namespaces import HX, ID
from kg.store import EmbeddedStore
from kg.web.kept import Kept, Page
from tests.web.conftest import client_of

PATH = "/id/claut-nuevo-leon"
html = {"accept": "text/html", "accept-language": "en"}


def kept_by(client: TestClient) -> Kept:
    """Return the pages that the server of a client keeps."""
    kept: Kept = client.app.state.kept  # type: ignore[attr-defined]
    return kept


def test_a_page_is_made_once_for_each_state(small_store: Path) -> None:
    client = client_of(small_store)
    first = client.get(PATH, headers=html)
    again = client.get(PATH, headers=html)
    assert (again.content, again.headers) == (first.content, first.headers)
    assert (len(kept_by(client)), kept_by(client).hits) == (1, 1)
    speciality = "said after the first state"
    quad = Quad(Iri(ID + "claut-nuevo-leon"), Iri(HX + "speciality"), text(speciality))
    EmbeddedStore.open(small_store).commit([quad])
    after = client.get(PATH, headers=html)
    assert speciality in after.text
    assert speciality not in first.text
    assert after.headers["etag"] != first.headers["etag"]
    assert (len(kept_by(client)), kept_by(client).hits) == (1, 1)


@pytest.mark.parametrize(
    "other",
    [
        {"accept-language": "es"},
        {"accept": "text/html;q=0.9"},
        {"host": "127.0.0.1"},
    ],
)
def test_whoever_asks_for_something_else_gets_a_page_of_their_own(
    small_store_once: Path, other: dict[str, str]
) -> None:
    client = client_of(small_store_once)
    client.get(PATH, headers=html)
    client.get(PATH, headers={**html, **other})
    assert (len(kept_by(client)), kept_by(client).hits) == (2, 0)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/id/nobody", 404),
        ("/questions/clusters-in-state?state=nowhere-at-all", 404),
        ("/sparql?query=SELECT(NOW()AS%3Fn)%7B%7D", 200),
    ],
)
def test_what_may_change_is_made_each_time(small_store_once: Path, path: str, status: int) -> None:
    client = client_of(small_store_once)
    for _ in range(2):
        assert client.get(path, headers=html).status_code == status
    assert (len(kept_by(client)), kept_by(client).hits) == (0, 0)


def test_a_kept_page_is_not_sent_to_whoever_has_it(client: TestClient) -> None:
    tag = client.get(PATH, headers=html).headers["etag"]
    answer = client.get(PATH, headers={**html, "if-none-match": tag})
    assert (answer.status_code, answer.content) == (304, b"")


def test_kept_pages_take_no_more_than_they_may() -> None:
    kept = Kept(most=100_000)
    for number in range(1_000):
        kept.put("a", number, Page([], b"." * 5_000))
        assert kept.get("a", 0)  # asked for all the time, so it stays
        assert kept.bytes <= 100_000
    assert 10 < len(kept) < 20
    assert kept.get("a", 1) is None
    kept.put("a", "huge", Page([], b"." * 600_000))
    assert kept.get("a", "huge") is None
    kept.put("b", 1, Page([], b"b"))
    assert kept.get("a", 0) is None
    assert len(kept) == 1
    assert kept.bytes < 2_000
