"""The functions of the library: what each means, how a call is replaced, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.plugins.sparql import prepareQuery

from kg.errors import QueryError
from kg.rdf.namespaces import BASE, PREFIXES
from kg.rdf.oxigraph import quad_from_ox
from kg.sparql import functions
from kg.store.embedded import EmbeddedStore
from tests.library.sources import asked_nothing

HXF = f"PREFIX hxf: <{functions.NAMESPACE}>\n"
NAMES = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
NAMES += f"PREFIX status: <{BASE}voc/status/>\n"
NAMES += f"PREFIX realisation: <{BASE}voc/realisation/>\n"

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")


def rows(query: str, trig: str = "", language: str = '"es"') -> list[tuple[str, ...]]:
    """Return the answer to a query that calls functions, on a small graph."""
    store = EmbeddedStore.in_memory()
    quads = ox.parse(NAMES + trig, format=ox.RdfFormat.TRIG)
    store.commit(quad_from_ox(quad) for quad in quads)
    answer = store.select(functions.expand(HXF + NAMES + query, language=language))
    return [tuple("" if term is None else term.value for term in row) for row in answer.rows]


# What they mean


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ('"b"@en , "a"@es , "c"@fr', "a"),
        ('"b"@es , "a"@es , "c"@fr', "a"),
        ('"b"@en , "c"@fr', "b"),
        ('"b"@fr , "a"@mul', "b"),
        ('"b"@mul , "a"', "b"),
        ('"b"', "b"),
        ('"x|y"@es', "x|y"),
        ('""@es , "b"@en', ""),
    ],
)
def test_label_is_the_best_for_the_language(labels: str, expected: str) -> None:
    query = "SELECT (hxf:label(?l) AS ?n) { id:a skos:prefLabel ?l }"
    assert rows(query, f"id:a skos:prefLabel {labels} .") == [(expected,)]


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("§3.1, note 74", "note 74", True),
        ("§3.1, note 74", "nota 74", True),
        ("§3.1, note 74", "note 7", False),
        ("§3.1, note 74", "note", True),
        ("Annex Table 6, Sonora", "tabla 6", True),
        ("Annex Table 16", "Table 1", False),
        ("§2.1", "Sección 2", True),
        ("§12", "section 1", False),
        ("§2.1", "§2.", True),
        ("anything", "", True),
    ],
)
def test_a_place_of_a_document_in_either_language(text: str, place: str, expected: bool) -> None:
    query = f'SELECT (hxf:atPlace("{text}", "{place}") AS ?is) {{}}'
    assert rows(query) == [(str(expected).lower(),)]


def test_label_follows_the_language_asked_for() -> None:
    query = "SELECT (hxf:label(?l) AS ?n) { id:a skos:prefLabel ?l }"
    trig = 'id:a skos:prefLabel "a"@en , "b"@es , "c"@fr .'
    assert [rows(query, trig, f'"{tag}"') for tag in ("en", "es", "fr", "de")] == [
        [("a",)],
        [("b",)],
        [("c",)],
        [("a",)],
    ]


def test_label_leaves_out_rows_without_one() -> None:
    query = """SELECT ?s (hxf:label(?l) AS ?n) {
        ?s a hx:Cluster ; hx:locatedIn ?p . OPTIONAL { ?p skos:prefLabel ?l } }
        GROUP BY ?s ORDER BY ?s"""
    trig = """id:a a hx:Cluster ; hx:locatedIn id:p , id:q . id:p skos:prefLabel "P"@es .
        id:b a hx:Cluster ; hx:locatedIn id:q ."""
    assert [row[1] for row in rows(query, trig)] == ["P", ""]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("hx:Cluster", "Cluster"),
        ("<https://w3id.org/helixkg/voc/unit/NUM>", "NUM"),
        ("<urn:a>", "urn:a"),
        ('"a/b"', "b"),
    ],
)
def test_local_name_is_what_follows_the_last_separator(value: str, expected: str) -> None:
    assert rows(f"SELECT (hxf:localName({value}) AS ?n) {{}}") == [(expected,)]


def test_established_is_what_is_neither_proposed_nor_planned() -> None:
    trig = """id:a a hx:Cluster . id:b a hx:Cluster ; hx:status status:active .
        id:c a hx:Cluster ; hx:realisation realisation:proposed .
        id:d a hx:Cluster ; hx:realisation realisation:planned ; hx:status status:active ."""
    for condition in ("FILTER hxf:established(?s)", "FILTER(hxf:established(?s) && true)"):
        query = f"SELECT (hxf:localName(?s) AS ?n) {{ ?s a hx:Cluster {condition} }} ORDER BY ?n"
        assert rows(query, trig) == [("a",), ("b",)]
    query = "SELECT (hxf:localName(?s) AS ?n) { ?s a hx:Cluster FILTER(!hxf:established(?s)) }"
    assert sorted(rows(query, trig)) == [("c",), ("d",)]


def test_undisputed_is_what_no_conflict_names() -> None:
    trig = """id:a hx:partOf id:b . id:b hx:partOf id:c . id:d hx:partOf id:a .
        GRAPH graph:catalogue { <urn:x> hx:conflicting id:a , id:b . <urn:y> hx:conflicting id:c }
        GRAPH <urn:g> { <urn:z> hx:conflicting id:d }"""
    of_subjects = "SELECT (hxf:localName(?s) AS ?n) { ?s hx:partOf ?o FILTER hxf:undisputed(?s) }"
    assert rows(of_subjects, trig) == [("d",)]
    of_statements = (
        "SELECT (hxf:localName(?s) AS ?n) { ?s hx:partOf ?o FILTER hxf:undisputed(?s, ?o) }"
    )
    assert sorted(rows(of_statements, trig)) == [("b",), ("d",)]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2017-12-31", "2018", "true"),
        ("2018", "2018", "true"),
        ("2018-05", "2018", "true"),
        ("2018-12-31", "2018", "true"),
        ("2019", "2018", "false"),
        ("2018-06", "2018-05-31", "false"),
        ("2018", "2018-01-01", "true"),
    ],
)
def test_not_after_compares_as_far_as_the_second_is_written(
    first: str, second: str, expected: str
) -> None:
    assert rows(f'SELECT (hxf:notAfter("{first}", "{second}") AS ?n) {{}}') == [(expected,)]


# How a call is replaced


def expanded(query: str, declared: Mapping[str, str] | None = None) -> str:
    return functions.expand(HXF + query, declared=declared).removeprefix("\n")


def test_a_call_becomes_plain_sparql_and_lines_stay() -> None:
    query = """# hxf:label(?a) in a remark
PREFIX realisation: <https://w3id.org/helixkg/voc/realisation/>
PREFIX hx: <https://w3id.org/helixkg/def#>
SELECT ("hxf:label(?a)" AS ?t)
WHERE { ?s hx:a ?b FILTER hxf:established( # which one?
  ?s) }"""
    assert expanded(query) == query.replace(
        "hxf:established( # which one?\n  ?s)",
        "NOT EXISTS { ?s hx:realisation ?unreal . "
        "FILTER(?unreal IN (realisation:proposed, realisation:planned)) }",
    )


def test_what_stands_before_the_declaration_stays() -> None:
    before = "# a remark\nPREFIX e: <urn:e>\n"
    body = "\nASK { FILTER(e:f(1)) }"
    assert functions.expand(f"{before}PREFIX hxf: <{functions.NAMESPACE}>{body}") == before + body


@pytest.mark.parametrize("gap", ["", " ", "\n\t", " # why\n ", "#\n#\n"])
def test_a_gap_may_stand_before_the_bracket(gap: str) -> None:
    expected = expanded('ASK { FILTER(REPLACE(STR(?a), "^.*[/#]", "") = "x") }')
    assert expanded(f'ASK {{ FILTER(hxf:localName{gap}(?a) = "x") }}') == expected


def test_a_query_without_functions_is_untouched() -> None:
    query = "SELECT * { ?s ?p 'half a string }"
    assert functions.expand(query) is query


def test_the_prefix_may_be_another_or_none() -> None:
    full = f"SELECT (<{functions.NAMESPACE}localName>(?a) AS ?n) {{ ?a ?b ?c }}"
    other = f"PREFIX f: <{functions.NAMESPACE}> SELECT (f:localName(?a) AS ?n) {{ ?a ?b ?c }}"
    plain = 'SELECT (REPLACE(STR(?a), "^.*[/#]", "") AS ?n) { ?a ?b ?c }'
    assert functions.expand(full) == plain
    assert functions.expand(other).strip() == plain
    assert (
        functions.expand(
            plain.replace('REPLACE(STR(?a), "^.*[/#]", "")', "hxf:localName(?a)"),
            declared={"hxf": functions.NAMESPACE},
        )
        == plain
    )


def test_a_prefix_that_means_something_else_is_left_alone() -> None:
    query = f"PREFIX hxf: <urn:x> # {functions.NAMESPACE}\nSELECT (hxf:label(?a) AS ?n) {{}}"
    assert functions.expand(query) == query
    undeclared = "SELECT (hxf:label(?a) AS ?n) {}"
    assert functions.expand(undeclared) == undeclared


def test_iris_are_written_with_the_prefixes_that_the_query_has() -> None:
    body = "ASK { ?s ?p ?o FILTER hxf:undisputed(?s) }"
    assert "{ GRAPH <https://w3id.org/helixkg/graph/catalogue> { ?conflict " in expanded(body)
    assert "GRAPH g:catalogue" in expanded("PREFIX g: <https://w3id.org/helixkg/graph/>\n" + body)
    assert "?conflict hx:conflicting ?s" in expanded(body, declared=PREFIXES)
    # What counts is the last declaration of a prefix.
    again = "PREFIX hx: <https://w3id.org/helixkg/def#>\nPREFIX hx: <urn:x>\n" + body
    assert "?conflict <https://w3id.org/helixkg/def#conflicting> ?s" in expanded(again)


def test_calls_may_stand_in_calls() -> None:
    query = "SELECT (hxf:localName(CONCAT('a,(', hxf:localName(MIN(?a)))) AS ?n) { ?a ?b ?c }"
    assert expanded(query) == (
        'SELECT (REPLACE(STR(CONCAT(\'a,(\', REPLACE(STR(MIN(?a)), "^.*[/#]", ""))), '
        '"^.*[/#]", "") AS ?n) { ?a ?b ?c }'
    )


def test_its_variables_are_its_own() -> None:
    query = "SELECT * { ?unreal ?p $unreal2 FILTER(hxf:established(?p) || hxf:established(?q)) }"
    text = expanded(query)
    assert "?p <https://w3id.org/helixkg/def#realisation> ?unreal3 . FILTER(?unreal3 IN" in text
    assert "?q <https://w3id.org/helixkg/def#realisation> ?unreal4 . FILTER(?unreal4 IN" in text


def test_a_variable_of_the_query_is_not_caught() -> None:
    """Had ?unreal been taken, no row would be left: a is neither of the two codes."""
    trig = "id:a a hx:Cluster ; hx:status status:active ."
    query = "SELECT ?unreal { ?x a hx:Cluster BIND(1 AS ?unreal) FILTER hxf:established(?x) }"
    assert rows(query, trig) == [("1",)]
    query = """SELECT ?unreal { ?x a hx:Cluster BIND(realisation:proposed AS ?unreal)
        FILTER(!hxf:established(?x)) }"""
    assert rows(query, trig + " id:a hx:realisation realisation:planned .") != []


NAMES_OF_VARIABLES = st.sampled_from(["a", "unreal", "unreal2", "conflict", "conflict2", "lang"])


@settings(max_examples=60, deadline=None)
@given(
    subject=NAMES_OF_VARIABLES,
    other=NAMES_OF_VARIABLES,
    calls=st.lists(st.sampled_from(["established(?{})", "undisputed(?{})", "undisputed(?{}, ?b)"])),
)
def test_renaming_variables_changes_no_answer(subject: str, other: str, calls: list[str]) -> None:
    trig = """id:a hx:p id:b . id:b hx:p id:c ; hx:realisation realisation:proposed .
        id:c hx:p id:d .
        GRAPH graph:catalogue { <urn:x> hx:conflicting id:c }"""

    def answer(subject: str, other: str) -> list[tuple[str, ...]]:
        filters = " ".join(f"FILTER hxf:{call.format(subject)}" for call in calls)
        bind = f"BIND(id:a AS ?{other})" if other not in (subject, "b") else ""
        return rows(f"SELECT ?{subject} {{ ?{subject} hx:p ?b {filters} {bind} }}", trig)

    assert sorted(answer(subject, other)) == sorted(answer("subject", "other"))


def test_a_query_parses_before_and_after() -> None:
    """rdflib reads it as it stands; Oxigraph too, once it is told which one is an aggregate."""
    query = (
        HXF
        + NAMES
        + """SELECT ?s (hxf:label(?l) AS ?n) (hxf:localName(MIN(?t)) AS ?k)
        WHERE { ?s a ?t ; skos:prefLabel ?l ; schema:startDate ?d
          FILTER hxf:established(?s) FILTER(hxf:undisputed(?s, ?t) && hxf:notAfter(?d, "2018")) }
        GROUP BY ?s"""
    )
    for text in (query, functions.expand(query)):
        prepareQuery(text)
        assert asked_nothing(text).variables


# What is refused


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "ASK { FILTER(hxf:lable(?a)) }",
            "2:14: hxf:lable is not a function; did you mean hxf:label?",
        ),
        (
            f"ASK {{ FILTER(<{functions.NAMESPACE}lable>(?a)) }}",
            f"did you mean <{functions.NAMESPACE}label>?",
        ),
        (
            "ASK {\n  FILTER hxf:zzzzz(?a) }",
            "3:10: hxf:zzzzz is not a function; there are: amount, atPlace, established, label, "
            "localName, notAfter, undisputed",
        ),
        ("ASK { ?s hxf:label ?o }", "2:10: hxf:label is a function; write hxf:label(…)"),
        ("ASK { ?s ?p hxf:label", "hxf:label is a function; write hxf:label(…)"),
        ("ASK { FILTER(hxf:label()) }", "2:14: hxf:label takes 1 argument, not 0"),
        ("ASK { FILTER(hxf:label( )) }", "hxf:label takes 1 argument, not 0"),
        ("ASK { FILTER(hxf:label(?a, ?b)) }", "hxf:label takes 1 argument, not 2"),
        ("ASK { FILTER(hxf:notAfter(?a)) }", "hxf:notAfter takes 2 arguments, not 1"),
        (
            "ASK { FILTER(hxf:undisputed(?a,?b,?c)) }",
            "hxf:undisputed takes 1 or 2 arguments, not 3",
        ),
        ("ASK { FILTER(hxf:notAfter(?a, )) }", "2:14: an argument of hxf:notAfter is empty"),
        ("ASK { FILTER(hxf:label(DISTINCT ?a)) }", "2:24: leave DISTINCT out of hxf:label"),
        (
            "ASK { FILTER hxf:established(?a + 1) }",
            "2:30: hxf:established takes a variable or an IRI",
        ),
        ('ASK { FILTER hxf:established("a") }', "hxf:established takes a variable or an IRI"),
        ("ASK { FILTER hxf:undisputed(?a, 1) }", "2:33: hxf:undisputed takes a variable or an IRI"),
        ("ASK { FILTER hxf:established(?a }", "2:29: the bracket is not closed; write ')'"),
    ],
)
def test_a_wrong_call_is_explained_with_its_place(query: str, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        functions.expand(HXF + query)
    assert message in str(caught.value)
    assert str(caught.value).startswith("the query:")


def test_label_needs_a_language() -> None:
    with pytest.raises(QueryError, match=r"^x\.rq:2:9: hxf:label needs the parameter 'lang'"):
        functions.expand(HXF + "SELECT (hxf:label(?a) AS ?b) {}", file="x.rq", language=None)
    # The others do not.
    assert functions.expand(HXF + "SELECT (hxf:localName(?a) AS ?b) {}", language=None)


def test_an_iri_and_a_prefixed_name_are_terms_too() -> None:
    for term in ("<urn:a>", "id:a"):
        assert f"EXISTS {{ {term} <" in expanded(f"ASK {{ FILTER hxf:established({term}) }}")


def test_each_function_is_in_the_readme() -> None:
    from tests.queries.golden import LIBRARY

    readme = (LIBRARY / "README.md").read_text(encoding="utf-8")
    for name in functions.FUNCTIONS:
        assert f"hxf:{name}(" in readme
