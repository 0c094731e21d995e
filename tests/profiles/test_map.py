"""The map of a profile says what the question of the library says."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import library, names
from kg.files import content
from kg.model import Iri, Term
from kg.profiles.pictures import geography
from kg.profiles.reader import Reader
from kg.store import EmbeddedStore


@pytest.fixture(scope="module")
def store(project_store_once: Path) -> EmbeddedStore:
    return EmbeddedStore.open(project_store_once)


@pytest.mark.parametrize(
    ("name", "sector"),
    [("nuevo-leon", ""), ("mexico", ""), ("voc:sector/automotive", "automotive")],
)
def test_it_agrees_with_the_library(
    store: EmbeddedStore, name: str, sector: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_LANG", "es")
    query = library.find(library.read(content.folder("queries")), "clusters-by-state")
    values = {"lang": "es", **({"sector": sector} if sector else {})}
    answer = library.run(query, store, values, names.resolver(store))
    section = geography(Reader(store, names.resolve(store, name), "es", is_whole=True))
    assert section is not None
    (picture,) = section.blocks
    drawn = getattr(picture, "svg", "")
    for row in answer.rows:
        cells: dict[str, Term | None] = dict(zip(answer.variables, row, strict=True))
        state, number = cells["name"], cells["clusters"]
        assert state is not None
        assert number is not None
        assert f"<title>{state.value}: {number.value}</title>" in drawn


def test_a_thing_in_a_state_is_outlined(store: EmbeddedStore) -> None:
    section = geography(
        Reader(store, names.resolve(store, "claut-nuevo-leon"), "en", is_whole=True)
    )
    assert section is not None
    assert "Outlined: Nuevo León." in getattr(section.blocks[0], "caption", "")
    assert getattr(section.blocks[0], "svg", "").count('stroke="#d55e00"') == 1


def test_the_participants_of_an_initiative(store: EmbeddedStore) -> None:
    section = geography(Reader(store, names.resolve(store, "hled"), "en", is_whole=True))
    assert section is None or "Participants" in getattr(section.blocks[0], "caption", "")


def test_what_is_in_no_state_has_no_map(store: EmbeddedStore) -> None:
    assert (
        geography(Reader(store, Iri("https://w3id.org/helixkg/id/cnp"), "en", is_whole=True))
        is None
    )
