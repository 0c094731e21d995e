"""Neo4j's CSV, Parquet, CX2, graphology and D3, whatever the names; GEXF as graphology reads it."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings

from kg.errors import UsageError
from kg.export.bulk import write_neo4j, write_parquet
from kg.export.gexf import write_gexf
from kg.export.json_formats import write_cx2, write_graphology, write_node_link
from kg.network import Network
from tests.export.test_round_trips import HOSTILE, RELAXED, a_network

NPM = Path(__file__).parents[1] / "npm"


def parsed(writer: Callable[[Network, BinaryIO], None], network: Network) -> Any:
    output = io.BytesIO()
    writer(network, output)
    return json.loads(output.getvalue())


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain(text: str) -> str:
    """Return text as UTF-8 holds it: a lone surrogate is written as "?"."""
    return text.encode("utf-8", "replace").decode()


def test_neo4j_gets_typed_headers_and_both_ends(network: Network, tmp_path: Path) -> None:
    write_neo4j(replace(network, measures={"degree": {"claut": 7}}), tmp_path)
    nodes, edges = table(tmp_path / "nodes.csv"), table(tmp_path / "relationships.csv")
    assert {"id:ID", "label", ":LABEL", "sector:string[]", "degree:long"} <= nodes[0].keys()
    assert nodes[0]["sector:string[]"] == "automotive;it"
    assert nodes[0][":LABEL"] == "Cluster"
    assert nodes[0]["degree:long"] == "7"
    assert [(e[":START_ID"], e[":TYPE"], e[":END_ID"]) for e in edges] == [
        (edge.source, edge.kind, edge.target) for edge in network.edges
    ]
    assert edges[1]["weight:double"] == "2.0"


def test_parquet_has_one_type_a_column_and_lists_as_lists(network: Network, tmp_path: Path) -> None:
    write_parquet(replace(network, measures={"pagerank": {"claut": 0.5}}), tmp_path)
    nodes = pq.read_table(tmp_path / "nodes.parquet")
    edges = pq.read_table(tmp_path / "edges.parquet")
    assert str(nodes.schema.field("pagerank").type) == "double"
    assert str(edges.schema.field("evidence").type) == "list<element: string>"
    assert str(edges.schema.field("sources").type) == "int64"
    first = nodes.to_pylist()[0]
    assert first["label"] == 'Clúster "Automotriz" de Nuevo León; A.C.'
    assert (first["sector"], first["pagerank"]) == (["automotive", "it"], 0.5)
    assert nodes.to_pylist()[1]["pagerank"] is None
    assert [edge["id"] for edge in edges.to_pylist()] == [edge.id for edge in network.edges]


@pytest.mark.parametrize("writer", [write_neo4j, write_parquet])
def test_a_file_where_the_folder_should_be_is_kept(
    writer: Callable[[Network, Path], None], network: Network, tmp_path: Path
) -> None:
    (tmp_path / "mine").write_text("kept")
    with pytest.raises(UsageError, match="is a file; this format needs a folder"):
        writer(network, tmp_path / "mine")
    assert (tmp_path / "mine").read_text() == "kept"


def test_cx2_declares_what_it_holds(network: Network) -> None:
    parts = parsed(write_cx2, network)
    assert parts[0] == {"CXVersion": "2.0", "hasFragments": False}
    aspects = {name: value for part in parts[1:] for name, value in part.items()}
    counts = {said["name"]: said["elementCount"] for said in aspects["metaData"]}
    assert counts["nodes"] == len(aspects["nodes"]) == len(network.nodes)
    assert counts["edges"] == len(aspects["edges"]) == len(network.edges)
    (declared,) = aspects["attributeDeclarations"]
    types = {"string": str, "double": float, "integer": int, "list_of_string": list}
    for aspect in ("nodes", "edges"):
        for item in aspects[aspect]:
            for name, value in item["v"].items():
                assert isinstance(value, types[declared[aspect][name]["d"]]), (name, value)
    ids = {node["id"] for node in aspects["nodes"]}
    assert all(edge["s"] in ids and edge["t"] in ids for edge in aspects["edges"])
    assert aspects["status"] == [{"success": True}]


def test_graphology_and_d3_hold_every_node_and_edge(network: Network) -> None:
    graph = parsed(write_graphology, network)
    assert [node["key"] for node in graph["nodes"]] == [node.id for node in network.nodes]
    assert [edge["key"] for edge in graph["edges"]] == [edge.id for edge in network.edges]
    assert graph["nodes"][0]["attributes"]["color"] == "#cc79a7"
    linked = parsed(write_node_link, network)
    assert [link["source"] for link in linked["links"]] == [e.source for e in network.edges]


@RELAXED
@given(HOSTILE)
@example("\ud800")
def test_no_name_breaks_a_bulk_format(label: str) -> None:
    network = a_network(label)
    for writer in (write_cx2, write_graphology, write_node_link):
        assert parsed(writer, network)
    assert parsed(write_graphology, network)["nodes"][0]["attributes"]["label"] == plain(label)
    with tempfile.TemporaryDirectory() as folder:
        write_neo4j(network, Path(folder))
        assert len(table(Path(folder) / "nodes.csv")) == 2
        assert len(table(Path(folder) / "relationships.csv")) == 2
        write_parquet(network, Path(folder))
        labels = pq.read_table(Path(folder) / "nodes.parquet").column("label").to_pylist()
        assert labels == [plain(label)] * 2


def as_graphology_reads(network: Network, profile: str) -> Any:
    """Return what graphology-gexf understands; the test is skipped where it is not installed."""
    node = shutil.which("node")
    if node is None or not (NPM / "node_modules").is_dir():
        pytest.skip("graphology-gexf is not installed: npm ci --prefix tests/npm")
    output = io.BytesIO()
    write_gexf(network, output, profile)
    done = subprocess.run(
        [node, NPM / "read.js"], input=output.getvalue(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_another_parser_reads_every_node_and_edge(network: Network) -> None:
    graph = as_graphology_reads(network, "gephi-lite")
    assert graph["options"]["multi"]
    assert [node["key"] for node in graph["nodes"]] == [node.id for node in network.nodes]
    assert [edge["key"] for edge in graph["edges"]] == [edge.id for edge in network.edges]
    claut = graph["nodes"][0]["attributes"]
    assert claut["label"] == 'Clúster "Automotriz" de Nuevo León; A.C.'
    assert claut["sector"] == ["automotive", "it"]
    assert {"x", "y", "size", "color"} <= claut.keys()
    located = graph["edges"][1]["attributes"]
    assert (located["weight"], located["sources"]) == (2, 2)
    assert located["evidence"] == list(network.edges[1].evidence)


@settings(RELAXED, max_examples=15)
@given(HOSTILE)
def test_another_parser_reads_whatever_the_names(label: str) -> None:
    for profile in ("gephi", "gephi-lite"):
        assert len(as_graphology_reads(a_network(label), profile)["nodes"]) == 2
