"""The values that pass between the layers: terms, quads, positions, problems, reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Final, NamedTuple
from typing import Literal as Choice

RDF_LANGSTRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"


class Iri(NamedTuple):
    """An absolute IRI."""

    value: str

    def __str__(self) -> str:
        return self.value


class BNode(NamedTuple):
    """A blank node; the label means nothing outside its document."""

    value: str

    def __str__(self) -> str:
        return f"_:{self.value}"


class Literal(NamedTuple):
    """A literal: lexical form, datatype IRI, language tag (lower case) or empty."""

    value: str
    datatype: str = XSD_STRING
    language: str = ""

    def __str__(self) -> str:
        return self.value


Term = Iri | BNode | Literal

#: what takes the place of a variable: a term, or a list of terms inside IN (…)
Binding = Term | list[Term]

#: tells how far a long work is: (step in words, done, total)
Progress = Callable[[str, int, int], None]


def silent(step: str, done: int, total: int) -> None:
    """Show no progress."""


def text(value: str, language: str = "") -> Literal:
    """Return a plain or language-tagged string literal."""
    return Literal(value, RDF_LANGSTRING if language else XSD_STRING, language)


class Triple(NamedTuple):
    """subject, predicate, object."""

    subject: Iri | BNode
    predicate: Iri
    object: Term


class Quad(NamedTuple):
    """A triple in a graph; `graph` None is the default graph, the facts."""

    subject: Iri | BNode
    predicate: Iri
    object: Term
    graph: Iri | None = None

    @property
    def triple(self) -> Triple:
        """The quad without its graph."""
        return Triple(self.subject, self.predicate, self.object)


class Position(NamedTuple):
    """A place in a file; line and column count from 1, column 0 is unknown."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        if not self.column:
            return f"{self.file}:{self.line}"
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that cannot be read or mapped, with the place and the mend."""

    position: Position
    message: str
    column: str = ""

    def __str__(self) -> str:
        where = f" ({self.column})" if self.column else ""
        return f"{self.position}{where}: {self.message}"


class Located(NamedTuple):
    """A quad and the place it was read from."""

    quad: Quad
    position: Position


Severity = Choice["violation", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Violation:
    """One result of a validation: what breaks which shape, and where it was said."""

    code: str
    severity: Severity
    focus: Term
    path: str
    value: Term | None
    messages: tuple[tuple[str, str], ...]  # (language, text)
    component: str = ""
    expected: tuple[str, ...] = ()  # the parameter of the shape (minCount, class …), its values
    positions: tuple[Position, ...] = ()
    values: tuple[Term, ...] = ()  # all values of the path, where there are too many
    severity_iri: str = ""  # as the shape has it; one of its own counts as a violation
    shape: Term | None = None  # the shape that found it
    path_turtle: str = ""  # the whole path in Turtle; `path` is its property, where it is one

    def message(self, language: str) -> str:
        """Return the message in `language`, else in English, else the first."""
        table = dict(self.messages)
        return table.get(language) or table.get("en") or next(iter(table.values()), "")


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a validation, most severe first, then by code and focus node.

    results: where there are very many, they are found again each time they are read, so that
    they need no memory; `counts` is then how many there are of each severity.
    """

    results: Sequence[Violation] = ()
    checked: int = 0
    notes: tuple[str, ...] = ()  # why more was checked than the change touches
    counts: Mapping[Severity, int] | None = None

    def count(self, severity: Severity) -> int:
        """Return how many results have this severity."""
        if self.counts is not None:
            return self.counts.get(severity, 0)
        return sum(result.severity == severity for result in self.results)

    def conforms(self, fail_on: str = "violation") -> bool:
        """Return whether nothing is as severe as `fail_on` (violation, warning, info, none)."""
        order = {"violation": 0, "warning": 1, "info": 2}
        if fail_on == "none":
            return True
        if self.counts is not None:
            return not any(
                order[severity] <= order[fail_on] and count
                for severity, count in self.counts.items()
            )
        return not any(order[result.severity] <= order[fail_on] for result in self.results)


@dataclass(frozen=True, slots=True)
class Solutions:
    """The answer to a SELECT: variable names, and rows that may be read once.

    serialize: writes the rows as csv, tsv, json or xml without making terms of them, instead of
    reading `rows`; twice as fast, where the store can.
    """

    variables: tuple[str, ...]
    rows: Iterator[tuple[Term | None, ...]] = field(repr=False)
    serialize: Callable[[str, BinaryIO], None] | None = field(default=None, repr=False)
