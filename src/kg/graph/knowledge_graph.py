"""The graph as Python users hold it: ask, explain, change, analyse."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.graph.asking import Asking
from kg.graph.changing import Changing
from kg.graph.explaining import Explaining
from kg.graph.networks import Networks
from kg.graph.wording import face
from kg.store import Store

if TYPE_CHECKING:
    import rdflib


class KnowledgeGraph(Asking, Explaining, Changing, Networks):
    """A graph in a store, with the library of questions.

    `kg.build`, `kg.open` and `kg.from_rdflib` return one.

    | to | there is |
    |---|---|
    | ask | `query`, `run`, `library`, `sparql`, `ask`, `search`, `things`, `notes` |
    | explain | `entity`, `g[name]`, `why`, `cite`, `conflicts`, `coverage`, `sources`, `stats` |
    | change | `validate`, `load`, `update`, `log`, `diff` |
    | analyse | `network`, `measure`, `paths`, `common`, `neighbours`, `export` |
    | print | `profile` |
    | keep | `backup`, `restore`, `check`, `dump`, `close`, `refresh`, `is_current` |
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
