"""Each statement of an RDF file has the line and column of its object."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.model import BNode, Iri, Literal, Located, Position, Quad, Term
from kg.rdf import positions
from kg.rdf.oxigraph import quad_from_ox
from kg.rdf.reader import read_rdf

ROOT = Path(__file__).parents[2]
E = "http://example.org/"


def located(tmp_path: Path, text: str, ending: str = "ttl") -> list[Located]:
    file = tmp_path / f"file.{ending}"
    file.write_bytes(text.encode())
    return read_rdf(file, file.name)


def shown(statements: list[Located]) -> list[str]:
    """Return property, value and position of each statement, sorted by position."""

    def short(term: Term) -> str:
        return "_" if isinstance(term, BNode) else re.split("[/#]", term.value)[-1]

    lines = [(p.line, p.column, f"{short(q.predicate)} {short(q.object)}") for q, p in statements]
    return [f"{statement} {line}:{column}" for line, column, statement in sorted(lines)]


def test_turtle(tmp_path: Path) -> None:
    text = """@prefix e: <http://example.org/> . # a comment with "quotes"
BASE <http://example.org/>
e:a a e:C ; e:p 1 , -2.5 , 3e1 , true ;
    e:q "ñandú"@es, \"\"\"two
lines\"\"\" , 'x'^^e:t ; ; e:r <b> .
e:a\\,b e:p [ e:q 7 ; e:r ( 1 [ e:s 2 ] ) ] .
( 8 ) e:p () .
[ e:q 9 ] .
@prefix e: <http://other.org/> .
e:a e:p e:end.
"""
    assert shown(located(tmp_path, text)) == [
        "type C 3:7",
        "p 1 3:17",
        "p -2.5 3:21",
        "p 3e1 3:28",
        "p true 3:34",
        "q ñandú 4:9",
        "q two\nlines 4:21",
        "q x 5:12",
        "r b 5:29",
        "p _ 6:12",
        "q 7 6:18",
        "r _ 6:26",
        "first 1 6:28",
        "first _ 6:30",
        "rest _ 6:30",
        "s 2 6:36",
        "rest nil 6:40",
        "first 8 7:3",
        "rest nil 7:5",
        "p nil 7:11",
        "q 9 8:7",
        "p end 10:9",
    ]


def test_trig_and_lines(tmp_path: Path) -> None:
    trig = """@prefix e: <http://example.org/> .
e:g { e:a e:p [ e:q 1 ] , 2 }
GRAPH e:h {
  e:a e:p 3 . e:b a e:C
}
{ e:d e:p 4 . }
e:z e:p 5 .
"""
    assert shown(located(tmp_path, trig, "trig")) == [
        "p _ 2:15",
        "q 1 2:21",
        "p 2 2:27",
        "p 3 4:11",
        "type C 4:21",
        "p 4 6:11",
        "p 5 7:9",
    ]
    lines = f"""# two
<{E}a> <{E}p> "x\u2028y" .

  <{E}a>   <{E}p>\t<{E}b> <{E}g> .\r
"""
    assert shown(located(tmp_path, lines, "nq")) == ["p x\u2028y 2:47", "p b 4:51"]


def test_every_statement_of_the_ontology_has_a_position() -> None:
    for file in sorted((ROOT / "ontology").rglob("*.ttl")):
        lines = file.read_text("utf-8").splitlines()
        for _, position in read_rdf(file, str(file)):
            assert position.line, file
            assert position.column, file
            assert lines[position.line - 1][position.column - 1].strip()


NODES = st.sampled_from(
    [
        rdflib.BNode("one"),
        rdflib.BNode("two"),
        *(rdflib.URIRef(E + name) for name in ("a", "b/c", "d#e", "ñ", "x,y", "")),
    ]
)
VALUES = st.one_of(
    NODES,
    st.text(max_size=12).map(rdflib.Literal),
    st.integers().map(rdflib.Literal),
    st.decimals(allow_nan=False, allow_infinity=False, places=2).map(rdflib.Literal),
    st.text(max_size=5).map(lambda text: rdflib.Literal(text, lang="es")),
    st.booleans().map(rdflib.Literal),
)
PROPERTIES = st.sampled_from([rdflib.URIRef(E + "p"), rdflib.URIRef(E + "q#r"), rdflib.RDF.type])
TRIPLES = st.lists(st.tuples(NODES, PROPERTIES, VALUES), min_size=1, max_size=12)


@given(TRIPLES, st.sampled_from(["turtle", "longturtle", "nt"]))
def test_at_the_position_is_the_object(
    tmp_path_factory: pytest.TempPathFactory, triples: list[tuple[rdflib.term.Node, ...]], form: str
) -> None:
    graph = rdflib.Graph()
    graph.bind("e", E)
    for triple in triples:
        graph.add(triple)  # type: ignore[arg-type]
    text = graph.serialize(format=form)
    file = tmp_path_factory.getbasetemp() / f"random.{'nt' if form == 'nt' else 'ttl'}"
    file.write_bytes(text.encode())
    try:
        expected = sorted(map(str, ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)))
    except SyntaxError:  # rdflib writes what Turtle does not allow, such as a bare surrogate
        return
    read = read_rdf(file, file.name)
    assert len(read) == len(expected)
    lines = text.split("\n")
    for quad, position in read:
        assert position.line, (quad, text)
        rest = lines[position.line - 1][position.column - 1 :]
        if isinstance(quad.object, Literal):
            assert rest[0] in "\"'+-.0123456789tf", (quad, rest)
        elif isinstance(quad.object, Iri):
            assert rest[0] == "<" or ":" in rest or rest[0] in "()a", (quad, rest)
        else:
            assert rest[0] in "[(_", (quad, rest)


def test_depth_costs_no_recursion(tmp_path: Path) -> None:
    deep = "<a> <p> " + "[ <p> " * 5_000 + "1" + " ]" * 5_000 + " ."
    statements = positions.of_statements(deep, "file", E)
    inner = Quad(BNode("x"), Iri(E + "p"), Literal("1"))
    assert statements.of(inner) == Position("file", 1, deep.index("1") + 1)
    try:
        parsed = located(tmp_path, deep)
    except InputError:
        return  # the parser may refuse it
    assert all(position.line == 1 for _, position in parsed)


def test_a_long_text_is_read_in_one_go(tmp_path: Path) -> None:
    long = f'<{E}a> <{E}p> """{"x" * 10_000_000}""" , {f"<{E}b> , " * 1000} 2 .'
    assert located(tmp_path, long)[-1].position.column == len(long) - 2


@pytest.mark.parametrize("ending", ["ttl", "trig", "nt", "nq"])
def test_a_file_cut_anywhere_is_read_or_refused_with_its_place(tmp_path: Path, ending: str) -> None:
    whole = (f'<{E}a> <{E}p> "ñ\\u00f1"@es .\n<{E}a> <{E}p> <{E}b> .\n').encode()
    for end in range(1, len(whole)):
        file = tmp_path / f"cut.{ending}"
        file.write_bytes(whole[:end])
        try:
            parsed = read_rdf(file, file.name)
        except InputError as error:
            positions_of_problems = [problem.position for problem in error.problems]
        else:
            positions_of_problems = []
            assert all(item.position.line for item in parsed)
        assert all(position.file == file.name for position in positions_of_problems)


def test_text_that_is_not_understood_has_no_positions_but_none_that_is_wrong() -> None:
    text = "<a> <b> <c> .\n~ <d> <b> <e> ."
    statements = positions.of_statements(text, "file", E)
    a, b, c, d, e = (Iri(E + name) for name in "abcde")
    assert statements.of(Quad(a, b, c)) == Position("file", 1, 9)
    assert statements.of(Quad(d, b, e)) == Position("file")


def test_equal_statements_have_their_positions_in_turn() -> None:
    statements = positions.of_statements("<a> <b> <c> , <c> .", "file", E)
    quad = Quad(Iri(E + "a"), Iri(E + "b"), Iri(E + "c"))
    assert [statements.of(quad).column for _ in range(3)] == [9, 15, 15]


def test_the_quads_are_those_of_the_parser() -> None:
    file = ROOT / "ontology" / "helixkg.ttl"
    mine = [item.quad for item in read_rdf(file, "x")]
    parsed = ox.parse(file.read_bytes(), format=ox.RdfFormat.TURTLE)
    theirs = [quad_from_ox(quad) for quad in parsed]
    assert len(mine) == len(theirs)
