"""Cells: what each type of column makes of a text, and what it says of a text that does not fit."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kg.mapping import values
from kg.mapping.column import TYPES, Column
from kg.mapping.context import Context, Entity, Source
from kg.mapping.values import Wrong
from kg.model import RDF_LANGSTRING, Iri, Literal, Term, text
from kg.rdf.dates import EDTF_TYPE
from kg.rdf.namespaces import ID, SOURCE, VOC, XSD

NO_PERIOD = (
    "'{}' is no period; write 2022, 2022-12, 2022-12-19, an interval such as 2013/2017 or, where "
    "it is uncertain, 2019?"
)


@pytest.fixture
def context() -> Context:
    """Two entities, one that was merged, a source, two code lists."""
    return Context(
        entities={
            "nuevo-leon": Entity("nuevo-leon", "State", {"mul": "Nuevo León"}),
            "mexico": Entity("mexico", "Country", {"es": "México"}),
        },
        replaced={"mejico": "mexico"},
        sources={"001": Source("001", "Report")},
        codes={"axis": {"energy": "Energy"}, "status": {"active": "Active", "closed": "Closed"}},
    )


def read(context: Context, cell: str, language: str = "", **words: Any) -> Term:
    return values.term(cell, Column("c", **words), context, language)


@pytest.mark.parametrize(
    ("kind", "cell", "term"),
    [
        ("date", "2022", Literal("2022", XSD + "gYear")),
        ("date", "2022-12", Literal("2022-12", XSD + "gYearMonth")),
        ("date", "2022-12-19", Literal("2022-12-19", XSD + "date")),
        ("period", "2019", Literal("2019", XSD + "gYear")),
        ("period", "2019/2021", Literal("2019/2021", EDTF_TYPE)),
        ("period", "2019~", Literal("2019~", EDTF_TYPE)),
        ("period", "2019?/2021", Literal("2019?/2021", EDTF_TYPE)),
        ("period", "2019/..", Literal("2019/..", EDTF_TYPE)),
        ("period", "2019/2019", Literal("2019/2019", EDTF_TYPE)),
        ("period", "2019-12/2019", Literal("2019-12/2019", EDTF_TYPE)),
        ("period", "2019-12-19/2019-12-19", Literal("2019-12-19/2019-12-19", EDTF_TYPE)),
        ("uri", "https://a.mx/x", Literal("https://a.mx/x", XSD + "anyURI")),
        ("uri", "http://a.mx", Literal("http://a.mx", XSD + "anyURI")),
        ("integer", "007", Literal("7", XSD + "integer")),
        ("integer", "-7", Literal("-7", XSD + "integer")),
        ("number", "92", Literal("92", XSD + "integer")),
        ("number", "-012", Literal("-12", XSD + "integer")),
        ("number", "12.50", Literal("12.5", XSD + "decimal")),
        ("number", "-3.0", Literal("-3.0", XSD + "decimal")),
        ("number", "3.00", Literal("3.0", XSD + "decimal")),
        ("number", "100.10", Literal("100.1", XSD + "decimal")),
        ("source", "001", Iri(SOURCE + "001")),
        ("slug", "claut-2", text("claut-2")),
        ("kind", "Cluster", text("Cluster")),
        ("language", "es", text("es")),
        ("language", "nah", text("nah")),
        ("text", "12.50", text("12.50")),
        ("", "12.50", text("12.50")),
    ],
)
def test_a_cell_becomes_the_term_of_its_type(
    context: Context, kind: str, cell: str, term: Term
) -> None:
    assert read(context, cell, type=kind) == term


@pytest.mark.parametrize(
    ("kind", "cell", "message"),
    [
        ("date", "2022-02-30", "'2022-02-30' is no day of the calendar"),
        ("date", "MMVII", "'MMVII' is no date; write 2022, 2022-12 or 2022-12-19"),
        (
            "date",
            "19/12/2022",
            "'19/12/2022' is no date; write 2022, 2022-12 or 2022-12-19 (here perhaps 2022-12-19)",
        ),
        *(
            ("date", cell, f"'{cell}' is no date; write 2022, 2022-12 or 2022-12-19")
            for cell in (
                "31/02/2020",
                "02/31/2020",
                "30.2.2020",
                "29-02-2019",
                "32 1 2020",
                "1/1/0",
            )
        ),
        (
            "period",
            "2021/2019",
            "the period '2021/2019' ends before it begins (here perhaps 2019/2021)",
        ),
        (
            "period",
            "2020-12/2020-01",
            "the period '2020-12/2020-01' ends before it begins (here perhaps 2020-01/2020-12)",
        ),
        ("period", "2019/", NO_PERIOD.format("2019/")),
        ("period", "2019-2021", NO_PERIOD.format("2019-2021") + " (here perhaps 2019/2021)"),
        ("period", "2019-02-30", "'2019-02-30' is no day of the calendar"),
        ("period", "19/12/2022", NO_PERIOD.format("19/12/2022") + " (here perhaps 2022-12-19)"),
        ("period", "2019/soon", NO_PERIOD.format("2019/soon")),
        ("uri", "a.mx", "'a.mx' is no web address; it must begin with http:// or https://"),
        (
            "uri",
            "https://a.mx/x y",
            "'https://a.mx/x y' is no web address; it must begin with http:// or https://",
        ),
        ("integer", "1.5", "'1.5' is no whole number"),
        ("integer", "+1", "'+1' is no whole number"),
        ("integer", "٣", "'٣' is no whole number"),
        ("number", "1,5", "'1,5' is no number; write digits and a point, no thousands separator"),
        ("number", "1.", "'1.' is no number; write digits and a point, no thousands separator"),
        ("number", ".5", "'.5' is no number; write digits and a point, no thousands separator"),
        ("source", "002", "unknown source '002'; add it to sources.csv"),
        (
            "slug",
            "CLAUT Nuevo León",
            "'CLAUT Nuevo León' cannot be an id; use lower-case letters, digits and single "
            "hyphens, for example 'claut-nuevo-leon'",
        ),
        ("language", "Spanish", "'Spanish' is no language code; write es, en, fr …"),
        ("language", "e", "'e' is no language code; write es, en, fr …"),
    ],
)
def test_a_cell_that_does_not_fit_says_why_and_what_would(
    context: Context, kind: str, cell: str, message: str
) -> None:
    with pytest.raises(Wrong, match=f"^{re.escape(message)}$"):
        read(context, cell, type=kind)


def test_an_unknown_kind_lists_the_kinds(context: Context) -> None:
    with pytest.raises(Wrong, match=r"unknown kind 'Clustr'; one of .*Area, Cluster, Cluster"):
        read(context, "Clustr", type="kind")


def test_each_type_but_those_of_the_table_itself_has_a_reader() -> None:
    plain = {"text", "variant", "property"}
    assert set(values.READERS) == set(TYPES) - plain


def test_a_text_has_the_language_of_its_column(context: Context) -> None:
    assert read(context, "Hola", lang="es") == Literal("Hola", RDF_LANGSTRING, "es")
    assert read(context, "Hola", "fr", lang="es").language == "es"  # type: ignore[union-attr]


def test_a_text_has_the_language_that_its_row_says(context: Context) -> None:
    assert read(context, "Hola", "es", lang_column=True) == text("Hola", "es")
    with pytest.raises(Wrong, match=r"^the text needs its language in the column 'lang'$"):
        values.term("Hola", Column("c", lang_column=True), context)


def test_a_code_is_a_concept_of_its_scheme(context: Context) -> None:
    assert read(context, "active", scheme="status") == Iri(VOC + "status/active")


@pytest.mark.parametrize(
    ("cell", "scheme", "message"),
    [
        (
            "actve",
            "status",
            "'actve' is no code of 'status'; did you mean 'active'. "
            "The codes are in vocabularies/status.csv",
        ),
        ("zzz", "status", "'zzz' is no code of 'status'. The codes are in vocabularies/status.csv"),
        ("x", "none", "'x' is no code of 'none'. The codes are in vocabularies/none.csv"),
    ],
)
def test_an_unknown_code_brings_the_nearest(
    context: Context, cell: str, scheme: str, message: str
) -> None:
    with pytest.raises(Wrong, match=f"^{re.escape(message)}$"):
        read(context, cell, scheme=scheme)


@pytest.mark.parametrize(
    ("cell", "kinds", "identifier"),
    [
        ("nuevo-leon", ("State",), "nuevo-leon"),
        ("nuevo-leon", ("Area", "State"), "nuevo-leon"),
        ("nuevo-leon", ("*",), "nuevo-leon"),
        ("mejico", ("Country",), "mexico"),
    ],
)
def test_an_id_is_an_entity_and_a_merged_one_its_successor(
    context: Context, cell: str, kinds: tuple[str, ...], identifier: str
) -> None:
    assert read(context, cell, entity=kinds) == Iri(ID + identifier)


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("nuevo-lion", "the registry has no entity 'nuevo-lion'; did you mean 'nuevo-leon'?"),
        ("zzz", "the registry has no entity 'zzz'; add it to registry.csv"),
        ("mexico", "'mexico' is a Country; this column takes State or Area"),
        ("axis/energy", "the registry has no entity 'axis/energy'; add it to registry.csv"),
    ],
)
def test_an_unknown_or_unfit_entity_is_explained(context: Context, cell: str, message: str) -> None:
    with pytest.raises(Wrong, match=f"^{re.escape(message)}$"):
        read(context, cell, entity=("State", "Area"))


def test_a_column_of_concepts_takes_scheme_and_code(context: Context) -> None:
    assert read(context, "axis/energy", entity=("*",), concept=True) == Iri(VOC + "axis/energy")
    assert read(context, "mexico", entity=("*",), concept=True) == Iri(ID + "mexico")
    with pytest.raises(Wrong, match=r"^'axes' is no code list$"):
        read(context, "axes/energy", entity=("*",), concept=True)
    with pytest.raises(Wrong, match="'enrgy' is no code of 'axis'; did you mean 'energy'"):
        read(context, "axis/enrgy", entity=("*",), concept=True)
    with pytest.raises(Wrong, match=r"^'energy/solar' is no code of 'axis'"):
        read(context, "axis/energy/solar", entity=("*",), concept=True)


def test_the_scheme_takes_precedence_over_entity_and_type(context: Context) -> None:
    term = read(context, "active", scheme="status", entity=("*",), type="date")
    assert term == Iri(VOC + "status/active")
