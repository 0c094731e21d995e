"""Sets of characters, as the classes of an XPath regular expression make them.

A set is a sorted tuple of ranges, first and last code point, that do not touch.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final

Characters = tuple[tuple[int, int], ...]

_LAST: Final = sys.maxunicode
_CASED_UP_TO: Final = 0x1E943  # no character behind it has upper and lower case
_SURROGATES: Final = (0xD800, 0xDFFF)  # no characters

#: of XML 1.0, fifth edition: NameStartChar with the colon, and what else NameChar has
NAME_START: Final[Characters] = (
    *((0x3A, 0x3A), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6)),
    *((0xF8, 0x2FF), (0x370, 0x37D), (0x37F, 0x1FFF), (0x200C, 0x200D), (0x2070, 0x218F)),
    *((0x2C00, 0x2FEF), (0x3001, 0xD7FF), (0xF900, 0xFDCF), (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF)),
)
_NAME_MORE: Final = (*((0x2D, 0x2E), (0x30, 0x39), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040)),)

#: the blocks of XML Schema 1.0 whose ranges have stayed the same
BLOCKS: Final = {
    "BasicLatin": (0x0, 0x7F),
    "Latin-1Supplement": (0x80, 0xFF),
    "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F),
    "IPAExtensions": (0x250, 0x2AF),
    "SpacingModifierLetters": (0x2B0, 0x2FF),
    "CombiningDiacriticalMarks": (0x300, 0x36F),
    "Greek": (0x370, 0x3FF),
    "GreekandCoptic": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF),
    "Armenian": (0x530, 0x58F),
    "Hebrew": (0x590, 0x5FF),
    "Arabic": (0x600, 0x6FF),
    "Devanagari": (0x900, 0x97F),
    "Bengali": (0x980, 0x9FF),
    "Thai": (0xE00, 0xE7F),
    "Georgian": (0x10A0, 0x10FF),
    "HangulJamo": (0x1100, 0x11FF),
    "Ethiopic": (0x1200, 0x137F),
    "LatinExtendedAdditional": (0x1E00, 0x1EFF),
    "GreekExtended": (0x1F00, 0x1FFF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "SuperscriptsandSubscripts": (0x2070, 0x209F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "LetterlikeSymbols": (0x2100, 0x214F),
    "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "MiscellaneousTechnical": (0x2300, 0x23FF),
    "BoxDrawing": (0x2500, 0x257F),
    "GeometricShapes": (0x25A0, 0x25FF),
    "MiscellaneousSymbols": (0x2600, 0x26FF),
    "Dingbats": (0x2700, 0x27BF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7AF),
    "PrivateUse": (0xE000, 0xF8FF),
}


def merged(ranges: Iterable[tuple[int, int]]) -> Characters:
    """Return the ranges as a set."""
    spans: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if spans and first <= spans[-1][1] + 1:
            spans[-1] = spans[-1][0], max(last, spans[-1][1])
        else:
            spans.append((first, last))
    return tuple(spans)


def inverted(characters: Characters) -> Characters:
    """Return all other characters."""
    spans = []
    start = 0
    for first, last in merged((*characters, _SURROGATES)):
        if start < first:
            spans.append((start, first - 1))
        start = last + 1
    if start <= _LAST:
        spans.append((start, _LAST))
    return tuple(spans)


def without(characters: Characters, removed: Characters) -> Characters:
    """Return the characters of the first set that are not in the second."""
    return inverted(merged((*inverted(characters), *removed)))


def with_variants(first: int, last: int) -> Characters:
    """Return a range with the characters that differ from one of its own by case alone.

    Source: XPath Functions and Operators 3.1, section 5.6.2, flag i.
    """
    variants = _variants()
    spans = [(first, last)]
    for number in range(first, min(last, _CASED_UP_TO) + 1):
        spans += [(other, other) for other in variants.get(number, ())]
    return merged(spans)


@cache
def _variants() -> dict[int, set[int]]:
    """Return for each character that has case those with the same upper or lower case."""
    same: dict[str, set[int]] = {}
    for number in range(_CASED_UP_TO + 1):
        character = chr(number)
        upper, lower = character.upper(), character.lower()
        if upper != lower:
            same.setdefault(f"u{upper}", set()).add(number)
            same.setdefault(f"l{lower}", set()).add(number)
    variants: dict[int, set[int]] = {}
    for numbers in same.values():
        if len(numbers) > 1:
            for number in numbers:
                variants.setdefault(number, set()).update(numbers)
    return variants


@cache
def of_category(name: str) -> Characters:
    """Return the characters of a general category (`Lu`) or a group of them (`L`)."""
    return merged(
        span
        for category, ranges in _categories().items()
        if category.startswith(name)
        for span in ranges
    )


@cache
def _categories() -> dict[str, list[tuple[int, int]]]:
    """Return the ranges of each general category but Cs, which no character has."""
    ranges: dict[str, list[tuple[int, int]]] = {}
    start, before = 0, unicodedata.category("\0")
    for number in range(1, _LAST + 2):
        category = unicodedata.category(chr(number)) if number <= _LAST else ""
        if category != before:
            ranges.setdefault(before, []).append((start, number - 1))
            start, before = number, category
    ranges.pop("Cs")
    return ranges


@cache
def of_escape(letter: str) -> Characters:
    r"""Return the characters of `\s`, `\d`, `\w`, `\i`, `\c`; a capital means all others."""
    match letter.lower():
        case "s":
            characters = merged(((0x9, 0xA), (0xD, 0xD), (0x20, 0x20)))
        case "d":
            characters = of_category("Nd")
        case "i":
            characters = NAME_START
        case "c":
            characters = merged((*NAME_START, *_NAME_MORE))
        case _:
            excluded = (of_category(name) for name in ("P", "Z", "C"))
            characters = inverted(merged(span for ranges in excluded for span in ranges))
    return inverted(characters) if letter.isupper() else characters


ESCAPES: Final = frozenset("sSdDwWiIcC")
_LETTERS_OF_CATEGORIES: Final = {
    "L": "ultmo",
    "M": "nce",
    "N": "dlo",
    "P": "cdseifo",
    "Z": "slp",
    "S": "mcko",
    "C": "cfon",
}
CATEGORIES: Final = frozenset(
    first + second for first, letters in _LETTERS_OF_CATEGORIES.items() for second in ("", *letters)
)
