"""Networks in the plain texts of older tools: Pajek's .net, and Graphviz's dot."""

from __future__ import annotations

from typing import BinaryIO

from kg.network.elements import Network


def write_pajek(network: Network, output: BinaryIO) -> None:
    """Write the network as Pajek .net: vertices with labels, arcs with weight and kind.

    Pajek knows one label and one weight; parallel edges stay parallel arcs.
    """
    numbers = {node.id: number for number, node in enumerate(network.nodes, 1)}
    output.write(f"*Vertices {len(network.nodes)}\n".encode())
    for node in network.nodes:
        output.write(f"{numbers[node.id]} {_pajek(node.label)}\n".encode())
    output.write(b"*Arcs\n")
    for edge in network.edges:
        output.write(
            f"{numbers[edge.source]} {numbers[edge.target]} {edge.weight:g} "
            f"l {_pajek(edge.kind)}\n".encode()
        )


def write_dot(network: Network, output: BinaryIO) -> None:
    """Write the network as a Graphviz digraph, with labels, kinds and weights."""
    output.write(b"digraph helixkg {\n  node [shape=ellipse];\n")
    for node in network.nodes:
        output.write(
            f"  {_dot(node.id)} [label={_dot(node.label)}, kind={_dot(node.kind)}, "
            f"helix={_dot(node.helix)}];\n".encode()
        )
    for edge in network.edges:
        output.write(
            f"  {_dot(edge.source)} -> {_dot(edge.target)} [label={_dot(edge.kind)}, "
            f"weight={edge.weight:g}];\n".encode()
        )
    output.write(b"}\n")


def _pajek(text: str) -> str:
    """Return a text in quotes.

    Pajek has no escapes, but some of its readers do: a quote becomes a typographic one, a
    backslash the sign of the set difference.
    """
    plain = " ".join(_plain(text).split()).replace('"', "”").replace("\\", "∖")
    return f'"{plain}"'


def _dot(text: str) -> str:
    escaped = _plain(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _plain(text: str) -> str:
    """Return a text without control characters and lone surrogates."""
    printable = "".join(char for char in text if char in "\n\t" or ord(char) >= 32)
    return printable.encode("utf-8", "replace").decode()
