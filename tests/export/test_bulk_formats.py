"""Neo4j's CSV, Parquet, CX2, graphology and D3, whatever the names; GEXF as graphology reads it."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.export.bulk import write_neo4j, write_parquet
from kg.export.gexf import write_gexf
from kg.export.json_formats import write_cx2, write_graphology, write_node_link
from kg.export.tables import write_csv
from kg.network import Edge, Network, Node
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


#: neo4j-admin database import: name and type of a column, or a role with an optional group
NEO4J_HEADER = re.compile(
    r"[^:]+:(string|long|double|string\[\])|[^:]+:ID|:(LABEL|TYPE|START_ID|END_ID)"
    r"|label"
)


@settings(RELAXED, max_examples=40)
@given(HOSTILE)
@example("two\nlines\r\nand three")
def test_neo4j_reads_one_record_a_line_by_its_own_rules(label: str) -> None:
    """Its import reads line by line unless told otherwise, and needs every id that is named."""
    with tempfile.TemporaryDirectory() as folder:
        write_neo4j(a_network(label), Path(folder))
        for name, roles, rows in (
            ("nodes.csv", [":LABEL"], 2),
            ("relationships.csv", [":START_ID", ":END_ID", ":TYPE"], 2),
        ):
            text = (Path(folder) / name).read_bytes().decode("utf-8", "replace")
            lines = text.rstrip("\n").replace("\r", "\n").split("\n")
            assert len(lines) == rows + 1, "no cell breaks a line"
            header, *records = csv.reader(lines)
            assert all(len(record) == len(header) for record in records)
            for column in header:
                assert column in ("id", "label") or NEO4J_HEADER.fullmatch(column), column
            assert all(header.count(role) == 1 for role in roles)
            ids = [record[header.index("id:ID")] for record in records] if rows == 3 else []
            assert len(set(ids)) == len(ids)


def test_duckdb_reads_the_tables(network: Network, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    write_parquet(network, tmp_path)
    ask = duckdb.connect().execute
    edges, nodes = tmp_path / "edges.parquet", tmp_path / "nodes.parquet"
    assert ask(f"SELECT count(*) FROM '{edges}'").fetchall() == [(5,)]
    rows = ask(
        f"SELECT n.label, e.kind, len(e.evidence) FROM '{edges}' e JOIN '{nodes}' n "
        "ON e.source = n.id WHERE e.sources = 2"
    ).fetchall()
    assert rows == [('Clúster "Automotriz" de Nuevo León; A.C.', "locatedIn", 2)]
    write_csv(network, tmp_path)
    rows = ask(
        f"SELECT Source, Type, Weight FROM '{tmp_path / 'edges.csv'}' WHERE Kind = 'locatedIn'"
    ).fetchall()
    assert rows == [("claut", "Directed", 2)]


def test_ndex2_reads_nodes_edges_places_and_colours(network: Network) -> None:
    cx2 = pytest.importorskip("ndex2.cx2")
    graph = cx2.RawCX2NetworkFactory().get_cx2network(
        parsed(write_cx2, replace(network, coordinates={n.id: (1.5, 2.0) for n in network.nodes}))
    )
    assert len(graph.get_nodes()) == len(network.nodes)
    assert len(graph.get_edges()) == len(network.edges)
    claut = graph.get_node(0)
    assert claut["v"]["name"] == 'Clúster "Automotriz" de Nuevo León; A.C.'
    assert (claut["x"], claut["y"]) == (1.5, -2.0), "y grows downwards"
    style = graph.get_visual_properties()
    mapping = style["nodeMapping"]["NODE_BACKGROUND_COLOR"]["definition"]
    assert mapping["attribute"] == "helix"
    assert {"v": "intermediary", "vpValue": "#cc79a7"} in mapping["map"]
    assert style["nodeMapping"]["NODE_WIDTH"]["definition"]["attribute"] == "size"
    assert claut["v"]["size"] == 100


def test_cx2_maps_colours_of_a_measure_by_its_numbers(network: Network) -> None:
    measured = replace(
        network, measures={"community": {n.id: 1 for n in network.nodes}}, colour="community"
    )
    parts = parsed(write_cx2, measured)
    (style,) = next(part["visualProperties"] for part in parts if "visualProperties" in part)
    definition = style["nodeMapping"]["NODE_BACKGROUND_COLOR"]["definition"]
    assert (definition["type"], [item["v"] for item in definition["map"]]) == ("integer", [1])


def test_cx2_declares_what_it_holds(network: Network) -> None:
    parts = parsed(write_cx2, network)
    assert parts[0] == {"CXVersion": "2.0", "hasFragments": False}
    aspects = {name: value for part in parts[1:] for name, value in part.items()}
    counts = {entry["name"]: entry["elementCount"] for entry in aspects["metaData"]}
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
    linked = parsed(partial(write_node_link, edges="links"), network)
    assert [link["source"] for link in linked["links"]] == [e.source for e in network.edges]


@settings(RELAXED, max_examples=30)
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


def as_graphology_reads(network: Network) -> Any:
    """Return what graphology-gexf understands; the test is skipped where it is not installed."""
    node = shutil.which("node")
    if node is None or not (NPM / "node_modules").is_dir():
        pytest.skip("graphology-gexf is not installed: npm ci --prefix tests/npm")
    output = io.BytesIO()
    write_gexf(network, output)
    done = subprocess.run(
        [node, NPM / "read.js"], input=output.getvalue(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_another_parser_reads_every_node_and_edge(network: Network) -> None:
    graph = as_graphology_reads(network)
    assert graph["options"]["multi"]
    assert [node["key"] for node in graph["nodes"]] == [node.id for node in network.nodes]
    ties = [edge.id for edge in network.edges if not edge.id.endswith("--2020")]
    assert [edge["key"] for edge in graph["edges"]] == ties
    claut = graph["nodes"][0]["attributes"]
    assert claut["label"] == 'Clúster "Automotriz" de Nuevo León; A.C.'
    assert claut["sector"] == ["automotive", "it"]
    assert {"x", "y", "size", "color"} <= claut.keys()
    located = graph["edges"][1]["attributes"]
    assert (located["weight"], located["sources"]) == (2, 2)
    assert located["evidence"] == list(network.edges[1].evidence)


@settings(RELAXED, max_examples=2)  # a process each
@given(st.lists(HOSTILE, min_size=20, max_size=20))
def test_another_parser_reads_whatever_the_names(labels: list[str]) -> None:
    nodes = tuple(Node(f"n{n:02}", "", text or "x", text) for n, text in enumerate(labels))
    edges = tuple(
        Edge(f"e{n:02}{text}", "n00", node.id, text, text, evidence=(text,))
        for n, (node, text) in enumerate(zip(nodes, labels, strict=True))
    )
    read = as_graphology_reads(Network(nodes, edges))
    assert len(read["nodes"]) == len(read["edges"]) == 20
