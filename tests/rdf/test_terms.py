"""Terms are written in one form, the one that Oxigraph writes."""

from __future__ import annotations

import io

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.model import BNode, Iri, Literal, Quad, Term, Triple, text
from kg.rdf.namespaces import HX, ID, XSD
from kg.rdf.oxigraph import from_ox, quad_to_ox, to_ox
from kg.rdf.terms import is_bare, nquads, ntriples, sparql, string, turtle, unescaped

E = "https://example.org/"
EVERY_ODD_CHARACTER = "".join(map(chr, range(0x20))) + '"\\\x7f\x80\x85\xa0\u2028\ufffe\uffff𝒳'

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
TERMS: st.SearchStrategy[Term] = st.one_of(
    st.sampled_from(["a", "ñ", "b?c=d&e", "f#g", "%20"]).map(lambda path: Iri(E + path)),
    TEXTS.map(Literal),
    st.builds(text, TEXTS, st.sampled_from(["es", "en", "fr-ca"])),
    st.tuples(TEXTS, st.sampled_from([XSD + "integer", XSD + "gYear", E + "ñ"])).map(
        lambda pair: Literal(*pair)
    ),
)


@given(TERMS)
def test_a_term_is_written_as_the_engine_writes_it(term: Term) -> None:
    assert ntriples(term) == str(to_ox(term))
    assert ntriples(term).count("\n") == 0


def test_every_odd_character_of_a_text() -> None:
    assert ntriples(Literal(EVERY_ODD_CHARACTER)) == str(ox.Literal(EVERY_ODD_CHARACTER))
    assert ntriples(Literal('\t\n\b\f\r"\\')) == r'"\t\n\b\f\r\"\\"'
    assert ntriples(Literal("\x00\x1f\x7f\x80")) == '"\\u0000\\u001F\\u007F\x80"'


def test_each_kind_of_term() -> None:
    assert ntriples(Iri(E + "a")) == "<https://example.org/a>"
    assert ntriples(BNode("b1")) == "_:b1"
    assert ntriples(Literal("a")) == '"a"'
    assert ntriples(text("a", "es")) == '"a"@es'
    assert ntriples(Literal("1", XSD + "byte")) == f'"1"^^<{XSD}byte>'


def test_an_iri_cannot_end_early() -> None:
    assert ntriples(Iri('a> "b"\n{}|^`\\')) == (
        "<a\\u003E\\u0020\\u0022b\\u0022\\u000A\\u007B\\u007D\\u007C\\u005E\\u0060\\u005C>"
    )
    assert ntriples(Literal("1", "a>b")) == '"1"^^<a\\u003Eb>'


@given(TERMS, st.sampled_from([None, Iri(E + "graph")]))
def test_a_quad_is_the_line_that_the_engine_writes(term: Term, graph: Iri | None) -> None:
    quad = Quad(BNode("b"), Iri(E + "p"), term, graph)
    line: bytes = ox.serialize([quad_to_ox(quad)], format=ox.RdfFormat.N_QUADS) or b""
    assert nquads(quad) == line


@given(TERMS)
def test_a_query_holds_the_term_and_no_more(term: Term) -> None:
    query = f"SELECT ({sparql(term)} AS ?x) {{}}"
    solutions = ox.Store().query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    assert [from_ox(row["x"]) for row in solutions] == [term]


@pytest.mark.parametrize(
    ("term", "message"),
    [
        (Iri("https://e/a> <b"), "'https://e/a> <b' is no absolute IRI"),
        (Iri("relative"), "'relative' is no absolute IRI"),
        (Literal("1", "https://e/ "), "'https://e/ ' is no absolute IRI"),
        (Literal("1", ""), "'' is no absolute IRI"),
        (text("a", "es ; DROP ALL"), "'es ; DROP ALL' is no language tag"),
        (text("a", "es-"), "'es-' is no language tag"),
        (BNode("b } DROP ALL"), "'b } DROP ALL' is no label"),
        (BNode("b."), "'b.' is no label"),
    ],
)
def test_what_could_become_syntax_is_refused(term: Term, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        sparql(term)


def test_a_blank_node_of_a_query() -> None:
    assert sparql(BNode("b-1.x")) == "_:b-1.x"


@given(TERMS)
def test_rdflib_reads_the_turtle(term: Term) -> None:
    prefixes = f"PREFIX xsd: <{XSD}> "
    graph = rdflib.Graph().parse(
        io.BytesIO(f"{prefixes}<{E}s> <{E}p> {turtle(term)} .".encode()), format="turtle"
    )
    (value,) = graph.objects()
    assert str(value) == term.value
    if isinstance(term, Literal):
        assert isinstance(value, rdflib.Literal)
        assert (value.language or "") == term.language
        assert str(value.datatype or "") == ("" if _is_plain(term) else term.datatype)


def _is_plain(literal: Literal) -> bool:
    return bool(literal.language) or literal.datatype == XSD + "string"


@pytest.mark.parametrize(
    ("term", "written"),
    [
        (Iri(ID + "claut"), "id:claut"),
        (Iri(HX + "helix"), "hx:helix"),
        (Iri(ID), "id:"),
        (Iri(ID + "a.b"), "id:a.b"),
        (Iri(ID + "a."), f"<{ID}a.>"),
        (Iri(ID + "a/b"), f"<{ID}a/b>"),
        (Iri(ID + "-a"), f"<{ID}-a>"),
        (Iri("urn:x:y"), "<urn:x:y>"),
        (Literal("2019", XSD + "gYear"), '"2019"^^xsd:gYear'),
        (Literal("2", E + "t"), f'"2"^^<{E}t>'),
        (text("a", "es"), '"a"@es'),
        (BNode("b"), "_:b"),
        (Literal("-7", XSD + "integer"), "-7"),
    ],
)
def test_turtle(term: Term, written: str) -> None:
    assert turtle(term) == written


@pytest.mark.parametrize(
    ("datatype", "bare", "quoted"),
    [
        ("integer", ["0", "+1", "-12"], ["", "1.0", "1e3", "1 ", "١"]),
        ("decimal", ["1.5", ".5", "-0.25"], ["1", "1.", "1.5e1"]),
        ("double", ["1e3", "1.E0", ".5e-1", "-2.5E+1"], ["1", "1.5", "INF", ".e1"]),
        ("boolean", ["true", "false"], ["1", "True", ""]),
        ("string", [], ["1", "true"]),
    ],
)
def test_bare_literals(datatype: str, bare: list[str], quoted: list[str]) -> None:
    assert [is_bare(Literal(value, XSD + datatype)) for value in bare] == [True] * len(bare)
    assert [is_bare(Literal(value, XSD + datatype)) for value in quoted] == [False] * len(quoted)
    assert not is_bare(Iri("1"))
    for value in bare:  # a reader takes it for the same literal
        (quad,) = ox.parse(f"<{E}s> <{E}p> {value} .".encode(), format=ox.RdfFormat.TURTLE)
        assert from_ox(quad.object) == Literal(value, XSD + datatype)


def test_a_triple_of_terms_is_a_tuple() -> None:
    subject, predicate, value = Triple(BNode("a"), Iri(E + "p"), Literal("x"))
    assert (subject, predicate, value) == (BNode("a"), Iri(E + "p"), Literal("x"))


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        ("a", "a"),
        (r"a\u00F1\U0001D4B3b", "añ𝒳b"),
        (r"\t\b\n\r\f\"\'\\", "\t\b\n\r\f\"'\\"),
        (r"\\u00F1", r"\u00F1"),
        (r"\-\.", "-."),
    ],
)
def test_escapes_are_resolved(escaped: str, plain: str) -> None:
    assert unescaped(escaped) == plain


@given(TEXTS)
def test_what_is_escaped_is_resolved_again(value: str) -> None:
    assert unescaped(string(value)[1:-1]) == value
