"""The kinds of things: the classes an entity has, and the short names of classes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from kg.errors import user_language
from kg.model import Iri
from kg.names.labels import labels_of
from kg.rdf.namespaces import CATALOGUE_GRAPH, HX, M8G, ORG, RDF_TYPE, SCHEMA, SKOS

if TYPE_CHECKING:
    from kg.store.base import Store

#: classes of other ontologies that go by their short name
_REUSED_CLASSES: Final = {
    "PublicOrganisation": M8G + "PublicOrganisation",
    "Event": SCHEMA + "Event",
    "Organization": ORG + "Organization",
    "Concept": SKOS + "Concept",
}
_CATALOGUE: Final = Iri(CATALOGUE_GRAPH)


def classes_of(store: Store, iri: Iri) -> set[str]:
    """Return the IRIs of an entity's classes; a source has its classes in the catalogue."""
    classes = {str(quad.object) for quad in store.quads(iri, Iri(RDF_TYPE))}
    return classes or {
        str(quad.object) for quad in store.quads(iri, Iri(RDF_TYPE), graph=_CATALOGUE)
    }


def kind_of(store: Store, iri: Iri) -> str:
    """Return the short name of an entity's class, such as `Cluster`.

    Returns:
        The first in alphabetical order where there are several, "" where there is none.
    """
    return min(map(short_name, classes_of(store, iri)), default="")


def has_kind(store: Store, iri: Iri, kind: str | None) -> bool:
    """Return whether an entity has the class with this short name; None accepts any."""
    return kind is None or class_of(kind) in classes_of(store, iri)


def class_of(kind: str) -> str:
    """Return the IRI of the class with this short name, such as `State` or `Event`."""
    return _REUSED_CLASSES.get(kind, HX + kind)


@lru_cache(maxsize=256)
def short_name(class_iri: str) -> str:
    """Return the last part of a class's IRI, after its "#" or its last "/"."""
    return class_iri.rpartition("#" if "#" in class_iri else "/")[2]


def kind_words(store: Store, kinds: Iterable[str]) -> dict[str, str]:
    """Return what people call kinds, by kind, in the language of the user; see the ontology."""
    classes = {kind: Iri(class_of(kind)) for kind in kinds}
    labels = labels_of(store, classes.values(), user_language())
    return {kind: labels[iri.value] for kind, iri in classes.items() if iri.value in labels}
