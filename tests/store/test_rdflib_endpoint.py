"""A fourth engine: rdflib behind HTTP (rdflib-endpoint), loaded at its start, read-only, a union.

It parses and evaluates SPARQL by itself, unlike Oxigraph and Virtuoso. What it cannot do is named.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from kg.rdf.namespaces import FACTS_GRAPH
from kg.store import EmbeddedStore
from tests import servers
from tests.conftest import ROOT, Run

pytestmark = pytest.mark.full
CLUSTERS = "SELECT ?c { ?c a <https://w3id.org/helixkg/def#Cluster> } ORDER BY ?c"
COMMANDS = {
    "stats": ["stats"],
    "sources": ["sources"],
    "conflicts": ["conflicts"],
    "show": ["show", "claut-nuevo-leon", "--lang", "es"],
    "why": ["why", "claut-nuevo-leon", "--lang", "es"],
    "query": ["query", "run", "clusters-in-state", "-p", "state", "nuevo-leon", "-f", "csv"],
    "sparql": ["sparql", CLUSTERS, "--format", "csv"],
    "search": ["search", "claut"],
    "coverage": ["coverage"],
    "validate": ["validate", "--lang", "es"],
    "dump": ["dump"],
    "network": ["network", "degree", "-f", "csv"],
}
#: what the engine cannot do → what kg says of it
CANNOT: dict[str, str] = {}


@pytest.fixture(scope="module")
def endpoint(small_store_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the small store, the facts in a graph of their own."""
    if find_spec("rdflib_endpoint") is None:
        pytest.skip("rdflib-endpoint is not installed (pip install rdflib-endpoint)")
    folder = tmp_path_factory.mktemp("rdflib")
    with (folder / "facts.nq").open("wb") as file:
        EmbeddedStore.open(small_store_once).dump(file, facts_graph=FACTS_GRAPH)
    server = [sys.executable, "-m", "tests.store.rdflib_server", str(folder / "facts.nq")]
    with servers.at_a_port(server, ROOT, "/rdf") as address:
        yield f"{address}/rdf"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_reads_the_same(
    quick_kg: Run, endpoint: str, small_store_once: Path, name: str
) -> None:
    command = COMMANDS[name]
    there = quick_kg(*command, "--store", endpoint)
    if name in CANNOT:
        assert there.returncode in (2, 3)
        assert CANNOT[name] in there.stderr
        return
    here = quick_kg(*command, "--store", small_store_once)
    assert there.returncode == here.returncode == 0, there.stderr
    lines = [[li for li in done.stdout.splitlines() if "_:" not in li] for done in (there, here)]
    assert lines[0] == lines[1]


def test_it_takes_no_changes(quick_kg: Run, endpoint: str, tmp_path: Path) -> None:
    (tmp_path / "new.ttl").write_text(
        "<https://w3id.org/helixkg/id/claut-nuevo-leon> "
        "<https://w3id.org/helixkg/def#technology> "
        "<https://w3id.org/helixkg/voc/technology/robots> .",
        "utf-8",
    )
    done = quick_kg("load", "new.ttl", "--store", endpoint)
    assert done.returncode in (2, 3), done.stdout
    assert "no address is known for updates" in done.stderr
