"""Values of columns by which people narrow an answer, each with the number of its rows.

The address of a page says what it is narrowed to: `only.state=id:jalisco`. It names the language,
too, since names among the values have one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Final

from starlette.requests import Request

from kg.errors import in_language
from kg.model import Iri, Literal, Solutions, Term
from kg.rdf.iris import shorten
from kg.results.numbers import AMOUNT_TYPES
from kg.web.description import Value
from kg.web.problems import Problem
from kg.web.render import PREFIX, address, language_of

#: the key of a cell without a value
NONE: Final = "-"
_MOST_VALUES: Final = 25  # of a column by which an answer is narrowed
_LEAST_ROWS: Final = 8  # that are worth narrowing
_MOST_FACETS: Final = 6  # of an answer

Row = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a column.

    Attributes:
        text: What people read; empty for cells without a value.
        count: How many rows have it, of those that all other choices leave.
        address: Of the answer narrowed to it; where it is chosen, of the answer without that.
        is_chosen: Whether the answer is narrowed to it.
    """

    text: str
    count: int
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A column by which an answer can be narrowed.

    Attributes:
        column: Its place among the columns.
        choices: Its values, those of most rows first.
    """

    column: int
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> Choice | None:
        """The value to which the answer is narrowed."""
        return next((choice for choice in self.choices if choice.is_chosen), None)


def chosen_of(request: Request) -> dict[str, str]:
    """Return what an address narrows an answer to: column → key of its value."""
    return {
        name.removeprefix(PREFIX): value
        for name, value in request.query_params.items()
        if name.startswith(PREFIX) and value
    }


def narrowed(answer: Solutions, chosen: Mapping[str, str]) -> Solutions:
    """Return the rows of an answer that have the chosen values.

    Raises:
        Problem: It has no such column.
    """
    if not chosen:
        return answer
    places = _places(answer.variables, chosen)
    return Solutions(answer.variables, (row for row in answer.rows if _fits(row, places)))


def facets(
    request: Request,
    columns: Sequence[str],
    rows: Sequence[Row],
    chosen: Mapping[str, str],
    shown: Callable[[int, Term | None], Value | None],
) -> Iterator[Facet]:
    """Yield the columns by which an answer can be narrowed, in their order.

    These are some columns of few values, which are no numbers; one that says the same as a column
    before it is left out. A chosen one is there in any case.

    Args:
        request: What was asked.
        columns: The names of the columns.
        rows: All rows of the answer, before it is narrowed.
        chosen: To which values it is narrowed: column → key.
        shown: What people read for a value, from the place of the column.
    """
    places = _places(columns, chosen)
    keys = [[_key(row[place]) for row in rows] for place in range(len(columns))]
    before: list[list[str]] = []
    for place, name in enumerate(columns):
        is_helpful = (
            len(before) < _MOST_FACETS
            and _is_helpful(rows, place, keys[place])
            and not any(_is_the_same(keys[place], other) for other in before)
        )
        if is_helpful or place in places:
            before.append(keys[place])
            others = {other: key for other, key in places.items() if other != place}
            fitting = [
                (row[place], keys[place][number])
                for number, row in enumerate(rows)
                if all(keys[other][number] == key for other, key in others.items())
            ]
            texts = partial(shown, place)
            if choices := _choices(request, name, fitting, chosen.get(name), texts):
                yield Facet(place, tuple(choices))


def _choices(
    request: Request,
    name: str,
    fitting: Iterable[tuple[Term | None, str]],
    chosen: str | None,
    shown: Callable[[Term | None], Value | None],
) -> list[Choice]:
    """Return the values of a column to choose from, the most frequent first.

    Args:
        request: What was asked.
        name: The name of the column.
        fitting: Each value, with its key, of the rows that the other columns leave.
        chosen: The key of the value that the column is narrowed to.
        shown: What people read for a value.
    """
    counts: Counter[str] = Counter()
    texts: dict[str, str] = {}
    for term, key in fitting:
        counts[key] += 1
        if key not in texts:
            value = shown(term)
            texts[key] = value.text if value else ""
    if chosen is not None and chosen not in counts:
        counts[chosen], texts[chosen] = 0, chosen
    choices = []
    for key, count in counts.items():
        is_chosen = chosen == key
        parameters = {PREFIX + name: "" if is_chosen else key, "page": ""}
        there = address(request, **parameters, lang=language_of(request))
        choices.append(Choice(texts[key], count, there, is_chosen))
    return sorted(choices, key=lambda choice: (-choice.count, choice.text))


def _places(columns: Sequence[str], chosen: Mapping[str, str]) -> dict[int, str]:
    """Return the keys by the place of their column.

    Raises:
        Problem: There is no such column.
    """
    for name in chosen:
        if name not in columns:
            raise Problem(
                HTTPStatus.BAD_REQUEST,
                in_language(
                    f"the answer has no column '{name}'; it has: {', '.join(columns)}",
                    f"la respuesta no tiene la columna «{name}»; tiene: {', '.join(columns)}",
                ),
            )
    return {columns.index(name): key for name, key in chosen.items()}


def _fits(row: Row, places: Mapping[int, str]) -> bool:
    return all(_key(row[place]) == key for place, key in places.items())


def _key(term: Term | None) -> str:
    """Return how an address names a value."""
    if isinstance(term, Iri):
        return shorten(term.value)
    return (term.value if term else "") or NONE


def _is_helpful(rows: Sequence[Row], place: int, keys: Sequence[str]) -> bool:
    """Return whether a column has few values for its rows, and they are no measures."""
    if len(rows) < _LEAST_ROWS or not 2 <= len(set(keys)) <= min(_MOST_VALUES, len(rows) // 2):
        return False
    return not any(is_number(row[place]) for row in rows)


def is_number(term: Term | None) -> bool:
    """Return whether a value is a number."""
    return isinstance(term, Literal) and term.datatype in AMOUNT_TYPES


def _is_the_same(keys: Sequence[str], others: Sequence[str]) -> bool:
    """Return whether two columns part the rows alike."""
    return len(set(zip(keys, others, strict=True))) == len(set(keys)) == len(set(others))
