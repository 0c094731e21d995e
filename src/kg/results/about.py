"""What a reader of an answer must know besides its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple


class Note(NamedTuple):
    """A sentence about an answer.

    Attributes:
        name: What it is about, such as `proposed`; the same in every language.
        text: The sentence.
    """

    name: str
    text: str


def says_something(row: Iterable[object]) -> bool:
    """Return whether there is more in a row of an answer than zeros and nothing."""
    return any(str(term or 0) != "0" for term in row)


def _no_notes() -> Sequence[Note]:
    return ()


def _no_details() -> Sequence[tuple[str, str]]:
    return ()


class About(NamedTuple):
    """The question behind an answer, and what the answer leaves out.

    Attributes:
        title: The question, empty where it has no words.
        notes: What is left out. It is called when all rows are written, since the number of rows
            may be part of it.
        headings: Column → what people call it; a column without one has its name.
        details: What else a workbook says of the answer, as pairs of what and how much: parameters,
            day, version of the graph, sources. It is called where they are written.
    """

    title: str = ""
    notes: Callable[[], Sequence[Note]] = _no_notes
    headings: Mapping[str, str] = MappingProxyType({})
    details: Callable[[], Sequence[tuple[str, str]]] = _no_details

    def headed(self, columns: Sequence[str]) -> list[str]:
        """Return the headings of some columns."""
        return [self.headings.get(column, column) for column in columns]
