"""Networks in the plain texts of older tools: Pajek's .net, and Graphviz's dot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from kg.export.row_text import Part, formed, write_rows
from kg.network.columns import Numbers, Plain
from kg.network.elements import Network


def write_pajek(network: Network, output: BinaryIO) -> None:
    """Write the network as Pajek .net: vertices with labels, arcs with weight and kind.

    Pajek knows one label and one weight; parallel edges stay parallel arcs, those without direction
    are its edges. Some readers tell vertices apart by their labels: where several nodes have the
    same, each is followed by its id.
    """
    size = len(network.nodes)
    output.write(f"*Vertices {size}\n".encode())
    numbers = Plain([str(number) for number in range(1, size + 1)])
    labels = Plain(_pajek_labels(network))
    write_rows(output, size, (formed(numbers, str), " ", formed(labels, str), "\n"))
    directed = network.edge_table["directed"].array
    for head, flags in (("*Arcs", directed), ("*Edges", ~directed)):
        if flags.any() or (head == "*Arcs" and not len(directed)):
            output.write(f"{head}\n".encode())
        write_rows(output, int(flags.sum()), _pajek_lines(network, flags))


def _pajek_lines(network: Network, flags: np.ndarray) -> Iterator[Part]:
    for end in network.ends:
        yield formed(Numbers(end[flags] + 1), str)
        yield " "
    yield formed(Numbers(network.weights[flags]), lambda weight: f"{weight:g} l ")
    yield formed(network.edge_table["kind"].taken(flags), _pajek)
    yield "\n"


def _pajek_labels(network: Network) -> list[str]:
    """Return the label of each node in quotes, unlike all others."""
    labels = network.node_table["label"].values()
    plain = list(map(_pajek, labels))
    taken = Counter(plain)
    longer = [_pajek(f"{label} ({id})") for label, id in zip(labels, network.ids, strict=True)]
    # A label may look like another with its id: then it gets its own, too.
    used = {long for text, long in zip(plain, longer, strict=True) if taken[text] > 1}
    return [
        long if taken[text] > 1 or text in used else text
        for text, long in zip(plain, longer, strict=True)
    ]


def write_dot(network: Network, output: BinaryIO) -> None:
    """Write the network as a Graphviz digraph, with labels, kinds and weights.

    No defaults of all nodes: Gephi's importer skips from there to the next brace.
    """
    output.write(b"digraph helixkg {\n")
    write_rows(output, len(network.nodes), _dot_nodes(network))
    write_rows(output, len(network.edges), _dot_edges(network))
    output.write(b"}\n")


def _dot_nodes(network: Network) -> Iterator[Part]:
    table = network.node_table
    yield "  "
    yield formed(table["id"], _dot)
    for name in ("label", "kind", "helix"):
        yield f" [{name}=" if name == "label" else f", {name}="
        yield formed(table[name], _dot)
    yield "];\n"


def _dot_edges(network: Network) -> Iterator[Part]:
    table = network.edge_table
    yield "  "
    yield formed(table["source"], _dot)
    yield " -> "
    yield formed(table["target"], _dot)
    yield " [label="
    yield formed(table["kind"], _dot)
    yield formed(Numbers(network.weights), lambda weight: f", weight={weight:g}")
    yield formed(table["directed"], lambda way: "];\n" if way else ", dir=none];\n")


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
