"""Who states a fact, in which document, and where."""

from __future__ import annotations

import pytest

from kg.claims.evidence import (
    Evidence,
    EvidenceCatalogue,
    Fact,
    is_claim,
    is_suggestion,
    source_of,
    why,
)
from kg.model import Iri, Quad, text
from kg.rdf.namespaces import CATALOGUE_GRAPH, EVIDENCE, HX, ID, PREF_LABEL, RDF_TYPE
from kg.store import EmbeddedStore

CLAUT = Iri(ID + "claut")
LOCATED = Iri(HX + "locatedIn")
FIRST = Evidence(EVIDENCE + "001/p-1", "001", "First report", "p. 1", "explicit")
SECOND = Evidence(EVIDENCE + "002/p-9--inferred", "002", "Second report", "p. 9", "inferred")


def test_a_fact_has_all_its_evidence_sorted(store: EmbeddedStore) -> None:
    assert list(why(store, CLAUT, LOCATED, Iri(ID + "leon"))) == [
        Fact(CLAUT.value, LOCATED.value, Iri(ID + "leon"), (FIRST, SECOND), accepted=True)
    ]


def test_a_rejected_claim_comes_and_is_not_accepted(store: EmbeddedStore) -> None:
    (fact,) = why(store, CLAUT, LOCATED, Iri(ID + "jalisco"))
    assert fact.evidence == (SECOND,)
    assert not fact.accepted


def test_a_claim_without_a_description_and_a_fact_is_left_out(store: EmbeddedStore) -> None:
    assert list(why(store, CLAUT, LOCATED, Iri(ID + "puebla"))) == []


def test_statements_come_in_a_stable_order(store: EmbeddedStore) -> None:
    statements = [(fact.predicate, fact.object.value) for fact in why(store, CLAUT)]
    assert statements == sorted(statements)
    assert len(statements) == 7


def test_what_only_the_registry_states_has_no_evidence(store: EmbeddedStore) -> None:
    for predicate in (RDF_TYPE, PREF_LABEL):
        (fact,) = why(store, CLAUT, Iri(predicate))
        assert fact.evidence == ()
        assert fact.accepted
    store.commit([], [Quad(CLAUT, Iri(RDF_TYPE), Iri(HX + "Cluster"))])
    (only_registered,) = why(store, CLAUT, Iri(RDF_TYPE))
    assert not only_registered.accepted


def test_the_catalogue_describes_what_has_a_source(store: EmbeddedStore) -> None:
    catalogue = EvidenceCatalogue(store)
    assert catalogue.evidence(FIRST.iri) == FIRST
    assert catalogue.evidence(EVIDENCE + "003/p-7") is None
    assert catalogue.evidence(EVIDENCE + "004/p-1") is None
    bare = EVIDENCE + "005/p-1"
    assert catalogue.evidence(bare) == Evidence(bare, "005", "", "", "")


def test_a_description_is_read_once(store: EmbeddedStore) -> None:
    catalogue = EvidenceCatalogue(store)
    assert catalogue.evidence(FIRST.iri) == FIRST
    described = list(store.quads(graph=Iri(CATALOGUE_GRAPH)))
    store.commit([], described)
    assert catalogue.evidence(FIRST.iri) == FIRST
    assert catalogue.evidence(SECOND.iri) is None
    assert list(why(store, CLAUT, LOCATED, Iri(ID + "leon"), catalogue=catalogue)) == [
        Fact(CLAUT.value, LOCATED.value, Iri(ID + "leon"), (FIRST,))
    ]


@pytest.mark.parametrize(
    ("graph", "claim"),
    [(EVIDENCE + "001/p-1", True), (CATALOGUE_GRAPH, False), ("http://e/evidence/", False)],
)
def test_a_claim_stands_in_an_evidence_graph(graph: str, claim: bool) -> None:
    assert is_claim(Quad(CLAUT, LOCATED, text("x"), Iri(graph))) is claim
    assert not is_claim(Quad(CLAUT, LOCATED, text("x")))


def test_a_suggestion_says_so_at_the_end() -> None:
    assert is_suggestion(Iri(EVIDENCE + "001/p-1--machine-suggested"))
    assert not is_suggestion(Iri(EVIDENCE + "001/p-1"))
    assert not is_suggestion(Iri(EVIDENCE + "001/p--machine-suggested-1"))
    assert not is_suggestion(None)


def test_the_source_of_a_graph_is_its_first_part() -> None:
    assert source_of(EVIDENCE + "001/p-1--inferred") == "001"
    assert source_of(EVIDENCE + "file-a-1234/file") == "file-a-1234"
