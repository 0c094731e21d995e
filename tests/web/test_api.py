"""The interface for programs: what it answers, and that its description is true."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate as validate_openapi
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from starlette.testclient import TestClient

QUERY = "/api/questions/clusters-in-state?state=nuevo-leon"


@pytest.fixture
def described(client: TestClient) -> dict[str, Any]:
    """The description of the interface."""
    described: dict[str, Any] = client.get("/openapi.json").json()
    return described


def keeps_to(described: dict[str, Any], path: str, body: object) -> list[str]:
    """Return where an answer is not as it is described."""
    schema = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    whole = {**schema["schema"], "components": described["components"]}
    registry: Registry[Any] = Registry().with_resource(
        "", Resource.from_contents(whole, default_specification=DRAFT202012)
    )
    return [e.message for e in Draft202012Validator(whole, registry=registry).iter_errors(body)]


def test_the_description_is_valid_and_has_every_question(
    client: TestClient, described: dict[str, Any]
) -> None:
    validate_openapi(described)
    listed = client.get("/api/questions").json()["questions"]
    paths = {path for path in described["paths"] if path.startswith("/api/questions/")}
    assert paths == {f"/api/questions/{question['name']}" for question in listed}
    assert described["openapi"].startswith("3.1")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_description_speaks_the_language_of_the_client(
    client: TestClient, language: str
) -> None:
    described = client.get("/openapi.json", headers={"accept-language": language}).json()
    summary = described["paths"]["/api/questions/clusters-in-state"]["get"]["summary"]
    assert summary == {"en": "Clusters of a state", "es": "Clústeres de un estado"}[language]


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/api/questions", "/api/questions"),
        ("/api/questions/clusters-in-state", QUERY),
        ("/api/entities", "/api/entities?kind=Cluster&size=2"),
        ("/api/search", "/api/search?q=claut"),
        ("/api/why", "/api/why?subject=claut-nuevo-leon"),
        ("/api/why", "/api/why?subject=claut-nuevo-leon&property=hx:locatedIn"),
    ],
)
def test_an_answer_is_as_it_is_described(
    client: TestClient, described: dict[str, Any], path: str, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert keeps_to(described, path, answer.json()) == []


def test_every_question_answers_its_example_as_it_is_described(
    client: TestClient, described: dict[str, Any]
) -> None:
    """Where the example names a thing that the small store lacks, the answer says so."""
    answered = 0
    for question in client.get("/api/questions").json()["questions"]:
        path = f"/api/questions/{question['name']}"
        answer = client.get(path, params=question["example"])
        if answer.status_code == 200:
            answered += 1
            assert keeps_to(described, path, answer.json()) == []
        else:
            assert answer.status_code in (400, 404)
            assert answer.json()["detail"]
    assert answered > 30


def test_pages_lead_to_each_other(client: TestClient) -> None:
    address: str | None = "/api/entities?size=7"
    seen: list[str] = []
    while address:
        answer = client.get(address)
        body = answer.json()
        seen += [entity["iri"] for entity in body["entities"]]
        if body["next"]:
            assert f'<{body["next"]}>; rel="next"' in answer.headers["link"]
        address = body["next"]
    assert len(seen) == len(set(seen)) == body["total"]


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/api/entities?kind=Clusterr", "no thing is a 'Clusterr'; there are: "),
        ("/api/entities?knd=Cluster", "there is no parameter 'knd'; there are: kind, page"),
        ("/api/entities?size=0", "size is a whole number from 1 to 1,000"),
        ("/api/entities?page=٣", "page is a whole number"),
        ("/api/search", "q is missing"),
        ("/api/search?q=", "q is empty"),
        ("/api/why?subject=nobody-at-all", "nobody-at-all"),
        ("/api/questions/clusters-in-state", "needs: state"),
        ("/api/questions/clusters-by-state?sector=%20", "sector is empty; leave it out"),
        ("/api/entities?kind=", "kind is empty; leave it out"),
        ("/api/questions/nothing", "nothing"),
        ("/api/questions?lang=fr", "lang is es or en, not 'fr'"),
        ("/api/why?subject=claut-nuevo-leon&property=located", "'located' is no property"),
    ],
)
def test_what_is_wrong_is_said(client: TestClient, address: str, message: str) -> None:
    answer = client.get(address)
    assert answer.status_code in (400, 404)
    assert message in answer.json()["detail"]


def test_terms_are_values_of_json(client: TestClient) -> None:
    rows = client.get(QUERY).json()["rows"]
    assert {"iri", "label"} == set(rows[0]["cluster"])
    counted = client.get("/sparql", params={"query": "SELECT (1 AS ?n) {}"})
    assert json.loads(counted.text)["results"]["bindings"][0]["n"]["value"] == "1"


def test_what_the_editor_completes(client: TestClient) -> None:
    terms = client.get("/sparql/terms.json").json()
    assert "hx: <https://w3id.org/helixkg/def#>" in terms["prefixes"]
    assert "https://w3id.org/helixkg/def#Cluster" in terms["class"]
    assert "https://w3id.org/helixkg/def#strategicPartner" in terms["property"]
    assert not set(terms["class"]) & set(terms["property"])
