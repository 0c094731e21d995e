"""GraphML, which networkx, igraph, Gephi, yEd and Cytoscape read.

Gephi takes x, y, size, r, g and b from keys of these names. A graph says of its edges whether they
are directed, and networkx refuses an edge that says otherwise: the graph says what all of them say.

Source: http://graphml.graphdrawing.org/primer/graphml-primer.html (data keys with attr.type).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

import numpy as np

from kg.export.row_text import Part, formed, quoted, write_rows
from kg.export.style import network_style
from kg.export.xml_escape import content
from kg.network.columns import Column, Numbers
from kg.network.elements import Network
from kg.network.frame import Shown, edge_columns, node_columns, plain

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
"""
_DRAWN = {"x": "double", "y": "double", "size": "double", "r": "int", "g": "int", "b": "int"}


def write_graphml(network: Network, output: BinaryIO) -> None:
    """Write the network as GraphML.

    Every edge has an id, so that parallel edges stay apart. GraphML has no lists: their parts
    are joined by "; ". Nodes have x, y, size, r, g, b. Empty values are left out.
    The same network gives the same bytes.
    """
    of_nodes, of_edges = node_columns(network), edge_columns(network)
    directed = network.edge_table["directed"].array
    default = bool(directed.any() or not len(directed))
    output.write("".join(_head(of_nodes, of_edges)).encode())
    way = "directed" if default else "undirected"
    output.write(f'  <graph id="helixkg" edgedefault="{way}">\n'.encode())
    write_rows(output, len(network.nodes), _nodes(network, of_nodes))
    write_rows(output, len(network.edges), _edges(network, of_edges, default))
    output.write(b"  </graph>\n</graphml>\n")


def _head(of_nodes: Iterable[Shown], of_edges: Iterable[Shown]) -> Iterator[str]:
    yield _HEAD
    yield _key("label", "node", "label", "string")
    for column in of_nodes:
        yield _key(f"node-{column.name}", "node", column.name, _type(column.type))
    for name, kind in _DRAWN.items():
        yield _key(f"node-{name}", "node", name, kind)
    yield _key("edge-label", "edge", "label", "string")
    yield _key("weight", "edge", "weight", "double")
    for column in of_edges:
        yield _key(f"edge-{column.name}", "edge", column.name, _type(column.type))


def _nodes(network: Network, columns: Iterable[Shown]) -> Iterator[Part]:
    style = network_style(network)
    yield "    <node id="
    yield quoted(network.node_table["id"])
    yield ">\n"
    yield _data("label", network.node_table["label"])
    for column in columns:
        yield _data(f"node-{column.name}", plain(column))
    drawn = (*style.coordinates.T, style.sizes) if len(network.nodes) else [np.zeros(0)] * 3
    for name, values in zip(("x", "y", "size"), drawn, strict=True):
        yield _data(f"node-{name}", Numbers(values), lambda value: f"{value + 0.0:.2f}")
    for place, name in enumerate(("r", "g", "b")):
        part = style.colours(lambda colour, place=place: str(colour[place]))  # type: ignore[misc]
        yield _data(f"node-{name}", part)
    yield "    </node>\n"


def _edges(network: Network, columns: Iterable[Shown], default: bool) -> Iterator[Part]:
    table = network.edge_table
    yield "    <edge id="
    yield quoted(table["id"])
    yield " source="
    yield quoted(table["source"])
    yield " target="
    yield quoted(table["target"])
    yield formed(
        table["directed"],
        lambda way: ">\n" if way == default else f' directed="{str(way).lower()}">\n',
    )
    yield _data("edge-label", table["kind"])
    yield _data("weight", Numbers(network.weights), repr)
    for column in columns:
        yield _data(f"edge-{column.name}", plain(column))
    yield "    </edge>\n"


def _key(identifier: str, element: str, name: str, kind: str) -> str:
    return f'  <key id="{identifier}" for="{element}" attr.name="{name}" attr.type="{kind}"/>\n'


def _data(key: str, column: Column, form: Callable[[Any], str] = str) -> Part:
    """Return the element of a value; nothing where it is empty."""

    def element(value: object) -> str:
        text = form(value)
        return f'      <data key="{key}">{content(text)}</data>\n' if text else ""

    return formed(column, element)


def _type(kind: type) -> str:
    return {int: "int", float: "double"}.get(kind, "string")
