"""Networks as JSON: Cytoscape's, and the node-link form that D3 and networkx read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from kg.network.columns import EDGE_COLUMNS, NODE_COLUMNS
from kg.network.projection import Edge, Network, Node

_Attributes = dict[str, object]


def write_cyjs(network: Network, output: BinaryIO) -> None:
    """Write the network as Cytoscape.js JSON (`elements`), which Cytoscape Desktop opens too."""
    output.write(b'{"data": {"name": "HelixKG"}, "directed": true, "multigraph": true,\n'
                 b' "elements": {"nodes": [')
    _items(output, ({"data": {**_node(node), "value": node.id, "name": node.label}}
                    for node in network.nodes))
    output.write(b'], "edges": [')
    _items(output, ({"data": {**_edge(edge), "id": edge.id, "key": edge.id}}
                    for edge in network.edges))
    output.write(b"]}}\n")


def write_node_link(network: Network, output: BinaryIO) -> None:
    """Write the network as node-link JSON: `nodes`, and `links` with source and target."""
    output.write(b'{"directed": true, "multigraph": true, "graph": {"name": "HelixKG"},\n'
                 b' "nodes": [')
    _items(output, (_node(node) for node in network.nodes))
    output.write(b'], "links": [')
    _items(output, ({**_edge(edge), "key": edge.id} for edge in network.edges))
    output.write(b"]}\n")


def _items(output: BinaryIO, items: Iterable[_Attributes]) -> None:
    for number, text in enumerate(map(_text, items)):
        output.write((b"\n  " if not number else b",\n  ") + text)


def _text(item: _Attributes) -> bytes:
    return json.dumps(item, ensure_ascii=False).encode("utf-8", "replace")


def _node(node: Node) -> _Attributes:
    return {"id": node.id, "label": node.label, **dict(_columns(node))}


def _edge(edge: Edge) -> _Attributes:
    return {"source": edge.source, "target": edge.target, "weight": edge.weight,
            **dict(_edge_columns(edge))}


def _columns(node: Node) -> Iterator[tuple[str, object]]:
    for column in NODE_COLUMNS:
        value = column.of(node)
        yield column.name, list(value) if isinstance(value, tuple) else value


def _edge_columns(edge: Edge) -> Iterator[tuple[str, object]]:
    for column in EDGE_COLUMNS:
        value = column.of(edge)
        yield column.name, list(value) if isinstance(value, tuple) else value
