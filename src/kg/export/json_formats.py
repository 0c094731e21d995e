"""Networks as JSON: Cytoscape's two, graphology's, and the node-link form of D3 and networkx."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from kg.export.style import OTHER_COLOUR, Style, appearances, hexadecimal, network_style
from kg.network.columns import Column, Numbers
from kg.network.elements import Network
from kg.network.frame import edge_columns, node_columns

_Attributes = dict[str, object]


def write_cyjs(network: Network, output: BinaryIO) -> None:
    """Write the network as Cytoscape.js JSON (`elements`), which Cytoscape Desktop opens too.

    Nodes have their positions; y grows downwards there.
    """
    output.write(
        b'{"data": {"name": "HelixKG"}, "directed": true, "multigraph": true,\n'
        b' "elements": {"nodes": ['
    )
    looks = appearances(network_style(network))
    _items(
        output,
        (
            {
                "data": {**node, "value": node["id"], "name": node["label"]},
                "position": {"x": look.x, "y": -look.y + 0.0},
            }
            for node, look in zip(_nodes(network), looks, strict=True)
        ),
    )
    output.write(b'], "edges": [')
    _items(output, ({"data": {**edge, "id": id, "key": id}} for id, edge in _edges(network)))
    output.write(b"]}}\n")


def write_node_link(network: Network, output: BinaryIO, edges: str = "edges") -> None:
    """Write the network as node-link JSON: `nodes`, and `edges` with source and target.

    edges: Their name in the file: networkx reads "edges", the examples of D3 "links".
    """
    output.write(
        b'{"directed": true, "multigraph": true, "graph": {"name": "HelixKG"},\n "nodes": ['
    )
    _items(output, _nodes(network))
    output.write(f'], "{edges}": ['.encode())
    _items(output, ({**edge, "key": id} for id, edge in _edges(network)))
    output.write(b"]}\n")


def write_graphology(network: Network, output: BinaryIO) -> None:
    """Write the network as graphology's serialisation, with place, size and colour of each node."""
    output.write(
        b'{"options": {"type": "mixed", "multi": true, "allowSelfLoops": true},\n'
        b' "attributes": {"name": "HelixKG"}, "nodes": ['
    )
    looks = appearances(network_style(network))
    _items(
        output,
        (
            {
                "key": node["id"],
                "attributes": {**_without(node, "id"), **look._asdict()},
            }
            for node, look in zip(_nodes(network), looks, strict=True)
        ),
    )
    output.write(b'], "edges": [')
    directed = network.edge_table["directed"].values()
    _items(
        output,
        (
            {
                "key": id,
                "source": edge["source"],
                "target": edge["target"],
                "undirected": not way,
                "attributes": _without(edge, "source", "target"),
            }
            for (id, edge), way in zip(_edges(network), directed, strict=True)
        ),
    )
    output.write(b"]}\n")


def write_cx2(network: Network, output: BinaryIO) -> None:
    """Write the network as CX2, the exchange format of Cytoscape and NDEx, in colours.

    Its y grows downwards. The colour is a mapping of its column, so that the legend can be changed
    there; the diameter is an attribute, `size`.

    Source: CX2 specification, version 2.0 (cytoscape.org/cx/cx2).
    """
    style = network_style(network)
    output.write(b'[{"CXVersion": "2.0", "hasFragments": false},\n')
    for part in _cx2_declarations(network):
        output.write(_text(part) + b",\n")
    output.write(b'{"nodes": [')
    _items(output, _cx2_nodes(network, style))
    output.write(b']},\n{"edges": [')
    _items(output, _cx2_edges(network))
    output.write(b"]},\n")
    for part in _cx2_style(network, style):
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


def _cx2_nodes(network: Network, style: Style) -> Iterator[_Attributes]:
    looks = appearances(style)
    for number, (node, look) in enumerate(zip(_nodes(network), looks, strict=True)):
        yield {
            "id": number,
            "x": look.x,
            "y": -look.y + 0.0,
            "v": {"name": node["label"], "size": look.size, **_stated(_without(node, "label"))},
        }


def _cx2_edges(network: Network) -> Iterator[_Attributes]:
    ends = (end.tolist() for end in network.ends)
    for number, ((_, edge), source, target) in enumerate(zip(_edges(network), *ends, strict=True)):
        values = _stated(_without(edge, "source", "target"))
        yield {"id": number, "s": source, "t": target, "v": values}


def _cx2_style(network: Network, style: Style) -> Iterator[_Attributes]:
    colours = [
        {"v": _cx2_value(network, name), "vpValue": hexadecimal(colour)}
        for name, colour in style.legend.items()
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
    return bool(network.edge_table["directed"].array.any())


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


def _nodes(network: Network) -> Iterator[_Attributes]:
    """Yield the nodes: id, label and their columns."""
    own = (("id", network.node_table["id"]), ("label", network.node_table["label"]))
    return _records([*own, *((shown.name, shown.column) for shown in node_columns(network))])


def _edges(network: Network) -> Iterator[tuple[str, _Attributes]]:
    """Yield the ids of the edges, and of each its ends, weight and columns."""
    own = (
        ("source", network.edge_table["source"]),
        ("target", network.edge_table["target"]),
        ("weight", Numbers(network.weights)),
    )
    columns = [*own, *((shown.name, shown.column) for shown in edge_columns(network))]
    return zip(network.edge_table["id"].values(), _records(columns), strict=True)


def _records(columns: Sequence[tuple[str, Column]]) -> Iterator[_Attributes]:
    names = [name for name, _ in columns]
    rows = zip(*(column.values() for _, column in columns), strict=True)
    return (dict(zip(names, row, strict=True)) for row in rows)


def _without(attributes: _Attributes, *names: str) -> _Attributes:
    return {name: value for name, value in attributes.items() if name not in names}


def _stated(attributes: _Attributes) -> _Attributes:
    """Return what is not empty."""
    return {name: value for name, value in attributes.items() if value not in ("", ())}
