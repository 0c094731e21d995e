"""A change is counted, and its new entities are named."""

from __future__ import annotations

import pytest

from kg.claims.history import Tally
from kg.ingest import Change, change
from kg.model import BNode, Iri, Quad, text
from kg.rdf.namespaces import EVIDENCE, HX, PREF_LABEL, RDF_TYPE, REGISTRY_GRAPH

REGISTRY = Iri(REGISTRY_GRAPH)
A, B = Iri("http://e/a"), Iri("http://e/b")


def registered(subject: Iri | BNode, name: str = "", language: str = "es") -> list[Quad]:
    quads = [Quad(subject, Iri(RDF_TYPE), Iri(HX + "Cluster"), REGISTRY)]
    if name:
        quads.append(Quad(subject, Iri(PREF_LABEL), text(name, language), REGISTRY))
    return quads


def test_quads_are_counted_batch_by_batch() -> None:
    fact = Quad(A, Iri("http://e/p"), text("x"))
    claim = fact._replace(graph=Iri(EVIDENCE + "001/p-1"))
    counted = Change()
    assert not counted
    counted.count([fact, claim], [])
    counted.count([], [claim])
    assert (counted.added, counted.removed) == (Tally(2, 1, 1), Tally(1, 0, 1))
    assert counted


def test_a_change_that_only_removes_is_a_change() -> None:
    removing = Change()
    removing.count([], [Quad(A, Iri("http://e/p"), text("x"))])
    assert removing
    assert removing.entity_count == 0


def test_new_entities_have_their_names_by_language() -> None:
    counted = Change()
    # the label may come before the class
    counted.count([*registered(A, "Uno")[::-1], *registered(A, "One", "en")[1:]], [])
    counted.count(registered(B), [])
    assert counted.entities == {A: {"es": "Uno", "en": "One"}, B: {}}
    assert counted.entity_count == 2


def test_what_is_not_in_the_registry_or_has_no_name_is_no_new_entity() -> None:
    counted = Change()
    elsewhere = [quad._replace(graph=None) for quad in registered(A, "Uno")]
    counted.count([*elsewhere, *registered(BNode("x"), "X")], [])
    label_alone = registered(B, "Dos")[1:]
    counted.count(label_alone, [])
    assert (counted.entities, counted.entity_count) == ({}, 0)


def test_only_the_first_entities_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change, "_MOST_NAMED", 2)
    counted = Change()
    for number in range(4):
        counted.count(registered(Iri(f"http://e/{number}"), str(number)), [])
    assert list(counted.entities) == [Iri("http://e/0"), Iri("http://e/1")]
    assert counted.entity_count == 4
