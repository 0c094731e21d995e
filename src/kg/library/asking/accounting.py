"""Which words of a question an answer leaves out: where there are any, it is no sure answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Final

from kg.library.asking.mentions import Mention
from kg.library.asking.words import (
    HOW_MANY,
    Word,
    is_small,
    meaning,
    says_something,
    stem,
    stems,
    words,
)

#: words that turn a question round: an answer that does not speak of them is another one
_TURNING: Final = frozenset(
    stems(
        """
        without except excepto salvo outside fuera only solo únicamente more más most less menos
        fewer least mayor menor mejor peor largest biggest smallest first last primero último both
        """
    )
)
_NOT: Final = meaning(stem("without"))
#: what may be asked for where each row of an answer says of what kind it is
OF_KINDS: Final = frozenset(
    stems(
        """
        academic agreement association body centre cluster company country institution meeting
        organisation programme research university
        """
    )
)
_WHICH: Final = re.compile(
    r"^\W*(?:(?:in|with|of|from|by|to|en|de|con|por|a|y|and)\s+)?"
    r"(?:which|what|how\s+many|list(?:\s+of)?|qu[eé]|cu[aá]les|cu[aá]nt[oa]s|lista\s+de)\s+",
    re.IGNORECASE,
)
#: where a title stops saying what is listed: "Members" of "Members of a cluster"
_OF: Final = re.compile(
    r"[:(]|\b(?:of|in|for|that|which|to|by|with|behind|against|on|under|about|between|whose|whether"
    r"|an?|the|something|un|una|el|la|los|las|algo"
    r"|de|del|en|para|que|al|por|con|sobre|contra|según|entre|cuy[oa]s?|si)\b",
    re.IGNORECASE,
)
#: what a title adds to what is listed: "… with what they replaced"
_ADDED: Final = re.compile(
    r"(?:,?\s+|,\s*)(?:with|con)\s.*$|,\s*(?:and|y|e)\s+(?:who|qui[eé]n|sus)\s.*$", re.I
)
#: what is counted apart: the "cluster" of "each cluster"
_EACH: Final = re.compile(r"\b(?:each|every|per|cada)\s+([^\W\d_]+)", re.IGNORECASE)
_BY: Final = re.compile(r"\b(?:each|every|per|by|cada|por)\s+([^\W\d_]+)", re.IGNORECASE)
_ENGLISH: Final = re.compile(r"(?<!\w)(?:which|what|how many|number of)(?!\w)", re.IGNORECASE)
#: what a question that is no sentence asks for: the "sectors" of "sectors with 5 clusters"
_LISTED: Final = re.compile(
    r"\W*([^\W\d_]+)\s+(?:with(?:out)?|that|having|whose|con|sin|que|cuy[oa]s?)\s", re.IGNORECASE
)
_NUMBER_OF: Final = re.compile(rf"(?<!\w)(?:{HOW_MANY}|cantidad de)(?!\w)", re.IGNORECASE)
_PART_OF_KIND: Final = re.compile(r"[A-Z]?[a-z]+")


def vocabulary(texts: Iterable[str], beside: Iterable[str]) -> frozenset[str]:
    """Return the stems of what a question of the library speaks of.

    Args:
        texts: Its name, its summaries, and the ways in which it is asked.
        beside: What explains it; a "not" or "most" in there is not what it is about.
    """
    own = {each for text in texts for each in stems(text)}
    return frozenset(own | ({each for text in beside for each in stems(text)} - _TURNING))


def marks_of_not(summaries: Iterable[str], asks: Iterable[str]) -> frozenset[str]:
    """Return the stems of which a question must have one where its answer lists what is *not* so.

    Args:
        summaries: What the answer lists, as in "Clusters without a web address".
        asks: How it is asked; "incomplete clusters" says so without a "not".

    Returns:
        The stems; none where the summaries have no "not".
    """
    titles = [set(stems(text)) for text in summaries]
    if not all(_NOT in title for title in titles):
        return frozenset()
    plain = [own for own in (set(stems(text)) for text in asks) if _NOT not in own]
    return frozenset({_NOT}.union(*plain).difference(*(title - {_NOT} for title in titles)))


def main_part(title: str) -> str:
    """Return a title without what it adds: "… with what they replaced" is no answer of its own."""
    return _ADDED.sub("", title)


def groups(texts: Iterable[str]) -> frozenset[str]:
    """Return the stems of what is counted apart, as of "Clusters by state", "of each cluster"."""
    return frozenset(each for text in texts for word in _BY.findall(text) for each in stems(word))


def listed(title: str) -> list[str]:
    """Return the stems of what a title says is listed, as of "Programmes and laws for a sector"."""
    return stems(next(filter(str.strip, _OF.split(title)), ""))


def subject(text: str) -> str:
    """Return the stem of what a text asks for, as "clusters" in "Which clusters …"; else ""."""
    match = _WHICH.match(text)
    if not match:
        return ""
    return next(iter(stems(text[match.end() :])), "")


def left_out(
    text: str,
    taken: Sequence[Mention],
    spoken_of: Collection[str],
    subjects: Collection[str],
    groups: Collection[str],
    nearest: Callable[[str], str],
) -> tuple[str, ...]:
    """Return the words of a question that are no value and that the answer does not speak of.

    Args:
        text: The question.
        taken: What it mentions and the answer takes.
        spoken_of: The stems that the answer speaks of.
        subjects: Those of what it lists: the first word after "which" must be one of them.
        groups: Those of what it counts apart: the word after "each" must be one of them.
        nearest: Stem → the known one of which it is a slip, or itself.

    Returns:
        The words as they are written, each once, in their order.
    """
    telling = [word for word in words(text) if _tells(word)]
    beside = [
        word
        for word in telling
        if not any(value.start <= word.start < value.end for value in taken)
    ]
    match = _WHICH.match(text)
    apart = [each.start(1) for each in _EACH.finditer(text)]
    asked_for = [word for word in telling if match and word.start >= match.end()][:1]
    if not match and (listed_first := _LISTED.match(text)):
        asked_for = [word for word in telling if word.start == listed_first.start(1)]
    for counted in _NUMBER_OF.finditer(text):
        asked_for += [word for word in telling if word.start >= counted.end()][:1]

    def is_before_subject(word: Word) -> bool:
        """Return whether a word only says more of what is asked for: "competitiveness clusters".

        In Spanish the noun comes first.
        """
        after = telling[telling.index(word) + 1 :][:1] if _ENGLISH.search(text) else []
        return any(nearest(meaning(other.stem)) in subjects for other in after)

    def is_taken_up(word: Word) -> bool:
        of_word = nearest(meaning(word.stem))
        if word.start in apart:
            return of_word in groups
        if of_word in (subjects if word in asked_for else spoken_of):
            return True
        if word in asked_for and of_word in spoken_of and is_before_subject(word):
            return True
        return any(_is_kind_of(word, of_word, mention, text) for mention in taken)

    return tuple(dict.fromkeys(word.text for word in beside if not is_taken_up(word)))


def _is_kind_of(word: Word, of_word: str, mention: Mention, text: str) -> bool:
    """Return whether a word beside a name says of what kind it is: the "state" of Jalisco."""
    between = text[word.end : mention.start] or text[mention.end : word.start]
    is_beside = all(is_small(other.text) for other in words(between))
    return is_beside and of_word in {meaning(stem(part)) for part in _parts_of_kinds(mention)}


def _tells(word: Word) -> bool:
    """Return whether a word can change what is asked for; numbers and "TI" do, as well."""
    if is_small(word.text):
        return False
    return says_something(word) or word.text.isupper() or any(map(str.isdigit, word.text))


def _parts_of_kinds(mention: Mention) -> Iterator[str]:
    """Yield the words of the kinds of a mention: "document" of `SourceDocument`."""
    for kind in mention.values:
        yield from _PART_OF_KIND.findall(kind.rpartition(":")[2])
