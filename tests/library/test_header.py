"""Headers: what is read, and the place and the fix for what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import library
from kg.errors import ContentError
from kg.library import header
from tests.library.sources import LEAST, parsed, source

FIELDS = ("summary", "tags", "params")


def test_a_header_is_read_in_full() -> None:
    query = parsed(
        "summary: Clusters of a state",
        "summary_es: Clústeres de un estado",
        "description: One row a cluster,",
        "  in order.",
        "tags: [a, b]",
        "params:",
        '  state: {type: entity:State, en: "State, or place", es: Estado}',
        "  lang: {type: lang, default: es, en: Language, es: Idioma}",
        "  level: {type: concept:label-level, optional: yes, list: yes, en: Level, es: Nivel}",
        "example: {state: nuevo-leon}",
        "columns: [a]",
        body="SELECT ?a WHERE { ?a ?state ?level , ?lang }",
    )
    assert (query.name, query.group, query.tags) == ("x", "find", ("a", "b"))
    assert query.description("es") == "One row a cluster, in order."
    assert query.summary("es") == "Clústeres de un estado"
    assert query.summary("fr") == query.summary("en") == "Clusters of a state"
    assert query.example == {"state": "nuevo-leon"}
    assert query.columns == ("a",)
    state, lang, level = query.parameters
    assert (state.label("en"), state.label("es")) == ("State, or place", "Estado")
    assert (state.kind, lang.kind, level.kind) == ("State", None, "concept:label-level")
    assert [p.base_type for p in query.parameters] == ["entity", "lang", "concept"]
    assert [p.required for p in query.parameters] == [True, False, False]
    assert [p.default for p in query.parameters] == [None, "es", None]
    assert [p.many for p in query.parameters] == [False, False, True]


def test_the_other_forms_of_yaml_are_read_too() -> None:
    query = parsed(
        "summary: >-",
        "  One line",
        "  folded",
        "summary_es: 'x: y'",
        "tags:",
        "- a",
        "- 'b, c'",
        "params:",
        "  value:",
        "    type: year",
        "    optional: true",
        "    list: false",
        "    en: Year # a remark",
        "    es: Año",
        "columns: [a]",
    )
    assert (query.summary_en, query.summary_es) == ("One line folded", "x: y")
    assert query.tags == ("a", "b, c")
    (parameter,) = query.parameters
    assert (parameter.optional, parameter.many, parameter.label_en) == (True, False, "Year")


def test_params_may_be_empty() -> None:
    assert parsed(*LEAST, "params:").parameters == ()
    assert parsed(*LEAST, "params: {}").parameters == ()


def test_all_values_are_texts() -> None:
    query = parsed(
        "summary: yes",
        "summary_es: null",
        "params:",
        "  value: {type: year, default: 0010, en: 1.0, es: ~}",
        "columns: [a]",
    )
    assert (query.summary_en, query.summary_es) == ("yes", "null")
    (parameter,) = query.parameters
    assert (parameter.default, parameter.label_en, parameter.label_es) == ("0010", "1.0", "~")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_three_ways_and_other_lines_stand_between(end: str) -> None:
    lines = ["# a remark", "#+summary: x", "#+", "#+ summary_es: y", "SELECT", "#+ columns: [a,"]
    query = library.parse(end.join([*lines, "#+  b]"]), Path("find/x.rq"))
    assert (query.summary_en, query.summary_es, query.columns) == ("x", "y", ("a", "b"))
    with pytest.raises(ContentError, match=r"x\.rq:8:3: 'colour' is not a header field"):
        library.parse(end.join([*lines, "#+  b]", "#+colour: red"]), Path("x.rq"))


PARAMETER = "  value: {type: year, en: Year, es: Año}"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (LEAST[1:], "x.rq:1: the header has no 'summary'; add '#+ summary: …'"),
        (("summary:", *LEAST[1:]), "has no 'summary'"),
        (LEAST[:2], "has no 'columns'"),
        ((*LEAST[:2], "columns: []"), "has no 'columns'"),
        ((), "has no 'summary'"),
        (("",), "has no 'summary'"),
        (("# a remark",), "has no 'summary'"),
        (
            (*LEAST, "colour: red"),
            "x.rq:4:4: 'colour' is not a header field; did you mean 'columns'? write one of: "
            "summary, summary_es, description, description_es, asks, tags, params, example, "
            "columns, caveats",
        ),
        ((*LEAST, "zzz: red"), "x.rq:4:4: 'zzz' is not a header field; write one of: summary,"),
        ((*LEAST, "summary: y"), "x.rq:4:4: 'summary' is there twice; remove one"),
        (("a text",), "x.rq:1:4: write the header as 'name: value' lines"),
        (("- summary",), "x.rq:1:4: write the header as 'name: value' lines"),
        ((*LEAST[:2], "columns: a"), "x.rq:3:4: write a list in brackets: [one, two]"),
        ((*LEAST[:2], "columns: {a: b}"), "x.rq:3:4: write a list in brackets: [one, two]"),
        ((*LEAST[:2], "columns: [[a]]"), "x.rq:3:14: write a text here"),
        ((*LEAST, "description: [a]"), "x.rq:4:4: write a text here; put one with brackets in"),
        ((*LEAST, "[a]: b"), "x.rq:4:4: write a text here"),
        (
            (*LEAST, "params: year"),
            "x.rq:4:4: write a parameter as 'name: {type: …, en: …, es: …}'",
        ),
        ((*LEAST, "params:", "  value: year"), "x.rq:5:6: write a parameter as"),
        ((*LEAST, "params:", "  Value: {type: year, en: a, es: b}"), "x.rq:5:6: write a param"),
        (
            (*LEAST, "params:", "  value: {type: colour, en: a, es: b}"),
            "x.rq:5:6: the type of 'value' is one of",
        ),
        ((*LEAST, "params:", "  value: {en: a, es: b}"), "the type of 'value' is one of"),
        ((*LEAST, "params:", "  value: {type: year, en: a}"), "needs a label in 'en' and in 'es'"),
        ((*LEAST, "params:", "  value: {type: year, es: a}"), "needs a label in 'en' and in 'es'"),
        (
            (*LEAST, "params:", "  value: {type: year, en: a, es: b, size: 3}"),
            "x.rq:5:40: a parameter has no 'size'; it has type, default, optional, list, en, es",
        ),
        (
            (*LEAST, "params:", "  value: {type: year, optional: maybe, en: a, es: b}"),
            "x.rq:5:6: 'optional' is yes or no, not 'maybe'",
        ),
        (
            (*LEAST, "params:", "  value: {type: year, list: 3, en: a, es: b}"),
            "'list' is yes or no, not '3'",
        ),
        (
            (*LEAST, "params:", "  value: {type: year, optional: yes, default: 2, en: a, es: b}"),
            "'value' is optional and has a default; leave one of the two out",
        ),
        ((*LEAST, "params:", PARAMETER, PARAMETER), "x.rq:6:6: 'value' is there twice"),
        ((*LEAST, "example: red"), "x.rq:4:4: write an example as '{name: value}'"),
        ((*LEAST, "example: {colour: red}"), "x.rq:4:14: there is no parameter 'colour'"),
    ],
)
def test_a_bad_header_is_refused_with_its_place(lines: tuple[str, ...], message: str) -> None:
    with pytest.raises(ContentError) as caught:
        parsed(*lines)
    assert message in str(caught.value)
    assert str(caught.value).startswith("find/x.rq:")


@pytest.mark.parametrize(
    ("line", "place", "fix"),
    [
        ("summary: a: b", "1:14", 'put a text that contains ": " in double quotes'),
        ("columns: [a, b", "1:13", "close the bracket"),
        ("params: {a: {type: year}", "1:12", "close the bracket"),
        ('summary: "a', "1:13", "close the quotation mark"),
        ("summary: @home", "1:13", "a special character in double quotes"),
        ("summary: 'it's'", "1:17", "put a text with special characters in quotes"),
    ],
)
def test_what_is_not_yaml_is_explained_with_its_place(line: str, place: str, fix: str) -> None:
    with pytest.raises(ContentError) as caught:
        parsed(line, "tags: [a]")
    assert str(caught.value).startswith(f"find/x.rq:{place}: the header is not valid YAML: ")
    assert fix in str(caught.value)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("summary: &a x",), "x.rq:1:13: a header has no anchors (&), aliases (*) or tags (!)"),
        (("summary: !!str x",), "x.rq:1:13: a header has no anchors"),
        (("summary: !x y",), "x.rq:1:13: a header has no anchors"),
        (("summary: *a",), "x.rq:1:13: a header has no anchors"),
        (("tags: &a [b]",), "x.rq:1:10: a header has no anchors"),
        (("tags: !!python/object:os.system [b]",), "x.rq:1:10: a header has no anchors"),
        (("<<: *a",), "x.rq:1:8: a header has no anchors"),
        (("summary: x", "--- y"), "x.rq:2:4: the header ends here; leave '---' out"),
        (("tags: [[[a]]]",), "x.rq:1:12: the header is nested too deeply; write a text here"),
        (("params: {a: {b: {c: d}}}",), "x.rq:1:17: the header is nested too deeply"),
        (("summary: \x07",), "x.rq:1: the header holds a control character; remove it"),
    ],
)
def test_what_a_header_does_not_need_is_refused(lines: tuple[str, ...], message: str) -> None:
    with pytest.raises(ContentError) as caught:
        parsed(*lines)
    assert message in str(caught.value)


def test_a_header_has_a_greatest_size() -> None:
    room = header.MAX_LENGTH - len("summary: ")
    assert header.read(source("summary: " + "x" * room), "x.rq", FIELDS)["summary"].text()
    with pytest.raises(ContentError, match=r"x\.rq:1: the header has 65,537 characters; 65,536"):
        header.read(source("summary: " + "x" * (room + 1)), "x.rq", FIELDS)


def test_a_line_that_only_yaml_ends_keeps_messages_within_the_file() -> None:
    with pytest.raises(ContentError, match=r"^x\.rq:2:"):
        header.read(source("summary: x\u2028", "colour: y"), "x.rq", FIELDS)


def test_it_is_read_without_the_parser_in_c_too(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = (*LEAST, "params:", PARAMETER, "example: {value: 2018}")
    expected = parsed(*lines)
    monkeypatch.delattr(yaml, "CBaseLoader")
    assert parsed(*lines) == expected
    with pytest.raises(ContentError, match=r'x\.rq:1:14: .*contains ": " in double quotes'):
        parsed("summary: a: b")
    with pytest.raises(ContentError, match="close the bracket"):
        parsed("tags: [a, b")


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_header_is_read_or_refused_with_its_place(text: str) -> None:
    message = "x.rq:"
    names: set[str] = set()
    try:
        names = set(header.read(source(*text.split("\n")), "x.rq", FIELDS))
    except ContentError as error:
        message = str(error)
    assert message.startswith("x.rq:")
    assert names <= set(FIELDS)
