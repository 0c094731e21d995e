"""The query library: headers, names, parameters, and values that try to break out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import names
from kg.errors import ContentError, KgError, UsageError
from kg.library import catalogue as queries
from kg.model import Iri, Literal, Quad, Term, text
from kg.rdf.namespaces import HX, ID, PREF_LABEL, RDF_TYPE, VOC, XSD
from kg.store.embedded import EmbeddedStore

TYPES = ("entity", "entity:State", "concept:sector", "date", "year", "integer", "string", "lang")


def header(*lines: str, body: str = "SELECT ?a WHERE { ?a ?b ?value }") -> str:
    return "".join(f"#+ {line}\n" for line in lines) + body


def one_parameter(kind: str, extra: str = "") -> queries.Query:
    """Return a query that tells which term its parameter was bound to."""
    source = header(
        "summary: x",
        "summary_es: x",
        "params:",
        f"  value: {{type: {kind}{extra}, en: Value, es: Valor}}",
        "columns: [bound]",
        body="SELECT ?bound WHERE { BIND(?value AS ?bound) }",
    )
    return queries.parse(source, Path("find/one.rq"))


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    made = EmbeddedStore.in_memory()
    state, sector = Iri(ID + "nuevo-leon"), Iri(VOC + "sector/automotive")
    made.commit(
        add=[
            Quad(state, Iri(RDF_TYPE), Iri(HX + "State")),
            Quad(state, Iri(PREF_LABEL), text("Nuevo León", "mul")),
            Quad(sector, Iri(PREF_LABEL), text("Automotriz", "es")),
        ]
    )
    return made


def bound(store: EmbeddedStore, query: queries.Query, value: str) -> Term | None:
    rows = list(queries.run(query, store, {"value": value}, names.resolver(store)).rows)
    assert len(rows) == 1
    return rows[0][0]


# Headers


def test_a_header_is_read_in_full() -> None:
    source = header(
        "summary: Clusters of a state",
        "summary_es: Clústeres de un estado",
        "description: One row a cluster,",
        "  in order.",
        "tags: [a, b]",
        "params:",
        '  state: {type: entity:State, en: "State, or place", es: Estado}',
        "  lang: {type: lang, default: es, en: Language, es: Idioma}",
        "  level: {type: concept:label-level, optional: yes, en: Level, es: Nivel}",
        "columns: [a]",
        body="SELECT ?a WHERE { ?a ?state ?level , ?lang }",
    )
    query = queries.parse(source, Path("find/some-name.rq"))
    assert (query.name, query.group, query.tags) == ("some-name", "find", ("a", "b"))
    assert query.description == "One row a cluster, in order."
    assert query.summary("es") == "Clústeres de un estado"
    assert query.summary("fr") == query.summary("en") == "Clusters of a state"
    state, lang, level = query.parameters
    assert (state.label("en"), state.label("es")) == ("State, or place", "Estado")
    assert (state.kind, lang.kind, level.kind) == ("State", None, "concept:label-level")
    assert [p.required for p in query.parameters] == [True, False, False]
    assert query.text == source


GOOD = ("summary: x", "summary_es: x", "columns: [a]")
PARAMETER = "  value: {type: year, en: Year, es: Año}"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (GOOD[1:], "x.rq:1: the header has no 'summary'"),
        (("summary:", *GOOD[1:]), "has no 'summary'"),
        (GOOD[:2], "has no 'columns'"),
        ((*GOOD, "colour: red"), "x.rq:4: 'colour: red' is no header line"),
        ((*GOOD, "summary: y"), "x.rq:4: 'summary' is there twice"),
        (("summary: x", "summary_es: x", "columns: a"), "x.rq:3: write a list in brackets"),
        (
            ("summary: x", "summary_es: x", "columns: [z]"),
            "x.rq:3: the SELECT names no column '?z'",
        ),
        ((*GOOD, "params:", "  value: year"), "x.rq:5: write a parameter as"),
        ((*GOOD, "params:", "  Value: {type: year, en: a, es: b}"), "x.rq:5: write a parameter as"),
        (
            (*GOOD, "params:", "  value: {type: colour, en: a, es: b}"),
            "the type of 'value' is one of",
        ),
        ((*GOOD, "params:", "  value: {type: year, en: a}"), "needs a label in 'en' and in 'es'"),
        ((*GOOD, "params:", "  value: {type: year, en: a, es: b, size: 3}"), "'size' is not known"),
        ((*GOOD, "params:", "  value: {type: year, en a}"), "x.rq:5: cannot read 'en a'"),
        (
            (*GOOD, "params:", "  value: {type: year, optional: no, en: a, es: b}"),
            "'optional: yes'",
        ),
        (
            (*GOOD, "params:", "  value: {type: year, optional: yes, default: 2, en: a, es: b}"),
            "no default beside it",
        ),
        ((*GOOD, "params:", PARAMETER, PARAMETER), "x.rq:6: the parameter 'value' is there twice"),
        ((*GOOD, "params:", "  other: {type: year, en: a, es: b}"), "does not use '?other'"),
        ((*GOOD, "params:", "  a: {type: year, en: a, es: b}"), "'a' is a parameter; rename"),
    ],
)
def test_a_bad_header_is_refused_with_its_place(lines: tuple[str, ...], message: str) -> None:
    with pytest.raises(ContentError) as caught:
        queries.parse(header(*lines), Path("find/x.rq"))
    assert message in str(caught.value)
    assert "find/x.rq" in str(caught.value)


def test_a_file_that_does_not_select_is_refused() -> None:
    with pytest.raises(ContentError, match="no SELECT"):
        queries.parse(header(*GOOD, body="ASK { ?a ?b ?c }"), Path("find/x.rq"))


def test_a_library_is_in_the_order_of_its_groups(tmp_path: Path) -> None:
    for group, name in (("network", "a"), ("find", "z"), ("find", "b"), ("own", "c")):
        (tmp_path / group).mkdir(exist_ok=True)
        (tmp_path / group / f"{name}.rq").write_text(header(*GOOD), encoding="utf-8")
    assert list(queries.library(tmp_path)) == ["b", "z", "a", "c"]


def test_a_library_refuses_a_name_in_two_groups(tmp_path: Path) -> None:
    for group in ("find", "time"):
        (tmp_path / group).mkdir()
        (tmp_path / group / "same.rq").write_text(header(*GOOD), encoding="utf-8")
    with pytest.raises(ContentError, match=r"also in .*find/same\.rq"):
        queries.library(tmp_path)


def test_a_library_says_which_file_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "find").mkdir()
    (tmp_path / "find" / "bad.rq").write_bytes(b"\xff\xfe")
    with pytest.raises(ContentError, match=r"bad\.rq: cannot be read"):
        queries.library(tmp_path)
    with pytest.raises(ContentError, match="no folder of queries"):
        queries.library(tmp_path / "nowhere")


# Names


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("one-clusters", "did you mean 'clusters-one'"),
        ("cluster-one", "did you mean 'clusters-one'"),
        ("zzz", "unknown query 'zzz'; `kg query list` shows all"),
        ("time/clusters-one", "did you mean 'clusters-one'"),
    ],
)
def test_an_unknown_query_gets_the_nearest(name: str, message: str) -> None:
    library = {"clusters-one": queries.parse(header(*GOOD), Path("find/clusters-one.rq"))}
    with pytest.raises(UsageError) as caught:
        queries.find(library, name)
    assert message in str(caught.value)


def test_a_query_is_found_with_or_without_its_group() -> None:
    query = queries.parse(header(*GOOD), Path("find/x.rq"))
    assert queries.find({"x": query}, "x") is queries.find({"x": query}, "find/x") is query


# Values


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("entity", "Nuevo Leon", Iri(ID + "nuevo-leon")),
        ("entity:State", " id:nuevo-leon ", Iri(ID + "nuevo-leon")),
        ("concept:sector", "Automotriz", Iri(VOC + "sector/automotive")),
        ("date", "2022-12-19", Literal("2022-12-19", XSD + "date")),
        ("date", "2022-12", Literal("2022-12", XSD + "gYearMonth")),
        ("date", "2022", Literal("2022", XSD + "gYear")),
        ("date", "2024-02-29", Literal("2024-02-29", XSD + "date")),
        ("year", "2022", Literal("2022", XSD + "gYear")),
        ("integer", "-07", Literal("-7", XSD + "integer")),
        ("string", ' a "b" ', Literal(' a "b" ')),
        ("string", "", Literal("")),
        ("lang", "fr", Literal("fr")),
    ],
)
def test_a_value_becomes_a_term(store: EmbeddedStore, kind: str, value: str, term: Term) -> None:
    assert bound(store, one_parameter(kind), value) == term


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("date", "19/12/2022", "did you mean 2022-12-19?"),
        ("date", "9.1.2022", "did you mean 2022-01-09?"),
        ("date", "2022-02-30", "written as year-month-day"),
        ("date", "2022-13", "written as year-month-day"),
        ("date", "0000", "written as year-month-day"),
        ("date", "12/31/2022", "did you mean 2022-12-31?"),
        ("date", "yesterday", "not 'yesterday'"),
        ("year", "22", "value is a year such as 2022, not '22'"),
        ("integer", "1.5", "value is a whole number, not '1.5'"),
        ("integer", "٣", "whole number"),
        ("integer", "9" * 19, "whole number"),
        ("lang", "de", "value is es, en or fr, not 'de'"),
        ("lang", "", "value is empty; give es, en or fr"),
        ("entity", "  ", "value is empty; give an id"),
        ("entity:State", "Nuevo Leone", "did you mean: Nuevo León"),
        ("concept:sector", "automotiv", "did you mean: automotive"),
        ("string", "a\udcff", "not valid UTF-8"),
    ],
)
def test_a_value_that_does_not_fit_is_explained(
    store: EmbeddedStore, kind: str, value: str, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        bound(store, one_parameter(kind), value)
    assert message in str(caught.value)


def test_a_missing_and_an_unknown_parameter_are_explained(store: EmbeddedStore) -> None:
    query, resolve = one_parameter("year"), names.resolver(store)
    with pytest.raises(UsageError, match=r"needs value \(Value, a year .*\); add -p value"):
        queries.bind(query, {}, resolve)
    with pytest.raises(UsageError, match="did you mean 'value'"):
        queries.bind(query, {"valeu": "1"}, resolve)
    with pytest.raises(UsageError, match="it takes: value"):
        queries.bind(query, {"zzz": "1"}, resolve)
    without = queries.parse(header(*GOOD), Path("find/x.rq"))
    with pytest.raises(UsageError, match="has no parameters"):
        queries.bind(without, {"value": "1"}, resolve)


def test_defaults_are_filled_in_and_optional_ones_stay_out(store: EmbeddedStore) -> None:
    resolve = names.resolver(store)
    assert queries.bind(one_parameter("lang", ", default: es"), {}, resolve) == {
        "value": Literal("es")
    }
    assert queries.bind(one_parameter("lang", ", optional: yes"), {}, resolve) == {}


BREAK_OUTS = (
    '" } SELECT * WHERE { ?s ?p ?o } #',
    "> . ?s ?p ?o . <",
    "id:nuevo-leon> . ?s ?p ?o . <x",
    "https://example.org/> } DROP ALL; SELECT * WHERE { <x",
    "'''\"\"\"\\",
    "\\u0022 . ?s ?p ?o",
    "?value",
    "2022 } #",
    "2022\n}",
    'es" . ?s ?p ?o . #',
    "$value ?bound { } SERVICE <http://localhost/>",
    "\x00",
    "2022-12-19\n",
)


@pytest.mark.parametrize("value", BREAK_OUTS)
@pytest.mark.parametrize("kind", TYPES)
def test_no_value_breaks_out(store: EmbeddedStore, kind: str, value: str) -> None:
    """Each is a term with just this text, or an error that HelixKG raises on purpose."""
    try:
        term = bound(store, one_parameter(kind), value)
    except UsageError:
        assert kind != "string"
    else:
        assert isinstance(term, Literal)
        assert term.value == (value if kind == "string" else value.strip())


@settings(max_examples=150, deadline=None)
@given(value=st.text())
def test_any_text_is_bound_as_it_is(value: str) -> None:
    store = EmbeddedStore.in_memory()
    assert bound(store, one_parameter("string"), value) == Literal(value)


@settings(max_examples=150, deadline=None)
@given(value=st.text(), kind=st.sampled_from(TYPES))
def test_any_text_is_a_term_or_an_error_of_ours(value: str, kind: str) -> None:
    store = EmbeddedStore.in_memory()
    try:
        term = bound(store, one_parameter(kind), value)
    except KgError as error:
        assert str(error)
    else:
        assert term is not None
