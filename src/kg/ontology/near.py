"""Which declared term somebody meant by one that is not declared.

A slip of the keyboard leaves the word nearly as it was: `hx:locatdIn`. Who does not know a term
writes words of their own: `hx:foundedOn` for `schema:foundingDate`, `hx:website` for `schema:url`.
So words come before letters, but for slips: by its letters, `hx:foundedOn` would be `hx:fundedBy`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final, Protocol

from kg.rdf.iris import fold, local_name, shorten
from kg.rdf.namespaces import HX, ORG, SCHEMA, SKOS

_SLIP: Final = 0.88  # how alike the letters of a name are that was only mistyped, from 0 to 1
_ALIKE: Final = 0.78  # how alike they must be where no words are shared
_SHARED: Final = 0.5  # the share of words that two names must have in common
_STEM: Final = 3  # letters that forms of one word begin with, at least
#: how English words that are forms of one another end
_ENDINGS: Final = frozenset(
    ["", "s", "e", "es", "d", "ed", "r", "er", "or", "ing", "ion", "ation", "ship", "al"]
)
#: words that say little of what a property or class is about
_SMALL: Final = frozenset(
    {"a", "an", "the", "of", "by", "on", "in", "at", "to", "from", "for", "as", "is", "has", "was"}
    | {"date", "day", "month", "year", "time"}
)
#: namespaces whose terms state facts; where two terms fit, these are meant
_OF_FACTS: Final = (HX, SCHEMA, ORG, SKOS)


class Named(Protocol):
    """What is known of a term here."""

    @property
    def iri(self) -> str:
        """Its IRI."""

    @property
    def labels(self) -> Mapping[str, str]:
        """Language → label."""

    @property
    def other_names(self) -> Collection[str]:
        """Words by which people look for it."""


def nearest(iri: str, candidates: Mapping[str, Named]) -> str:
    """Return the IRI of the term that is meant by another IRI, "" where none is like it.

    Args:
        iri: The IRI that is not declared.
        candidates: The terms that it may be, by their IRIs.
    """
    name = local_name(iri)
    folded = fold(name).replace("_", "")
    same = [key for key, term in candidates.items() if folded in _folded_names(term)]
    if same:
        return _first(same, iri)
    slips = _by_letters(iri, candidates, _SLIP)
    if slips:
        return slips
    shares = {key: _share(name, term) for key, term in candidates.items()}
    best = max(shares.values(), default=0.0)
    if best >= _SHARED:
        return _first([key for key, share in shares.items() if share == best], iri)
    return _by_letters(iri, candidates, _ALIKE)


def first_names(term: Named) -> tuple[str, ...]:
    """Return what a term is called: its local name and its labels."""
    return (local_name(term.iri), *term.labels.values())


def names(term: Named) -> tuple[str, ...]:
    """Return all that a term is called: its local name, its labels and its other names."""
    return (*first_names(term), *term.other_names)


def _folded_names(term: Named) -> set[str]:
    return {re.sub(r"\W", "", fold(text)) for text in names(term)}


def _first(iris: Iterable[str], meant: str) -> str:
    """Return the first of some terms: those of facts come first, then the most alike."""

    def rank(iri: str) -> tuple[bool, float, str]:
        return not iri.startswith(_OF_FACTS), -_likeness(iri, meant), iri

    return min(iris, key=rank)


def _likeness(one_iri: str, other_iri: str) -> float:
    """Return how alike the letters of two IRIs are, from 0 to 1."""
    texts = (fold(local_name(one_iri)), fold(local_name(other_iri)))
    return difflib.SequenceMatcher(None, *texts).ratio()


def _by_letters(iri: str, candidates: Mapping[str, Named], cutoff: float) -> str:
    """Return the term whose letters are most like those of an IRI, "" where none is so alike."""
    prefix = shorten(iri).partition(":")[0]
    folded = {key: fold(local_name(key)) for key in candidates}
    close = set(difflib.get_close_matches(fold(local_name(iri)), folded.values(), 5, cutoff))
    near = [key for key, name in folded.items() if name in close]
    return min(
        near,
        key=lambda key: (-_likeness(key, iri), shorten(key).partition(":")[0] != prefix, key),
        default="",
    )


def _share(name: str, term: Named) -> float:
    """Return the largest share of words that a name has in common with one of a term's."""
    words = _words(name)
    english = (local_name(term.iri), term.labels.get("en", ""), *term.other_names)
    return max(_common(words, _words(text)) for text in english)


def _words(text: str) -> list[str]:
    """Return the words of a name or label that say what it is about."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    words = re.findall(r"\w+", fold(parted).replace("_", " "))
    return [word for word in words if word not in _SMALL]


def _common(words: list[str], others: list[str]) -> float:
    shared = sum(any(_is_form(word, other) for other in others) for word in words)
    return shared / max(len(words), len(others)) if shared else 0.0


def _is_form(word: str, other: str) -> bool:
    """Return whether two words are forms of one: founded, founding, foundation."""
    length = 0
    while length < min(len(word), len(other)) and word[length] == other[length]:
        length += 1
    return any({word[size:], other[size:]} <= _ENDINGS for size in range(_STEM, length + 1))
