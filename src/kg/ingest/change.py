"""What a change adds to a store and removes from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.claims.history import Tally
from kg.mapping import Renamed
from kg.model import Iri, Literal, Problem, Quad, Report
from kg.rdf.namespaces import PREF_LABEL, RDF_TYPE, REGISTRY_GRAPH
from kg.rdf.numbered import NumberedQuads

_MOST_NAMED: Final = 1_000  # new entities whose names are remembered
_REGISTRY: Final = Iri(REGISTRY_GRAPH)
_NOTHING: Final = Tally()


@dataclass(slots=True)
class Change:
    """What files add to a store and remove from it; true where that is anything at all.

    Attributes:
        added: How many quads are new.
        removed: How many quads are gone.
        entities: The first thousand new entities: IRI → language → display name.
        entity_count: How many entities are new.
        report: The report of the shapes on the graph as it would be.
        renamed: Where the files use terms that others took the place of.
        left: Entities that lost claims and now have none, and documents that now state nothing:
            they stay.
        pruned: Those that were taken away.
        notes: What was guessed or chosen that the files leave open, or skipped.
    """

    added: Tally = _NOTHING
    removed: Tally = _NOTHING
    entities: dict[Iri, dict[str, str]] = field(default_factory=dict)
    entity_count: int = 0
    report: Report = field(default_factory=Report)
    renamed: list[Renamed] = field(default_factory=list)
    left: list[Iri] = field(default_factory=list)
    pruned: list[Iri] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added.quads or self.removed.quads)

    def count(self, added: Sequence[Quad], removed: Sequence[Quad]) -> None:
        """Count quads that are added and removed, and note the entities among them."""
        numbered = NumberedQuads.of(added)
        self.added = self.added.including(numbered)
        self.removed = self.removed.including(removed)
        registry = numbered.number(_REGISTRY)
        registered = [
            quad for quad, graph in zip(numbered, numbered.graphs, strict=True) if graph == registry
        ]
        for quad in registered:
            if quad.predicate.value == RDF_TYPE and isinstance(quad.subject, Iri):
                self.entity_count += 1
                if len(self.entities) < _MOST_NAMED:
                    self.entities[quad.subject] = {}
        for subject, predicate, value, _ in registered:
            if (
                predicate.value == PREF_LABEL
                and isinstance(value, Literal)
                and isinstance(subject, Iri)
                and subject in self.entities
            ):
                self.entities[subject][value.language] = value.value
