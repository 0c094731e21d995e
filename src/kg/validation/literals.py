"""What SHACL asks of literals: is the form right for the datatype, which of two is smaller.

The forms are those of XML Schema 1.1 Part 2, Datatypes.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import lru_cache

import pyoxigraph as ox

from kg.errors import in_language
from kg.rdf.namespaces import XSD
from kg.validation.data_graph import Term
from kg.validation.xpath_regex import translate

_ZONE = r"(Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_YEAR, _MONTH, _DAY = r"-?([1-9]\d{3,}|0\d{3})", r"(0[1-9]|1[0-2])", r"(0[1-9]|[12]\d|3[01])"
_TIME = r"(([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?|24:00:00(\.0+)?)"
_FLOAT = r"([+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN)"
_SPAN_TIME = r"T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?"
_FORMS = {
    name: re.compile(form, re.ASCII)
    for name, form in {
        "boolean": r"true|false|0|1",
        "integer": r"[+-]?\d+",
        "decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)",
        "float": _FLOAT,
        "double": _FLOAT,
        "date": f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}",
        "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}",
        "dateTimeStamp": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}(Z|[+-][01]\\d:[0-5]\\d)",
        "time": f"{_TIME}{_ZONE}",
        "gYear": f"{_YEAR}{_ZONE}",
        "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}",
        "gMonth": f"--{_MONTH}{_ZONE}",
        "gMonthDay": f"--{_MONTH}-{_DAY}{_ZONE}",
        "gDay": f"---{_DAY}{_ZONE}",
        "duration": rf"-?P(?=[\dT])(\d+Y)?(\d+M)?(\d+D)?({_SPAN_TIME})?",
        "yearMonthDuration": r"-?P(?=\d)(\d+Y)?(\d+M)?",
        "dayTimeDuration": rf"-?P(?=[\dT])(\d+D)?({_SPAN_TIME})?",
        "hexBinary": r"([0-9a-fA-F]{2})*",
        "base64Binary": r"(([A-Za-z0-9+/] ?){4})*(([A-Za-z0-9+/] ?){2}([A-Za-z0-9+/=] ?)=)?",
        "language": r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*",
    }.items()
}
#: integer type → the smallest and the largest value
_RANGES: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    **{
        name: (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        for name, bits in (("long", 64), ("int", 32), ("short", 16), ("byte", 8))
    },
    **{
        name: (0, 2**bits - 1)
        for name, bits in (
            ("unsignedLong", 64),
            ("unsignedInt", 32),
            ("unsignedShort", 16),
            ("unsignedByte", 8),
        )
    },
}
_DATED = frozenset(["date", "dateTime", "dateTimeStamp", "gMonthDay"])


def well_formed(literal: ox.Literal) -> bool:
    """Return whether the lexical form is one of the datatype; unknown datatypes have no form."""
    datatype = literal.datatype.value
    if not datatype.startswith(XSD):
        return True
    name, value = datatype.removeprefix(XSD), literal.value
    if name in _RANGES:
        if not _FORMS["integer"].fullmatch(value):
            return False
        least, most = _RANGES[name]
        number = Decimal(value)
        return (least is None or number >= least) and (most is None or number <= most)
    form = _FORMS.get(name)
    if form is None:
        return True
    return bool(form.fullmatch(value)) and (name not in _DATED or _day_exists(value))


def _day_exists(value: str) -> bool:
    """Return whether the month has that day; the calendar repeats every 400 years."""
    date = re.match(r"(-?\d+|-)-(\d\d)-(\d\d)", value)
    assert date is not None, value
    year = 4 if date[1] == "-" else abs(int(date[1]))  # a day of a month without a year: leap
    return int(date[3]) <= calendar.monthrange(year % 400 + 400, int(date[2]))[1]


_NUMBERS: dict[str, Callable[[str], Decimal | float]] = {
    **dict.fromkeys((XSD + name for name in (*_RANGES, "decimal")), Decimal),
    XSD + "double": float,
    XSD + "float": float,
}


def is_less(first: Term, second: Term, *, or_equal: bool = False) -> bool:
    """Return whether first < second (or ≤) as SPARQL compares; False where it cannot."""
    if not isinstance(first, ox.Literal) or not isinstance(second, ox.Literal):
        return False
    left, right = _number(first), _number(second)
    if left is not None and right is not None:
        if isinstance(left, float) or isinstance(right, float):
            left, right = float(left), float(right)
        return left <= right if or_equal else left < right
    return _compared(first, second, "<=" if or_equal else "<")


def _number(literal: ox.Literal) -> Decimal | float | None:
    read = _NUMBERS.get(literal.datatype.value)
    if read is None:
        return None
    try:
        return read(literal.value)
    except (ValueError, InvalidOperation):
        return None


_MEMORY_OF_PATTERN = 64 << 20  # bytes
_ENGINE = ox.Store()  # empty: it only evaluates expressions


@lru_cache(maxsize=4096)
def _compared(first: ox.Literal, second: ox.Literal, operator: str) -> bool:
    return _holds(f"?first {operator} ?second", first=first, second=second)


def _holds(condition: str, **terms: ox.Literal) -> bool:
    """Return whether SPARQL finds the condition true of the terms; an error is false."""
    names = " ".join(f"?{name}" for name in terms)
    answer = _ENGINE.query(
        f"SELECT {names} {{ FILTER ({condition}) }}",
        substitutions={ox.Variable(name): term for name, term in terms.items()},
    )
    assert isinstance(answer, ox.QuerySolutions)
    return any(True for _ in answer)


class Pattern:
    """A regular expression as SPARQL's REGEX understands it, in linear time.

    Source: SPARQL 1.1, section 17.4.3.14.

    Attributes:
        text: The expression.
    """

    def __init__(self, pattern: str, flags: str) -> None:
        """Compile the expression.

        Args:
            pattern: A regular expression of XPath.
            flags: Its flags.

        Raises:
            ValueError: It is none, or cannot be matched in linear time.
        """
        import re2  # only where a shape has a pattern

        self.text = pattern
        options = re2.Options()
        options.log_errors = False
        options.max_mem = _MEMORY_OF_PATTERN
        try:
            self._compiled = re2.compile(translate(pattern, flags).encode(), options)
        except re2.error as error:
            raise ValueError(
                in_language(
                    f"it is too large for the engine ({error})",
                    f"es demasiado grande para el motor ({error})",
                )
            ) from error

    def matches(self, text: str) -> bool:
        """Return whether the expression matches anywhere in the text."""
        return self.matches_utf8(text.encode())

    def matches_utf8(self, text: bytes) -> bool:
        """Return whether the expression matches anywhere in a text in UTF-8."""
        return self._compiled.search(text) is not None


def language_fits(tag: str, language_range: str) -> bool:
    """Return whether a language tag falls under a range, as langMatches does.

    Source: SPARQL 1.1, section 17.4.3.9; basic filtering of RFC 4647, section 3.3.1.
    """
    tag, language_range = tag.lower(), language_range.lower()
    if language_range == "*":
        return bool(tag)
    return tag == language_range or tag.startswith(language_range + "-")
