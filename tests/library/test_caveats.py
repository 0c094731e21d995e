"""What a query leaves out: declared in its header, counted, told in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import library, names
from kg.errors import ContentError
from kg.runtime import processes
from kg.runtime.bounds import Bounds
from kg.store import EmbeddedStore
from tests.library.sources import LEAST, parsed
from tests.queries import golden

STATES = (
    "caveats:",
    "  none:",
    "    select: (COUNT(DISTINCT ?s) AS ?none) (MIN(?every) AS ?all) WHERE {",
    "      ?s a hx:State FILTER NOT EXISTS { ?c hx:locatedIn ?s ; a hx:Cluster }",
    "      { SELECT (COUNT(DISTINCT ?t) AS ?every) WHERE { ?t a hx:State } } }",
    '    en: "{none} of {all|state|states} {none|has|have} none"',
    '    es: "{none} de {all|estado|estados} no tienen ninguno"',
)
BODY = "PREFIX hx: <https://w3id.org/helixkg/def#>\nSELECT ?a WHERE { ?a a hx:State }"


@pytest.fixture(scope="module")
def small_graph() -> EmbeddedStore:
    """The small graph of the tests of queries; tests only read it."""
    return golden.store()


def notes_of(store: EmbeddedStore, language: str, *lines: str) -> list[tuple[str, str]]:
    query = parsed(*LEAST, *lines, body=BODY)
    return [*library.notes(query, store, {}, language)]


def test_a_note_has_its_numbers_and_its_language(small_graph: EmbeddedStore) -> None:
    lines = [line.replace("a hx:Cluster", "a hx:Phase") for line in STATES]
    english, spanish = ("3 of 3 states 3 have none", "3 de 3 estados no tienen ninguno")
    assert notes_of(small_graph, "en", *lines) == [("none", english)]
    assert notes_of(small_graph, "es", *lines) == [("none", spanish)]


def test_one_is_not_several(small_graph: EmbeddedStore) -> None:
    text = "{n|award|awards} left out"
    lines = ["caveats:", "  one:", "    select: (1 AS ?n) WHERE {}", *_texts(text)]
    assert notes_of(small_graph, "en", *lines) == [("one", "1 award left out")]
    lines[2] = "    select: (1234 AS ?n) WHERE {}"
    assert notes_of(small_graph, "en", *lines) == [("one", "1,234 awards left out")]


def _texts(text: str) -> list[str]:
    return [f'    en: "{text}"', f'    es: "{text}"']


def test_nothing_left_out_is_not_told(small_graph: EmbeddedStore) -> None:
    lines = ["caveats:", "  no: ", "    select: (0 AS ?n) WHERE {}", *_texts("{n} left out")]
    assert notes_of(small_graph, "en", *lines) == []
    assert notes_of(small_graph, "en", "caveats: {}") == []


def test_a_caveat_may_use_functions_and_parameters(small_graph: EmbeddedStore) -> None:
    query = library.read(golden.LIBRARY)["clusters-in-state"]
    bound = library.bind(query, {"state": "Querétaro"}, names.resolver(small_graph))
    note, *_ = library.notes(query, small_graph, bound, "en")
    assert note == ("proposed", "1 cluster left out: only proposed or planned")


def test_to_count_takes_no_new_process(
    small_store_once: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    start = processes.start

    def counted(work: processes.Work, memory: int | None) -> processes.Child:
        started.append(work)
        return start(work, memory)

    monkeypatch.setattr(processes, "start", counted)
    store = EmbeddedStore.open(small_store_once, bounds=Bounds())
    lines = ["caveats:", "  all:", "    select: (3 AS ?n) WHERE {}", *_texts("{n} left out")]
    for _ in range(2):
        assert notes_of(store, "en", *lines) == [("all", "3 left out")]
    assert len(started) == 1
    store.close()


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["  a: {select: '(1 AS ?n) WHERE {}', en: x}"], r"x\.rq:5:.*a caveat as"),
        (["  a: {select: '(1 AS ?n) WHERE {}', en: '{m}', es: x}"], "does not count; it counts n"),
        (["  a: {select: '(1 AS ?n \\', en: x, es: x}"], r"x\.rq:5"),
        (["  - a"], "write a caveat as"),
    ],
)
def test_an_ill_formed_caveat_is_refused(lines: list[str], fault: str) -> None:
    with pytest.raises(ContentError, match=fault):
        _ = parsed(*LEAST, "caveats:", *lines, body=BODY).plain
