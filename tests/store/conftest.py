"""The kinds of store that the tests run on: in memory, in a folder, behind real servers."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.store import EmbeddedStore, Store
from kg.store.http import Client
from kg.store.remote import RemoteStore


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def _wait_for(address: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{address}?query=ASK%7B%7D"):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"{address} does not start")


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[str]:
    """A real Oxigraph server on a free port of this machine, empty."""
    address = f"http://127.0.0.1:{_free_port()}"
    with subprocess.Popen(
        [Path(sys.executable).with_name("oxigraph"), "serve", "--location", tmp_path / "server",
         "--bind", address.removeprefix("http://")],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as server:
        try:
            _wait_for(f"{address}/query")
            yield address
        finally:
            server.terminate()


_VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtension = 200
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = 1000
MaxQueryExecutionTime = 60
"""


@pytest.fixture(scope="session")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Virtuoso 7, which cuts its answers at 1,000 rows."""
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("Virtuoso is not installed (Debian: apt install virtuoso-opensource-7)")
    folder = tmp_path_factory.mktemp("virtuoso")
    port = _free_port()
    (folder / "virtuoso.ini").write_text(_VIRTUOSO.format(sql=_free_port(), http=port))
    address = f"http://127.0.0.1:{port}/sparql"
    with subprocess.Popen([program, "+foreground", "+configfile", "virtuoso.ini"], cwd=folder,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(address)
            yield address
        finally:
            server.kill()


@pytest.fixture
def virtuoso(virtuoso_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The same server, emptied; the login is in the environment, for the commands too."""
    monkeypatch.setenv("KG_USER", "dba")
    monkeypatch.setenv("KG_PASSWORD", "dba")
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
