"""GEXF 1.3, the format of Gephi.

The edge type is said on each edge. Two profiles differ in one attribute: networkx refuses directed
edges in a file that does not call all of them directed, and Gephi's importer takes that default for
a promise about the graph. Gephi keeps parallel edges apart by `kind`. Dates are attributes, not
spells: most are years, which are no valid spell, and an edge without a spell would drop out of
Gephi's timeline.
Source: https://gexf.net/schema.html, version 1.3.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, Final

from kg.export.xmltext import attribute as quoted
from kg.network.columns import EDGE_COLUMNS, NODE_COLUMNS, Column, Element, Value
from kg.network.layout import positions
from kg.network.projection import Edge, Network, Node

#: red, green, blue by helix: colours that the colour-blind tell apart.
#: Source: M. Okabe, K. Ito, Color Universal Design (2008).
COLOURS: Final = {
    "academia": (0, 114, 178),  # blue
    "civil-society": (0, 158, 115),  # bluish green
    "government": (213, 94, 0),  # vermilion
    "industry": (230, 159, 0),  # orange
    "intermediary": (204, 121, 167),  # reddish purple
}
OTHER_COLOUR: Final = (153, 153, 153)  # places, instruments, events: no helix
SMALLEST, LARGEST = 4.0, 100.0

_TYPES = {str: "string", int: "integer", tuple: "liststring"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
  <meta>
    <creator>HelixKG</creator>
  </meta>
  <graph {default}idtype="string" mode="static">
"""
#: profile → what the graph says of all its edges
PROFILES: Final = {"gephi": "", "networkx": 'defaultedgetype="directed" '}


def write_gexf(network: Network, output: BinaryIO, profile: str = "gephi") -> None:
    """Write the network as GEXF 1.3, node by node and edge by edge.

    profile: "gephi", or "networkx" for a file that `networkx.read_gexf` reads back.

    Nodes have a colour by helix, a size by degree and a place; lists are JSON arrays, which is
    what Gephi reads as a list and networkx as text. Empty values are left out.
    The same network gives the same bytes.
    """
    for text in _document(network, PROFILES[profile]):
        output.write(text.encode())


def _document(network: Network, default: str) -> Iterator[str]:
    yield _HEAD.format(default=default)
    yield from _declarations("node", NODE_COLUMNS)
    yield from _declarations("edge", EDGE_COLUMNS)
    yield f'    <nodes count="{len(network.nodes)}">\n'
    degrees, places = network.degrees(), positions(network)
    most = max(degrees.values(), default=0)
    for node in network.nodes:
        yield from _node(node, size(degrees[node.id], most), places[node.id])
    yield f'    </nodes>\n    <edges count="{len(network.edges)}">\n'
    for edge in network.edges:
        yield from _edge(edge)
    yield "    </edges>\n  </graph>\n</gexf>\n"


def size(degree: int, most: int) -> float:
    """Return the diameter of a node: its area grows with its degree, up to that of `most`."""
    return SMALLEST + (LARGEST - SMALLEST) * math.sqrt(degree / most) if most else SMALLEST


def _declarations(element: str, columns: Iterable[Column[Element]]) -> Iterator[str]:
    yield f'    <attributes class="{element}" mode="static">\n'
    for number, column in enumerate(columns):
        yield (
            f'      <attribute id="{number}" title="{column.name}" type="{_TYPES[column.type]}"/>\n'
        )
    yield "    </attributes>\n"


def _node(node: Node, diameter: float, place: tuple[float, float]) -> Iterator[str]:
    red, green, blue = COLOURS.get(node.helix, OTHER_COLOUR)
    yield f"      <node id={quoted(node.id)} label={quoted(node.label)}>\n"
    yield from _values(node, NODE_COLUMNS)
    yield f'        <viz:color r="{red}" g="{green}" b="{blue}"/>\n'
    # + 0.0 makes -0.0 a plain zero
    x, y = (round(value, 2) + 0.0 for value in place)
    yield f'        <viz:position x="{x:.2f}" y="{y:.2f}" z="0.0"/>\n'
    yield f'        <viz:size value="{diameter:.2f}"/>\n'
    yield "      </node>\n"


def _edge(edge: Edge) -> Iterator[str]:
    yield (
        f"      <edge id={quoted(edge.id)} source={quoted(edge.source)}"
        f' target={quoted(edge.target)} type="directed" kind={quoted(edge.kind)}'
        f' label={quoted(edge.kind)} weight="{edge.weight}.0">\n'
    )
    yield from _values(edge, EDGE_COLUMNS)
    yield "      </edge>\n"


def _values(element: Element, columns: Sequence[Column[Element]]) -> Iterator[str]:
    yield "        <attvalues>\n"
    for number, column in enumerate(columns):
        value = column.of(element)
        if value not in ("", ()):
            yield f'          <attvalue for="{number}" value={quoted(_written(value))}/>\n'
    yield "        </attvalues>\n"


def _written(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, tuple) else str(value)
