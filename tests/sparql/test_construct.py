"""A CONSTRUCT made from the rows of a SELECT is what the engine makes."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.model import BNode, Iri, Literal, Solutions, Term, Triple, text
from kg.rdf.oxigraph import from_ox
from kg.sparql.construct import Template

STORE = ox.Store()
STORE.update(
    "PREFIX e: <http://example.org/> INSERT DATA { e:a e:p 1 , 'x'@es , e:b . e:b e:q e:a . "
    "GRAPH e:g { e:a e:p 2 } }"
)
PROLOGUE = "PREFIX e: <http://example.org/>\n"


def filled(query: str) -> list[Triple]:
    template = Template.of(query)
    assert template is not None
    answer = STORE.query(template.select)
    assert isinstance(answer, ox.QuerySolutions)
    names = tuple(variable.value for variable in answer.variables)
    rows = ([from_ox(row[name]) if row[name] else None for name in names] for row in answer)
    return list(template.fill(Solutions(names, (tuple(row) for row in rows))))


def constructed(query: str) -> set[Triple]:
    answer = STORE.query(query)
    assert isinstance(answer, ox.QueryTriples)
    return {Triple(*map(from_ox, triple)) for triple in answer}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "query",
    [
        "CONSTRUCT { ?s e:r ?o , 'ñ'@es , '1'^^e:t , 'plain', 5 } WHERE { ?s e:p ?o }",
        "construct{?o e:r ?s}where{?s e:p ?o}",
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } # WHERE {\n WHERE { ?s ?p ?o FILTER(STR(?o) != '{') }",
        "CONSTRUCT WHERE { ?s e:p ?o }",
        "CONSTRUCT # {\nWHERE { ?s e:p ?o } LIMIT 1",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY ?o LIMIT 2",
        "CONSTRUCT { ?s e:r ?missing . ?s e:r 1 } WHERE { ?s e:p ?o }",
        "CONSTRUCT { ?o e:r ?s . ?s ?o ?s } WHERE { ?s e:p ?o }",
        "CONSTRUCT { e:x e:y e:z } WHERE { GRAPH e:g { ?s ?p ?o } }",
        "CONSTRUCT { } WHERE { ?s e:p ?o }",
        "CONSTRUCT { ?s e:r ?n } WHERE { { SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s } }",
    ],
)
def test_the_triples_are_those_of_the_engine(query: str) -> None:
    triples = filled(PROLOGUE + query)
    assert len(triples) == len(set(triples))
    assert set(triples) == constructed(PROLOGUE + query)


def test_a_describe_has_no_template() -> None:
    assert Template.of("DESCRIBE <urn:CONSTRUCT> # CONSTRUCT {") is None


def test_blank_nodes_are_new_for_each_row() -> None:
    query = PROLOGUE + "CONSTRUCT { _:x e:of ?o ; e:by [] . _:x a e:X } WHERE { e:a e:p ?o }"
    triples = filled(query)
    nodes = {triple.subject for triple in triples}
    assert len(nodes) == 3
    assert all(isinstance(node, BNode) for node in nodes)
    assert len({triple.object for triple in triples if isinstance(triple.object, BNode)}) == 3
    assert len(triples) == len(constructed(query)) == 9


@pytest.mark.parametrize(
    ("row", "is_made"),
    [
        ((Iri("urn:s"), Iri("urn:p"), Literal("1")), True),
        ((BNode("b"), Iri("urn:p"), BNode("c")), True),
        ((Literal("1"), Iri("urn:p"), Iri("urn:o")), False),
        ((Iri("urn:s"), BNode("b"), Iri("urn:o")), False),
        ((Iri("urn:s"), Literal("1"), Iri("urn:o")), False),
        ((None, Iri("urn:p"), Iri("urn:o")), False),
        ((Iri("urn:s"), None, Iri("urn:o")), False),
        ((Iri("urn:s"), Iri("urn:p"), None), False),
    ],
)
def test_what_is_no_triple_is_left_out(row: tuple[Term | None, ...], is_made: bool) -> None:
    template = Template.of("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert template is not None
    rows = Solutions(("s", "p", "o"), iter([row, row]))
    assert list(template.fill(rows)) == ([Triple(*row)] if is_made else [])  # type: ignore[arg-type]


def test_the_select_keeps_prologue_and_modifiers() -> None:
    template = Template.of(
        "PREFIX e: <urn:e>\nCONSTRUCT { ?s e:p 'x'@ES } WHERE { ?s ?p 1 } LIMIT 3"
    )
    assert template is not None
    select = " ".join(template.select.split())
    assert select == "PREFIX e: <urn:e> SELECT * WHERE { ?s ?p 1 } LIMIT 3"
    rows = Solutions(("s",), iter([(Iri("urn:s"),)]))
    assert [triple.object for triple in template.fill(rows)] == [text("x", "es")]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("CONSTRUCT { ?s ?p ?o WHERE { ?s ?p ?o }", "a brace is not closed"),
        ("CONSTRUCT", "a brace is not closed"),
        ("CONSTRUCT { ?s ?p } WHERE { ?s ?p ?o }", "the query does not parse"),
        ("CONSTRUCT { ?s x:p ?o } WHERE { ?s ?p ?o }", "the query does not parse"),
    ],
)
def test_what_does_not_parse_is_refused(query: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        Template.of(query)
