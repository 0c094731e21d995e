"""Programs of others, and `kg` itself, ask a running server."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper

from tests import servers
from tests.conftest import Run

CLUSTERS = "SELECT ?s { ?s a <https://w3id.org/helixkg/def#Cluster> }"


@pytest.fixture(scope="module")
def address(small_store_once: Path) -> Iterator[str]:
    """The address of a server for the small store."""
    with servers.pages(small_store_once) as started:
        yield started


@pytest.fixture(scope="module")
def expected(small_store_once: Path) -> int:
    """How many clusters the small store has."""
    from kg.store import EmbeddedStore

    return len(list(EmbeddedStore.open(small_store_once).select(CLUSTERS).rows))


def test_rdflib(address: str, expected: int) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{address}/sparql"))
    assert len(list(graph.query(CLUSTERS))) == expected
    cluster = rdflib.URIRef("https://w3id.org/helixkg/id/claut-nuevo-leon")
    assert list(graph.triples((cluster, None, None)))


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("format_", [JSON, XML, CSV])
def test_sparqlwrapper(address: str, expected: int, method: str, format_: str) -> None:
    client = SPARQLWrapper(f"{address}/sparql")
    client.setMethod(method)
    client.setQuery(CLUSTERS)
    client.setReturnFormat(format_)
    answer = client.query()
    if format_ == JSON:
        document: Any = answer.convert()
        assert len(document["results"]["bindings"]) == expected
    else:
        assert b"claut-nuevo-leon" in answer.response.read()


def test_sparqlwrapper_constructs(address: str) -> None:
    client = SPARQLWrapper(f"{address}/sparql")
    client.setQuery("CONSTRUCT WHERE { ?s a <https://w3id.org/helixkg/def#Cluster> }")
    client.setReturnFormat(TURTLE)
    turtle: Any = client.query().convert()
    assert rdflib.Graph().parse(data=turtle, format="turtle")


def test_kg_itself(address: str, small_store_once: Path, quick_kg: Run) -> None:
    """A store behind the server answers as the store in the folder does."""
    for command in (
        ("sparql", CLUSTERS, "-f", "csv"),
        ("query", "run", "clusters-in-state", "-p", "state", "nuevo-leon", "-f", "csv"),
        ("show", "claut-nuevo-leon"),
        ("why", "claut-nuevo-leon", "hx:locatedIn"),
    ):
        here = quick_kg(*command, "--store", small_store_once)
        there = quick_kg(*command, "--store", f"{address}/sparql")
        assert there.returncode == here.returncode == 0, there.stderr
        assert sorted(there.stdout.splitlines()) == sorted(here.stdout.splitlines())


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl(address: str) -> None:
    def curl(*arguments: str) -> str:
        return subprocess.run(
            ["curl", "-sS", "--fail-with-body", *arguments],
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert json.loads(curl(f"{address}/id/claut-nuevo-leon", "-H", "Accept: application/json"))
    answer = curl(f"{address}/sparql", "--data-urlencode", f"query={CLUSTERS}")
    assert json.loads(answer)["results"]["bindings"]


def test_a_session_of_openrefine(address: str) -> None:
    """The requests of OpenRefine 3.8 in their order: from its server as forms, from its page."""
    page = {"origin": "http://127.0.0.1:3333", "accept": "application/json, text/javascript"}
    with httpx.Client(timeout=30) as program, httpx.Client(timeout=30, headers=page) as browser:
        answer = browser.get(f"{address}/reconcile")  # Add standard service
        assert answer.headers["access-control-allow-origin"] == page["origin"]
        manifest = answer.json()
        assert "0.2" in manifest["versions"]

        names = ["Cluster Automotriz de Nuevo Leon", "CLAUT", "Claut, A.C.", "nobody"]
        guess = {f"q{n}": {"query": name, "limit": 3} for n, name in enumerate(names)}
        guessed = program.post(f"{address}/reconcile", data={"queries": json.dumps(guess)}).json()
        kinds = [kind["id"] for match in guessed["q0"]["result"] for kind in match["type"]]
        assert kinds[0] == "Cluster"  # is offered as the type of the column

        suggest = manifest["suggest"]["type"]
        suggestions = browser.get(
            suggest["service_url"] + suggest["service_path"], params={"prefix": "clu", "limit": 10}
        ).json()["result"]
        assert {"Cluster"} <= {kind["id"] for kind in suggestions}

        place = {"pid": "hx:locatedIn", "v": "Nuevo León"}
        asked = {
            f"q{n}": {
                "query": name,
                "type": "Cluster",
                "type_strict": "should",
                "limit": 5,
                "properties": [place] if n == 1 else [],
            }
            for n, name in enumerate(names)
        }
        batch = program.post(
            f"{address}/reconcile",
            content=urlencode({"queries": json.dumps(asked)}),
            headers={"content-type": "application/x-www-form-urlencoded;charset=UTF-8"},
        ).json()
        best = {key: matches["result"][:1] for key, matches in batch.items()}
        assert best["q0"][0]["id"] == "claut-nuevo-leon"
        assert best["q0"][0]["match"]
        assert best["q1"][0]["id"] == "claut-nuevo-leon"  # the place decides between two
        assert not any(match["match"] for match in best["q3"])

        suggest = manifest["suggest"]["entity"]  # Search for match
        suggestions = browser.get(
            suggest["service_url"] + suggest["service_path"],
            params={"prefix": "claut", "type": "Cluster", "type_strict": "should"},
        ).json()["result"]
        assert "claut-nuevo-leon" in {entity["id"] for entity in suggestions}

        preview = manifest["preview"]["url"].replace("{{id}}", "claut-nuevo-leon")
        shown = browser.get(preview, headers={"accept": "text/html,*/*;q=0.8"})
        assert "frame-ancestors *" in shown.headers["content-security-policy"]
        assert "Nuevo León" in shown.text

        extend = manifest["extend"]["propose_properties"]  # Add columns from reconciled values
        proposed = browser.get(
            extend["service_url"] + extend["service_path"], params={"type": "Cluster", "limit": 50}
        ).json()["properties"]
        assert "hx:locatedIn" in {property_["id"] for property_ in proposed}
        columns = {
            "ids": ["claut-nuevo-leon"],
            "properties": [{"id": "hx:locatedIn"}, {"id": "hx:sector", "settings": {"limit": 1}}],
        }
        rows = program.post(f"{address}/reconcile", data={"extend": json.dumps(columns)}).json()
        assert rows["rows"]["claut-nuevo-leon"]["hx:locatedIn"] == [
            {"id": "nuevo-leon", "name": "Nuevo León"}
        ]
        view = manifest["view"]["url"].replace("{{id}}", "claut-nuevo-leon")
        assert program.get(view, headers={"accept": "text/html"}).status_code == 200
