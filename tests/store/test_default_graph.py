"""Stores whose default graph is the union of all graphs: the same answers, or it is said.

A real Oxigraph server with --union-default-graph has the data of the project, however it got there.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from kg import library, names
from kg.errors import EndpointError, KgWarning, StoreError
from kg.files import content
from kg.library import Query
from kg.model import Binding, Iri, Literal, Quad, Term, text
from kg.rdf.namespaces import CATALOGUE_GRAPH, EVIDENCE, FACTS_GRAPH, HX, RDF_TYPE
from kg.rdf.oxigraph import from_ox
from kg.rdf.terms import nquads
from kg.sparql import facts_graph
from kg.sparql.binding import bind
from kg.store import EmbeddedStore, Store, default_graph
from kg.store.client import Client
from kg.store.remote import RemoteStore
from tests import servers
from tests.conftest import Run
from tests.short_form import in_part

UNION = "--union-default-graph"
#: questions of which nothing is left where all graphs are one
REFUSED = ("rejected-claims", "fact-without-evidence", "why-fact")
Question = tuple[Query, Mapping[str, Binding]]


class Outcomes(NamedTuple):
    """Names of queries by what became of their answer."""

    same: list[str]
    warned: list[str]
    refused: list[str]
    silent: list[str]

    def __str__(self) -> str:
        return ", ".join(f"{len(names)} {kind}" for kind, names in self._asdict().items())


def _dump(store: Store, facts_graph: str = "") -> bytes:
    output = io.BytesIO()
    store.dump(output, facts_graph=facts_graph)
    return output.getvalue()


def _named(dump: bytes) -> list[bytes]:
    """Return the lines without blank nodes, which a server renames."""
    return [line for line in dump.splitlines() if b"_:" not in line]


def _rows(store: Store, question: Question) -> list[str]:
    query, bound = question
    return sorted(str([*map(_plain, row)]) for row in store.select(query.plain, bound).rows)


def _plain(term: Term | None) -> str:
    """Return a term as text, the parts of a joined list in their order."""
    if isinstance(term, Literal):
        return "; ".join(sorted(term.value.split("; ")))
    return str(term)


def _put(address: str, dump: bytes) -> None:
    """Load a dump as a tool of the server itself does."""
    Client(address, 60, facts="default").dataset("PUT", dump, repeat=True)


@pytest.fixture(scope="module")
def local(project_store_once: Path) -> EmbeddedStore:
    return EmbeddedStore.open(project_store_once)


@pytest.fixture(scope="module")
def questions(local: EmbeddedStore) -> list[Question]:
    """All queries of the library, with the values of their examples."""
    resolve = names.resolver(local)
    asked: list[Question] = []
    for query in library.read(content.folder("queries")).values():
        values = {
            p.name: query.example.get(p.name) or p.default or ""
            for p in query.parameters
            if p.required or p.default or p.name in query.example
        }
        asked.append((query, library.bind(query, values, resolve)))
    return asked


@pytest.fixture(scope="module")
def answers(local: EmbeddedStore, questions: list[Question]) -> dict[str, list[str]]:
    return {question[0].name: _rows(local, question) for question in questions}


@pytest.fixture
def union(tmp_path: Path) -> Iterator[str]:
    """An empty server whose default graph is the union."""
    with servers.oxigraph(tmp_path / "server", UNION) as address:
        yield address


@in_part(3)
def test_queries_are_written_for_the_facts_graph(
    local: EmbeddedStore, questions: list[Question], share: int
) -> None:
    union = ox.Store()
    union.load(_dump(local, FACTS_GRAPH), format=ox.RdfFormat.N_QUADS)
    different = []
    for query, bound in questions[::share]:
        written = facts_graph.within(bind(query.plain, bound), FACTS_GRAPH)
        answer = union.query(written, use_default_graph_as_union=True)
        assert isinstance(answer, ox.QuerySolutions)
        rows = ([None if term is None else from_ox(term) for term in row] for row in answer)
        if sorted(str([*map(_plain, row)]) for row in rows) != _rows(local, (query, bound)):
            different.append(query.name)
    assert different == []


@pytest.mark.full
def test_facts_in_their_graph_give_every_answer(
    union: str, local: EmbeddedStore, questions: list[Question], answers: dict[str, list[str]]
) -> None:
    _put(union, _dump(local, FACTS_GRAPH))
    store = RemoteStore.at(union)
    different = [q[0].name for q in questions if _rows(store, q) != answers[q[0].name]]
    assert different == []
    assert _named(_dump(store)) == _named(_dump(local))
    assert _named(_dump(store, FACTS_GRAPH)) == _named(_dump(local, FACTS_GRAPH))


def _outcomes(
    stores: Callable[[], Store], questions: list[Question], answers: dict[str, list[str]]
) -> Outcomes:
    """Return what becomes of each answer in a store that has all graphs merged.

    stores: Gives the store anew for each question, as each command opens it.
    """
    outcomes = Outcomes([], [], [], [])
    for question in questions:
        name, store = question[0].name, stores()
        with warnings.catch_warnings(record=True) as noted:
            warnings.simplefilter("always")
            try:
                default_graph.check(store, question[0].plain)
                rows = _rows(store, question)
            except (StoreError, EndpointError) as error:  # refused, or the union takes too long
                assert isinstance(error, EndpointError) or "--facts-graph" in str(error)
                outcomes.refused.append(name)
                continue
        is_warned = any(issubclass(note.category, KgWarning) for note in noted)
        if rows == answers[name]:
            outcomes.same.append(name)
        else:
            (outcomes.warned if is_warned else outcomes.silent).append(name)
    assert {*REFUSED} <= {*outcomes.refused}
    assert outcomes.warned, "some answers do change"
    return outcomes


@pytest.mark.full
def test_nothing_changes_in_silence_behind_a_union(
    union: str,
    local: EmbeddedStore,
    questions: list[Question],
    answers: dict[str, list[str]],
    report_counts: Callable[[str], None],
) -> None:
    _put(union, _dump(local))
    outcomes = _outcomes(lambda: RemoteStore.at(union, timeout=3), questions, answers)
    assert outcomes.silent == []
    report_counts(str(outcomes))


@in_part(4)
def test_nothing_changes_in_silence_where_a_tool_has_lost_the_graphs(
    local: EmbeddedStore,
    questions: list[Question],
    answers: dict[str, list[str]],
    report_counts: Callable[[str], None],
    share: int,
) -> None:
    merged = EmbeddedStore.in_memory()
    merged.replace(quad._replace(graph=None) for quad in local.quads(every_graph=True))
    some = [*questions[::share], *(q for q in questions if q[0].name in REFUSED)]
    outcomes = _outcomes(lambda: merged, some, answers)
    assert outcomes.silent == []
    report_counts(str(outcomes))


@pytest.mark.full
def test_kg_gives_the_facts_a_graph_of_their_own(union: str, local: EmbeddedStore) -> None:
    RemoteStore.at(union).replace(local.quads(every_graph=True))
    assert _named(_dump(RemoteStore.at(union))) == _named(_dump(local))
    plain = RemoteStore(Client(union, 60, facts="default"))
    with pytest.raises(StoreError, match="facts"):
        plain.ask("ASK { GRAPH ?g { ?s ?p ?o } }")


FACT = Quad(Iri("http://example.org/s"), Iri("http://example.org/p"), text("so"))
CLAIM = Quad(*FACT[:3], Iri(EVIDENCE + "001/p-1--explicit"))
REJECTED = CLAIM._replace(object=text("not so"))
DESCRIBED = Quad(
    Iri(EVIDENCE + "001/p-1--explicit"),
    Iri(RDF_TYPE),
    Iri(HX + "Evidence"),
    Iri(CATALOGUE_GRAPH),
)
ALL = [FACT, CLAIM, REJECTED, DESCRIBED]


@pytest.fixture(params=["union", "plain"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty server, whose default graph is the union or not."""
    options = [UNION] if request.param == "union" else []
    with servers.oxigraph(tmp_path / "server", *options) as address:
        yield address


@pytest.mark.parametrize("at_once", [True, False])
def test_content_comes_back_as_it_was_written(
    either: str, at_once: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not at_once:
        monkeypatch.setattr("kg.store.remote_changes._ONE_REQUEST", 1)
    for _ in range(2):
        RemoteStore.at(either).replace(ALL)
        store = RemoteStore.at(either)
        assert sorted(map(str, store.quads(every_graph=True))) == sorted(map(str, ALL))
        assert [*store.quads()] == [FACT]
        assert not store.holds(REJECTED._replace(graph=None))


def test_a_commit_to_an_empty_store(either: str) -> None:
    RemoteStore.at(either).commit(ALL)
    store = RemoteStore.at(either)
    assert [*store.quads()] == [FACT]
    store.commit([FACT._replace(object=text("new"))], [FACT])
    assert [quad.object for quad in RemoteStore.at(either).quads()] == [text("new")]


def test_the_setting_puts_facts_in_a_graph_on_any_server(
    either: str, kg: Run, quick_kg: Run, tmp_path: Path
) -> None:
    (tmp_path / "kg.toml").write_text(f'[stores.here]\nurl = "{either}"\nfacts = "graph"\n')
    RemoteStore(Client(either, 60, facts="graph")).replace(ALL)
    done = quick_kg("dump", "--facts-graph", "--store", "here")
    assert done.stdout.count(f"<{FACTS_GRAPH}>") == 1
    done = quick_kg("sparql", "ASK { ?s ?p 'not so' }", "--store", "here")
    assert done.stdout.strip() == "false"
    raw = Client(either, 60).query(
        f"ASK {{ GRAPH <{FACTS_GRAPH}> {{ ?s ?p 'so' }} }}", "application/sparql-results+json"
    )
    assert b"true" in raw.read()


def test_an_unknown_setting_is_refused(quick_kg: Run, tmp_path: Path) -> None:
    (tmp_path / "kg.toml").write_text('[stores.here]\nurl = "http://h.example"\nfacts = "yes"\n')
    done = quick_kg("stats", "--store", "here")
    assert done.returncode == 2
    assert "auto, graph, default" in done.stderr


def test_a_dump_with_the_facts_graph_is_the_same_store(
    quick_kg: Run, small_store_once: Path, tmp_path: Path
) -> None:
    dump = _dump(EmbeddedStore.open(small_store_once))
    for name in ("facts.nq", "more/facts.nq"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        store = ("--store", small_store_once)
        assert quick_kg("dump", "--facts-graph", "-o", path, *store).returncode == 0
    assert f"<{FACTS_GRAPH}>" not in dump.decode()
    assert path.read_text().count(f"<{FACTS_GRAPH}> .\n") == sum(
        1 for _ in EmbeddedStore.open(small_store_once).quads()
    )
    assert quick_kg("load", "--unchecked", path, "--store", "new").returncode == 0
    record = quick_kg("dump", "--store", "new").stdout.splitlines(keepends=True)
    kept = [line for line in record if "/load/" not in line and "urn:" not in line]
    assert "".join(kept) == dump.decode()
    done = quick_kg("load", "--dry-run", path, *store)
    assert "unchanged" in done.stderr or "0 new quads" in done.stderr, done.stderr


def test_the_commands_say_that_all_graphs_are_merged(
    quick_kg: Run, small_store_once: Path, tmp_path: Path
) -> None:
    store = EmbeddedStore.open(small_store_once)
    lines = {nquads(quad._replace(graph=None)) for quad in store.quads(every_graph=True)}
    (tmp_path / "merged.nt").write_bytes(b"".join(sorted(lines)))
    assert quick_kg("load", "--unchecked", "merged.nt", "--store", "merged").returncode == 0
    refused = quick_kg("query", "run", "rejected-claims", "--store", "merged")
    assert refused.returncode != 0
    assert "kg dump --facts-graph" in refused.stderr
    warned = quick_kg("sparql", "ASK { ?s ?p ?o }", "--store", "merged")
    assert (warned.returncode, warned.stdout.strip()) == (0, "true")
    assert "rejected claims count as facts" in warned.stderr


def test_the_message_is_in_spanish_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_LANG", "es")
    with pytest.raises(StoreError, match=r"unión de los grafos.*Cargue lo que escribe kg dump"):
        default_graph.require_separate("ASK { GRAPH ?g { ?s ?p ?o } }", "http://h")
