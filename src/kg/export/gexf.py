"""GEXF 1.3, the format of Gephi.

The edge type is said on each edge. networkx refuses directed edges in a file that does not call all
of them directed, and Gephi's importer takes that default for a promise about the graph: hence the
profiles. Gephi keeps parallel edges apart by `kind` and adds up those of the same: here they are
one edge with its spells. An edge without dates has no spell, and Gephi's timeline keeps it.
Source: https://gexf.net/schema.html, version 1.3.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO, Final

from kg.export.style import Colour, network_style
from kg.export.xml_escape import attribute as quoted
from kg.network import spells
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
TAIL: Final = "    </edges>\n  </graph>\n</gexf>\n"
COLOUR: Final = '        <viz:color r="{}" g="{}" b="{}"/>\n'
#: profile → what the graph says of all its edges
PROFILES: Final = {"gephi": "", "gephi-lite": "", "networkx": 'defaultedgetype="directed" '}


def write_gexf(network: Network, output: BinaryIO, profile: str = "gephi") -> None:
    """Write the network as GEXF 1.3, node by node and edge by edge.

    profile: "gephi"; "gephi-lite", whose parser (graphology's) wants lists joined by "|"; or
    "networkx" for a file that `networkx.read_gexf` reads back.

    For Gephi the edges of a kind from one node to another are one, with the times it held; for the
    others each is its own. Nodes have a colour, a size and a place; lists are JSON arrays, which is
    what Gephi reads as a list and networkx as text. Empty values are left out.
    The same network gives the same bytes.
    """
    written = _piped if profile == "gephi-lite" else _written
    ties = (
        spells.ties(network.edges)
        if profile == "gephi"
        else [spells.Tie(edge, ()) for edge in network.edges]
    )
    for text in _document(network, ties, PROFILES[profile], written):
        output.write(text.encode())


def head(*, dynamic: bool, default: str = "") -> Iterator[str]:
    """Yield what stands before the nodes of a network without columns of measures.

    dynamic: whether edges have spells.  default: what the graph says of all its edges.
    """
    yield from _head(Network((), ()), dynamic, default)


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


_Writer = Callable[[Value], str]


def _document(
    network: Network, ties: Sequence[spells.Tie], default: str, written: _Writer
) -> Iterator[str]:
    yield from _head(network, any(tie.spells for tie in ties), default)
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
            written,
        )
    yield f'    </nodes>\n    <edges count="{len(ties)}">\n'
    for tie in ties:
        yield from _edge(tie, of_edges, written)
    yield TAIL


def _head(network: Network, dynamic: bool, default: str) -> Iterator[str]:
    mode = 'mode="dynamic" timeformat="date"' if dynamic else 'mode="static"'
    yield _HEAD.format(default=default, mode=mode)
    yield from _declarations("node", node_columns(network))
    yield from _declarations("edge", edge_columns(network))


def _declarations(element: str, columns: Iterable[Column[Element]]) -> Iterator[str]:
    yield f'    <attributes class="{element}" mode="static">\n'
    for number, column in enumerate(columns):
        yield (
            f'      <attribute id="{number}" title="{column.name}" type="{_TYPES[column.type]}"/>\n'
        )
    yield "    </attributes>\n"


def _node(
    node: Node,
    diameter: float,
    place: tuple[float, float],
    colour: Colour,
    columns: Sequence[Column[Node]],
    written: _Writer,
) -> Iterator[str]:
    yield f"      <node id={quoted(node.id)} label={quoted(node.label)}>\n"
    yield from _values(node, columns, written)
    yield COLOUR.format(*colour)
    # + 0.0 makes -0.0 a plain zero
    x, y = (round(value, 2) + 0.0 for value in place)
    yield f'        <viz:position x="{x:.2f}" y="{y:.2f}" z="0.0"/>\n'
    yield f'        <viz:size value="{diameter:.2f}"/>\n'
    yield "      </node>\n"


def _edge(tie: spells.Tie, columns: Sequence[Column[Edge]], written: _Writer) -> Iterator[str]:
    edge = tie.edge
    way = "directed" if edge.directed else "undirected"
    yield (
        f"      <edge id={quoted(edge.id)} source={quoted(edge.source)}"
        f' target={quoted(edge.target)} type="{way}" kind={quoted(edge.kind)}'
        f' label={quoted(edge.kind)} weight="{edge.weight!r}">\n'
    )
    yield from _values(edge, columns, written)
    yield spells_text(" ".join(map("/".join, tie.spells)))
    yield "      </edge>\n"


def _values(
    element: Element, columns: Sequence[Column[Element]], written: _Writer
) -> Iterator[str]:
    yield "        <attvalues>\n"
    for number, column in enumerate(columns):
        value = column.value_of(element)
        if value not in ("", ()):
            yield f'          <attvalue for="{number}" value={quoted(written(value))}/>\n'
    yield "        </attvalues>\n"


def _written(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, tuple) else str(value)


def _piped(value: Value) -> str:
    return (
        "|".join(part.replace("|", "/") for part in value)
        if isinstance(value, tuple)
        else str(value)
    )
