"""The kinds of store that the tests run on: in memory, in a folder, behind an endpoint."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.store import EmbeddedStore, Store
from kg.store.remote import RemoteStore


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[str]:
    """A real Oxigraph server on a free port of this machine, empty."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        [Path(sys.executable).with_name("oxigraph"), "serve", "--location", tmp_path / "server",
         "--bind", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as server:
        try:
            for _ in range(200):
                try:
                    with urllib.request.urlopen(f"{address}/query?query=ASK%7B%7D"):
                        break
                except OSError:
                    time.sleep(0.05)
            yield address
        finally:
            server.terminate()


@pytest.fixture(params=["memory", "folder", "endpoint"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store of each kind."""
    if request.param == "memory":
        return EmbeddedStore.in_memory()
    if request.param == "folder":
        return EmbeddedStore.create(tmp_path / "store", [])
    return RemoteStore(request.getfixturevalue("endpoint"))
