"""Servers that drip, stall, never end, and send what unpacks to far more: each ends in its time."""

from __future__ import annotations

import contextlib
import gzip
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from kg.errors import EndpointError
from kg.store.client import Client, RequestFailed
from kg.store.remote import RemoteStore
from tests.conftest import Run

LIMIT = 0.8  # seconds that a request may take here
SLACK = 4.0  # seconds more that a busy machine may need
SIZE = 200_000  # bytes that an answer may have here
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nServer: Oxigraph\r\n"
ROW = b'{"x": {"type": "uri", "value": "u:1"}},\n'
ROWS = b'{"head": {"vars": ["x"]}, "results": {"bindings": [\n'

Behaviour = Callable[[socket.socket, threading.Event], None]


def _every(seconds: float, connection: socket.socket, stop: threading.Event, piece: bytes) -> None:
    while not stop.wait(seconds):
        connection.sendall(piece)


def stalls(connection: socket.socket, stop: threading.Event) -> None:
    connection.recv(65_536)
    stop.wait()


def stalls_within_the_headers(connection: socket.socket, stop: threading.Event) -> None:
    connection.recv(65_536)
    connection.sendall(HEAD)
    stop.wait()


def stalls_within_the_body(connection: socket.socket, stop: threading.Event) -> None:
    connection.recv(65_536)
    connection.sendall(HEAD + b"Content-Length: 100000\r\n\r\n" + ROWS)
    stop.wait()


def drips_headers(connection: socket.socket, stop: threading.Event) -> None:
    connection.recv(65_536)
    connection.sendall(HEAD + b"X-A: ")
    _every(0.1, connection, stop, b"a")


def drips_interim_answers(connection: socket.socket, stop: threading.Event) -> None:
    connection.recv(65_536)
    _every(0.1, connection, stop, b"HTTP/1.1 102 Processing\r\n\r\n")


def drips_the_body(connection: socket.socket, stop: threading.Event) -> None:
    connection.recv(65_536)
    connection.sendall(HEAD + b"Content-Length: 100000\r\n\r\n" + ROWS)
    _every(0.1, connection, stop, b" ")


def drips_an_error(connection: socket.socket, stop: threading.Event) -> None:
    connection.recv(65_536)
    connection.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 100000\r\n\r\n")
    _every(0.1, connection, stop, b"x")


def never_reads(connection: socket.socket, stop: threading.Event) -> None:
    stop.wait()


def reads_slowly(connection: socket.socket, stop: threading.Event) -> None:
    while not stop.wait(0.1):
        connection.recv(1_000)


TOO_SLOW = [
    stalls,
    stalls_within_the_headers,
    stalls_within_the_body,
    drips_headers,
    drips_interim_answers,
    drips_the_body,
    drips_an_error,
]


def endless_headers(connection: socket.socket, stop: threading.Event) -> None:
    connection.recv(65_536)
    connection.sendall(HEAD)
    _every(0, connection, stop, b"X-A: " + b"a" * 8_000 + b"\r\n")


def endless_body(connection: socket.socket, stop: threading.Event) -> None:
    connection.recv(65_536)
    connection.sendall(HEAD + b"\r\n" + ROWS)
    _every(0, connection, stop, ROW * 1_000)


def endless_chunks(connection: socket.socket, stop: threading.Event) -> None:
    connection.recv(65_536)
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    for piece in (ROWS, ROW * 1_000):
        connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
    _every(0, connection, stop, b"%x\r\n%s\r\n" % (len(piece), piece))


def unpacks_to_far_more(connection: socket.socket, stop: threading.Event) -> None:
    connection.recv(65_536)
    packed = gzip.compress(ROWS + b" " * 20_000_000, 1)
    assert len(packed) < SIZE
    head = HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    connection.sendall(head + packed)
    stop.wait()


def endless_emptiness(connection: socket.socket, stop: threading.Event) -> None:
    connection.recv(65_536)
    connection.sendall(HEAD + b"Content-Encoding: gzip\r\n\r\n")
    _every(0, connection, stop, gzip.compress(b"") * 1_000)


def is_packed_again_and_again(connection: socket.socket, stop: threading.Event) -> None:
    connection.recv(65_536)
    packed = gzip.compress(gzip.compress(b" " * 5_000_000, 1))
    head = HEAD + b"Content-Encoding: gzip, gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    connection.sendall(head + packed)
    stop.wait()


TOO_LARGE = [
    endless_headers,
    endless_body,
    endless_chunks,
    unpacks_to_far_more,
    endless_emptiness,
    is_packed_again_and_again,
]


@pytest.fixture
def serve() -> Iterator[Callable[[Behaviour], str]]:
    """Start a server that treats each connection in one way, and return its address."""
    stop = threading.Event()
    listeners: list[socket.socket] = []

    def started(behaviour: Behaviour) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def answer(connection: socket.socket) -> None:
            # Where it cannot be written to, the client has gone, as it should.
            with connection, contextlib.suppress(OSError):
                behaviour(connection, stop)

        def accept() -> None:
            while not stop.is_set():
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield started
    stop.set()
    for listener in listeners:
        listener.close()


def _client(address: str) -> Client:
    return Client(address, LIMIT, engine="oxigraph", max_answer=SIZE)


def _of_each(
    behaviours: Sequence[Behaviour], outcome: Callable[[Behaviour], str]
) -> dict[str, str]:
    """Return what came of each, all tried at the same time."""
    with ThreadPoolExecutor(len(behaviours)) as pool:
        return dict(
            zip((b.__name__ for b in behaviours), pool.map(outcome, behaviours), strict=True)
        )


def test_a_query_ends_in_its_time(serve: Callable[[Behaviour], str]) -> None:
    def outcome(behaviour: Behaviour) -> str:
        store = RemoteStore(_client(serve(behaviour)))
        began = time.monotonic()
        try:
            list(store.select("SELECT ?x { ?x ?y ?z }").rows)
        except EndpointError as error:
            ended = time.monotonic() - began < LIMIT + SLACK
            message = re.search(r"did not answer within 0\.8 s|HTTP 500", str(error))
            return (
                "ended" if ended and message else f"{error} after {time.monotonic() - began:.1f} s"
            )
        return "no error"

    assert set(_of_each(TOO_SLOW, outcome).items()) == {(b.__name__, "ended") for b in TOO_SLOW}


def test_a_change_ends_in_its_time(serve: Callable[[Behaviour], str]) -> None:
    def outcome(behaviour: Behaviour) -> str:
        client = _client(serve(behaviour))
        began = time.monotonic()
        fate = "made"  # where the head says so; the body is not waited for
        try:
            client.update("INSERT DATA { }" + " " * (0 if behaviour in TOO_SLOW else 8_000_000))
        except RequestFailed as error:
            if error.timed_out and error.outcome_unknown:
                fate = "not known"
            elif error.status == 500:
                fate = "refused"
        return fate if time.monotonic() - began < LIMIT + SLACK else "too late"

    fates = _of_each([*TOO_SLOW, never_reads, reads_slowly], outcome)
    assert {name for name, end in fates.items() if end == "made"} == {
        "stalls_within_the_body",
        "drips_the_body",
    }
    assert fates["drips_an_error"] == "refused"
    assert sum(end == "not known" for end in fates.values()) == len(fates) - 3


def test_an_answer_has_a_bound(serve: Callable[[Behaviour], str]) -> None:
    def outcome(behaviour: Behaviour) -> str:
        store = RemoteStore(Client(serve(behaviour), 40, engine="oxigraph", max_answer=SIZE))
        began = time.monotonic()
        try:
            list(store.select("SELECT ?x { ?x ?y ?z }").rows)
        except EndpointError as error:
            assert time.monotonic() - began < 30, "it ended by its size, not by its time"
            return "bounded" if re.search("larger than 200,000|broke", str(error)) else str(error)
        return "no error"

    assert set(_of_each(TOO_LARGE, outcome).items()) == {(b.__name__, "bounded") for b in TOO_LARGE}


def test_a_name_that_nobody_resolves_ends_in_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's own look-up is the one thing that cannot be made slow from outside."""
    looking = threading.Event()

    def look_up(*_: object, **__: object) -> list[object]:
        looking.wait(30)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    began = time.monotonic()
    with pytest.raises(RequestFailed, match="did not answer within") as caught:
        _client("http://graph.example.invalid").update("CLEAR ALL")
    looking.set()
    assert not caught.value.outcome_unknown
    assert time.monotonic() - began < LIMIT + SLACK


def test_the_command_line_ends_in_its_time_too(serve: Callable[[Behaviour], str], kg: Run) -> None:
    began = time.monotonic()
    done = kg("sparql", "ASK {}", "--store", serve(drips_headers), "--timeout", "1")
    assert done.returncode == 3
    assert "did not answer within 1 s" in done.stderr
    assert time.monotonic() - began < 15
