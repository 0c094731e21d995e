"""Classes of values, and their colours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kg.errors import in_language

_MOST: Final = 5
#: one hue from light to dark: whoever sees no red or no green tells them apart, and a printer too
_COLOURS: Final = ("#c6dbef", "#9ecae1", "#6baed6", "#3182bd", "#08519c")
ZERO: Final = "#f1f4f7"


@dataclass(frozen=True, slots=True)
class Scale:
    """Classes of values from low to high.

    Attributes:
        bounds: The lowest and the highest value of each class that holds any.
        has_zero: Whether 0 is among the values; it is a class of its own.
    """

    bounds: tuple[tuple[float, float], ...]
    has_zero: bool

    @classmethod
    def of(cls, values: Iterable[float]) -> Scale:
        """Return classes that hold about as many values each, at most five.

        Equal values are never in two classes; 0 stands beside them.
        """
        ordered = sorted(value for value in values if value != 0)
        return cls(tuple(_classes(ordered)), has_zero=len(ordered) < _count(values))

    def colour(self, value: float) -> str:
        """Return the colour of a value."""
        if value == 0:
            return ZERO
        colours = _COLOURS[-len(self.bounds) :] if len(self.bounds) > 1 else _COLOURS[2:3]
        for (_, high), colour in zip(self.bounds, colours, strict=True):
            if value <= high:
                return colour
        return colours[-1]

    def legend(self) -> list[tuple[str, str]]:
        """Return the colour and the words of each class, low to high."""
        listed = [(ZERO, "0")] if self.has_zero else []
        for low, high in self.bounds:
            words = number(low) if low == high else f"{number(low)} – {number(high)}"
            listed.append((self.colour(high), words))
        return listed


def number(value: float) -> str:
    """Return a number as it is written in Mexico and in English: 1,234.5."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.4g}"


def no_data() -> str:
    """Return the words for what nobody states."""
    return in_language("no data", "sin datos")


def _count(values: Iterable[float]) -> int:
    return sum(1 for _ in values)


def _classes(ordered: list[float]) -> Iterable[tuple[float, float]]:
    distinct = sorted(set(ordered))
    if len(distinct) <= _MOST:
        return [(value, value) for value in distinct]
    classes: list[tuple[float, float]] = []
    start = 0
    for number_ in range(1, _MOST + 1):
        end = max(len(ordered) * number_ // _MOST, start + 1)
        while end < len(ordered) and ordered[end] == ordered[end - 1]:
            end += 1
        if start < len(ordered):
            classes.append((ordered[start], ordered[min(end, len(ordered)) - 1]))
        start = end
    return classes
