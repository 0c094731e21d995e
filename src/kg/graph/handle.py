"""A handle on a graph: which store, which state of it, in which language; until it is closed."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from kg import names
from kg.errors import StoreError, in_language
from kg.graph.wording import face
from kg.model import Iri
from kg.rdf.namespaces import CATALOGUE_GRAPH, HX, REGISTRY_GRAPH
from kg.results.values import rdf_term
from kg.store import EmbeddedStore, Store

_MOST_COUNTED: Final = 3_000_000  # quads; more take longer to count than a prompt may wait
_FACTS: Final = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
_ENTITIES: Final = (
    f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ GRAPH <{REGISTRY_GRAPH}> {{ ?s a ?c }} }}"
)
_TYPED: Final = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?c }"  # without a registry
_DOCUMENTS: Final = (
    f"SELECT (COUNT(DISTINCT ?d) AS ?n) WHERE {{ GRAPH <{CATALOGUE_GRAPH}> "
    f"{{ ?e a <{HX}Evidence> ; <http://purl.org/dc/terms/source> ?d }} }}"
)


class Handle:
    """An open graph.

    It shows one state of the graph, the newest when it was opened, whatever others load meanwhile;
    `refresh` turns to the newest. Threads may share it. A process that was forked off opens the
    same state anew. It is closed by `close`, by the end of a `with`, or when nobody holds it.
    """

    def __init__(
        self, store: Store, *, lang: str = "es", reopen: Callable[[], Store] | None = None
    ) -> None:
        """Look at the graph in a store.

        Args:
            store: An open store.
            lang: The language of labels and notes where a call names none: `es` or `en`.
            reopen: Opens the newest state of the store; without it, there is only this one.
        """
        self._store: Store | None = store
        self._lang = lang
        self._reopen = reopen
        self._counts: tuple[str, dict[str, int]] | None = None

    @property
    def store(self) -> Store:
        """Where the graph is kept.

        Raises:
            StoreError: This handle is closed.
        """
        if self._store is None:
            raise StoreError(
                in_language(
                    "this graph is closed; open it again with kg.open(…)",
                    "este grafo está cerrado; ábralo de nuevo con kg.open(…)",
                )
            )
        return self._store

    @property
    def lang(self) -> str:
        """The language of labels and notes where a call names none: `es` or `en`."""
        return self._lang

    @property
    def location(self) -> Path | str:
        """Where the store lies: a folder, an address, or "memory"."""
        return self.store.location

    @property
    def is_closed(self) -> bool:
        """Whether `close` was called."""
        return self._store is None

    @property
    def is_current(self) -> bool:
        """Whether nothing was loaded since this handle was opened or refreshed.

        An endpoint answers from its newest state, and is current always.
        """
        return bool(getattr(self.store, "is_current", True))

    @face
    def refresh(self) -> Self:
        """Turn to the newest state of the graph, and return this handle.

        Raises:
            StoreError: It is closed, or the store is damaged.
        """
        if self._reopen is not None and not self.is_current:
            old, self._store = self.store, self._reopen()
            _end(old)
        self._counts = None
        return self

    def close(self) -> None:
        """Let go of the store: its files, its processes, its connections. A second time is none."""
        if self._store is not None:
            store, self._store = self._store, None
            _end(store)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @face
    def resolver(self, name: str | Iri, kind: str | None = None) -> Iri:
        """Return the entity that a name means.

        Args:
            name: An id, an IRI, or any name, without regard to accents and case.
            kind: The class of the entity, such as `Cluster`; None is any.

        Raises:
            AmbiguousName: The name means several entities.
            UsageError: It means none.

        Example:
            >>> g.resolver("nuevo leon", "State").value
            'https://w3id.org/helixkg/id/nuevo-leon'
        """
        return self._entity(name, kind)

    def _entity(self, thing: object, kind: str | None = None) -> Iri:
        """Return the entity that a name, a term, or what has an `iri` means."""
        term = rdf_term(thing)
        if isinstance(term, Iri):
            return term
        return names.resolve(self.store, str(getattr(thing, "iri", thing)), kind)

    def _language(self, lang: str | None) -> str:
        return lang or self._lang

    def __repr__(self) -> str:
        return f"<KnowledgeGraph {self._described()}>"

    def _repr_html_(self) -> str:
        return f"<p><b>KnowledgeGraph</b> {escape(self._described())}</p>"

    def _described(self) -> str:
        if self._store is None:
            return in_language("closed", "cerrado")
        if not isinstance(self._store, EmbeddedStore):
            return str(self.location)
        held = self._store.size
        if held is not None and held > _MOST_COUNTED:
            return f"{self.location}: {held:,} quads"
        counts = self._counted()
        return f"{self.location}: " + in_language(
            f"{counts['entities']:,} entities, {counts['facts']:,} facts, "
            f"{counts['documents']:,} documents",
            f"{counts['entities']:,} entidades, {counts['facts']:,} hechos, "
            f"{counts['documents']:,} documentos",
        )

    def _counted(self) -> dict[str, int]:
        """Return how much there is; counted once of each state of a store in a folder."""
        identity = str(getattr(self.store, "identity", ""))
        if self._counts is None or not identity or self._counts[0] != identity:
            texts = {"facts": _FACTS, "entities": _ENTITIES, "documents": _DOCUMENTS}
            counts = {name: self._number(text) for name, text in texts.items()}
            counts["entities"] = counts["entities"] or self._number(_TYPED)
            self._counts = identity, counts
        return self._counts[1]

    def _number(self, query: str) -> int:
        """Return the number that a query counts."""
        ((number,),) = self.store.select(query).rows
        return int(number.value) if number else 0


def _end(store: Store) -> None:
    end = getattr(store, "close", None)
    if callable(end):
        end()
