"""The values that pass between the rooms: terms, quads, positions, problems, reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Final, NamedTuple
from typing import Literal as Choice

RDF_LANGSTRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"


class Iri(NamedTuple):
    """An absolute IRI, in full."""

    value: str

    def __str__(self) -> str:
        return self.value


class BNode(NamedTuple):
    """A blank node; its label means nothing outside its document."""

    value: str

    def __str__(self) -> str:
        return f"_:{self.value}"


class Literal(NamedTuple):
    """A literal.

    Attributes:
        value: The lexical form, as it was written.
        datatype: The IRI of the datatype; rdf:langString where there is a language.
        language: The language tag in lower case, or empty.
    """

    value: str
    datatype: str = XSD_STRING
    language: str = ""

    def __str__(self) -> str:
        return self.value


Term = Iri | BNode | Literal

#: what replaces a variable of a query: a term, or a list of terms inside IN (…)
Binding = Term | list[Term]

#: reports the progress of a long task: (step in words, units done, units in all)
Progress = Callable[[str, int, int], None]


def silent(step: str, done: int, total: int) -> None:
    """Report no progress."""


def text(value: str, language: str = "") -> Literal:
    """Return a string literal, with a language tag where `language` is not empty."""
    return Literal(value, RDF_LANGSTRING if language else XSD_STRING, language)


class Triple(NamedTuple):
    """A statement without its graph."""

    subject: Iri | BNode
    predicate: Iri
    object: Term


class Quad(NamedTuple):
    """A statement in a graph; `graph` None is the default graph, which holds the facts."""

    subject: Iri | BNode
    predicate: Iri
    object: Term
    graph: Iri | None = None

    @property
    def triple(self) -> Triple:
        """The quad without its graph."""
        return Triple(self.subject, self.predicate, self.object)


class Position(NamedTuple):
    """A position in a file.

    Attributes:
        file: The name of the file, as messages show it.
        line: From 1; 0 where it is unknown.
        column: In characters from 1; 0 where it is unknown.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        if not self.column:
            return f"{self.file}:{self.line}"
        return f"{self.file}:{self.line}:{self.column}"


class Problem(NamedTuple):
    """Something in a file that cannot be read or mapped.

    Attributes:
        position: Where it is.
        message: What is wrong, and a suggested fix.
        column: The name of the column, where it is in a table.
        value: The value whose meaning a mapping may say, where there is one.
        near: What that value may mean, the likely first.
    """

    position: Position
    message: str
    column: str = ""
    value: str = ""
    near: tuple[str, ...] = ()

    def __str__(self) -> str:
        where = f" ({self.column})" if self.column else ""
        return f"{self.position}{where}: {self.message}"


class Located(NamedTuple):
    """A quad, and the position of its object in the file it was read from."""

    quad: Quad
    position: Position


Severity = Choice["violation", "warning", "info"]
#: the severities, the worst first
SEVERITIES: Final[Mapping[Severity, int]] = {"violation": 0, "warning": 1, "info": 2}


class Stated(NamedTuple):
    """A statement that a constraint holds against others, and the documents that make it.

    Attributes:
        subject: What it is about: the node that was validated, or another that it is compared with.
        property: The IRI of the property.
        value: The value.
        labels: Labels of what is compared, a value or another subject: pairs of language and text.
        documents: What a document is called, and the place in it; of many the first.
        more: How many more places in documents state it.
        record: Where it stands if no document states it: `registry`, `vocabulary`, `catalogue`;
            empty where that is not known.
    """

    subject: Term
    property: str
    value: Term
    labels: tuple[tuple[str, str], ...] = ()
    documents: tuple[tuple[str, str], ...] = ()
    more: int = 0
    record: str = ""


@dataclass(frozen=True, slots=True)
class Violation:
    """One result of a validation: which node breaks which constraint.

    Attributes:
        code: The code of the constraint, such as C27; empty where the shape has none.
        severity: One of the three of SHACL; a severity of the shape's own counts as a violation.
        focus: The node that was validated.
        path: The IRI of the property, where the path of the shape is one.
        value: The value that breaks the constraint, where there is one.
        messages: Pairs of language and text.
        component: The IRI of the constraint component.
        expected: The parameter of the constraint (minCount, class …), then its values.
        positions: Where the statements about it are in the files.
        values: All values of the path, where there are too many.
        severity_iri: The severity as the shape gives it.
        shape: The shape that has the constraint.
        path_turtle: The whole path in Turtle.
        kind: The IRI of the class of the node, where that was looked up.
        labels: Labels of the node, where they were looked up: pairs of language and text.
        stated: The statements that the constraint holds against one another, where it does so and
            they were looked up; of many the first.
        stated_in_all: How many there are.
    """

    code: str
    severity: Severity
    focus: Term
    path: str
    value: Term | None
    messages: tuple[tuple[str, str], ...]
    component: str = ""
    expected: tuple[str, ...] = ()
    positions: tuple[Position, ...] = ()
    values: tuple[Term, ...] = ()
    severity_iri: str = ""
    shape: Term | None = None
    path_turtle: str = ""
    kind: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    stated: tuple[Stated, ...] = ()
    stated_in_all: int = 0

    def message(self, language: str) -> str:
        """Return the message in `language`, else in English, else the first."""
        texts = dict(self.messages)
        return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a validation, most severe first, then by code and focus node.

    It is true where it conforms.

    Attributes:
        results: Where there are very many, they are computed again each time they are read, so
            that they need no memory.
        checked: The number of nodes that were validated.
        notes: Why more was validated than the change touches.
        counts: The number of results of each severity, where `results` are computed again.
        not_judged: The shapes that were left out, with the reason; all others were judged.
    """

    results: Sequence[Violation] = ()
    checked: int = 0
    notes: tuple[str, ...] = ()
    counts: Mapping[Severity, int] | None = None
    not_judged: tuple[Problem, ...] = ()

    def count(self, severity: Severity) -> int:
        """Return how many results have this severity."""
        if self.counts is not None:
            return self.counts.get(severity, 0)
        return sum(result.severity == severity for result in self.results)

    @property
    def conforms(self) -> bool:
        """Whether nothing is violated; warnings and infos may stand."""
        return self.passes()

    def __bool__(self) -> bool:
        return self.conforms

    def passes(self, fail_on: str = "violation") -> bool:
        """Return whether no result is as severe as `fail_on`, or more.

        Args:
            fail_on: violation, warning or info; with none, every report passes.
        """
        least = next((SEVERITIES[name] for name in SEVERITIES if name == fail_on), -1)
        if self.counts is not None:
            return not any(
                SEVERITIES[severity] <= least and count for severity, count in self.counts.items()
            )
        return not any(SEVERITIES[result.severity] <= least for result in self.results)


@dataclass(frozen=True, slots=True)
class Solutions:
    """The answer to a SELECT.

    Attributes:
        variables: The names of the columns, without question marks.
        rows: May be read once; None where a variable is unbound.
        serialize: Writes the rows as csv, tsv, json or xml without making terms of them, instead
            of reading `rows`; twice as fast, where the store can.
    """

    variables: tuple[str, ...]
    rows: Iterator[tuple[Term | None, ...]] = field(repr=False)
    serialize: Callable[[str, BinaryIO], None] | None = field(default=None, repr=False)
