"""Queries that run in a process of their own, and can be stopped."""

from __future__ import annotations

import io
import os
import shutil
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from kg.errors import DamagedStore, QueryError, StoreError
from kg.model import BNode, Iri, Quad, text
from kg.runtime import walls
from kg.runtime.bounds import Bounds
from kg.store import EmbeddedStore, config
from kg.store.query_process import QueryProcess, QueryProcesses

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
#: rows that are sorted before the first one comes, of which there are too many for any machine
ENDLESS = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
#: triples that come at once, and without end
STREAM = "CONSTRUCT { ?a ?e ?i } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def generation_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = EmbeddedStore.create(
        tmp_path_factory.mktemp("process") / "store",
        [
            Quad(Iri(f"http://e/s{number}"), Iri("http://e/p"), text(str(number), "es"))
            for number in range(2_000)
        ],
    )
    assert store.generation
    return store.generation


@pytest.fixture
def generation(generation_once: Path, tmp_path: Path) -> Path:
    """The same content for one test, whose processes can be told from those of others."""
    return Path(shutil.copytree(generation_once.parent, tmp_path / "store")) / generation_once.name


@pytest.fixture(scope="module")
def stores(generation_once: Path) -> tuple[EmbeddedStore, EmbeddedStore]:
    """The store, and the same store with a bound on the time of a query."""
    bounded = config.open_store(generation_once.parent, bounds=Bounds(120, 1 << 32))
    assert isinstance(bounded, EmbeddedStore)
    return EmbeddedStore.open(generation_once.parent), bounded


def processes(generation: Path) -> list[int]:
    """Return the ids of the processes that read a generation."""
    return [
        int(entry.name)
        for entry in Path("/proc").glob("[0-9]*")
        if entry.joinpath("cmdline").exists()
        and str(generation).encode() in entry.joinpath("cmdline").read_bytes()
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
    store = EmbeddedStore.open(generation.parent, bounds=Bounds(1.5, 1 << 32))
    with pytest.raises(QueryError, match=r"stopped after 1\.5 s; this is no empty answer"):
        list(store.select(ENDLESS).rows)
    with pytest.raises(QueryError, match="; 0 lifts the limit"):
        list(store.construct(STREAM))


def test_only_time_that_is_waited_for_counts(generation: Path) -> None:
    store = EmbeddedStore.open(generation.parent, bounds=Bounds(4.0, None))
    rows = store.select("SELECT * { ?s ?p ?o }").rows
    next(rows)
    time.sleep(4.2)  # somebody reads the first page
    assert sum(1 for _ in rows) == 1_999


def test_an_answer_that_is_stopped_half_way_is_no_short_answer(generation: Path) -> None:
    triples = QueryProcess(generation, Bounds(600)).triples(STREAM, done)
    for _ in range(1_000):
        next(triples)
    # What the system does where memory runs out is done here by hand.
    (process,) = processes(generation)
    os.kill(process, signal.SIGKILL)
    with pytest.raises(QueryError, match=r"stopped by the system \(signal 9\)"):
        list(triples)


def test_a_crash_of_the_engine_is_an_error_with_its_own_exit_code(generation: Path) -> None:
    process = QueryProcess(generation, Bounds())
    triples = process.triples(STREAM, done)
    next(triples)
    (number,) = processes(generation)
    os.kill(number, signal.SIGSEGV)
    with pytest.raises(QueryError, match=r"made the engine crash \(SIGSEGV\)") as caught:
        list(triples)
    assert caught.value.exit_code == 70
    assert not process.is_alive


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a file that keeps its reader waiting")
def test_a_crash_while_the_store_is_opened_is_damage(generation: Path) -> None:
    (generation / "CURRENT").unlink()
    os.mkfifo(generation / "CURRENT")  # so that the engine waits while it opens the store
    process = QueryProcess(generation, Bounds())
    assert process.walls is not None  # it is about to open
    (number,) = processes(generation)
    os.kill(number, signal.SIGSEGV)
    with pytest.raises(DamagedStore, match=r"kg check --store .* kg restore BACKUP") as caught:
        process.boolean("ASK {}")
    assert caught.value.exit_code == 2
    assert not process.is_alive


def test_a_crash_over_a_damaged_file_is_damage(generation: Path) -> None:
    process = QueryProcess(generation, Bounds())
    triples = process.triples(STREAM, done)
    next(triples)
    spoil(generation)
    (number,) = processes(generation)
    os.kill(number, signal.SIGSEGV)
    with pytest.raises(DamagedStore, match="the engine failed on its files; kg check --store"):
        list(triples)


def test_a_query_that_takes_all_memory_over_a_damaged_file_is_damage(generation: Path) -> None:
    process = QueryProcess(generation, Bounds(120, 1 << 28))
    assert process.boolean("ASK {}")
    spoil(generation)
    with pytest.raises(DamagedStore, match="the engine failed on its files; kg check --store"):
        process.solutions(ENDLESS, done)


def spoil(generation: Path) -> None:
    """Change the last byte of a table."""
    table = next(generation.glob("*.sst"))
    table.write_bytes(table.read_bytes()[:-1] + b"\0")


def test_processes_are_shared_by_threads_and_no_more_than_allowed(
    generation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = QueryProcesses(Bounds(60), kept=2, most=3)
    seen: set[int] = set()
    most, wrong = [0], []

    def ask() -> None:
        for _ in range(8):
            rows = list(shared.solutions(generation, COUNT).rows)
            now = processes(generation)
            seen.update(now)
            most[0] = max(most[0], len(now))
            if rows[0][0] is None or rows[0][0].value != "2000":
                wrong.append(rows)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert 1 <= most[0] <= 3
    assert len(seen) <= 3, "a process is ended that the next query needs"
    monkeypatch.setattr("kg.store.query_process._IDLE_SECONDS", -1.0)
    assert list(shared.solutions(generation, COUNT).rows)
    assert len(processes(generation)) <= 2
    shared.end()
    assert not processes(generation)


def test_a_query_that_no_process_can_take_in_time_is_told(generation: Path) -> None:
    shared = QueryProcesses(Bounds(0.5), kept=1, most=1)
    rows = shared.solutions(generation, "SELECT * { ?s ?p ?o }").rows
    next(rows)
    with pytest.raises(StoreError, match="1 queries are being answered, and none of them has"):
        shared.boolean(generation, "ASK {}")
    rows.close()  # type: ignore[attr-defined]
    assert shared.boolean(generation, "ASK { ?s ?p ?o }")


def test_a_query_that_crashes_the_engine_ends_no_other_process(generation: Path) -> None:
    """The policy refuses this query; the process is asked past it."""
    deep = "SELECT * { " + "{ ?s ?p ?o } UNION " * 200_000 + "{} }"
    with pytest.raises(QueryError, match="made the engine crash"):
        QueryProcess(generation, Bounds(60)).solutions(deep, done)


def test_a_reader_who_stops_ends_the_process(generation: Path) -> None:
    triples = QueryProcess(generation, Bounds(600)).triples(STREAM, done)
    next(triples)
    assert processes(generation)
    triples.close()  # type: ignore[attr-defined]
    assert not processes(generation)


def test_a_process_that_nobody_wants_ends(generation: Path) -> None:
    process = QueryProcess(generation, Bounds(600))
    assert process.boolean("ASK {}")
    assert processes(generation)
    del process
    deadline = time.monotonic() + 20
    while processes(generation) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not processes(generation)


def test_processes_that_nobody_wants_leave_no_thread_and_no_file(generation: Path) -> None:
    def held() -> tuple[int, int]:
        clocks = [thread for thread in threading.enumerate() if thread.name == "kg-clock"]
        return len(clocks), len(list(Path("/proc/self/fd").iterdir()))

    before, files = held()
    for _ in range(5):
        assert QueryProcess(generation, Bounds(600)).boolean("ASK {}")
    deadline = time.monotonic() + 20
    clocks, now = held()
    while (clocks > before or now > files + 1) and time.monotonic() < deadline:
        time.sleep(0.05)
        clocks, now = held()
    assert clocks <= before
    assert now <= files + 1


def test_a_query_may_not_take_all_memory(generation: Path) -> None:
    with pytest.raises(QueryError, match=r"needs more than 0\.5 GiB of memory\. Ask for less"):
        list(QueryProcess(generation, Bounds(600, 1 << 29)).solutions(ENDLESS, done).rows)


def test_a_generation_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        QueryProcess(tmp_path / "none", Bounds(60)).boolean("ASK {}")


def test_one_process_answers_one_query_after_the_other(generation: Path) -> None:
    store = EmbeddedStore.open(generation.parent, bounds=Bounds(60))
    assert store.ask("ASK {}")
    first = processes(generation)
    assert len(list(store.select("SELECT * { ?s ?p ?o }").rows)) == 2_000
    with pytest.raises(QueryError, match="does not parse"):
        store.ask("ASK {")
    with pytest.raises(QueryError, match="this needs"):
        store.ask("SELECT * {}")
    assert len(list(store.construct("CONSTRUCT WHERE { ?s ?p ?o }"))) == 2_000
    assert processes(generation) == first


def test_a_query_while_an_answer_is_read_gets_another_process(generation: Path) -> None:
    store = EmbeddedStore.open(generation.parent, bounds=Bounds(60))
    rows = store.select("SELECT * { ?s ?p ?o }").rows
    next(rows)
    assert store.ask("ASK {}")
    assert sum(1 for _ in rows) == 1_999
    assert len(processes(generation)) == 2


@pytest.mark.parametrize("format_", ["csv", "tsv", "json", "xml"])
def test_an_answer_is_written_as_the_engine_writes_it(
    stores: tuple[EmbeddedStore, EmbeddedStore], format_: str
) -> None:
    written = []
    for store in stores:
        serialize = store.select("SELECT ?s ?o { ?s ?p ?o } ORDER BY ?o").serialize
        assert serialize
        output = io.BytesIO()
        serialize(format_, output)
        written.append(output.getvalue())
    assert written[0] == written[1]
    assert len(written[0]) > 30_000


def test_every_kind_of_term_comes_through(stores: tuple[EmbeddedStore, EmbeddedStore]) -> None:
    query = """SELECT * { VALUES (?a ?b ?c ?d) {
        (<http://e/a> 'ibc' 'ñ'@es '1'^^<http://www.w3.org/2001/XMLSchema#byte>)
        (UNDEF '' '\\n' 1) } }"""
    free, bounded = (list(store.select(query).rows) for store in stores)
    assert free == bounded
    function = "BNODE()"  # not among the texts that the lexer is compared on: each run differs
    query = f"SELECT ?x {{ BIND({function} AS ?x) }}"
    assert all(isinstance(next(store.select(query).rows)[0], BNode) for store in stores)


def test_a_long_literal_comes_through(stores: tuple[EmbeddedStore, EmbeddedStore]) -> None:
    """Readers of JSON and N-Triples in the engine stop at 16 MB."""
    doubled = "?x0"
    steps = "".join(f"BIND(CONCAT(?x{n},?x{n}) AS ?x{n + 1}) " for n in range(21))
    query = f"SELECT ?x21 {{ BIND('0123456789' AS {doubled}) {steps} }}"
    (row,) = stores[1].select(query).rows
    assert row[0] is not None
    assert len(row[0].value) == 10 * 2**21


def test_messages_are_in_spanish_too(generation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_LANG", "es")
    store = EmbeddedStore.open(generation.parent, bounds=Bounds(0.5))
    with pytest.raises(QueryError, match=r"detenida tras 0\.5 s; .* 0 quita el límite"):
        list(store.select(ENDLESS).rows)


@pytest.mark.skipif(sys.platform != "linux", reason="the wall in front of sockets is Linux's")
def test_past_the_policy_a_query_reaches_no_socket(
    generation: Path, listener: tuple[str, list[str]]
) -> None:
    address, requests = listener
    process = QueryProcess(generation, Bounds(60))
    assert process.walls == {walls.SOCKETS, walls.PROGRAMS, walls.FILES}
    query = f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"
    with pytest.raises(QueryError, match="not permitted"):
        list(process.solutions(query, done).rows)
    assert requests == []
    open_ = QueryProcess(generation, Bounds(60), network=True)
    with pytest.raises(QueryError):  # the server answers nothing that is an answer
        list(open_.solutions(query, done).rows)
    assert len(requests) == 1


def done() -> None:
    """Do nothing when the answer has been read."""
