"""What a stranger may send to a server: it answers others as before, and nothing gets in."""

from __future__ import annotations

import contextlib
import gzip
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest

from kg.web import connection, guard
from tests import servers
from tests.short_form import spread

TOKEN = "a-token-that-is-long-enough"
AUTHORIZED = {"authorization": f"Bearer {TOKEN}"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
TURTLE = {"content-type": "text/turtle"}


@pytest.fixture(scope="module")
def address(small_store_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that takes changes, whose queries may hold 300 MB."""
    token = tmp_path_factory.mktemp("secret") / "token"
    token.write_text(TOKEN)
    options = ("--writable", "--token-file", str(token), "--memory", "300M", "--timeout", "20")
    with servers.pages(small_store_once, *options) as started:
        yield started


def connected(address: str) -> socket.socket:
    place = urlsplit(address)
    return socket.create_connection((str(place.hostname), place.port), timeout=60)


def sent(address: str, request: bytes) -> bytes:
    """Send bytes as they are, and return all that comes back."""
    with connected(address) as line:
        line.sendall(request)
        pieces = []
        while piece := line.recv(65_536):
            pieces.append(piece)
            if b"\r\n\r\n" in b"".join(pieces):
                break
        return b"".join(pieces)


def is_well(address: str) -> bool:
    """Return whether somebody else is answered soon."""
    page = httpx.get(f"{address}/id/claut-nuevo-leon", headers={"accept": "text/html"}, timeout=5)
    asked = httpx.get(f"{address}/sparql", params={"query": "ASK {}"}, timeout=15)
    return page.status_code == 200 and asked.json()["boolean"] is True


def test_whoever_sends_a_letter_a_second_is_cut_off_and_keeps_nobody_waiting(address: str) -> None:
    lines = [connected(address) for _ in range(300)]
    for number, line in enumerate(lines):
        line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-" if number % 2 else b"")
    assert is_well(address)
    slow = lines[1]
    until = time.monotonic() + connection.PATIENCE + 5
    with pytest.raises(OSError):  # noqa: PT011  closed, or reset
        while time.monotonic() < until:
            slow.sendall(b"a")
            time.sleep(0.5)
        raise AssertionError("it is still listened to")
    for line in lines:
        line.settimeout(5)
        with contextlib.suppress(ConnectionError):
            assert line.recv(1) == b""
        line.close()


@pytest.mark.full
def test_a_body_that_never_ends_is_given_up(address: str) -> None:
    with connected(address) as line:
        line.settimeout(guard.PATIENCE + 15)
        head = (
            "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
        )
        line.sendall(f"{head}Content-Length: 1000\r\n\r\nASK".encode())
        assert line.recv(100).startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"a" * 300_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-Many: a\r\n" * 20_000 + b"\r\n",
        b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: x\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nA: b\nSet-Cookie: x\r\n\x00\r\n\r\n",
    ],
)
def test_what_is_no_request_of_http_is_refused(address: str, request_: bytes) -> None:
    answer = sent(address, request_)
    assert answer[:12] in {b"HTTP/1.1 %d" % status for status in (400, 413, 414, 415, 431, 501)}
    assert is_well(address)


@pytest.mark.parametrize(
    "path",
    spread(
        [
            "/search?q={}",
            "/questions/clusters-in-state?state={}",
            "/questions/clusters-in-state.csv?state={}",
            "/api/entities?size=1&kind={}",
            "/api/entities?size=1&lang={}",
            "/api/questions/clusters-in-state?state={}&size=1",
            "/id/{}",
            "/id/claut-nuevo-leon.ttl?x={}",
            "/source/{}",
            "/network/{}",
            "/profile/id/{}",
            "/reconcile/preview?id={}",
            "/graphs?graph={}",
            "/graphs/{}",
            "/static/{}",
            "/sparql?query={}",
            "/ontology/{}.html",
        ],
        2,
    ),
)
def test_no_line_gets_into_the_headers_of_an_answer(address: str, path: str) -> None:
    for evil in ("a\r\nSet-Cookie: evil=1", "a\nX-Evil: 1", "a\u2028X-Evil: 1", "\x00", "\udc80"):
        encoded = quote(evil, safe="", errors="surrogateescape")
        for accept in ("text/html", "application/json"):
            head = f"GET {path.format(encoded)} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}"
            answer = sent(address, f"{head}\r\nConnection: close\r\n\r\n".encode())
            status = int(answer[9:12])
            headers = answer.partition(b"\r\n\r\n")[0].lower()
            assert status < 500, (path, evil, answer[:300])
            assert b"\nset-cookie" not in headers
            assert b"\nx-evil" not in headers


@pytest.mark.parametrize(
    ("method", "path", "body", "headers"),
    [
        (
            "POST",
            "/sparql",
            "update=CLEAR ALL",
            {"content-type": "application/x-www-form-urlencoded"},
        ),
        ("POST", "/sparql", "CLEAR ALL", {"content-type": "application/sparql-update"}),
        ("PUT", "/graphs?default", "", TURTLE),
        ("DELETE", "/graphs?default", "", {}),
        ("POST", "/graphs", "<a:b> <a:c> <a:d> .", TURTLE),
    ],
)
@pytest.mark.parametrize(
    "login", ["", "Bearer", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}", f"Bearer {TOKEN}é"]
)
def test_nothing_changes_without_the_token(
    address: str, method: str, path: str, body: str, headers: dict[str, str], login: str
) -> None:
    named = [(name.encode(), value.encode()) for name, value in headers.items()]
    if login:
        named.append((b"authorization", login.encode()))
    answer = httpx.request(method, address + path, content=body, headers=named, timeout=30)
    assert answer.status_code == 401, answer.text
    assert TOKEN not in answer.text
    assert is_well(address)


def test_a_body_is_not_unpacked(address: str) -> None:
    packed = gzip.compress(b" " * 50_000_000)
    for path, kind in (("/sparql", "application/sparql-query"), ("/graphs?default", "text/turtle")):
        answer = httpx.post(
            address + path,
            content=packed,
            headers={**AUTHORIZED, "content-type": kind, "content-encoding": "gzip"},
        )
        assert answer.status_code == 415


def test_entities_of_xml_and_contexts_elsewhere_are_not_followed(address: str) -> None:
    with servers.listener() as (elsewhere, asked):
        laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
        xml = f'<!DOCTYPE a [<!ENTITY l0 "ha"><!ENTITY out SYSTEM "{elsewhere}">{laughs}]>'
        rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xml += f'<r:RDF xmlns:r="{rdf}"><r:Description r:about="a:b"><r:value>&l11;&out;</r:value>'
        bodies = {
            "application/rdf+xml": f"{xml}</r:Description></r:RDF>",
            "application/ld+json": f'{{"@context": "{elsewhere}/c", "@id": "a:b", "a:c": 1}}',
        }
        for kind, body in bodies.items():
            answer = httpx.put(
                f"{address}/graphs?graph=http://e/g",
                content=body,
                headers={**AUTHORIZED, "content-type": kind},
                timeout=30,
            )
            assert answer.status_code in (400, 422), answer.text
        load = httpx.post(
            f"{address}/sparql",
            content=f"LOAD <{elsewhere}/x.ttl>",
            headers={**AUTHORIZED, "content-type": "application/sparql-update"},
        )
        assert load.status_code == 400
        assert asked == []
    assert is_well(address)


def test_a_query_that_needs_all_memory_ends_alone(address: str) -> None:
    hoard = (
        "SELECT (SUM(STRLEN(?t)) AS ?n) { SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d))) AS ?t) "
        "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY ?b ?e ?g }"
    )
    answer = httpx.get(f"{address}/sparql", params={"query": hoard}, timeout=60)
    assert answer.status_code == 503, answer.text[:500]
    assert is_well(address)


def test_too_many_fields_and_ranges_cost_nothing(address: str) -> None:
    many = b"a=b&" * 240_000
    for path in ("/sparql", "/reconcile"):
        assert httpx.post(address + path, content=many, headers=FORM).status_code == 400
    start = time.monotonic()
    accept = ",".join(["text/html;q=0.1"] * 3_000)
    answer = httpx.get(
        f"{address}/id/claut-nuevo-leon", headers={"accept": accept, "if-none-match": ",x" * 9_000}
    )
    assert answer.status_code == 200
    assert time.monotonic() - start < 3


def test_the_counts_hold_nothing_that_a_stranger_says(address: str) -> None:
    line = b"/id/x%22%7D%20evil_total%201%0Aevil_total%202"
    sent(address, b"GET " + line + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    sent(address, b"EVIL / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    counts = httpx.get(f"{address}/metrics").text
    assert "evil" not in counts.lower()
    pages = set(re.findall('page="([^"]*)"', counts))
    assert {page for page in pages if not re.fullmatch(r"none|/[a-z.{}:/]*", page)} == set()


def test_pages_have_threads_of_their_own_while_queries_wait(address: str) -> None:
    """Sixty clients whose queries wait for one of few processes keep no page from others."""
    heavy = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    request = f"GET /sparql?query={heavy} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    lines = [connected(address) for _ in range(60)]
    for line in lines:
        line.sendall(request)
    time.sleep(1)
    page = httpx.get(f"{address}/id/claut-nuevo-leon.json", timeout=10)
    assert page.status_code == 200
    assert httpx.get(f"{address}/health", timeout=5).status_code == 200
    for line in lines:
        line.close()
