"""What a store can do; `embedded` and `remote` do it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from kg.model import Binding, Iri, Progress, Quad, Solutions, Term, Triple, silent

if TYPE_CHECKING:
    import rdflib


class Store(Protocol):
    """Facts in the default graph, evidence and catalogue in named graphs (decision A1)."""

    def select(self, query: str, bindings: Mapping[str, Binding] | None = None) -> Solutions:
        """Return the solutions of a SELECT.

        bindings: variable name (no "?") → term, put into the query as terms, never as text.
        Raises QueryError where the text is no SELECT or does not parse.
        """
        ...

    def ask(self, query: str, bindings: Mapping[str, Binding] | None = None) -> bool:
        """Return the answer of an ASK."""
        ...

    def construct(
        self, query: str, bindings: Mapping[str, Binding] | None = None
    ) -> Iterator[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE."""
        ...

    def quads(
        self,
        subject: Term | None = None,
        predicate: Iri | None = None,
        object: Term | None = None,
        *,
        graph: Iri | None = None,
        every_graph: bool = False,
    ) -> Iterator[Quad]:
        """Return the quads of one graph (None: the facts), or of every graph."""
        ...

    def holds(self, quad: Quad) -> bool:
        """Return whether the quad is in the store."""
        ...

    def dump(self, output: BinaryIO) -> None:
        """Write all quads as N-Quads, sorted, so that equal stores give equal bytes."""
        ...

    def rdf_graph(self) -> rdflib.Dataset:
        """Return an rdflib dataset over the same store; its default graph holds the facts."""
        ...

    def commit(self, add: Iterable[Quad], remove: Iterable[Quad] = ()) -> None:
        """Add and remove quads, all or nothing."""
        ...

    def replace(self, quads: Iterable[Quad], *, progress: Progress = silent) -> None:
        """Make `quads` the whole content, all or nothing."""
        ...

    def backup(self, folder: Path) -> None:
        """Write a copy of the content into a new folder."""
        ...

    @property
    def location(self) -> Path | str:
        """Where the store lies: a folder, or an address."""
        ...
