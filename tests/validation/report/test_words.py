"""A result without a message of its shape says component and parameters in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.model import Iri, Violation
from kg.rdf.namespaces import SH
from kg.validation.parameters import MAKERS
from kg.validation.report.words import message

RESULT = Violation("", "violation", Iri("http://e/a"), "", None, ())


def words_of(component: str, *expected: str, language: str = "en") -> str:
    result = replace(RESULT, component=component, expected=expected)
    return message(result, language, lambda iri: iri.rpartition("/")[2])


def test_the_component_and_its_parameters_are_said_in_both_languages() -> None:
    component = SH + "MinCountConstraintComponent"
    assert words_of(component, "minCount", "2") == "there are too few values (sh:minCount 2)"
    assert words_of(component, "minCount", "2", language="es") == (
        "hay muy pocos valores (sh:minCount 2)"
    )
    kinds = words_of(SH + "ClassConstraintComponent", "class", "http://e/City", "http://e/Town")
    assert kinds == "it is not of the class (sh:class City, Town)"
    assert (
        words_of(SH + "NotConstraintComponent") == "it fits the shape that it must not fit (sh:not)"
    )
    assert words_of("http://e/Even") == "it does not meet Even"


@pytest.mark.parametrize("parameter", sorted(MAKERS))
def test_every_component_has_words(parameter: str) -> None:
    name = parameter[0].upper() + parameter[1:]
    if parameter not in ("flags", "ignoredProperties", "property", "qualifiedValueShape"):
        assert "meet" not in words_of(f"{SH}{name}ConstraintComponent", parameter)


def test_the_message_of_a_shape_goes_first() -> None:
    result = replace(RESULT, component=SH + "InConstraintComponent", messages=(("", "no"),))
    assert message(result, "es", str) == "no"
