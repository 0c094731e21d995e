"""A client of the application, without a server between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kg.runtime.bounds import Bounds
from kg.web.app import application
from kg.web.current import Current
from kg.web.writing import Writer

Serve = Callable[[Path], TestClient]


def client_of(store: Path, writer: Writer | None = None) -> TestClient:
    """Return a client of an application that serves a store."""
    graph = Current(store, Bounds(60, 1 << 32))
    return TestClient(
        application(graph, writer=writer), base_url="http://localhost", follow_redirects=False
    )


@pytest.fixture(scope="session")
def client_once(small_store_once: Path) -> Iterator[TestClient]:
    """A client for the small store, which nobody changes."""
    with client_of(small_store_once) as client:
        yield client


@pytest.fixture
def client(client_once: TestClient) -> TestClient:
    """A client for the small store that asks in English."""
    client_once.headers.update({"accept-language": "en", "accept": "*/*"})
    return client_once
