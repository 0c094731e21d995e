"""SERVICE on a store of this machine: which hosts are asked, and what comes of the answers."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from kg.errors import EndpointError, QueryError
from kg.model import BNode, Iri, Literal, Quad, text
from kg.runtime import walls
from kg.runtime.bounds import Bounds
from kg.sparql import federation, policy
from kg.store import EmbeddedStore
from kg.store.remote import RemoteStore
from tests.conftest import Run

E = "http://example.org/"
Reply = tuple[int, dict[str, str], bytes]


class Host:
    """A server that keeps what it is asked, and answers as it is told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str]]] = []  # method, query, headers
        self.reply: Callable[[str], Reply] = lambda path: (200, {}, rows([]))
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                form = parse_qs(body or urlsplit(self.path).query)
                query = form.get("query", [""])[0]
                outer.asked.append((self.command, query, dict(self.headers.items())))
                status, headers, content = outer.reply(self.path)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = _answer  # noqa: N815  http.server's names

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.http.server_address[1]}"
        self.address = f"http://{self.host}/sparql"
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()


def rows(bindings: list[dict[str, dict[str, str]]], *columns: str) -> bytes:
    """Return an answer in JSON."""
    return json.dumps({"head": {"vars": columns}, "results": {"bindings": bindings}}).encode()


@pytest.fixture
def host() -> Iterator[Host]:
    host = Host()
    yield host
    host.http.shutdown()
    host.http.server_close()


@pytest.fixture
def other() -> Iterator[Host]:
    host = Host()
    yield host
    host.http.shutdown()
    host.http.server_close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    EmbeddedStore.create(
        tmp_path / "store",
        [Quad(Iri(f"{E}{name}"), Iri(E + "here"), text(name)) for name in ("a", "b", "c")],
    )
    return tmp_path / "store"


def opened(folder: Path, *hosts: str, seconds: float = 20) -> EmbeddedStore:
    return EmbeddedStore.open(folder, services=frozenset(hosts), bounds=Bounds(seconds))


def selected(store: EmbeddedStore | RemoteStore, query: str) -> list[list[str | None]]:
    answer = store.select(query)
    return sorted([None if term is None else str(term) for term in row] for row in answer.rows)


def test_a_real_server_gives_what_the_standard_says(folder: Path, endpoint: str) -> None:
    there = [
        Quad(Iri(E + "a"), Iri(E + "there"), Literal("ñ\n\"'\\", language="es", datatype=LANG)),
        Quad(Iri(E + "b"), Iri(E + "there"), text("1")),
        Quad(Iri(E + "d"), Iri(E + "there"), BNode("x")),
    ]
    RemoteStore.at(endpoint).replace(there)
    store = opened(folder, urlsplit(endpoint).netloc)
    address = f"<{endpoint}/query>"
    prefix = f"PREFIX e: <{E}> "
    joined = prefix + f"SELECT ?s ?o {{ ?s e:here ?h . SERVICE {address} {{ ?s e:there ?o }} }}"
    assert selected(store, joined) == [[f"{E}a", "ñ\n\"'\\"], [f"{E}b", "1"]]
    optional = prefix + (
        f"SELECT ?s ?o {{ ?s e:here ?h OPTIONAL {{ SERVICE {address} {{ ?s e:there ?o }} }} }}"
    )
    assert selected(store, optional)[2] == [f"{E}c", None]
    alone = prefix + f"ASK {{ SERVICE SILENT {address} {{ e:a e:there ?o # }}\n }} }}"
    assert store.ask(alone)
    none = prefix + f"ASK {{ SERVICE {address} {{ e:z e:there ?o }} }}"
    assert not store.ask(none)
    triples = store.construct(
        prefix + f"CONSTRUCT {{ ?s e:both ?o }} {{ SERVICE {address} {{ ?s e:there ?o }} }}"
    )
    assert len(list(triples)) == 3
    twice = prefix + (
        f"SELECT ?s {{ {{ SERVICE {address} {{ ?s e:there ?o }} }} UNION "
        f"{{ SERVICE {address} {{ ?s e:there ?o }} }} }}"
    )
    assert len(selected(store, twice)) == 6


LANG = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


def test_the_process_of_the_query_has_its_walls_all_the_same(folder: Path, host: Host) -> None:
    store = opened(folder, host.host)
    assert store.ask(f"ASK {{ SERVICE <{host.address}> {{ ?s ?p ?o }} }}") is False
    assert walls.SOCKETS in store.walls()


def test_only_the_host_that_is_named_is_asked(folder: Path, host: Host, other: Host) -> None:
    store = opened(folder, host.host)
    name, port = host.host.split(":")
    for address in (
        other.address,
        f"http://localhost:{port}/",
        f"http://{name}:{port}@{other.host}/",
        f"http://user:pw@{host.host}/",
        f"http://{name}.example.org:{port}/",
        f"http://{other.host}/?{host.host}",
        f"http://{other.host}/#{host.host}",
        f"ftp://{host.host}/",
        f"http://{host.host}\\@{other.host}/",
    ):
        with pytest.raises(QueryError):
            store.select(f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}")
    assert not host.asked
    assert not other.asked


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_to_the_same_host_and_no_other(
    folder: Path, host: Host, other: Host, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_USER", "alice")
    monkeypatch.setenv("KG_PASSWORD", "s3cret")
    monkeypatch.setenv("KG_LOGIN_FOR", f"http://{host.host}")
    store = opened(folder, host.host)
    row = {"s": {"type": "uri", "value": "u:1"}}
    host.reply = lambda path: (
        (200, {}, rows([row], "s"))
        if path.startswith("/moved")
        else (status, {"Location": path.replace("/sparql", "/moved")}, b"")
    )
    query = f"SELECT ?s {{ SERVICE <{host.address}> {{ ?s ?p ?o }} }}"
    assert selected(store, query) == [["u:1"]]
    assert [method for method, _, _ in host.asked] == ["GET", "GET"]
    host.reply = lambda path: (status, {"Location": other.address}, b"")
    for silent in ("", "SILENT "):
        with pytest.raises(QueryError, match=r"redirects to http://127.*, which is not allowed"):
            store.select(query.replace("<", silent + "<", 1))
    assert not other.asked
    assert not any("Authorization" in headers for _, _, headers in host.asked)


def test_redirects_come_to_an_end(folder: Path, host: Host) -> None:
    store = opened(folder, host.host)
    host.reply = lambda path: (302, {"Location": path}, b"")
    with pytest.raises(EndpointError, match="redirects more than 5 times"):
        store.select(f"SELECT * {{ SERVICE <{host.address}> {{ ?s ?p ?o }} }}")
    assert len(host.asked) == 6


def test_a_long_query_goes_by_post_without_redirects(folder: Path, host: Host) -> None:
    store = opened(folder, host.host)
    long = f'ASK {{ SERVICE <{host.address}> {{ ?s ?p "{"x" * 3_000}" }} }}'
    assert not store.ask(long)
    host.reply = lambda path: (307, {"Location": "/moved"}, b"")
    with pytest.raises(EndpointError, match="too long to be sent on"):
        store.ask(long)
    assert [method for method, _, _ in host.asked] == ["POST", "POST"]


@pytest.mark.parametrize(
    "content",
    [
        rows([], "x) { } } # "),
        rows([], "x}"),
        rows([], ""),
        rows([{"s": {"type": "uri", "value": "u:1> } # "}}], "s"),
        rows([{"s": {"type": "literal", "value": "a", "xml:lang": "en } #"}}], "s"),
        rows([{"s": {"type": "literal", "value": "a", "datatype": "x> }"}}], "s"),
        rows([{"s": {"type": "uri", "value": "relative"}}], "s"),
        b'{"head": {}, "boolean": true}',
        b"<html>",
        b"",
    ],
)
def test_an_answer_cannot_become_part_of_the_query(
    folder: Path, host: Host, content: bytes
) -> None:
    store = opened(folder, host.host)
    host.reply = lambda path: (200, {}, content)
    with pytest.raises(EndpointError, match="the answer is none of SPARQL"):
        store.select(f"SELECT * {{ SERVICE <{host.address}> {{ ?s ?p ?o }} }}")
    assert selected(store, f"SELECT * {{ SERVICE SILENT <{host.address}> {{ ?s ?p ?o }} }}")


def test_texts_of_an_answer_stay_texts(folder: Path, host: Host) -> None:
    store = opened(folder, host.host)
    hostile = ['"} }', "') #", "\\", "\\u0022", "a\r\nb", "<x>", "\u2028", '"""']
    answer = rows([{"s": {"type": "literal", "value": value}} for value in hostile], "s")
    host.reply = lambda path: (200, {}, answer)
    subjects = selected(store, f"SELECT ?s {{ SERVICE <{host.address}> {{ ?s ?p ?o }} }}")
    assert subjects == sorted([value] for value in hostile)


def test_a_host_that_fails_is_told_or_silent(folder: Path, host: Host) -> None:
    store = opened(folder, host.host, seconds=1)
    query = f"SELECT * {{ SERVICE <{host.address}> {{ ?s ?p ?o }} }}"
    host.reply = lambda path: (500, {}, b"")
    with pytest.raises(EndpointError, match="HTTP 500"):
        store.select(query)
    stop = threading.Event()

    def late(path: str) -> Reply:
        stop.wait(5)
        return 200, {}, rows([])

    host.reply = late
    with pytest.raises(EndpointError, match="did not answer within"):
        store.select(query)
    stop.set()


def test_what_is_sent_is_the_pattern_with_the_prefixes(folder: Path, host: Host) -> None:
    store = opened(folder, host.host)
    store.select(
        "PREFIX a: <http://e/> # SERVICE <http://x/> { }\n"
        f"SELECT * {{ ?s a:secret 'inside' . SERVICE <{host.address}> {{ ?s a:b '}}' . # }}\n"
        "{ SELECT ?s { ?s ?p ?q } LIMIT 3 } } }"
    )
    ((_, query, _),) = host.asked
    assert query.endswith("SELECT * WHERE { ?s a:b '}' . # }\n{ SELECT ?s { ?s ?p ?q } LIMIT 3 } }")
    assert "secret" not in query
    assert query.startswith("PREFIX a: <http://e/>")


def test_an_option_names_hosts(quick_kg: Run, folder: Path, host: Host) -> None:
    query = f"ASK {{ SERVICE <{host.address}> {{ ?s ?p ?o }} }}"
    refused = quick_kg("sparql", query, "--store", folder)
    assert refused.returncode == 2
    assert not host.asked
    done = quick_kg("sparql", query, "--store", folder, "--allow-service", host.host)
    assert (done.returncode, len(host.asked)) == (0, 1)
    for wrong in (host.address, "*", "a b", "u@h", ""):
        assert quick_kg("sparql", query, "--allow-service", wrong).returncode == 2


def test_a_plan_is_told_with_the_solutions(kg: Run, folder: Path, host: Host) -> None:
    query = f"SELECT * {{ SERVICE <{host.address}> {{ ?s ?p ?o }} }}"
    explained = kg("sparql", query, "--store", folder, "--allow-service", host.host, "--explain")
    assert explained.returncode == 0, explained.stderr
    assert len(host.asked) == 1


@pytest.mark.parametrize(
    ("address", "services", "allowed"),
    [
        ("http://h/x", {"h"}, True),
        ("https://H:8443/x", {"h"}, True),
        ("http://h:81/", {"h:81"}, True),
        ("http://h/", {"h:80"}, True),
        ("https://h/", {"h:80"}, False),
        ("http://h:82/", {"h:81"}, False),
        ("http://h.evil/", {"h"}, False),
        ("http://evil/h", {"h"}, False),
        ("http://h@evil/", {"h"}, False),
        ("http://evil@h/", {"h"}, False),
        ("http://[::1]:80/", {"[::1]"}, True),
        ("http://[::1/", {"h"}, False),
        ("file:///h", {"h", ""}, False),
        ("//h/", {"h"}, False),
        ("http://h:x/", {"h"}, False),
    ],
)
def test_a_host_is_exactly_that(address: str, services: set[str], allowed: bool) -> None:
    assert policy.is_allowed(address, frozenset(services)) is allowed


def test_each_service_is_found_where_it_stands() -> None:
    parts = ["?a ?b ?c . ", "SERVICE <http://h/1> { ?x ?y '}' }", " . # SERVICE <http://h/2> {}\n"]
    for order in itertools.permutations(parts):
        query = "PREFIX a: <b> SELECT * { " + "".join(order) + "SERVICE SILENT<http://h/3>{}}"
        services = federation.services(query)
        assert [(s.address, s.is_silent) for s in services] == [
            ("http://h/1", False),
            ("http://h/3", True),
        ]
        assert [query[s.start : s.end] for s in services] == [
            parts[1],
            "SERVICE SILENT<http://h/3>{}",
        ]
        replaced = federation.with_solutions(query, [(s, "{}") for s in services])
        assert "SERVICE <http://h/1>" not in replaced
        assert "SERVICE <http://h/2>" in replaced
