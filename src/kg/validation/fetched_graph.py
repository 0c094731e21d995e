"""A graph of which a store in memory has a part, and fetches the rest when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

import pyoxigraph as ox

from kg.rdf.oxigraph import from_ox
from kg.store.neighbourhood import Neighbourhood
from kg.validation.data_graph import Graph, StoreGraph, Term


class FetchedGraph(StoreGraph):
    """A graph over a `Neighbourhood`, in which queries find only what was fetched before."""

    def prepare(self, walk: Callable[[Graph], object]) -> None:
        """Walk where a query will read, which fetches what is there."""
        walk(self)

    def gather(self, nodes: Iterable[Term]) -> None:
        """Fetch what stands around nodes, in few requests."""
        wanted = [from_ox(node) for node in nodes if not isinstance(node, ox.Literal)]
        cast(Neighbourhood, self._store).prefetch(wanted, wanted)
