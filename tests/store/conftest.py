"""The kinds of store that the tests run on: in memory, in a folder, behind real servers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.store import EmbeddedStore, Store
from kg.store.client import Client
from kg.store.remote import RemoteStore
from tests import servers


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[str]:
    """A real Oxigraph server on a free port of this machine, empty."""
    with servers.oxigraph(tmp_path / "server") as address:
        yield address


@pytest.fixture(scope="session")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Virtuoso 7, which cuts its answers at 1,000 rows."""
    if servers.virtuoso_program() is None:
        pytest.skip("Virtuoso is not installed (Debian: apt install virtuoso-opensource-7)")
    with servers.virtuoso(tmp_path_factory.mktemp("virtuoso"), rows=1_000) as address:
        yield address


@pytest.fixture
def virtuoso(virtuoso_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The same server, emptied; the login is in the environment, for the commands too."""
    monkeypatch.setenv("KG_USER", "dba")
    monkeypatch.setenv("KG_PASSWORD", "dba")
    monkeypatch.setenv("KG_LOGIN_FOR", virtuoso_server)
    RemoteStore.at(virtuoso_server).replace([])
    return virtuoso_server


@pytest.fixture(params=["memory", "folder", "oxigraph", "virtuoso"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store of each kind."""
    if request.param == "memory":
        return EmbeddedStore.in_memory()
    if request.param == "folder":
        return EmbeddedStore.create(tmp_path / "store", [])
    if request.param == "oxigraph":
        return RemoteStore.at(request.getfixturevalue("endpoint"))
    return RemoteStore(Client(request.getfixturevalue("virtuoso"), 60))


@pytest.fixture(params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest) -> str:
    """The address of each kind of server, empty."""
    name = "endpoint" if request.param == "oxigraph" else "virtuoso"
    address: str = request.getfixturevalue(name)
    return address
