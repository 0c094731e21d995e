"""The profile of an entity: what is stated of it, and what refers to it."""

from __future__ import annotations

import pytest

from kg.claims.profile import entity_profile, is_nary_node
from kg.model import Iri, Quad, text
from kg.rdf.namespaces import BASE, HX, ID, ORG, SKOS
from kg.store import EmbeddedStore

CLAUT = Iri(ID + "claut")


def test_names_are_those_that_are_accepted(store: EmbeddedStore) -> None:
    profile = entity_profile(store, CLAUT)
    assert profile.iri == CLAUT.value
    assert profile.classes == (HX + "Cluster",)
    names = [fact.object for fact in profile.names]
    assert sorted(names) == [text("CLAUT"), text("Cluster", "en"), text("Clúster", "es")]
    assert text("CLT") not in names, "this acronym was rejected"


def test_facts_are_what_is_no_name_and_no_class(store: EmbeddedStore) -> None:
    facts = entity_profile(store, CLAUT).facts
    assert [(f.predicate, f.object.value, f.accepted) for f in facts] == [
        (HX + "locatedIn", ID + "jalisco", False),
        (HX + "locatedIn", ID + "leon", True),
    ]


def test_what_refers_to_an_entity_is_sorted_and_unfolded(store: EmbeddedStore) -> None:
    incoming = entity_profile(store, CLAUT).incoming
    assert [(f.subject, f.predicate, f.object.value) for f in incoming] == [
        (ID + "amia", HX + "partner", CLAUT.value),
        (BASE + "membership/m1", ORG + "member", ID + "amia"),
        (BASE + "voc/sector/auto", SKOS + "related", CLAUT.value),
    ]
    assert [item.source for item in incoming[0].evidence] == ["001"]


def test_one_that_refers_to_an_entity_twice_comes_with_both_statements(
    store: EmbeddedStore,
) -> None:
    amia = Iri(ID + "amia")
    store.commit(
        [
            Quad(amia, Iri(HX + "partner"), Iri(ID + "leon")),
            Quad(amia, Iri(ORG + "memberOf"), CLAUT),
        ]
    )
    incoming = entity_profile(store, CLAUT).incoming
    assert [(f.predicate, f.object) for f in incoming if f.subject == amia.value] == [
        (ORG + "memberOf", CLAUT),
        (HX + "partner", CLAUT),
    ]


@pytest.mark.parametrize(
    ("path", "nary"),
    [
        ("membership/a", True),
        ("participation/a", True),
        ("award/a", True),
        ("observation/a", True),
        ("objective/a", True),
        ("application/a", True),
        ("id/a", False),
        ("voc/sector/a", False),
        ("award", False),
    ],
)
def test_nary_nodes_are_known_by_their_path(path: str, nary: bool) -> None:
    assert is_nary_node(BASE + path) is nary
