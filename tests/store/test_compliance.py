"""What every kind of store does alike."""

from __future__ import annotations

import io
import socket
import threading
import time
from pathlib import Path

import pytest

from kg.errors import EndpointError, QueryError, StoreError, UsageError
from kg.model import Iri, Literal, Quad, text
from kg.rdf.namespaces import XSD
from kg.store import EmbeddedStore, Store
from kg.store.client import Client
from kg.store.engines import Endpoint
from kg.store.remote import RemoteStore
from tests.conftest import SMALL, Run

FACTS = "https://w3id.org/helixkg/graph/facts"  # Virtuoso's, for want of a default graph
E = "http://example.org/"
A, P, G = Iri(E + "a"), Iri(E + "p"), Iri(E + "g")
HOSTILE = 'x" . <a> <b> "\\ } DELETE WHERE { ?s ?p ?o } # \n\r\t «ñ» 🜁 \u202e'
QUADS = [
    Quad(A, P, text("León", "es")),
    Quad(A, P, text(HOSTILE)),
    Quad(A, P, Iri(E + "b")),
    Quad(A, P, Literal("2024-02-29", XSD + "date")),
    Quad(A, P, text("in a graph"), G),
]


#: Virtuoso takes a minute for the commands; its store is tested in the short form, too
each_server = pytest.mark.parametrize(
    "server", ["oxigraph", pytest.param("virtuoso", marks=pytest.mark.full)], indirect=True
)


def test_what_is_written_is_read_back(store: Store) -> None:
    store.replace(QUADS[:2])
    store.commit(QUADS[2:])
    assert set(store.quads(every_graph=True)) == set(QUADS)
    assert set(store.quads(A, P)) == set(QUADS[:4])
    assert list(store.quads(graph=G)) == QUADS[4:]
    assert list(store.quads(object=Iri(E + "b"))) == [QUADS[2]]
    assert all(store.holds(quad) for quad in QUADS)
    assert not store.holds(QUADS[4]._replace(graph=None))


def test_a_commit_removes_and_adds(store: Store) -> None:
    store.replace(QUADS)
    store.commit([Quad(A, P, text("new"))], [QUADS[0], QUADS[4]])
    left = set(store.quads(every_graph=True))
    assert left == {*QUADS[1:4], Quad(A, P, text("new"))}
    store.replace([])
    assert not list(store.quads(every_graph=True))


def test_queries_of_each_form(store: Store) -> None:
    store.replace(QUADS)
    answer = store.select("SELECT ?o { ?s ?p ?o FILTER (LANG(?o) = 'es') }")
    assert answer.variables == ("o",)
    assert list(answer.rows) == [(text("León", "es"),)]
    # Virtuoso has graphs of its own besides.
    assert list(
        store.select(f"SELECT ?g {{ GRAPH ?g {{ ?s <{P}> ?o }} FILTER (?g != <{FACTS}>) }}").rows
    ) == [(G,)]
    everything = store.select(f"SELECT * {{ GRAPH <{G}> {{ ?s ?p ?o }} }}")
    assert [dict(zip(everything.variables, row, strict=True)) for row in everything.rows] == [
        dict(zip("spo", QUADS[4].triple, strict=True))
    ]
    assert store.ask("ASK { ?s ?p ?o }")
    assert not store.ask("ASK { ?s <http://x> ?o }")
    triples = list(store.construct("CONSTRUCT { ?s <http://x> ?o } { ?s ?p ?o FILTER isIRI(?o) }"))
    assert [tuple(map(str, triple)) for triple in triples] == [(E + "a", "http://x", E + "b")]
    assert list(store.select("SELECT ?nothing { OPTIONAL { ?nothing <http://x> 1 } }").rows) == [
        (None,)
    ]


@pytest.mark.parametrize("value", [text(HOSTILE), text(HOSTILE, "es"), Iri(E + "b")])
def test_a_bound_term_is_a_term(store: Store, value: Iri | Literal) -> None:
    store.replace(QUADS)
    rows = list(store.select("SELECT ?s { ?s ?p ?value }", {"value": value}).rows)
    assert rows == ([(A,)] if any(quad.object == value for quad in QUADS[:4]) else [])
    assert set(store.quads(every_graph=True)) == set(QUADS)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT { ?s ?p ?o }",
        "DELETE WHERE { ?s ?p ?o }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    ],
)
def test_a_query_that_may_not_run_changes_nothing(store: Store, query: str) -> None:
    store.replace(QUADS)
    with pytest.raises(QueryError):
        list(store.select(query).rows)
    assert set(store.quads(every_graph=True)) == set(QUADS)


def test_equal_content_gives_equal_dumps(store: Store) -> None:
    store.replace(QUADS)
    first = io.BytesIO()
    store.dump(first)
    store.replace(QUADS[::-1])
    second = io.BytesIO()
    store.dump(second)
    assert first.getvalue() == second.getvalue()
    assert first.getvalue().count(b"\n") == len(QUADS)


@each_server
def test_commands_that_read_give_the_same_on_an_endpoint(
    quick_kg: Run, server: str, small_store: Path, tmp_path: Path
) -> None:
    built = quick_kg("build", SMALL, "--store", server)
    assert built.returncode == 0, built.stderr
    for command in (
        ["dump"],
        ["stats"],
        ["sources"],
        ["conflicts"],
        ["show", "claut-nuevo-leon"],
        ["why", "claut-nuevo-leon"],
        ["query", "run", "clusters-in-state", "-p", "state", "nuevo-leon", "--format", "csv"],
        [
            "sparql",
            "SELECT ?c { ?c a <https://w3id.org/helixkg/def#Cluster> } ORDER BY ?c",
            "--format",
            "csv",
        ],
        ["coverage"],
        ["validate"],
    ):
        language = ["--lang", "es"] if command[0] in ("show", "why", "validate") else []
        there = quick_kg(*command, *language, "--store", server)
        here = quick_kg(*command, *language, "--store", small_store)
        assert there.returncode == here.returncode == 0, (command, there.stderr)
        assert _named(there.stdout) == _named(here.stdout), command
    quick_kg("export", "gexf", "-o", "there.gexf", "--store", server)
    quick_kg("export", "gexf", "-o", "here.gexf", "--store", small_store)
    assert (tmp_path / "there.gexf").read_bytes() == (tmp_path / "here.gexf").read_bytes()


@each_server
def test_commands_that_change_do_the_same_on_an_endpoint(
    quick_kg: Run, server: str, small_store: Path, tmp_path: Path
) -> None:
    # The same content as that of the folder, without a build.
    RemoteStore.at(server).replace(EmbeddedStore.open(small_store).quads(every_graph=True))
    (tmp_path / "new.ttl").write_text(
        "<https://w3id.org/helixkg/id/claut-nuevo-leon> "
        "<https://w3id.org/helixkg/def#technology> "
        "<https://w3id.org/helixkg/voc/technology/robots> .",
        "utf-8",
    )
    for place in (server, small_store):
        assert "changed: 10 new quads" in quick_kg("load", "new.ttl", "--store", place).stderr
        assert "unchanged" in quick_kg("load", "new.ttl", "--store", place).stderr
        assert "new.ttl" in quick_kg("log", "--store", place).stdout
    content = _named(quick_kg("dump", "--store", server).stdout)
    assert quick_kg("backup", "b", "--store", server).returncode == 0
    assert quick_kg("backup", "b", "--store", server).returncode == 2
    RemoteStore.at(server).replace([])
    assert quick_kg("restore", "b", "--store", server).returncode == 0
    assert _named(quick_kg("dump", "--store", server).stdout) == content


def _named(text: str) -> list[str]:
    """Return the lines without blank nodes, which a server names anew."""
    return [line for line in text.splitlines() if "_:" not in line]


def test_addresses_as_the_servers_lay_them_out() -> None:
    assert Endpoint.of("http://h:1") == Endpoint(
        "http://h:1/query", "http://h:1/update", "http://h:1/store"
    )
    assert Endpoint.of("http://h/ds/query").data == "http://h/ds/data"
    assert Endpoint.of("http://h/ds/sparql").update == "http://h/ds/update"
    assert Endpoint.of("http://h/repositories/x").update == "http://h/repositories/x/statements"
    assert Endpoint.of("https://h/some/where") == Endpoint("https://h/some/where")
    with pytest.raises(UsageError, match="a password in an address ends up in logs"):
        Endpoint.of("http://me:secret@h/")


def test_an_endpoint_that_fails_says_how(endpoint: str) -> None:
    with pytest.raises(EndpointError, match="cannot be reached"):
        RemoteStore.at("http://127.0.0.1:9").ask("ASK {}")
    with pytest.raises(EndpointError, match=r"HTTP 404 .*is the address right"):
        RemoteStore.at(f"{endpoint}/elsewhere/query").commit([QUADS[0]])
    only_queries = Client(f"{endpoint}/query", 5, endpoint=Endpoint(f"{endpoint}/query"))
    with pytest.raises(StoreError, match="no address is known for updates"):
        RemoteStore(only_queries).commit([QUADS[0]])


def _accept(silent: socket.socket) -> None:
    connection, _ = silent.accept()
    time.sleep(3)
    connection.close()


def test_no_answer_in_time_is_not_an_empty_answer() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        threading.Thread(target=_accept, args=(silent,), daemon=True).start()
        store = RemoteStore.at(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout=1)
        with pytest.raises(EndpointError, match="did not answer within 1 s"):
            store.ask("ASK {}")
