"""What reviewers decided about names: that two mean one thing, or that they do not.

They stand in `identities.csv`, and in the catalogue of a store. A decision about what a document
prints counts for that document alone; one without a document counts for all.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from kg.model import Iri
from kg.names.index import match_key
from kg.rdf.namespaces import CATALOGUE_GRAPH, DCT, HX, ID, SOURCE, VOC

if TYPE_CHECKING:
    from kg.store.base import Store

_CATALOGUE: Final = Iri(CATALOGUE_GRAPH)
_SAME: Final = VOC + "identity-decision/same"


class Decisions:
    """The decisions of a store that count for one document."""

    def __init__(self, store: Store, source: str = "") -> None:
        """Read them.

        Args:
            store: Where they are.
            source: The id of the document; without one, only those count that count for all.
        """
        self._same: defaultdict[str, set[Iri]] = defaultdict(set)  # key of a name → what it means
        self._apart: set[tuple[str, str]] = set()  # id, key of the other name
        for quad in store.quads(None, Iri(HX + "identityOf"), graph=_CATALOGUE):
            if not isinstance(quad.subject, Iri) or not isinstance(quad.object, Iri):
                continue
            values = {
                item.predicate.value: item.object.value
                for item in store.quads(quad.subject, graph=_CATALOGUE)
            }
            of = values.get(DCT + "source", "").removeprefix(SOURCE)
            if of and of != source:
                continue
            other = values.get(HX + "otherName") or values.get(HX + "otherEntity", "")
            key = match_key(other.removeprefix(ID))
            if values.get(HX + "decision") == _SAME:
                self._same[key].add(quad.object)
            else:
                self._apart.add((quad.object.value.removeprefix(ID), key))

    def same(self, name: str) -> Iri | None:
        """Return the entity that a name was decided to mean; None without one decision on it."""
        meant = self._same.get(match_key(name), ())
        return next(iter(meant)) if len(meant) == 1 else None

    def apart(self, identifier: str, name: str) -> bool:
        """Return whether a name was decided not to be, or perhaps not to be, that of an entity."""
        return (identifier, match_key(name)) in self._apart
