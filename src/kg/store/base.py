"""What every store can do; `EmbeddedStore` and `RemoteStore` do it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from kg.model import Binding, Iri, Progress, Quad, Solutions, Term, Triple, silent

if TYPE_CHECKING:
    import rdflib


class Store(Protocol):
    """A set of quads: facts in the default graph, evidence and catalogue in named graphs.

    See decision 1.
    """

    def select(self, query: str, bindings: Mapping[str, Binding] | None = None) -> Solutions:
        """Return the solutions of a SELECT.

        Args:
            query: A SELECT.
            bindings: The terms that take the place of variables, by name without "?". They are
                put into the query as terms, never as text.

        Raises:
            QueryError: The query is no SELECT, does not parse, may not run, takes too long, or
                fails; while its rows are read, too.
        """
        ...

    def ask(self, query: str, bindings: Mapping[str, Binding] | None = None) -> bool:
        """Return the answer of an ASK; arguments and errors as in `select`."""
        ...

    def construct(
        self, query: str, bindings: Mapping[str, Binding] | None = None
    ) -> Iterator[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE; arguments and errors as in `select`."""
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
        """Return the quads that fit, in no order.

        Args:
            subject: What the quads must have; None fits any. So for predicate and object.
            predicate: See subject.
            object: See subject.
            graph: The graph to look into; None is the default graph, the facts.
            every_graph: Look into the default graph and all named graphs instead.
        """
        ...

    def holds(self, quad: Quad) -> bool:
        """Return whether the quad is in the store."""
        ...

    def referring(self, thing: Iri) -> dict[str, int]:
        """Return in how many facts a thing is the value, by the IRI of the property.

        Of more than `referring.MOST_COUNTED`, one more than that is counted.
        """
        ...

    def dump(self, output: BinaryIO, *, facts_graph: str = "") -> None:
        """Write all quads as N-Quads, sorted, so that equal stores give equal bytes.

        Args:
            output: Gets the lines.
            facts_graph: The IRI of the graph in which the facts are written; "" is the default
                graph.
        """
        ...

    def rdf_graph(self) -> rdflib.Dataset:
        """Return an rdflib dataset over the same store; its default graph holds the facts."""
        ...

    def commit(self, add: Iterable[Quad], remove: Iterable[Quad] = ()) -> None:
        """Add and remove quads, all or nothing."""
        ...

    def replace(self, quads: Iterable[Quad], *, progress: Progress = silent) -> None:
        """Make `quads` the whole content, all or nothing.

        Args:
            quads: The new content.
            progress: Told while it is written.
        """
        ...

    def backup(self, folder: Path) -> None:
        """Write a copy of the content into a new folder.

        Raises:
            StoreError: The folder is there already, or cannot be written.
        """
        ...

    @property
    def location(self) -> Path | str:
        """Where the store lies: a folder, or an address."""
        ...
