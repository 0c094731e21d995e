"""Which nodes a store has at all, so that those which it has not need no look-up.

A load of a table asks for each new entity several times whether there is one already, and the
answer is nearly always no. In a store on disk each such question costs about 20 µs; to read all
nodes costs about 1 µs a quad, once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from kg.model import BNode, Iri, Literal, Quad
from kg.rdf.numbered import NumberedQuads

#: nodes of which the hash is kept: with 60 bytes each, an eighth of a gigabyte
MOST: Final = 2_000_000

_SUBJECTS: Final = (
    "SELECT DISTINCT ?node WHERE { { ?node ?p ?value } UNION { GRAPH ?g { ?node ?p ?value } } }"
)
_VALUES: Final = (
    "SELECT DISTINCT ?node WHERE { { ?s ?p ?node } UNION { GRAPH ?g { ?s ?p ?node } } "
    "FILTER (!isLiteral(?node)) }"
)


class Presence:
    """The nodes of a store, as hashes: a node that is not among them is certainly not there."""

    def __init__(self, engine: ox.Store) -> None:
        """Read the nodes of a store; what is written to it later has to be told."""
        self._subjects = _hashes(engine, _SUBJECTS)
        self._values = _hashes(engine, _VALUES)

    @property
    def size(self) -> int:
        """How many hashes are kept."""
        return len(self._subjects) + len(self._values)

    def include(self, quads: Iterable[Quad]) -> None:
        """Take in quads that were written; those that are removed may stay."""
        numbered = NumberedQuads.of(quads)
        subjects = (numbered.terms[number] for number in set(numbered.subjects))
        values = (numbered.terms[number] for number in set(numbered.objects))
        self._subjects.update(hash(node.value) for node in subjects if node)
        self._values.update(hash(n.value) for n in values if n and not isinstance(n, Literal))

    def may_be_about(self, node: Iri | BNode) -> bool:
        """Return whether there may be a statement about a node."""
        return hash(node.value) in self._subjects

    def may_name(self, node: Iri | BNode) -> bool:
        """Return whether there may be a statement whose value is a node."""
        return hash(node.value) in self._values


def _hashes(engine: ox.Store, query: str) -> set[int]:
    return {hash(row["node"].value) for row in engine.query(query)}  # type: ignore[union-attr]
