"""Changes to the content behind an endpoint: a commit, or a whole new content.

What an engine does not take in one request goes in several, and what fails between two of them is
taken back, or the message says in which state the store is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice
from typing import Final

from kg.errors import EndpointError, KgError, QueryError, StoreError, in_language
from kg.model import Iri, Progress, Quad
from kg.rdf.terms import sparql
from kg.store import default_graph, pieces, staging
from kg.store.client import Client, RequestFailed
from kg.store.staging import OutcomeUnknown, Reader, StagedLoad

_ONE_REQUEST: Final = 200_000  # quads that replace the content in one request
_SAMPLE: Final = 50  # quads by which it is found out whether a change was made


class RemoteChanges:
    """Changes through one connection."""

    def __init__(self, client: Client, reader: Reader) -> None:
        """Prepare changes through a connection; nothing is sent yet."""
        self._client = client
        self._reader = reader

    def commit(self, add: Sequence[Quad], remove: Sequence[Quad]) -> None:
        """Remove and add quads, in one update or step by step; see `RemoteStore.commit`."""
        staging.sweep(self._client, self._reader)
        if self._client.engine.max_statements:
            self._commit_in_steps(add, remove, self._client.engine.max_statements)
            return
        layout = self._client.layout
        operations = [
            f"{verb} DATA {{ {pieces.data(quads, layout.facts_graph)} }}"
            for verb, quads in (("DELETE", remove), ("INSERT", add))
            if quads
        ]
        if not operations:
            return
        try:
            self._client.update(" ;\n".join(operations))
        except RequestFailed as error:
            if error.outcome_unknown:
                self._find_out(error, add, remove)
            else:
                raise
        if not layout.known and self._is_union():
            self._move_facts(add)

    def _is_union(self) -> bool:
        """Return whether a change that was made shows that the default graph is a union.

        Raises:
            EndpointError: The server does not answer any more.
        """
        try:
            return self._client.look().mixed
        except EndpointError as error:
            raise EndpointError(
                in_language(
                    f"{error}; the change was made. It is not known whether the facts need a graph "
                    "of their own there: make the same change again when the server answers, "
                    "nothing is added twice",
                    f"{error}; el cambio se hizo. No se sabe si ahí los hechos necesitan un grafo "
                    "propio: haga el mismo cambio cuando el servidor responda, nada se agrega dos "
                    "veces",
                )
            ) from error

    def _move_facts(self, added: Sequence[Quad]) -> None:
        """Move facts that were added to a default graph that turns out to be the union."""
        facts = [quad for quad in added if quad.graph is None]
        self._client.put_facts_in_graph()
        graph = self._client.layout.facts_graph
        out, into = pieces.data(facts), pieces.data(facts, graph)
        self._client.update(f"DELETE DATA {{ {out} }} ;\nINSERT DATA {{ {into} }}")

    def _find_out(self, error: RequestFailed, add: Sequence[Quad], remove: Sequence[Quad]) -> None:
        """Find out whether a change was made after the connection broke.

        The update is made as a whole or not at all, so a sample of its quads tells.

        Raises:
            EndpointError: It was not made, or that is not known.
        """
        try:
            staging.wait_for_changes(self._client)
            as_after = [self._holds(quad) for quad in _told_apart(add)]
            as_after += [not self._holds(quad) for quad in _told_apart(remove)]
        except EndpointError:
            as_after = []
        if as_after and all(as_after):
            return
        if as_after and not any(as_after):
            raise EndpointError(
                in_language(
                    f"{error}; the server answers again, and the change was not made",
                    f"{error}; el servidor responde de nuevo, y el cambio no se hizo",
                )
            ) from error
        raise EndpointError(
            in_language(
                f"{error}; it is not known whether the change was made, as a whole or not at all. "
                "Make the same change again when the server answers: nothing is added twice",
                f"{error}; no se sabe si el cambio se hizo, completo o nada de él. Haga el mismo "
                "cambio cuando el servidor responda: nada se agrega dos veces",
            )
        ) from error

    def _holds(self, quad: Quad) -> bool:
        triple = " ".join(map(sparql, quad.triple))
        where = f"GRAPH {sparql(quad.graph)} {{ {triple} }}" if quad.graph else triple
        return self._reader.ask(f"ASK {{ {where} }}")

    def _commit_in_steps(self, add: Sequence[Quad], remove: Sequence[Quad], size: int) -> None:
        if any(map(pieces.has_blank_node, remove)):
            raise QueryError(
                in_language(
                    "a statement with a blank node cannot be taken away from an endpoint",
                    "no se puede quitar de un servidor una afirmación con un nodo anónimo",
                )
            )
        steps = [
            *((self._remove, self._add, batch) for batch in pieces.batches(remove, size)),
            *((self._add, self._remove, batch) for batch in pieces.batches(add, size)),
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
            if isinstance(error, RequestFailed) and error.outcome_unknown:
                staging.wait_for_changes(self._client)
            for undo, batch in reversed(begun):
                undo([quad for quad in batch if not pieces.has_blank_node(quad)])
        except KgError as second:
            return EndpointError(
                in_language(
                    f"{error}; the change is half made and could not be taken back ({second}). "
                    "Make the same change again when the server answers: nothing is added twice",
                    f"{error}; el cambio quedó a medias y no se pudo deshacer ({second}). Haga el "
                    "mismo cambio cuando el servidor responda: nada se agrega dos veces",
                )
            )
        return EndpointError(
            in_language(
                f"{error}; the change was taken back", f"{error}; el cambio se deshizo por completo"
            )
        )

    def _add(self, quads: Iterable[Quad]) -> None:
        pieces.add(self._client, quads)

    def _remove(self, quads: Iterable[Quad]) -> None:
        # One graph an update: Virtuoso takes away from the last one only.
        by_graph: dict[Iri | None, list[Quad]] = {}
        for quad in quads:
            by_graph.setdefault(quad.graph, []).append(quad)
        for part in by_graph.values():
            self._client.update(
                f"DELETE DATA {{ {pieces.data(part, self._client.layout.facts_graph)} }}"
            )

    def replace(self, quads: Iterable[Quad], progress: Progress) -> None:
        """Make `quads` the whole content; see `RemoteStore.replace`."""
        source = iter(quads)
        first = list(islice(source, _ONE_REQUEST))
        self._leave_union()
        if self._client.engine.takes_quads and len(first) < _ONE_REQUEST:
            self._put_all(first)
            return
        load = StagedLoad(self._client, self._reader)
        try:
            load.drop_all()
            load.move(load.collect(chain(first, source), progress))
        except OutcomeUnknown:
            raise
        except EndpointError as error:
            raise _old_content(error, swept=self._swept(load)) from error

    def _leave_union(self) -> None:
        """Give the facts a graph where the default graph is the union and nothing forbids that."""
        if not self._client.layout.mixed:
            return
        if self._client.facts == "default":
            raise StoreError(default_graph.no_default_graph(self._client.address))
        self._client.put_facts_in_graph()

    def _put_all(self, quads: Sequence[Quad]) -> None:
        """Replace the content in one request; in a second one if it shows that there is a union."""
        layout = self._client.layout
        self._put(b"".join(pieces.lines(quads, layout.facts_graph)))
        if not layout.known and self._is_union():
            self._leave_union()
            self._put(b"".join(pieces.lines(quads, self._client.layout.facts_graph)))

    def _put(self, body: bytes) -> None:
        """Replace the content in one request, once more where the server breaks off and is back."""
        try:
            self._client.dataset("PUT", body, repeat=True)
        except RequestFailed as error:
            if not error.outcome_unknown:
                raise
            try:
                staging.wait_for_changes(self._client)
                self._client.dataset("PUT", body, repeat=True)
            except EndpointError:
                raise staging.unknown(error) from error

    def _swept(self, load: StagedLoad) -> bool:
        """Drop what a load that failed has left behind; return whether that worked."""
        try:
            load.drop()
        except EndpointError:
            return False
        return True


def _old_content(error: EndpointError, *, swept: bool) -> EndpointError:
    left = (
        ""
        if swept
        else in_language(
            ". What was loaded aside is still there, in no dump, and goes with the next change",
            ". Lo que se cargó aparte sigue ahí, en ningún volcado; el próximo cambio lo quita",
        )
    )
    return EndpointError(
        in_language(
            f"{error}; the store has its old content{left}",
            f"{error}; el almacén tiene su contenido anterior{left}",
        )
    )


def _told_apart(quads: Sequence[Quad]) -> list[Quad]:
    """Return some quads that can be asked for: blank nodes have no name outside their store."""
    return [quad for quad in quads[:_SAMPLE] if not pieces.has_blank_node(quad)]
