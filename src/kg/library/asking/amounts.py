"""The numbers that a question asks for: "at least 5", "more than ten", "tres o más"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

INTEGER, LEAST, MOST = "integer", "least", "most"
NONE: Final = "none"
#: what a mention is of that is a number
AMOUNTS: Final = frozenset({INTEGER, LEAST, MOST, NONE})

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
#: a form, and what its number is the least or the most of, and how much beside it
_FORMS: Final = (
    (
        rf"(?:at\s+least|no\s+(?:less|fewer)\s+than|a\s+minimum\s+of|al\s+menos|por\s+lo\s+menos"
        rf"|cuando\s+menos|como\s+m[ií]nimo|no\s+menos\s+de|un\s+m[ií]nimo\s+de)"
        rf"\s+(?:an?\s+|una?\s+)?(?P<number>{_NUMBER})",
        (0, None),
    ),
    (
        rf"(?:more\s+than|over|above|m[aá]s\s+de|arriba\s+de)\s+(?:an?\s+)?(?P<number>{_NUMBER})",
        (1, None),
    ),
    (
        rf"(?P<number>{_NUMBER})\s+(?:or|and)\s+(?:more|above|over)(?:\s+(?:of|than))?(?!\w)",
        (0, None),
    ),
    (rf"(?P<number>{_NUMBER})\s+o\s+m[aá]s(?!\w)", (0, None)),
    (
        rf"(?:fewer\s+than|less\s+than|under|below|menos\s+de|(?:por\s+)?debajo\s+de)\s+(?P<number>{_NUMBER})",
        (None, -1),
    ),
    (
        rf"(?:at\s+most|no\s+more\s+than|a\s+maximum\s+of|up\s+to|a\s+lo\s+(?:m[aá]s|sumo)|como\s+(?:m[aá]ximo|mucho)"
        rf"|no\s+m[aá]s\s+de|un\s+m[aá]ximo\s+de|hasta)\s+(?P<number>{_NUMBER})",
        (None, 0),
    ),
    (rf"(?:exactly|precisely|just|exactamente|justo|precisamente)\s+(?P<number>{_NUMBER})", (0, 0)),
)
_LIMITS: Final = tuple((re.compile(form, re.IGNORECASE), more) for form, more in _FORMS)
#: that there are none: a limit where it stands before what is counted
_NONE: Final = re.compile(
    r"(?<!\w)(?:without(?:\s+any)?|with\s+no|ha(?:s|ve)\s+no|not\s+have(?:\s+any)?|lack(?:ing)?|sin(?:\s+ning[uú]n[oa]?)?"
    r"|no\s+(?:tiene|tienen|tengan?|hay|haya|cuentan?\s+con)(?:\s+ning[uú]n[oa]?)?)(?!\w)",
    re.IGNORECASE,
)
_PLAIN: Final = re.compile(_NUMBER, re.IGNORECASE)
_ARTICLES: Final = frozenset(_WORDS[0])


class Amount(NamedTuple):
    """A part of a text that says how many.

    Attributes:
        start: Where it begins in the text.
        end: Where it ends.
        values: `least`, the smallest number that will do, and `most`, the largest; or `integer`,
            the number itself; or `none`, where it may say that there are none.
    """

    start: int
    end: int
    values: Mapping[str, str]


def amounts_in(text: str) -> Iterator[Amount]:
    """Yield what may be a number of a text; some overlap, the longest is meant.

    Args:
        text: A question in Spanish or English.
    """
    for form, (least, most) in _LIMITS:
        for match in form.finditer(text):
            value = _value(match["number"])
            limits = {LEAST: least, MOST: most}
            yield Amount(
                *match.span(),
                {kind: str(value + more) for kind, more in limits.items() if more is not None},
            )
    for match in _NONE.finditer(text):
        yield Amount(*match.span(), {NONE: "0"})
    for match in _PLAIN.finditer(text):
        if match[0].casefold() not in _ARTICLES:
            yield Amount(*match.span(), {INTEGER: str(_value(match[0]))})


def _value(number: str) -> int:
    return int(number) if number.isdigit() else _VALUES[number.casefold()]
