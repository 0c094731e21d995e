"""What people call a dialogue or a mission: "the Japan mission", "el diálogo con Canadá".

A short name has the word for what the thing is, and some words of one of its names, of which one
may be the name of a place or an organisation in another language or form. It follows an article
and stands in the singular: "the agreements with Japan" names none of them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from kg import names
from kg.errors import user_language
from kg.library.asking.words import Word, alike, is_small, meaning, stem, words
from kg.model import Iri, Literal
from kg.rdf.iris import fold
from kg.rdf.namespaces import ALT_LABEL, HX, ID, PREF_LABEL

if TYPE_CHECKING:
    from kg.store.base import Store

_ARTICLES: Final = frozenset(
    ["the", "this", "that", "our", "el", "la", "al", "del", "este", "esta", "ese", "esa"]
)
_LONGEST: Final = 8  # words of a short name
_MOST: Final = 100  # names with the same words, above which none is meant
_BEGINNING: Final = 5  # letters by which names are looked up
_PART: Final = re.compile(r"[^\W_]+")
#: the kinds of things that tie others together, and have short names → a word for such a thing
WORDS_FOR: Final = {
    "Agreement": "agreement",
    "Cluster": "cluster",
    "ClusterPartnership": "partnership",
    "Dialogue": "dialogue",
    "Event": "event",
    "Initiative": "initiative",
    "LegalInstrument": "instrument",
    "Platform": "platform",
    "Programme": "programme",
    "ThematicNetwork": "network",
    "WorkingBody": "committee",
}

#: start, end, and ids of what a text mentions
Span = tuple[int, int, Collection[str]]


class ShortName(NamedTuple):
    """A part of a text that names a thing by some words of its name.

    Attributes:
        start: Where it begins in the text.
        end: Where it ends.
        values: The kind of the thing → its id; none where several things are so named.
        name: Its name, in the language of the user; "" of several.
    """

    start: int
    end: int
    values: Mapping[str, str]
    name: str


class _Unit(NamedTuple):
    """A word of a short name, or the name of an entity in it: the ways in which it may stand."""

    forms: tuple[tuple[str, ...], ...]  # each the stems of words that stand together in a name
    heads: frozenset[str] = frozenset()  # the kinds that it is a word for
    is_proper: bool = True


class ShortNames:
    """The short names of the things of a store, looked up as they are asked for."""

    def __init__(self, store: Store) -> None:
        """Take the store; nothing is read until a text may have a short name."""
        self._store = store
        self._index: names.NameIndex | None = None
        self._kinds: dict[str, set[str]] = {}
        for kind, word in WORDS_FOR.items():
            self._kinds.setdefault(meaning(stem(word)), set()).add(kind)

    def in_text(self, text: str, mentioned: Sequence[Span]) -> Iterator[ShortName]:
        """Yield the short names of a text, at each article the longest that one thing has.

        Args:
            text: A question in Spanish or English.
            mentioned: The entities that it mentions by a name of theirs.
        """
        all_words = words(text)
        for first, article in enumerate(all_words[:-1], 1):
            if article.text.casefold() not in _ARTICLES:
                continue
            for last in range(min(first + _LONGEST, len(all_words)), first + 1, -1):
                name = self._named(all_words[first:last], mentioned)
                if name:
                    yield name
                    break

    def _named(self, span: Sequence[Word], mentioned: Sequence[Span]) -> ShortName | None:
        """Return the one thing that some words name; None where it is none, or several."""
        if is_small(span[0].text) or is_small(span[-1].text):
            return None
        start, end = span[0].start, span[-1].end
        if any(begin < start < stop or begin < end < stop for begin, stop, _ in mentioned):
            return None  # it cuts a name in two
        units = [*self._units(span, mentioned)]
        kinds = frozenset().union(*(unit.heads for unit in units))
        others = [unit for unit in units if not unit.heads]
        is_named = any(first <= start and end <= last for first, last, _ in mentioned)
        if not kinds or not others or is_named:
            return None
        things = self._things(units, kinds)
        if not things and any(unit.is_proper for unit in others):
            things = self._things(others, kinds)  # "the Hannover fair", which is a "Messe"
        if len(things) > 1 and all(unit.is_proper and len(unit.forms) == 1 for unit in others):
            return ShortName(start, end, {}, "")  # "el Diálogo Económico de Alto Nivel"
        if len(things) != 1:
            return None
        ((iri, kind),) = things.items()
        name = names.label_of(self._store, Iri(iri), user_language())
        return ShortName(start, end, {kind: iri.removeprefix(ID)}, name)

    def _units(self, span: Sequence[Word], mentioned: Sequence[Span]) -> Iterator[_Unit]:
        """Yield the words that say something, and the entities among them as one each."""
        start, end = span[0].start, span[-1].end
        inside = [each for each in mentioned if start <= each[0] and each[1] <= end]
        for _, _, ids in inside:
            yield _Unit(tuple(self._forms(ids)))
        for word in span:
            if is_small(word.text) or any(first <= word.start < last for first, last, _ in inside):
                continue
            heads = frozenset() if _is_plural(word.text) else self._kinds_of(word.stem)
            for part in _PART.findall(word.text):
                yield _Unit(((stem(part),),), heads, word.text[0].isupper())

    def _kinds_of(self, stem_: str) -> frozenset[str]:
        return frozenset(self._kinds.get(meaning(stem_), ()))

    def _forms(self, ids: Iterable[str]) -> Iterator[tuple[str, ...]]:
        for id_ in ids:
            for name in self._names_of(Iri(ID + id_)):
                yield tuple(map(stem, _PART.findall(name)))

    def _names_of(self, iri: Iri) -> Iterator[str]:
        for property_ in (PREF_LABEL, ALT_LABEL, HX + "acronym"):
            for quad in self._store.quads(iri, Iri(property_)):
                if isinstance(quad.object, Literal):
                    yield quad.object.value

    def _things(self, units: Sequence[_Unit], kinds: Collection[str]) -> dict[str, str]:
        """Return the things of some kinds of which one name has all the units: IRI → kind."""
        if self._index is None:
            self._index = names.open_index(self._store) or names.NameIndex.build(self._store)
        things: dict[str, str] = {}
        for forms in itertools.islice(itertools.product(*(unit.forms for unit in units)), _MOST):
            wanted = [each for form in forms for each in form]
            hits = self._index.beginning_with([each[:_BEGINNING] for each in wanted], _MOST)
            if len(hits) == _MOST:
                return {}  # so many that another may be meant
            for hit in hits:
                own = [stem(part) for part in _PART.findall(hit.name)]
                if all(any(alike(each, other) for other in own) for each in wanted):
                    things.update((hit.iri, kind) for kind in hit.kinds if kind in kinds)
        return things


def _is_plural(word: str) -> bool:
    return fold(word).endswith("s")
