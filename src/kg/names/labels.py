"""From an IRI to a label in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.model import Iri, Literal, Term
from kg.rdf import iris
from kg.rdf.namespaces import CATALOGUE_GRAPH, DCT, ONTOLOGY_GRAPH, PREF_LABEL, RDFS
from kg.rdf.terms import sparql

if TYPE_CHECKING:
    from kg.store.base import Store

#: the order in which a label is looked for where the requested language has none
FALLBACK_LANGUAGES: Final = ("es", "en", "fr", "mul", "")

_CATALOGUE: Final = Iri(CATALOGUE_GRAPH)
_ONTOLOGY: Final = Iri(ONTOLOGY_GRAPH)
#: (property, graph) in the order in which they are tried: facts, catalogue, ontology
_LABEL_SOURCES: Final = (
    (PREF_LABEL, None),
    (DCT + "title", _CATALOGUE),
    (RDFS + "label", _ONTOLOGY),
)
_MOST_LABELS: Final = 10_000
_THINGS_PER_QUERY: Final = 100
_LABELS_QUERY: Final = (
    "SELECT ?thing ?label WHERE {{ VALUES ?thing {{ {things} }} "
    "{start} ?thing <{predicate}> ?label }} }}"
)


class Labels:
    """The labels of a store in one language: looked up on demand, the last ones remembered."""

    def __init__(self, store: Store, language: str, limit: int = _MOST_LABELS) -> None:
        """Start with nothing looked up.

        Args:
            store: Where labels are looked up.
            language: Language tag that goes first; see `label_of` for the others.
            limit: Labels that `get` remembers before it starts afresh. One call of `learn`
                may bring more, which stay until the next look-up.
        """
        self._store, self._language, self._limit = store, language, limit
        self._labels: dict[str, str | None] = {}

    def __len__(self) -> int:
        """Return how many labels are remembered, missing ones included."""
        return len(self._labels)

    def learn(self, things: Iterable[Iri]) -> None:
        """Look up the labels of many things at once, which takes an endpoint few queries."""
        new = {iri for iri in things if iri.value not in self._labels}
        if len(self._labels) + len(new) > self._limit:
            self._labels.clear()
        labels = labels_of(self._store, sorted(new), self._language)
        self._labels.update((iri.value, labels.get(iri.value)) for iri in new)

    def expect(self, things: Iterable[Iri]) -> None:
        """Look up labels that may be needed, where to ask for each by itself would be slow.

        A store on this machine is asked for each when it is needed.
        """
        if _is_behind_an_endpoint(self._store):
            self.learn(things)

    def get(self, iri: str) -> str | None:
        """Return the label of an IRI, or None where it has none; see `labels_of`."""
        if iri not in self._labels:
            if len(self._labels) >= self._limit:
                self._labels.clear()
            self._labels[iri] = labels_of(self._store, [Iri(iri)], self._language).get(iri)
        return self._labels[iri]


def label_of(store: Store, iri: Iri, language: str) -> str:
    """Return the label of one thing, or its short IRI where it has none.

    The requested language goes first, then es, en, fr, mul, then any other.
    """
    return labels_of(store, [iri], language).get(iri.value) or iris.shorten(iri.value)


def labels_of(store: Store, things: Iterable[Iri], language: str) -> dict[str, str]:
    """Return the labels of those things that have one, by IRI.

    An entity or concept has its preferred label, a source its title, a class or property the
    label of the ontology. The languages follow as in `label_of`.
    """
    rank = {tag: number for number, tag in enumerate((language, *FALLBACK_LANGUAGES))}
    rank[language] = 0
    labels: dict[str, str] = {}
    for iri, texts in _label_terms(store, list(dict.fromkeys(things))):
        best = min(
            (text for text in texts if isinstance(text, Literal)),
            key=lambda text: (rank.get(text.language, len(rank)), text.value),
            default=None,
        )
        if best is not None:
            labels[iri.value] = best.value
    return labels


def _label_terms(store: Store, things: Sequence[Iri]) -> Iterator[tuple[Iri, list[Term]]]:
    """Yield things with their labels: of the facts, else the catalogue, else the ontology."""
    if not _is_behind_an_endpoint(store):
        for iri in things:
            yield iri, _one_by_one(store, iri)
        return
    for start in range(0, len(things), _THINGS_PER_QUERY):
        yield from _by_query(store, things[start : start + _THINGS_PER_QUERY])


def _is_behind_an_endpoint(store: Store) -> bool:
    return not isinstance(store.location, Path) and "://" in store.location


def _one_by_one(store: Store, iri: Iri) -> list[Term]:
    """Return the labels of one thing, from the first source that has any."""
    for predicate, graph in _LABEL_SOURCES:
        labels = [quad.object for quad in store.quads(iri, Iri(predicate), graph=graph)]
        if labels:
            return labels
    return []


def _by_query(store: Store, things: Sequence[Iri]) -> Iterator[tuple[Iri, list[Term]]]:
    """Yield the things that have labels; asks an endpoint once for each source at most."""
    missing = things
    for predicate, graph in _LABEL_SOURCES:
        if not missing:
            return
        query = _LABELS_QUERY.format(
            things=" ".join(map(sparql, missing)),
            predicate=predicate,
            start=f"GRAPH <{graph}> {{" if graph else "{",
        )
        labels: dict[Iri, list[Term]] = {}
        for thing, label in store.select(query).rows:
            if isinstance(thing, Iri) and label is not None:
                labels.setdefault(thing, []).append(label)
        yield from labels.items()
        missing = [iri for iri in missing if iri not in labels]
