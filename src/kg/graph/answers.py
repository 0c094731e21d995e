"""Answers: rows of Python values, which may be read again and again, and streams, read once."""

from __future__ import annotations

import io
import itertools
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from kg import results
from kg.errors import KgWarning, UsageError, in_language
from kg.files.writing import replacing, replacing_text
from kg.formats import RESULTS, TEXT_RESULTS
from kg.graph.arguments import format_of, refusal
from kg.graph.wording import face, told_in_python
from kg.model import Solutions, Term
from kg.results.about import About
from kg.results.frames import Tabular, html_table
from kg.results.values import Value, python_value

if TYPE_CHECKING:
    from kg.store import Store

_SHOWN = 10  # rows of a repr
_LARGEST_BATCH = 10_000_000  # rows
_WIDTH = 100
_Terms = tuple[Term | None, ...]


class Row(dict[str, Any]):
    """A row of an answer: a dict from column to Python value.

    A value is None where the answer leaves it open; see `kg.results.values.python_value`.
    """

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(
                f"the row has no column '{name}'; it has {', '.join(self)}"
            ) from None

    def __missing__(self, name: str) -> Any:
        raise UnknownColumn(name, tuple(self))


class UnknownColumn(UsageError, KeyError):
    """A column that an answer does not have; a KeyError as well."""

    def __init__(self, name: str, columns: Sequence[str]) -> None:
        message = in_language(
            f"there is no column '{name}'; the columns are: {', '.join(columns)}",
            f"no hay columna '{name}'; las columnas son: {', '.join(columns)}",
        )
        super().__init__(message)

    def __str__(self) -> str:
        return str(self.args[0])


class Answer(Tabular, Sequence[Row]):
    """The answer to a question: a sequence of rows, which can be read again and again.

    Attributes:
        title: What was asked, in words; empty for a query of one's own.
        terms: The same rows as RDF terms of `kg.model`, with languages and datatypes.
        text: The SPARQL that was run.
    """

    def __init__(
        self,
        columns: Sequence[str],
        terms: Iterable[_Terms],
        *,
        store: Store,
        about: About | None = None,
        text: str = "",
        lang: str = "es",
    ) -> None:
        """Read all rows.

        Args:
            columns: Their names.
            terms: The rows.
            store: The store that answered, for references.
            about: What a reader must know besides.
            text: The SPARQL that was run.
            lang: The language of references.
        """
        self._columns = tuple(columns)
        self.terms: tuple[_Terms, ...] = tuple(terms)
        self._store = store
        self._about = about or About()
        self._notes: list[str] | None = None
        self.text, self._lang = text, lang

    @property
    def title(self) -> str:
        """What was asked, in words; empty for a query of one's own."""
        return self._about.title

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self._columns

    @property
    def notes(self) -> list[str]:
        """What the answer leaves out or cannot judge, a sentence each; counted when it is read."""
        if self._notes is None:
            with told_in_python():
                self._notes = [note.text for note in self._about.notes()]
        return self._notes

    def cells(self) -> Iterator[tuple[Value, ...]]:
        """Yield the rows as tuples of Python values."""
        for row in self.terms:
            yield tuple(map(python_value, row))

    def __len__(self) -> int:
        return len(self.terms)

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> Answer: ...

    def __getitem__(self, index: int | slice) -> Row | Answer:
        if isinstance(index, slice):
            return Answer(
                self._columns,
                self.terms[index],
                store=self._store,
                about=self._about,
                text=self.text,
                lang=self._lang,
            )
        if not isinstance(index, int):
            raise UsageError(
                in_language(
                    f"a row is asked for by its number, a column with column({index!r})",
                    f"una fila se pide por su número; una columna, con column({index!r})",
                )
            )
        return self._row(self.terms[index])

    def __iter__(self) -> Iterator[Row]:
        return map(self._row, self.terms)

    def _row(self, terms: _Terms) -> Row:
        return Row(zip(self._columns, map(python_value, terms), strict=True))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Answer):
            return self._columns == other.columns and self.terms == other.terms
        return list(self) == other if isinstance(other, list) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def column(self, name: str) -> list[Any]:
        """Return the values of one column.

        Raises:
            UnknownColumn: There is none with this name.
        """
        if name not in self._columns:
            raise UnknownColumn(str(name), self._columns)
        number = self._columns.index(name)
        return [python_value(row[number]) for row in self.terms]

    def _solutions(self, most: int | None = None) -> Solutions:
        return Solutions(self._columns, iter(self.terms[:most]))

    @face
    def serialize(self, format: str = "csv") -> str:
        """Return the rows in a format for text, such as csv, tsv, json, xml, markdown or html.

        Raises:
            UsageError: The format is unknown, or not of text.
        """
        output = io.StringIO(newline="")
        results.write(self._solutions(), format, output, about=self._about)
        return output.getvalue()

    @face
    def save(self, path: str | Path, format: str | None = None) -> Path:
        """Write the rows to a file, and return its path.

        Args:
            path: The file; its ending says the format: .csv, .tsv, .json, .xml, .md, .html, .xlsx
                or .parquet.
            format: The format, where the ending does not say it.

        Raises:
            UsageError: The format is unknown, or the file cannot be written.
        """
        target = Path(path)
        chosen = format_of(target, format, RESULTS)
        if chosen in TEXT_RESULTS:
            with replacing_text(target) as text:
                results.write(self._solutions(), chosen, text, about=self._about)
        else:
            with replacing(target) as (output,):
                results.write_binary(self._solutions(), chosen, output, about=self._about)
        return target

    @face
    def cite(self, form: str = "apa", lang: str | None = None) -> str:
        """Return references to the documents that the answer names, else to all of the graph.

        Args:
            form: `apa`, `bibtex` or `csl-json`.
            lang: The language of their words: `es` or `en`.

        Warns:
            KgWarning: It names none, and all are cited.
        """
        from kg.claims.references import of_answer, written

        references, note = of_answer(self._solutions(), self._store)
        if note:
            warnings.warn(note, KgWarning, stacklevel=3)
        return written(references, self._store, form, lang or self._lang).rstrip("\n")

    def __repr__(self) -> str:
        output = io.StringIO(newline="")
        results.write(self._solutions(_SHOWN), "table", output, width=_WIDTH)
        more = len(self) - _SHOWN
        rest = in_language(f"… {more:,} more rows", f"… {more:,} filas más") if more > 0 else ""
        return output.getvalue().rstrip("\n") + (f"\n{rest}" if rest else "")

    def _repr_html_(self) -> str:
        from html import escape

        heads = self._about.headed(self._columns)
        notes = "".join(f"<p><i>{escape(note)}</i></p>" for note in self.notes)
        title = f"<p><b>{escape(self.title)}</b></p>" if self.title else ""
        return title + html_table(heads, self.cells()) + notes


class Stream(Iterator[Row]):
    """The rows of an answer as they are found: read once, and in no memory.

    A second pass over it is an error, not an empty answer.

    Attributes:
        columns: The names of the columns.
    """

    def __init__(self, solutions: Solutions) -> None:
        """Take what a store answers."""
        self.columns = solutions.variables
        self._rows = iter(solutions.rows)
        self._ended = False

    def __iter__(self) -> Iterator[Row]:
        return self

    def __next__(self) -> Row:
        if self._ended:
            raise UsageError(
                in_language(
                    "this stream has been read to its end; ask again, or ask without stream=True",
                    "este flujo ya se leyó hasta el final; pregunte de nuevo, o sin stream=True",
                )
            )
        with told_in_python():
            row = next(self._rows, None)
        if row is None:
            self._ended = True
            raise StopIteration
        return Row(zip(self.columns, map(python_value, row), strict=True))

    def __repr__(self) -> str:
        return (
            f"<Stream of {', '.join(self.columns)}; {'at its end' if self._ended else 'read once'}>"
        )

    def batches(self, size: int = 10_000) -> Iterator[list[Row]]:
        """Yield the rows in lists of at most this many, such as for a frame at a time.

        Raises:
            UsageError: `size` is no such number.
        """
        if type(size) is not int or not 1 <= size <= _LARGEST_BATCH:
            raise refusal(
                "size",
                size,
                f"a whole number from 1 to {_LARGEST_BATCH:,}",
                f"un número entero de 1 a {_LARGEST_BATCH:,}",
            )
        return self._batches(size)

    def _batches(self, size: int) -> Iterator[list[Row]]:
        while batch := list(itertools.islice(self, size)):
            yield batch
            if self._ended:
                return
