"""What a store behind an endpoint does where the network or the server fails half-way."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from kg import library
from kg.errors import EndpointError, QueryError
from kg.files import content
from kg.model import BNode, Iri, Quad, text
from kg.sparql import policy
from kg.sparql.paging import Paged
from kg.store import remote_changes, staging
from kg.store.client import Client
from kg.store.engines import Endpoint, with_graphs_as_values
from kg.store.logins import Login
from kg.store.pieces import has_blank_node
from kg.store.remote import RemoteStore
from kg.store.staging import StagedLoad

E = "http://example.org/"
OLD = [Quad(Iri(E + "old"), Iri(E + "p"), text("as it was"))]
NEW = [
    Quad(Iri(f"{E}s{n}"), Iri(E + "p"), text(f"ñ{n}"), Iri(f"{E}g{n % 3}") if n % 4 else None)
    for n in range(60)
]
BLANK = [Quad(BNode("x"), Iri(E + "p"), text("a")), Quad(Iri(E + "z"), Iri(E + "p"), BNode("x"))]

Fate = Callable[[str, int], int]  # (method and path, number of the request) → status, 0: forward


@pytest.fixture
def between(server: str) -> Iterator[Callable[[Fate], RemoteStore]]:
    """A store behind a real server, and between them one that fails as it is told."""
    running: list[ThreadingHTTPServer] = []
    root = urlsplit(server)

    def store_behind(fate: Fate) -> RemoteStore:
        count = [0]

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                count[0] += 1
                status = fate(f"{self.command} {self.path}", count[0])
                if status == 1:  # the connection breaks
                    self.connection.close()
                    return
                if status:
                    self.send_response(status)
                    self.send_header("Retry-After", "0")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                asked = urllib.request.Request(
                    f"{root.scheme}://{root.netloc}{self.path}",
                    body or None,
                    {k: v for k, v in self.headers.items() if k.lower() != "host"},
                    method=self.command,
                )
                try:
                    answer = urllib.request.urlopen(asked)
                except urllib.error.HTTPError as error:
                    answer = error
                data = answer.read()
                # Without a Server header of its own, by which the engine is recognised.
                self.send_response_only(answer.status or 500)
                for name, value in answer.headers.items():
                    if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = _answer  # noqa: N815  http.server's names

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        proxy = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        running.append(proxy)
        threading.Thread(target=proxy.serve_forever, args=(0.02,), daemon=True).start()
        address = f"http://127.0.0.1:{proxy.server_address[1]}{root.path}"
        login = Login.at("dba", "dba", address)
        return RemoteStore(Client(address, 30, endpoint=Endpoint.of(address), login=login))

    yield store_behind
    for proxy in running:
        proxy.shutdown()
        proxy.server_close()


def _content(server: str) -> set[Quad]:
    return set(RemoteStore.at(server).quads(every_graph=True))


def test_a_query_is_asked_again_where_the_server_is_busy(
    between: Callable[[Fate], RemoteStore], server: str
) -> None:
    RemoteStore.at(server).replace(OLD)
    store = between(lambda request, number: 503 if number < 3 else 1 if number == 4 else 0)
    assert store.ask("ASK { ?s ?p 'as it was' }")


def test_a_change_is_never_sent_twice(between: Callable[[Fate], RemoteStore], server: str) -> None:
    seen: list[str] = []

    def fate(request: str, number: int) -> int:
        if "update" in request or "sparql-auth" in request:
            seen.append(request)
            return 503
        return 0

    RemoteStore.at(server).replace(OLD)
    with pytest.raises(EndpointError, match="503"):
        between(fate).commit([], OLD)
    # Where the change is made in steps, the one that failed is taken back, by adding.
    assert len(seen) == 1
    assert _content(server) == set(OLD)


def test_a_large_load_that_breaks_leaves_the_old_content(
    between: Callable[[Fate], RemoteStore], server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_changes, "_ONE_REQUEST", 10)
    monkeypatch.setattr(staging, "_BATCH", 20)
    writes, broken = 0, 0

    def fate(request: str, number: int) -> int:
        nonlocal writes
        if "query" in request or request.endswith("/sparql"):
            return 0
        writes += 1
        return 400 if writes == broken else 0

    store = between(fate)
    store.replace(NEW)
    writes = 0  # the first time, Virtuoso also asked for the login
    store.replace(NEW)  # three batches and the move, or several requests for each batch
    total = writes
    assert total >= 4
    RemoteStore.at(server).replace(OLD)
    for broken in (1, total // 2, total):
        writes = 0
        with pytest.raises(EndpointError, match="has its old content"):
            store.replace(NEW)
        assert _content(server) == set(OLD), f"request {broken} of {total}"


@pytest.mark.parametrize(
    "server", ["oxigraph", pytest.param("virtuoso", marks=pytest.mark.full)], indirect=True
)
def test_a_content_of_very_many_graphs_comes_through(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_changes, "_ONE_REQUEST", 10)
    many = [
        Quad(Iri(f"{E}s{n}"), Iri(E + "p"), text(str(n)), Iri(f"{E}graph{n}")) for n in range(1_500)
    ]
    store = RemoteStore.at(server)
    store.replace([*OLD, *many])
    assert _content(server) == {*OLD, *many}
    store.replace(OLD)  # and they go again
    assert _content(server) == set(OLD)


def test_where_moving_takes_several_updates_a_break_is_told_and_can_be_mended(
    between: Callable[[Fate], RemoteStore], server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_changes, "_ONE_REQUEST", 10)
    monkeypatch.setattr(StagedLoad, "_parts", lambda self, steps: ([step] for step in steps))
    updates = [10]

    def fate(request: str, number: int) -> int:
        if "update" not in request and "sparql-auth" not in request:
            return 0
        updates[0] += 1
        return 400 if updates[0] == 3 else 0

    store = between(fate)
    store.replace(NEW)  # the first time, Virtuoso also asks for the login
    RemoteStore.at(server).replace(OLD)
    updates[0] = 0
    with pytest.raises(EndpointError, match=r"2 of 4 graphs have the new content, the others"):
        store.replace(NEW)
    RemoteStore.at(server).replace(NEW)
    assert _content(server) == set(NEW)


def test_a_large_load_comes_through(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_changes, "_ONE_REQUEST", 10)
    monkeypatch.setattr(staging, "_BATCH", 7)
    store = RemoteStore.at(server)
    store.replace([*OLD, Quad(Iri(E + "a"), Iri(E + "p"), text("b"), Iri(E + "gone"))])
    steps: list[int] = []
    store.replace([*NEW, *BLANK], progress=lambda step, done, total: steps.append(done))
    content = _content(server)
    assert {quad for quad in content if not has_blank_node(quad)} == set(NEW)
    blank = [quad for quad in content if has_blank_node(quad)]
    assert len(blank) == 2
    assert len({t for q in blank for t in q[:3] if isinstance(t, BNode)}) == 1, "one node, twice"
    assert steps == sorted(steps)
    assert steps[-1] == len(NEW) + len(BLANK)


def test_an_answer_that_is_cut_is_read_to_its_end_in_its_order(virtuoso: str) -> None:
    store = RemoteStore.at(virtuoso)
    many = [Quad(Iri(f"{E}s{n}"), Iri(E + "p"), text(f"v{n % 7}")) for n in range(2_500)]
    store.replace(many)
    assert set(store.quads()) == set(many)
    for tail, expected in (("", 2_500), ("LIMIT 1800", 1_800), ("LIMIT 1500 OFFSET 900", 1_500)):
        rows = list(store.select(f"SELECT ?s ?o {{ ?s <{E}p> ?o }} ORDER BY DESC(?o) {tail}").rows)
        assert len(rows) == len(set(rows)) == expected
        assert [str(row[1]) for row in rows] == sorted((str(r[1]) for r in rows), reverse=True)
    triples = list(
        store.construct(f"CONSTRUCT {{ ?s <{E}q> ?o, 'ñ'@es }} WHERE {{ ?s <{E}p> ?o }}")
    )
    assert len(triples) == len(set(triples)) == 5_000
    assert set(store.construct(f"CONSTRUCT WHERE {{ ?s <{E}p> ?o }}")) == {q.triple for q in many}
    with pytest.raises(QueryError, match="move VALUES into the braces"):
        Paged.of("SELECT ?s { ?s ?p ?o } VALUES ?o { 1 }", ["s"])


def test_pages_keep_the_words_of_the_query() -> None:
    paged = Paged.of(
        "PREFIX a: <x#limit>\nSELECT ?a { ?a ?b 'LIMIT 3 }' } ORDER BY ?b # LIMIT 4\n", ["a"]
    )
    assert paged.limit is None
    assert paged.page(0, 10).startswith("PREFIX a: <x#limit>")
    assert "'LIMIT 3 }' }" in paged.page(0, 10)


def test_named_graphs_become_values() -> None:
    query = with_graphs_as_values(
        "SELECT * { GRAPH <http://g> { ?s ?p 'GRAPH <x>' } GRAPH graph:catalogue{ ?s ?p ?o } "
        "GRAPH ?g { } FILTER(?g IN (graph:registry, <graph:x>)) } # GRAPH <c>"
    )
    assert query == (
        "SELECT * { VALUES ?kg_graph_1 { <http://g> } GRAPH ?kg_graph_1 { ?s ?p 'GRAPH <x>' } "
        "VALUES ?kg_graph_2 { graph:catalogue } GRAPH ?kg_graph_2{ ?s ?p ?o } "
        "GRAPH ?g { } FILTER(?g IN (graph:registry, <graph:x>)) } # GRAPH <c>"
    )


def test_sparqlwrapper_reads_the_same_facts_without_a_login(server: str) -> None:
    pytest.importorskip("SPARQLWrapper")
    store = RemoteStore.at(server)
    store.replace(OLD)
    wrapper = store.sparqlwrapper()
    wrapper.setQuery(f"SELECT ?o {{ <{E}old> ?p ?o }}")
    answer = wrapper.queryAndConvert()
    assert isinstance(answer, dict)
    (row,) = answer["results"]["bindings"]
    assert row["o"]["value"] == "as it was"
    assert (wrapper.user, wrapper.passwd) == (None, None)


def test_the_login_is_not_in_a_message(virtuoso: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_PASSWORD", "not-the-password")
    with pytest.raises(EndpointError, match="401") as caught:
        RemoteStore.at(virtuoso).commit(OLD)
    assert "not-the-password" not in str(caught.value)


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("PREFIX a: <http://e/>\n# INSERT\nBASE <http://f/> select ?address {}", "SELECT"),
        ("ASK {}", "ASK"),
        ("prefix : <http://e/> DESCRIBE :a", "DESCRIBE"),
        ("PREFIX a: <http://e/> INSERT DATA { a:a a:b 'SELECT' }", "INSERT"),
        ("", ""),
    ],
)
def test_a_query_is_what_its_first_word_says(query: str, form: str) -> None:
    assert policy.form(query) == form


def test_a_word_within_a_query_does_not_make_it_an_update(server: str) -> None:
    RemoteStore.at(server).replace(OLD)
    query = library.read(content.folder("queries"))["cited-not-read"]
    assert list(RemoteStore.at(server).select(query.plain).rows) == []
    with pytest.raises(QueryError, match="queries only read"):
        RemoteStore.at(server).select("DROP ALL")
