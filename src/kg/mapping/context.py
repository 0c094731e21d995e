"""Hold what the rows of a table may refer to: entities, sources, listings, codes."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from kg.names.near import NearNames
from kg.rdf import iris

#: of more entities than that, none is suggested: to read their names would take too long
_MOST_ENTITIES: Final = 50_000


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity of the registry: its kind, and language → display name."""

    id: str
    kind: str
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """A document, and the notes of other documents that cite it."""

    id: str
    title: str
    cited_by: tuple[str, ...] = ()


@dataclass(slots=True)
class _NearEntities:
    """Ids and labels of entities, to find what a wrong id may mean."""

    ids: NearNames = field(default_factory=NearNames)
    labels: NearNames = field(default_factory=NearNames)
    known: int = 0
    is_made: bool = False


@dataclass(slots=True)
class Context:
    """What rows may refer to, by id.

    Attributes:
        entities: Id → entity of the registry.
        replaced: Id of an entity that was merged → id of what it was merged into.
        sources: Id → document.
        listings: Id of a listing → id of its source.
        codes: Scheme → code → label in English.
    """

    entities: MutableMapping[str, Entity] = field(default_factory=dict)
    replaced: MutableMapping[str, str] = field(default_factory=dict)
    sources: MutableMapping[str, Source] = field(default_factory=dict)
    listings: MutableMapping[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _near: _NearEntities = field(default_factory=_NearEntities, repr=False, compare=False)
    _near_codes: dict[str, tuple[int, NearNames]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def near_entity(self, name: str) -> str:
        """Return the id nearest to `name` by id, else by label; "" where none is near."""
        near = self._near_entities()
        return near.ids.nearest(iris.slug(name), 0.75) or near.labels.nearest(iris.fold(name), 0.75)

    def near_code(self, scheme: str, text: str) -> str:
        """Return the code nearest to `text` by code or label; "" where none is near."""
        codes = self.codes.get(scheme, {})
        known, near = self._near_codes.get(scheme, (0, NearNames()))
        if known != len(codes):
            near = NearNames((iris.fold(label), code) for code, label in codes.items())
            for code in codes:
                near.add(iris.fold(code), code)
            self._near_codes[scheme] = len(codes), near
        return near.nearest(iris.fold(text), 0.6)

    def _near_entities(self) -> _NearEntities:
        """Return the index of entities; it is made once, and takes in what a table adds."""
        near = self._near
        if not near.is_made or (
            isinstance(self.entities, dict) and near.known != len(self.entities)
        ):
            added = list(islice(self.entities, near.known, _MOST_ENTITIES + 1))
            near.known += len(added)
            near.is_made = True
            if near.known <= _MOST_ENTITIES:
                for identifier in added:
                    near.ids.add(identifier, identifier)
                    for label in self.entities[identifier].names.values():
                        near.labels.add(iris.fold(label), identifier)
        return near
