"""GEXF 1.3, the format of Gephi.

One file serves Gephi, Gephi Lite, networkx and graphology. Each edge says whether it is directed;
where all agree, so does the graph, which networkx asks for and Gephi takes for a promise. An
attribute's id is its name: Gephi knows columns by their ids, so that a second file appended to the
workspace finds its own. Gephi keeps parallel edges apart by `kind` and adds up those of the same:
here they are one edge with its spells. Nodes have theirs from founding to end. What has no dates
has no spell, and Gephi's timeline keeps it. Lists are JSON arrays, which Gephi and graphology read
as lists, networkx as text.
Source: https://gexf.net/schema.html, version 1.3.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, Final

from kg.export.style import Colour, network_style
from kg.export.xml_escape import attribute as quoted
from kg.network import spells
from kg.network.dating import lifetime
from kg.network.elements import Edge, Network, Node
from kg.network.frame import Column, Element, Value, edge_columns, node_columns

_TYPES = {str: "string", int: "long", float: "double", tuple: "liststring"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
  <meta>
    <creator>HelixKG</creator>
  </meta>
  <graph {default}idtype="string" {mode}>
"""
DIRECTED: Final = 'defaultedgetype="directed" '
TAIL: Final = "    </edges>\n  </graph>\n</gexf>\n"
COLOUR: Final = '        <viz:color r="{}" g="{}" b="{}"/>\n'


def write_gexf(network: Network, output: BinaryIO) -> int:
    """Write the network as GEXF 1.3, node by node and edge by edge; return how many edges.

    The edges of a kind from one node to another are one, with the times it held. Nodes have a
    colour, a size and a place. Empty values are left out. The same network gives the same bytes.
    """
    ties = spells.ties(network.edges)
    for text in _document(network, ties):
        output.write(text.encode())
    return len(ties)


def head(*, dynamic: bool) -> Iterator[str]:
    """Yield what stands before the nodes of a network of directed edges without measures.

    dynamic: whether nodes or edges have spells.
    """
    yield from _head(Network((), ()), dynamic, DIRECTED)


def spells_text(spells: str) -> str:
    """Return the element of spells like "2016-01-01/2018-12-31 2020-01-01/"; "" for none."""
    if not spells:
        return ""
    lines = []
    for spell in spells.split(" "):
        start, _, end = spell.partition("/")
        begun = f' start="{start}"' if start else ""
        ended = f' end="{end}"' if end else ""
        lines.append(f"          <spell{begun}{ended}/>\n")
    return f"        <spells>\n{''.join(lines)}        </spells>\n"


def _document(network: Network, ties: Sequence[spells.Tie]) -> Iterator[str]:
    lives = {node.id: spells.days(lifetime(node)) for node in network.nodes}
    is_dynamic = any(tie.spells for tie in ties) or any(lives.values())
    yield from _head(network, is_dynamic, _default(network))
    of_nodes, of_edges = node_columns(network), edge_columns(network)
    yield f'    <nodes count="{len(network.nodes)}">\n'
    style = network_style(network)
    for node in network.nodes:
        yield from _node(
            node,
            style.sizes[node.id],
            style.coordinates[node.id],
            style.colours[node.id],
            of_nodes,
            spells.text_of(lives[node.id]),
        )
    yield f'    </nodes>\n    <edges count="{len(ties)}">\n'
    for tie in ties:
        yield from _edge(tie, of_edges)
    yield TAIL


def _default(network: Network) -> str:
    """Return what the graph says of all its edges; nothing where they differ."""
    ways = {edge.directed for edge in network.edges}
    if len(ways) > 1:
        return ""
    return 'defaultedgetype="undirected" ' if ways == {False} else DIRECTED


def _head(network: Network, dynamic: bool, default: str) -> Iterator[str]:
    mode = 'mode="dynamic" timeformat="date"' if dynamic else 'mode="static"'
    yield _HEAD.format(default=default, mode=mode)
    yield from _declarations("node", node_columns(network))
    yield from _declarations("edge", edge_columns(network))


def _declarations(element: str, columns: Iterable[Column[Element]]) -> Iterator[str]:
    yield f'    <attributes class="{element}" mode="static">\n'
    for column in columns:
        name = quoted(column.name)
        yield f'      <attribute id={name} title={name} type="{_TYPES[column.type]}"/>\n'
    yield "    </attributes>\n"


def _node(
    node: Node,
    diameter: float,
    place: tuple[float, float],
    colour: Colour,
    columns: Sequence[Column[Node]],
    life: str,
) -> Iterator[str]:
    yield f"      <node id={quoted(node.id)} label={quoted(node.label)}>\n"
    yield from _values(node, columns)
    yield spells_text(life)
    yield COLOUR.format(*colour)
    # + 0.0 makes -0.0 a plain zero
    x, y = (round(value, 2) + 0.0 for value in place)
    yield f'        <viz:position x="{x:.2f}" y="{y:.2f}" z="0.0"/>\n'
    yield f'        <viz:size value="{diameter:.2f}"/>\n'
    yield "      </node>\n"


def _edge(tie: spells.Tie, columns: Sequence[Column[Edge]]) -> Iterator[str]:
    edge = tie.edge
    way = "directed" if edge.directed else "undirected"
    yield (
        f"      <edge id={quoted(edge.id)} source={quoted(edge.source)}"
        f' target={quoted(edge.target)} type="{way}" kind={quoted(edge.kind)}'
        f' label={quoted(edge.kind)} weight="{edge.weight!r}">\n'
    )
    yield from _values(edge, columns)
    yield spells_text(spells.text_of(tie.spells))
    yield "      </edge>\n"


def _values(element: Element, columns: Sequence[Column[Element]]) -> Iterator[str]:
    yield "        <attvalues>\n"
    for column in columns:
        value = column.value_of(element)
        if value not in ("", ()):
            written = quoted(_written(value))
            yield f"          <attvalue for={quoted(column.name)} value={written}/>\n"
    yield "        </attvalues>\n"


def _written(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, tuple) else str(value)
