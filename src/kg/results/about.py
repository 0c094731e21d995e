"""What a reader of an answer must know besides its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from kg.model import XSD_STRING, Literal, Term


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


def _same(column: str, text: str) -> str:
    return text


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
        word: What people read for the code in a cell, from its column and its text.
    """

    title: str = ""
    notes: Callable[[], Sequence[Note]] = _no_notes
    headings: Mapping[str, str] = MappingProxyType({})
    details: Callable[[], Sequence[tuple[str, str]]] = _no_details
    word: Callable[[str, str], str] = _same

    def worded(
        self, rows: Iterable[tuple[Term | None, ...]], columns: Sequence[str]
    ) -> Iterator[tuple[Term | None, ...]]:
        """Yield rows for people: with words in place of codes."""
        for row in rows:
            yield tuple(
                term._replace(value=self.word(column, term.value))
                if isinstance(term, Literal) and term.datatype == XSD_STRING
                else term
                for column, term in zip(columns, row, strict=True)
            )

    def headed(self, columns: Sequence[str]) -> list[str]:
        """Return the headings of some columns."""
        return [self.headings.get(column, column) for column in columns]
