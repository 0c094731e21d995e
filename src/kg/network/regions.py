"""In which country and state an entity lies."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

_Links = Mapping[str, Set[str]]  # IRI → IRIs


@dataclass(frozen=True, slots=True)
class Regions:
    """What the facts say about countries, states and other areas; all IRIs.

    Attributes:
        countries: entities that are a country.
        states: entities that are a state.
        located: entity → areas, by hx:locatedIn.
        part_of: area → areas, by hx:partOfArea.
        home: entity → countries, by hx:homeCountry.
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
        return sorted(self._areas(entity) & self.countries or self.home.get(entity, frozenset()))

    def state(self, entity: str) -> list[str]:
        """Return the states of the entity (itself, if it is one), sorted."""
        return sorted(self._areas(entity) & self.states)

    def area(self, entity: str) -> list[str]:
        """Return the areas of the entity that are neither country nor state, sorted."""
        return sorted(self._areas(entity) - {entity} - self.countries - self.states)

    def _areas(self, entity: str) -> set[str]:
        """Return the entity, where it is located, and every area these are part of."""
        areas = {entity, *self.located.get(entity, ())}
        waiting = list(areas)
        while waiting:
            new = self.part_of.get(waiting.pop(), frozenset()) - areas
            areas |= new
            waiting.extend(new)
        return areas
