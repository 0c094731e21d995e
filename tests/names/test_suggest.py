"""What is suggested in place of a value that a shape rejects."""

from __future__ import annotations

import pytest

from kg.model import BNode, Iri, Literal, Quad, Term, Violation
from kg.names import suggest
from kg.rdf.namespaces import HX, ID, RDF_TYPE, REGISTRY_GRAPH, SKOS, VOC, VOCABULARY_GRAPH
from kg.store import EmbeddedStore


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    store = EmbeddedStore.in_memory()
    concepts = ["sector/automotive", "sector/aerospace", "sector-of-use/automotives", "axis/supply"]
    store.commit(
        [
            *(
                Quad(Iri(VOC + code), Iri(SKOS + "inScheme"), Iri(VOC + "x"), Iri(VOCABULARY_GRAPH))
                for code in concepts
            ),
            *(
                Quad(Iri(ID + name), Iri(RDF_TYPE), Iri(HX + "Cluster"), Iri(REGISTRY_GRAPH))
                for name in ("claut-nuevo-leon", "claut-nuevo-lean", "claut-nuevo-lexn")
            ),
        ]
    )
    return store


def result(value: Term | None, code: str = "C01", focus: Term | None = None) -> Violation:
    return Violation(code, "violation", focus or Iri(ID + "claut-nuevo-leeon"), "p", value, ())


@pytest.mark.parametrize(
    ("iri", "suggestion"),
    [
        (VOC + "sector/automotiv", "voc:sector/automotive"),
        (VOC + "sector/automotive", ""),  # it exists: something else is wrong with it
        (VOC + "sector/banking", ""),
        (VOC + "axis/automotive", ""),  # of another scheme
        (VOC + "sector/autamotiva", "voc:sector/automotive"),
        (ID + "claut-nuevo-leeon", "id:claut-nuevo-leon"),
        (ID + "claut", ""),
        ("https://example.org/claut-nuevo-leom", ""),
    ],
)
def test_an_iri_is_corrected_to_the_nearest(
    store: EmbeddedStore, iri: str, suggestion: str
) -> None:
    assert suggest.Suggestions(store)(result(Iri(iri))) == suggestion


def test_of_equally_near_ids_always_the_same_one(store: EmbeddedStore) -> None:
    assert suggest.Suggestions(store)(result(Iri(ID + "claut-nuevo-le0n"))) == "id:claut-nuevo-lexn"


@pytest.mark.parametrize(
    ("value", "suggestion"),
    [
        ("19/12/2022", "2022-12-19"),
        ("1.234,5", "1234.5"),
        ("1 234 567,25", "1234567.25"),
        ("-3,5", "-3.5"),
        ("12345,5", "12345.5"),
        ("1.2345,5", ""),
        ("1,2,3", ""),
        ("about 5", ""),
    ],
)
def test_a_date_or_number_is_written_as_rdf_writes_it(
    store: EmbeddedStore, value: str, suggestion: str
) -> None:
    assert suggest.literal(value) == suggestion
    assert suggest.literal(f" {value} ") == suggestion
    assert suggest.Suggestions(store)(result(Literal(value))) == suggestion


def test_without_a_value_there_is_no_suggestion(store: EmbeddedStore) -> None:
    assert suggest.Suggestions(store)(result(None)) == ""
    assert suggest.Suggestions(store)(result(BNode("x"))) == ""


def test_a_very_large_store_is_not_searched(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggest, "_MOST_IDS", 2)
    assert suggest.Suggestions(store)(result(Iri(ID + "claut-nuevo-leeon"))) == ""
    monkeypatch.setattr(suggest, "_MOST_IDS", 3)
    assert suggest.Suggestions(store)(result(Iri(ID + "claut-nuevo-leeon")))
