"""Dates as people write them and as RDF has them; the only parser of dates.

What is stored is a year, a month or a day of ISO 8601 (2022, 2022-12, 2022-12-19), in ASCII digits,
without a time zone; there is no year 0. One policy holds for all that read dates: a text in another
form is never taken for a date, since 3/4/2022 is two dates. It is only read for a suggestion, day
first, as Mexico and Europe write it; month first only where the day cannot be first (12/31/2022).
Who asks:

- `mapping.values`: the cell of a table; another form is a problem, with the suggestion. The period
  of a figure may be an interval or uncertain, too (EDTF, https://www.loc.gov/standards/datetime/)
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
from kg.rdf.namespaces import EDTF, XSD

#: datatype of intervals and uncertain dates: Extended Date/Time Format of the Library of Congress
EDTF_TYPE: Final = EDTF + "EDTF"
_YEAR: Final = re.compile(r"[0-9]{4}")
_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBERS: Final = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})")
_STORED: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?:T.*)?")
_NO_YEAR: Final = "0000"
#: a date of which EDTF says that it is uncertain (?), approximate (~) or both (%)
_UNCERTAIN: Final = re.compile(r"([0-9-]+)[?~%]?")
_OPEN: Final = ".."
#: two dates that people join by a word or a dash, and the short form 2013-17
_SPAN: Final = re.compile(
    r"([0-9-]{4,10}?)\s*(?:–|—|-| to | a | al |/)\s*([0-9]{2}|[0-9]{4}[0-9-]*)"
)
#: first letters of months in Spanish → in English, where they differ
_MONTHS: Final = {"ene": "Jan", "abr": "Apr", "ago": "Aug", "dic": "Dec"} | {
    name.lower(): name for name in calendar.month_abbr if name
}
_SPANISH_MONTH: Final = re.compile(
    r"\b(?:ene(?:ro)?|feb(?:rero)?|mar(?:zo)?|abr(?:il)?|mayo?|jun(?:io)?|jul(?:io)?|ago(?:sto)?"
    r"|sep(?:tiembre|t)?|oct(?:ubre)?|nov(?:iembre)?|dic(?:iembre)?)\b\.?",
    re.IGNORECASE,
)
_QUARTER: Final = re.compile(r"([0-9]{4})[- ]?[QT]([1-4])", re.IGNORECASE)
_ABOUT: Final = re.compile(
    r"(?:c\.|ca\.|circa|about|around|hacia|aprox\.?)\s*([0-9-]{4,10})", re.IGNORECASE
)


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


def period(text: str) -> Literal | None:
    """Return a period: a date, or as edtf:EDTF an interval, an uncertain or an open one.

    Returns:
        None for what is not written like 2022, 2022-12, 2022-12-19, 2013/2017, 2013/.. or 2019~,
        or ends before it begins.
    """
    date = literal(text)
    if date is not None:
        return date
    first, slash, last = text.partition("/")
    if not slash:
        return Literal(text, EDTF_TYPE) if _bounded(text) else None
    ends = [end for end in (first, last) if end != _OPEN]
    if not ends or not all(_bounded(end) for end in ends):
        return None
    return None if ends_before_it_begins(text) else Literal(text, EDTF_TYPE)


def ends_before_it_begins(text: str) -> bool:
    """Return whether a text is an interval of two dates, the second of which is the earlier."""
    first, _, last = (part.rstrip("?~%") for part in text.partition("/"))
    return bool(first_day(first) and last_day(last)) and first_day(first) > last_day(last)


def _bounded(text: str) -> bool:
    """Return whether a text is a date, marked as uncertain or not."""
    match = _UNCERTAIN.fullmatch(text)
    return match is not None and literal(match[1]) is not None


def suggested_period(text: str) -> str:
    """Return the period that a text such as 2013-17, 2017Q3 or "c. 2019" probably means, or ""."""
    text = text.strip()
    if match := _QUARTER.fullmatch(text):
        month = 3 * int(match[2])
        return f"{match[1]}-{month - 2:02}/{match[1]}-{month:02}"
    if match := _ABOUT.fullmatch(text):
        return f"{match[1]}~" if literal(match[1]) else ""
    if match := _SPAN.fullmatch(text):
        first, last = match.groups()
        return _interval(first, last) if len(last) > 2 else _years(first, first[:2] + last)
    return suggested(text)


def _years(first: str, last: str) -> str:
    """Return two years as an interval, or "" where they are none: 2022-13 is no span of years."""
    span = f"{first}/{last}"
    return span if _YEAR.fullmatch(first) and first <= last and period(span) else ""


def _interval(first: str, last: str) -> str:
    """Return two dates as an interval, the earlier first, or "" where one of them is none."""
    if literal(first) is None or literal(last) is None:
        return ""
    return f"{last}/{first}" if ends_before_it_begins(f"{first}/{last}") else f"{first}/{last}"


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


def from_formats(text: str, formats: Iterable[str]) -> tuple[str, ...]:
    """Return the ISO forms of a date in the formats that fit; several where they disagree.

    Args:
        text: A date as somebody else's table has it.
        formats: Formats of `datetime.strptime`, with the names of months in English or Spanish.
            One without a day gives a month, one without a month gives a year.
    """
    return tuple(dict.fromkeys(filter(None, (_parsed(text, form) for form in formats))))


def _parsed(text: str, form: str) -> str:
    if re.search("%[bB]", form):
        text = _SPANISH_MONTH.sub(lambda name: _MONTHS[name[0].lower()[:3]], text)
        form = form.replace("%B", "%b")
        text = re.sub(r"[^\W\d_]{4,}", lambda name: _shortened(name[0]), text)
    try:
        parsed = datetime.datetime.strptime(text, form)
    except ValueError:
        return ""
    if "%d" in form:
        return parsed.date().isoformat()
    year = f"{parsed.year:04}"
    return f"{year}-{parsed.month:02}" if re.search("%[mb]", form) else year


def _shortened(name: str) -> str:
    """Return the first three letters of the English name of a month; other words as they are."""
    return name[:3] if name.capitalize() in calendar.month_name else name


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
