"""What stands before the name of a kind: the right article for each class of the ontology."""

from __future__ import annotations

import pytest

from kg.ontology import articles
from kg.ontology.terms import declared

_FEMININE_ENDINGS = ("a", "ción", "sión", "dad", "red", "fase")
_MASCULINE_IN_A = ("esquema", "programa")


@pytest.mark.parametrize(
    ("label", "language", "indefinite", "definite"),
    [
        ("Cluster", "en", "a", "the cluster"),
        ("Academic institution", "en", "an", "the academic institution"),
        ("Clúster", "es", "un", "el clúster"),
        ("Empresa", "es", "una", "la empresa"),
        ("Área", "es", "una", "el área"),
        ("Órgano de trabajo", "es", "un", "el órgano de trabajo"),
        ("Programa, plan o estrategia", "es", "un", "el programa, plan o estrategia"),
        ("ISO code", "en", "an", "the ISO code"),
    ],
)
def test_articles(label: str, language: str, indefinite: str, definite: str) -> None:
    assert articles.a(label, language) == indefinite
    assert articles.the(label, language) == definite


def test_each_class_has_the_article_that_its_first_word_asks_for() -> None:
    labels = [term.label("es") for term in declared().values() if term.is_class]
    assert len(labels) > 40
    for label in labels:
        word = label.partition(" ")[0].rstrip(",").lower()
        is_feminine = word.endswith(_FEMININE_ENDINGS) and word not in _MASCULINE_IN_A
        assert (articles.a(label, "es") == "una") == is_feminine, label
