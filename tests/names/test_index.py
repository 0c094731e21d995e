"""Finding entities by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import names
from kg.model import BNode, Iri, Quad
from kg.model import text as literal
from kg.names import index as names_index
from kg.rdf.namespaces import ALT_LABEL, CATALOGUE_GRAPH, DCT, ID, PREF_LABEL, SOURCE, VOC
from kg.store import EmbeddedStore
from tests.conftest import Run

CATALOGUE = Iri(CATALOGUE_GRAPH)


@pytest.fixture(scope="module")
def store(project_store_once: Path) -> EmbeddedStore:
    return EmbeddedStore.open(project_store_once)


@pytest.fixture(scope="module")
def index(store: EmbeddedStore) -> names.NameIndex:
    opened = names.open_index(store)
    assert opened
    return opened


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


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("https://w3id.org/helixkg/id/jalisco", ID + "jalisco"),
        ("sector/automotive", VOC + "sector/automotive"),
        (" jalisco ", ID + "jalisco"),
    ],
)
def test_an_iri_and_a_code_are_found_as_an_id(index: names.NameIndex, text: str, iri: str) -> None:
    best = index.search(text)[0]
    assert (best.iri, best.reason) == (iri, "id")


def test_small_words_do_not_matter_unless_there_are_no_others(index: names.NameIndex) -> None:
    assert index.search("automotriz nuevo leon")[0].iri == ID + "claut-nuevo-leon"
    assert index.search("the automotriz of nuevo y leon")[0].iri == ID + "claut-nuevo-leon"
    assert all(" de la " in f" {hit.name.lower()} " for hit in index.search("de la", limit=3))


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("leo", False),  # three letters: no letter may be wrong …
        ("leonn", True),  # … four: one
        ("lxonn", False),
        ("qxerxtaro", True),  # eight: two
    ],
)
def test_longer_words_may_have_more_wrong_letters(text: str, matches: bool) -> None:
    store = EmbeddedStore.in_memory()
    store.commit(
        [
            Quad(Iri(ID + "a"), Iri(PREF_LABEL), literal("León", "es")),
            Quad(Iri(ID + "b"), Iri(PREF_LABEL), literal("lea", "es")),
            Quad(Iri(ID + "c"), Iri(PREF_LABEL), literal("Querétaro", "es")),
        ]
    )
    hits = names.NameIndex.build(store).search(text)
    assert bool([hit for hit in hits if hit.reason == "spelling"]) == matches


def test_a_better_kind_of_name_comes_first_then_the_shorter_one() -> None:
    store = EmbeddedStore.in_memory()
    store.commit(
        [
            Quad(Iri(ID + "a"), Iri(ALT_LABEL), literal("Foro", "es")),
            Quad(Iri(ID + "b"), Iri(PREF_LABEL), literal("Foro de León y de otras ciudades", "es")),
            Quad(Iri(ID + "c"), Iri(PREF_LABEL), literal("Foro de León", "es")),
            Quad(Iri(VOC + "event-type/foro"), Iri(PREF_LABEL), literal("Foro anual", "es")),
            Quad(Iri(SOURCE + "1"), Iri(DCT + "title"), literal("Foro", "es"), CATALOGUE),
            Quad(BNode("x"), Iri(PREF_LABEL), literal("Foro", "es")),
            Quad(Iri("https://example.org/x"), Iri(PREF_LABEL), literal("Foro", "es")),
            Quad(Iri(ID + "d"), Iri(PREF_LABEL), Iri(ID + "foro")),
        ]
    )
    hits = names.NameIndex.build(store).search("foro")
    assert [(hit.iri, hit.rank, hit.reason) for hit in hits] == [
        (SOURCE + "1", 1, "name"),
        (ID + "a", 2, "name"),
        (VOC + "event-type/foro", 3, "name"),  # by its code
        (ID + "c", 1, "words"),
        (ID + "b", 1, "words"),
    ]


def test_few_stores_keep_their_index_open(tmp_path: Path) -> None:
    stores = [
        EmbeddedStore.create(
            tmp_path / str(number), [Quad(Iri(ID + "a"), Iri(PREF_LABEL), literal(f"N {number}"))]
        )
        for number in range(6)
    ]
    indexes = [names.open_index(store) for store in stores]
    assert len(names_index._open) <= 4  # noqa: SLF001  nothing else shows what is held
    assert names.open_index(stores[5]) is indexes[5], "the last ones are not opened again"
    for number, store in enumerate(stores):
        index = names.open_index(store)
        assert index
        assert [hit.name for hit in index.search(f"N {number}")] == [f"N {number}"]


def test_a_store_in_memory_has_no_index_beside_it() -> None:
    assert names.open_index(EmbeddedStore.in_memory()) is None


def test_an_index_that_is_damaged_while_the_process_runs_is_built_anew(tmp_path: Path) -> None:
    store = EmbeddedStore.create(
        tmp_path / "s", [Quad(Iri(ID + "a"), Iri(PREF_LABEL), literal("León"))]
    )
    folder = tmp_path / "s" / "gen-000001.names"
    folder.mkdir()
    (folder / "meta.json").write_text("nothing")
    index = names.open_index(store)
    assert index
    assert [hit.iri for hit in index.search("leon")] == [ID + "a"]


@pytest.mark.full
def test_the_index_resolves_every_name_as_reading_all_of_them_does(store: EmbeddedStore) -> None:
    by_reading = names.NameTable(store)
    for name in dict.fromkeys(entry.text for entry in names.all_names(store)):
        assert names.candidates(store, name) == by_reading.candidates(name), name


def test_a_change_has_its_own_index(small_store: Path, kg: Run, tmp_path: Path) -> None:
    (tmp_path / "new.ttl").write_text(
        "<https://w3id.org/helixkg/id/claut-nuevo-leon> "
        '<http://www.w3.org/2004/02/skos/core#altLabel> "El clúster de las furgonetas"@es .',
        "utf-8",
    )
    assert kg("search", "furgonetas", "--store", small_store).returncode == 1
    assert kg("load", "new.ttl", "--store", small_store).returncode == 0
    answer = kg("search", "furgonetas", "--store", small_store, "-f", "csv", "--lang", "es")
    assert answer.stdout.splitlines()[1] == (
        "claut-nuevo-leon,Clúster Automotriz de Nuevo León,Cluster,El clúster de las furgonetas,"
        "todas las palabras"
    )
    indexes = sorted(path.name for path in small_store.glob("*.names"))
    assert len(indexes) <= 2, "old indexes go with their generation"


def test_a_damaged_index_is_made_anew(small_store: Path, kg: Run) -> None:
    assert kg("search", "claut", "--store", small_store).returncode == 0
    for file in next(iter(small_store.glob("*.names"))).iterdir():
        file.write_bytes(b"\x00")
    for _ in range(2):
        answer = kg("search", "claut", "--store", small_store)
        assert "claut-nuevo-leon" in answer.stdout, answer.stderr
