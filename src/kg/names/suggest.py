"""Suggested corrections: the nearest code or entity, a date or number as RDF writes it."""

from __future__ import annotations

import re
from functools import cached_property

from kg.model import Iri, Literal, Violation
from kg.names.labels import Labels
from kg.names.near import NearNames
from kg.rdf import dates, iris
from kg.rdf.namespaces import ID, RDF_TYPE, REGISTRY_GRAPH, SKOS, VOC, VOCABULARY_GRAPH
from kg.store import Store

_DECIMAL_COMMA = re.compile(r"-?\d{1,3}(?:[.\s]\d{3})*,\d+|-?\d+,\d+")  # 1.234,5 or 1234,5
_MOST_IDS = 20_000  # of so many an index is made in a second
_NEAR = 0.75  # how alike a suggested id or code must be, from 0 to 1


def namers(store: Store | None, language: str) -> tuple[Labels, Suggestions] | tuple[None, None]:
    """Return what names the things of a report and what suggests others; nothing without a store.

    Args:
        store: The graph that the report is about.
        language: Of the names.
    """
    return (Labels(store, language), Suggestions(store)) if store is not None else (None, None)


class Suggestions:
    """Suggested corrections, from what a store holds; made once for a report."""

    def __init__(self, store: Store) -> None:
        """Take a store; what it holds is read when it is needed."""
        self._store = store
        self._near: dict[str, NearNames] = {}  # by namespace

    def __call__(self, result: Violation) -> str:
        """Return a suggested value in place of the one that a result rejects, or ""."""
        if isinstance(result.value, Iri):
            return self._nearest_iri(result.value.value)
        if isinstance(result.value, Literal):
            return literal(result.value.value)
        return ""

    def _nearest_iri(self, iri: str) -> str:
        """Return the nearest concept of the same scheme or the nearest entity, shortened, or ""."""
        if iri.startswith(VOC):
            existing = self._concepts
        elif iri.startswith(ID):
            existing = self._entities
        else:
            return ""
        if iri in existing or len(existing) > _MOST_IDS:
            return ""
        namespace, slash, name = iri.rpartition("/")
        start = namespace + slash
        if start not in self._near:
            names = (
                other.removeprefix(start) for other in sorted(existing) if other.startswith(start)
            )
            self._near[start] = NearNames((name, name) for name in names)
        nearest = self._near[start].nearest(name, _NEAR)
        return iris.shorten(start + nearest) if nearest else ""

    @cached_property
    def _concepts(self) -> set[str]:
        return {
            str(quad.subject)
            for quad in self._store.quads(
                predicate=Iri(SKOS + "inScheme"), graph=Iri(VOCABULARY_GRAPH)
            )
        }

    @cached_property
    def _entities(self) -> set[str]:
        return {
            str(quad.subject)
            for quad in self._store.quads(predicate=Iri(RDF_TYPE), graph=Iri(REGISTRY_GRAPH))
        }


def literal(text: str) -> str:
    """Return a date as ISO 8601 writes it, a decimal number with a point, or ""."""
    date = dates.suggested(text)
    if date:
        return date
    if _DECIMAL_COMMA.fullmatch(text.strip()):
        return re.sub(r"[.\s]", "", text.strip()).replace(",", ".")
    return ""
