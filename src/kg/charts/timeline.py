"""A time line: one row for each thing, its date as wide as it is known."""

from __future__ import annotations

import calendar
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kg.errors import in_language
from kg.export.xml_escape import attribute, content

_WIDTH, _LEFT, _RIGHT = 860, 478, 836  # of the picture; where the axis begins and ends
_ROW, _LINE = 19, 15
_TITLE: Final = 76  # letters of a line of the title
_LABEL: Final = 71  # letters of a row
_NOTE: Final = 130
_TICKS: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500)  # years between two lines of the axis
_MOST_TICKS: Final = 10
#: blue, orange, green, purple, vermilion: told apart by the colour-blind (Okabe and Ito, 2008)
_COLOURS: Final = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9")
_OTHER: Final = "#7f8790"


@dataclass(frozen=True, slots=True)
class Moment:
    """Something with a date.

    Attributes:
        start: A year, month or day: `2018`, `2018-05`, `2018-05-03`.
        end: The same, empty where none is stated.
        label: What it is.
        kind: What happened, in a word; it has a colour of its own.
        is_inferred: Whether no document prints it.
    """

    start: str
    end: str
    label: str
    kind: str
    is_inferred: bool = False


def svg(moments: Sequence[Moment], title: str, notes: Sequence[str] = ()) -> str:
    """Return the time line as SVG: the earliest first, an axis in years, a legend, notes.

    A year is drawn as wide as a year, a day as a dot. What is inferred is hollow.

    Args:
        moments: At least one.
        title: Stands above; empty leaves it out.
        notes: Sentences below, such as how many things have no date.
    """
    return "".join(_Drawing(sorted(moments, key=by_date), title, notes).parts())


def by_date(moment: Moment) -> tuple[str, str, str]:
    """Return the key that sorts moments."""
    return moment.start, moment.end, moment.label


class _Drawing:
    """One picture: where the years lie, and which colour a kind has."""

    def __init__(self, moments: Sequence[Moment], title: str, notes: Sequence[str]) -> None:
        self._moments = moments
        self._title = textwrap.wrap(title, _TITLE)[:2]
        self._name = title or in_language("Time line", "Línea de tiempo")
        self._notes = [line for note in notes for line in textwrap.wrap(note, _NOTE)]
        kinds = [moment.kind for moment in moments]
        ranked = sorted(dict.fromkeys(kinds), key=lambda kind: (-kinds.count(kind), kind))
        self._colours = dict(zip(ranked, _COLOURS, strict=False))
        self._kinds = [kind for kind in ranked if kind]
        self._top = 22 + 26 * len(self._title)
        self._step, self._first, self._last = _axis(moments)
        self._dates = max(len(_written(moment)) for moment in moments)

    def parts(self) -> Iterator[str]:
        lines = [self._lines_of(moment) for moment in self._moments]
        bottom = self._top + 10 + sum(map(_tall, lines))
        legend = list(self._legend(bottom + 24))
        rows = 1 + max((row for row, _ in legend), default=0)
        under = bottom + 24 + 20 * rows
        height = under + _LINE * len(self._notes) + 4
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
            f'font-family="sans-serif" font-size="12" role="img" '
            f"aria-label={attribute(self._name)}>\n<title>{content(self._name)}</title>\n"
            '<rect width="100%" height="100%" fill="white"/>\n'
        )
        for row, text in enumerate(self._title):
            yield (
                f'<text x="16" y="{26 + 24 * row}" font-size="18" font-weight="bold">'
                f"{content(text)}</text>\n"
            )
        yield from self._years(bottom)
        y = self._top + 10
        for moment, texts in zip(self._moments, lines, strict=True):
            yield from self._row(moment, texts, y)
            y += _tall(texts)
        yield from (part for _, part in legend)
        for row, text in enumerate(self._notes):
            y = under + _LINE * row + 8
            yield f'<text x="16" y="{y}" font-size="11" fill="#55616e">{content(text)}</text>\n'
        yield "</svg>\n"

    def _lines_of(self, moment: Moment) -> list[str]:
        """Return the lines of the label of a moment."""
        return textwrap.wrap(moment.label, _LABEL - self._dates) or [""]

    def _years(self, bottom: int) -> Iterator[str]:
        """Yield the lines of the axis with their years."""
        for year in range(self._first, self._last + 1, self._step):
            x = self._x(float(year))
            yield (
                f'<line x1="{x:.1f}" y1="{self._top}" x2="{x:.1f}" y2="{bottom}" '
                f'stroke="#d5dbe1"/><text x="{x:.1f}" y="{self._top - 5}" font-size="11" '
                f'fill="#55616e" text-anchor="middle">{year}</text>\n'
            )

    def _row(self, moment: Moment, texts: Sequence[str], y: int) -> Iterator[str]:
        colour = self._colours.get(moment.kind, _OTHER)
        date = _written(moment)
        caption = " · ".join(filter(None, (date, moment.kind)))
        yield (
            f"<g><title>{content(f'{moment.label}: {caption}')}</title>"
            f'<text x="16" y="{y + 13}" fill="#55616e">{content(date)}</text>'
        )
        for row, text in enumerate(texts):
            yield (
                f'<text x="{26 + 6.7 * self._dates:.1f}" y="{y + 13 + _LINE * row}">'
                f"{content(text)}</text>"
            )
        left, right = self._x(_begin(moment.start)), self._x(_finish(moment.end or moment.start))
        style = (
            f'fill="white" stroke="{colour}" stroke-width="1.6"'
            if moment.is_inferred
            else f'fill="{colour}"'
        )
        if right - left < 8:
            yield f'<circle cx="{(left + right) / 2:.1f}" cy="{y + 9}" r="4.5" {style}/></g>\n'
        else:
            yield (
                f'<rect x="{left:.1f}" y="{y + 5}" width="{right - left:.1f}" height="8" '
                f'rx="3" {style}/></g>\n'
            )

    def _legend(self, y: int) -> Iterator[tuple[int, str]]:
        """Yield the entries of the legend, each with the number of its row."""
        x, row = 16.0, 0
        named = [kind for kind in self._kinds if kind in self._colours]
        entries = [(kind, f'fill="{self._colours[kind]}"') for kind in named]
        others = [kind for kind in self._kinds if kind not in self._colours]
        if others:
            words = in_language("others: ", "otros: ") + ", ".join(others)
            lines = textwrap.wrap(words, _NOTE)
            entries += [(line, f'fill="{_OTHER}"' if line == lines[0] else "") for line in lines]
        if any(moment.is_inferred for moment in self._moments):
            hollow = in_language("hollow: inferred, not printed", "hueco: inferido, no impreso")
            entries.append((hollow, 'fill="white" stroke="#55616e" stroke-width="1.6"'))
        for words, style in entries:
            wide = 24 + 6.6 * len(words)
            if x + wide > _WIDTH - 16 and x > 16:
                x, row = 16.0, row + 1
            middle = y + 20 * row
            dot = f'<circle cx="{x + 5:.1f}" cy="{middle - 4}" r="4.5" {style}/>' if style else ""
            yield (
                row,
                f'{dot}<text x="{x + 15:.1f}" y="{middle}" font-size="11.5">'
                f"{content(words)}</text>\n",
            )
            x += wide

    def _x(self, year: float) -> float:
        span = max(self._last - self._first, 1)
        return _LEFT + (year - self._first) / span * (_RIGHT - _LEFT)


def _written(moment: Moment) -> str:
    ends = moment.end and moment.end != moment.start
    return f"{moment.start} – {moment.end}" if ends else moment.start


def _tall(lines: Sequence[str]) -> int:
    """Return the height of the row of a label."""
    return _ROW + _LINE * (len(lines) - 1)


def _axis(moments: Sequence[Moment]) -> tuple[int, int, int]:
    """Return the years between two lines, the first year and the last."""
    first = min(int(_begin(moment.start)) for moment in moments)
    last = max(int(_finish(moment.end or moment.start) + 0.999) for moment in moments)
    step = next((step for step in _TICKS if (last - first) / step <= _MOST_TICKS), _TICKS[-1])
    return step, first // step * step, -(-last // step) * step


def _begin(date: str) -> float:
    """Return where a date begins, in years."""
    year, month, day = _parts(date)
    return year + ((month or 1) - 1) / 12 + ((day or 1) - 1) / 366


def _finish(date: str) -> float:
    """Return where a date ends, in years."""
    year, month, day = _parts(date)
    if not month:
        return year + 1.0
    last = day or calendar.monthrange(year, month)[1]
    return year + (month - 1) / 12 + last / 366


def _parts(date: str) -> tuple[int, int, int]:
    year, month, day = [*date.split("-"), "0", "0"][:3]
    return int(year), int(month), int(day)
