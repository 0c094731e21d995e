"""The alignments: of declared terms, to terms of others, each with its reason."""

from __future__ import annotations

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph
from rdflib.term import Node

from tests.ontology.common import HX, ONTOLOGY, ontology

KINDS = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.seeAlso)
ALIGNMENTS = Graph().parse(ONTOLOGY / "alignments.ttl")
STATED = [triple for kind in KINDS for triple in ALIGNMENTS.triples((None, kind, None))]


def is_property(term: Node) -> bool:
    return any(str(kind).endswith("Property") for kind in ontology().objects(term, RDF.type))


def test_there_are_alignments_with_each_vocabulary() -> None:
    for namespace in ("schema.org", "wikidata", "vivoweb", "m8g", "ns/legal", "frapo", "s66"):
        assert any(namespace in str(target) for _, _, target in STATED), namespace


@pytest.mark.parametrize("stated", STATED, ids=lambda triple: " ".join(map(str, triple)))
def test_alignment(stated: tuple[Node, Node, Node]) -> None:
    source, kind, target = stated
    assert (source, RDF.type, None) in ontology(), "not declared"
    assert not str(target).startswith(str(HX))
    assert is_property(source) == str(target).rsplit("/", 1)[-1].rsplit("#", 1)[-1][
        0
    ].islower() or (is_property(source) and "wikidata" in str(target)), (
        "a class is aligned with a class, a property with a property"
    )
    if kind != RDFS.seeAlso:
        assert is_property(source) == (kind == RDFS.subPropertyOf)
    axioms = [
        axiom
        for axiom in ALIGNMENTS.subjects(OWL.annotatedSource, source)
        if (axiom, OWL.annotatedProperty, kind) in ALIGNMENTS
        and (axiom, OWL.annotatedTarget, target) in ALIGNMENTS
    ]
    assert [bool(ALIGNMENTS.value(axiom, RDFS.comment)) for axiom in axioms] == [True]


def test_no_mapping_of_concepts_between_terms() -> None:
    for graph in (ALIGNMENTS, ontology()):
        for match in (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch):
            assert (None, match, None) not in graph
