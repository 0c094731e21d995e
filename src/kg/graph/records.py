"""What methods return besides answers: objects with fields, in sequences that become frames."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from kg import results
from kg.errors import in_language
from kg.model import Solutions
from kg.model import text as literal
from kg.results.frames import Tabular, html_table

if TYPE_CHECKING:
    from kg.claims.evidence import Evidence, Fact
    from kg.graph.answers import Answer
    from kg.graph.library import Question

_Item = TypeVar("_Item")
_Other = TypeVar("_Other")
_SHOWN = 10
_WIDTH = 100


class Records(Tabular, Sequence[_Item], Generic[_Item]):
    """A sequence of objects of one kind, which becomes a frame with a column for each field."""

    def __init__(
        self,
        items: Iterable[_Item],
        columns: Sequence[str],
        rows: Callable[[_Item], Iterable[tuple[Any, ...]]],
        shown: Sequence[str] = (),
    ) -> None:
        """Read the objects.

        Args:
            items: The objects.
            columns: The columns of a frame.
            rows: Object → its rows in a frame.
            shown: The columns that a prompt and a notebook show; all where it names none.
        """
        self._items = tuple(items)
        self._columns, self._rows = tuple(columns), rows
        self._shown = tuple(shown) or self._columns

    @staticmethod
    def of(
        kind: type[_Other], items: Iterable[_Other], shown: Sequence[str] = ()
    ) -> Records[_Other]:
        """Return objects of a dataclass, with a column for each of its fields."""
        names = tuple(field.name for field in fields(kind))  # type: ignore[arg-type]
        return Records(
            items, names, lambda item: [tuple(getattr(item, name) for name in names)], shown
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns of a frame."""
        return self._columns

    def cells(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a frame."""
        for item in self._items:
            yield from self._rows(item)

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> _Item: ...

    @overload
    def __getitem__(self, index: slice) -> Records[_Item]: ...

    def __getitem__(self, index: int | slice) -> _Item | Records[_Item]:
        if isinstance(index, slice):
            return Records(self._items[index], self._columns, self._rows, self._shown)
        return self._items[index]

    def __iter__(self) -> Iterator[_Item]:
        return iter(self._items)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Records):
            return self._items == tuple(other)
        return list(self._items) == other if isinstance(other, list) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        output = io.StringIO(newline="")
        rows = (tuple(map(_written, row)) for row in self._short(self._items[:_SHOWN]))
        results.write(Solutions(self._shown, rows), "table", output, width=_WIDTH)
        more = len(self) - _SHOWN
        rest = in_language(f"\n… {more:,} more", f"\n… {more:,} más") if more > 0 else ""
        return output.getvalue().rstrip("\n") + rest

    def _repr_html_(self) -> str:
        return html_table(self._shown, self._short(self._items))

    def _short(self, items: Iterable[_Item]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of objects, with the columns that are shown."""
        places = [self._columns.index(name) for name in self._shown]
        for item in items:
            for row in self._rows(item):
                yield tuple(row[place] for place in places)


def _written(value: object) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, float):
        return literal(f"{value:.6g}")
    return literal("; ".join(map(str, value)) if isinstance(value, tuple) else str(value))


@dataclass(frozen=True, slots=True)
class Hit:
    """What a text may be the name of.

    Attributes:
        id: Its id, such as `claut-nuevo-leon`.
        iri: Its IRI.
        name: What it is called.
        kinds: Its classes.
        found: The name of it that was found.
        reason: What of the text matches: id, name, words, beginning or spelling.
    """

    id: str
    iri: str
    name: str
    kinds: tuple[str, ...]
    found: str
    reason: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of a kind, a code of a list, or a kind.

    Attributes:
        id: Its id or code, or the name of the kind.
        iri: Its IRI.
        name: What it is called.
        things: Of a kind, how many there are; else None.
    """

    id: str
    iri: str
    name: str
    things: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """The question of the library that fits a question in words.

    Attributes:
        question: The question.
        parameters: What the words say of its parameters.
        call: The call that asks it.
        others: The calls of those that fit next best.
        answer: Its answer; None where it was not asked.
    """

    question: Question
    parameters: Mapping[str, str]
    call: str
    others: tuple[str, ...]
    answer: Answer | None

    def __repr__(self) -> str:
        return f"→ {self.call}\n{'' if self.answer is None else self.answer!r}".rstrip()

    def _repr_html_(self) -> str:
        from html import escape

        shown = "" if self.answer is None else self.answer._repr_html_()
        return f"<p>→ <code>{escape(self.call)}</code></p>{shown}"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A recorded contradiction between documents, or damage in one of them.

    Attributes:
        id: Its id in conflicts.csv.
        type: Its type, such as `stated-vs-listed`.
        members: The IRIs of what it is about.
        names: What these are called.
        properties: The IRIs of the properties that it is about.
        sources: The ids of the documents that it touches.
        resolutions: What was decided: `open`, `stands`, `rejected` …
        notes: What curators noted.
    """

    id: str
    type: str
    members: tuple[str, ...]
    names: tuple[str, ...]
    properties: tuple[str, ...]
    sources: tuple[str, ...]
    resolutions: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether it is not decided yet."""
        return "open" in self.resolutions


FACT_COLUMNS = (
    "subject",
    "property",
    "value",
    "accepted",
    "source",
    "title",
    "locator",
    "certainty",
)


def fact_rows(fact: Fact) -> Iterator[tuple[Any, ...]]:
    """Yield a row for each piece of evidence of a fact; one without where it has none."""
    from kg.rdf import iris
    from kg.results.values import python_value

    statement = (
        iris.shorten(fact.subject),
        iris.shorten(fact.predicate),
        python_value(fact.object),
        fact.accepted,
    )
    places: tuple[Evidence | None, ...] = fact.evidence or (None,)
    for place in places:
        if place is None:
            yield (*statement, None, None, None, None)
        else:
            yield (*statement, place.source, place.title, place.locator, place.certainty)
