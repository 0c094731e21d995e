"""Shared by kg query run and kg sparql: their options, and how an answer is written."""

from __future__ import annotations

import functools
import itertools
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeVar, cast

import click

from kg.cli.options import (
    SECONDS,
    IntRange,
    excel_option,
    language,
    language_option,
    open_bounded,
    output_option,
    store_option,
)
from kg.cli.output import binary_output, chosen_format, is_for_people, say, text_output, width
from kg.errors import in_language
from kg.formats import GRAPHS, RESULTS

if TYPE_CHECKING:
    from kg.model import Binding, Solutions, Term, Triple
    from kg.names import Labels
    from kg.results import About, Note
    from kg.runtime.bounds import Bounds
    from kg.store import Store

#: what the process of a query is kept from, in Spanish
_WALLS: Final = {"files": "archivos", "memory": "memoria", "programs": "programas"}
_Command = TypeVar("_Command", bound=Callable[..., object])
_Cell = TypeVar("_Cell")
_Row = tuple["Term | None", ...]

_EXACT = ("csv", "tsv", "json")  # XML cannot hold every character, which our writer says
_BATCH = 500  # rows whose labels are looked up together


@dataclass(frozen=True, slots=True)
class Options:
    """How an answer is asked for and written."""

    store: Path | str
    format_: str | None
    excel: bool
    output: Path | None
    lang: str | None
    limit: int | None = None
    iris: bool = False
    timeout: float | None = None
    memory: str | None = None
    count: bool = False
    explain: bool = False
    services: tuple[str, ...] = ()

    def bounds(self) -> Bounds:
        """Return what a query may use."""
        from kg.runtime.bounds import asked

        return asked(self.timeout, self.memory)

    def open(self) -> Store:
        """Return the store that the answer comes from."""
        return open_bounded(self.store, self.services, self.timeout, self.memory)


_OPTION_NAMES = tuple(field.name for field in fields(Options))


def answer_options(formats: Sequence[str]) -> Callable[[_Command], _Command]:
    """Return a decorator that adds the options of an answer.

    The command gets them together, as one argument `options`.

    Args:
        formats: The names that --format accepts.
    """
    return _adding(_options(formats))


def row_options(command: _Command) -> _Command:
    """Add the options of an answer that no query of the user stands behind, as `options`."""
    format_option, limit = _format_option(tuple(RESULTS)), _limit_option()
    shared = [format_option, excel_option, output_option, limit, store_option, language_option]
    return _adding(shared)(command)


def _adding(options: Sequence[Callable[..., Any]]) -> Callable[[_Command], _Command]:
    """Return a decorator that adds options, and hands them on together."""

    def add(command: _Command) -> _Command:
        @functools.wraps(command)
        def with_options(*arguments: object, **parameters: Any) -> object:
            given = {name: parameters.pop(name) for name in _OPTION_NAMES if name in parameters}
            return command(*arguments, options=Options(**given), **parameters)

        decorated: Callable[..., object] = with_options
        for option in reversed(options):
            decorated = option(decorated)
        return decorated  # type: ignore[return-value]

    return add


def _format_option(formats: Sequence[str]) -> Callable[..., Callable[..., object]]:
    return click.option(
        "-f",
        "--format",
        "format_",
        type=click.Choice(formats),
        default=None,
        help="Format of the result.  [default: from the extension of -o, else table]",
    )


def _limit_option() -> Callable[..., Callable[..., object]]:
    return click.option(
        "--limit",
        type=IntRange(0),
        default=None,
        metavar="N",
        help="Show at most this many rows.",
    )


def _options(formats: Sequence[str]) -> list[Callable[..., Callable[..., object]]]:
    return [
        _format_option(formats),
        click.option("--iris", is_flag=True, help="Show IRIs instead of labels."),
        excel_option,
        output_option,
        _limit_option(),
        click.option("--count", is_flag=True, help="Print only the number of rows."),
        click.option(
            "--timeout",
            type=SECONDS,
            default=None,
            metavar="SECONDS",
            help="Stop the query after this time; 0 sets no limit.  "
            "[default: KG_TIMEOUT, else 300, of an endpoint 60]",
        ),
        click.option(
            "--memory",
            default=None,
            metavar="SIZE",
            help="Stop a query that needs more memory: 2G, 500M, 25%; 0 sets no limit.  "
            "[default: KG_MEMORY, else half of the machine's]",
        ),
        click.option(
            "--explain",
            is_flag=True,
            help="Show the query plan and the time of each step instead of the answer.",
        ),
        click.option(
            "--allow-service",
            "services",
            multiple=True,
            metavar="HOST[:PORT]",
            callback=_hosts,
            help="Allow SERVICE to query this host, which then sees parts of your query.",
        ),
        store_option,
        language_option,
    ]


def _hosts(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Return the hosts that SERVICE may name, if they are hosts."""
    from kg.errors import in_language

    for host in value:
        if not host or any(character in host for character in "/@?#*, "):
            raise click.BadParameter(
                in_language(
                    f"'{host}' is no host; write HOST or HOST:PORT, such as query.wikidata.org",
                    f"'{host}' no es un host; escriba HOST o HOST:PUERTO, como query.wikidata.org",
                )
            )
    return value


def explain(store: Store, text: str, bindings: dict[str, Binding]) -> None:
    """Print the query as it is sent, its plan and the time of each step."""
    from kg.errors import in_language
    from kg.sparql.binding import bind
    from kg.store import EmbeddedStore
    from kg.store.explain import plan

    say(bind(text, bindings).strip() + "\n")
    for step in plan(store, text, bindings):
        say(step)
    if isinstance(store, EmbeddedStore):
        walls = (in_language(wall, _WALLS.get(wall, wall)) for wall in store.walls())
        kept_from = ", ".join(sorted(walls)) or in_language("nothing", "nada")
        say(
            in_language(
                f"the process of a query is kept from: {kept_from} (docs/platforms.md)",
                f"el proceso de una consulta no tiene acceso a: {kept_from} (docs/platforms.md)",
            ),
            err=True,
        )


def write_solutions(
    answer: Solutions, store: Store, options: Options, about: About | None = None
) -> bool:
    """Write an answer, and return whether there is more in it than zeros.

    It is in the format asked for, else by the ending of the file, else a table.

    Args:
        answer: The rows.
        store: Where the names of what is in them are.
        options: How it is written.
        about: The question, and what the answer leaves out, which is told after it: with the rows
            where the format has a place for it, and on standard error.
    """
    from kg import results
    from kg.model import Solutions

    started = time.perf_counter()
    if options.count:
        number = sum(1 for _ in itertools.islice(answer.rows, options.limit))
        say(number)
        _tell(about.notes() if about else ())
        return bool(number)
    chosen = chosen_format(options.format_, options.output, RESULTS, excel=options.excel)
    is_streamed = answer.serialize and options.limit is None and not options.excel
    holds_notes = about is not None and chosen == "json"
    if answer.serialize and is_streamed and chosen in _EXACT and not holds_notes:
        with binary_output(options.output, is_text=True) as stream:
            watched = _Watched(stream)
            answer.serialize(chosen, cast(BinaryIO, watched))
        _tell(about.notes() if about else ())
        return watched.has_something(chosen)
    seen = _Seen(answer.rows)
    rows, more = _limited(seen, options.limit)
    about = _with_limit(about or results.About(), options.limit, more)
    labels: dict[str, str] | None = None
    columns = answer.variables
    if RESULTS[chosen].labelled and not options.iris:
        from kg import names

        labels = {}
        # Where a column gives the name, another keeps the id, to be used again.
        beginning = [*itertools.islice(rows, 1)]
        id_column = _id_column(columns, beginning)
        rows = itertools.chain(beginning, rows)
        rows = about.worded(rows, columns)
        rows = _labelled(rows, names.Labels(store, language(options.lang)), labels, id_column)
        if chosen == "xlsx" and about.headings and id_column is not None:
            columns = _moved_last(columns, id_column)
            rows = (_moved_last(row, id_column) for row in rows)
    answer = Solutions(columns, rows)
    if RESULTS[chosen].binary:
        with _binary(options, chosen) as stream:
            results.write_binary(answer, chosen, stream, labels=labels, about=about)
        _tell(about.notes())
        return seen.has_something
    with text_output(options.output, for_people=is_for_people(chosen)) as text:
        count = results.write(
            answer,
            chosen,
            text,
            labels=labels,
            width=None if options.output else width(),
            excel=options.excel,
            about=about,
        )
    if chosen == "table":
        say(_counted(count, time.perf_counter() - started), err=True)
    _tell(about.notes())
    return seen.has_something or options.limit == 0


class _Seen:
    """Rows, and whether one of them held more than zeros.

    Attributes:
        has_something: It did.
    """

    def __init__(self, rows: Iterator[_Row]) -> None:
        self._rows = rows
        self.has_something = False

    def __iter__(self) -> Iterator[_Row]:
        from kg.results.about import says_something

        for row in self._rows:
            self.has_something = self.has_something or says_something(row)
            yield row


class _Watched:
    """A stream that remembers how an answer begins which an engine writes to it."""

    _BEGINNING: Final = 4_096  # bytes; an answer of zeros is shorter

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._beginning = b""

    def write(self, data: bytes) -> int:
        """Write through, and return how many bytes it were."""
        if len(self._beginning) <= self._BEGINNING:
            self._beginning += bytes(data)
        return self._stream.write(data)

    def flush(self) -> None:
        """Flush what is behind."""
        self._stream.flush()

    def has_something(self, format_: str) -> bool:
        """Return whether a row was written that held more than zeros; format_: csv, tsv or json."""
        if len(self._beginning) > self._BEGINNING:
            return True
        text = self._beginning.decode("utf-8")
        if format_ == "json":
            import json

            rows = json.loads(text)["results"]["bindings"]
            return any(cell["value"] != "0" for row in rows for cell in row.values())
        return any(line.strip(',\t0"') for line in text.splitlines()[1:])


def _counted(rows: int, seconds: float) -> str:
    """Return the line that says how many rows there are, and after how long if it was long."""
    from kg.errors import in_language

    slow = f" in {seconds:.1f} s" if seconds > 1 else ""
    slow_es = slow.replace(" in ", " en ")
    return in_language(
        f"{rows:,} {'row' if rows == 1 else 'rows'}{slow}",
        f"{rows:,} {'fila' if rows == 1 else 'filas'}{slow_es}",
    )


def _tell(notes: Sequence[Note]) -> None:
    for note in notes:
        say(note.text, err=True)


def _more_than(limit: int) -> str:
    return in_language(f"there are more than {limit} rows", f"hay más de {limit} filas")


def say_limit(limit: int | None, rows: int) -> None:
    """Say that there are more rows than were asked for, where there are.

    Args:
        limit: How many were asked for; None is all.
        rows: How many there are.
    """
    if limit is not None and rows > limit:
        say(_more_than(limit), err=True)


def _with_limit(about: About, limit: int | None, more: Callable[[], bool]) -> About:
    """Return `about` with the note that there are more rows, where there are; counted once."""
    from kg.results import Note

    @functools.cache
    def notes() -> Sequence[Note]:
        if limit is None or not more():
            return about.notes()
        return (Note("limit", _more_than(limit)), *about.notes())

    return about._replace(notes=notes)


def write_triples(triples: Iterator[Triple], store: Store, options: Options) -> None:
    """Write the answer of a CONSTRUCT or DESCRIBE, as RDF or as rows."""
    from kg import results
    from kg.model import Solutions

    chosen = chosen_format(
        options.format_, options.output, RESULTS, GRAPHS, otherwise="turtle", excel=options.excel
    )
    if options.count or chosen in RESULTS:
        write_solutions(
            Solutions(("subject", "predicate", "object"), iter(triples)), store, options
        )
        return
    limited = itertools.islice(triples, options.limit)
    if not GRAPHS[chosen].binary:
        with text_output(options.output) as text:
            results.write_triples(limited, chosen, text)
        return
    with binary_output(options.output, is_text=True) as stream:
        results.write_graph(limited, chosen, stream)


def _binary(options: Options, format_: str) -> AbstractContextManager[BinaryIO]:
    if options.output is None and sys.stdout.isatty():
        raise click.UsageError(
            in_language(
                f"{format_} is a binary format; write it to a file with -o",
                f"{format_} es un formato binario; escríbalo en un archivo con -o",
            )
        )
    return binary_output(options.output)


def _limited(rows: Iterable[_Row], limit: int | None) -> tuple[Iterator[_Row], Callable[[], bool]]:
    """Return the first rows, and whether there are more."""
    if limit is None:
        return iter(rows), lambda: False
    rest = iter(rows)
    return itertools.islice(rest, limit), lambda: next(rest, None) is not None


def _id_column(columns: Sequence[str], beginning: Sequence[_Row]) -> int | None:
    """Return the index of the column with the ids of what the column `name` names, if there is one.

    That is the one before it, or else the last, if it holds IRIs.

    Args:
        columns: Their names.
        beginning: The first row, if there is one.
    """
    from kg.model import Iri

    if "name" not in columns or not beginning:
        return None
    before, last = columns.index("name") - 1, len(columns) - 1
    for index in (before, last):
        if index >= 0 and isinstance(beginning[0][index], Iri):
            return index
    return None


def _moved_last(cells: tuple[_Cell, ...], index: int) -> tuple[_Cell, ...]:
    """Return some cells with one of them at the end."""
    return (*cells[:index], *cells[index + 1 :], cells[index])


def _labelled(
    rows: Iterator[_Row], names: Labels, labels: dict[str, str], id_column: int | None
) -> Iterator[_Row]:
    """Yield the rows; whenever one is yielded, `labels` holds the names of what is in it.

    Args:
        rows: The rows.
        names: Where names are looked up.
        labels: Gets them.
        id_column: The index of the column that is shown as ids; None shows names in all.
    """
    from kg.model import Iri

    while batch := list(itertools.islice(rows, _BATCH)):
        things = {
            term
            for row in batch
            for index, term in enumerate(row)
            if index != id_column and isinstance(term, Iri)
        }
        names.learn(things)
        labels.clear()
        labels.update((iri.value, name) for iri in things if (name := names.get(iri.value)))
        yield from batch
