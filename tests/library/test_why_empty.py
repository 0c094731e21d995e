"""What cannot match in a query without an answer, with its place and a way out."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.errors import KgWarning
from kg.library.why_empty import reasons, unknown_terms
from kg.model import Iri, Quad, text
from kg.rdf.namespaces import FOAF, ID, PREFIXES
from kg.store import EmbeddedStore
from tests.conftest import Run
from tests.queries import golden


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    return golden.store()


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (
            "{ ?s skos:prefLabell ?o }",
            "10: skos:prefLabell does not occur in the store; did you mean",
        ),
        (
            "{ ?s a hx:Phase ; hx:sector id:nuevo-leonn }",
            "33: id:nuevo-leonn does not occur in the store",
        ),
        ("{ ?s skos:prefLabel 'Canada' }", '25: \'Canada\' matches nothing, but "Canada"@en, "Can'),
        ("{ ?s skos:prefLabel 'TIC'@fr }", "'TIC'@fr matches nothing, but \"TIC\"@es would"),
        (
            "{ ?s schema:expires '2018'^^xsd:date }",
            "^^<http://www.w3.org/2001/XMLSchema#gYear> would",
        ),
        ("{ GRAPH graph:catalog { ?s ?p ?o } }", "13: the store has no graph graph:catalog; did"),
        ("{ ?s hx:locator ?o }", "only in named graphs, such as graph:catalogue; write GRAPH"),
    ],
)
def test_what_cannot_match(query: str, reason: str, store: EmbeddedStore) -> None:
    assert not store.ask(
        "".join(f"PREFIX {p}: <{n}> " for p, n in PREFIXES.items()) + "ASK" + query
    )
    (sentence,) = reasons(f"ASK {query}", "q.rq", PREFIXES, store)
    assert reason in sentence
    assert sentence.startswith("q.rq:1:")


@pytest.mark.parametrize(
    "query",
    [
        "{ ?s a hx:Cluster, hx:Phase }",
        "PREFIX x: <https://w3id.org/helixkg/def#> ASK { ?s x:sector ?s }",
        "{ GRAPH graph:catalogue { ?s hx:locator 'nowhere' } }",
        "{ ?s hx:sector ?o FILTER(xsd:integer('1') = 2 && hxf:established(?s)) }",
    ],
)
def test_of_what_could_match_nothing_is_said(query: str, store: EmbeddedStore) -> None:
    text = query if query.startswith("PREFIX") else f"ASK {query}"
    assert [*reasons(text, "q.rq", PREFIXES, store)] == []


@pytest.mark.parametrize(
    ("query", "near"),
    [
        ("{ ?s dct:titel ?o }", "; did you mean dct:title?"),
        ("{ ?s foaf:name ?o }", "; did you mean skos:prefLabel?"),
        ("{ ?s <http://example.org/cluster> ?o }", ""),
    ],
)
def test_a_term_is_likened_to_terms_and_not_to_entities(
    query: str, near: str, store: EmbeddedStore
) -> None:
    (reason,) = reasons(f"ASK {query}", "q.rq", PREFIXES, store)
    assert reason.endswith(f"does not occur in the store{near}")


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("SELECT * { ?s a hx:Phase OPTIONAL { ?s dct:titel ?o } }", ["1:40: dct:titel"]),
        (
            "ASK { ?s a hx:Phase, schema:Event FILTER NOT EXISTS { ?s foaf:nick ?n } }",
            ["foaf:nick"],
        ),
        (
            "ASK { { ?s skos:prefLable ?o } UNION { ?s dct:titel ?o ; dct:titel 'x' } }",
            ["skos", "dct"],
        ),
        ("CONSTRUCT { ?s foaf:nick ?o } WHERE { ?s skos:prefLabel ?o }", []),
        ("CONSTRUCT { ?s foaf:nick ?o } WHERE { ?s foaf:nick ?o }", ["1:42: foaf:nick"]),
        ("INSERT { ?s foaf:nick ?o } WHERE { ?s skos:altLabel ?o }", []),
        ("ASK { SERVICE <http://other.example/sparql> { ?s foaf:nick ?o } }", []),
        ("ASK { ?s skos:prefLabel ?o FILTER(?o = '1'^^schema:Number) }", []),
        ("ASK { ?s <http://example.org/colour> ?o }", []),
        ("PREFIX x: <http://xmlns.com/foaf/0.1/> ASK { ?s a x:Person ; x:nick ?o }", ["x:nick"]),
    ],
)
def test_an_unknown_term_of_another_vocabulary_is_told_though_something_is_found(
    query: str, terms: list[str], store: EmbeddedStore
) -> None:
    lines = [*unknown_terms(query, "q.rq", PREFIXES, store)]
    assert len(lines) == len(terms)
    for line, term in zip(lines, terms, strict=True):
        assert term in line
        assert "does not occur in the store" in line


def test_a_term_that_the_store_has_is_known() -> None:
    store = EmbeddedStore.in_memory()
    store.replace([Quad(Iri(ID + "a"), Iri(FOAF + "nick"), text("A"))])
    assert [*unknown_terms("ASK { ?s foaf:nick ?o }", "q.rq", PREFIXES, store)] == []


def test_the_command_and_the_method_tell_an_unknown_term(quick_kg: Run, small_store: Path) -> None:
    query = "SELECT ?s { ?s a hx:Cluster OPTIONAL { ?s foaf:nick ?n } }"
    done = quick_kg("sparql", query)
    message = "the query:1:43: foaf:nick does not occur in the store"
    assert message in done.stderr
    assert done.stdout
    with pytest.warns(KgWarning, match=message):
        assert len(kg.open(small_store).sparql(query)) > 0


EMPTY = "SELECT * { ?s hx:locatedIn id:nuevo-leonn }"
MESSAGE = "the query:1:28: id:nuevo-leonn does not occur in the store"


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "xml", "html"])
@pytest.mark.parametrize("query", [EMPTY, EMPTY.replace("*", "(COUNT(*) AS ?n)")])
def test_the_command_says_it(quick_kg: Run, small_store: object, form: str, query: str) -> None:
    done = quick_kg("sparql", query, "-f", form)
    assert "id:nuevo-leonn does not occur in the store" in done.stderr
    assert done.returncode == 0
    assert "does not occur" not in quick_kg("sparql", query.replace("nn", "n"), "-f", form).stderr


def test_the_command_says_it_of_a_count_and_of_ask(quick_kg: Run, small_store: object) -> None:
    assert MESSAGE in quick_kg("sparql", EMPTY, "--count").stderr
    assert (
        "no aparece" in quick_kg("sparql", EMPTY.replace("SELECT *", "ASK"), "--lang", "es").stderr
    )


def test_an_unknown_prefix_is_one_line(quick_kg: Run, small_store: object) -> None:
    done = quick_kg("sparql", "SELECT * { ?s skoss:prefLabel ?o ; foo:x ?y }")
    assert (
        done.stderr
        == "kg: the query:1:15: the prefix skoss: is not declared; did you mean skos:?\n"
    )
    done = quick_kg("sparql", "SELECT * { ?s foo:x ?y }", "--lang", "es")
    assert "el prefijo foo: no está declarado; escriba antes PREFIX foo: <…>" in done.stderr


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * { ?s hx:sector }", 'expected one of "$", '),
        ("SELECT ?x { ?s hx:sector ?o } GROUP BY ?s", "1:42: The SELECT contains a variable that"),
    ],
)
def test_a_message_of_the_parser_is_one_line(
    quick_kg: Run, small_store: object, query: str, message: str
) -> None:
    done = quick_kg("sparql", query)
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert len(done.stderr) < 150
