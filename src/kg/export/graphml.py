"""GraphML, which networkx, igraph, Gephi, yEd and Cytoscape read.

Gephi takes x, y, size, r, g and b from keys of these names. A graph says of its edges whether they
are directed, and networkx refuses an edge that says otherwise: the graph says what all of them say.

Source: http://graphml.graphdrawing.org/primer/graphml-primer.html (data keys with attr.type).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from kg.export.style import network_style
from kg.export.xml_escape import attribute as quoted
from kg.export.xml_escape import content
from kg.network.elements import Network
from kg.network.frame import edge_columns, flat_text, node_columns

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
"""
_DRAWN = {"x": "double", "y": "double", "size": "double", "r": "int", "g": "int", "b": "int"}


def write_graphml(network: Network, output: BinaryIO) -> None:
    """Write the network as GraphML, node by node and edge by edge.

    Every edge has an id, so that parallel edges stay apart. GraphML has no lists: their parts
    are joined by "; ". Nodes have x, y, size, r, g, b. Empty values are left out.
    The same network gives the same bytes.
    """
    for text in _document(network):
        output.write(text.encode())


def _document(network: Network) -> Iterator[str]:
    yield _HEAD
    yield _key("label", "node", "label", "string")
    for column in node_columns(network):
        yield _key(f"node-{column.name}", "node", column.name, _type(column.type))
    for name, kind in _DRAWN.items():
        yield _key(f"node-{name}", "node", name, kind)
    yield _key("edge-label", "edge", "label", "string")
    yield _key("weight", "edge", "weight", "double")
    for edge_column in edge_columns(network):
        yield _key(f"edge-{edge_column.name}", "edge", edge_column.name, _type(edge_column.type))
    ways = {edge.directed for edge in network.edges}
    default = ways != {False}
    yield f'  <graph id="helixkg" edgedefault="{"directed" if default else "undirected"}">\n'
    yield from _nodes(network)
    for edge in network.edges:
        way = "" if edge.directed == default else f' directed="{str(edge.directed).lower()}"'
        yield (
            f"    <edge id={quoted(edge.id)} source={quoted(edge.source)}"
            f" target={quoted(edge.target)}{way}>\n"
        )
        yield _data("edge-label", edge.kind)
        yield _data("weight", repr(edge.weight))
        for edge_column in edge_columns(network):
            yield _data(f"edge-{edge_column.name}", flat_text(edge_column.value_of(edge)))
        yield "    </edge>\n"
    yield "  </graph>\n</graphml>\n"


def _nodes(network: Network) -> Iterator[str]:
    style, columns = network_style(network), node_columns(network)
    for node in network.nodes:
        yield f"    <node id={quoted(node.id)}>\n"
        yield _data("label", node.label)
        for column in columns:
            yield _data(f"node-{column.name}", flat_text(column.value_of(node)))
        drawn = (*style.coordinates[node.id], style.sizes[node.id])
        values = (*(f"{value + 0.0:.2f}" for value in drawn), *map(str, style.colours[node.id]))
        for name, text in zip(_DRAWN, values, strict=True):
            yield _data(f"node-{name}", text)
        yield "    </node>\n"


def _key(identifier: str, element: str, name: str, kind: str) -> str:
    return f'  <key id="{identifier}" for="{element}" attr.name="{name}" attr.type="{kind}"/>\n'


def _data(key: str, value: str) -> str:
    return f'      <data key="{key}">{content(value)}</data>\n' if value else ""


def _type(kind: type) -> str:
    return {int: "int", float: "double"}.get(kind, "string")
