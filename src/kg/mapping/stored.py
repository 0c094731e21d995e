"""Look up in a store what new rows may refer to, when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import TypeVar

from kg.mapping.column import KINDS, kind_class
from kg.mapping.context import Context, Entity, Source
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


def context_of(store: Store, known: Context | None = None) -> Context:
    """Return the context of a store; only the code lists are read at once.

    Args:
        store: What rows may refer to.
        known: An earlier context of it, with the code lists that it still has.
    """
    context = Context(
        entities=_Entities(store),
        replaced=_Replaced(store),
        sources=_Sources(store),
        listings=_Listings(store),
    )
    if known:
        context.codes = known.codes
        return context
    vocabulary = Iri(VOCABULARY_GRAPH)
    for quad in store.quads(predicate=Iri(SKOS + "inScheme"), graph=vocabulary):
        scheme, _, code = str(quad.subject).removeprefix(VOC).partition("/")
        context.codes.setdefault(scheme, {})[code] = code
    for quad in store.quads(predicate=Iri(PREF_LABEL), graph=vocabulary):
        scheme, _, code = str(quad.subject).removeprefix(VOC).partition("/")
        if (
            code in context.codes.get(scheme, {})
            and isinstance(quad.object, Literal)
            and quad.object.language == "en"
        ):
            context.codes[scheme][code] = quad.object.value
    return context


class _Stored(MutableMapping[str, Value]):
    """Rows by id that come from the store; those of the change take precedence."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._looked_up: dict[str, Value | None] = {}

    def look_up(self, identifier: str) -> Value | None:
        """Return the row of an id from the store."""
        raise NotImplementedError

    def ids(self) -> Iterator[str]:
        """Yield the ids in the store."""
        raise NotImplementedError

    def __getitem__(self, identifier: str) -> Value:
        if identifier not in self._looked_up:
            self._looked_up[identifier] = self.look_up(identifier)
        value = self._looked_up[identifier]
        if value is None:
            raise KeyError(identifier)
        return value

    def __setitem__(self, identifier: str, value: Value) -> None:
        self._looked_up[identifier] = value

    def __delitem__(self, identifier: str) -> None:
        self._looked_up[identifier] = None

    def __iter__(self) -> Iterator[str]:
        changed = [name for name, value in self._looked_up.items() if value is not None]
        stored = dict.fromkeys(name for name in self.ids() if name not in self._looked_up)
        yield from changed
        yield from stored

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Entities(_Stored[Entity]):
    def look_up(self, identifier: str) -> Entity | None:
        subject = Iri(ID + identifier)
        for quad in self.store.quads(subject, Iri(RDF_TYPE), graph=_REGISTRY):
            kind = _KINDS.get(quad.object.value)
            if kind:
                names = {
                    label.object.language: label.object.value
                    for label in self.store.quads(subject, Iri(PREF_LABEL), graph=_REGISTRY)
                    if isinstance(label.object, Literal)
                }
                return Entity(identifier, kind, names)
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


class _Sources(_Stored[Source]):
    def look_up(self, identifier: str) -> Source | None:
        titles = self.store.quads(Iri(SOURCE + identifier), Iri(DCT + "title"), graph=_CATALOGUE)
        return next((Source(identifier, quad.object.value) for quad in titles), None)

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


_KINDS = {kind_class(kind): kind for kind in KINDS}
