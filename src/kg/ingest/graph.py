"""One graph of a store, replaced, extended or dropped: judged and recorded like any load."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kg.ingest.change import Change
from kg.ingest.update import change
from kg.model import Iri, Quad
from kg.rdf.reader import read_quads
from kg.store import Store

_NAME: Final = "graph"


def content(store: Store, graph: Iri | None) -> set[Quad]:
    """Return the quads of a graph; None is the default graph, which has the facts."""
    return set(store.quads(graph=graph))


def put(
    store: Store,
    graph: Iri | None,
    files: Sequence[Path],
    *,
    extend: bool = False,
    base: str = "",
    wait: float = 0.0,
) -> Change:
    """Make the triples of files the content of a graph, and return the change.

    Args:
        store: The store to change.
        graph: The graph; None is the default graph.
        files: RDF files, whose endings say their syntax.
        extend: Whether what the graph has stays.
        base: The IRI against which relative IRIs are resolved.
        wait: Seconds to wait for another writer.

    Raises:
        InputError: A file cannot be read, or what a document states would be taken away.
        QueryError: What HelixKG keeps itself would be taken away.
        NonConforming: The result breaks a shape.
    """
    new = {
        quad._replace(graph=graph) for file in files for quad in read_quads(file, file.name, base)
    }
    old = content(store, graph)
    return change(store, new - old, () if extend else old - new, _NAME, wait=wait)


def drop(store: Store, graph: Iri | None, *, wait: float = 0.0) -> Change:
    """Take away a graph, and return the change; it raises what `put` raises."""
    return change(store, (), content(store, graph), _NAME, wait=wait)
