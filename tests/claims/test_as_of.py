"""The graph as it was: each load undone, one after the other, gives each state that there was."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import ingest
from kg.claims import history
from kg.claims.as_of import BUILD, copy_as_of, later_loads, quads_as_of
from kg.errors import UsageError
from kg.store import EmbeddedStore
from tests.short_form import spread

PREFIXES = """@prefix hx: <https://w3id.org/helixkg/ontology#> .
@prefix id: <https://w3id.org/helixkg/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ev: <https://w3id.org/helixkg/evidence/> .
"""


def dumped(store: EmbeddedStore) -> bytes:
    text = io.BytesIO()
    store.dump(text)
    return text.getvalue()


@pytest.fixture
def states(small_store: Path, tmp_path: Path) -> tuple[Path, list[bytes], list[str]]:
    """A store with three loads, one of which removes; its states from the build on; the loads."""
    contents = [dumped(EmbeddedStore.open(small_store))]
    first, second = tmp_path / "one.ttl", tmp_path / "two.ttl"
    first.write_text(PREFIXES + 'id:nuevo-leon skos:altLabel "N. L."@es .\n', "utf-8")
    second.write_text(PREFIXES + 'id:nuevo-leon skos:altLabel "Nvo. León"@es .\n', "utf-8")
    for added, removed in (([first], []), ([second], []), ([], [first])):
        ingest.load(EmbeddedStore.open(small_store), added, remove=removed)
        contents.append(dumped(EmbeddedStore.open(small_store)))
    loads = [history.name_of(load.iri) for load in history.log(EmbeddedStore.open(small_store))]
    return small_store, contents, loads[::-1]


def test_each_state_comes_back_byte_for_byte(
    states: tuple[Path, list[bytes], list[str]], tmp_path: Path
) -> None:
    folder, contents, loads = states
    store = EmbeddedStore.open(folder)
    for number, moment in enumerate((BUILD, *loads)):
        left_out = copy_as_of(store, moment, tmp_path / str(number))
        assert len(left_out) == 3 - number
        assert dumped(EmbeddedStore.open(tmp_path / str(number))) == contents[number]
    assert len(set(contents)) == 4


def test_a_date_counts_to_its_end(states: tuple[Path, list[bytes], list[str]]) -> None:
    store = EmbeddedStore.open(states[0])
    ended = history.log(store)[0].ended
    for moment in (ended[:4], ended[:7], ended[:10], "2999", ended[:19] + "Z"):
        assert later_loads(store, moment) == []
    for moment in ("1999", "1999-12", "1999-12-31", "1999-12-31T23:59"):
        assert len(later_loads(store, moment)) == 3


@pytest.mark.parametrize("moment", spread(["2026-02-30", "", "x", "2026-13", "yesterday"], 3))
def test_what_is_no_moment_is_refused_with_what_there_is(
    states: tuple[Path, list[bytes], list[str]], moment: str
) -> None:
    with pytest.raises(UsageError) as refused:
        later_loads(EmbeddedStore.open(states[0]), moment)
    assert "is no date" in str(refused.value) or "several loads" in str(refused.value)


def test_a_load_that_left_no_journal_is_named(
    small_store: Path, tmp_path: Path, kg: Callable[..., object]
) -> None:
    (tmp_path / "a.nq").write_text("<http://e/s> <http://e/p> <http://e/o> .\n")
    done = kg("load", "--unchecked", tmp_path / "a.nq", "--store", small_store)
    assert getattr(done, "returncode", None) == 0, done
    store = EmbeddedStore.open(small_store)
    name = history.name_of(history.log(store)[0].iri)
    with pytest.raises(UsageError, match=name):
        list(quads_as_of(store, BUILD))
