"""Find things by what somebody remembers of their names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from kg.model import Iri
from kg.names.index import Hit, NameIndex, open_index
from kg.names.labels import Labels
from kg.rdf import iris
from kg.store.base import Store

#: language → what of a text matches a name (`Hit.reason`) → how it is said
REASONS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "es": {
            "id": "id",
            "name": "nombre exacto",
            "words": "todas las palabras",
            "beginning": "inicio de palabra",
            "spelling": "escritura parecida",
        },
        "en": {
            "id": "id",
            "name": "exact name",
            "words": "all words",
            "beginning": "beginning of a word",
            "spelling": "similar spelling",
        },
    }
)


class Found(NamedTuple):
    """What a text may be the name of.

    Attributes:
        hit: The name that was found, and why.
        id: The id of the thing; of what is not of the graph, its IRI or prefixed name.
        name: What it is called.
    """

    hit: Hit
    id: str
    name: str


def search(
    store: Store,
    text: str,
    kind: str | None,
    limit: int,
    language: str,
    index: NameIndex | None = None,
) -> list[Found]:
    """Return what a text may be the name of, the best first.

    Args:
        store: Where to look.
        text: A name as somebody remembers it.
        kind: Only such entities: Cluster, State … or concept:sector.
        limit: Hits at most.
        language: Of the names that are shown.
        index: The names of a store that keeps no index beside it; by default it is made.
    """
    names = open_index(store) or index or NameIndex.build(store)
    hits = names.search(text, kind, limit)
    labels = Labels(store, language)
    labels.learn(Iri(hit.iri) for hit in hits)
    return [
        Found(hit, iris.shorten(hit.iri).removeprefix("id:"), labels.get(hit.iri) or hit.name)
        for hit in hits
    ]
