"""Cytoscape, node-link JSON, Pajek and dot: read back by networkx, safe with hostile names."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import networkx as nx
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
    linked = nx.node_link_graph(json.loads(text(write_node_link, network)), edges="links")
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


def test_dot_has_a_line_for_each_node_and_edge(network: Network) -> None:
    lines = text(write_dot, network).splitlines()
    assert lines[0] == "digraph helixkg {"
    assert lines[-1] == "}"
    assert len(lines) == 3 + len(network.nodes) + len(network.edges)
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
    assert text(write_dot, network).count("\n") == 5


def test_each_format_from_the_command_line(kg: Run, small_store: Path) -> None:
    for form, ending in (("cyjs", "cyjs"), ("json", "json"), ("pajek", "net"), ("dot", "dot")):
        done = kg("export", form, "--ego", "claut-nuevo-leon", "-k", "2", "--store", small_store)
        assert done.returncode == 0, done.stderr
        assert f"kg.{ending}: " in done.stderr
    done = kg(
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
    wrong = kg("export", "gexf", "--kind", "Clster", "--store", small_store)
    assert wrong.returncode == 2
    assert "no kind 'Clster'" in wrong.stderr
