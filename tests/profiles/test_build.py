"""What stands in a profile: nothing cut in silence, each number has its place."""

from __future__ import annotations

import datetime
import itertools
from pathlib import Path

import pytest

from kg import names
from kg.errors import UsageError, in_language
from kg.profiles import Profile, profile
from kg.profiles.document import Group, Item, Picture, ranges
from kg.profiles.sources import natural
from kg.store import EmbeddedStore
from kg.store.content_hash import content_hash
from tests.short_form import spread

DAY = datetime.date(2026, 11, 29)
KINDS = {
    "cluster": "claut-nuevo-leon",
    "organisation": "promexico",
    "state": "nuevo-leon",
    "country": "united-states",
    "sector": "voc:sector/automotive",
    "dialogue": "hled",
    "programme": "icluster",
    "document": "src:001",
    "poor": "cnp",
}


@pytest.fixture(scope="module")
def store(project_store_once: Path) -> EmbeddedStore:
    return EmbeddedStore.open(project_store_once)


def profile_of(
    store: EmbeddedStore, name: str, language: str = "es", pages: int | None = 2
) -> Profile:
    return profile(store, names.resolve(store, name), language, pages=pages, day=DAY)


def texts(of: Profile, key: str) -> list[str]:
    return [item.text for part in of.sections if part.key == key for item in part.items()]


@pytest.mark.parametrize(
    ("name", "language"), spread(itertools.product(KINDS.values(), ("es", "en")), 5)
)
def test_each_kind_of_thing_has_a_profile(store: EmbeddedStore, name: str, language: str) -> None:
    of = profile_of(store, name, language)
    keys = [part.key for part in of.sections]
    assert keys[0] == "identity"
    assert "unknown" in keys
    assert len(keys) == len(set(keys))
    assert all(part.blocks for part in of.sections)
    cited = {e.iri for part in of.sections for item in part.items() for e in item.evidence}
    assert cited == set(of.numbers)
    listed = [place.number for source in of.sources for place in source.places]
    assert listed == list(range(1, len(listed) + 1))
    assert set(of.numbers.values()) == set(listed)
    assert of.iri in of.colophon
    assert content_hash(store) in of.colophon[0]
    assert ("29 de noviembre de 2026" if language == "es" else "November 29, 2026") in of.colophon[
        0
    ]


def test_a_rich_cluster(store: EmbeddedStore) -> None:
    of = profile_of(store, "claut-nuevo-leon")
    assert [part.key for part in of.sections] == [
        "identity",
        "objectives",
        "figures",
        "members",
        "labels",
        "links",
        "network",
        "map",
        "timeline",
        "conflicts",
        "unknown",
    ]
    assert texts(of, "identity")[0] == (
        "Clúster Automotriz de Nuevo León es un clúster en Nuevo León, sectores Automotriz y "
        "Transporte y movilidad."
    )
    assert len(texts(of, "objectives")) == 5
    assert texts(of, "labels") == [
        "Sello de calidad de la Iniciativa Europea de Excelencia de Clústeres, Sello de oro, "
        "vence el 2019-06-23"
    ]
    assert "Un documento cuenta 92 miembros; aquí tienen nombre 0." in texts(of, "unknown")
    assert any("fecha de fundación" in text for text in texts(of, "unknown"))
    assert any("abierto (sin decidir)" in text for text in texts(of, "conflicts"))


def test_the_programme_has_its_phases_and_says_which_events_have_no_date(
    store: EmbeddedStore,
) -> None:
    of = profile_of(store, "icluster", "en")
    phases = next(
        block
        for part in of.sections
        for block in part.blocks
        if isinstance(block, Group) and block.heading == "Has phase"
    )
    assert phases.size == 4
    assert of.cited_by_all(phases) == ""  # the fourth phase is told elsewhere
    assert any(text.startswith("Events without a date (4): ") for text in texts(of, "unknown"))


def test_what_is_in_the_areas_of_a_state_and_in_narrower_sectors(store: EmbeddedStore) -> None:
    parts = next(part for part in profile_of(store, "nuevo-leon").sections if part.key == "parts")
    (clusters,) = (b for b in parts.blocks if isinstance(b, Group) and b.heading == "Clúster")
    assert [(item.text, item.note) for item in clusters.items] == [
        ("Monterrey IT Cluster", "Monterrey")
    ]
    country = profile_of(store, "mexico", "en", pages=None)
    inner = next(part for part in country.sections if part.key == "parts")
    assert sum(b.size for b in inner.blocks if isinstance(b, Group) and b.heading == "Cluster") > 90
    sector = profile_of(store, "voc:sector/automotive", "en", pages=None)
    narrower = next(part for part in sector.sections if part.key == "parts")
    assert all(item.note for item in narrower.items())


def test_what_is_folded_is_counted_and_all_shows_it(store: EmbeddedStore) -> None:
    folded, whole = (
        profile_of(store, "voc:sector/automotive"),
        profile_of(store, "voc:sector/automotive", pages=None),
    )
    shown = sum(len(list(part.items())) for part in folded.sections)
    assert folded.folded > 0
    assert whole.folded == 0
    blocks = [block for part in folded.sections for block in part.blocks]
    only_named = [b for b in blocks if isinstance(b, Group) and b.counted]
    heads = sum(item.text.endswith(")") for block in only_named for item in block.items)
    assert heads > 0
    entries = sum(len(list(part.items())) for part in whole.sections)
    assert entries == shown - heads + folded.folded


def test_rejected_statements_are_marked(store: EmbeddedStore) -> None:
    of = profile_of(store, "eccp-promexico-mou", "en")
    assert any("2013 (rejected)" in text for text in texts(of, "conflicts"))
    items = [item for part in of.sections for item in part.items()]
    assert any(item.text == "2013" and "rejected" in item.note for item in items)


def test_the_time_line_has_the_numbers_of_the_sources(store: EmbeddedStore) -> None:
    of = profile_of(store, "icluster", "en")
    section = next(part for part in of.sections if part.key == "timeline")
    (picture,) = section.printed()
    assert isinstance(picture, Picture)
    group = next(block for block in section.blocks if isinstance(block, Group))
    assert group.size == 13
    for item in group.items:
        assert f"[{of.cited(item)}]" in picture.svg


@pytest.mark.parametrize("name", ["hx:Cluster", "conflict:economy-rank", "hx:locatedIn"])
def test_what_is_no_thing_has_no_profile(store: EmbeddedStore, name: str) -> None:
    with pytest.raises(UsageError, match="has no profile; kg show"):
        profile_of(store, name, "en")


def test_a_contradiction_about_the_whole_marks_no_single_statement(store: EmbeddedStore) -> None:
    of = profile_of(store, "dean-mexico-canada", "en")
    items = [item for part in of.sections for item in part.items()]
    assert not [item for item in items if "in conflict" in item.note]
    (sentence,) = texts(of, "conflicts")
    assert sentence.startswith("Unclear if same thing. Decision: ")


@pytest.mark.parametrize(
    ("language", "mine", "others"),
    [("es", "hueco: inferido", "hollow: inferred"), ("en", "hollow: inferred", "hueco: inferido")],
)
def test_pictures_are_in_its_language_whatever_the_users(
    store: EmbeddedStore, language: str, mine: str, others: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_LANG", "en" if language == "es" else "es")
    of = profile_of(store, "claut-nuevo-leon", language)
    pictures = "".join(b.svg for p in of.sections for b in p.blocks if isinstance(b, Picture))
    assert mine in pictures
    assert others not in pictures
    assert in_language("en", "es") != language  # the user's own language is as it was


def test_a_document(store: EmbeddedStore) -> None:
    of = profile_of(store, "src:003", "en")
    assert of.kind == "Document"
    assert "ProMéxico" in texts(of, "identity")[0]
    about = next(part for part in of.sections if part.key == "about")
    clusters = next(b for b in about.blocks if isinstance(b, Group) and b.heading == "Cluster")
    assert clusters.size == 40
    assert any(text.startswith("Not recorded: ") for text in texts(of, "unknown"))


def test_a_document_that_was_only_cited(store: EmbeddedStore) -> None:
    of = profile_of(store, "000-note-1", "en")
    assert "It was not read, only cited by other documents." in texts(of, "unknown")
    assert of.sources == ()


def test_places_that_differ_in_certainty_have_numbers_of_their_own(store: EmbeddedStore) -> None:
    of = profile_of(store, "claut-nuevo-leon", "en")
    places = [str(place) for source in of.sources for place in source.places]
    assert "Annex Table 6, Nuevo León" in places
    assert "Annex Table 6, Nuevo León [inferred by the curator: the name tells it]" in places
    assert len(places) == len(set(places))


@pytest.mark.parametrize(
    ("numbers", "written"),
    [(set(), ""), ({3}, "3"), ({1, 2}, "1, 2"), ({4, 5, 6, 1, 9, 8}, "1, 4–6, 8, 9")],
)
def test_numbers_in_a_row(numbers: set[int], written: str) -> None:
    assert ranges(numbers) == written


def test_notes_are_in_the_order_of_their_numbers() -> None:
    assert sorted(["note 10", "note 9", "§2", "note 9b"], key=natural) == [
        "note 9",
        "note 9b",
        "note 10",
        "§2",
    ]


def test_a_list_of_one_cites_at_its_entry() -> None:
    of = Profile("i", "t", "k", "en", (), (), {}, ())
    assert of.cited_by_all(Group("h", (Item("a"),))) == ""
