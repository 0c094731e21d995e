"""The kinds of entities, and what they are called."""

from __future__ import annotations

import pytest

from kg import names
from kg.model import Iri, Quad
from kg.names import kinds
from kg.rdf.namespaces import CATALOGUE_GRAPH, HX, ID, M8G, ORG, RDF_TYPE, SCHEMA, SKOS, SOURCE
from kg.store import EmbeddedStore


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    store = EmbeddedStore.in_memory()
    types = [
        (ID + "claut", HX + "Cluster", None),
        (ID + "claut", ORG + "Organization", None),
        (ID + "claut", HX + "Area", Iri(CATALOGUE_GRAPH)),
        (ID + "fair", SCHEMA + "Event", None),
        (SOURCE + "001", HX + "SourceDocument", Iri(CATALOGUE_GRAPH)),
    ]
    store.commit(Quad(Iri(s), Iri(RDF_TYPE), Iri(c), graph) for s, c, graph in types)
    return store


@pytest.mark.parametrize(
    ("iri", "kind"),
    [
        (ID + "claut", "Cluster"),  # the first in the alphabet, and of the facts alone
        (ID + "fair", "Event"),
        (SOURCE + "001", "SourceDocument"),
        (ID + "nobody", ""),
    ],
)
def test_an_entity_has_a_kind(store: EmbeddedStore, iri: str, kind: str) -> None:
    assert names.kind_of(store, Iri(iri)) == kind


@pytest.mark.parametrize(
    ("kind", "iri"),
    [
        ("State", HX + "State"),
        ("Event", SCHEMA + "Event"),
        ("PublicOrganisation", M8G + "PublicOrganisation"),
        ("Organization", ORG + "Organization"),
        ("Concept", SKOS + "Concept"),
    ],
)
def test_a_kind_is_a_class(kind: str, iri: str) -> None:
    assert names.class_of(kind) == iri
    assert kinds.short_name(iri) == kind


def test_an_entity_has_each_of_its_kinds(store: EmbeddedStore) -> None:
    claut = Iri(ID + "claut")
    assert kinds.has_kind(store, claut, None)
    assert kinds.has_kind(store, claut, "Cluster")
    assert kinds.has_kind(store, claut, "Organization")
    assert not kinds.has_kind(store, claut, "Area")


def test_a_short_name_follows_the_last_separator() -> None:
    assert kinds.short_name("https://example.org/a/b") == "b"
    assert kinds.short_name("https://example.org/a#b/c") == "b/c"
