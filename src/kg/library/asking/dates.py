"""The dates and periods of a question: "in May 2015", "since 2000", "entre 2005 y 2010"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

DATE, YEAR = "date", "year"  # a day, month or year; a year
SINCE, UNTIL = "since", "until"  # the first and the last day, month or year of a period
BEFORE: Final = "before"  # the first that is too late

_MONTHS: Final[Mapping[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene",
            "february feb febrero",
            "march mar marzo",
            "april apr abril abr",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto ago",
            "september sep sept septiembre setiembre",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre dic",
        ),
        1,
    )
    for name in names.split()
}
_MONTH: Final = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_FOUR: Final = r"(?:1[89]|20)\d\d"
_OF: Final = r"(?:\s*,\s*|\s+(?:(?:of|de|del)\s+)?(?:(?:the\s+year|año)\s+)?)"
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th|º|°)?"
#: a date as it is written, the longest form first
_WRITTEN: Final = (
    rf"(?:{_FOUR}-\d\d-\d\d|{_FOUR}-\d\d(?!\d)"
    rf"|{_DAY}\s+(?:of\s+|de\s+)?{_MONTH}{_OF}{_FOUR}"
    rf"|{_MONTH}\s+{_DAY}{_OF}{_FOUR}"
    rf"|{_MONTH}{_OF}{_FOUR}|{_FOUR})"
)
_DATE: Final = rf"(?<![\w-]){_WRITTEN}(?![\w-])"
#: the first of two dates may leave its year to the second: "from March to May 2016"
_FIRST: Final = rf"(?<![\w-])(?:{_WRITTEN}|(?:{_DAY}\s+(?:of\s+|de\s+)?)?{_MONTH})(?!\w)"
_THE_YEAR: Final = (
    r"(?:(?:the\s+)?(?:years?|month\s+of)\s+|(?:los?\s+|el\s+)?(?:años?|mes\s+de)\s+|el\s+)?"
)
_RANGES: Final = (
    rf"(?:between|entre)\s+{_THE_YEAR}(?P<since>{_FIRST})\s+(?:and|y|e)\s+{_THE_YEAR}(?P<until>{_DATE})",
    rf"(?:(?:from|desde|del?)\s+{_THE_YEAR})?(?P<since>{_FIRST})"
    rf"\s*(?:\s(?:to|until|till|through|up\s+to|al?|hasta)\s+{_THE_YEAR}|–|—|-)\s*(?P<until>{_WRITTEN})(?![\w-])",
)
_DECADE: Final = r"(?:the\s+|(?:la\s+)?d[eé]cada\s+de\s+(?:los\s+)?)?(?P<decade>(?:19|20)\d0)s\b"
_DECADE_ES: Final = r"(?:la\s+)?d[eé]cada\s+de\s+(?:los\s+)?(?P<decade>(?:19|20)\d0)\b"
_A_LIMIT: Final = rf"(?:\s+(?:del?|al?|the))?\s+{_THE_YEAR}"
#: bound → the words before a date that say so, and those after it
_BOUNDS: Final = (
    (
        "since",
        r"since|from|as\s+of|starting\s+in|beginning\s+in|desde|a\s+partir",
        r"(?:or|and)\s+(?:later|after|thereafter)|onwards?"
        r"|o\s+(?:después|despues|m[aá]s\s+tarde|posterior(?:es)?)|en\s+adelante",
    ),
    ("after", r"after|later\s+than|despu[eé]s|posterior(?:es)?|m[aá]s\s+tarde", ""),
    (
        "until",
        r"until|till|up\s+to|through|by|no\s+later\s+than|not\s+later\s+than|hasta"
        r"|a\s+m[aá]s\s+tardar(?:\s+en)?",
        r"(?:or|and)\s+(?:earlier|before)|o\s+antes",
    ),
    (
        "before",
        r"before|prior\s+to|earlier\s+than|older\s+than|antes|anterior(?:es)?|previ[oa]s?",
        "",
    ),
)
_BOUND: Final = tuple(
    (bound, re.compile(rf"\b(?:{words}){_A_LIMIT}(?P<date>{_DATE})", re.IGNORECASE))
    for bound, words, _ in _BOUNDS
) + tuple(
    (bound, re.compile(rf"(?P<date>{_DATE})\s+(?:{words})(?!\w)", re.IGNORECASE))
    for bound, _, words in _BOUNDS
    if words
)
_RANGE: Final = tuple(re.compile(form, re.IGNORECASE) for form in _RANGES)
_OF_DECADE: Final = tuple(re.compile(form, re.IGNORECASE) for form in (_DECADE, _DECADE_ES))
_PLAIN: Final = re.compile(_DATE, re.IGNORECASE)
_PART: Final = re.compile(r"[^\W\d_]+|\d+")


class Dated(NamedTuple):
    """A part of a text that names a date or a period.

    Attributes:
        start: Where it begins in the text.
        end: Where it ends.
        values: `date` (and `year`, where it is one) of a date; `since` and `until` of a period,
            each with the first and the last that is within; `before` the first that is beyond.
    """

    start: int
    end: int
    values: Mapping[str, str]


def dates_in(text: str) -> Iterator[Dated]:
    """Yield what may be a date or a period of a text; some overlap, the longest is meant.

    Args:
        text: A question in Spanish or English.
    """
    for form in _RANGE:
        for match in form.finditer(text):
            since, until = _iso(match["since"], match["until"]), _iso(match["until"])
            if since and until and since <= until:
                yield Dated(*match.span(), {SINCE: since, UNTIL: until, BEFORE: _next(until)})
    for form in _OF_DECADE:
        for match in form.finditer(text):
            first = match["decade"]
            yield Dated(*match.span(), {SINCE: first, UNTIL: str(int(first) + 9)})
    for bound, form in _BOUND:
        for match in form.finditer(text):
            limit = _iso(match["date"])
            if limit:
                yield Dated(*match.span(), _bounded(bound, limit))
    for match in _PLAIN.finditer(text):
        day = _iso(match[0])
        if day:
            yield Dated(*match.span(), {DATE: day, **({YEAR: day} if day.isdigit() else {})})


def _bounded(bound: str, limit: str) -> Mapping[str, str]:
    """Return the values of a period that is open on one side."""
    if bound == "since":
        return {SINCE: limit}
    if bound == "after":
        return {SINCE: _next(limit)}
    if bound == "until":
        return {UNTIL: limit, BEFORE: _next(limit)}
    return {UNTIL: _next(limit, -1), BEFORE: limit}


def _iso(written: str, other: str = "") -> str:
    """Return a date as a year, a month or a day of ISO 8601; "" where there is no such day.

    Args:
        written: The date as it is written.
        other: A date whose year counts where the first has none.
    """
    if re.fullmatch(rf"{_FOUR}(?:-\d\d){{0,2}}", written):
        numbers = [int(part) for part in written.split("-")]
        return _checked(numbers[0], *numbers[1:])
    parts = _PART.findall(written.casefold())
    year = next((part for part in parts if re.fullmatch(_FOUR, part)), "") or _iso(other)[:4]
    month = next((_MONTHS[part] for part in parts if part in _MONTHS), 0)
    day = next((int(part) for part in parts if part.isdigit() and len(part) < len("2000")), 0)
    if not year or not month:
        return ""
    return _checked(int(year), month, *([day] if day else []))


def _checked(year: int, month: int = 0, day: int = 0) -> str:
    if month > 12 or (day and not (month and day <= monthrange(year, month)[1])):
        return ""
    return "-".join([str(year), *(f"{part:02}" for part in (month, day) if part)])


def _next(limit: str, step: int = 1) -> str:
    """Return the year, month or day after another; with -1, before it."""
    numbers = [int(part) for part in limit.split("-")]
    if len(numbers) == 1:
        return str(numbers[0] + step)
    if len(numbers) == 2:
        months = numbers[0] * 12 + numbers[1] - 1 + step
        return f"{months // 12}-{months % 12 + 1:02}"
    return (date(*numbers) + timedelta(days=step)).isoformat()
