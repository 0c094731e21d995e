"""How a graph is built, opened, or made of an rdflib graph."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kg import ingest
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.graph.wording import face
from kg.runtime.bounds import asked
from kg.store import EmbeddedStore, config

if TYPE_CHECKING:
    import rdflib

_Folders = str | Path | Sequence[str | Path]


@face
def build(
    data: str | Path | None = None,
    store: str | Path | None = None,
    *,
    loads: ingest.Loads = "refuse",
    lang: str = "es",
) -> KnowledgeGraph:
    """Build the graph from curated tables and return it.

    Args:
        data: A folder of tables; None is the project's own.
        store: The folder of the store; None builds in memory.
        loads: What happens to what was loaded into the store since its last build: `refuse` stops
            where there is any, `discard` discards it, `keep` loads it again onto the new build.
        lang: The language of labels and notes where a call names none: `es` or `en`.

    Raises:
        InputError: With every problem of every table; the store is as it was.
        NonConforming: The tables break a shape; the store is as it was.
        StoreError: The store holds loads; it is as it was.
    """
    folder = None if store is None else Path(store)
    built, _ = ingest.build(None if data is None else Path(data), folder, loads=loads)
    reopen = None if folder is None else partial(config.open_store, folder)
    return KnowledgeGraph(built, lang=lang, reopen=reopen)


@face
def open_graph(
    store: str | Path = "kg-store",
    *,
    timeout: float | None = None,
    isolated: bool = False,
    memory: str | None = None,
    services: Sequence[str] = (),
    library: _Folders = (),
    lang: str = "es",
) -> KnowledgeGraph:
    """Return the graph in a folder, behind the address of an endpoint, or named in kg.toml.

    It is a context manager: `with kg.open("kg-store") as g:`.

    Args:
        store: A folder, an address that starts with `http`, or a name of kg.toml.
        timeout: Seconds that a query may take; None sets no limit on this machine.
        isolated: Run queries on this machine in a process of their own, which can open no socket
            and no file outside the store; a query that makes the engine crash is an error then.
            `timeout` and `memory` need it, and bring it along.
        memory: What a query may need, such as `2G` or `25%`; half of the machine's by default.
        services: Hosts that SERVICE may name in queries.
        library: Folders of questions of your own, beside those of the library.
        lang: The language of labels and notes where a call names none: `es` or `en`.

    Raises:
        StoreError: The folder is no store.
        UsageError: `memory` is no amount.
    """
    bounds = asked(timeout or 0, memory) if isolated or timeout or memory else None
    hosts = frozenset([services] if isinstance(services, str) else services)
    reopen = partial(config.open_store, store, services=hosts, timeout=timeout, bounds=bounds)
    folders = [library] if isinstance(library, str | Path) else library
    own = (*config.read().libraries, *map(Path, folders))
    return KnowledgeGraph(reopen(), lang=lang, reopen=reopen, libraries=own, services=hosts)


@face
def from_rdflib(graph: rdflib.Graph, *, lang: str = "es") -> KnowledgeGraph:
    """Return a graph in memory with the triples of an rdflib graph, or the quads of a dataset.

    Args:
        graph: A graph, whose triples become facts; or a dataset, whose default graph does.
        lang: The language of labels and notes where a call names none: `es` or `en`.

    Raises:
        UsageError: It is no graph of rdflib's.
    """
    import rdflib as library

    from kg.graph.arguments import refusal

    if not isinstance(graph, library.Graph):
        raise refusal("graph", graph, "an rdflib.Graph or Dataset", "un rdflib.Graph o Dataset")
    return KnowledgeGraph(EmbeddedStore.from_rdflib(graph), lang=lang)
