"""Programs of others, and `kg` itself, ask a running server."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
    thing = rdflib.URIRef("https://w3id.org/helixkg/id/claut-nuevo-leon")
    assert list(graph.triples((thing, None, None)))


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("format_", [JSON, XML, CSV])
def test_sparqlwrapper(address: str, expected: int, method: str, format_: str) -> None:
    client = SPARQLWrapper(f"{address}/sparql")
    client.setMethod(method)
    client.setQuery(CLUSTERS)
    client.setReturnFormat(format_)
    answer = client.query()
    if format_ == JSON:
        found: Any = answer.convert()
        assert len(found["results"]["bindings"]) == expected
    else:
        assert b"claut-nuevo-leon" in answer.response.read()


def test_sparqlwrapper_constructs(address: str) -> None:
    client = SPARQLWrapper(f"{address}/sparql")
    client.setQuery("CONSTRUCT WHERE { ?s a <https://w3id.org/helixkg/def#Cluster> }")
    client.setReturnFormat(TURTLE)
    found: Any = client.query().convert()
    assert rdflib.Graph().parse(data=found, format="turtle")


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
