"""Hold what the rows of a table may refer to: entities, sources, listings, codes."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field

from kg.rdf import iris


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

    def near_entity(self, name: str) -> str:
        """Return the id nearest to `name` by id, else by label; "" where none is near."""
        by_id = {identifier: identifier for identifier in self.entities}
        near = _nearest(iris.slug(name), by_id, 0.75)
        if near:
            return near
        by_label = {
            iris.fold(label): entity.id
            for entity in self.entities.values()
            for label in entity.names.values()
        }
        return _nearest(iris.fold(name), by_label, 0.75)

    def near_code(self, scheme: str, text: str) -> str:
        """Return the code nearest to `text` by code or label; "" where none is near."""
        codes = self.codes.get(scheme, {})
        by_name = {iris.fold(label): code for code, label in codes.items()}
        by_name |= {iris.fold(code): code for code in codes}
        return _nearest(iris.fold(text), by_name, 0.6)


def _nearest(name: str, by_name: Mapping[str, str], cutoff: float) -> str:
    """Return what stands under the name nearest to `name`, "" where none is near.

    cutoff: how alike they must be, from 0 to 1, as difflib measures it.
    """
    close = difflib.get_close_matches(name, list(by_name), 1, cutoff)
    return by_name[close[0]] if close else ""
