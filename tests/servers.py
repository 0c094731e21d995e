"""Real servers on this machine, for tests and benchmarks; they end with their block."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

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
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = 60
"""


def virtuoso_program() -> str | None:
    """Return the program of Virtuoso 7, None where it is not installed."""
    return shutil.which("virtuoso-t")


@contextlib.contextmanager
def oxigraph(folder: Path, *options: str) -> Iterator[str]:
    """Give the address of an Oxigraph server with its data in a folder.

    options: more of the server's, such as --union-default-graph.
    """
    address = f"http://127.0.0.1:{_free_port()}"
    program = Path(sys.executable).with_name("oxigraph")
    place = address.removeprefix("http://")
    with _running(
        [program, "serve", "--location", folder, "--bind", place, *options], folder.parent
    ):
        _wait_for(f"{address}/query")
        yield address


@contextlib.contextmanager
def virtuoso(folder: Path, *, rows: int, buffers: int = 10_000) -> Iterator[str]:
    """Give the address of a Virtuoso 7 server with its data in a folder; its user is dba, dba.

    rows: at which it cuts its answers.  buffers: of 8 kB each.
    """
    program = virtuoso_program()
    assert program is not None
    port = _free_port()
    (folder / "virtuoso.ini").write_text(
        _VIRTUOSO.format(
            sql=_free_port(), http=port, rows=rows, buffers=buffers, dirty=buffers * 6 // 10
        )
    )
    address = f"http://127.0.0.1:{port}/sparql"
    with _running([program, "+foreground", "+configfile", "virtuoso.ini"], folder):
        _wait_for(address)
        yield address


@contextlib.contextmanager
def pages(store: Path, *options: str) -> Iterator[str]:
    """Give the address of `kg serve` for a store, without a slash at its end."""
    kg = [sys.executable, "-m", "kg", "serve", "--store", str(store), *options, "--port"]
    with at_a_port(kg, store.parent, "/health") as address:
        yield address


@contextlib.contextmanager
def at_a_port(command: Sequence[str | Path], folder: Path, page: str = "/") -> Iterator[str]:
    """Give the address of a server, without a slash at its end.

    command: ends where the number of a port follows.  page: answers as soon as it runs.
    """
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    with _running([*command, str(port)], folder):
        _wait_for(address + page)
        yield address


@contextlib.contextmanager
def listener() -> Iterator[tuple[str, list[str]]]:
    """Give the address of a server that answers with nothing, and the paths it was asked for."""
    requests: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET  # noqa: N815  the name that http.server calls

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", requests
    server.shutdown()
    thread.join()
    server.server_close()


@contextlib.contextmanager
def _running(command: list[str | Path], folder: Path) -> Iterator[None]:
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            yield
        finally:
            server.kill()


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
        except urllib.error.HTTPError as error:
            if error.code == HTTPStatus.NOT_FOUND:  # it runs, and has no such page
                return
            time.sleep(0.05)
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"{address} does not start")
