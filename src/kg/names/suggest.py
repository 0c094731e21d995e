"""How a result may be mended: the nearest code or entity, the date as ISO writes it."""

from __future__ import annotations

import difflib
import re
from functools import cached_property

from kg.model import Iri, Literal, Violation
from kg.rdf import dates, iris
from kg.rdf.namespaces import ID, RDF_TYPE, REGISTRY_GRAPH, SKOS, VOC, VOCABULARY_GRAPH
from kg.store import Store

_NUMBER = re.compile(r"-?\d{1,3}(?:[.\s]\d{3})*,\d+|-?\d+,\d+")
_REFERENCES = ("C15", "C19")  # constraints on what is referred to: the focus is the mistake
_MOST = 20_000  # of so many ids the nearest is found in a tenth of a second


class Suggestions:
    """Suggestions from what a store knows; made once for a report."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __call__(self, result: Violation) -> str:
        """Return how the value of a result may be mended, or nothing."""
        about_focus = result.code in _REFERENCES
        for term in (result.value, result.focus if about_focus else None):
            found = ""
            if isinstance(term, Iri):
                found = self._iri(term.value)
            elif isinstance(term, Literal):
                found = literal(term.value)
            if found:
                return found
        return ""

    def _iri(self, iri: str) -> str:
        if iri.startswith(VOC):
            known = self._concepts
        elif iri.startswith(ID):
            known = self._entities
        else:
            return ""
        if iri in known or len(known) > _MOST:
            return ""
        scheme = iri.rpartition("/")[0]
        near = difflib.get_close_matches(iri, [k for k in known if k.startswith(scheme)], 1, 0.85)
        return iris.shorten(near[0]) if near else ""

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
    """Return a date as ISO 8601 writes it, a number with a point, or nothing."""
    date = dates.suggested(text)
    if date:
        return date
    if _NUMBER.fullmatch(text.strip()):
        return re.sub(r"[.\s]", "", text.strip()).replace(",", ".")
    return ""
