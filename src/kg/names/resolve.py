"""What things are called: from a name to its IRI, from an IRI to a label."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import AmbiguousName, UsageError
from kg.model import Iri, Literal, Term
from kg.names import index as search
from kg.rdf import iris
from kg.rdf.namespaces import (
    CATALOGUE_GRAPH,
    CONFLICT,
    DCT,
    HX,
    ID,
    LISTING,
    M8G,
    ONTOLOGY_GRAPH,
    ORG,
    PREF_LABEL,
    RDFS,
    SCHEMA,
    SKOS,
    SOURCE,
    VOC,
)
from kg.rdf.nquads import written

if TYPE_CHECKING:
    from kg.store.base import Store

#: the order in which a label is looked for when the language asked for has none
LANGUAGES: Final = ("es", "en", "fr", "mul", "")

_MOST_LABELS = 10_000  # that are remembered
_REUSED_KINDS: Final = {
    "PublicOrganisation": M8G + "PublicOrganisation",
    "Event": SCHEMA + "Event",
    "Organization": ORG + "Organization",
    "Concept": SKOS + "Concept",
}
_ONTOLOGY: Final = Iri(ONTOLOGY_GRAPH)
_CATALOGUE: Final = Iri(CATALOGUE_GRAPH)


class Candidate(NamedTuple):
    """An entity that a name fits; a lower rank fits better."""

    rank: int  # 0 its id, 1 its preferred label, 2 another label, 3 a concept's code or label
    iri: Iri
    label: str
    kind: str


def resolve(store: Store, name: str, kind: str | None = None) -> Iri:
    """Return the IRI that `name` stands for: an IRI, `prefix:name`, an id, or any label.

    kind: the class it must have, such as `State`; `concept:<scheme>` for a concept, see
    `resolve_concept`; None for any.  An id that was merged into another gives the other.
    Accents, case, spaces and punctuation do not matter in a label. An id goes before a
    preferred label, that before other labels (acronyms and damaged spellings too), those
    before concepts.  Looks into the index of names beside a store in a folder; else reads
    every label of the store once.
    Raises AmbiguousName where several entities fit equally, UsageError where none does.
    """
    return _resolve(store, name, kind, lambda: candidates(store, name, kind))


def _resolve(store: Store, name: str, kind: str | None, find: Callable[[], list[Candidate]]) -> Iri:
    if kind is not None and kind.startswith("concept:"):
        return resolve_concept(store, kind.removeprefix("concept:"), name)
    expanded = iris.expand(name.strip())
    if expanded is not None and iris.is_absolute(expanded):
        found = _successor(store, Iri(expanded))
        if not _occurs(store, found):
            raise UsageError(f"'{name}' does not occur in the store; check the spelling")
        _demand_kind(store, found, kind, name)
        return found
    fits = find()
    if not fits:
        raise UsageError(_unknown(store, name, kind))
    best = [candidate for candidate in fits if candidate.rank == fits[0].rank]
    if len(best) > 1:
        raise AmbiguousName(name, [(c.iri.value, c.label, c.kind) for c in best])
    return best[0].iri


def resolve_concept(store: Store, scheme: str, code_or_label: str) -> Iri:
    """Return the concept of `scheme` with this code (or IRI), else with this label.

    Raises UsageError with the nearest codes, AmbiguousName where a label fits several.
    """
    text = code_or_label.strip()
    prefix = f"{VOC}{scheme}/"
    wanted = search.key(text)
    expanded = iris.expand(text)
    codes: dict[str, set[str]] = {}
    for iri, name in _labels_of_scheme(store, prefix):
        codes.setdefault(iri.value[len(prefix) :], set()).add(search.key(name))
    if not codes:
        raise UsageError(f"the store has no scheme '{scheme}'; build it first: kg build")
    for code in codes:
        if expanded == prefix + code or code == text:
            return Iri(prefix + code)
    by_code = [code for code in codes if code.casefold() == text.casefold()]
    fits = by_code or sorted(code for code, keys in codes.items() if wanted in keys)
    if len(fits) == 1:
        return Iri(prefix + fits[0])
    if fits:
        raise AmbiguousName(
            text, [(prefix + code, label(store, Iri(prefix + code), "es"), scheme) for code in fits]
        )
    known = {search.key(code): code for code in codes}
    known.update({key: code for code, keys in codes.items() for key in keys})
    near = _nearest(wanted, known)
    hint = f"did you mean: {', '.join(near)}?" if near else f"some are: {_some(codes)}"
    raise UsageError(f"'{text}' is no code or label of '{scheme}'; {hint}")


def resolver(store: Store) -> Callable[[str, str | None], Iri]:
    """Return `resolve` for one store: a function (name, kind) → IRI."""

    def resolved(name: str, kind: str | None = None) -> Iri:
        return resolve(store, name, kind)

    return resolved


def candidates(store: Store, name: str, kind: str | None = None) -> list[Candidate]:
    """Return all that `name` fits, the best first, then by IRI; each entity once."""
    index = search.of(store)
    if index:
        return _ranked(store, name, kind, ((iri, rank) for iri, rank, _ in index.exact(name)))
    wanted = search.key(name)
    return _ranked(
        store,
        name,
        kind,
        (
            (iri, rank)
            for iri, rank, text in search.named(store)
            if wanted and search.key(text) == wanted
        ),
    )


class Index:
    """All names of a store, read once, for looking up many."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, list[tuple[Iri, int]]] = {}
        for iri, rank, text in search.named(store):
            self._known.setdefault(search.key(text), []).append((iri, rank))

    def candidates(self, name: str, kind: str | None = None) -> list[Candidate]:
        """Return all that `name` fits, as `names.candidates` does."""
        wanted = search.key(name)
        return _ranked(self._store, name, kind, self._known.get(wanted, ()) if wanted else ())

    def resolve(self, name: str, kind: str | None = None) -> Iri:
        """Return the IRI that `name` stands for, as `names.resolve` does."""
        return _resolve(self._store, name, kind, lambda: self.candidates(name, kind))


def _ranked(
    store: Store, name: str, kind: str | None, labelled: Iterable[tuple[Iri, int]]
) -> list[Candidate]:
    ranks: dict[Iri, int] = {}
    for namespace in (ID, SOURCE, LISTING, CONFLICT):
        iri = Iri(namespace + name.strip())
        if iris.is_slug(name.strip()) and _occurs(store, iri):
            ranks[_successor(store, iri)] = 0
    for iri, rank in labelled:
        if rank < ranks.get(iri, 9):
            ranks[iri] = rank
    return sorted(
        Candidate(rank, iri, label(store, iri, "es"), kind_of(store, iri))
        for iri, rank in ranks.items()
        if _has_kind(store, iri, kind)
    )


def label(store: Store, iri: Iri, language: str) -> str:
    """Return the preferred label in `language`, else es, en, fr, mul; else the short IRI."""
    return labels(store, [iri], language).get(iri.value) or iris.shorten(iri.value)


class Labels:
    """The labels of a store in one language, looked up when they are asked for."""

    def __init__(self, store: Store, language: str) -> None:
        self._store, self._language = store, language
        self._known: dict[str, str | None] = {}

    def learn(self, things: Iterable[Iri]) -> None:
        """Look up the labels of many things at once, which an endpoint answers in one go."""
        new = {iri for iri in things if iri.value not in self._known}
        if len(self._known) + len(new) > _MOST_LABELS:
            self._known.clear()
        found = labels(self._store, sorted(new), self._language)
        self._known.update((iri.value, found.get(iri.value)) for iri in new)

    def get(self, iri: str) -> str | None:
        """Return the label of an IRI, None where it has none; see `labels`."""
        if iri not in self._known:
            if len(self._known) >= _MOST_LABELS:
                self._known.clear()
            self._known[iri] = labels(self._store, [Iri(iri)], self._language).get(iri)
        return self._known[iri]


def labels(store: Store, things: Iterable[Iri], language: str) -> dict[str, str]:
    """Return IRI → label for those of `things` that have one; a source has its title,
    a class or property the label of the ontology.

    One look into the index for each; the languages follow as in `label`.
    """
    order = {tag: place for place, tag in enumerate((language, *LANGUAGES))}
    order[language] = 0
    found: dict[str, str] = {}
    wanted = list(dict.fromkeys(things))
    for iri, texts in _named(store, wanted):
        best = min(
            (text for text in texts if isinstance(text, Literal)),
            key=lambda text: (order.get(text.language, len(order)), text.value),
            default=None,
        )
        if best is not None:
            found[iri.value] = best.value
    return found


_LABELLED: Final = ((PREF_LABEL, None), (DCT + "title", _CATALOGUE), (RDFS + "label", _ONTOLOGY))
_TOGETHER: Final = 100  # things that an endpoint is asked about in one query


def _named(store: Store, things: Sequence[Iri]) -> Iterator[tuple[Iri, list[Term]]]:
    """Yield each thing with its labels: of the facts, else the catalogue, else the ontology."""
    if isinstance(store.location, Path) or "://" not in store.location:
        for iri in things:
            texts: list[Term] = []
            for predicate, graph in _LABELLED:
                texts = texts or [q.object for q in store.quads(iri, Iri(predicate), graph=graph)]
            yield iri, texts
        return
    for start in range(0, len(things), _TOGETHER):
        left = things[start : start + _TOGETHER]
        for predicate, graph in _LABELLED:
            told = store.select(
                _LABELS_OF.format(
                    things=" ".join(map(written, left)),
                    predicate=predicate,
                    start=f"GRAPH <{graph}> {{" if graph else "{",
                )
            )
            found: dict[Iri, list[Term]] = {}
            for thing, label in told.rows:
                if isinstance(thing, Iri) and label is not None:
                    found.setdefault(thing, []).append(label)
            yield from found.items()
            left = [iri for iri in left if iri not in found]
            if not left:
                break


_LABELS_OF: Final = (
    "SELECT ?thing ?label WHERE {{ VALUES ?thing {{ {things} }} "
    "{start} ?thing <{predicate}> ?label }} }}"
)


def kind_of(store: Store, iri: Iri) -> str:
    """Return the name of the class of `iri`, such as `Cluster`; empty where it has none."""
    names = sorted(
        value.rpartition("#")[2] if "#" in value else value.rpartition("/")[2]
        for value in search.kinds_of(store, iri)
    )
    return names[0] if names else ""


def _has_kind(store: Store, iri: Iri, kind: str | None) -> bool:
    return kind is None or class_of(kind) in search.kinds_of(store, iri)


def class_of(kind: str) -> str:
    """Return the IRI of the class that is called so, such as `State` or `Event`."""
    return _REUSED_KINDS.get(kind, HX + kind)


def _demand_kind(store: Store, iri: Iri, kind: str | None, name: str) -> None:
    if not _has_kind(store, iri, kind):
        actual = kind_of(store, iri) or "of no known kind"
        raise UsageError(f"'{name}' is {actual}; a {kind} is asked for here")


def _occurs(store: Store, iri: Iri) -> bool:
    return any(
        True
        for found in (
            store.quads(iri, every_graph=True),
            store.quads(None, iri, every_graph=True),
            store.quads(None, None, iri, every_graph=True),
        )
        for _ in found
    )


def _labels_of_scheme(store: Store, prefix: str) -> Iterator[tuple[Iri, str]]:
    index = search.of(store)
    if index:
        scheme = prefix.removeprefix(VOC).rstrip("/")
        yield from ((iri, text) for iri, _, text in index.of_kind(f"concept:{scheme}"))
        return
    for quad in store.quads(None, Iri(PREF_LABEL)):
        if isinstance(quad.subject, Iri) and quad.subject.value.startswith(prefix):
            yield quad.subject, str(quad.object)


def _successor(store: Store, iri: Iri) -> Iri:
    """Return what `iri` was merged into; itself where it still has a class of its own."""
    seen = {iri}
    while not search.kinds_of(store, iri):
        following = [q.object for q in store.quads(iri, Iri(DCT + "isReplacedBy"))]
        if not following or not isinstance(following[0], Iri) or following[0] in seen:
            break
        iri = following[0]
        seen.add(iri)
    return iri


def _unknown(store: Store, name: str, kind: str | None) -> str:
    elsewhere = candidates(store, name) if kind is not None else []
    if elsewhere:
        other = elsewhere[0]
        return f"'{name}' is a {other.kind} ({other.label}); a {kind} is asked for here"
    index = search.of(store)
    if index:
        alike = [hit.name for hit in index.search(name, kind, 5) if hit.rank < 3]
        if alike:
            return _not_named(name, kind, alike)
    known: dict[str, str] = {}
    for iri, rank, text in search.named(store):
        if rank < 3 and _has_kind(store, iri, kind):
            known.setdefault(search.key(text), text)
            identifier = iri.value.rpartition("/")[2]
            known.setdefault(search.key(identifier), identifier)
    return _not_named(name, kind, _nearest(search.key(name), known))


def _not_named(name: str, kind: str | None, near: Sequence[str]) -> str:
    hint = (
        f"did you mean: {'; '.join(near)}?"
        if near
        else "use its id, or another of its names; kg search helps"
    )
    what = f"a {kind}" if kind else "an entity"
    return f"'{name}' is not the name of {what}; {hint}"


def _nearest(wanted: str, known: dict[str, str]) -> list[str]:
    keys = difflib.get_close_matches(wanted, list(known), n=5, cutoff=0.6)
    return list(dict.fromkeys(known[key] for key in keys))


def _some(codes: Iterable[str]) -> str:
    return ", ".join(sorted(codes)[:8])
