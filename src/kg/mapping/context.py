"""What the rows of a table may refer to: entities, sources, listings, codes."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass, field

from kg.rdf import iris


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity of the registry: its kind and display names by language."""

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
    """The registry, the sources, the listings and the code lists, by id."""

    entities: MutableMapping[str, Entity] = field(default_factory=dict)
    replaced: MutableMapping[str, str] = field(default_factory=dict)
    sources: MutableMapping[str, Source] = field(default_factory=dict)
    listings: MutableMapping[str, str] = field(default_factory=dict)  # id → source
    codes: dict[str, dict[str, str]] = field(default_factory=dict)  # scheme → code → label

    def near_entity(self, name: str) -> str:
        """Return the id nearest to `name` by id or label, or ""."""
        ids = list(self.entities)
        close = difflib.get_close_matches(iris.slug(name), ids, 1, 0.75)
        if close:
            return close[0]
        folded = {
            iris.fold(label): entity.id
            for entity in self.entities.values()
            for label in entity.names.values()
        }
        close = difflib.get_close_matches(iris.fold(name), list(folded), 1, 0.75)
        return folded[close[0]] if close else ""

    def near_code(self, scheme: str, text: str) -> str:
        """Return the code of the scheme nearest to `text` by code or label, or ""."""
        codes = self.codes.get(scheme, {})
        folded = {iris.fold(label): code for code, label in codes.items()}
        folded |= {iris.fold(code): code for code in codes}
        return _first(difflib.get_close_matches(iris.fold(text), list(folded), 1, 0.6), folded)


def _first(found: Iterable[str], table: dict[str, str]) -> str:
    return next((table[item] for item in found), "")
