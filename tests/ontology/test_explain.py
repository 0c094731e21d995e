"""`kg explain`: what a class, a property or a code means, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.errors import UsageError
from kg.ontology import profile, terms
from kg.ontology.codes import WITHOUT_SHAPE
from kg.ontology.explain import explain

USES = profile.project()
TERMS = terms.declared()


def lines(name: str, language: str = "en") -> list[str]:
    return list(explain(name, language, USES, TERMS))


@pytest.mark.parametrize("name", ["hx:Agreement", "agreement", "Acuerdo", "ACUERDO"])
def test_a_class_is_found_by_any_of_its_names(name: str) -> None:
    first, meaning, *rest = lines(name)
    assert first == "Agreement · class · hx:Agreement"
    assert meaning.startswith("A treaty")
    assert "  signed on (hx:signedOn): a date: 2022, 2022-12 or 2022-12-19 [at most one]" in rest
    assert not any("hx:clusterForm" in line for line in rest)


def test_what_a_class_adds_takes_the_place_of_what_is_said_above_it() -> None:
    (sector,) = [line for line in lines("hx:Cluster", "es") if "hx:sector" in line]
    assert sector == "  sector (hx:sector): un código de la lista sector [recomendada]"


def test_a_property_has_its_classes_values_and_examples() -> None:
    text = "\n".join(lines("founding date"))
    assert "Stands at: an organisation\nValues: a date" in text
    assert 'schema:foundingDate "2012"^^xsd:gYear' in text
    assert 'schema:foundingDate "soon"' in text


@pytest.mark.parametrize("code", ["C17", "C58-sector", "c25", "C60"])
def test_a_code_has_its_messages_and_a_pair_of_examples(code: str) -> None:
    text = "\n".join(lines(code, "es"))
    assert text.startswith(code.capitalize()[:3])
    assert "Un ejemplo que pasa" in text
    assert "Un ejemplo que no pasa" in text


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("clustre", "did you mean 'cluster'"),
        ("zzzz", "name one as in hx:Cluster"),
        ("C99", "there are C0"),
    ],
)  # fmt: skip
def test_an_unknown_name_is_answered_with_the_nearest(name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        lines(name)


def test_an_unknown_name_is_answered_in_spanish_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_LANG", "es")
    with pytest.raises(UsageError, match=r"se llama «clusterr»; ¿quiso decir «cluster.*kg show"):
        lines("clusterr")


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_class_property_and_code_can_be_explained(language: str) -> None:
    for term in TERMS.values():
        if term.is_class or term.is_property:
            assert lines(term.iri, language)[0].startswith(term.label(language))
    codes = {line[:3] for line in lines("C60", language) if line.startswith("C60")}
    assert codes == {"C60"}


@pytest.mark.parametrize("code", sorted(WITHOUT_SHAPE))
def test_a_code_that_is_no_shape_is_explained_with_examples_that_hold(
    code: str, project_store_once: Path, tmp_path: Path
) -> None:
    told = {language: list(explain(code, language, USES, TERMS)) for language in ("en", "es")}
    asked = WITHOUT_SHAPE[code]
    assert told["en"][0].endswith(asked.english)
    assert told["es"][0].endswith(asked.spanish)
    graph = kg.open(project_store_once)
    for text, is_right in ((asked.right, True), (asked.wrong, False)):
        if text:
            assert text in told["en"]
            path = tmp_path / ("right.trig" if is_right else "wrong.trig")
            path.write_text(text, encoding="utf-8")
            found = {result.code for result in graph.validate(path).results}
            assert found == (set() if is_right else {code})
