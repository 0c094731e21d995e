"""The graph as Python users hold it: ask, explain, change, analyse."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UsageError, in_language
from kg.graph.changing import Changing
from kg.graph.drawing import Drawing
from kg.graph.explaining import Explaining
from kg.graph.networks import Networks
from kg.graph.wording import face
from kg.results.values import written
from kg.store import EmbeddedStore, Store

if TYPE_CHECKING:
    import rdflib


class KnowledgeGraph(Drawing, Explaining, Changing, Networks):
    """A graph in a store, with the library of questions.

    `kg.build`, `kg.open` and `kg.from_rdflib` return one.

    | to | there is |
    |---|---|
    | ask | `query`, `run`, `library`, `sparql`, `ask`, `search`, `things`, `notes` |
    | explain | `entity`, `g[name]`, `why`, `cite`, `conflicts`, `sources`, `stats` |
    | find gaps | `coverage`, `gaps` |
    | draw | `profile`, `map`, `timeline`, `explain` |
    | change | `validate`, `load`, `update`, `log`, `diff` |
    | analyse | `network`, `measure`, `paths`, `common`, `neighbours`, `export` |
    | keep | `backup`, `restore`, `check`, `dump`, `close`, `refresh`, `is_current`, `as_of` |
    | hand over | `graph` (rdflib), `network` (networkx), `.to_pandas()` of every answer |

    It shows one state of the graph, the newest when it was opened, whatever others load meanwhile;
    `refresh` turns to the newest. Threads may share it. It is a context manager.

    Attributes:
        store: Where the graph is kept.
        lang: The language of labels and notes where a call names none.
    """

    def __init__(
        self,
        store: Store,
        *,
        lang: str = "es",
        reopen: Callable[[], Store] | None = None,
        libraries: Iterable[Path] = (),
        services: frozenset[str] = frozenset(),
    ) -> None:
        """Look at the graph in a store.

        Args:
            store: An open store.
            lang: The language of labels and notes where a call names none: `es` or `en`.
            reopen: Opens the newest state of the store; without it, there is only this one.
            libraries: Folders of questions of one's own.
            services: Hosts that SERVICE may name in queries.
        """
        super().__init__(store, lang=lang, reopen=reopen)
        self._libraries, self._services = tuple(libraries), services

    @face
    def as_of(self, moment: str | datetime.date) -> KnowledgeGraph:
        """Return the graph as it was: a copy in memory, without the loads that came later.

        Args:
            moment: The end of a day, month or year (UTC), such as `2026-11-28`; a load of `log`; or
                `build`, before all loads.

        Raises:
            UsageError: There is no such moment, or the store does not keep what later loads did.

        Example:
            >>> g.as_of("build").stats().facts == g.stats().facts
            True
        """
        from kg.claims.as_of import quads_as_of

        if not isinstance(self.store, EmbeddedStore):
            raise UsageError(
                in_language(
                    "as_of is for a store in a folder; an endpoint keeps no record of its loads",
                    "as_of es para un almacén en una carpeta; un servidor no guarda sus cargas",
                )
            )
        copy = EmbeddedStore.in_memory()
        copy.replace(quads_as_of(self.store, written(moment, "moment")))
        return KnowledgeGraph(
            copy, lang=self.lang, libraries=self._libraries, services=self._services
        )

    @face
    def graph(self) -> rdflib.Dataset:
        """Return the graph as an rdflib dataset, for reading; its default graph holds the facts.

        The prefixes of the project are bound. It refuses to be changed, since nothing would judge
        the change: put what is new into an rdflib.Graph of its own and `load` that.

        Example:
            >>> import rdflib
            >>> rdflib.URIRef("https://w3id.org/helixkg/id/amia") in g.graph().subjects()
            True
        """
        from kg.graph.rdf import read_only

        return read_only(self.store.rdf_graph())
