"""The connection to an endpoint: what is sent, what is repeated, what an error says."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs

import pytest

from kg.errors import EndpointError, QueryError, StoreError
from kg.model import Iri, Quad, text
from kg.store.client import Client, RequestFailed, pause_after
from kg.store.engines import ENGINES, Endpoint, recognise
from kg.store.logins import Login
from kg.store.remote import RemoteStore

TRUE = b'{"head": {}, "boolean": true}'
QUAD = Quad(Iri("http://e/s"), Iri("http://e/p"), text("o"))


class Request(NamedTuple):
    """What a server got."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Reply(NamedTuple):
    """What a server answers."""

    status: int = 200
    body: bytes = TRUE
    headers: Mapping[str, str] = {}
    missing: int = 0  # bytes that are announced and do not come


class Server:
    """A server of HTTP that answers as it is told, in turn; the last answer stands."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.replies: list[Reply] = [Reply()]
        outer = self

        class Handler(BaseHTTPRequestHandler):
            server_version = "Test"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.requests.append(Request(self.command, self.path, dict(self.headers), body))
                reply = outer.replies.pop(0) if len(outer.replies) > 1 else outer.replies[0]
                self.send_response_only(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body) + reply.missing))
                self.end_headers()
                self.wfile.write(reply.body)

            do_GET = do_POST = do_PUT = answer  # noqa: N815  http.server's names

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()

    def client(self, engine: str = "oxigraph", login: tuple[str, str] | None = None) -> Client:
        known = Login.at(*login, self.address) if login else None
        return Client(self.address, 60, engine=engine, login=known)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Server]:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("KG_USER", "KG_PASSWORD", "KG_LOGIN_FOR", "KG_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    server = Server()
    yield server
    server.http.shutdown()
    server.http.server_close()


@pytest.mark.parametrize(
    ("header", "engine"),
    [
        ("Oxigraph/0.5.1", "oxigraph"),
        ("Virtuoso/07.20.3230 (Linux)", "virtuoso"),
        ("Jetty (Fuseki)", "generic"),
        ("", "generic"),
    ],
)
def test_an_engine_is_recognised_by_its_header(server: Server, header: str, engine: str) -> None:
    server.replies = [Reply(headers={"Server": header} if header else {})]
    client = server.client(engine="")
    assert client.engine is ENGINES[engine] is recognise(header)
    assert client.engine
    assert len(server.requests) == 1, "it is asked once"


def test_an_engine_that_is_named_is_not_asked(server: Server) -> None:
    assert server.client().engine is ENGINES["oxigraph"]
    assert not server.requests


def test_addresses_are_laid_out_as_the_engine_has_them(server: Server) -> None:
    virtuoso = Client(f"{server.address}/sparql", 20, engine="virtuoso").endpoint
    assert virtuoso == Endpoint(
        f"{server.address}/sparql",
        f"{server.address}/sparql-auth",
        f"{server.address}/sparql-graph-crud-auth",
    )


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://h:1/", Endpoint("http://h:1/query", "http://h:1/update", "http://h:1/store")),
        (
            "http://h/query",
            Endpoint("http://h/query", "http://h/update", "http://h/store"),
        ),
        (
            "http://h/ds/sparql/",
            Endpoint("http://h/ds/sparql/", "http://h/ds/update", "http://h/ds/data"),
        ),
        (
            "http://h/repositories/x",
            Endpoint(
                "http://h/repositories/x",
                "http://h/repositories/x/statements",
                "http://h/repositories/x/statements",
            ),
        ),
        ("http://h/repositories/x/y", Endpoint("http://h/repositories/x/y")),
        ("http://h/myquery", Endpoint("http://h/myquery")),
    ],
)
def test_addresses_follow_from_one(address: str, expected: Endpoint) -> None:
    assert Endpoint.of(address) == expected


def test_a_query_goes_as_a_form_with_what_it_accepts(server: Server) -> None:
    client = server.client("virtuoso")
    assert client.query("ASK {}", "application/x").read() == TRUE
    (request,) = server.requests
    assert request.method == "POST"
    assert request.headers["Accept"] == "application/x"
    assert parse_qs(request.body.decode()) == {
        "query": ["ASK {}"],
        "default-graph-uri": ["https://w3id.org/helixkg/graph/facts"],
    }


def test_quads_and_graphs_go_to_the_graph_store(server: Server) -> None:
    client = server.client()
    client.dataset("PUT", b"quads", repeat=True)
    client.graph("POST", "http://e/a&b", b"triples", "application/n-triples", repeat=False)
    client.update("DROP ALL")
    assert [(r.method, r.path, r.headers["Content-Type"], r.body) for r in server.requests] == [
        ("PUT", "/store", "application/n-quads", b"quads"),
        ("POST", "/store?graph=http%3A%2F%2Fe%2Fa%26b", "application/n-triples", b"triples"),
        ("POST", "/update", "application/sparql-update", b"DROP ALL"),
    ]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the client would have paused, without the pauses."""
    pauses: list[float] = []
    pause, here = time.sleep, threading.get_ident()

    def sleep(seconds: float) -> None:
        """Note what this thread would wait; others, such as one that watches, wait indeed."""
        if threading.get_ident() == here:
            pauses.append(seconds)
        else:
            pause(seconds)

    monkeypatch.setattr("kg.store.client.time.sleep", sleep)
    return pauses


def test_a_query_is_repeated_with_growing_pauses(server: Server, pauses: list[float]) -> None:
    server.replies = [Reply(503), Reply(502), Reply(429), Reply()]
    assert RemoteStore(server.client()).ask("ASK {}")
    assert pauses == pytest.approx([0.2, 0.4, 0.8])


def test_a_query_is_not_repeated_for_ever(server: Server, pauses: list[float]) -> None:
    server.replies = [Reply(504)]
    with pytest.raises(EndpointError, match="HTTP 504"):
        RemoteStore(server.client()).ask("ASK {}")
    assert len(server.requests) == 4
    assert len(pauses) == 3


def test_a_server_says_how_long_to_wait_within_limits(server: Server, pauses: list[float]) -> None:
    server.replies = [
        Reply(503, headers={"Retry-After": "3"}),
        Reply(503, headers={"Retry-After": "3600"}),
        Reply(503, headers={"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}),
        Reply(),
    ]
    assert RemoteStore(server.client()).ask("ASK {}")
    assert pauses == pytest.approx([3, 30, 0.8])


@pytest.mark.parametrize("status", [400, 401, 404, 500, 501])
def test_what_will_not_get_better_is_not_repeated(
    server: Server, pauses: list[float], status: int
) -> None:
    server.replies = [Reply(status)]
    with pytest.raises((EndpointError, QueryError)):
        server.client().query("ASK {}", "x")
    with pytest.raises(EndpointError, match=f"HTTP {status}"):
        server.client().dataset("PUT", b"", repeat=True)
    assert len(server.requests) == 2
    assert not pauses


def test_a_change_is_repeated_only_where_it_does_no_harm(
    server: Server, pauses: list[float]
) -> None:
    server.replies = [Reply(503)]
    for repeat, requests in ((True, 4), (False, 1)):
        server.requests.clear()
        with pytest.raises(EndpointError, match="503"):
            server.client().dataset("POST", b"", repeat=repeat)
        assert len(server.requests) == requests
        server.requests.clear()
        with pytest.raises(EndpointError, match="503"):
            server.client().graph("POST", "http://g", b"", "x", repeat=repeat)
        assert len(server.requests) == requests
    server.requests.clear()
    with pytest.raises(EndpointError, match="503"):
        server.client().update("CLEAR ALL")
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, "HTTP 400 Bad Request: the syntax is wrong ñ"),
        (
            401,
            r"HTTP 401 Unauthorized \(set KG_USER, KG_PASSWORD and KG_LOGIN_FOR=.*\): the syntax",
        ),
        (403, r"HTTP 403 Forbidden \(set KG_USER, .*\): the syntax"),
        (404, r"HTTP 404 Not Found \(is the address right\?\): the"),
        (413, r"HTTP 413 .* \(too large for this server\): the"),
        (500, "HTTP 500 Internal Server Error: the syntax"),
    ],
)
def test_an_error_says_what_the_server_said_and_what_to_do(
    server: Server, status: int, expected: str
) -> None:
    page = b"<html><body><b>the syntax  is\twrong \xc3\xb1</b>\nat line 1</body></html>"
    server.replies = [Reply(status, page)]
    kind = QueryError if status == 400 else EndpointError
    with pytest.raises(kind, match=f"^{server.address}: {expected}"):
        server.client().query("ASK {}", "x")
    with pytest.raises(EndpointError, match=f"^{server.address}: {expected}") as caught:
        server.client().update("CLEAR ALL")
    assert "line 1" not in str(caught.value)
    assert "<" not in str(caught.value)


def test_a_long_message_is_cut(server: Server) -> None:
    server.replies = [Reply(500, b"x" * 5_000)]
    with pytest.raises(EndpointError) as caught:
        server.client().update("CLEAR ALL")
    assert str(caught.value).count("x") == 300


def test_an_answer_that_the_server_cut_is_no_answer(server: Server) -> None:
    server.replies = [Reply(headers={"X-SQL-State": "S1TAT"})]
    with pytest.raises(EndpointError, match=r"stopped half-way \(S1TAT\); the answer is not whole"):
        server.client().query("ASK {}", "x")


ROWS = b'{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "uri", "value": "u:1"}}'


def test_rows_that_break_off_are_an_error(server: Server) -> None:
    server.replies = [Reply(body=ROWS)]
    with pytest.raises(EndpointError, match=r"the answer broke off .*; what came before is not"):
        list(RemoteStore(server.client()).select("SELECT ?x {}").rows)
    server.replies = [Reply(body=ROWS, missing=1_000)]
    with pytest.raises(EndpointError):
        list(RemoteStore(server.client()).select("SELECT ?x {}").rows)


def test_triples_that_break_off_are_an_error(server: Server) -> None:
    server.replies = [Reply(body=b'<http://e/s> <http://e/p> "a" .\n<http://e/s> <http://')]
    triples = RemoteStore(server.client()).construct("CONSTRUCT WHERE { ?s ?p ?o }")
    assert str(next(triples).object) == "a"
    with pytest.raises(EndpointError, match=r"the answer broke off .*; what came before is not"):
        next(triples)


def test_an_answer_that_is_no_answer_is_told(server: Server) -> None:
    server.replies = [Reply(body=b"<html>Welcome!</html>")]
    with pytest.raises(EndpointError, match=r"the answer is none of SPARQL .*is the address right"):
        RemoteStore(server.client()).ask("ASK {}")


@pytest.mark.parametrize(
    ("ask", "needed"),
    [
        (lambda store: store.select("ASK {}"), "a SELECT"),
        (lambda store: store.ask("SELECT * {}"), "an ASK"),
        (lambda store: store.construct("SELECT * {}"), "a CONSTRUCT or DESCRIBE"),
    ],
)
def test_another_form_of_query_is_refused_before_it_is_sent(
    server: Server, ask: Callable[[RemoteStore], object], needed: str
) -> None:
    with pytest.raises(QueryError, match=f"^this needs {needed} query$"):
        ask(RemoteStore(server.client()))
    assert not server.requests


def test_virtuoso_s_blank_nodes_and_truth_values_are_those_of_sparql(server: Server) -> None:
    body = b"""{ "head": { "vars": ["x", "y", "z"] }, "results": { "bindings": [
 { "x": { "type": "bnode", "value": "nodeID://b1" }
 , "y": { "type": "literal", "value": "1",
          "datatype": "http://www.w3.org/2001/XMLSchema#boolean" }
 , "z": { "type": "literal", "value": "nodeID://b1" } } ] } }"""
    server.replies = [Reply(body=body)]
    ((x, y, z),) = RemoteStore(server.client("virtuoso")).select("SELECT ?x ?y ?z {}").rows
    assert [str(term) for term in (x, y, z)] == ["_:b1", "true", "nodeID://b1"]


@pytest.mark.parametrize("size", [1, 7, 10_000, -1])
def test_an_answer_is_whole_in_pieces_of_any_size(server: Server, size: int) -> None:
    line = b' { "x": { "type": "bnode", "value": "nodeID://b1" } }\n'
    server.replies = [Reply(body=line * 50)]
    expected = line.replace(b"nodeID://", b"") * 50
    body = server.client("virtuoso").query("ASK {}", "x")
    assert b"".join(iter(lambda: body.read(size), b"")) == expected
    server.replies = [Reply(body=line * 50)]
    plain = server.client().query("ASK {}", "x")
    assert b"".join(iter(lambda: plain.read(size), b"")) == line * 50
    plain.close()


def test_the_time_for_an_answer_is_bounded(server: Server) -> None:
    body = Client(server.address, 0.2, engine="oxigraph").query("ASK {}", "x")
    time.sleep(0.3)
    with pytest.raises(
        EndpointError, match=r"did not answer within 0\.2 s; this is no empty answer"
    ):
        body.read()


def _sent_login(server: Server) -> str:
    header = server.requests[-1].headers.get("Authorization", "")
    return base64.b64decode(header.removeprefix("Basic ")).decode()


def test_a_login_comes_from_the_nearest_place(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.client().query("ASK {}", "x")
    assert _sent_login(server) == ""
    monkeypatch.setenv("KG_USER", "env")
    monkeypatch.setenv("KG_PASSWORD", "ironment")
    monkeypatch.setenv("KG_LOGIN_FOR", server.address)
    server.client().query("ASK {}", "x")
    assert _sent_login(server) == "env:ironment"
    server.client(login=("my", "own")).query("ASK {}", "x")
    assert _sent_login(server) == "my:own"


def test_a_server_that_asks_for_digest_gets_that(server: Server) -> None:
    challenge = 'Digest realm="SPARQL", nonce="abc", qop="auth", algorithm="MD5"'
    asks = Reply(401, headers={"WWW-Authenticate": challenge})
    server.replies = [asks, asks, Reply(), Reply(), Reply()]
    client = server.client(login=("my", "own"))
    client.update("CLEAR ALL")
    client.update("CLEAR ALL")
    kinds = [request.headers.get("Authorization", "")[:6] for request in server.requests]
    assert kinds == ["Basic ", "", "Digest", "Digest"], "what a server wants is remembered"
    assert {request.body for request in server.requests} == {b"CLEAR ALL"}
    header = server.requests[-1].headers["Authorization"]
    assert 'username="my"' in header
    assert "own" not in header.replace("nonce", "")


def test_a_digest_that_nobody_knows_is_told(server: Server) -> None:
    challenge = 'Digest realm="r", nonce="n", qop="auth", algorithm="ROT13"'
    server.replies = [Reply(401, headers={"WWW-Authenticate": challenge})]
    with pytest.raises(EndpointError, match="unknown digest"):
        server.client(login=("my", "own")).update("CLEAR ALL")


def test_what_has_no_address_says_what_to_name(server: Server) -> None:
    client = Client(server.address, 20, endpoint=Endpoint(server.address), engine="generic")
    with pytest.raises(StoreError, match=r"no address is known for updates; name the server"):
        client.update("CLEAR ALL")
    with pytest.raises(StoreError, match=r"no address is known for loading; .*kg.toml"):
        client.dataset("PUT", b"", repeat=True)
    assert not server.requests


def test_a_refused_connection_is_told() -> None:
    with pytest.raises(EndpointError, match=r"http://127\.0\.0\.1:9 cannot be reached: .*refused"):
        Client("http://127.0.0.1:9", 5, engine="oxigraph").update("CLEAR ALL")


def test_a_pause_follows_from_the_cause() -> None:
    assert pause_after(RequestFailed("x", status=503), 0) == pytest.approx(0.2)
    assert pause_after(RequestFailed("x"), 2) == pytest.approx(0.8)
    assert pause_after(RequestFailed("x", timed_out=True), 0) is None
    assert pause_after(RequestFailed("x", connected=False), 0) is None


NO_ROWS = Reply(body=b'{"head": {"vars": ["g", "mark"]}, "results": {"bindings": []}}')


def test_what_broke_off_once_may_be_done_whatever_comes_after(
    server: Server, pauses: list[float]
) -> None:
    client = server.client()
    server.replies = [Reply(502), Reply(400)]
    with pytest.raises(RequestFailed, match="HTTP 400") as caught:
        client.dataset("PUT", b"", repeat=True)
    assert caught.value.outcome_unknown
    server.replies = [Reply(503), Reply(400)]
    with pytest.raises(RequestFailed, match="HTTP 400") as caught:
        client.dataset("PUT", b"", repeat=True)
    assert not caught.value.outcome_unknown


def test_a_change_in_steps_that_cannot_be_taken_back_says_so(
    server: Server, pauses: list[float]
) -> None:
    server.replies = [NO_ROWS, Reply(500)]
    with pytest.raises(EndpointError, match=r"half made and could not be taken back .*added twice"):
        RemoteStore(server.client("virtuoso")).commit([QUAD])
    server.replies = [NO_ROWS, Reply(500), Reply()]
    with pytest.raises(EndpointError, match="the change was taken back"):
        RemoteStore(server.client("virtuoso")).commit([QUAD])
