"""RDF files are read whole, or refused with the position of what is wrong."""

from __future__ import annotations

import io
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from kg.errors import InputError, QueryError, StoreError
from kg.formats import GRAPH_INPUT, GRAPHS
from kg.model import BNode, Iri, Literal, Position, Quad, Triple, text
from kg.rdf import writer
from kg.rdf.namespaces import ID, PREFIXES, XSD
from kg.rdf.oxigraph import from_ox, quad_from_ox, quad_to_ox, to_ox
from kg.rdf.reader import is_rdf, read_nquads, read_quads, read_rdf

E = "http://example.org/"
TRIPLES = (
    Triple(Iri(ID + "a"), Iri(E + "p"), text("Nuevo León\n", "es")),
    Triple(BNode("b"), Iri(E + "p"), Literal("92", XSD + "integer")),
    Triple(Iri(ID + "a"), Iri(E + "p"), BNode("b")),
)
RDF_XML = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/">
{}
</rdf:RDF>
"""


def read(tmp_path: Path, content: str, name: str) -> list[tuple[Quad, Position]]:
    (tmp_path / name).write_text(content, "utf-8")
    return [(quad, position) for quad, position in read_rdf(tmp_path / name, "shown")]


def refusal(tmp_path: Path, content: str | bytes, name: str) -> str:
    data = content.encode() if isinstance(content, str) else content
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as refused:
        read_rdf(tmp_path / name, "shown")
    (problem,) = refused.value.problems
    return str(problem)


@pytest.mark.parametrize(
    ("name", "rdf"),
    [("a.ttl", True), ("a.NQ", True), ("a.owl", True), ("a.n3", False), ("ttl", False)],
)
def test_which_files_are_rdf(name: str, rdf: bool) -> None:
    assert is_rdf(Path(name)) == rdf


def test_what_is_no_rdf_file(tmp_path: Path) -> None:
    assert refusal(tmp_path, "a", "a.n3") == (
        "shown: '.n3' is no ending of an RDF file, such as .ttl or .nq"
    )


@pytest.mark.parametrize("syntax", GRAPHS)
def test_what_is_written_is_read_again_here_and_by_rdflib(syntax: str, tmp_path: Path) -> None:
    output = io.BytesIO()
    assert writer.write(iter(TRIPLES), syntax, output, PREFIXES) == len(TRIPLES)
    theirs = rdflib.Dataset(default_union=True)
    names = {"rdfxml": "xml", "jsonld": "json-ld", "ntriples": "nt"}
    theirs.parse(data=output.getvalue(), format=names.get(syntax, syntax))
    expected = _joined(TRIPLES)
    assert isomorphic(_plain(theirs), expected)
    if syntax in GRAPH_INPUT:
        (tmp_path / f"file{GRAPHS[syntax].ending}").write_bytes(output.getvalue())
        mine = read_rdf(tmp_path / f"file{GRAPHS[syntax].ending}", "shown")
        assert isomorphic(_joined([quad.triple for quad, _ in mine]), expected)


def _joined(triples: list[Triple] | tuple[Triple, ...]) -> rdflib.Graph:
    lines = "".join(" ".join(map(str, map(to_ox, triple))) + " .\n" for triple in triples)
    return rdflib.Graph().parse(data=lines, format="nt")


def _plain(dataset: rdflib.Dataset) -> rdflib.Graph:
    graph = rdflib.Graph()
    for triple in dataset.triples((None, None, None)):
        graph.add(triple)
    return graph


def test_the_prefixes_of_the_project_are_written() -> None:
    output = io.BytesIO()
    writer.write(TRIPLES, "trig", output, {"id": ID})
    assert b"id:a" in output.getvalue()


def test_rdf_xml_and_json_ld_have_the_position_of_the_file(tmp_path: Path) -> None:
    xml = RDF_XML.format('<rdf:Description rdf:about="http://e/a"><e:p>1</e:p></rdf:Description>')
    for content, name in ((xml, "a.rdf"), ('{"@id": "http://e/a", "http://e/p": 1}', "a.jsonld")):
        ((quad, position),) = read(tmp_path, content, name)
        assert quad.subject == Iri("http://e/a")
        assert position == Position("shown")


@pytest.mark.parametrize("name", ["a.ttl", "a.trig", "a.nq", "a.nt"])
@pytest.mark.parametrize("content", ["", "\n", "\ufeff"])
def test_an_empty_file_of_statements_has_none(tmp_path: Path, content: str, name: str) -> None:
    assert read(tmp_path, content, name) == []


def test_relative_iris_need_a_base(tmp_path: Path) -> None:
    """In the file, or from outside; else they are an error, with their place."""
    whole = "@base <http://e/x/> .\n<../a> <b> <c> ."
    assert read(tmp_path, whole, "a.ttl")[0][0].subject == Iri("http://e/a")
    (quad,) = read_quads(tmp_path / "a.ttl", "shown", base="http://other/")
    assert quad.subject == Iri("http://e/a")
    refused = refusal(tmp_path, "\n<http://e/a> <b> 1 .", "a.ttl")
    assert refused == (
        "shown:2:14: a relative IRI has no base; write it out, or say @base <…> . in the file"
    )
    json = '{"@id": "http://e/a",\n "http://e/p": {"@id": "../c"}}'
    assert refusal(tmp_path, json, "a.jsonld") == (
        "shown:2:24: the relative IRI '../c' has no base; write it out, or say "
        '"@base": "…" in @context in the file'
    )
    based = json.replace("{", '{"@context": {"@base": "http://e/x/"}, ', 1)
    assert read(tmp_path, based, "a.jsonld")[0][0].object == Iri("http://e/c")


@pytest.mark.parametrize("attribute", ['rdf:about="a"', 'rdf:about=""', 'rdf:ID="a"'])
def test_relative_iris_of_rdf_xml_need_a_base(tmp_path: Path, attribute: str) -> None:
    xml = RDF_XML.format(f"<rdf:Description {attribute}><e:p>1</e:p></rdf:Description>")
    message = refusal(tmp_path, xml, "a.rdf")
    assert message.startswith("shown:3:1: the relative IRI '")
    assert "has no base; write it out, or say xml:base=" in message
    based = xml.replace("<rdf:RDF ", '<rdf:RDF xml:base="http://e/x" ')
    assert read(tmp_path, based, "a.rdf")[0][0].subject.value.startswith("http://e/")
    assert len(read_quads(tmp_path / "a.rdf", "shown", base="http://other/")) == 1


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        ("<http://e/a> <http://e/b> .", "a.ttl", "shown:1:27: this does not parse: "),
        ("\n<http://e/a> nonsense .", "a.nt", "shown:2:"),
        ("", "a.rdf", "shown: the file is empty; it holds no element"),
        ("", "a.jsonld", "shown:1:1: this does not parse: "),
        (b"<http://e/a> <http://e/b> '\xff' .", "a.ttl", "shown:1:28: byte 0xff is not UTF-8"),
        (
            '{"@context": "https://e.org/c", "@id": "http://e/a"}',
            "a.jsonld",
            "shown: a remote @context is not fetched; write the context into the file",
        ),
        ("<a", "a.rdf", "shown:"),
        ("<a/>\n< !", "a.rdf", "shown:"),
        ("<!entity>", "a.owl", "shown: this does not parse: "),
        (
            "<http://e/a> <http://e/b> <<( <http://e/a> <http://e/b> <http://e/c> )>> .",
            "a.nt",
            "shown:1:27: RDF 1.1 does not know <http://e/a> <http://e/b> <http://e/c>, a term of",
        ),
        (f'<{E}a> <{E}b> "<<(" .\n<{E}a> <{E}b> "a"@en--ltr .', "a.nt", "shown:2:53: RDF 1.1"),
        (f"<{E}a> <{E}b> 1 .\n<{E}a> <{E}b> 1 {{| <{E}b> 2 |}} .", "a.ttl", "shown:2:49: RDF 1.1"),
        (f"<{E}a> <{E}b> 1 .\n<{E}a> <{E}b> 1 ~ <{E}b> .", "a.trig", "shown:2:49: RDF 1.1"),
        (f'<{E}a> <{E}b> "1" .\n<{E}a> <{E}b> "1" _:g .', "a.nq", "shown:2:51: a graph named by"),
        (f"<{E}g> {{}}\n _:g {{ <{E}a> <{E}b> 1 }}", "a.trig", "shown:2:2: a graph named by"),
        (f"GRAPH [ ] {{ <{E}a> <{E}b> 1 }}", "a.trig", "shown:1:7: a graph named by a blank node"),
    ],
)
def test_what_is_refused(tmp_path: Path, content: str | bytes, name: str, message: str) -> None:
    assert refusal(tmp_path, content, name).startswith(message)


@pytest.mark.parametrize("name", ["a.ttl", "a.nt", "a.nq", "a.trig"])
def test_a_term_that_does_not_fit_into_the_parser(tmp_path: Path, name: str) -> None:
    content = f'<http://e/a> <http://e/b> "{"x" * (1 << 24)}" .\n'
    assert refusal(tmp_path, content, name).startswith("shown: a term is longer than 16 MB")


def nested(depth: int) -> str:
    """Return RDF/XML with so many elements inside each other."""
    pairs, odd = divmod(depth - 1, 2)
    assert not odd
    return (
        RDF_XML.format("{}")
        .replace("{}", "<rdf:Description><e:p>" * pairs + "</e:p></rdf:Description>" * pairs)
        .replace("<e:p></e:p>", "<e:p>1</e:p>")
    )


def test_xml_is_read_down_to_a_depth(tmp_path: Path) -> None:
    assert read(tmp_path, nested(999), "a.rdf")
    message = refusal(tmp_path, nested(1_001), "a.rdf")
    assert message.startswith("shown:3:")
    assert message.endswith("the elements are nested more than 1,000 deep; nest them less")


def test_elements_beside_each_other_are_not_deep(tmp_path: Path) -> None:
    item = '<rdf:Description rdf:about="http://e/a"><e:p>1</e:p></rdf:Description>'
    assert len(read(tmp_path, RDF_XML.format(item * 1_500), "a.rdf")) == 1_500


def test_a_backup_is_read_one_quad_at_a_time(tmp_path: Path) -> None:
    file = tmp_path / "content.nq"
    file.write_text(f"<{E}a> <{E}p> <{E}b> <{E}g> .\n<{E}a> damaged\n", "utf-8")
    quads = read_nquads(file)
    assert next(quads) == Quad(Iri(E + "a"), Iri(E + "p"), Iri(E + "b"), Iri(E + "g"))
    with pytest.raises(StoreError, match=r"content.nq is damaged .*; the store is as it was"):
        next(quads)
    with pytest.raises(StoreError, match="is damaged"):
        list(read_nquads(tmp_path / "none.nq"))


# ── Oxigraph's terms ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("graph", [None, Iri(E + "g")])
@pytest.mark.parametrize("triple", TRIPLES)
def test_a_quad_goes_to_the_engine_and_back(triple: Triple, graph: Iri | None) -> None:
    quad = Quad(*triple, graph)
    assert quad_from_ox(quad_to_ox(quad)) == quad


@pytest.mark.parametrize(
    "term", [Iri("no iri"), BNode("no label"), text("a", "no tag"), Literal("a", "no iri")]
)
def test_a_term_that_is_none(term: Iri | BNode | Literal) -> None:
    with pytest.raises(QueryError, match="not a valid RDF term: "):
        to_ox(term)


def test_a_quoted_triple_is_no_term_of_rdf_1_1() -> None:
    node = ox.NamedNode(E)
    with pytest.raises(QueryError, match=r"RDF 1\.1 does not know <"):
        from_ox(ox.Triple(node, node, node))
