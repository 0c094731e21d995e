"""What is said of a name that nothing has: where else it is known, and which names are near."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from kg.errors import UnknownName, in_language
from kg.model import Iri
from kg.names.index import Name, match_key
from kg.names.kinds import has_kind, kind_words
from kg.names.near import NearNames
from kg.rdf import iris

if TYPE_CHECKING:
    from kg.store.base import Store

_CODES_SHOWN: Final = 8
_NEAR_SHOWN: Final = 5
_NEAR_CODE: Final = 0.6  # how alike a suggested code must be, from 0 to 1
_NEAR: Final = 0.65  # how alike a suggested name must be
_NEAR_IF_SHORT: Final = 0.75  # the same of a word, and of a name of fewer letters than `_SHORT`
_SHORT: Final = 6
_OF_CONCEPT: Final = 3  # rank of the names of concepts
_FOLDED: Final = re.compile(r"\w+")
_WORD: Final = 4  # letters of a word that may be a label by itself


class NearEntities:
    """The names and ids of the entities of one kind, to find those that are near."""

    def __init__(self, store: Store, names: Iterable[Name], kind: str | None) -> None:
        """Take those of some names that are of an entity of this kind."""
        self._called = kind_words(store, [kind]).get(kind, kind) if kind else ""
        self._ids: dict[str, str] = {}  # by name or id
        by_key: dict[str, str] = {}
        of_kind: dict[Iri, bool] = {}
        for iri, rank, text in names:
            if rank >= _OF_CONCEPT:
                continue
            if iri not in of_kind:
                of_kind[iri] = has_kind(store, iri, kind)
            if of_kind[iri]:
                identifier = iri.value.rpartition("/")[2]
                for name in (text, identifier):
                    self._ids[by_key.setdefault(match_key(name), name)] = identifier
        self._near = NearNames(by_key.items())

    def unknown(self, name: str, kind: str | None) -> UnknownName:
        """Return the error for a name that nothing of the kind has, with the nearest names."""
        key = match_key(name)
        cutoff = _NEAR if len(key) >= _SHORT else _NEAR_IF_SHORT
        near = self._near.close(key, cutoff, _NEAR_SHOWN)
        ids = [self._ids[text] for text in near]
        return unknown_name(name, kind, near, ids, self._called if kind else "")


def is_near(text: str, name: str) -> bool:
    """Return whether each word of a text is, or begins, a word of a name, but for a slip.

    "Nope" is not "López", of which it begins one that is misspelt.

    Args:
        text: What somebody wrote.
        name: A name that the index holds to be like it.
    """
    own = _FOLDED.findall(iris.fold(name))
    words = _FOLDED.findall(iris.fold(text))
    return all(any(_is_slip(word, other) for other in own) for word in words)


def _is_slip(word: str, other: str) -> bool:
    """Return whether a word is another, its beginning, or it with a slip."""
    import difflib

    if len(word) < _SHORT and word[0] != other[0]:
        return False  # "hello" is no "sello"
    alike = difflib.SequenceMatcher(None, word, other).ratio()
    return other.startswith(word) or alike >= _NEAR_IF_SHORT


def known_elsewhere(name: str, kind: str | None, other: str, label: str) -> UnknownName:
    """Return the error for a name that something of another kind, with this label, has."""
    return UnknownName(
        in_language(
            f"'{name}' is a {other} ({label}); a {kind} is needed here",
            f"'{name}' es de la clase «{other}» ({label}); aquí se necesita «{kind}»",
        )
    )


def unknown_name(
    name: str, kind: str | None, near: Sequence[str], ids: Sequence[str] = (), called: str = ""
) -> UnknownName:
    """Return the error for a name that nothing has.

    Args:
        name: The name.
        kind: What was looked for; None for any entity.
        near: Names that are near.
        ids: Those of the entities that have them.
        called: What the kind is called in Spanish, where that is known.
    """
    listed = "; ".join(near)
    english = f"did you mean: {listed}?" if near else _OTHERWISE["en"]
    spanish = f"¿quiso decir: {listed}?" if near else _OTHERWISE["es"]
    of_kind = f" de la clase «{called or kind}»" if kind else ""
    message = in_language(
        f"'{name}' is not the name of {f'a {kind}' if kind else 'an entity'}; {english}",
        f"'{name}' no es el nombre de una entidad{of_kind}; {spanish}",
    )
    return UnknownName(message, list(dict.fromkeys(ids)))


_OTHERWISE: Final = {
    "en": "use its id, or search for one of its names",
    "es": "use su id o busque uno de sus nombres",
}


class NearCodes:
    """The codes and labels of a scheme, to find those that are near."""

    def __init__(self, scheme: str, keys_by_code: Mapping[str, set[str]]) -> None:
        """Take the codes of a scheme, each with the keys of its labels."""
        self._scheme, self._codes = scheme, sorted(keys_by_code)
        self._code_by_key = {match_key(code): code for code in keys_by_code}
        self._code_by_key.update({key: code for code, keys in keys_by_code.items() for key in keys})
        self._near = NearNames(self._code_by_key.items())

    def unknown(self, text: str) -> UnknownName:
        """Return the error for a text that means no concept, with the nearest codes.

        These are those with a like label, then those whose label is one of the words.
        """
        words = [match_key(word) for word in text.split() if len(word) >= _WORD]
        codes = self._near.close(match_key(text), _NEAR_CODE, _NEAR_SHOWN)
        codes += [self._code_by_key[word] for word in words if word in self._code_by_key]
        near = list(dict.fromkeys(codes))
        some = ", ".join(self._codes[:_CODES_SHOWN])
        listed = ", ".join(near)
        return UnknownName(
            in_language(
                f"'{text}' is no code or label of '{self._scheme}'; "
                + (f"did you mean: {listed}?" if near else f"some are: {some}"),
                f"'{text}' no es código ni etiqueta de '{self._scheme}'; "
                + (f"¿quiso decir: {listed}?" if near else f"algunos son: {some}"),
            ),
            near,
        )
