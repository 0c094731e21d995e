"""Finding entities by their names."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Run

from kg import names
from kg.store import EmbeddedStore


@pytest.fixture(scope="module")
def store(project_store_once: Path) -> EmbeddedStore:
    return EmbeddedStore.open(project_store_once)


@pytest.fixture(scope="module")
def index(store: EmbeddedStore) -> names.NameIndex:
    found = names.open_index(store)
    assert found
    return found


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("claut-nuevo-leon", "claut-nuevo-leon", "id"),
        ("NUEVO LEON AUTOMOTIVE CLUSTER", "claut-nuevo-leon", "name"),
        ("Clúster Automotriz de Nuevo León", "claut-nuevo-leon", "name"),
        ("leon nuevo automotriz cluster", "claut-nuevo-leon", "words"),
        ("clust automot nuevo leon", "claut-nuevo-leon", "beginning"),
        ("cluster automotris nuevo leon", "claut-nuevo-leon", "spelling"),
        ("Queretaro", "queretaro", "name"),
        ("jalsico", "jalisco", "spelling"),
        ("High Level Economic Dialogue", "hled", "name"),
    ],
)
def test_a_name_is_found_however_it_is_written(
    index: names.NameIndex, text: str, expected: str, reason: str
) -> None:
    best = index.search(text)[0]
    assert (best.iri.rpartition("/")[2], best.reason) == (expected, reason)


def test_a_kind_leaves_the_others_out(index: names.NameIndex) -> None:
    assert {hit.kinds for hit in index.search("queretaro", "State")} == {("State",)}
    assert index.search("automotriz", "concept:sector")[0].iri.endswith("voc/sector/automotive")
    assert index.search("automotriz", "Country") == []


def test_each_entity_comes_once_and_no_more_than_asked_for(index: names.NameIndex) -> None:
    hits = index.search("cluster", limit=20)
    assert len(hits) == 20 == len({hit.iri for hit in hits})


@pytest.mark.parametrize(
    "text", ["", "   ", "!!!", "¿?", "\x00", "a" * 10_000, "de la", "AND OR", '"(*', "🜁", "\u202e"]
)
def test_no_text_is_an_error(index: names.NameIndex, text: str) -> None:
    assert isinstance(index.search(text), list)


def test_the_index_resolves_every_name_as_reading_all_of_them_does(store: EmbeddedStore) -> None:
    by_reading = names.NameTable(store)
    for name in dict.fromkeys(found.text for found in names.all_names(store)):
        assert names.candidates(store, name) == by_reading.candidates(name), name


def test_a_change_has_its_own_index(small_store: Path, kg: Run, tmp_path: Path) -> None:
    (tmp_path / "new.ttl").write_text(
        "<https://w3id.org/helixkg/id/claut-nuevo-leon> "
        '<http://www.w3.org/2004/02/skos/core#altLabel> "El clúster de los coches"@es .',
        "utf-8",
    )
    assert kg("search", "coches", "--store", small_store).returncode == 1
    assert kg("load", "new.ttl", "--store", small_store).returncode == 0
    found = kg("search", "coches", "--store", small_store, "-f", "csv", "--lang", "es")
    assert found.stdout.splitlines()[1] == (
        "claut-nuevo-leon,Clúster Automotriz de Nuevo León,Cluster,El clúster de los coches,"
        "todas las palabras"
    )
    indexes = sorted(path.name for path in small_store.glob("*.names"))
    assert len(indexes) <= 2, "old indexes go with their generation"


def test_a_damaged_index_is_made_anew(small_store: Path, kg: Run) -> None:
    assert kg("search", "claut", "--store", small_store).returncode == 0
    for file in next(iter(small_store.glob("*.names"))).iterdir():
        file.write_bytes(b"\x00")
    for _ in range(2):
        found = kg("search", "claut", "--store", small_store)
        assert "claut-nuevo-leon" in found.stdout, found.stderr
