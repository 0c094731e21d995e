"""Programs that look for the examples of an endpoint find the questions of the library."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from kg.web.examples import is_about_examples

SH = "PREFIX sh: <http://www.w3.org/ns/shacl#> "
RDFS = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
UP = "PREFIX up: <http://purl.uniprot.org/core/> "  # of the editor's, and not used
#: as the SIB's editor asks
EXAMPLES = (
    f"{SH}{RDFS}{UP}SELECT DISTINCT ?sq ?comment ?query WHERE {{ ?sq a sh:SPARQLExecutable ; "
    "rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|sh:describe ?query . "
    'FILTER(LANG(?comment) = "en") } ORDER BY ?sq'
)
PREFIXES = (
    f"{SH}SELECT DISTINCT ?prefix ?namespace WHERE {{ [] sh:namespace ?namespace ; "
    "sh:prefix ?prefix } ORDER BY ?prefix"
)


def rows(client: TestClient, query: str) -> list[dict[str, dict[str, str]]]:
    answer = client.get("/sparql", params={"query": query})
    assert answer.status_code == 200, answer.text
    bindings: list[dict[str, dict[str, str]]] = answer.json()["results"]["bindings"]
    return bindings


def test_all_questions_are_found_and_run(client: TestClient) -> None:
    examples = rows(client, EXAMPLES)
    listed = {question["name"] for question in client.get("/api/questions").json()["questions"]}
    assert {row["sq"]["value"].rpartition("/")[2] for row in examples} == listed
    example = next(
        r["query"]["value"] for r in examples if "/clusters-by-state" in r["sq"]["value"]
    )
    declared = {r["prefix"]["value"]: r["namespace"]["value"] for r in rows(client, PREFIXES)}
    assert declared["hx"] == "https://w3id.org/helixkg/def#"
    prologue = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in declared.items())
    text = example if "PREFIX" in example else prologue + example
    rows(client, text)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (EXAMPLES, True),
        (PREFIXES, True),
        (f"{SH}SELECT * {{ ?s a sh:NodeShape }}", False),
        ("SELECT * { ?s a <http://www.w3.org/ns/shacl#SPARQLExecutable> }", True),
        ("SELECT * { ?s ?p 'sh:SPARQLExecutable' }", False),
        (f"{SH}{UP}SELECT * {{ ?s a sh:SPARQLExecutable ; up:name ?n }}", False),
    ],
)
def test_a_query_that_names_anything_else_goes_to_the_store(query: str, expected: bool) -> None:
    assert is_about_examples(query) is expected


def test_such_queries_are_bounded(client: TestClient) -> None:
    cross = f"{SH}SELECT * {{ ?a sh:prefix ?b . ?c ?d ?e . ?f ?g ?h }}"
    answer = client.get("/sparql", params={"query": cross})
    assert answer.status_code in (400, 503)
    assert "SERVICE" not in answer.text
    service = f"{SH}SELECT * {{ SERVICE <http://localhost/> {{ ?a sh:prefix ?b }} }}"
    assert client.get("/sparql", params={"query": service}).status_code == 400
