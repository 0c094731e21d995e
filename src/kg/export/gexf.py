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
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from kg.export.row_text import Part, formed, listed, quoted, write_rows
from kg.export.style import network_style
from kg.export.xml_escape import attribute, is_plain
from kg.network import spells
from kg.network.columns import Coded, Lists, Numbers
from kg.network.dating import lifetimes
from kg.network.elements import Network
from kg.network.frame import Shown, edge_columns, node_columns

_TYPES = {str: "string", int: "long", float: "double", tuple: "liststring"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
  <meta>
    <creator>HelixKG</creator>
  </meta>
  <graph {default}idtype="string" {mode}>
"""
_TAIL = "    </edges>\n  </graph>\n</gexf>\n"
_COLOUR = '        <viz:color r="{}" g="{}" b="{}"/>\n'


def write_gexf(network: Network, output: BinaryIO) -> int:
    """Write the network as GEXF 1.3; return how many edges.

    The edges of a kind from one node to another are one, with the times it held. Nodes have a
    colour, a size and a place. Empty values are left out. The same network gives the same bytes.
    """
    ties = spells.ties(network)
    lives = lifetimes(network.node_table)
    life = Coded(lives.codes, [spells.text_of(spells.days(period)) for period in lives.texts])
    is_dynamic = any(filter(None, life.present() | ties.spells.present()))
    of_nodes, of_edges = node_columns(network), edge_columns(ties.network)
    size, number = len(network.nodes), len(ties.network.edges)
    output.write("".join(_head(network, is_dynamic, of_nodes, of_edges)).encode())
    output.write(f'    <nodes count="{size}">\n'.encode())
    write_rows(output, size, _nodes(network, of_nodes, life))
    output.write(f'    </nodes>\n    <edges count="{number}">\n'.encode())
    write_rows(output, number, _edges(ties, of_edges))
    output.write(_TAIL.encode())
    return number


def _spells_text(text: str) -> str:
    """Return the element of spells like "2016-01-01/2018-12-31 2020-01-01/"; "" for none."""
    if not text:
        return ""
    lines = []
    for spell in text.split(" "):
        start, _, end = spell.partition("/")
        begun = f' start="{start}"' if start else ""
        ended = f' end="{end}"' if end else ""
        lines.append(f"          <spell{begun}{ended}/>\n")
    return f"        <spells>\n{''.join(lines)}        </spells>\n"


def _head(
    network: Network, dynamic: bool, of_nodes: Iterable[Shown], of_edges: Iterable[Shown]
) -> Iterator[str]:
    mode = 'mode="dynamic" timeformat="date"' if dynamic else 'mode="static"'
    yield _HEAD.format(default=_default(network), mode=mode)
    yield from _declarations("node", of_nodes)
    yield from _declarations("edge", of_edges)


def _default(network: Network) -> str:
    """Return what the graph says of all its edges; nothing where they differ."""
    directed = network.edge_table["directed"].array
    if directed.all():
        return 'defaultedgetype="directed" '
    return "" if directed.any() else 'defaultedgetype="undirected" '


def _declarations(element: str, columns: Iterable[Shown]) -> Iterator[str]:
    yield f'    <attributes class="{element}" mode="static">\n'
    for column in columns:
        name = attribute(column.name)
        yield f'      <attribute id={name} title={name} type="{_TYPES[column.type]}"/>\n'
    yield "    </attributes>\n"


def _nodes(network: Network, columns: Iterable[Shown], life: Coded) -> Iterator[Part]:
    style, table = network_style(network), network.node_table
    yield "      <node id="
    yield quoted(table["id"])
    yield " label="
    yield quoted(table["label"])
    yield ">\n        <attvalues>\n"
    yield from map(_values, columns)
    yield "        </attvalues>\n"
    yield formed(life, _spells_text)
    yield formed(style.colours(lambda colour: _COLOUR.format(*colour)), str)
    xs, ys = style.coordinates.T.tolist() if len(table["id"]) else ([], [])
    # + 0.0 makes -0.0 a plain zero
    places = [
        f'        <viz:position x="{round(x, 2) + 0.0:.2f}" y="{round(y, 2) + 0.0:.2f}" z="0.0"/>\n'
        for x, y in zip(xs, ys, strict=True)
    ]
    yield lambda start, end: places[start:end]
    yield formed(Numbers(style.sizes), lambda size: f'        <viz:size value="{size:.2f}"/>\n')
    yield "      </node>\n"


def _edges(ties: spells.Ties, columns: Iterable[Shown]) -> Iterator[Part]:
    table = ties.network.edge_table
    yield "      <edge id="
    yield quoted(table["id"])
    yield " source="
    yield quoted(table["source"])
    yield " target="
    yield quoted(table["target"])
    yield formed(table["directed"], lambda way: f' type="{"directed" if way else "undirected"}"')
    yield formed(table["kind"], lambda kind: f" kind={attribute(kind)} label={attribute(kind)}")
    yield formed(Numbers(ties.network.weights), lambda weight: f' weight="{weight!r}">\n')
    yield "        <attvalues>\n"
    yield from map(_values, columns)
    yield "        </attvalues>\n"
    yield formed(ties.spells, _spells_text)
    yield "      </edge>\n"


def _values(shown: Shown) -> Part:
    """Return the element of a value; nothing where it is empty."""
    before = f"          <attvalue for={attribute(shown.name)} value="
    if isinstance(shown.column, Lists):
        return listed(shown.column, _json, ", ", f'{before}"[', ']"/>\n')

    def element(value: object) -> str:
        return "" if value == "" else f"{before}{attribute(str(value))}/>\n"

    return formed(shown.column, element)


def _json(text: str) -> str:
    """Return a text as a part of a JSON array in an attribute."""
    if is_plain(text) and "\\" not in text and "\x7f" not in text:
        return f"&quot;{text}&quot;"
    return attribute(json.dumps(text, ensure_ascii=False))[1:-1]
