"""How many claims rest on each document."""

from __future__ import annotations

from kg.claims.sources import SourceCount, count_claims
from kg.model import Iri, Quad, text
from kg.rdf.namespaces import CATALOGUE_GRAPH, DCT, EVIDENCE, HX, SOURCE, VOC
from kg.store import EmbeddedStore


def test_claims_are_counted_by_document_and_certainty(store: EmbeddedStore) -> None:
    assert count_claims(store) == [
        SourceCount("001", "First report", 3, (("explicit", 3),)),
        SourceCount("002", "Second report", 3, (("inferred", 3),)),
    ]


def test_certainties_are_sorted_and_added_up(store: EmbeddedStore) -> None:
    graph, catalogue = Iri(EVIDENCE + "002/p-10"), Iri(CATALOGUE_GRAPH)
    store.commit(
        [
            Quad(graph, Iri(DCT + "source"), Iri(SOURCE + "002"), catalogue),
            Quad(graph, Iri(HX + "certainty"), Iri(VOC + "certainty/explicit"), catalogue),
            Quad(Iri("http://e/s"), Iri("http://e/p"), text("x"), graph),
        ]
    )
    assert count_claims(store)[1] == SourceCount(
        "002", "Second report", 4, (("explicit", 1), ("inferred", 3))
    )
