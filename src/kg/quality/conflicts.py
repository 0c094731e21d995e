"""The conflicts that the catalogue of a store records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kg.claims.notes import notes_in
from kg.model import Iri, Term
from kg.rdf.namespaces import CATALOGUE_GRAPH, CONFLICT, DCT, HX, RDF_TYPE, RDFS, SOURCE
from kg.store import Store

_CATALOGUE: Final = Iri(CATALOGUE_GRAPH)


@dataclass(frozen=True, slots=True)
class RecordedConflict:
    """A contradiction between documents, or damage in one of them. Every list is sorted.

    Attributes:
        id: Its id in conflicts.csv.
        type: A code of the vocabulary, such as `stated-vs-listed`; empty where none is recorded.
        members: The IRIs of the subjects that it is about.
        properties: The IRIs of the properties that it is about.
        sources: The ids of the documents that it touches.
        resolutions: What was decided: `open`, `stands`, `rejected` …
        notes: What curators noted.
    """

    id: str
    type: str
    members: tuple[str, ...]
    properties: tuple[str, ...]
    sources: tuple[str, ...]
    resolutions: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether it is not decided yet."""
        return "open" in self.resolutions


def recorded_conflicts(
    store: Store,
    kind: str | None = None,
    source: str | None = None,
    *,
    only_open: bool = False,
    about: Iri | None = None,
    language: str = "en",
) -> Iterator[RecordedConflict]:
    """Yield the conflicts of the catalogue, sorted by id.

    Args:
        store: Where to look.
        kind: Only conflicts of this type.
        source: Only conflicts that touch the document with this id.
        only_open: Only conflicts that are not decided yet.
        about: Only conflicts about this entity.
        language: Of the notes, where they are in several.
    """
    types = store.quads(predicate=Iri(RDF_TYPE), object=Iri(HX + "Conflict"), graph=_CATALOGUE)
    for iri in sorted(str(quad.subject) for quad in types):
        conflict = _conflict(store, iri, language)
        if (
            kind in (None, conflict.type)
            and (source is None or source in conflict.sources)
            and (not only_open or conflict.is_open)
            and (about is None or about.value in conflict.members)
        ):
            yield conflict


def _conflict(store: Store, iri: str, language: str) -> RecordedConflict:
    values: dict[str, list[str]] = {}
    notes: list[Term] = []
    for quad in store.quads(Iri(iri), graph=_CATALOGUE):
        values.setdefault(quad.predicate.value, []).append(quad.object.value)
        notes += [quad.object] if quad.predicate.value == RDFS + "comment" else []
    return RecordedConflict(
        id=iri.removeprefix(CONFLICT),
        type=min(map(_code, values.get(HX + "conflictType", ())), default=""),
        members=tuple(sorted(values.get(HX + "conflicting", ()))),
        properties=tuple(sorted(values.get(HX + "conflictProperty", ()))),
        sources=tuple(sorted(v.removeprefix(SOURCE) for v in values.get(DCT + "source", ()))),
        resolutions=tuple(sorted(map(_code, values.get(HX + "resolution", ())))),
        notes=notes_in(language, notes),
    )


def _code(iri: str) -> str:
    """Return the code that the IRI of a concept ends with."""
    return iri.rsplit("/", 1)[-1]
