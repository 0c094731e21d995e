"""The Reconciliation API 0.2: answers keep to its schemas, and say why they fit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7
from starlette.testclient import TestClient

SUITE: Final = Path(__file__).parents[2] / "../shared/conformance/reconciliation-0.2"
needs_suite = pytest.mark.skipif(
    not SUITE.exists(), reason="the schemas of the Reconciliation API are not beside the repository"
)


def schema_errors(name: str, body: object) -> list[str]:
    """Return where a document breaks a schema of the specification."""
    schemas = {
        path.name: json.loads(path.read_text("utf-8"))
        for path in (SUITE / "schemas").glob("*.json")
    }
    anything: dict[str, Any] = {"definitions": {"securityDefinitions": {}}}
    resources = [("http://swagger.io/v2/schema.json", anything), *schemas.items()]
    registry: Registry[Any] = Registry().with_resources(
        (place, Resource.from_contents(schema, default_specification=DRAFT7))
        for where, schema in resources
        for place in {where, schema.get("$id", where)}
    )
    base = schemas[name]["$id"].rpartition("/")[0]
    registry = registry.with_resource(
        f"{base}/type.json",
        Resource.from_contents(schemas["type.json"], default_specification=DRAFT7),
    )
    validator = Draft7Validator(schemas[name], registry=registry)
    return [error.message for error in validator.iter_errors(body)]


def ask(client: TestClient, **queries: object) -> dict[str, Any]:
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    results: dict[str, Any] = answer.json()
    return results


@needs_suite
def test_the_schemas_tell_right_from_wrong() -> None:
    """Else the tests below could not fail."""
    folder = SUITE / "examples" / "reconciliation-result-batch"
    for path in (folder / "valid").glob("*.json"):
        assert schema_errors("reconciliation-result-batch.json", json.loads(path.read_text())) == []
    for path in (folder / "invalid").glob("*.json"):
        assert schema_errors("reconciliation-result-batch.json", json.loads(path.read_text()))


@needs_suite
def test_answers_keep_to_the_schemas(client: TestClient) -> None:
    manifest = client.get("/reconcile").json()
    assert schema_errors("manifest.json", manifest) == []
    batch = ask(client, a={"query": "claut"}, b={"query": "zzz"}, c={"query": "nuevo leon"})
    assert schema_errors("reconciliation-result-batch.json", batch) == []
    for service, schema in (("entity", "entities"), ("type", "types"), ("property", "properties")):
        suggested = client.get(f"/reconcile/suggest/{service}?prefix=cl").json()
        assert suggested["result"], service
        assert schema_errors(f"suggest-{schema}-response.json", suggested) == []
    proposed = client.get("/reconcile/properties?type=Cluster&limit=5").json()
    assert len(proposed["properties"]) == 5
    assert schema_errors("data-extension-property-proposal.json", proposed) == []
    extension = {
        "ids": ["claut-nuevo-leon"],
        "properties": [{"id": "hx:locatedIn"}, {"id": "hx:sector"}, {"id": "schema:foundingDate"}],
    }
    extended = client.post("/reconcile", data={"extend": json.dumps(extension)}).json()
    assert schema_errors("data-extension-response.json", extended) == []
    (place,) = extended["rows"]["claut-nuevo-leon"]["hx:locatedIn"]
    assert place == {"id": "nuevo-leon", "name": "Nuevo León"}


@needs_suite
@pytest.mark.parametrize("kind", ["valid", "invalid"])
def test_the_queries_of_the_specification_are_judged_as_it_says(
    client: TestClient, kind: str
) -> None:
    for path in (SUITE / "examples" / "reconciliation-query-batch" / kind).glob("*.json"):
        answer = client.post("/reconcile", data={"queries": path.read_text("utf-8")})
        assert answer.status_code == (200 if kind == "valid" else 400), path.name


def test_a_score_says_what_it_consists_of(client: TestClient) -> None:
    (best, *others) = ask(client, q={"query": "Clauto", "type": "Cluster"})["q"]["result"]
    features = {feature["id"]: feature["value"] for feature in best["features"]}
    assert best["id"].startswith("claut-")
    assert not best["match"]  # two clusters are called so
    assert 0 < features["name_similarity"] < 1
    assert features["kind"] is True
    assert best["description"].startswith("CLAUT")
    assert all(other["score"] <= best["score"] for other in others)


def test_an_exact_name_is_a_match_and_its_language_is_told(client: TestClient) -> None:
    query = {"query": "Cluster Automotriz de Nuevo Leon", "type": "Cluster"}
    best = ask(client, q=query)["q"]["result"][0]
    assert best["match"]
    assert best["score"] > 92
    assert best["name"] == "Nuevo León Automotive Cluster"
    assert best["description"].endswith("(es)")


def test_values_of_properties_decide(client: TestClient) -> None:
    right = {"pid": "hx:locatedIn", "v": {"id": "nuevo-leon", "name": "Nuevo León"}}
    wrong = {"pid": "hx:locatedIn", "v": "Sonora"}
    batch = ask(
        client,
        with_right={"query": "claut", "properties": [right]},
        with_wrong={"query": "claut", "properties": [wrong]},
        alone={"properties": [right], "type": "Cluster"},
    )
    scores = {name: answer["result"][0]["score"] for name, answer in batch.items()}
    assert scores["with_right"] > scores["with_wrong"]
    assert "claut-nuevo-leon" in {result["id"] for result in batch["alone"]["result"]}


def test_kinds_are_strict_unless_it_is_said_otherwise(client: TestClient) -> None:
    batch = ask(
        client,
        strict={"query": "nuevo leon", "type": "State"},
        loose={"query": "nuevo leon", "type": ["State"], "type_strict": "should", "limit": 20},
        none={"query": "nuevo leon", "type": "Country"},
    )
    assert {r["id"] for r in batch["strict"]["result"]} == {"nuevo-leon"}
    assert len(batch["loose"]["result"]) > 1
    assert batch["none"]["result"] == []


@pytest.mark.parametrize(
    "parameters",
    [
        {"queries": "{"},
        {"queries": "[]"},
        {"queries": '{"q": {"query": 3}}'},
        {"queries": '{"q": {"query": ""}}'},
        {"queries": '{"q": {"query": "a", "properties": [{"pid": 1}]}}'},
        {"queries": json.dumps({str(n): {"query": "a"} for n in range(101)})},
        {"queries": "[" * 100_000},
        {"queries": '{"q": {"query": "a", "limit": 1e999}}'},
        {"queries": '{"q": {"query": "a", "limit": NaN}}'},
        {"queries": r'{"q": {"query": "\ud800"}}'},
        {"queries": json.dumps({"q": {"query": "a" * 1_001}})},
        {"queries": json.dumps({"q": {"query": "a", "properties": [{"pid": "b", "v": ""}] * 101}})},
        {"extend": "{}"},
        {"extend": '{"ids": 3, "properties": []}'},
        {"extend": '{"ids": ["claut-nuevo-leon"], "properties": [{"id": null}]}'},
        {"extend": '{"ids": ["claut-nuevo-leon"], "properties": [{"id": ["hx:sector"]}]}'},
        {"extend": json.dumps({"ids": ["a"] * 201, "properties": [{"id": "hx:sector"}] * 100})},
    ],
)
def test_what_is_no_request_is_refused(client: TestClient, parameters: dict[str, str]) -> None:
    answer = client.post("/reconcile", data=parameters)
    assert answer.status_code == 400
    assert "Reconciliation API" in answer.json()["detail"]


def test_a_preview_may_stand_in_a_frame_and_runs_nothing(client: TestClient) -> None:
    answer = client.get("/reconcile/preview?id=claut-nuevo-leon", headers={"accept": "text/html"})
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert client.get("/reconcile/preview?id=nobody").status_code == 404
