"""Undeclared terms: a misspelling is an error with a suggestion, a foreign term a warning."""

from __future__ import annotations

import pytest

from kg.model import Iri, Literal, Located, Position, Quad, Report, Violation, text
from kg.rdf.namespaces import CATALOGUE_GRAPH, EVIDENCE, HX, ID, RDF_TYPE, XSD
from kg.store import EmbeddedStore
from kg.validation import PositionIndex
from kg.validation.terms import joined, undeclared, undeclared_in

CLUSTER = Iri(ID + "some-cluster")


def quad(predicate: str, value: Iri | Literal, graph: str | None = None) -> Quad:
    return Quad(CLUSTER, Iri(predicate), value, Iri(graph) if graph else None)


def messages_of(results: list[Violation], language: str = "en") -> list[tuple[str, str]]:
    return [(result.severity, result.message(language)) for result in results]


@pytest.mark.parametrize(
    ("predicate", "value", "term", "suggestion"),
    [
        (HX + "locatdIn", Iri(ID + "jalisco"), "hx:locatdIn", "hx:locatedIn"),
        ("http://schema.org/foundingDate", text("x"), "http://schema.org/foundingDate",
         "schema:foundingDate"),
        (RDF_TYPE, Iri(HX + "Clutser"), "hx:Clutser", "hx:Cluster"),
        (HX + "locatedIn", Literal("x", HX + "iso3166"), "hx:iso3166", ""),
        (ID + "jalisco", text("x"), "id:jalisco", ""),
        (HX + "conflictProperty", Iri(HX + "locatdIn"), "hx:locatdIn", "hx:locatedIn"),
    ],
)  # fmt: skip
def test_a_misspelling_is_an_error(
    predicate: str, value: Iri | Literal, term: str, suggestion: str
) -> None:
    (result,) = undeclared([quad(predicate, value)])
    assert (result.code, result.severity, result.focus) == ("C61", "violation", CLUSTER)
    english, spanish = result.message("en"), result.message("es")
    assert english.startswith(f"C61 uses {term}, which is not declared in the ontology: ")
    assert spanish.startswith(f"C61 usa {term}, que no está declarado en la ontología: ")
    hints = (f"did you mean {suggestion}?", f"¿quiso decir {suggestion}?")
    if not suggestion:
        hints = ("correct it, or declare it in", "corríjalo, o declárelo en")
    assert hints[0] in english
    assert hints[1] in spanish


def test_a_term_of_another_vocabulary_is_one_warning_with_its_number() -> None:
    quads = [quad("http://example.org/colour", text(value)) for value in ("red", "green")]
    assert messages_of(undeclared(quads)) == [
        (
            "warning",
            "C62 uses <http://example.org/colour>, which is not declared in the ontology "
            "(2 times): nothing checks what it says",
        )
    ]
    assert messages_of(undeclared(quads[:1]), "es") == [
        (
            "warning",
            "C62 usa <http://example.org/colour>, que no está declarado en la ontología "
            "(1 vez): nada comprueba lo que dice",
        )
    ]


def test_declared_and_built_in_terms_are_said_nothing_of() -> None:
    assert undeclared([
        quad(HX + "locatedIn", Iri(ID + "jalisco")),
        quad(RDF_TYPE, Iri(HX + "Cluster")),
        quad("http://www.w3.org/2000/01/rdf-schema#comment", Literal("1", XSD + "integer")),
    ]) == []  # fmt: skip


def test_evidence_is_left_to_the_facts_it_makes_and_the_catalogue_is_looked_at() -> None:
    wrong = HX + "locatdIn"
    assert undeclared([quad(wrong, text("x"), EVIDENCE + "001/p-1")]) == []
    assert len(undeclared([quad(wrong, text("x"), CATALOGUE_GRAPH)])) == 1


def test_the_position_is_that_of_the_statement() -> None:
    wrong = quad(HX + "locatdIn", Iri(ID + "jalisco"))
    index = PositionIndex([Located(wrong, Position("x.ttl", 7, 3))])
    (result,) = undeclared([wrong], index)
    assert result.positions == (Position("x.ttl", 7, 3),)


def test_a_whole_store_is_asked_for_what_is_unknown_in_it() -> None:
    store = EmbeddedStore.in_memory()
    store.replace([
        quad(HX + "locatedIn", Iri(ID + "jalisco")),
        quad(HX + "locatdIn", Iri(ID + "jalisco")),
        quad(RDF_TYPE, Iri(HX + "Clutser"), CATALOGUE_GRAPH),
        quad("http://example.org/colour", text("red")),
    ])  # fmt: skip
    results = undeclared_in(store)
    assert sorted(result.code for result in results) == ["C61", "C61", "C62"]


def test_a_report_stays_in_order_and_counts() -> None:
    (misspelt,) = undeclared([quad(HX + "locatdIn", text("x"))])
    (foreign,) = undeclared([quad("http://example.org/colour", text("x"))])
    held = joined(Report((foreign,)), [misspelt])
    assert list(held.results) == [misspelt, foreign]
    recomputed = joined(Report([foreign], counts={"warning": 1}), [misspelt])
    assert list(recomputed.results) == [misspelt, foreign]
    assert len(recomputed.results) == 2
    assert (recomputed.results[1], recomputed.results[:1]) == (foreign, [misspelt])
    assert (recomputed.count("violation"), recomputed.count("warning")) == (1, 1)
    assert not recomputed.conforms
    assert joined(held, []) is held
