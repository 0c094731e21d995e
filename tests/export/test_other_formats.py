"""Cytoscape, node-link JSON, Pajek and dot: read back by networkx, safe with hostile names."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.export.json_formats import write_cyjs, write_node_link
from kg.export.text_formats import write_dot, write_pajek
from kg.network import Edge, Network, Node
from tests.conftest import Run


def text(writer: Callable[[Network, BinaryIO], None], network: Network) -> str:
    output = io.BytesIO()
    writer(network, output)
    return output.getvalue().decode()


def test_cytoscape_and_node_link_are_read_back_whole(network: Network) -> None:
    there = nx.cytoscape_graph(json.loads(text(write_cyjs, network)))
    linked = nx.node_link_graph(
        json.loads(text(write_node_link, network)),
    )
    for graph in (there, linked):
        assert isinstance(graph, nx.MultiDiGraph)
        assert sorted(graph) == sorted(node.id for node in network.nodes)
        assert sorted(key for *_, key in graph.edges(keys=True)) == sorted(
            edge.id for edge in network.edges
        )
    assert linked.nodes["claut"]["label"] == 'Clúster "Automotriz" de Nuevo León; A.C.'
    assert linked.nodes["claut"]["state"] == "nuevo-leon; sonora"


def test_pajek_is_read_back(network: Network) -> None:
    graph = nx.parse_pajek(text(write_pajek, network).splitlines())
    assert len(graph) == len(network.nodes)
    assert graph.number_of_edges() == len(network.edges)
    assert "Nuevo León" in graph


def test_pajek_tells_apart_what_has_the_same_label() -> None:
    nodes = (
        Node("a", "", "CLAUT", "Cluster"),
        Node("b", "", "CLAUT", "Cluster"),
        Node("c", "", "CLAUT (b)", "Cluster"),
        Node("d", "", "CIDETEQ", "Cluster"),
    )
    edges = (Edge("a|k|b", "a", "b", "k", "k", directed=False), Edge("c|k|d", "c", "d", "k", "k"))
    written = text(write_pajek, Network(nodes, edges))
    graph = nx.parse_pajek(written.splitlines())
    assert sorted(graph) == ["CIDETEQ", "CLAUT (a)", "CLAUT (b)", "CLAUT (b) (c)"]
    assert graph.number_of_edges() == 2
    arcs, ties = written.partition("*Arcs")[2].split("*Edges")
    assert arcs.split()[:2] == ["3", "4"]
    assert ties.split()[:2] == ["1", "2"]


def test_igraph_reads_pajek(network: Network, tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph")
    (tmp_path / "a.net").write_text(text(write_pajek, network), "utf-8")
    graph = igraph.Graph.Read_Pajek(str(tmp_path / "a.net"))
    assert (graph.vcount(), graph.ecount()) == (len(network.nodes), len(network.edges))
    assert graph.is_directed()
    assert "Nuevo León" in graph.vs["name"]


def test_two_parsers_of_dot_read_every_node_edge_and_label(network: Network) -> None:
    pydot = pytest.importorskip("pydot")
    (graph,) = pydot.graph_from_dot_data(text(write_dot, network))
    assert len(graph.get_nodes()) == len(network.nodes)
    assert len(graph.get_edges()) == len(network.edges)
    labels = {node.get_name().strip('"'): node.get("label") for node in graph.get_nodes()}
    assert labels["nuevo-leon"] == '"Nuevo León"'
    graphviz = shutil.which("dot")
    if graphviz is None:
        pytest.skip("Graphviz is not installed; pydot has read the file")
    drawn = subprocess.run(
        [graphviz, "-Tplain"], input=text(write_dot, network), capture_output=True, text=True,
        check=True,
    ).stdout.splitlines()  # fmt: skip
    assert sum(line.startswith("node ") for line in drawn) == len(network.nodes)
    assert sum(line.startswith("edge ") for line in drawn) == len(network.edges)


def test_dot_has_no_defaults_which_gephi_does_not_get_past(network: Network) -> None:
    assert "node [" not in text(write_dot, network)
    assert "edge [" not in text(write_dot, network)
    undirected = Network(network.nodes, (replace(network.edges[1], directed=False),))
    assert "dir=none" in text(write_dot, undirected)


def test_cytoscape_nodes_have_their_positions(network: Network) -> None:
    placed = replace(network, coordinates={node.id: (1.0, 2.5) for node in network.nodes})
    nodes = json.loads(text(write_cyjs, placed))["elements"]["nodes"]
    assert all(node["position"] == {"x": 1.0, "y": -2.5} for node in nodes)


def test_dot_has_a_line_for_each_node_and_edge(network: Network) -> None:
    lines = text(write_dot, network).splitlines()
    assert lines[0] == "digraph helixkg {"
    assert lines[-1] == "}"
    assert len(lines) == 2 + len(network.nodes) + len(network.edges)
    assert sum(" -> " in line for line in lines) == len(network.edges)


@given(st.text(max_size=40))
def test_no_name_breaks_a_file(label: str) -> None:
    network = Network(
        (Node("a", "http://e/a", label or "a", "Cluster"),),
        (Edge("a|k|a", "a", "a", label or "k", "hx:k"),),
    )
    for writer in (write_cyjs, write_node_link):
        assert json.loads(text(writer, network))
    assert len(nx.parse_pajek(text(write_pajek, network).splitlines())) == 1
    assert text(write_dot, network).count("\n") == 4


def test_each_format_from_the_command_line(quick_kg: Run, small_store: Path) -> None:
    for form, ending in (("cyjs", "cyjs"), ("json", "json"), ("pajek", "net"), ("dot", "dot")):
        done = quick_kg(
            "export", form, "--ego", "claut-nuevo-leon", "-k", "2", "--store", small_store
        )
        assert done.returncode == 0, done.stderr
        target = f"kg-{form}.{ending}" if ending == "json" else f"kg.{ending}"
        assert f"{target}: " in done.stderr
    done = quick_kg(
        "export",
        "gexf",
        "--kind",
        "Cluster",
        "--state",
        "nuevo leon",
        "--at",
        "2018",
        "--linked",
        "--store",
        small_store,
    )
    assert done.returncode == 0, done.stderr
    wrong = quick_kg("export", "gexf", "--kind", "Clster", "--store", small_store)
    assert wrong.returncode == 2
    assert "no kind 'Clster'" in wrong.stderr
