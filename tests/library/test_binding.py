"""Values of parameters: which term each becomes, what does not fit, and what tries to break out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import library, names
from kg.errors import KgError, UsageError
from kg.model import Iri, Literal, Quad, Term, text
from kg.rdf.namespaces import HX, ID, PREF_LABEL, RDF_TYPE, VOC, XSD
from kg.store.embedded import EmbeddedStore
from tests.library.sources import LEAST, one_parameter, parsed

TYPES = ("entity", "entity:State", "concept:sector", "date", "year", "integer", "string", "lang")


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    store = EmbeddedStore.in_memory()
    state, sector = Iri(ID + "nuevo-leon"), Iri(VOC + "sector/automotive")
    store.commit(
        add=[
            Quad(state, Iri(RDF_TYPE), Iri(HX + "State")),
            Quad(state, Iri(PREF_LABEL), text("Nuevo León", "mul")),
            Quad(sector, Iri(PREF_LABEL), text("Automotriz", "es")),
        ]
    )
    return store


def bound(store: EmbeddedStore, query: library.Query, value: str) -> Term | None:
    rows = list(library.run(query, store, {"value": value}, names.resolver(store)).rows)
    assert len(rows) == 1
    return rows[0][0]


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
        library.bind(query, {}, resolve)
    with pytest.raises(UsageError, match="did you mean 'value'"):
        library.bind(query, {"valeu": "1"}, resolve)
    with pytest.raises(UsageError, match="it takes: value"):
        library.bind(query, {"zzz": "1"}, resolve)
    without = parsed(*LEAST)
    with pytest.raises(UsageError, match="has no parameters"):
        library.bind(without, {"value": "1"}, resolve)


def test_defaults_are_filled_in_and_optional_ones_stay_out(store: EmbeddedStore) -> None:
    resolve = names.resolver(store)
    assert library.bind(one_parameter("lang", ", default: es"), {}, resolve) == {
        "value": Literal("es")
    }
    assert library.bind(one_parameter("lang", ", optional: yes"), {}, resolve) == {}


def test_a_list_is_separated_by_semicolons(store: EmbeddedStore) -> None:
    query, resolve = one_parameter("year", ", list: yes"), names.resolver(store)
    years = [Literal(year, XSD + "gYear") for year in ("2019", "2018")]
    assert library.bind(query, {"value": "2019; 2018 ;"}, resolve) == {"value": years}
    assert library.bind(query, {"value": "2019"}, resolve) == {"value": years[:1]}
    for empty in ("", " ; "):
        with pytest.raises(UsageError, match="value is empty; separate its values by ';'"):
            library.bind(query, {"value": empty}, resolve)
    with pytest.raises(UsageError, match="value is a year such as 2022, not ' 19'"):
        library.bind(query, {"value": "2018; 19"}, resolve)


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
        outcome: object = bound(store, one_parameter(kind), value)
    except KgError as error:
        outcome = str(error)
    assert outcome
