"""The numbers that a question asks for: "at least 5", "more than ten", "tres o más"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

INTEGER, LEAST = "integer", "least"

_WORDS: Final = (
    ("one", "un", "una", "uno"),
    ("two", "dos"),
    ("three", "tres"),
    ("four", "cuatro"),
    ("five", "cinco"),
    ("six", "seis"),
    ("seven", "siete"),
    ("eight", "ocho"),
    ("nine", "nueve"),
    ("ten", "diez"),
    ("eleven", "once"),
    ("twelve", "doce", "dozen", "docena"),
)
_VALUES: Final[Mapping[str, int]] = {
    **{word: number for number, words in enumerate(_WORDS, 1) for word in words},
    **{"fifteen": 15, "quince": 15, "twenty": 20, "veinte": 20, "thirty": 30, "treinta": 30},
    **{"fifty": 50, "cincuenta": 50, "hundred": 100, "cien": 100},
}
#: a number that is no part of another, of a share or of a name such as "Industry 4.0"
_NUMBER: Final = (
    rf"(?<![\w.,-])(?:[1-9]\d{{0,5}}|{'|'.join(_VALUES)})"
    r"(?![\w-]|[.,]\d|\s*(?:%|per\s?cent|por\s+ciento))"
)
_FORMS: Final = (
    (
        rf"(?:at\s+least|no\s+(?:less|fewer)\s+than|a\s+minimum\s+of|al\s+menos|por\s+lo\s+menos"
        rf"|cuando\s+menos|como\s+m[ií]nimo|no\s+menos\s+de|un\s+m[ií]nimo\s+de)"
        rf"\s+(?:an?\s+|una?\s+)?(?P<number>{_NUMBER})",
        0,
    ),
    (rf"(?:more\s+than|over|above|m[aá]s\s+de|arriba\s+de)\s+(?:an?\s+)?(?P<number>{_NUMBER})", 1),
    (
        rf"(?P<number>{_NUMBER})\s+(?:or|and)\s+(?:more|above|over)(?:\s+(?:of|than))?(?!\w)",
        0,
    ),
    (rf"(?P<number>{_NUMBER})\s+o\s+m[aá]s(?!\w)", 0),
)
_LEAST: Final = tuple((re.compile(form, re.IGNORECASE), more) for form, more in _FORMS)
_PLAIN: Final = re.compile(_NUMBER, re.IGNORECASE)
_ARTICLES: Final = frozenset(_WORDS[0])


class Amount(NamedTuple):
    """A part of a text that says how many.

    Attributes:
        start: Where it begins in the text.
        end: Where it ends.
        values: `least`, the smallest number that will do; or `integer`, the number itself.
    """

    start: int
    end: int
    values: Mapping[str, str]


def amounts_in(text: str) -> Iterator[Amount]:
    """Yield what may be a number of a text; some overlap, the longest is meant.

    Args:
        text: A question in Spanish or English.
    """
    for form, more in _LEAST:
        for match in form.finditer(text):
            yield Amount(*match.span(), {LEAST: str(_value(match["number"]) + more)})
    for match in _PLAIN.finditer(text):
        if match[0].casefold() not in _ARTICLES:
            yield Amount(*match.span(), {INTEGER: str(_value(match[0]))})


def _value(number: str) -> int:
    return int(number) if number.isdigit() else _VALUES[number.casefold()]
