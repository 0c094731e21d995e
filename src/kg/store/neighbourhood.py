"""The part of a store behind an endpoint that a change touches, in memory.

It answers as Oxigraph's own store does, for what judges a change: what it does not have yet it asks
the endpoint for, and remembers. So a change of some rows needs what stands around them, however
much the endpoint holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product
from typing import Any, Final, Protocol

import pyoxigraph as ox

from kg.errors import StoreError, in_language
from kg.model import BNode, Iri, Quad, Term
from kg.rdf.oxigraph import from_ox, quads_to_ox, to_ox

_AT_ONCE: Final = 400  # nodes of one request
_PART: Final = 5_000  # statements that name nodes: no more are fetched before they are needed
_MOST: Final = 1_000_000  # statements of one answer

#: subject, predicate, object, graph; None fits any
_Pattern = tuple[Any, Any, Any, Any]


class Everything(Exception):
    """What is asked for cannot be fetched in part."""


class Remote(Protocol):
    """What a neighbourhood is fetched from."""

    def quads(
        self,
        subject: Term | None = None,
        predicate: Iri | None = None,
        object: Term | None = None,
        *,
        graph: Iri | None = None,
        every_graph: bool = False,
        limit: int = 0,
    ) -> Iterator[Quad]:
        """Return the quads that fit, so many at most."""

    def quads_at(self, nodes: Sequence[Term], *, arriving: bool, limit: int) -> Iterator[Quad]:
        """Return the quads about nodes, or those that name them, so many at most."""


class Neighbourhood:
    """A store in memory with as much of a remote one as was asked for.

    Attributes:
        requests: How often the endpoint was asked.
        fetched: How many quads it sent.
    """

    def __init__(self, remote: Remote) -> None:
        """Begin with nothing."""
        self.requests = self.fetched = 0
        self._remote = remote
        self._local = ox.Store()
        self._removed: set[ox.Quad] = set()  # removed here, not there
        self._foreign: set[Any] = set()  # blank nodes of the endpoint
        self._whole: set[_Pattern] = set()  # of which all is here
        self._part: set[_Pattern] = set()  # of which a part is here

    def prefetch(self, nodes: Iterable[Term], named: Iterable[Term] = ()) -> None:
        """Fetch what is said about some nodes, and what names some, many nodes in one request."""
        for batch in _batches(self._unknown(nodes, arriving=False)):
            self._take(self._remote.quads_at(batch, arriving=False, limit=_MOST), _MOST)
            self._whole.update((to_ox(node), None, None, None) for node in batch)
        for batch in _batches(self._unknown(named, arriving=True)):
            self._fetch_naming(batch)

    def _unknown(self, nodes: Iterable[Term], *, arriving: bool) -> list[Term]:
        """Return the nodes about which the endpoint was not asked yet, and can be."""
        return [
            node
            for node in dict.fromkeys(nodes)
            if not isinstance(node, BNode)
            and _pattern_at(to_ox(node), arriving=arriving) not in self._whole
        ]

    def _fetch_naming(self, nodes: Sequence[Term]) -> None:
        """Fetch what names some nodes; of one that is named very often, a part."""
        count = self._take(self._remote.quads_at(nodes, arriving=True, limit=_PART), _MOST)
        patterns = [_pattern_at(to_ox(node), arriving=True) for node in nodes]
        if count < _PART:
            self._whole.update(patterns)
        elif len(nodes) == 1:
            self._part.update(patterns)
        else:
            middle = len(nodes) // 2
            self._fetch_naming(nodes[:middle])
            self._fetch_naming(nodes[middle:])

    def fetch_property(self, predicate: Iri, graph: Iri | None) -> None:
        """Fetch all statements of a property in a graph, None for the facts."""
        name = ox.DefaultGraph() if graph is None else ox.NamedNode(graph.value)
        self._fetch((None, ox.NamedNode(predicate.value), None, name))

    def quads_for_pattern(
        self, subject: Any, predicate: Any, value: Any, graph: Any = None
    ) -> Iterator[ox.Quad]:
        """Return the quads that fit, as `ox.Store.quads_for_pattern` does.

        Raises:
            Everything: What is asked for cannot be fetched in part.
        """
        if isinstance(subject if value is None else value, ox.BlankNode) and (
            subject is None or value is None
        ):
            return self._at_blank_node(subject, predicate, value, graph)
        wanted = (_addressable(subject), predicate, _addressable(value), graph)
        if self._has(wanted) or self._fetch(wanted):
            return self._local.quads_for_pattern(subject, predicate, value, graph)
        return self._part_then_rest(wanted)

    def _at_blank_node(
        self, subject: Any, predicate: Any, value: Any, graph: Any
    ) -> Iterator[ox.Quad]:
        """Return the quads at a blank node of the change; the endpoint cannot be asked for one.

        Raises:
            Everything: It is one of the endpoint.
        """
        if (subject or value) in self._foreign:
            raise Everything
        return self._local.quads_for_pattern(subject, predicate, value, graph)

    def _has(self, wanted: _Pattern) -> bool:
        """Return whether all that fits a pattern is here, with what fits a wider one."""
        if not self._whole:
            return False
        wider = product(*((part, None) if part is not None else (None,) for part in wanted))
        return not self._whole.isdisjoint(wider)

    def _fetch(self, wanted: _Pattern) -> bool:
        """Fetch what fits a pattern, or a wider one; return whether that is all."""
        subject, predicate, value, _ = wanted
        if subject is not None:
            self.prefetch([from_ox(subject)])
            return True
        if wanted == (None, None, None, None):
            raise Everything
        if wanted in self._part:
            return False
        is_open = value is not None and predicate is None  # a state is named by millions
        limit = _PART if is_open else _MOST
        count = self._take(self._matching(wanted, limit), _MOST)
        is_part = is_open and count >= limit
        (self._part if is_part else self._whole).add(wanted)
        return not is_part

    def _part_then_rest(self, wanted: _Pattern) -> Iterator[ox.Quad]:
        """Yield what is here of a pattern, then, only if more is wanted, what is not."""
        known = set(self._local.quads_for_pattern(*wanted))
        yield from known
        self._take(self._matching(wanted, _MOST), _MOST)
        self._whole.add(wanted)
        for quad in self._local.quads_for_pattern(*wanted):
            if quad not in known:
                yield quad

    def _matching(self, wanted: _Pattern, limit: int) -> Iterator[Quad]:
        _, predicate, value, graph = wanted
        return self._remote.quads(
            None,
            None if predicate is None else Iri(predicate.value),
            None if value is None else from_ox(value),
            graph=Iri(graph.value) if isinstance(graph, ox.NamedNode) else None,
            every_graph=graph is None,
            limit=limit,
        )

    def _take(self, quads: Iterable[Quad], most: int) -> int:
        """Put what the endpoint sends into the store, but for what was removed since.

        Raises:
            StoreError: It is more than can be held.
        """
        self.requests += 1
        count = 0
        remaining = iter(quads)
        while batch := list(islice(remaining, _PART)):
            count += len(batch)
            converted = [quad for quad in quads_to_ox(batch) if quad not in self._removed]
            self._local.extend(converted)
            self._foreign.update(
                term
                for quad in converted
                for term in (quad.subject, quad.object)
                if isinstance(term, ox.BlankNode)
            )
            if count >= most:
                raise StoreError(
                    in_language(
                        f"the change hangs together with more than {most:,} statements of the "
                        "endpoint; load it on the machine of the store",
                        f"el cambio está ligado con más de {most:,} enunciados del servidor; "
                        "cárguelo en la máquina del almacén",
                    )
                )
        self.fetched += count
        return count

    def __contains__(self, quad: ox.Quad) -> bool:
        matches = self.quads_for_pattern(quad.subject, quad.predicate, quad.object, quad.graph_name)
        return next(matches, None) is not None

    def query(self, *arguments: Any, **options: Any) -> Any:
        """Return the answer of a query to what is here, as `ox.Store.query` does."""
        return self._local.query(*arguments, **options)

    def extend(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads."""
        added = list(quads)
        self._removed.difference_update(added)
        self._local.extend(added)

    def add(self, quad: ox.Quad) -> None:
        """Add a quad."""
        self.extend([quad])

    def remove(self, quad: ox.Quad) -> None:
        """Remove a quad; it does not come back when more is fetched."""
        self._removed.add(quad)
        self._local.remove(quad)


def _addressable(term: Any) -> Any:
    """Return a term by which an endpoint can be asked; None for a blank node, which has no name."""
    return None if isinstance(term, ox.BlankNode) else term


def _pattern_at(node: Any, *, arriving: bool) -> _Pattern:
    return (None, None, node, None) if arriving else (node, None, None, None)


def _batches(nodes: Sequence[Term]) -> Iterator[Sequence[Term]]:
    for start in range(0, len(nodes), _AT_ONCE):
        yield nodes[start : start + _AT_ONCE]
