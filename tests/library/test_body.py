"""The SPARQL of a query file: plain text that fits its header, or a message with the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import library
from kg.errors import ContentError, KgError, QueryError
from kg.sparql.functions import NAMESPACE
from tests.library.sources import LEAST, parsed, source

HXF = f"PREFIX hxf: <{NAMESPACE}>\n"
YEAR = ("params:", "  value: {type: year, en: Year, es: Año}")
LANG = ("params:", "  lang: {type: lang, default: es, en: Language, es: Idioma}")


def test_a_query_without_functions_is_its_own_plain_text() -> None:
    query = parsed(*LEAST)
    assert query.plain == query.source == source(*LEAST)


def test_functions_are_replaced_and_the_header_stays() -> None:
    query = parsed(*LEAST, *LANG, body=HXF + "SELECT (hxf:label(?l) AS ?a) WHERE { ?x ?y ?l }")
    assert query.plain.startswith(source(*LEAST, *LANG, body="\nSELECT (STRAFTER(MIN(COALESCE("))
    assert "hxf" not in query.plain
    assert "= ?lang," in query.plain


@pytest.mark.parametrize(
    "body",
    [
        "SELECT ?a { ?a ?b ?value }",
        "SELECT DISTINCT $a WHERE { ?a ?b ?value }",
        "select ?b (1+(2) as ?a) where { ?b ?c ?value }",
        "SELECT (EXISTS { ?x ?y ?z } AS ?b) ?a { ?a ?b ?value }",
        "# SELECT\nSELECT ?a { ?a ?b '}' , ?value }",
        "SELECT ?a WHERE { { SELECT ?a { ?a ?b ?c } } FILTER(?a IN (?value)) }",
    ],
)
def test_columns_and_parameters_are_found_however_they_are_written(body: str) -> None:
    assert parsed(*LEAST, *YEAR, body=body).plain.endswith(body)


@pytest.mark.parametrize(
    ("lines", "body", "message"),
    [
        (LEAST, "ASK { ?a ?b ?c }", ": there is no SELECT in this file"),
        (LEAST, "# SELECT ?a", ": there is no SELECT in this file"),
        (
            LEAST,
            "\n SELECT ?b { ?a ?b ?c }",
            ":5:2: the SELECT has no column '?a', which the header",
        ),
        (LEAST, "SELECT * { ?a ?b ?c }", ":4:1: the SELECT has no column '?a'"),
        (LEAST, "SELECT (MIN(?a) AS ?b) { ?a ?b ?c }", ":4:1: the SELECT has no column '?a'"),
        (LEAST, "SELECT ?b (?a + 1 AS ?c) { ?a ?b ?c }", ":4:1: the SELECT has no column '?a'"),
        (
            (*LEAST, *YEAR),
            "SELECT ?a { ?a ?b '?value' } # ?value",
            ": the query does not use '?value'; use it, or leave the parameter out",
        ),
        (
            LEAST,
            HXF + "SELECT (hxf:label(?l) AS ?a) {}",
            ":5:9: hxf:label needs the parameter 'lang'",
        ),
        (LEAST, HXF + "SELECT (hxf:lable(?l) AS ?a) {}", ":5:9: hxf:lable is not a function"),
        (LEAST, "SELECT ?a { ?a ?b 'c }", ": the query does not parse: 4:19: the string is not"),
    ],
)
def test_what_does_not_fit_is_explained_with_its_place(
    lines: tuple[str, ...], body: str, message: str
) -> None:
    with pytest.raises((ContentError, QueryError)) as caught:
        _ = parsed(*lines, body=body).plain
    assert str(caught.value).startswith(f"find/x.rq{message}")


def test_a_column_that_is_a_parameter_is_refused_when_the_header_is_read() -> None:
    with pytest.raises(ContentError, match=r"x\.rq:3:4: 'a' is a parameter; rename the column"):
        parsed(*LEAST, "params:", "  a: {type: year, en: a, es: b}")


def test_listing_a_library_does_not_look_at_the_sparql(tmp_path: Path) -> None:
    (tmp_path / "x.rq").write_text(source(*LEAST, body="nothing"), encoding="utf-8")
    (query,) = library.read(tmp_path).values()
    with pytest.raises(KgError, match="no SELECT"):
        _ = query.plain
