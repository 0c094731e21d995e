"""The store: all or nothing, one writer, readers undisturbed, no way out."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import QueryError, StoreError
from kg.model import BNode, Iri, Literal, Quad, Term, text
from kg.sparql.binding import bind
from kg.store import EmbeddedStore

S, P = Iri("http://example.org/s"), Iri("http://example.org/p")


def quad(value: str) -> Quad:
    return Quad(S, P, text(value, "es"))


def dumped(store: EmbeddedStore) -> bytes:
    output = io.BytesIO()
    store.dump(output)
    return output.getvalue()


def test_what_is_written_is_there_when_the_store_is_opened_again(tmp_path: Path) -> None:
    store = EmbeddedStore.create(tmp_path / "s", [quad("León")])
    store.commit([quad("Mérida")], remove=[quad("León")])
    again = EmbeddedStore.open(tmp_path / "s")
    assert [q.object.value for q in again.quads()] == ["Mérida"]
    assert dumped(again) == dumped(store)


def test_a_reader_keeps_the_generation_that_it_opened(tmp_path: Path) -> None:
    store = EmbeddedStore.create(tmp_path / "s", [quad("old")])
    reader = EmbeddedStore.open(tmp_path / "s")
    store.replace([quad("new")])
    assert [q.object.value for q in reader.quads()] == ["old"]


def test_a_change_that_fails_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    store = EmbeddedStore.create(tmp_path / "s", [quad("old")])
    before = dumped(store)
    with pytest.raises(QueryError, match="not a valid RDF term"):
        store.commit([quad("new"), Quad(S, P, Iri("no iri"))])
    assert dumped(EmbeddedStore.open(tmp_path / "s")) == before


def test_a_second_writer_is_told_who_holds_the_store(tmp_path: Path) -> None:
    store = EmbeddedStore.create(tmp_path / "s", [quad("old")])
    code = (
        "import fcntl, sys, os\n"
        f"f = open({str(tmp_path / 's' / 'LOCK')!r}, 'a+')\n"
        "fcntl.flock(f, fcntl.LOCK_EX)\n"
        "f.truncate(0); f.write(f'process {os.getpid()} on here'); f.flush()\n"
        "print('held', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdin
        assert other.stdout.readline() == "held\n"
        with pytest.raises(StoreError, match=f"written by process {other.pid} on here"):
            store.commit([quad("new")])
        other.stdin.close()
    store.commit([quad("new")])
    assert len(list(EmbeddedStore.open(tmp_path / "s").quads())) == 2


def test_a_folder_without_a_store_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="make one with: kg build"):
        EmbeddedStore.open(tmp_path)


def test_a_folder_with_other_files_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(StoreError, match="holds other files"):
        EmbeddedStore.create(tmp_path, [quad("x")])
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * WHERE { service silent <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> WHERE { ?s ?p ?o }",
        "SELECT * WHERE { ?s ?p ?o } #\nFROM NAMED <http://127.0.0.1:1/>",
        "LOAD <file:///etc/passwd>",
        "SELECT * WHERE " + "{" * 3000 + "?s ?p ?o" + "}" * 3000,
    ],
)
def test_a_query_cannot_leave_the_store(query: str) -> None:
    with pytest.raises(QueryError):
        EmbeddedStore.in_memory().select(query)


def test_the_word_service_in_a_label_is_no_reason_to_refuse() -> None:
    store = EmbeddedStore.in_memory()
    store.commit([quad("SERVICE <http://x> {}")])
    query = 'SELECT ?s WHERE { ?s ?p "SERVICE <http://x> {}"@es } # LOAD FROM'
    assert len(list(store.select(query).rows)) == 1


def test_bound_terms_do_not_become_syntax() -> None:
    hostile = "\" } DELETE WHERE { ?s ?p ?o } #\\\n'''"
    store = EmbeddedStore.in_memory()
    store.commit([Quad(S, P, text(hostile))])
    rows = list(store.select("SELECT ?s WHERE { ?s ?p ?wanted }", {"wanted": text(hostile)}).rows)
    assert rows == [(S,)]


@pytest.mark.parametrize("value", ["http://x> } #", "a b", "<", "\n", ""])
def test_an_iri_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(QueryError):
        bind("SELECT ?s WHERE { ?s ?p ?o }", {"o": Iri(value)})


@pytest.mark.parametrize("term", [BNode("b")])
def test_a_blank_node_cannot_be_bound(term: Term) -> None:
    with pytest.raises(QueryError, match="blank node"):
        bind("ASK { ?s ?p ?o }", {"o": term})


def test_only_variable_tokens_are_replaced() -> None:
    query = "SELECT ?xy WHERE { <http://e/?x> ?p '?x' ; $x ?xy } # ?x"
    bound = bind(query, {"x": Literal("1")})
    assert bound == "SELECT ?xy WHERE { <http://e/?x> ?p '?x' ; \"1\" ?xy } # ?x"
