"""Dates as people write them and as RDF has them; the only parser of dates.

What is stored is a year, a month or a day of ISO 8601 (2022, 2022-12, 2022-12-19), in ASCII digits,
without a time zone; there is no year 0. One policy holds for all that read dates: a text in another
form is never taken for a date, since 3/4/2022 is two dates. It is only read for a suggestion, day
first, as Mexico and Europe write it; month first only where the day cannot be first (12/31/2022).
Who asks:

- `mapping.values`: the cell of a table; another form is a problem, with the suggestion
- `mapping.translate`: a cell whose mapping declares the format; then it is converted
- `library.binding`: a parameter of a question; another form is an error, with the suggestion
- `names.suggest`: a value that a shape rejects; only the suggestion
- `network.spells`: from when to when an edge holds; first and last day of a stored date
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable
from typing import Final

from kg.model import Literal
from kg.rdf.namespaces import XSD

_YEAR: Final = re.compile(r"[0-9]{4}")
_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBERS: Final = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})")
_STORED: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?:T.*)?")
_NO_YEAR: Final = "0000"


def literal(text: str) -> Literal | None:
    """Return a date as xsd:gYear, xsd:gYearMonth or xsd:date.

    Returns:
        None for what is not written like 2022, 2022-12 or 2022-12-19, or is not in the calendar.
    """
    if text.startswith(_NO_YEAR):
        return None
    if _YEAR.fullmatch(text):
        return Literal(text, XSD + "gYear")
    if _MONTH.fullmatch(text):
        return Literal(text, XSD + "gYearMonth")
    if has_day_form(text) and _iso(*map(int, text.split("-"))):
        return Literal(text, XSD + "date")
    return None


def has_day_form(text: str) -> bool:
    """Return whether a text is written like 2022-12-19, in the calendar or not (2022-02-30)."""
    return _DAY.fullmatch(text) is not None


def suggested(text: str) -> str:
    """Return the ISO day that a text such as 19/12/2022 probably means, or "".

    Slash, point, hyphen and space may separate the numbers. 3/4/2022 is read day first,
    2022-04-03; 12/31/2022 can only be month first, 2022-12-31.
    """
    match = _NUMBERS.fullmatch(text.strip())
    if not match:
        return ""
    first, second, year = map(int, match.groups())
    return _iso(year, second, first) or _iso(year, first, second)


def from_formats(text: str, formats: Iterable[str]) -> str:
    """Return the ISO form of a date in the first of `formats` that fits, or "".

    Args:
        text: A date as somebody else's table has it.
        formats: Formats of `datetime.strptime`. One without a day gives a month, one without a
            month gives a year.
    """
    for form in formats:
        try:
            parsed = datetime.datetime.strptime(text, form)
        except ValueError:
            continue
        year = f"{parsed.year:04}"
        if "%d" in form:
            return parsed.date().isoformat()
        return f"{year}-{parsed.month:02}" if re.search("%[mbB]", form) else year
    return ""


def first_day(text: str) -> str:
    """Return the first day of a year, month or day, "2016-05" → "2016-05-01"; "" for no date."""
    return _boundary(text, last=False)


def last_day(text: str) -> str:
    """Return the last day of a year, month or day, "2016-02" → "2016-02-29"; "" for no date."""
    return _boundary(text, last=True)


def _boundary(text: str, *, last: bool) -> str:
    match = _STORED.fullmatch(text)
    if not match or text.startswith(_NO_YEAR):
        return ""
    year, month = int(match[1]), int(match[2] or (12 if last else 1))
    if not 1 <= month <= 12:
        return ""
    day = int(match[3] or (calendar.monthrange(year, month)[1] if last else 1))
    return _iso(year, month, day)


def _iso(year: int, month: int, day: int) -> str:
    """Return a day as ISO 8601, or "" where the calendar does not have it."""
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return ""
