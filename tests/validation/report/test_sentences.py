"""A result in a sentence: the thing by name, what is compared, and the documents."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kg.model import BNode, Iri, Literal, Stated, Term, Violation, text
from kg.rdf.iris import shorten
from kg.rdf.namespaces import HX, ID, SCHEMA, SH, VOC, XSD
from kg.validation.report.rows import term_label
from kg.validation.report.sentences import best_label, sentence, statements, value_text

X = Iri(ID + "x")
FOUNDED, STATUS = SCHEMA + "foundingDate", HX + "status"
DATES = Violation(
    code="C56",
    severity="violation",
    focus=X,
    path=FOUNDED,
    value=None,
    messages=(
        ("en", "C56 has more than one value of «founding date»: the sources disagree; decide."),
        ("es", "C56 tiene más de un valor de «fecha de fundación»: no coinciden; decida."),
    ),
    component=SH + "MaxCountConstraintComponent",
    kind=HX + "Cluster",
    labels=(("en", "X"), ("es", "Equis")),
)


def stated(value: str, *documents: tuple[str, str], more: int = 0, record: str = "") -> Stated:
    year = Literal(value, XSD + "gYear")
    return Stated(X, FOUNDED, year, (), documents, more, record)


def sentence_of(result: Violation, language: str = "en") -> str:
    return sentence(result, language, lambda iri: term_label(iri, language) or shorten(iri))


def with_values(*values: Stated, in_all: int = 0, **changes: Any) -> Violation:
    return replace(DATES, stated=values, stated_in_all=in_all or len(values), **changes)


def test_two_values_with_their_documents() -> None:
    result = with_values(stated("2007", ("001", "note 74")), stated("2009", ("003", "§1.2")))
    assert sentence_of(result) == (
        "The cluster «X» has two founding dates: 2007 (001, note 74), 2009 (003, §1.2). "
        "The sources disagree; decide."
    )
    assert sentence_of(result, "es") == (
        "El clúster «Equis» tiene dos fechas de fundación: 2007 (001, note 74), "
        "2009 (003, §1.2). No coinciden; decida."
    )


def test_a_property_that_is_no_date_is_named() -> None:
    result = with_values(
        Stated(X, STATUS, Iri(VOC + "status/active"), (("en", "Active"), ("es", "Activo"))),
        Stated(X, STATUS, Iri(VOC + "status/ended"), (), (("new.ttl", ""),)),
        path=STATUS,
    )
    assert sentence_of(result).startswith(
        "The cluster «X» has two values of «status»: Active (no document), "
        "voc:status/ended (new.ttl). "
    )
    assert sentence_of(result, "es").startswith(
        "El clúster «Equis» tiene dos valores de «estado»: Activo (ningún documento), "
    )


def test_many_documents_and_many_values_are_counted() -> None:
    two = ("001", "p. 1"), ("002", "p. 2")
    result = with_values(stated("2001", *two, more=3), stated("2002", more=0), in_all=1_234)
    assert sentence_of(result).startswith(
        "The cluster «X» has 1,234 founding dates: "
        "2001 (001, p. 1; 002, p. 2; and 3 more), 2002 (no document), and 1,232 more. "
    )
    assert "y 3 más), 2002 (ningún documento), y 1,232 más" in sentence_of(result, "es")


@pytest.mark.parametrize(
    ("record", "english", "spanish"),
    [
        ("registry", "registry", "registro"),
        ("vocabulary", "code list", "lista de códigos"),
        ("catalogue", "catalogue", "catálogo"),
        ("", "no document", "ningún documento"),
    ],
)
def test_what_no_document_states_is_said_to_stand_elsewhere(
    record: str, english: str, spanish: str
) -> None:
    result = with_values(stated("2001", record=record))
    assert statements(result, "en", shorten) == f"2001 ({english})"
    assert statements(result, "es", shorten) == f"2001 ({spanish})"


def test_values_of_two_properties_are_told_apart() -> None:
    ended = Stated(X, SCHEMA + "dissolutionDate", Literal("1999", XSD + "gYear"), (), (("9", ""),))
    result = with_values(
        ended, stated("2007"), stated("2009"), code="C34", messages=(("en", "C34 ended: correct."),)
    )
    assert sentence_of(result) == (
        "The cluster «X» ended: dissolution date 1999 (9); "
        "founding date 2007 (no document), 2009 (no document). Correct."
    )


def test_another_thing_with_the_value_is_named() -> None:
    other = Stated(Iri(ID + "y"), FOUNDED, Literal("1"), (("en", "Y"),))
    assert statements(with_values(other), "en", shorten) == "Y (no document)"


def test_without_a_name_the_address_stands_for_it() -> None:
    bare = replace(DATES, labels=(), kind="", stated=())
    assert sentence_of(bare).startswith("id:x has more than one value")
    assert sentence_of(replace(bare, kind=HX + "Company"), "es").startswith(
        "La empresa id:x tiene más"
    )
    assert sentence_of(replace(bare, focus=BNode("b"))).startswith("_:b has more")


def test_messages_of_other_shapes_stay_as_they_are() -> None:
    other = with_values(stated("2001"), messages=(("en", "Too many: x"),))
    assert sentence_of(other) == "Too many: x"
    assert sentence_of(replace(DATES, code="", messages=(("en", "C56 x"),))) == "C56 x"


def test_the_best_label_is_that_of_the_reader() -> None:
    labels = (("en", "X"), ("es", "Equis"), ("mul", "Z"))
    assert best_label(labels, "en") == "X"
    assert best_label(labels, "mul") == "Z"
    assert best_label(labels, "fr") == "Equis"
    assert best_label((("de", "B"), ("de", "A")), "en") == "A"
    assert best_label((), "en") == ""


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        (Literal("2007", XSD + "gYear"), "2007"),
        (text("Otro", "es"), "«Otro»"),
        (text("a" * 201), "«" + "a" * 200 + "»"),
        (Iri(ID + "y"), "id:y"),
    ],
)
def test_values_as_a_sentence_has_them(term: Term, shown: str) -> None:
    assert value_text(term, shorten) == shown
