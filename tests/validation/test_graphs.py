"""Named graphs: claims without evidence, another ontology, graphs that nobody reads (C01)."""

from __future__ import annotations

import pytest

from kg.model import BNode, Iri, Located, Position, Quad
from kg.rdf.namespaces import (
    CATALOGUE_GRAPH,
    DCT,
    EVIDENCE,
    GRAPH,
    HX,
    ID,
    ONTOLOGY_GRAPH,
    RDF_TYPE,
    RDFS,
    REGISTRY_GRAPH,
    SOURCE,
)
from kg.store import EmbeddedStore
from kg.validation import PositionIndex
from kg.validation.graphs import misplaced

CLAIMS = EVIDENCE + "009/p-1--explicit"
DESCRIBED = Quad(Iri(CLAIMS), Iri(DCT + "source"), Iri(SOURCE + "009"), Iri(CATALOGUE_GRAPH))


def claim(graph: str | None, value: str = "jalisco") -> Quad:
    name = Iri(graph) if graph else None
    return Quad(Iri(ID + "some-thing"), Iri(HX + "locatedIn"), Iri(ID + value), name)


def holding(*quads: Quad) -> EmbeddedStore:
    store = EmbeddedStore.in_memory()
    store.replace(quads)
    return store


def test_claims_that_no_evidence_describes_are_one_error_for_their_graph() -> None:
    quads = [claim(CLAIMS), claim(CLAIMS, "sonora")]
    index = PositionIndex([Located(quads[0], Position("x.trig", 5, 1))])
    (result,) = misplaced(quads, holding(*quads), index)
    assert (result.code, result.severity, result.focus) == ("C01", "violation", Iri(CLAIMS))
    assert "(2 statements) holds claims, and no evidence describes it" in result.message("en")
    assert "(2 enunciados) contiene afirmaciones" in result.message("es")
    assert result.positions == (Position("x.trig", 5, 1),)


def test_described_claims_facts_and_the_registry_are_right() -> None:
    quads = [claim(CLAIMS), DESCRIBED, claim(None), claim(REGISTRY_GRAPH)]
    assert misplaced(quads, holding(*quads)) == []


@pytest.mark.parametrize("graph", ["http://example.org/g", GRAPH + "other"])
def test_a_graph_that_nobody_reads_is_a_warning(graph: str) -> None:
    (result,) = misplaced([claim(graph)], holding())
    assert (result.code, result.severity) == ("C01", "warning")
    assert "(1 statement) is no evidence" in result.message("en")


def test_only_what_this_ontology_says_may_come_as_the_ontology() -> None:
    cluster, graph = Iri(HX + "Cluster"), Iri(ONTOLOGY_GRAPH)
    same = Quad(cluster, Iri(RDF_TYPE), Iri("http://www.w3.org/2002/07/owl#Class"), graph)
    member = Quad(BNode("b"), Iri(RDF_TYPE), cluster, graph)
    assert misplaced([same, member], holding()) == []
    other = Quad(cluster, Iri(RDFS + "subClassOf"), Iri(HX + "Area"), graph)
    (result,) = misplaced([same, other], holding())
    assert (result.code, result.severity) == ("C01", "violation")
    assert "change ontology/helixkg.ttl" in result.message("en")
