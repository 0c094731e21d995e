"""From a name to the IRI that it stands for."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import AmbiguousName, UnknownName, UsageError, in_language
from kg.model import Iri
from kg.names.decisions import Decisions
from kg.names.index import Name, all_names, match_key, open_index
from kg.names.kinds import class_of, classes_of, has_kind, kind_of, kind_words
from kg.names.labels import label_of
from kg.names.look_alikes import LookAlikes
from kg.names.unknown import NearCodes, NearEntities, is_near, known_elsewhere, unknown_name
from kg.rdf import iris
from kg.rdf.namespaces import CONFLICT, DCT, ID, LISTING, RDF_TYPE, SOURCE, VOC

if TYPE_CHECKING:
    from kg.store.base import Store

_CONCEPT: Final = "concept:"  # and a scheme: the kind of its concepts
_NEAR_SHOWN: Final = 5
_OF_CONCEPT: Final = 3  # rank of the names of concepts, and of the titles of documents


class Candidate(NamedTuple):
    """An entity that a name fits; a lower rank fits better."""

    rank: int  # 0 its id, 1 its preferred label, 2 another, 3 that of a concept or a document
    iri: Iri
    label: str
    kind: str


def resolve(store: Store, name: str, kind: str | None = None) -> Iri:
    """Return the IRI that a name stands for.

    An id takes precedence over a preferred label, that over other labels (acronyms and damaged
    spellings too), and those over concepts and the titles of documents. An id that was merged into
    another gives the other. A store in a folder answers from the index beside it; of any other
    store every label is read.

    Args:
        store: Where the name is looked up.
        name: An IRI, `prefix:name`, an id, or any label. Accents, case, spaces and punctuation
            do not matter in a label.
        kind: The class it must have, such as `State`; `concept:<scheme>` for a concept, see
            `resolve_concept`; None for any.

    Raises:
        AmbiguousName: Several entities fit equally well.
        UsageError: Nothing fits; the message suggests what is near.
    """
    return _resolve(store, name, kind, candidates, _unknown)


def resolver(store: Store) -> Callable[[str, str | None], Iri]:
    """Return `resolve` for one store: a function (name, kind) → IRI."""

    def resolve_in_store(name: str, kind: str | None = None) -> Iri:
        return resolve(store, name, kind)

    return resolve_in_store


def candidates(store: Store, name: str, kind: str | None = None) -> list[Candidate]:
    """Return each entity that a name fits, the best first, then by IRI."""
    index = open_index(store)
    if index:
        matches = [(iri, rank) for iri, rank, _ in index.exact(name)]
    else:
        key = match_key(name)
        matches = [
            (iri, rank) for iri, rank, text in all_names(store) if key and match_key(text) == key
        ]
    return _ranked(store, name, kind, matches)


class NameTable:
    """All names of a store, read once, for looking up many, and what may be meant by others."""

    def __init__(self, store: Store, source: str = "") -> None:
        """Read the names of the store; those that it gets later are not seen.

        Args:
            store: Where names are looked up.
            source: The document in which they stand; what reviewers decided about it counts.
        """
        self._store = store
        self.decisions = Decisions(store, source)
        self._by_key: dict[str, list[Name]] = {}
        for name in all_names(store):
            self._by_key.setdefault(match_key(name.text), []).append(name)
        self._near: dict[str | None, NearEntities] = {}  # by kind
        self._keys_by_code: dict[str, dict[str, set[str]]] = {}  # by scheme
        self._near_codes: dict[str, NearCodes] = {}  # by scheme

    def look_alikes(self, kinds: Iterable[str]) -> LookAlikes:
        """Return the names of all entities of these kinds, to be asked for those nearly alike."""
        wanted = {
            quad.subject
            for kind in kinds
            for quad in self._store.quads(None, Iri(RDF_TYPE), Iri(class_of(kind)))
        }
        return LookAlikes(
            (name.text, name.iri.value.removeprefix(ID))
            for names in self._by_key.values()
            for name in names
            if name.iri in wanted
        )

    def named(self, name: str) -> Sequence[Name]:
        """Return the names that equal a text, but for accents, case, spaces and punctuation."""
        key = match_key(name)
        return self._by_key.get(key, ()) if key else ()

    def candidates(self, name: str, kind: str | None = None) -> list[Candidate]:
        """Return each entity that a name fits, as the function `candidates` does."""
        matches = [(iri, rank) for iri, rank, _ in self.named(name)]
        return _ranked(self._store, name, kind, matches)

    def find(self, name: str, kinds: Sequence[str]) -> Iri | None:
        """Return the entity of one of these kinds that a name stands for, None where there is none.

        Of several, the one counts whose better name it is, and then the one of the first kind: to
        an area, state or country, "México" is the country; to a state, it is the state.

        Raises:
            AmbiguousName: Several entities of that kind fit equally well.
        """
        wanted = [None if kind == "*" else kind for kind in kinds]
        iri = _written_out(self._store, name) or self.decisions.same(name)
        if iri is not None:
            return iri if any(has_kind(self._store, iri, kind) for kind in wanted) else None
        by_kind = [self.candidates(name, kind) for kind in wanted]
        best = min((ranked[0].rank for ranked in by_kind if ranked), default=0)
        for ranked in by_kind:
            equal = [candidate for candidate in ranked if candidate.rank == best]
            if equal:
                return _only(self._store, name, equal)
        return None

    def resolve(self, name: str, kind: str | None = None) -> Iri:
        """Return the IRI that a name stands for, as the function `resolve` does."""
        return _resolve(
            self._store,
            name,
            kind,
            lambda _store, name, kind: self.candidates(name, kind),
            self._unknown,
        )

    def resolve_concept(self, scheme: str, code_or_label: str) -> Iri:
        """Return the concept with this code or label, as the function `resolve_concept` does."""
        if scheme not in self._keys_by_code:
            prefix = f"{VOC}{scheme}/"
            every = itertools.chain.from_iterable(self._by_key.values())
            names = ((iri, text) for iri, _, text in every if iri.value.startswith(prefix))
            self._keys_by_code[scheme] = _keys_by_code(prefix, names)
        return _concept(
            self._store,
            scheme,
            code_or_label.strip(),
            self._keys_by_code[scheme],
            self._codes_near,
        )

    def _unknown(self, store: Store, name: str, kind: str | None) -> UnknownName:
        elsewhere = self.candidates(name) if kind is not None else []
        if elsewhere:
            return _known_elsewhere(store, name, kind, elsewhere[0])
        if kind not in self._near:
            every = itertools.chain.from_iterable(self._by_key.values())
            self._near[kind] = NearEntities(store, every, kind)
        return self._near[kind].unknown(name, kind)

    def _codes_near(self, scheme: str, keys_by_code: Mapping[str, set[str]]) -> NearCodes:
        if scheme not in self._near_codes:
            self._near_codes[scheme] = NearCodes(scheme, keys_by_code)
        return self._near_codes[scheme]


def _resolve(
    store: Store,
    name: str,
    kind: str | None,
    find: Callable[[Store, str, str | None], list[Candidate]],
    unknown: Callable[[Store, str, str | None], UnknownName],
) -> Iri:
    if kind is not None and kind.startswith(_CONCEPT):
        return resolve_concept(store, kind.removeprefix(_CONCEPT), name)
    iri = _written_out(store, name)
    if iri is not None:
        if not occurs(store, iri):
            raise UsageError(
                in_language(
                    f"'{name}' does not occur in the store; check the spelling",
                    f"'{name}' no aparece en el almacén; revise la ortografía",
                )
            )
        _require_kind(store, iri, kind, name)
        return iri
    ranked = find(store, name, kind)
    if not ranked:
        raise unknown(store, name, kind)
    return _only(
        store, name, [candidate for candidate in ranked if candidate.rank == ranked[0].rank]
    )


def _written_out(store: Store, name: str) -> Iri | None:
    """Return the IRI that a text is, or what it was merged into; None where it is a name."""
    expanded = iris.expand(name.strip())
    if expanded is None or not iris.is_absolute(expanded):
        return None
    return _successor(store, Iri(expanded))


def _only(store: Store, name: str, equal: Sequence[Candidate]) -> Iri:
    """Return the one entity that fits best; raises AmbiguousName where there are several."""
    if len(equal) > 1:
        candidates = [(c.iri.value, c.label, c.kind) for c in equal]
        raise AmbiguousName(name, candidates, kind_words(store, {c.kind for c in equal}))
    return equal[0].iri


def _ranked(
    store: Store, name: str, kind: str | None, matches: Iterable[tuple[Iri, int]]
) -> list[Candidate]:
    """Return the candidates among those whose id or label is `name`, the best first."""
    ranks: dict[Iri, int] = {}
    slug = name.strip()
    if iris.is_slug(slug):
        for namespace in (ID, SOURCE, LISTING, CONFLICT):
            if occurs(store, Iri(namespace + slug)):
                ranks[_successor(store, Iri(namespace + slug))] = 0
    for iri, rank in matches:
        if iri.value.startswith((SOURCE, LISTING)):
            rank = max(rank, _OF_CONCEPT)  # who says the title of a web page means whose it is
        ranks[iri] = min(rank, ranks.get(iri, rank))
    return sorted(
        Candidate(rank, iri, label_of(store, iri, "es"), kind_of(store, iri))
        for iri, rank in ranks.items()
        if has_kind(store, iri, kind)
    )


def _require_kind(store: Store, iri: Iri, kind: str | None, name: str) -> None:
    if not has_kind(store, iri, kind):
        actual = kind_of(store, iri)
        english = f"is a {actual}" if actual else "has no kind"
        spanish = f"es {actual}" if actual else "no tiene clase"
        raise UsageError(
            in_language(
                f"'{name}' {english}; a {kind} is needed here",
                f"'{name}' {spanish}; aquí se necesita {kind}",
            )
        )


def occurs(store: Store, iri: Iri) -> bool:
    """Return whether any quad of the store names the IRI, in any place but its graph."""
    return any(
        next(quads, None) is not None
        for quads in (
            store.quads(iri, every_graph=True),
            store.quads(None, iri, every_graph=True),
            store.quads(None, None, iri, every_graph=True),
        )
    )


def _successor(store: Store, iri: Iri) -> Iri:
    """Return what `iri` was merged into; itself where it still has a class of its own."""
    seen = {iri}
    while not classes_of(store, iri):
        replacements = [quad.object for quad in store.quads(iri, Iri(DCT + "isReplacedBy"))]
        if not replacements or not isinstance(replacements[0], Iri) or replacements[0] in seen:
            break
        iri = replacements[0]
        seen.add(iri)
    return iri


def _known_elsewhere(store: Store, name: str, kind: str | None, other: Candidate) -> UnknownName:
    """Return the error for a name that something of another kind has, in words of the language."""
    words = kind_words(store, [other.kind, *([kind] if kind else [])])
    needed = words.get(kind, kind) if kind else None
    return known_elsewhere(name, needed, words.get(other.kind, other.kind), other.label)


def _unknown(store: Store, name: str, kind: str | None) -> UnknownName:
    """Return the error for a name that nothing has, with the nearest names."""
    elsewhere = candidates(store, name) if kind is not None else []
    if elsewhere:
        return _known_elsewhere(store, name, kind, elsewhere[0])
    index = open_index(store)
    hits = index.search(name, kind, _NEAR_SHOWN) if index else []
    near = [hit for hit in hits if hit.rank < _OF_CONCEPT and is_near(name, hit.name)]
    if not near:
        return NearEntities(store, all_names(store), kind).unknown(name, kind)
    ids = [iris.local_name(hit.iri) for hit in near]
    called = kind_words(store, [kind]).get(kind, "") if kind else ""
    return unknown_name(name, kind, [hit.name for hit in near], ids, called)


def resolve_concept(store: Store, scheme: str, code_or_label: str) -> Iri:
    """Return the concept with this code or IRI, else the one with this label.

    Args:
        store: Where the concept is looked up.
        scheme: The vocabulary it must belong to, such as `sector`.
        code_or_label: Case does not matter in a code; accents, case, spaces and punctuation do
            not matter in a label.

    Raises:
        AmbiguousName: The label fits several concepts.
        UsageError: Nothing fits; the message suggests the nearest codes.
    """
    keys_by_code = _keys_by_code(f"{VOC}{scheme}/", _names_of_scheme(store, scheme))
    return _concept(store, scheme, code_or_label.strip(), keys_by_code, NearCodes)


def _concept(
    store: Store,
    scheme: str,
    text: str,
    keys_by_code: Mapping[str, set[str]],
    near: Callable[[str, Mapping[str, set[str]]], NearCodes],
) -> Iri:
    """Return the concept of a scheme with this code or label, as `resolve_concept` does."""
    prefix = f"{VOC}{scheme}/"
    if not keys_by_code:
        raise UsageError(
            in_language(
                f"the store has no scheme '{scheme}'; build it first: kg build",
                f"el almacén no tiene el esquema '{scheme}'; constrúyalo antes: kg build",
            )
        )
    codes = _matching_codes(text, prefix, keys_by_code)
    if not codes:
        raise near(scheme, keys_by_code).unknown(text)
    if len(codes) > 1:
        raise AmbiguousName(
            text,
            [(prefix + code, label_of(store, Iri(prefix + code), "es"), scheme) for code in codes],
        )
    return Iri(prefix + codes[0])


def _matching_codes(text: str, prefix: str, keys_by_code: Mapping[str, set[str]]) -> Sequence[str]:
    """Return the codes that a text means: by IRI or code, by code in another case, by label."""
    expanded = iris.expand(text)
    for code in keys_by_code:
        if expanded == prefix + code or code == text:
            return [code]
    key = match_key(text)
    return [code for code in keys_by_code if code.casefold() == text.casefold()] or sorted(
        code for code, keys in keys_by_code.items() if key in keys
    )


def _keys_by_code(prefix: str, names: Iterable[tuple[Iri, str]]) -> dict[str, set[str]]:
    """Return the codes of a scheme, whose IRIs have a prefix, each with the keys of its names."""
    keys: dict[str, set[str]] = {}
    for iri, text in names:
        keys.setdefault(iri.value.removeprefix(prefix), set()).add(match_key(text))
    return keys


def _names_of_scheme(store: Store, scheme: str) -> Iterator[tuple[Iri, str]]:
    index = open_index(store)
    if index:
        yield from ((iri, text) for iri, _, text in index.of_kind(_CONCEPT + scheme))
        return
    for iri, _, text in all_names(store):
        if iri.value.startswith(f"{VOC}{scheme}/"):
            yield iri, text
