"""A server that dies while the store changes: what is said is true, and nothing stays behind."""

from __future__ import annotations

import io
import os
import random
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kg.errors import EndpointError
from kg.model import Iri, Quad, text
from kg.store import remote_changes, staging
from kg.store.client import Client
from kg.store.remote import RemoteStore

E = "http://example.org/"
OLD = [Quad(Iri(E + "old"), Iri(E + "p"), text("as it was"))]
NEW = [
    Quad(Iri(f"{E}s{n}"), Iri(E + "p"), text(str(n)), Iri(f"{E}g{n % 3}") if n % 4 else None)
    for n in range(60)
]
PROGRAM = Path(sys.executable).with_name("oxigraph")


class Mortal:
    """A real Oxigraph server, and before it a proxy that kills it at a request."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0  # of requests that change something
        self.dies_at = 0  # number of the request; 0 for never
        self.dies_behind = 0  # the same; its answer still reaches the client
        self.after = False  # whether the request is done before the server dies
        self.back_after: float | None = None  # seconds until it is started again; None for never
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.start()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                is_change = "/query" not in self.path
                outer.number += is_change
                dies = is_change and outer.number == outer.dies_at
                if dies and not outer.after:
                    outer.kill()
                    self.close_connection = True
                    return
                answer = outer.forward(self, body)
                if dies or (is_change and outer.number == outer.dies_behind):
                    outer.kill()
                if dies or answer is None:
                    self.close_connection = True
                    return
                self.send_response_only(answer[0])
                for name in ("Content-Type", "Server"):
                    if name in answer[1]:
                        self.send_header(name, answer[1][name])
                self.send_header("Content-Length", str(len(answer[2])))
                self.end_headers()
                self.wfile.write(answer[2])

            do_PUT = do_POST  # noqa: N815  http.server's names

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        self.proxy = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.proxy.serve_forever, args=(0.02,), daemon=True).start()
        self.address = f"http://127.0.0.1:{self.proxy.server_address[1]}"

    def forward(
        self, request: BaseHTTPRequestHandler, body: bytes
    ) -> tuple[int, dict[str, str], bytes] | None:
        headers = {k: v for k, v in request.headers.items() if k.lower() != "host"}
        url = f"http://127.0.0.1:{self.port}{request.path}"
        sent = urllib.request.Request(url, body, headers, method=request.command)
        try:
            answer = urllib.request.urlopen(sent)
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers.items()), error.read()
        except OSError:
            return None
        return answer.status, dict(answer.headers.items()), answer.read()

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        self._process = subprocess.Popen(
            [PROGRAM, "serve", "--location", self.folder, "--bind", f"127.0.0.1:{self.port}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(400):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/query?query=ASK%7B%7D")
            except OSError:
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """Kill the server as a loss of power would; perhaps it is started again later."""
        assert self._process
        self._process.kill()
        self._process.wait()
        if self.back_after is not None:
            threading.Timer(self.back_after, self.start).start()

    def close(self) -> None:
        self.proxy.shutdown()
        self.proxy.server_close()
        if self._process:
            self._process.kill()
            self._process.wait()

    def store(self) -> RemoteStore:
        return RemoteStore(Client(self.address, 20, engine="oxigraph"))

    def graphs(self) -> set[str]:
        """All graphs of the server, as it says itself."""
        answer = self.store().select("SELECT ?g { GRAPH ?g { } }")
        return {str(row[0]) for row in answer.rows}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@pytest.fixture
def mortal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mortal]:
    monkeypatch.setattr(remote_changes, "_ONE_REQUEST", 10)
    monkeypatch.setattr(staging, "_BATCH", 20)
    monkeypatch.setattr(staging, "WAIT", 0.3)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("KG_LANG", raising=False)
    server = Mortal(tmp_path / "data")
    server.store().replace(OLD)
    server.number = 0
    yield server
    server.close()


def _content(server: Mortal) -> set[Quad]:
    output = io.BytesIO()
    server.store().dump(output)
    assert b"urn:helixkg:staging" not in output.getvalue()
    return set(server.store().quads(every_graph=True))


# A load of 60 quads: its mark, three batches, and the update that moves them, which is number 5.
@pytest.mark.parametrize(("dies_at", "after"), [(1, True), (2, False), (4, True)])
def test_a_server_that_dies_during_a_load_has_its_old_content(
    mortal: Mortal, dies_at: int, after: bool
) -> None:
    mortal.dies_at, mortal.after = dies_at, after
    with pytest.raises(EndpointError, match=r"its old content\. What was loaded aside is still"):
        mortal.store().replace(NEW)
    mortal.start()
    assert _content(mortal) == set(OLD)
    mortal.store().replace(NEW)
    assert _content(mortal) == set(NEW)
    assert not [name for name in mortal.graphs() if "staging" in name]


@pytest.mark.parametrize("after", [False, True])
def test_where_a_server_dies_at_the_last_step_nothing_is_claimed(
    mortal: Mortal, after: bool
) -> None:
    mortal.dies_at, mortal.after = 5, after
    with pytest.raises(EndpointError, match=r"not known whether .* its old or its new content"):
        mortal.store().replace(NEW)
    mortal.start()
    assert _content(mortal) == set(NEW if after else OLD)
    mortal.store().replace(NEW)
    assert _content(mortal) == set(NEW)
    assert not [name for name in mortal.graphs() if "staging" in name]


@pytest.mark.parametrize("after", [False, True])
def test_where_the_server_comes_back_it_is_asked(
    mortal: Mortal, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "WAIT", 20.0)
    mortal.dies_at, mortal.after, mortal.back_after = 5, after, 0.5
    if after:
        mortal.store().replace(NEW)  # it was made, so this is a success
        assert _content(mortal) == set(NEW)
    else:
        with pytest.raises(EndpointError, match=r"the store has its old content$"):
            mortal.store().replace(NEW)
        assert _content(mortal) == set(OLD)
    assert not [name for name in mortal.graphs() if "staging" in name]


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize("after", [False, True])
def test_a_change_in_one_update_is_looked_for(
    mortal: Mortal, after: bool, back: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    mortal.dies_at, mortal.after = 1, after
    added, changed = NEW[:5], {*NEW[:5]}
    if back:
        monkeypatch.setattr(staging, "WAIT", 20.0)
        mortal.back_after = 0.5
    if back and after:
        mortal.store().commit(added, OLD)
    else:
        expected = "and the change was not made$" if back else "not known whether the change was"
        with pytest.raises(EndpointError, match=expected):
            mortal.store().commit(added, OLD)
    if not back:
        mortal.start()
    assert _content(mortal) == (changed if after else set(OLD))


def test_a_small_content_is_sent_again_when_the_server_is_back(
    mortal: Mortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "WAIT", 20.0)
    mortal.dies_at, mortal.back_after = 1, 2.0  # longer than the usual repetitions
    mortal.store().replace(NEW[:5])
    assert _content(mortal) == set(NEW[:5])


def _marked(process: str, began: str = "2020-01-01T00:00:00+00:00") -> list[Quad]:
    name = Iri(f"urn:helixkg:staging:{process.replace(' ', '-')}")
    mark = Quad(name, Iri("urn:helixkg:staging"), text(f"{began} {process}"), name)
    return [mark, NEW[1]._replace(graph=Iri(f"{name.value}:http://g"))]


def test_a_change_sweeps_what_has_ended_and_leaves_what_may_run(mortal: Mortal) -> None:
    machine = staging._process().partition(" ")[0]  # noqa: SLF001
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    running = _marked(f"{machine} {os.getpid()}")
    elsewhere = _marked("another 1", began="2999-01-01T00:00:00+00:00")
    ended_process, old = _marked(f"{machine} {ended.pid}"), _marked("another 2")
    quads = [*running, *elsewhere, *ended_process, *old]
    mortal.store()._client.dataset("POST", _nquads(quads), repeat=True)  # noqa: SLF001
    assert _content(mortal) == set(OLD)
    mortal.store().commit(NEW[:1])
    left = {name for name in mortal.graphs() if "staging" in name}
    assert left == {quad.graph.value for quad in [*running, *elsewhere] if quad.graph}
    mortal.store().replace(NEW)
    assert not [name for name in mortal.graphs() if "staging" in name]


def _nquads(quads: list[Quad]) -> bytes:
    from kg.rdf.terms import nquads

    return b"".join(map(nquads, quads))


def test_a_load_whose_graphs_another_has_swept_is_not_moved(mortal: Mortal) -> None:
    store = mortal.store()
    load = staging.StagedLoad(store._client, store)  # noqa: SLF001
    graphs = load.collect(NEW, lambda *_: None)
    mortal.store().replace(NEW[:20])
    with pytest.raises(EndpointError, match="another load has removed"):
        load.move(graphs)
    assert _content(mortal) == set(NEW[:20])


@pytest.mark.parametrize("kind", ["one request", "one update"])
def test_a_server_that_dies_right_behind_a_change_has_made_it(
    mortal: Mortal, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_changes, "_ONE_REQUEST", 10**6)
    store = mortal.store()
    mortal.dies_behind = mortal.number + 1
    with pytest.raises(EndpointError, match=r"the change was made\. It is not known whether"):
        if kind == "one update":
            store.commit(NEW)
        else:
            store.replace(NEW)
    mortal.start()
    assert _content(mortal) - set(OLD) == set(NEW)


@pytest.mark.full
@pytest.mark.parametrize("kind", ["staged", "one request", "one update"])
def test_at_any_moment_what_is_said_is_true(
    mortal: Mortal, kind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Kill the server at 40 random moments of each kind of change."""
    monkeypatch.setattr(remote_changes, "_ONE_REQUEST", 10 if kind == "staged" else 10**6)
    monkeypatch.setattr(staging, "_BATCH", 500)
    many = [
        Quad(Iri(f"{E}m{n}"), Iri(E + "p"), text(str(n)), Iri(f"{E}g{n % 3}") if n % 4 else None)
        for n in range(6_000)
    ]

    def change() -> None:
        if kind == "one update":
            mortal.store().commit(many, OLD)
        else:
            mortal.store().replace(many)

    began = time.monotonic()
    change()
    whole = time.monotonic() - began
    outcomes: dict[str, int] = {}
    chance = random.Random(16)
    for _ in range(40):
        mortal.store().replace(OLD)
        timer = threading.Timer(chance.uniform(0, whole * 1.1), mortal.kill)
        timer.start()
        try:
            change()
            message = "done"
        except EndpointError as error:
            message = str(error)
        timer.join()
        mortal.start()
        content = _content(mortal)
        assert content in (set(OLD), set(many)), "never a mixture"
        state = "old" if content == set(OLD) else "new"
        known = "done" if message == "done" else "unknown" if "not known" in message else "old"
        assert known in ("unknown", "done" if state == "new" else "old"), message
        outcomes[f"{known}, is {state}"] = outcomes.get(f"{known}, is {state}", 0) + 1
    mortal.store().replace(OLD)
    assert not [name for name in mortal.graphs() if "staging" in name]
    with capsys.disabled():
        print(f"\n{kind}: 40 kills: {outcomes}")
