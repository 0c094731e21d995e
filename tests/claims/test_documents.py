"""What the catalogue says of a document, and what rests on it."""

from __future__ import annotations

import pytest

from kg.claims.documents import Document, document, standing
from kg.claims.sources import count_claims
from kg.model import Iri, Literal, Quad, text
from kg.rdf.namespaces import CATALOGUE_GRAPH, CONFLICT, DC, DCT, EVIDENCE, HX, SOURCE
from kg.store import EmbeddedStore

CATALOGUE = Iri(CATALOGUE_GRAPH)


def catalogued(subject: str, predicate: str, value: str) -> Quad:
    term = Iri(value) if value.startswith("https://w3id.org/") else text(value)
    return Quad(Iri(subject), Iri(predicate), term, CATALOGUE)


def test_a_document_that_says_little(store: EmbeddedStore) -> None:
    assert document(store, "001") == Document("001", "First report")
    assert document(store, "999") == Document("999", "")


@pytest.mark.parametrize("issued", ["2018", "2018-05", "2018-05-03"])
def test_a_date_is_as_long_as_it_is_printed(issued: str, store: EmbeddedStore) -> None:
    store.commit(
        [
            Quad(Iri(SOURCE + "001"), Iri(DCT + "issued"), Literal(issued), CATALOGUE),
            catalogued(SOURCE + "001", DC + "creator", "A Last; B. Other ; "),
        ]
    )
    described = document(store, "001")
    assert described.issued == issued
    assert described.authors == ("A Last", "B. Other")


def test_the_claims_are_those_that_are_counted_for_all(store: EmbeddedStore) -> None:
    for counted in count_claims(store):
        rests = standing(store, counted.id)
        assert (rests.claims, rests.by_certainty) == (counted.claims, counted.by_certainty)
        assert rests.places >= 1
    nothing = standing(store, "999")
    assert (nothing.claims, nothing.places, nothing.cites, nothing.cited_by) == (0, 0, 0, ())


def test_what_cites_a_document_and_what_it_cites(store: EmbeddedStore) -> None:
    before = standing(store, "001")
    store.commit(
        [
            catalogued(SOURCE + "001", DCT + "references", SOURCE + "c"),
            catalogued(SOURCE + "002", DCT + "references", SOURCE + "c"),
            catalogued(EVIDENCE + "001/p-1", HX + "citedSource", SOURCE + "c"),
            # a contradiction has a document, too, but states no claim of it
            catalogued(CONFLICT + "x", DCT + "source", SOURCE + "001"),
        ]
    )
    cited = standing(store, "c")
    assert (cited.cited_by, cited.behind, cited.claims) == (("001", "002"), 1, 0)
    assert standing(store, "001").cites == before.cites + 1
    assert standing(store, "001").places == before.places
