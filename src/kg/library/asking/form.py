"""The form of a question: which kind of answer it asks for, what it compares with or excludes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final, Protocol

from kg.library.asking.words import HOW_MANY, Word, is_small, words

_WHEN: Final = re.compile(
    r"(?<!\w)(?:when|cu[aá]ndo|(?:in|since) (?:which|what) year|(?:en|desde) qu[eé] año|"
    r"(?:what|which) (?:date|day)|qu[eé] (?:fecha|d[ií]a))(?!\w)",
    re.I,
)
#: interrogatives → the columns of which an answer must have one
_INTERROGATIVES: Final = (
    (
        re.compile(r"(?<!\w)(?:who|whom|qui[eé]n(?:es)?)(?!\w)", re.I),
        frozenset(
            {"about", "actor", "actor_a", "cluster", "company", "funder", "member", "organisation"}
            | {"organisation_name", "other", "others", "owner", "partner", "person"}
            | {"provider_name", "replaced_by", "responsible", "says", "source", "sources", "kind"}
        ),
    ),
    (
        _WHEN,
        frozenset(
            {"date", "decade", "end", "expired", "expires", "founded", "in_force", "issued"}
            | {"in_force_from", "in_force_until", "property", "says", "signed", "since"}
            | {"start", "until", "year"}
        ),
    ),
)
_WHY: Final = re.compile(r"(?<!\w)(?:why|por qu[eé])(?!\w)", re.I)
#: "why" of an answer that lists what speaks for something
_REASONS: Final = frozenset({"reason", "grounds", "says", "why"})
_MORE: Final = (
    r"(?:m[aá]s|menos|mayor(?:es)?|menor(?:es)?|mejor(?:es)?|peor(?:es)?|more|fewer|less|larger|"
    r"greater|bigger|smaller|higher|lower|better|worse|older|newer|tan\w*|as (?:many|much))"
)
_COMPARED: Final = re.compile(
    rf"(?<!\w){_MORE}(?!\w)[^,;?]*?(?<!\w)(?P<than>than|que|como|as)\s+"
    r"(?:the\s+|el\s+|la\s+|in\s+|en\s+)?$",
    re.I,
)
_EXCLUDED: Final = re.compile(
    r"(?<!\w)(?P<without>outside(?: of)?|fuera de(?:l)?|apart from|aparte de(?:l)?|"
    r"except(?: for| in)?|excepto|excluding|excluyendo|salvo|other than|distint[oa]s? (?:de|a)|"
    r"(?:sin|not) (?:contar|counting)|leaving (?:aside|out)|dejando (?:fuera|de lado)|quitando|"
    r"anywhere but|aside from|besides|"
    r"(?:but |que |y |and )?(?:not|no))\s+"
    r"(?:(?:be(?:ing|long)?|are|is|located|sea[n]?|son|est[aá]n?|est[eé]n?|pertenezcan?|pertenecen|in|"
    r"from|of|to|en|de|del|al?|the|el|la|los|las|state|estado|sector|industry|industria)\s+){0,5}$",
    re.I,
)
_HOW_MANY: Final = re.compile(
    rf"(?<!\w)(?P<many>{HOW_MANY})\s+(?:of\s+)?(?:the\s+|l[oa]s\s+)?$", re.IGNORECASE
)
_HOW_MANY_OF: Final = re.compile(rf"(?<!\w)(?P<many>{HOW_MANY})(?:\s+(?P<noun>[^\W\d_]+))?", re.I)
_WHAT_IS: Final = re.compile(
    r"(?<!\w)(?P<what>what (?:is|are|was|were)|qu[eé] (?:es|son|era|eran|fue))\s+"
    r"(?:(?:the|an?|el|la|los|las)\s+)?$",
    re.I,
)
_ANDS: Final = frozenset({"and", "y", "e"})
_AND: Final = re.compile(
    r"\s*,?\s*(?:(?:and|or|nor|y|e|o|u|ni)\s+)?(?:(?:in|of|en|de|del)\s+)?", re.I
)
_ENDS: Final = re.compile(r"\s*(?:$|[?.,;]|(?:and|y|e)\s)")
#: between two things that are compared or looked at together stands hardly a word
_MOST_BETWEEN: Final = 1


class _Span(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def when(text: str) -> str:
    """Return the words by which a question asks for a date; "" where it does not."""
    match = _WHEN.search(text)
    return match[0] if match else ""


def unanswered(text: str, columns: Collection[str], *, gives_reasons: bool) -> Iterator[str]:
    """Yield the interrogatives of a question that an answer with some columns does not answer.

    Args:
        text: A question in Spanish or English.
        columns: The names of the columns of the answer.
        gives_reasons: Whether it says why.
    """
    for form, those in _INTERROGATIVES:
        match = form.search(text)
        if match and _begins(text, match) and not those.intersection(columns):
            yield match[0]
    match = _WHY.search(text)
    if match and not gives_reasons and not _REASONS.intersection(columns):
        yield match[0]


def _begins(text: str, match: re.Match[str]) -> bool:
    """Return whether a match begins a question, or its second half: "Tell me who …", "and when"."""
    before = words(text[: match.start()])
    return all(is_small(word.text) for word in before) or before[-1].text.casefold() in _ANDS


def counted(text: str, things: Sequence[_Span]) -> Iterator[str]:
    """Yield "how many" where a thing that the text names is counted: its figures say that."""
    for thing in things:
        if match := _HOW_MANY.search(text[: thing.start]):
            yield match["many"]


def counted_noun(text: str) -> str:
    """Return the word right behind "how many", nothing where there is none."""
    match = _HOW_MANY_OF.search(text)
    return match["noun"] or "" if match else ""


def how_many(text: str) -> Iterator[str]:
    """Yield "how many" where a question asks that."""
    for match in _HOW_MANY_OF.finditer(text):
        yield match["many"]


def definitions(text: str, things: Sequence[_Span]) -> Iterator[str]:
    """Yield "what is" where a question asks what a thing is, which no list answers."""
    for thing in things:
        match = _WHAT_IS.search(text[: thing.start])
        if match and _ENDS.match(text[thing.end :]):
            yield match["what"]


def compared(text: str, mention: _Span) -> str:
    """Return the words that make a mention what others are compared with: "than", or nothing."""
    match = _COMPARED.search(text[: mention.start])
    return f"{match['than']} {text[mention.start : mention.end]}" if match else ""


def excluded_from(text: str, mention: _Span) -> int | None:
    """Return where the words begin that exclude a mention: "not in" of "not in Sonora"."""
    match = _EXCLUDED.search(text[: mention.start])
    return match.start("without") if match else None


def are_listed(text: str, first: _Span, second: _Span) -> bool:
    """Return whether two mentions are parts of one list: "A, B and C"."""
    return bool(_AND.fullmatch(text[first.end : second.start]))


def are_together(text: str, first: _Span, second: _Span) -> bool:
    """Return whether two mentions stand side by side, as "A and B", "A the same as B" do."""
    between = text[first.end : second.start]
    telling: Sequence[Word] = [word for word in words(between) if not is_small(word.text)]
    return len(telling) <= _MOST_BETWEEN
