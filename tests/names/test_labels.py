"""From IRIs to labels: languages, sources of labels, and how many are remembered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg import names
from kg.model import BNode, Iri, Literal, Quad, Solutions, text
from kg.names import labels as labels_module
from kg.rdf.namespaces import (
    CATALOGUE_GRAPH,
    DCT,
    HX,
    ID,
    ONTOLOGY_GRAPH,
    PREF_LABEL,
    RDFS,
    SOURCE,
)
from kg.store import EmbeddedStore
from kg.store.client import Client
from kg.store.remote import RemoteStore
from tests import servers

CATALOGUE, ONTOLOGY = Iri(CATALOGUE_GRAPH), Iri(ONTOLOGY_GRAPH)
CONTENT = [
    Quad(Iri(ID + "mexico"), Iri(PREF_LABEL), text("México", "es")),
    Quad(Iri(ID + "mexico"), Iri(PREF_LABEL), text("Mexico", "en")),
    Quad(Iri(ID + "mexico"), Iri(DCT + "title"), text("not this", "es"), CATALOGUE),
    Quad(Iri(ID + "leon"), Iri(PREF_LABEL), text("León", "mul")),
    Quad(Iri(ID + "leon"), Iri(PREF_LABEL), text("Leon", "")),
    Quad(Iri(ID + "tokyo"), Iri(PREF_LABEL), text("東京", "ja")),
    Quad(Iri(ID + "tokyo"), Iri(PREF_LABEL), text("Tokio", "de")),
    Quad(Iri(ID + "odd"), Iri(PREF_LABEL), Iri(ID + "mexico")),
    Quad(Iri(SOURCE + "001"), Iri(DCT + "title"), text("A Briefing", "en"), CATALOGUE),
    Quad(Iri(HX + "acronym"), Iri(RDFS + "label"), text("siglas", "es"), ONTOLOGY),
    Quad(BNode("x"), Iri(PREF_LABEL), Literal("nobody")),
]
EXPECTED = {
    ID + "mexico": "Mexico",
    ID + "leon": "León",
    ID + "tokyo": "Tokio",
    SOURCE + "001": "A Briefing",
    HX + "acronym": "siglas",
}
ASKED = [Iri(iri) for iri in (*EXPECTED, ID + "odd", ID + "nobody", ID + "mexico")]


class Counting(RemoteStore):
    """A store behind an endpoint that counts what it is asked."""

    asked = 0

    def select(self, query: str, bindings: Any = None) -> Solutions:
        self.asked += 1
        return super().select(query, bindings)


@pytest.fixture(scope="module")
def local() -> EmbeddedStore:
    store = EmbeddedStore.in_memory()
    store.replace(CONTENT)
    return store


@pytest.fixture(scope="module")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counting]:
    with servers.oxigraph(tmp_path_factory.mktemp("labels") / "server") as address:
        store = Counting(Client(address, 60))
        store.replace(CONTENT)
        yield store


def test_labels_come_from_facts_then_catalogue_then_ontology(local: EmbeddedStore) -> None:
    assert names.labels_of(local, ASKED, "en") == EXPECTED


def test_an_endpoint_gives_the_same_labels(remote: Counting) -> None:
    assert names.labels_of(remote, ASKED, "en") == EXPECTED


@pytest.mark.parametrize(
    ("per_query", "queries"),
    [(100, 3), (3, 3 + 3 + 1), (1, 1 + 1 + 1 + 2 + 3 + 3 + 3)],
    ids=["in one go", "in batches", "one by one"],
)
def test_an_endpoint_is_asked_about_many_things_at_once(
    remote: Counting, monkeypatch: pytest.MonkeyPatch, per_query: int, queries: int
) -> None:
    # Of seven things three have a label in the facts, one in the catalogue, one in the ontology.
    monkeypatch.setattr(labels_module, "_THINGS_PER_QUERY", per_query)
    remote.asked = 0
    assert names.labels_of(remote, ASKED, "en") == EXPECTED
    assert remote.asked <= queries


def test_many_things_at_once_are_bounded_in_length(remote: Counting) -> None:
    remote.asked = 0
    names.labels_of(remote, [Iri(f"{ID}none-{number}") for number in range(250)], "en")
    assert remote.asked == 3 * 3, "three batches, each with three sources"


@pytest.mark.parametrize(
    ("language", "label"),
    [("es", "México"), ("en", "Mexico"), ("fr", "México"), ("de", "México")],
)
def test_spanish_comes_before_english(local: EmbeddedStore, language: str, label: str) -> None:
    assert names.label_of(local, Iri(ID + "mexico"), language) == label


@pytest.mark.parametrize(("language", "label"), [("es", "León"), ("", "Leon"), ("mul", "León")])
def test_a_language_of_its_own_takes_precedence(
    local: EmbeddedStore, language: str, label: str
) -> None:
    assert names.label_of(local, Iri(ID + "leon"), language) == label


def test_of_unknown_languages_the_first_label_in_the_alphabet(local: EmbeddedStore) -> None:
    assert names.label_of(local, Iri(ID + "tokyo"), "es") == "Tokio"
    assert names.label_of(local, Iri(ID + "tokyo"), "ja") == "東京"


def test_what_has_no_label_has_its_short_iri(local: EmbeddedStore) -> None:
    assert names.label_of(local, Iri(ID + "odd"), "es") == "id:odd"
    assert names.label_of(local, Iri("https://example.org/x"), "es") == "https://example.org/x"


class Looking(EmbeddedStore):
    """A store in memory that counts its look-ups."""

    looked = 0

    def quads(self, *terms: Any, **options: Any) -> Iterator[Quad]:
        self.looked += 1
        return super().quads(*terms, **options)


@pytest.fixture
def looking() -> Looking:
    store = Looking.in_memory()
    assert isinstance(store, Looking)
    store.replace(
        Quad(Iri(f"{ID}x{number}"), Iri(PREF_LABEL), text(f"X {number}", "es"))
        for number in range(20)
    )
    return store


def test_a_label_is_looked_up_once(looking: Looking) -> None:
    labels = names.Labels(looking, "es")
    assert [labels.get(ID + "x1") for _ in range(5)] == ["X 1"] * 5
    assert looking.looked == 1
    assert labels.get(ID + "nothing") is None
    first = looking.looked
    assert labels.get(ID + "nothing") is None
    assert looking.looked == first, "that there is none is remembered, too"


def test_labels_that_were_learnt_are_not_looked_up(looking: Looking) -> None:
    labels = names.Labels(looking, "es")
    labels.learn(Iri(f"{ID}x{number}") for number in range(5))
    labels.learn([Iri(ID + "x4"), Iri(ID + "x5")])
    assert looking.looked == 6
    assert [labels.get(f"{ID}x{number}") for number in range(6)] == [f"X {n}" for n in range(6)]
    assert looking.looked == 6
    assert len(labels) == 6


def test_no_more_labels_are_remembered_than_the_limit(looking: Looking) -> None:
    labels = names.Labels(looking, "es", limit=4)
    for number in range(20):
        assert labels.get(f"{ID}x{number}") == f"X {number}"
        assert len(labels) <= 4
    assert len(labels) == 4, "the limit itself is used"


def test_what_is_learnt_counts_towards_the_limit(looking: Looking) -> None:
    labels = names.Labels(looking, "es", limit=4)
    labels.learn(Iri(f"{ID}x{number}") for number in range(4))
    assert len(labels) == 4
    labels.learn([Iri(ID + "x4"), Iri(ID + "x5")])
    assert len(labels) == 2
    labels.learn(Iri(f"{ID}x{number}") for number in range(10))  # one batch stays whole
    assert [labels.get(f"{ID}x{number}") for number in range(10)] == [f"X {n}" for n in range(10)]
    labels.get(ID + "x11")
    assert len(labels) <= 4


def test_ten_thousand_labels_are_remembered_unless_told_otherwise(local: EmbeddedStore) -> None:
    labels = names.Labels(local, "es")
    labels.learn(Iri(f"{ID}none-{number}") for number in range(9_999))
    labels.get(ID + "mexico")
    assert len(labels) == 10_000
    labels.get(ID + "leon")
    assert len(labels) == 1


def test_a_store_in_a_folder_needs_no_queries(tmp_path: Path) -> None:
    store = EmbeddedStore.create(tmp_path / "s", CONTENT)
    assert names.labels_of(store, ASKED, "en") == EXPECTED


def test_labels_that_may_be_needed_are_looked_up_ahead_only_behind_an_endpoint(
    looking: Looking, remote: Counting
) -> None:
    names.Labels(looking, "es").expect(ASKED)
    assert looking.looked == 0
    labels = names.Labels(remote, "en")
    labels.expect(ASKED)
    before = remote.asked
    assert {iri.value: labels.get(iri.value) for iri in ASKED if labels.get(iri.value)} == EXPECTED
    assert remote.asked == before
