"""A store that holds loads, built anew: nothing goes in silence."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg import ingest
from kg.claims import history
from kg.errors import DamagedStore, StoreError, UsageError
from kg.ingest import ReplayRefused
from kg.model import Iri
from kg.rdf.namespaces import ID
from kg.store import EmbeddedStore, integrity
from tests.conftest import Run

PREFIXES = """@prefix hx: <https://w3id.org/helixkg/def#> .
@prefix id: <https://w3id.org/helixkg/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def turtle(folder: Path, name: str, body: str) -> Path:
    path = folder / f"{name}.ttl"
    path.write_text(PREFIXES + body, encoding="utf-8")
    return path


def company(folder: Path, name: str) -> Path:
    return turtle(folder, name, f'id:{name} a hx:Company ; skos:prefLabel "The {name}"@en .\n')


def register(data: Path, name: str) -> None:
    """Add an entity to the tables."""
    with (data / "registry.csv").open("a", encoding="utf-8") as file:
        file.write(f"{name},Organization,,Another {name},,,,,,,,\n")


@pytest.fixture
def loaded(small_store: Path, tmp_path: Path) -> EmbeddedStore:
    """A store into which two files were loaded, one of them taken away again by half."""
    store = EmbeddedStore.open(small_store)
    ingest.load(store, [company(tmp_path, "first"), company(tmp_path, "second")])
    ingest.load(store, [company(tmp_path, "third")], remove=[company(tmp_path, "second")])
    return store


def content(store: EmbeddedStore) -> set[object]:
    return set(store.quads(every_graph=True))


def test_a_build_over_loads_stops_and_names_them(
    loaded: EmbeddedStore, small_data: Path, quick_kg: Run
) -> None:
    before = content(loaded)
    done = quick_kg("build", small_data, "--store", loaded.location)
    assert done.returncode == 2
    assert "holds loads that a build would discard" in done.stderr
    assert "first.ttl, second.ttl" in done.stderr
    assert "--keep-loads" in done.stderr
    assert f"first: kg backup DIR --store {loaded.location}" in done.stderr
    assert content(EmbeddedStore.open(Path(loaded.location))) == before


def test_in_spanish(
    loaded: EmbeddedStore, small_data: Path, quick_kg: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_LANG", "es")
    done = quick_kg("build", small_data, "--store", loaded.location)
    assert "tiene cargas que se perderían" in done.stderr


def test_loads_are_discarded_when_that_is_asked_for_and_can_be_taken_back(
    loaded: EmbeddedStore, small_data: Path, quick_kg: Run
) -> None:
    place, before = Path(loaded.location), content(loaded)
    done = quick_kg("build", small_data, "--discard-loads", "--store", place)
    assert done.returncode == 0, done.stderr
    assert history.log(EmbeddedStore.open(place)) == []
    assert quick_kg("build", small_data, "--store", place).returncode == 0  # no loads, no question
    assert quick_kg("build", small_data, "--store", place).returncode == 0
    EmbeddedStore.open(place).replace([])
    ingest.build(small_data, place)
    assert content(EmbeddedStore.open(place)) < before


def test_loads_are_played_again_onto_the_new_build(
    loaded: EmbeddedStore, small_data: Path, quick_kg: Run
) -> None:
    place, before = Path(loaded.location), content(loaded)
    done = quick_kg("build", small_data, "--keep-loads", "--store", place)
    assert done.returncode == 0, done.stderr
    again = EmbeddedStore.open(place)
    assert content(again) == before  # the same tables
    assert len(history.log(again)) == 2
    assert integrity.check(place).intact
    # and once more, with other tables
    register(small_data, "newcomer")
    ingest.build(small_data, place, loads="keep")
    last = EmbeddedStore.open(place)
    assert content(last) > before
    assert len(history.log(last)) == 2
    assert list(last.quads(Iri(ID + "third")))
    assert not list(last.quads(Iri(ID + "second")))


def test_a_load_that_does_not_conform_any_more_is_refused_by_name(
    small_store: Path, small_data: Path, tmp_path: Path, quick_kg: Run
) -> None:
    store = EmbeddedStore.open(small_store)
    ingest.load(store, [company(tmp_path, "harmless")])
    ingest.load(store, [company(tmp_path, "guest")])
    before = content(EmbeddedStore.open(small_store))
    register(small_data, "guest")  # whose English name is another one in the tables
    with pytest.raises(ReplayRefused) as refused:
        ingest.build(small_data, small_store, loads="keep")
    assert refused.value.load.files[0][0] == "guest.ttl"
    assert content(EmbeddedStore.open(small_store)) == before
    done = quick_kg("build", small_data, "--keep-loads", "--store", small_store)
    assert done.returncode == 1
    assert "this load does not conform any more" in done.stderr
    assert "guest.ttl" in done.stderr
    assert "nothing was changed" in done.stderr
    assert content(EmbeddedStore.open(small_store)) == before


def test_an_unchecked_load_is_not_kept_and_says_so(
    small_store: Path, small_data: Path, tmp_path: Path
) -> None:
    store = EmbeddedStore.open(small_store)
    (tmp_path / "raw.nt").write_text("<http://e/s> <http://e/p> <http://e/o> .\n")
    ingest.load_unchecked(store, [tmp_path / "raw.nt"])
    before = content(store)
    with pytest.raises(StoreError, match=r"made with --unchecked.*\n.*raw\.nt"):
        ingest.build(small_data, small_store, loads="keep")
    assert content(EmbeddedStore.open(small_store)) == before


def test_a_damaged_journal_stops_the_build(loaded: EmbeddedStore, small_data: Path) -> None:
    place = Path(loaded.location)
    before = content(loaded)
    for path in (place / "gen-000003.loads").iterdir():
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data[: len(data) // 2])
    with pytest.raises(DamagedStore, match=r"the journal .* is damaged"):
        ingest.build(small_data, place, loads="keep")
    assert content(EmbeddedStore.open(place)) == before


@pytest.mark.full
def test_loads_in_memory_are_not_lost_in_silence(small_data: Path, tmp_path: Path) -> None:
    store, _ = ingest.build(small_data)
    ingest.load(store, [company(tmp_path, "first")])
    with pytest.raises(StoreError, match="memory holds loads"):
        ingest.build(small_data, store)
    with pytest.raises(UsageError, match="--keep-loads is for a store in a folder"):
        ingest.build(small_data, store, loads="keep")
    ingest.build(small_data, store, loads="discard")
    assert history.log(store) == []


@pytest.mark.full
def test_a_backup_takes_the_journal_along(
    loaded: EmbeddedStore, small_data: Path, tmp_path: Path
) -> None:
    before = content(loaded)
    loaded.backup(tmp_path / "backup")
    shutil.rmtree(loaded.location)
    EmbeddedStore.restore(tmp_path / "elsewhere", tmp_path / "backup")
    ingest.build(small_data, tmp_path / "elsewhere", loads="keep")
    assert content(EmbeddedStore.open(tmp_path / "elsewhere")) == before


def test_both_options_at_once_are_wrong_usage(quick_kg: Run) -> None:
    done = quick_kg("build", "--keep-loads", "--discard-loads")
    assert done.returncode == 2
    assert "exclude each other" in done.stderr
