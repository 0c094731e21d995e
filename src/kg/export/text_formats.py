"""Networks in the plain texts of older tools: Pajek's .net, and Graphviz's dot."""

from __future__ import annotations

from collections import Counter
from typing import BinaryIO

from kg.network.elements import Network, Node


def write_pajek(network: Network, output: BinaryIO) -> None:
    """Write the network as Pajek .net: vertices with labels, arcs with weight and kind.

    Pajek knows one label and one weight; parallel edges stay parallel arcs, those without direction
    are its edges. Some readers tell vertices apart by their labels: where several nodes have the
    same, each is followed by its id.
    """
    numbers = {node.id: number for number, node in enumerate(network.nodes, 1)}
    labels = _pajek_labels(network)
    output.write(f"*Vertices {len(network.nodes)}\n".encode())
    for node in network.nodes:
        output.write(f"{numbers[node.id]} {labels[node.id]}\n".encode())
    for head, directed in (("*Arcs", True), ("*Edges", False)):
        lines = [edge for edge in network.edges if edge.directed == directed]
        if lines or (directed and not network.edges):
            output.write(f"{head}\n".encode())
        for edge in lines:
            output.write(
                f"{numbers[edge.source]} {numbers[edge.target]} {edge.weight:g} "
                f"l {_pajek(edge.kind)}\n".encode()
            )


def _pajek_labels(network: Network) -> dict[str, str]:
    """Return node id → label in quotes, unlike all others."""

    def with_id(node: Node) -> str:
        return _pajek(f"{node.label} ({node.id})")

    plain = {node.id: _pajek(node.label) for node in network.nodes}
    taken = Counter(plain.values())
    # A label may look like another with its id: then it gets its own, too.
    longer = {with_id(node) for node in network.nodes if taken[plain[node.id]] > 1}
    return {
        node.id: with_id(node)
        if taken[plain[node.id]] > 1 or plain[node.id] in longer
        else plain[node.id]
        for node in network.nodes
    }


def write_dot(network: Network, output: BinaryIO) -> None:
    """Write the network as a Graphviz digraph, with labels, kinds and weights.

    No defaults of all nodes: Gephi's importer skips from there to the next brace.
    """
    output.write(b"digraph helixkg {\n")
    for node in network.nodes:
        output.write(
            f"  {_dot(node.id)} [label={_dot(node.label)}, kind={_dot(node.kind)}, "
            f"helix={_dot(node.helix)}];\n".encode()
        )
    for edge in network.edges:
        output.write(
            f"  {_dot(edge.source)} -> {_dot(edge.target)} [label={_dot(edge.kind)}, "
            f"weight={edge.weight:g}{'' if edge.directed else ', dir=none'}];\n".encode()
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
