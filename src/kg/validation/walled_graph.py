"""Statements whose SPARQL runs in the query process: for shapes that come from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from kg.model import Triple
from kg.rdf.oxigraph import from_ox, to_ox
from kg.runtime.bounds import Bounds
from kg.store.query_process import QueryProcess
from kg.validation.data_graph import MemoryGraph, Statement, Term


class WalledGraph(MemoryGraph):
    """Statements in memory; queries run beside them, within bounds and behind walls.

    Attributes:
        bounds: What all queries together may use.
    """

    def __init__(self, statements: Iterable[Statement], bounds: Bounds) -> None:
        """Take the statements; the process starts with the first query.

        Args:
            statements: The content.
            bounds: What all queries together may use.
        """
        super().__init__(statements)
        self.bounds = bounds
        self._process: QueryProcess | None = None

    def select(
        self, query: str, values: Mapping[str, Term] = MappingProxyType({})
    ) -> Iterator[Mapping[str, Term | None]]:
        if self._process is None:
            content = (Triple(*map(from_ox, statement)) for statement in self)  # type: ignore[arg-type]
            self._process = QueryProcess(None, self.bounds, content=content)
        bound = {name: from_ox(term) for name, term in values.items()}
        for row in self._process.select(query, bound):
            yield {name: None if term is None else to_ox(term) for name, term in row.items()}
