"""Read the cells of a custom table as its mapping says they are written.

A column has few different texts; each is read once, and what is wrong with it is found once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, Protocol

from kg.errors import UnknownName, UsageError, in_language
from kg.mapping.column import Column
from kg.mapping.custom import CellForm
from kg.mapping.values import Wrong, only
from kg.rdf import dates, iris
from kg.tables.records import Number

_MOST: Final = 50_000  # texts of a column that are remembered
_PLAIN: Final = re.compile(r"[-+−]?[0-9]+(?:\.[0-9]+)?")
#: whole numbers in groups of three, with the mark between them that each decimal mark leaves
_GROUPED: Final = {
    ",": re.compile(r"[-+−]?(?:[0-9]{1,3}(?:[.\s'’][0-9]{3})+|[0-9]+)(?:,[0-9]+)?"),
    ".": re.compile(r"[-+−]?(?:[0-9]{1,3}(?:[,\s'’][0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"),
}
#: what is a number with either decimal mark, and another one
_OPEN: Final = re.compile(r"[-+−]?[0-9]{1,3}[.,][0-9]{3}")
#: formats of dates that a mapping may have to name, those with the day first before the others
FORMATS: Final = (
    *("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d de %B de %Y", "%d-%b-%Y", "%d %B %Y"),
    *("%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%B %d, %Y"),
    *("%Y/%m/%d", "%m/%Y", "%B de %Y", "%B %Y", "%b-%Y"),
)
_SIGN: Final = str.maketrans({"+": None, "−": "-"})
_HOST: Final = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)


class Resolver(Protocol):
    """What finds ids and codes by name; raises UsageError where it finds none, or several."""

    def entity(self, name: str, kinds: tuple[str, ...]) -> str:
        """Return the id of the entity of one of these kinds."""

    def code(self, name: str, scheme: str) -> str:
        """Return the code of a scheme."""


class CellReader:
    """Reads the cells of one column."""

    def __init__(self, column: Column, form: CellForm, names: Resolver) -> None:
        """Read nothing yet.

        Args:
            column: What the cells mean.
            form: How they are written.
            names: Finds ids and codes by name.
        """
        self._column, self._form, self._names = column, form, names
        # text → what it says, or what is wrong with it; numbers of a workbook aside
        self._read: tuple[dict[str, str | Wrong], dict[str, str | Wrong]] = {}, {}

    def __call__(self, text: str) -> str:
        """Return a cell as the declaration wants it, several values with ";" between them.

        Raises:
            Wrong: A value of it cannot be read.
        """
        read = self._read[isinstance(text, Number)]
        reading = read.get(text)
        if reading is None:
            if len(read) >= _MOST:
                read.clear()
            try:
                reading = self._values(text)
            except Wrong as wrong:
                reading = wrong
            read[text] = reading
        if isinstance(reading, Wrong):
            raise reading
        return reading

    def _values(self, text: str) -> str:
        items = [text]
        if self._form.separator and not self._is_meant_as_a_whole(text):
            items = [item.strip() for item in text.split(self._form.separator)]
        values = [self._value(item) for item in items if item]
        return ";".join(filter(None, values))

    def _is_meant_as_a_whole(self, text: str) -> bool:
        """Return whether a cell, such as "n/d", has a meaning though a separator is in it."""
        folded = iris.fold(text)
        return folded in self._form.skip or folded in self._form.values

    def _value(self, text: str) -> str:
        form, column = self._form, self._column
        folded = iris.fold(text) if form.values or form.skip else ""
        if folded in form.skip and form.skip:
            return ""
        meant = form.values.get(folded) if form.values else None
        if meant is not None:
            return meant
        if form.prefix and not _begins(text, form.prefix):
            if column.type == "uri" and not _HOST.fullmatch(text):
                raise Wrong(_no_host(text), text)
            text = form.prefix + text
        if column.type == "date":
            return _date(text, form)
        if column.type in ("number", "integer"):
            return _number(text, form, is_whole=column.type == "integer")
        if column.type == "uri" and _HOST.fullmatch(text):
            raise Wrong(_no_scheme(text), text)
        if form.by_name:
            return self._named(text)
        return text

    def _named(self, text: str) -> str:
        """Return the id or code of what has this name."""
        try:
            if self._column.scheme:
                return self._names.code(text, self._column.scheme)
            return self._names.entity(text, self._column.entity)
        except UsageError as error:
            # of several nobody but the curator can choose one
            near = error.near if isinstance(error, UnknownName) else ()
            raise Wrong(f"{error} {_say_what_it_means(text, near)}", text, near) from error


def _begins(text: str, prefix: str) -> bool:
    """Return whether a text has a prefix already, an address any scheme."""
    return text.startswith(prefix) or ("://" in prefix and "://" in text)


def _say_what_it_means(text: str, near: Sequence[str]) -> str:
    return in_language(
        f'— or say what it means: values = {{ "{text}" = "{only(near)}" }}',
        f'— o diga qué significa: values = {{ "{text}" = "{only(near)}" }}',
    )


def _no_scheme(text: str) -> str:
    return in_language(
        f"'{text}' is no web address, which begins with http:// or https://; "
        'prefix = "https://" puts it before those without',
        f"'{text}' no es una dirección web, que empieza con http:// o https://; "
        'prefix = "https://" lo antepone donde falta',
    )


def _no_host(text: str) -> str:
    return in_language(
        f"'{text}' is no web address, with or without https://; if it says that there is none: "
        f'skip = ["{text}"]',
        f"'{text}' no es una dirección web, con https:// o sin él; si dice que no hay: "
        f'skip = ["{text}"]',
    )


def _date(text: str, form: CellForm) -> str:
    """Return a date as ISO 8601; what nobody can read stays as it is, and is judged later."""
    readings = dates.from_formats(text, form.formats)
    if len(readings) > 1:
        raise Wrong(
            in_language(
                f"'{text}' is {' or '.join(readings)} by the formats of the mapping; "
                "leave one format",
                f"'{text}' es {' o '.join(readings)} según los formatos del mapeo; deje uno solo",
            )
        )
    if readings:
        return readings[0]
    if dates.literal(text) is not None:
        return text
    ways = [f'formats = ["{form}"] ({read})' for form, read in fitting_formats(text)]
    if not ways:
        return text
    raise Wrong(
        in_language(
            f"'{text}' is no ISO date; say in the mapping how it is written: {' or '.join(ways)}",
            f"'{text}' no es una fecha ISO; diga en el mapeo cómo está escrita: {' o '.join(ways)}",
        )
    )


def fitting_formats(text: str) -> list[tuple[str, str]]:
    """Return the usual formats of dates that fit a text, each with the date that it gives."""
    fitting = ((form, dates.from_formats(text, (form,))) for form in FORMATS)
    return [(form, readings[0]) for form, readings in fitting if readings]


def _number(text: str, form: CellForm, *, is_whole: bool) -> str:
    """Return a number with a point and without thousands marks."""
    digits, factor = _without_unit(text, form.unit)
    if not isinstance(text, Number) or digits != text:
        digits = _unmarked(text, digits, form.decimal)
    if factor == 1:
        return digits
    product = Decimal(digits) * factor
    is_round = is_whole or product == product.to_integral_value()
    return f"{product.to_integral_value() if is_round else product.normalize():f}"


def _unmarked(text: str, digits: str, decimal: str) -> str:
    """Return the digits of a number without thousands marks, a point before its fraction.

    Args:
        text: The cell.
        digits: The cell without its unit.
        decimal: The decimal mark that the mapping declares, if it does.
    """
    if not decimal:
        if _OPEN.fullmatch(digits) or not _PLAIN.fullmatch(digits):
            raise Wrong(_undeclared(text))
        return digits.translate(_SIGN)
    if not _GROUPED[decimal].fullmatch(digits):
        raise Wrong(
            in_language(
                f"'{text}' is no number with the decimal mark '{decimal}', and thousands in groups "
                "of three",
                f"'{text}' no es un número con el signo decimal '{decimal}' y miles en grupos de "
                "tres",
            )
        )
    whole, mark, fraction = digits.partition(decimal)
    whole = re.sub(r"[,.\s'’]", "", whole)
    return f"{whole}.{fraction}".translate(_SIGN) if mark else whole.translate(_SIGN)


def number_marks(texts: Iterable[str]) -> tuple[str, ...] | None:
    """Return the decimal marks with which texts are numbers: none is needed, one, or it is open.

    Returns:
        None where they are no numbers with either mark.
    """
    marked = [text for text in texts if _OPEN.fullmatch(text) or not _PLAIN.fullmatch(text)]
    fitting = tuple(mark for mark, form in _GROUPED.items() if all(map(form.fullmatch, marked)))
    return fitting if fitting and marked else None if marked else ()


def _undeclared(text: str) -> str:
    return in_language(
        f"'{text}' is no number in digits and a point; say in the mapping how it is written: "
        'decimal = "," or decimal = ".", and unit = "…" where one stands beside it',
        f"'{text}' no es un número en cifras y punto; diga en el mapeo cómo está escrito: "
        'decimal = "," o decimal = ".", y unit = "…" si lleva una unidad',
    )


def _without_unit(text: str, units: Mapping[str, Decimal]) -> tuple[str, Decimal]:
    """Return a number without the unit that stands beside it, and the factor of the unit."""
    for unit in sorted(filter(None, units), key=len, reverse=True):
        if text.endswith(unit):
            return text.removesuffix(unit).rstrip(), units[unit]
        if text.startswith(unit):
            return text.removeprefix(unit).lstrip(), units[unit]
    if units and "" not in units:
        known = ", ".join(units)
        raise Wrong(
            in_language(
                f"'{text}' has none of the units {known}; \"\" = 1 is for numbers without one",
                f"'{text}' no tiene ninguna de las unidades {known}; \"\" = 1 es para los "
                "números sin unidad",
            )
        )
    return text, units.get("", Decimal(1))
