"""Quads with numbers: terms differ as they do in RDF, and lines are those of the terms."""

from __future__ import annotations

from kg.model import BNode, Iri, Literal, Quad, Term, text
from kg.rdf.namespaces import XSD
from kg.rdf.numbered import NumberedQuads
from kg.rdf.terms import nquads

S, P, GRAPH = (Iri(f"http://e/{name}") for name in ("s", "p", "g"))
#: a blank node, an IRI and texts of one name; literals that differ in datatype or language
ALIKE: list[Term] = [
    *(Iri("urn:x"), BNode("urn:x"), text("urn:x"), text("urn:x", "es"), text("urn:x", "en")),
    *(Literal("1", XSD + "integer"), Literal("1", XSD + "decimal"), text("1"), text("")),
]
QUADS = [
    *(Quad(S, P, value, graph) for graph in (None, GRAPH) for value in ALIKE),
    *(Quad(BNode("urn:x"), P, S), Quad(Iri("urn:x"), P, S, GRAPH)),
]


def test_terms_that_differ_have_different_numbers() -> None:
    numbered = NumberedQuads(QUADS)
    assert len(set(numbered.objects[: len(ALIKE)])) == len(ALIKE)
    assert numbered.subjects[-2] != numbered.subjects[-1]
    assert numbered.number(BNode("urn:x")) == numbered.subjects[-2]
    assert numbered.number(Iri("urn:x")) == numbered.subjects[-1]
    assert numbered.number(Iri("http://e/none")) == -1
    assert numbered.number(None) == numbered.graphs[0]


def test_the_numbers_say_what_the_quads_say() -> None:
    numbered = NumberedQuads(QUADS)
    columns = (numbered.subjects, numbered.predicates, numbered.objects, numbered.graphs)
    again = [tuple(numbered.terms[n] for n in row) for row in zip(*columns, strict=True)]
    assert again == QUADS == list(numbered) == numbered[:]
    kinds = [[type(term) for term in row] for row in again]
    assert kinds == [[type(term) for term in quad] for quad in QUADS]
    assert numbered.has_blank_nodes
    assert not NumberedQuads(QUADS[:1]).has_blank_nodes


def test_lines_are_those_of_the_terms() -> None:
    numbered = NumberedQuads(QUADS)
    assert "".join(numbered.lines()).encode() == b"".join(map(nquads, QUADS))
    assert numbered.lines(slice(3, 5)) == numbered.lines()[3:5]


def test_no_quads_have_no_terms() -> None:
    none = NumberedQuads([])
    assert (len(none), none.terms, none.lines()) == (0, [], [])


def test_what_is_numbered_is_not_numbered_again() -> None:
    numbered = NumberedQuads(QUADS)
    assert NumberedQuads.of(numbered) is numbered
    assert NumberedQuads.of(QUADS).objects == numbered.objects
