"""Queries that run in a process of their own, and can be stopped."""

from __future__ import annotations

import io
import os
import signal
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.model import Iri, Quad, text
from kg.store import EmbeddedStore, config
from kg.store.query_process import QueryProcess, answer_to

#: rows that are sorted before the first one comes, of which there are too many for any machine
ENDLESS = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
#: triples that come at once, and without end
STREAM = "CONSTRUCT { ?a ?e ?i } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = EmbeddedStore.create(
        tmp_path_factory.mktemp("process") / "store",
        [
            Quad(Iri(f"http://e/s{number}"), Iri("http://e/p"), text(str(number), "es"))
            for number in range(2_000)
        ],
    )
    assert store.generation
    return store.generation


@pytest.fixture(scope="module")
def stores(generation: Path) -> tuple[EmbeddedStore, EmbeddedStore]:
    """The store, and the same store with a bound on the time of a query."""
    bounded = config.open_store(generation.parent, timeout=120)
    assert isinstance(bounded, EmbeddedStore)
    return EmbeddedStore.open(generation.parent), bounded


def processes(generation: Path) -> list[int]:
    """Return the ids of the processes that read a generation."""
    return [
        int(entry.name)
        for entry in Path("/proc").glob("[0-9]*")
        if entry.joinpath("cmdline").exists()
        and str(generation).encode() in entry.joinpath("cmdline").read_bytes().split(b"\0")
    ]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s ?o ?none { ?s ?p ?o OPTIONAL { ?s <http://none> ?none } } ORDER BY ?s LIMIT 9",
        "SELECT ?s { ?s <http://none> ?o }",
        "SELECT * { FILTER(false) }",
    ],
)
def test_a_query_with_a_time_limit_gives_the_same_rows(
    stores: tuple[EmbeddedStore, EmbeddedStore], query: str
) -> None:
    free, bounded = (store.select(query) for store in stores)
    assert bounded.variables == free.variables
    assert list(bounded.rows) == list(free.rows)


def test_ask_and_construct_with_a_time_limit_give_the_same(
    stores: tuple[EmbeddedStore, EmbeddedStore],
) -> None:
    for store in stores:
        assert store.ask("ASK { ?s ?p '7'@es }")
        assert not store.ask("ASK { ?s ?p '7' }")
        assert store.ask("ASK { ?s ?p ?value }", {"value": text("7", "es")})
    query = "CONSTRUCT { ?s <http://e/q> ?o } WHERE { ?s ?p ?o } LIMIT 5"
    free, bounded = (set(store.construct(query)) for store in stores)
    assert free == bounded
    assert len(free) == 5


@pytest.mark.parametrize(
    ("ask", "needed"),
    [
        (lambda store: store.select("ASK {}"), "a SELECT query"),
        (lambda store: store.ask("SELECT * {}"), "an ASK query"),
        (lambda store: store.construct("ASK {}"), "a CONSTRUCT or DESCRIBE query"),
        (lambda store: store.select("CONSTRUCT WHERE { ?s ?p ?o }"), "a SELECT query"),
    ],
)
def test_another_form_of_query_is_refused(
    stores: tuple[EmbeddedStore, EmbeddedStore], ask: object, needed: str
) -> None:
    assert callable(ask)
    for store in stores:
        with pytest.raises(QueryError, match=f"^this needs {needed}$"):
            ask(store)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT ?s { ?s ?p", "^the query does not parse: (?!error at)"),
        ("SELECT ?s { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is not allowed"),
    ],
)
def test_a_query_that_fails_says_why(
    stores: tuple[EmbeddedStore, EmbeddedStore], query: str, message: str
) -> None:
    for store in stores:
        with pytest.raises(QueryError, match=message):
            store.select(query)


def test_a_query_is_stopped_when_its_time_is_over(generation: Path) -> None:
    store = EmbeddedStore.open(generation.parent, timeout=1.5)
    with pytest.raises(QueryError, match=r"stopped after 1\.5 s; this is no empty answer"):
        list(store.select(ENDLESS).rows)
    with pytest.raises(QueryError, match="allow more with --timeout"):
        list(store.construct(STREAM))


def test_an_answer_that_is_stopped_half_way_is_no_short_answer(generation: Path) -> None:
    triples = QueryProcess(generation, STREAM, 600).triples()
    for _ in range(1_000):
        next(triples)
    # What the clock does is done here by hand, so that nothing depends on the machine.
    (process,) = processes(generation)
    os.kill(process, signal.SIGKILL)
    with pytest.raises(QueryError, match=r"ended without an answer \(exit code -9\)"):
        list(triples)


def test_a_reader_who_stops_ends_the_process(generation: Path) -> None:
    triples = QueryProcess(generation, STREAM, 600).triples()
    next(triples)
    assert processes(generation)
    triples.close()  # type: ignore[attr-defined]
    assert not processes(generation)


def test_a_query_may_not_take_all_memory(generation: Path) -> None:
    with pytest.raises(QueryError, match=r"needs more than 0\.5 GiB of memory\. Ask for less"):
        QueryProcess(generation, ENDLESS, 600, memory=1 << 29).solutions()


def test_a_generation_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match=r"^the query cannot be run: "):
        QueryProcess(tmp_path / "none", "ASK {}", 60)


@pytest.mark.parametrize(
    ("query", "output"),
    [
        ("ASK {}", b"boolean\ntrue"),
        ("ASK { ?s ?p ?o }", b"boolean\nfalse"),
        ("SELECT ?x {}", b'solutions\n{"head":{"vars":["x"]},"results":{"bindings":[{}]}}'),
        ("CONSTRUCT { <http://a> <http://b> 'c' } {}", b'triples\n<http://a> <http://b> "c" .\n'),
    ],
)
def test_the_form_of_the_answer_comes_first(query: str, output: bytes) -> None:
    written = io.BytesIO()
    answer_to(ox.Store(), query, written)
    assert written.getvalue() == output
