"""In which country and state an entity lies."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

_Links = Mapping[str, Set[str]]  # IRI → IRIs


@dataclass(frozen=True, slots=True)
class Regions:
    """What the facts say about places; all IRIs.

    located: hx:locatedIn; part_of: hx:partOfArea; home: hx:homeCountry.
    """

    countries: Set[str]
    states: Set[str]
    located: _Links
    part_of: _Links
    home: _Links

    def country(self, entity: str) -> list[str]:
        """Return the countries of the entity, sorted.

        An entity that is a country is its own; else those its locations are part of;
        only an entity without such a location has its home country.
        """
        return sorted(self._around(entity) & self.countries or self.home.get(entity, frozenset()))

    def state(self, entity: str) -> list[str]:
        """Return the states of the entity (itself, if it is one), sorted."""
        return sorted(self._around(entity) & self.states)

    def _around(self, entity: str) -> set[str]:
        """Return the entity, where it is located, and every area these are part of."""
        found = {entity, *self.located.get(entity, ())}
        waiting = list(found)
        while waiting:
            new = self.part_of.get(waiting.pop(), frozenset()) - found
            found |= new
            waiting.extend(new)
        return found
