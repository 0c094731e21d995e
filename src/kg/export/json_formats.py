"""Networks as JSON: Cytoscape's two, graphology's, and the node-link form of D3 and networkx."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO

from kg.export.style import OTHER_COLOUR, appearance, hexadecimal, network_style
from kg.network.elements import Edge, Network
from kg.network.frame import Column, Element, edge_columns, node_columns

_Attributes = dict[str, object]


def write_cyjs(network: Network, output: BinaryIO) -> None:
    """Write the network as Cytoscape.js JSON (`elements`), which Cytoscape Desktop opens too.

    Nodes have their positions; y grows downwards there.
    """
    appearances = appearance(network)
    output.write(
        b'{"data": {"name": "HelixKG"}, "directed": true, "multigraph": true,\n'
        b' "elements": {"nodes": ['
    )
    _items(
        output,
        (
            {
                "data": {**node, "value": node["id"], "name": node["label"]},
                "position": {"x": drawn["x"], "y": -float(str(drawn["y"])) + 0.0},
            }
            for node in nodes_of(network)
            for drawn in (appearances[str(node["id"])],)
        ),
    )
    output.write(b'], "edges": [')
    _items(
        output,
        (
            {"data": {**attributes, "id": edge.id, "key": edge.id}}
            for edge, attributes in edges_of(network)
        ),
    )
    output.write(b"]}}\n")


def write_node_link(network: Network, output: BinaryIO, edges: str = "edges") -> None:
    """Write the network as node-link JSON: `nodes`, and `edges` with source and target.

    edges: Their name in the file: networkx reads "edges", the examples of D3 "links".
    """
    output.write(
        b'{"directed": true, "multigraph": true, "graph": {"name": "HelixKG"},\n "nodes": ['
    )
    _items(output, nodes_of(network))
    output.write(f'], "{edges}": ['.encode())
    _items(output, ({**attributes, "key": edge.id} for edge, attributes in edges_of(network)))
    output.write(b"]}\n")


def write_graphology(network: Network, output: BinaryIO) -> None:
    """Write the network as graphology's serialisation, with place, size and colour of each node."""
    output.write(
        b'{"options": {"type": "mixed", "multi": true, "allowSelfLoops": true},\n'
        b' "attributes": {"name": "HelixKG"}, "nodes": ['
    )
    appearances = appearance(network)
    _items(
        output,
        (
            {
                "key": node["id"],
                "attributes": {
                    **{name: value for name, value in node.items() if name != "id"},
                    **appearances[str(node["id"])],
                },
            }
            for node in nodes_of(network)
        ),
    )
    output.write(b'], "edges": [')
    _items(
        output,
        (
            {
                "key": edge.id,
                "source": edge.source,
                "target": edge.target,
                "undirected": not edge.directed,
                "attributes": {
                    name: value
                    for name, value in attributes.items()
                    if name not in ("source", "target")
                },
            }
            for edge, attributes in edges_of(network)
        ),
    )
    output.write(b"]}\n")


def write_cx2(network: Network, output: BinaryIO) -> None:
    """Write the network as CX2, the exchange format of Cytoscape and NDEx, in colours.

    Its y grows downwards. The colour is a mapping of its column, so that the legend can be changed
    there; the diameter is an attribute, `size`.

    Source: CX2 specification, version 2.0 (cytoscape.org/cx/cx2).
    """
    numbers = {node.id: number for number, node in enumerate(network.nodes)}
    output.write(b'[{"CXVersion": "2.0", "hasFragments": false},\n')
    for part in _cx2_declarations(network):
        output.write(_text(part) + b",\n")
    output.write(b'{"nodes": [')
    _items(output, _cx2_nodes(network, numbers))
    output.write(b']},\n{"edges": [')
    _items(output, _cx2_edges(network, numbers))
    output.write(b"]},\n")
    for part in _cx2_style(network):
        output.write(_text(part) + b",\n")
    output.write(b'{"status": [{"success": true}]}]\n')


def _cx2_declarations(network: Network) -> Iterator[_Attributes]:
    counts = {
        "attributeDeclarations": 1,
        "networkAttributes": 1,
        "nodes": len(network.nodes),
        "edges": len(network.edges),
        "visualProperties": 1,
        "visualEditorProperties": 1,
    }
    yield {"metaData": [{"name": name, "elementCount": n} for name, n in counts.items()]}
    declarations = {
        "networkAttributes": {"name": {"d": "string"}},
        "nodes": {
            "name": {"d": "string"},
            "id": {"d": "string"},
            "size": {"d": "double"},
            **{column.name: {"d": _CX2[column.type]} for column in node_columns(network)},
        },
        "edges": {
            "weight": {"d": "double"},
            **{column.name: {"d": _CX2[column.type]} for column in edge_columns(network)},
        },
    }
    yield {"attributeDeclarations": [declarations]}
    yield {"networkAttributes": [{"name": "HelixKG"}]}


def _cx2_nodes(network: Network, numbers: Mapping[str, int]) -> Iterator[_Attributes]:
    appearances = appearance(network)
    for node in nodes_of(network):
        identifier = str(node["id"])
        values = {k: v for k, v in node.items() if k != "label" and v not in ("", [])}
        yield {
            "id": numbers[identifier],
            "x": appearances[identifier]["x"],
            "y": -float(str(appearances[identifier]["y"])) + 0.0,
            "v": {"name": node["label"], "size": appearances[identifier]["size"], **values},
        }


def _cx2_edges(network: Network, numbers: Mapping[str, int]) -> Iterator[_Attributes]:
    for number, (edge, attributes) in enumerate(edges_of(network)):
        yield {
            "id": number,
            "s": numbers[edge.source],
            "t": numbers[edge.target],
            "v": {
                name: value
                for name, value in attributes.items()
                if name not in ("source", "target") and value not in ("", [])
            },
        }


def _cx2_style(network: Network) -> Iterator[_Attributes]:
    colours = [
        {"v": _cx2_value(network, name), "vpValue": hexadecimal(colour)}
        for name, colour in network_style(network).legend.items()
    ]
    size = {"type": "PASSTHROUGH", "definition": {"attribute": "size", "type": "double"}}
    column = {"attribute": network.colour, "type": _colour_type(network)}
    yield {
        "visualProperties": [
            {
                "default": {
                    "network": {"NETWORK_BACKGROUND_COLOR": "#ffffff"},
                    "node": {
                        "NODE_BACKGROUND_COLOR": hexadecimal(OTHER_COLOUR),
                        "NODE_BORDER_WIDTH": 0,
                        "NODE_SHAPE": "ellipse",
                        "NODE_LABEL_FONT_SIZE": 12,
                    },
                    "edge": {
                        "EDGE_LINE_COLOR": "#bbbbbb",
                        "EDGE_WIDTH": 1,
                        "EDGE_TARGET_ARROW_SHAPE": "triangle" if _is_directed(network) else "none",
                    },
                },
                "nodeMapping": {
                    "NODE_LABEL": {
                        "type": "PASSTHROUGH",
                        "definition": {"attribute": "name", "type": "string"},
                    },
                    "NODE_WIDTH": size,
                    "NODE_HEIGHT": size,
                    "NODE_BACKGROUND_COLOR": {
                        "type": "DISCRETE",
                        "definition": {**column, "map": colours},
                    },
                },
                "edgeMapping": {},
            }
        ]
    }
    yield {"visualEditorProperties": [{"properties": {"nodeSizeLocked": True}}]}


def _is_directed(network: Network) -> bool:
    return any(edge.directed for edge in network.edges)


def _colour_type(network: Network) -> str:
    return next(_CX2[c.type] for c in node_columns(network) if c.name == network.colour)


def _cx2_value(network: Network, name: str) -> object:
    """Return a value of the column that colours show, in the type of the column."""
    kind = _colour_type(network)
    return int(name) if kind == "integer" else float(name) if kind == "double" else name


_CX2 = {str: "string", int: "integer", float: "double", tuple: "list_of_string"}


def _items(output: BinaryIO, items: Iterable[_Attributes]) -> None:
    for number, text in enumerate(map(_text, items)):
        output.write((b"\n  " if not number else b",\n  ") + text)


def _text(item: _Attributes) -> bytes:
    return json.dumps(item, ensure_ascii=False).encode("utf-8", "replace")


def nodes_of(network: Network) -> Iterator[_Attributes]:
    """Yield the nodes: id, label and their columns."""
    columns = node_columns(network)
    for node in network.nodes:
        yield {"id": node.id, "label": node.label, **dict(_values(node, columns))}


def edges_of(network: Network) -> Iterator[tuple[Edge, _Attributes]]:
    """Yield the edges, each with its ends, weight and columns."""
    columns = edge_columns(network)
    for edge in network.edges:
        yield (
            edge,
            {
                "source": edge.source,
                "target": edge.target,
                "weight": edge.weight,
                **dict(_values(edge, columns)),
            },
        )


def _values(element: Element, columns: Sequence[Column[Element]]) -> Iterator[tuple[str, object]]:
    for column in columns:
        value = column.value_of(element)
        yield column.name, list(value) if isinstance(value, tuple) else value
