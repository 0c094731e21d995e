"""`kg explain`: what a class, a property or a code means, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kg
from kg.errors import InputError, UsageError
from kg.files import content
from kg.ingest.assemble import assemble
from kg.library.in_ontology import questions
from kg.mapping.explanation import stated_in_tables
from kg.ontology import profile, terms
from kg.ontology.codes import WITHOUT_SHAPE
from kg.ontology.explain import Users, explain, named_shapes
from tests.short_form import spread

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
    (sector,) = [line for line in lines("hx:Cluster", "es") if "(hx:sector)" in line]
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
        ("clustre", "did you mean hx:Cluster[?]"),
        ("hx:foundedOn", "did you mean schema:foundingDate[?]"),
        ("location of", "did you mean hx:locatedIn[?]"),
        ("zzzz", "name one as in hx:Cluster"),
        ("C99", "there are C0"),
    ],
)  # fmt: skip
def test_an_unknown_name_is_answered_with_the_nearest(name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        lines(name)


def test_an_unknown_name_is_answered_in_spanish_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_LANG", "es")
    with pytest.raises(
        UsageError, match=r"se llama «clusterr»; ¿quiso decir hx:Cluster\?.*kg show"
    ):
        lines("clusterr")


def test_a_word_by_which_people_look_for_a_term_finds_it() -> None:
    assert lines("website")[0] == "web address · property · schema:url"
    assert lines("sitio web", "es")[0] == "dirección web · propiedad · schema:url"


def has_pair(explanation: list[str]) -> bool:
    """Return whether lines have an example that passes and one that fails, which differ."""
    starts = [at for at, line in enumerate(explanation) if line.strip().startswith(EXAMPLE)]
    return len(starts) == 2 and explanation[starts[0] + 1] != explanation[starts[1] + 1]


EXAMPLE = "An example that", "Un ejemplo que"
#: the two languages, each with a part of the terms in the short form
every_term = pytest.mark.parametrize(
    ("language", "share"), spread([("en", 6), ("en", 1), ("es", 1)], 3)
)
#: classes of which nothing in the tables is, and properties of the ontology itself and of loads
WITHOUT_EXAMPLES = "Nothing in the tables is of it.", "No class of the profile has it"


@every_term
def test_every_class_and_property_has_an_example_that_passes_and_one_that_fails(
    language: str, share: int
) -> None:
    used = {prop for use in USES for prop in (use.property, *use.classes)}
    for term in [*TERMS.values()][::share]:
        if not (term.is_class or term.is_property):
            continue
        explanation = lines(term.iri, language)
        assert explanation[0].startswith(term.label(language))
        has_both = has_pair(explanation)
        if language == "en" and not has_both:
            assert explanation[-1].strip().startswith(WITHOUT_EXAMPLES), term.iri
        assert has_both or term.iri not in used, term.iri


@every_term
def test_every_code_has_an_example_that_passes_and_one_that_fails(
    language: str, share: int
) -> None:
    shapes = named_shapes(content.folder("ontology"))
    for code in sorted({shape.code for shape in shapes} | set(WITHOUT_SHAPE))[::share]:
        explanation = lines(code, language)
        assert explanation[0].startswith(code)
        assert has_pair(explanation), code


def test_a_class_is_told_with_the_properties_whose_value_it_is_and_its_questions() -> None:
    users = Users(stated_in_tables, questions)
    text = "\n".join(explain("hx:Phase", "en", USES, TERMS, users))
    assert "A value of: " in text
    assert "has phase (hx:hasPhase)" in text
    assert "under the framework of (hx:underFramework)" in text, "anything of the registry may be"
    assert "clusterForm" not in text
    text = "\n".join(explain("hx:locatedIn", "en", USES, TERMS, users))
    assert "\nIn tables: " in text
    assert re.search(r"\nQuestions that use it: [a-z-]+(, [a-z-]+){4} and \d+ others\n", text)


def test_a_class_that_no_thing_is_of_by_itself_has_the_examples_of_a_narrower_one() -> None:
    text = "\n".join(lines("hx:PolicyInstrument"))
    assert "<id/example-agreement> a hx:Agreement" in text


@pytest.mark.parametrize("code", sorted(WITHOUT_SHAPE))
def test_a_code_that_is_no_shape_is_explained_with_examples_that_hold(
    code: str, project_store_once: Path, tmp_path: Path
) -> None:
    explanations = {
        language: list(explain(code, language, USES, TERMS)) for language in ("en", "es")
    }
    asked = WITHOUT_SHAPE[code]
    assert explanations["en"][0].endswith(asked.english)
    assert explanations["es"][0].endswith(asked.spanish)
    graph = kg.open(project_store_once)
    for text, is_right in ((asked.right, True), (asked.wrong, False)):
        assert text in explanations["en"]
        if not asked.table:
            path = tmp_path / ("right.trig" if is_right else "wrong.trig")
            path.write_text(text, encoding="utf-8")
            codes = {result.code for result in graph.validate(path).results}
            assert codes == (set() if is_right else {code})


@pytest.mark.parametrize("code", [name for name, code in WITHOUT_SHAPE.items() if code.table])
def test_a_code_of_a_table_is_explained_with_rows_that_hold(code: str, small_data: Path) -> None:
    asked = WITHOUT_SHAPE[code]
    table = small_data / asked.table
    table.write_text(asked.right, encoding="utf-8")
    assemble(small_data)
    table.write_text(asked.wrong, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        assemble(small_data)
    assert [code in str(problem) for problem in raised.value.problems] == [True]
