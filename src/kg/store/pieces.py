"""Quads in the pieces that an endpoint takes: batches, graphs, the body of an update."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from kg.model import BNode, Iri, Quad
from kg.rdf.terms import nquads, sparql

if TYPE_CHECKING:
    from kg.store.client import Client

_NTRIPLES: Final = "application/n-triples"


def add(client: Client, quads: Iterable[Quad], prefix: str = "") -> None:
    """Add quads graph by graph; the prefix goes before the name of each graph."""
    lines_by_graph: dict[str, list[bytes]] = {}
    for quad in quads:
        name = quad.graph.value if quad.graph else client.layout.facts_graph
        lines_by_graph.setdefault(prefix + name, []).append(nquads(quad._replace(graph=None)))
    for name, lines in lines_by_graph.items():
        # To add a blank node a second time would make a second one.
        repeat = not any(line.startswith(b"_:") or b" _:" in line for line in lines)
        client.graph("POST", name, b"".join(lines), _NTRIPLES, repeat=repeat)


def lines(quads: Iterable[Quad], facts_graph: str = "", prefix: str = "") -> Iterator[bytes]:
    """Yield quads as lines of N-Quads.

    Args:
        quads: Read once.
        facts_graph: The graph of the facts, where it is not the default graph.
        prefix: Goes before the name of each graph; with one, the default graph has a name, too.
    """
    for quad in quads:
        name = prefix + (quad.graph.value if quad.graph else facts_graph)
        yield nquads(quad._replace(graph=Iri(name) if name else None))


def batches(items: Iterable[Quad], size: int) -> Iterator[list[Quad]]:
    """Yield the items in lists of a size; the last may be shorter."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def has_blank_node(quad: Quad) -> bool:
    """Return whether the subject or the object of a quad is a blank node."""
    return isinstance(quad.subject, BNode) or isinstance(quad.object, BNode)


def data(quads: Iterable[Quad], facts_graph: str = "") -> str:
    """Return quads as the body of INSERT DATA or DELETE DATA.

    Args:
        quads: What to insert or delete.
        facts_graph: The graph of the facts, where it is not the default graph.
    """
    parts = []
    for quad in quads:
        triple = " ".join(sparql(term) for term in quad.triple) + " ."
        graph = sparql(quad.graph) if quad.graph else f"<{facts_graph}>" if facts_graph else ""
        parts.append(f"GRAPH {graph} {{ {triple} }}" if graph else triple)
    return "\n".join(parts)
