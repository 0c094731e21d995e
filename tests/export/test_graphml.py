"""The network as GraphML."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given
from lxml import etree  # type: ignore[import-untyped]

from kg.export.graphml import write_graphml
from kg.network import Network, to_networkx
from tests.export.test_round_trips import HOSTILE, RELAXED, a_network

#: what the specification of GraphML (graphml.graphdrawing.org) says of the part that is used here;
#: its own XSD is not to be had without a network
GRAMMAR = etree.RelaxNG(
    etree.fromstring("""
<element name="graphml" xmlns="http://relaxng.org/ns/structure/1.0"
    ns="http://graphml.graphdrawing.org/xmlns"
    datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <zeroOrMore><element name="key">
    <attribute name="id"><data type="NMTOKEN"/></attribute>
    <attribute name="for"><choice><value>node</value><value>edge</value></choice></attribute>
    <attribute name="attr.name"><data type="NMTOKEN"/></attribute>
    <attribute name="attr.type"><choice><value>boolean</value><value>int</value>
      <value>long</value><value>float</value><value>double</value><value>string</value>
    </choice></attribute>
  </element></zeroOrMore>
  <element name="graph">
    <optional><attribute name="id"/></optional>
    <attribute name="edgedefault"><choice><value>directed</value><value>undirected</value></choice>
    </attribute>
    <zeroOrMore><element name="node">
      <attribute name="id"/>
      <zeroOrMore><element name="data"><attribute name="key"><data type="NMTOKEN"/></attribute>
        <text/></element></zeroOrMore>
    </element></zeroOrMore>
    <zeroOrMore><element name="edge">
      <optional><attribute name="id"/></optional>
      <optional><attribute name="directed"><data type="boolean"/></attribute></optional>
      <attribute name="source"/><attribute name="target"/>
      <zeroOrMore><element name="data"><attribute name="key"><data type="NMTOKEN"/></attribute>
        <text/></element></zeroOrMore>
    </element></zeroOrMore>
  </element>
</element>""")
)


def read(network: Network) -> nx.MultiDiGraph[str]:
    """Return what networkx reads from the GraphML of the network."""
    output = io.BytesIO()
    write_graphml(network, output)
    graph = nx.read_graphml(io.BytesIO(output.getvalue()), force_multigraph=True)
    assert isinstance(graph, nx.MultiDiGraph)
    return graph


def test_networkx_reads_back_the_graph_that_to_networkx_makes(network: Network) -> None:
    graph, expected = read(network), to_networkx(network)
    assert list(graph.edges(keys=True)) == list(expected.edges(keys=True))
    for name in expected:
        assert graph.nodes[name] == {
            column: value for column, value in expected.nodes[name].items() if value != ""
        } | {column: graph.nodes[name][column] for column in ("x", "y", "size", "r", "g", "b")}
    for ends in expected.edges(keys=True):
        assert graph.edges[ends] == {
            column: value for column, value in expected.edges[ends].items() if value != ""
        } | {"label": expected.edges[ends]["kind"]}


def test_numbers_are_read_as_numbers(network: Network) -> None:
    edge = read(network).edges["claut", "nuevo-leon", "claut|hx:locatedIn|nuevo-leon"]
    assert (edge["sources"], edge["weight"]) == (2, 2.0)


def test_nodes_have_the_place_size_and_colour_that_gephi_reads(network: Network) -> None:
    node = read(replace(network, coordinates={n.id: (1.5, -2) for n in network.nodes})).nodes
    drawn = {name: node["claut"][name] for name in ("x", "y", "size", "r", "g", "b")}
    assert drawn == {"x": 1.5, "y": -2.0, "size": 100.0, "r": 204, "g": 121, "b": 167}


@pytest.mark.parametrize(
    ("directions", "default", "others"),
    [
        ([True, True], "directed", 0),
        ([False, False], "undirected", 0),
        ([True, False], "directed", 1),
    ],
)
def test_the_graph_says_what_all_edges_say_and_an_edge_what_differs(
    directions: list[bool], default: str, others: int, network: Network
) -> None:
    edges = zip(network.edges, directions, strict=False)
    part = replace(network, edges=tuple(replace(edge, directed=way) for edge, way in edges))
    output = io.BytesIO()
    write_graphml(part, output)
    assert f'edgedefault="{default}"' in output.getvalue().decode()
    assert output.getvalue().count(b'directed="false"') == others
    if not others:
        graph = nx.read_graphml(io.BytesIO(output.getvalue()))
        assert graph.is_directed() == directions[0]
        assert graph.number_of_edges() == 2


def test_igraph_reads_it_too(network: Network, tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph")
    with (tmp_path / "a.graphml").open("wb") as output:
        write_graphml(network, output)
    graph = igraph.Graph.Read_GraphML(str(tmp_path / "a.graphml"))
    assert graph.is_directed()
    assert graph.vs["id"] == [node.id for node in network.nodes]
    assert graph.es["kind"] == [edge.kind for edge in network.edges]
    assert graph.es["sources"][1] == 2
    assert graph.vs[0]["label"] == 'Clúster "Automotriz" de Nuevo León; A.C.'


def test_an_empty_network_is_an_empty_graph() -> None:
    assert list(read(Network((), ()))) == []


def objections(network: Network) -> list[str]:
    """Return what the grammar, and the references within the file, object to."""
    output = io.BytesIO()
    write_graphml(network, output)
    document = etree.fromstring(output.getvalue())
    GRAMMAR.validate(document)
    errors = list(map(str, GRAMMAR.error_log))
    keys = {key.get("id") for key in document.iter("{*}key")}
    nodes = {node.get("id") for node in document.iter("{*}node")}
    errors += [data.get("key") for data in document.iter("{*}data") if data.get("key") not in keys]
    errors += [
        edge.get(end)
        for edge in document.iter("{*}edge")
        for end in ("source", "target")
        if edge.get(end) not in nodes
    ]
    return errors


def test_the_file_follows_the_grammar(network: Network) -> None:
    assert objections(network) == []
    assert objections(Network((), ())) == []


@RELAXED
@given(HOSTILE)
def test_the_file_follows_the_grammar_whatever_the_names(label: str) -> None:
    assert objections(a_network(label)) == []
