"""Names that are written nearly alike, and so may be of one thing.

«Cluster automotris de Nuevo León A.C.» and «Clúster Automotriz de Nuevo León» sound the same. Case,
accents, the order of words, small words and the form of a company do not count; in one word a
letter may be wrong, in a long one two, but not in a name of one word. A look-up costs as much among
a million names as among ten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from kg.names.index import SMALL_WORDS
from kg.rdf import iris

Words = tuple[str, ...]

#: letters of a word in which one, two may be wrong; no digit may
_FUZZY_FROM, _FUZZIER_FROM = 5, 8
_END: Final = 2  # letters, of which those at the beginning or those at the end must be right
_COMPARED: Final = 500  # names at most with which one is compared
#: legal forms at the end of a name: A.C., S. de R.L. de C.V., S.A.P.I., GmbH
_FORM: Final = re.compile(
    r"[\s,.]*\b(?:a\.? ?c\.?|s\.? ?c\.?|s\.? ?a\.?(?: ?p\.? ?i\.?)?(?: ?b\.?)?|s\.? de r\.? ?l\.?"
    r"|s\.? ?n\.? ?c\.?|i\.? ?a\.? ?p\.?|inc\.?|ltd\.?|llc\.?|corp\.?|gmbh)"
    r"(?: de c\.? ?v\.?)?\s*$"
)
#: how Spanish writes one sound in several ways; in this order
_SOUNDS: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"(?<!c)h", ""),
        (r"ph", "f"),
        (r"qu(?=[ei])|q|c(?![eih])|ck", "k"),
        (r"z|c(?=[ei])", "s"),
        (r"g(?=[ei])", "j"),
        (r"v|w", "b"),
        (r"ll|y", "i"),
        (r"(.)\1+", r"\1"),
    )
)


class LookAlikes:
    """Names, each of an entity, to be asked for those that are nearly alike."""

    def __init__(self, names: Iterable[tuple[str, str]] = ()) -> None:
        """Take (name, id of its entity)."""
        self._names: list[str] = []
        self._ids: list[str] = []
        #: hash of the words, and of all words but one with an end of that one → index of the name,
        #: of names that share it a list: half a kilobyte for a name of three words
        self._places: dict[int, int | list[int]] = {}
        for name, identifier in names:
            self.add(name, identifier)

    def add(self, name: str, identifier: str) -> None:
        """Add a name of an entity."""
        place, words = len(self._names), _words(name)
        self._names.append(name)
        self._ids.append(identifier)
        for key in _keys(words):
            known = self._places.setdefault(key, place)
            if isinstance(known, list):
                known.append(place)
            elif known != place:
                self._places[key] = [known, place]

    def of(self, name: str) -> dict[str, str]:
        """Return the entities with a name nearly like this one: id → that name."""
        words = _words(name)
        if self._places.keys().isdisjoint(_keys(words)):
            return {}
        look_alikes = {
            self._ids[place]: self._names[place]
            for place in self._at(words)
            if _words(self._names[place]) == words
        }
        for word, key in _slips(words):
            for place in self._at(key)[:_COMPARED]:
                if self._ids[place] not in look_alikes and any(
                    _nearly(word, other, min(2, len(words)))
                    for other, its_key in _slips(_words(self._names[place]))
                    if its_key == key
                ):
                    look_alikes[self._ids[place]] = self._names[place]
        return look_alikes

    def _at(self, key: Words) -> Sequence[int]:
        """Return the places of names that have a key, and perhaps, rarely, of another."""
        places = self._places.get(hash(key), ())
        return (places,) if isinstance(places, int) else places


@lru_cache(maxsize=4_096)
def _keys(words: Words) -> tuple[int, ...]:
    """Return the keys under which a name is found: of all its words, and of all but each one."""
    return (hash(words), *(hash(key) for _, key in _slips(words)))


@lru_cache(maxsize=4_096)  # a new name is looked for, then added, then compared with
def _words(name: str) -> Words:
    """Return the words of a name that count, as they sound, in the order of the alphabet."""
    folded = iris.fold(name)
    bare = _FORM.sub("", folded) or folded
    words = re.findall(r"\w+", bare)
    counting = [word for word in words if word not in SMALL_WORDS] or words
    return tuple(sorted(map(_sound, counting)))


@lru_cache(maxsize=16_384)
def _sound(word: str) -> str:
    if not _wrong_letters(word):
        return word
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def _slips(words: Words) -> Iterator[tuple[str, Words]]:
    """Yield each word in which letters may be wrong, with two keys of names with all the others.

    Such a name has that word with the same beginning or with the same end.
    """
    for index, word in enumerate(words):
        if _wrong_letters(word):
            others = (*words[:index], *words[index + 1 :])
            yield word, (f"^{word[:_END]}", *others)
            yield word, (f"{word[-_END:]}$", *others)


@lru_cache(maxsize=16_384)
def _wrong_letters(word: str) -> int:
    """Return how many letters of a word may be wrong; a number must be right."""
    if len(word) < _FUZZY_FROM or any(char.isdigit() for char in word):
        return 0
    return 1 if len(word) < _FUZZIER_FROM else 2


def _nearly(word: str, other: str, most: int) -> bool:
    """Return whether one word may be a slip for the other, with so many wrong letters at most."""
    allowed = min(_wrong_letters(word), _wrong_letters(other), most)
    return abs(len(word) - len(other)) <= allowed and _edits(word, other, allowed) <= allowed


def _edits(word: str, other: str, most: int) -> int:
    """Return how many letters must be changed, added or left out, or more than `most`."""
    row = list(range(len(other) + 1))
    for i, char in enumerate(word, 1):
        above, row = row, [i]
        for j, letter in enumerate(other):
            row.append(min(above[j] + (char != letter), above[j + 1] + 1, row[j] + 1))
        if min(row) > most:
            return most + 1
    return row[-1]
