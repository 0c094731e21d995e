"""Terms that stand where they mean nothing (C63)."""

from __future__ import annotations

import pytest

from kg.model import BNode, Iri, Located, Position, Quad, Term, text
from kg.rdf.namespaces import CATALOGUE_GRAPH, EVIDENCE, HX, ID, OWL, RDF, RDF_TYPE, RDFS, SKOSXL
from kg.store import EmbeddedStore
from kg.validation import PositionIndex
from kg.validation.misuse import misused, misused_in

ENTITY = Iri(ID + "some-thing")


def quad(predicate: str, value: Term, graph: str | None = None) -> Quad:
    return Quad(ENTITY, Iri(predicate), value, Iri(graph) if graph else None)


@pytest.mark.parametrize(
    ("statement", "english", "spanish"),
    [
        (quad(HX + "Cluster", text("x")), "as a property, and it is none", "como propiedad"),
        (quad(OWL + "sameAs", Iri(ID + "other")), "identities.csv", "identities.csv"),
        (quad(RDF + "_1", text("x")), "no fact: leave it out", "ningún hecho: omítalo"),
        (quad(RDF_TYPE, text("Company")), "type that is no class", "no es una clase"),
        (quad(RDF_TYPE, BNode("b")), "type that is no class", "no es una clase"),
        (quad(RDF_TYPE, Iri(OWL + "Thing")), "type owl:Thing, which is no class", "owl:Thing"),
        (quad(RDF_TYPE, Iri(HX + "locatedIn")), "hx:locatedIn, which is no", "hx:locatedIn"),
        (quad(RDF_TYPE, Iri(HX + "Evidence")), "hx:Evidence as a fact", "hx:Evidence como hecho"),
        (
            Quad(Iri(HX + "Cluster"), Iri(RDFS + "comment"), text("x")),
            "describes the term hx:Cluster among the data",
            "describe el término hx:Cluster",
        ),
        (
            Quad(Iri(HX + "newTerm"), Iri(RDFS + "comment"), text("x")),
            "describes the term hx:newTerm",
            "describe el término hx:newTerm",
        ),
    ],
)
def test_what_means_nothing_where_it_stands_is_an_error(
    statement: Quad, english: str, spanish: str
) -> None:
    (result,) = misused([statement])
    assert (result.code, result.severity, result.focus) == (
        "C63",
        "violation",
        statement.subject,
    )
    assert result.message("en").startswith("C63 ")
    assert english in result.message("en")
    assert spanish in result.message("es")


def test_what_only_people_read_is_a_warning() -> None:
    (result,) = misused([quad(RDFS + "label", text("Thing"))])
    assert result.severity == "warning"
    assert "names are skos:prefLabel" in result.message("en")


def test_facts_the_catalogue_and_evidence_are_right_as_they_are() -> None:
    assert misused([
        quad(RDF_TYPE, Iri(HX + "Company")),
        quad(RDF_TYPE, Iri("http://example.org/Thing")),
        quad(HX + "locatedIn", Iri(ID + "jalisco")),
        quad(RDFS + "comment", text("note")),
        quad(RDF_TYPE, Iri(HX + "Evidence"), CATALOGUE_GRAPH),
        quad(RDF_TYPE, Iri(SKOSXL + "Label"), CATALOGUE_GRAPH),
        quad(OWL + "sameAs", Iri(ID + "other"), EVIDENCE + "001/p-1"),  # what it makes is a fact
    ]) == []  # fmt: skip


def test_the_position_is_that_of_the_statement() -> None:
    wrong = quad(OWL + "sameAs", Iri(ID + "other"))
    index = PositionIndex([Located(wrong, Position("x.ttl", 7, 3))])
    (result,) = misused([wrong], index)
    assert result.positions == (Position("x.ttl", 7, 3),)


def test_a_whole_store_is_asked_for_what_is_in_use() -> None:
    store = EmbeddedStore.in_memory()
    store.replace([
        quad(RDF_TYPE, Iri(HX + "Company")),
        quad(HX + "locatedIn", Iri(ID + "jalisco")),
        quad(OWL + "sameAs", Iri(ID + "other")),
        quad(RDF_TYPE, Iri(HX + "Listing")),
        quad(RDF_TYPE, Iri(HX + "Listing"), CATALOGUE_GRAPH),
        quad(HX + "Cluster", text("x"), CATALOGUE_GRAPH),
        Quad(Iri(HX + "Cluster"), Iri(RDFS + "comment"), text("x")),
    ])  # fmt: skip
    assert len(misused_in(store)) == 4
