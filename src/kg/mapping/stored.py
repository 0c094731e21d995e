"""What new rows may refer to, looked up in a store when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import TypeVar

from kg import mapping
from kg.model import Iri, Literal
from kg.rdf.namespaces import (
    CATALOGUE_GRAPH,
    DCT,
    ID,
    LISTING,
    PREF_LABEL,
    RDF_TYPE,
    REGISTRY_GRAPH,
    SKOS,
    SOURCE,
    VOC,
    VOCABULARY_GRAPH,
)
from kg.store import Store

Value = TypeVar("Value")
_REGISTRY, _CATALOGUE = Iri(REGISTRY_GRAPH), Iri(CATALOGUE_GRAPH)


def context_of(store: Store) -> mapping.Context:
    """Return the context of a store; only the code lists are read at once."""
    context = mapping.Context(
        entities=_Entities(store),
        replaced=_Replaced(store),
        sources=_Sources(store),
        listings=_Listings(store),
    )
    vocabulary = Iri(VOCABULARY_GRAPH)
    for quad in store.quads(predicate=Iri(SKOS + "inScheme"), graph=vocabulary):
        scheme, _, code = str(quad.subject).removeprefix(VOC).partition("/")
        context.codes.setdefault(scheme, {})[code] = code
    for quad in store.quads(predicate=Iri(PREF_LABEL), graph=vocabulary):
        scheme, _, code = str(quad.subject).removeprefix(VOC).partition("/")
        if code and isinstance(quad.object, Literal) and quad.object.language == "en":
            context.codes[scheme][code] = quad.object.value
    return context


class _Stored(MutableMapping[str, Value]):
    """A table by id whose rows come from the store; rows of the change are laid over it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._known: dict[str, Value | None] = {}

    def look_up(self, identifier: str) -> Value | None:
        """Return the row of an id from the store."""
        raise NotImplementedError

    def ids(self) -> Iterator[str]:
        """Yield the ids in the store."""
        raise NotImplementedError

    def __getitem__(self, identifier: str) -> Value:
        if identifier not in self._known:
            self._known[identifier] = self.look_up(identifier)
        found = self._known[identifier]
        if found is None:
            raise KeyError(identifier)
        return found

    def __setitem__(self, identifier: str, value: Value) -> None:
        self._known[identifier] = value

    def __delitem__(self, identifier: str) -> None:
        self._known[identifier] = None

    def __iter__(self) -> Iterator[str]:
        laid = {name for name, value in self._known.items() if value is not None}
        yield from laid
        yield from (name for name in self.ids() if name not in laid)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Entities(_Stored[mapping.Entity]):
    def look_up(self, identifier: str) -> mapping.Entity | None:
        subject = Iri(ID + identifier)
        for quad in self.store.quads(subject, Iri(RDF_TYPE), graph=_REGISTRY):
            kind = _KINDS.get(quad.object.value)
            if kind:
                names = {
                    label.object.language: label.object.value
                    for label in self.store.quads(subject, Iri(PREF_LABEL), graph=_REGISTRY)
                    if isinstance(label.object, Literal)
                }
                return mapping.Entity(identifier, kind, names)
        return None

    def ids(self) -> Iterator[str]:
        for quad in self.store.quads(predicate=Iri(RDF_TYPE), graph=_REGISTRY):
            if quad.object.value in _KINDS:
                yield str(quad.subject).removeprefix(ID)


class _Replaced(_Stored[str]):
    def look_up(self, identifier: str) -> str | None:
        replacing = self.store.quads(
            Iri(ID + identifier), Iri(DCT + "isReplacedBy"), graph=_REGISTRY
        )
        return next((quad.object.value.removeprefix(ID) for quad in replacing), None)

    def ids(self) -> Iterator[str]:
        for quad in self.store.quads(predicate=Iri(DCT + "isReplacedBy"), graph=_REGISTRY):
            yield str(quad.subject).removeprefix(ID)


class _Sources(_Stored[mapping.Source]):
    def look_up(self, identifier: str) -> mapping.Source | None:
        titles = self.store.quads(Iri(SOURCE + identifier), Iri(DCT + "title"), graph=_CATALOGUE)
        return next((mapping.Source(identifier, quad.object.value) for quad in titles), None)

    def ids(self) -> Iterator[str]:
        for quad in self.store.quads(predicate=Iri(DCT + "title"), graph=_CATALOGUE):
            if str(quad.subject).startswith(SOURCE):
                yield str(quad.subject).removeprefix(SOURCE)


class _Listings(_Stored[str]):
    def look_up(self, identifier: str) -> str | None:
        parts = self.store.quads(Iri(LISTING + identifier), Iri(DCT + "isPartOf"), graph=_CATALOGUE)
        return next((quad.object.value.removeprefix(SOURCE) for quad in parts), None)

    def ids(self) -> Iterator[str]:
        for quad in self.store.quads(predicate=Iri(DCT + "isPartOf"), graph=_CATALOGUE):
            yield str(quad.subject).removeprefix(LISTING)


_KINDS = {mapping.kind_class(kind): kind for kind in mapping.KINDS}
