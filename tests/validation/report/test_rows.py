"""From results to rows: labels, values, what was expected, in one language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.model import Iri, text
from kg.validation.report.rows import expected, rows
from tests.validation.report.results import BARE, FULL, LABELS, MANY, E, suggest


def test_a_row_shows_labels_and_falls_back_to_short_iris() -> None:
    full, bare, many = rows([FULL, BARE, MANY], "es", LABELS, suggest)
    assert (full.entity, full.entity_iri) == ("Equis | «la»", E + "x")
    assert (full.path, full.path_iri) == ("part", E + "p")
    assert full.value == '«a "b" & c|d\ne»'
    assert full.expected == "de la clase Clase <b>"
    assert full.message == "«Equis | «la»» mal: así"
    assert full.suggestion == "id:z"
    assert full.where == "data\\a.ttl:3:5, b.ttl:4, c.ttl"
    assert (full.severity, full.code, full.component) == ("violation", "C1", FULL.component)
    assert (bare.entity, bare.entity_iri, bare.path, bare.value) == ("", "_:b1", "", "")
    assert (bare.expected, bare.suggestion, bare.where) == ("", "", "")
    assert bare.message == "no es ninguno de los valores (sh:in)"
    assert many.value == "Equis | «la», «7», «uno»"
    assert many.path == E + "q"


def test_without_suggestions_there_are_none() -> None:
    (row,) = rows([FULL], "en", {})
    assert row.suggestion == ""
    assert (row.entity, row.path, row.message) == ("", E + "p", f"{E}x wrong: so")


def test_the_focus_node_is_not_shown_as_its_own_value() -> None:
    (row,) = rows([replace(FULL, value=Iri(E + "x"))], "en", LABELS)
    assert row.value == ""
    (row,) = rows([replace(FULL, value=Iri(E + "p"))], "en", LABELS)
    assert row.value == "part"


def test_a_long_text_is_cut() -> None:
    (row,) = rows([replace(FULL, value=text("a" * 200 + "b"))], "en", {})
    assert row.value == "«" + "a" * 200 + "»"


@pytest.mark.parametrize(
    ("parameter", "english", "spanish"),
    [
        (("minCount", "2"), "at least 2", "al menos 2"),
        (("maxCount", "2"), "at most 2", "a lo más 2"),
        (("datatype", E + "Class"), "of the datatype Clase <b>", "del tipo de dato Clase <b>"),
        (("nodeKind", "NamedNode"), "of the kind NamedNode", "del género NamedNode"),
        (("minExclusive", "5"), "more than 5", "más de 5"),
        (("minInclusive", "5"), "5 or more", "5 o más"),
        (("maxExclusive", "5"), "less than 5", "menos de 5"),
        (("maxInclusive", "5"), "5 or less", "5 o menos"),
        (("minLength", "5"), "5 characters or more", "5 caracteres o más"),
        (("maxLength", "5"), "5 characters or fewer", "5 caracteres o menos"),
        (("pattern", "^a"), "of the form ^a", "de la forma ^a"),
        (("languageIn", "es", "en"), "in one of the languages es, en",
         "en uno de los idiomas es, en"),
        (("equals", E + "p"), "the same as part", "lo mismo que part"),
        (("disjoint", E + "p"), "not the same as part", "distinto de part"),
        (("lessThan", E + "p"), "before part", "anterior a part"),
        (("lessThanOrEquals", E + "p"), "not after part", "no posterior a part"),
        (("hasValue", "5"), "the value 5", "el valor 5"),
        (("in", "a", "b"), "one of a, b", "uno de a, b"),
        ((), "", ""),
        (("unheard", "5"), "", ""),
    ],
)  # fmt: skip
def test_what_a_shape_expects_in_words(
    parameter: tuple[str, ...], english: str, spanish: str
) -> None:
    assert expected(parameter, "en", LABELS.__getitem__) == english
    assert expected(parameter, "es", LABELS.__getitem__) == spanish
    assert expected(parameter, "fr", LABELS.__getitem__) == english


def test_of_a_long_list_eight_are_shown() -> None:
    assert expected(("in", *"abcdefgh"), "en", str) == "one of a, b, c, d, e, f, g, h"
    assert expected(("in", *"abcdefghi"), "en", str) == "one of a, b, c, d, e, f, g, h, …"
