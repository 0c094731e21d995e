"""Graphs aside, in which a large content is collected before it takes its place.

Each load has a name of its own, and a graph of that name with one triple, its mark: when it began
and in which process. The mark goes when the content is moved into place, in the same update. So
whoever finds the mark knows that the load was not moved, and whoever drops it, that it will not be.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import secrets
import socket
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol

from kg.errors import EndpointError, in_language
from kg.model import Iri, Progress, Quad, Solutions
from kg.store import pieces
from kg.store.client import Client, RequestFailed

PREFIX: Final = "urn:helixkg:staging:"
WAIT: Final = 10.0  # seconds for a server that broke off, before nothing is known
_MARK: Final = "urn:helixkg:staging"  # the property of a mark
_BATCH: Final = 20_000  # quads of a request
_LIFE: Final = datetime.timedelta(hours=1)  # of a load in a process that cannot be looked at


class Reader(Protocol):
    """Who reads the store that is changed."""

    def select(self, query: str) -> Solutions:
        """Return the solutions of a SELECT."""
        ...

    def ask(self, query: str) -> bool:
        """Return the answer of an ASK."""
        ...

    def graph_names(self) -> list[str]:
        """Return the names of the graphs that have content, staging graphs included."""
        ...


class OutcomeUnknown(EndpointError):
    """Whether a change was made is not known."""


class StagedLoad:
    """One load, aside until it is moved."""

    def __init__(self, client: Client, reader: Reader) -> None:
        """Prepare a load through a connection; nothing is sent yet."""
        self._client = client
        self._reader = reader
        self._name = PREFIX + secrets.token_hex(8)
        self._prefix = f"{self._name}:"

    def collect(self, quads: Iterable[Quad], progress: Progress) -> list[str]:
        """Load quads aside; return the names of their graphs, the default graph as ""."""
        began = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        mark = f'<{self._name}> <{_MARK}> "{began} {_process()}" .\n'.encode()
        self._client.graph("POST", self._name, mark, "application/n-triples", repeat=True)
        if not self._client.layout.known and self._reader.ask(
            f"ASK {{ <{self._name}> <{_MARK}> ?o }}"
        ):
            self._client.put_facts_in_graph()  # the default graph is the union
        names: dict[str, None] = {}
        blank: list[Quad] = []  # one batch, since a blank node is known only within its request

        def without_blank_nodes() -> Iterator[Quad]:
            for quad in quads:
                names.setdefault(quad.graph.value if quad.graph else self._facts)
                if pieces.has_blank_node(quad):
                    blank.append(quad)
                else:
                    yield quad

        sent = 0
        for batch in pieces.batches(without_blank_nodes(), _BATCH):
            self._stage(batch, repeat=True)
            sent += len(batch)
            progress(in_language("loading", "cargando"), sent, sent)
        if blank:
            self._stage(blank, repeat=False)
            progress(in_language("loading", "cargando"), sent + len(blank), sent + len(blank))
        return list(names)

    @property
    def _facts(self) -> str:
        return self._client.layout.facts_graph

    @property
    def _unnamed(self) -> str:
        """The default graph, which has to be emptied too; else again the facts."""
        return self._client.engine.facts_graph

    def _stage(self, batch: list[Quad], *, repeat: bool) -> None:
        if not self._client.engine.takes_quads:
            pieces.add(self._client, batch, self._prefix)
            return
        body = b"".join(pieces.lines(batch, self._facts, self._prefix))
        self._client.dataset("POST", body, repeat=repeat)

    def move(self, graphs: Sequence[str]) -> None:
        """Move what was collected to where it belongs, and drop the other graphs.

        In one update; where an engine takes none so large, some graphs an update, the new first.

        Raises:
            OutcomeUnknown: The connection broke, and the server did not come back.
            EndpointError: A request failed; the message says which content the store has.
        """
        old = [name for name in self._reader.graph_names() if not name.startswith(PREFIX)]
        if not self._has_content(self._name):
            raise EndpointError(
                in_language(
                    "another load has removed what this one had loaded aside",
                    "otra carga quitó lo que esta había cargado aparte",
                )
            )
        moves = [f"MOVE GRAPH <{self._prefix}{name}> TO {_target(name)}" for name in graphs]
        obsolete = {*old, self._facts, self._unnamed} - set(graphs)
        drops = [f"DROP SILENT {_target(name)}" for name in sorted(obsolete)]
        # Not silent: where the mark is gone, so may be a part of the load, and nothing is moved.
        silent = "SILENT " if self._client.engine.max_graphs else ""
        operations = [*moves, *drops, f"DROP {silent}GRAPH <{self._name}>"]
        #: for each operation the graph that is there only as long as it was not made
        witnesses = [*(self._prefix + name for name in graphs), *("" for _ in drops), self._name]
        done = 0
        for part in self._parts(operations):
            try:
                self._update(part, next(filter(None, reversed(witnesses[done:][: len(part)])), ""))
            except EndpointError as error:
                if not done:
                    raise
                raise _partly(error, done, len(operations) - 1) from error
            done += len(part)

    def _parts(self, operations: list[str]) -> Iterator[list[str]]:
        """Yield the operations that one update may have, in their order."""
        size = self._client.engine.max_graphs or len(operations)
        for start in range(0, len(operations), size):
            yield operations[start : start + size]

    def _update(self, operations: Sequence[str], witness: str) -> None:
        """Make an update; where the connection breaks, find out whether it was made.

        Args:
            operations: Of the update.
            witness: A graph that has content until the update was made; "" if it has none.
        """
        text = " ;\n".join(operations)
        try:
            self._client.update(text)
        except RequestFailed as error:
            if not error.outcome_unknown:
                raise
            try:
                wait_for_changes(self._client)
                if not witness:
                    self._client.update(text)  # it only drops, and silently
                elif self._has_content(witness):
                    self._client.update(f"DROP SILENT GRAPH <{self._name}>")  # nor will it be made
                    raise error
            except EndpointError as second:
                if second is error:
                    raise
                raise unknown(error) from error

    def _has_content(self, graph: str) -> bool:
        return self._reader.ask(f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")

    def drop(self) -> None:
        """Drop what was collected."""
        self._drop_those_of(self._name)

    def drop_all(self) -> None:
        """Drop what any load has collected: what this one brings would end it anyway."""
        self._drop_those_of(PREFIX)

    def _drop_those_of(self, prefix: str) -> None:
        names = self._reader.graph_names()
        drop_graphs(self._client, [name for name in names if name.startswith(prefix)])


def sweep(client: Client, reader: Reader) -> None:
    """Drop what loads have left behind that broke off; a load that may still run is left alone."""
    marks = reader.select(f"SELECT ?g ?mark {{ GRAPH ?g {{ ?g <{_MARK}> ?mark }} }}").rows
    ended = [
        name.value
        for name, mark in marks
        if isinstance(name, Iri) and _has_ended(getattr(mark, "value", ""))
    ]
    if ended:
        prefixes = (*ended, *(f"{name}:" for name in ended))
        drop_graphs(client, [name for name in reader.graph_names() if name.startswith(prefixes)])


def drop_graphs(client: Client, graphs: Sequence[str]) -> None:
    """Drop graphs, in as few updates as the engine takes."""
    size = client.engine.max_graphs or len(graphs) or 1
    for start in range(0, len(graphs), size):
        part = graphs[start : start + size]
        client.update(" ;\n".join(f"DROP SILENT GRAPH <{name}>" for name in part))


def wait_for_changes(client: Client) -> None:
    """Wait until the endpoint answers again, and has ended the changes that it is making.

    Raises:
        EndpointError: It does not come back in time.
    """
    if not client.answers(WAIT):
        raise EndpointError(
            in_language(f"{client.address} does not answer", f"{client.address} no responde")
        )
    client.update(f"DROP SILENT GRAPH <{PREFIX}none>")  # a change waits for those before it


def _process() -> str:
    """Return what this process is called in a mark: the machine, not by its name, and a number."""
    machine = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:16]
    return f"{machine} {os.getpid()}"


def _has_ended(mark: str) -> bool:
    """Return whether the load with a mark has ended: its process is gone, or it is an old one."""
    began, _, process = mark.partition(" ")
    machine, _, number = process.partition(" ")
    if number.isdecimal() and machine == _process().partition(" ")[0] and os.name == "posix":
        try:
            os.kill(int(number), 0)
        except ProcessLookupError:
            return True
        except (PermissionError, OverflowError):
            return False
        return False
    try:
        return datetime.datetime.now(datetime.UTC) - datetime.datetime.fromisoformat(began) > _LIFE
    except (ValueError, TypeError):
        return True  # no mark of ours


def _target(name: str) -> str:
    return f"GRAPH <{name}>" if name else "DEFAULT"


def unknown(error: EndpointError) -> OutcomeUnknown:
    """Return the error for a new content of which nobody knows whether it is in place."""
    return OutcomeUnknown(
        in_language(
            f"{error}; it is not known whether the store has its old or its new content, but it "
            "has one of them as a whole. Run the same command again when the server answers",
            f"{error}; no se sabe si el almacén tiene su contenido anterior o el nuevo, pero tiene "
            "uno de los dos completo. Ejecute el mismo comando cuando el servidor responda",
        )
    )


def _partly(error: EndpointError, done: int, total: int) -> OutcomeUnknown:
    return OutcomeUnknown(
        in_language(
            f"{error}; {done:,} of {total:,} graphs have the new content, the others the old. Make "
            "the same load again when the server answers",
            f"{error}; {done:,} de {total:,} grafos tienen el contenido nuevo, los demás el "
            "anterior. Haga la misma carga cuando el servidor responda",
        )
    )
