"""Changes to the content behind an endpoint: a commit, or a whole new content.

What an engine does not take in one request goes in several, and what fails between two of them is
taken back, or the message says in which state the store is.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Final

from kg.errors import EndpointError, KgError, QueryError
from kg.model import BNode, Iri, Progress, Quad
from kg.rdf.terms import nquads, sparql
from kg.store.client import Client

_NTRIPLES: Final = "application/n-triples"
_ONE_REQUEST: Final = 200_000  # quads that replace the content in one request
_BATCH: Final = 20_000  # quads of a request that loads into staging graphs
_STAGING: Final = "urn:helixkg:staging:"  # and the name of the graph that is being loaded


class RemoteChanges:
    """Changes through one connection."""

    def __init__(self, client: Client, graphs: Callable[[], list[str]]) -> None:
        """Prepare changes; nothing is sent yet.

        Args:
            client: The connection.
            graphs: Returns the names of the graphs that have content, staging graphs included.
        """
        self._client = client
        self._graphs = graphs

    def commit(self, add: Sequence[Quad], remove: Sequence[Quad]) -> None:
        """Remove and add quads, in one update or step by step; see `RemoteStore.commit`."""
        if self._client.engine.max_statements:
            self._commit_in_steps(add, remove, self._client.engine.max_statements)
            return
        operations = [
            f"{verb} DATA {{ {_data(quads)} }}"
            for verb, quads in (("DELETE", remove), ("INSERT", add))
            if quads
        ]
        if operations:
            self._client.update(" ;\n".join(operations))

    def _commit_in_steps(self, add: Sequence[Quad], remove: Sequence[Quad], size: int) -> None:
        if any(map(has_blank_node, remove)):
            raise QueryError("a statement with a blank node cannot be taken away from an endpoint")
        steps = [
            *((self._remove, self._add, batch) for batch in _batches(remove, size)),
            *((self._add, self._remove, batch) for batch in _batches(add, size)),
        ]
        begun: list[tuple[Callable[[list[Quad]], None], list[Quad]]] = []
        for step, undo, batch in steps:
            begun.append((undo, batch))  # a step that fails may have done its work
            try:
                step(batch)
            except EndpointError as error:
                raise self._undone(error, begun) from error

    def _undone(
        self, error: EndpointError, begun: list[tuple[Callable[[list[Quad]], None], list[Quad]]]
    ) -> EndpointError:
        """Take back the steps of a change, and return the error that says whether that worked."""
        try:
            for undo, batch in reversed(begun):
                undo([quad for quad in batch if not has_blank_node(quad)])
        except KgError as second:
            return EndpointError(
                f"{error}; the change is half made and could not be taken back ({second}). Make "
                "the same change again when the server answers: nothing is added twice"
            )
        return EndpointError(f"{error}; the change was taken back")

    def _add(self, quads: Iterable[Quad], prefix: str = "") -> None:
        """Add quads graph by graph; the prefix goes before the name of each graph."""
        lines_by_graph: dict[str, list[bytes]] = {}
        for quad in quads:
            name = quad.graph.value if quad.graph else self._client.engine.facts_graph
            lines_by_graph.setdefault(prefix + name, []).append(nquads(quad._replace(graph=None)))
        for name, lines in lines_by_graph.items():
            # To add a blank node a second time would make a second one.
            repeat = not any(line.startswith(b"_:") or b" _:" in line for line in lines)
            self._client.graph("POST", name, b"".join(lines), _NTRIPLES, repeat=repeat)

    def _remove(self, quads: Iterable[Quad]) -> None:
        # One graph an update: Virtuoso takes away from the last one only.
        by_graph: dict[Iri | None, list[Quad]] = {}
        for quad in quads:
            by_graph.setdefault(quad.graph, []).append(quad)
        for part in by_graph.values():
            self._client.update(f"DELETE DATA {{ {_data(part, self._client.engine.facts_graph)} }}")

    def replace(self, quads: Iterable[Quad], progress: Progress) -> None:
        """Make `quads` the whole content; see `RemoteStore.replace`."""
        source = iter(quads)
        first = list(islice(source, _ONE_REQUEST))
        if self._client.engine.takes_quads and len(first) < _ONE_REQUEST:
            self._client.dataset("PUT", b"".join(map(nquads, first)), repeat=True)
            return
        self._drop_staging_graphs()
        try:
            graphs = self._load_into_staging(chain(first, source), progress)
            self._move_into_place(graphs)
        except _PartlyReplaced:
            raise
        except EndpointError as error:
            with contextlib.suppress(EndpointError):  # the next load drops them
                self._drop_staging_graphs()
            raise EndpointError(f"{error}; the store has its old content") from error

    def _load_into_staging(self, quads: Iterable[Quad], progress: Progress) -> list[str]:
        """Load into staging graphs; return the names of the graphs, the default graph as ""."""
        facts = self._client.engine.facts_graph
        names: dict[str, None] = {}
        blank: list[Quad] = []  # one batch, since a blank node is known only within its request

        def without_blank_nodes() -> Iterator[Quad]:
            for quad in quads:
                names.setdefault(quad.graph.value if quad.graph else facts)
                if has_blank_node(quad):
                    blank.append(quad)
                else:
                    yield quad

        sent = 0
        for batch in _batches(without_blank_nodes(), _BATCH):
            self._stage(batch, repeat=True)
            sent += len(batch)
            progress("loading", sent, sent)
        if blank:
            self._stage(blank, repeat=False)
            progress("loading", sent + len(blank), sent + len(blank))
        return list(names)

    def _stage(self, batch: list[Quad], *, repeat: bool) -> None:
        if not self._client.engine.takes_quads:
            self._add(batch, _STAGING)
            return
        body = b"".join(
            nquads(quad._replace(graph=Iri(_STAGING + (quad.graph.value if quad.graph else ""))))
            for quad in batch
        )
        self._client.dataset("POST", body, repeat=repeat)

    def _move_into_place(self, graphs: list[str]) -> None:
        """Move the staging graphs to where they belong, and drop the other graphs.

        In one update; where an engine takes none so large, some graphs an update, the new first.
        """
        old = [name for name in self._graphs() if not name.startswith(_STAGING)]
        facts = self._client.engine.facts_graph
        operations = [f"MOVE GRAPH <{_STAGING}{name}> TO {_target(name)}" for name in graphs]
        operations += [
            f"DROP SILENT {_target(name)}" for name in sorted({*old, facts} - set(graphs))
        ]
        done = 0
        for part in self._updates(operations):
            try:
                self._client.update(" ;\n".join(part))
            except EndpointError as error:
                if not done:
                    raise
                raise _PartlyReplaced(
                    f"{error}; {done:,} of {len(operations):,} graphs have the new content, the "
                    "others the old. Make the same load again when the server answers"
                ) from error
            done += len(part)

    def _updates(self, operations: list[str]) -> Iterator[list[str]]:
        """Yield the operations that one update may have, in their order."""
        size = self._client.engine.max_graphs or len(operations) or 1
        for start in range(0, len(operations), size):
            yield operations[start : start + size]

    def _drop_staging_graphs(self) -> None:
        """Drop what a load that broke off left behind."""
        left = [name for name in self._graphs() if name.startswith(_STAGING)]
        for part in self._updates([f"DROP SILENT GRAPH <{name}>" for name in left]):
            self._client.update(" ;\n".join(part))


class _PartlyReplaced(EndpointError):
    """Some graphs have their new content already, the others not."""


def has_blank_node(quad: Quad) -> bool:
    """Return whether the subject or the object of a quad is a blank node."""
    return isinstance(quad.subject, BNode) or isinstance(quad.object, BNode)


def _target(name: str) -> str:
    return f"GRAPH <{name}>" if name else "DEFAULT"


def _batches(items: Iterable[Quad], size: int) -> Iterator[list[Quad]]:
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def _data(quads: Iterable[Quad], facts_graph: str = "") -> str:
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
