"""The commands kg map and kg timeline."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from kg.cli.bilingual import Command
from kg.cli.options import language, language_option, open_bounded, output_option, store_option
from kg.cli.output import binary_output, chosen_format, refuse_binary
from kg.cli.query import library_option, library_queries
from kg.errors import in_language
from kg.formats import PICTURES

if TYPE_CHECKING:
    from kg.charts.timeline import Moment
    from kg.library import Query
    from kg.model import Binding
    from kg.store import Store

_Command = TypeVar("_Command", bound=Callable[..., object])


def _picture_options(command: _Command) -> _Command:
    """Add the options that both pictures have."""
    options = (
        click.option(
            "-p",
            "--param",
            "parameters",
            nargs=2,
            multiple=True,
            metavar="NAME VALUE",
            help="Set a parameter of the question, as for kg query run.",
        ),
        click.option(
            "-f",
            "--format",
            "format_",
            type=click.Choice(tuple(PICTURES)),
            default=None,
            help="Format of the picture.  [default: from the extension of -o, else svg]",
        ),
        output_option,
        library_option,
        store_option,
        language_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command(cls=Command)
@click.argument("name", metavar="QUESTION")
@click.option("--column", default="", help="The numbers.  [default: the first column with any]")
@_picture_options
def map(
    name: str,
    column: str,
    parameters: tuple[tuple[str, str], ...],
    format_: str | None,
    output: Path | None,
    folders: tuple[Path, ...],
    store: Path | str,
    lang: str | None,
) -> None:
    """Draw the answer to a question as a map of the states.

    The question needs a column with states and one with numbers. A state that the answer does not
    have is hatched; a legend, what the answer leaves out and the credit stand on the map.

    \b
    kg map clusters-by-state -o clusters.svg
    kg map actors-by-state --column companies -o companies.png
    """
    from kg import library
    from kg.charts import map as maps
    from kg.charts import page
    from kg.charts.scale import number
    from kg.library.headings import heading

    opened = open_bounded(store)
    chosen = language(lang)
    item = library.find(library_queries(folders), name)
    bound = _bound(item, opened, parameters, chosen)
    data = maps.of_answer(library.select(item, opened, bound), opened, chosen, column)
    notes = [note.text for note in library.notes(item, opened, bound, chosen)]
    summary = item.summary(chosen)
    title = f"{summary}: {heading(column, chosen)}" if column else summary
    drawn = maps.svg(data, title, notes)
    form = chosen_format(format_, output, PICTURES, otherwise="svg")
    if form == "html":
        ranked = sorted(data.values.items(), key=lambda pair: (-pair[1], pair[0]))
        rows = [(data.names[code], number(value)) for code, value in ranked]
        heads = (in_language("State", "Estado"), heading(data.column, chosen))
        drawn = page.html(drawn, title, heads, rows, chosen)
    _write(drawn, form, output)


@click.command(cls=Command)
@click.argument("name", metavar="THING|QUESTION", nargs=-1, required=True)
@click.option("--column", default="", help="The dates.  [default: the first column with any]")
@_picture_options
def timeline(
    name: tuple[str, ...],
    column: str,
    parameters: tuple[tuple[str, str], ...],
    format_: str | None,
    output: Path | None,
    folders: tuple[Path, ...],
    store: Path | str,
    lang: str | None,
) -> None:
    """Draw what has a date around a thing, or in the answer to a question.

    A year is drawn as wide as a year, a day as a dot; what is inferred is hollow.  What has no date
    is counted below.

    \b
    kg timeline iCluster -o icluster.svg
    kg timeline agreements-time-line -o agreements.png
    kg timeline instruments-time-line -p sector ict -o ict.html
    """
    from kg.charts import page, timeline

    opened = open_bounded(store)
    chosen = language(lang)
    item = library_queries(folders).get(" ".join(name))
    if item is None:
        title, moments, notes = _around(opened, " ".join(name), column, parameters, chosen)
    else:
        title, moments, notes = _answered(item, opened, parameters, column, chosen)
    drawn = timeline.svg(moments, title, notes)
    form = chosen_format(format_, output, PICTURES, otherwise="svg")
    if form == "html":
        heads = in_language("From,Until,What,Kind", "Desde,Hasta,Qué,Clase").split(",")
        rows = [(m.start, m.end, m.label, m.kind) for m in sorted(moments, key=timeline.by_date)]
        drawn = page.html(drawn, title, heads, rows, chosen)
    _write(drawn, form, output)


def _around(
    store: Store, name: str, column: str, parameters: tuple[tuple[str, str], ...], language_: str
) -> tuple[str, list[Moment], list[str]]:
    """Return title, moments and notes of the time line around a thing."""
    from kg import names
    from kg.charts import moments
    from kg.claims.profile import entity_profile
    from kg.errors import UsageError

    entity = names.resolve(store, name)
    if column or parameters:
        raise click.UsageError(
            in_language(
                f"'{name}' is a thing, no question; leave out --column and -p",
                f"«{name}» es una cosa, no una pregunta; omita --column y -p",
            )
        )
    label = names.label_of(store, entity, language_)
    dated = moments.around(store, entity_profile(store, entity), language_)
    if not dated:
        raise UsageError(
            in_language(
                f"no document states a date around {label}",
                f"ningún documento indica una fecha en torno a {label}",
            )
        )
    title = in_language(f"Time line: {label}", f"Línea de tiempo: {label}")
    return title, [item.moment for item in dated], []


def _answered(
    item: Query,
    store: Store,
    parameters: tuple[tuple[str, str], ...],
    column: str,
    language_: str,
) -> tuple[str, list[Moment], list[str]]:
    """Return title, moments and notes of the time line of the answer to a question."""
    from kg import library
    from kg.charts import moments

    bound = _bound(item, store, parameters, language_)
    answer = library.select(item, store, bound)
    found, without = moments.of_answer(answer, store, language_, column)
    notes = [note.text for note in library.notes(item, store, bound, language_)]
    return item.summary(language_), found, [*moments.undated(without), *notes]


def _bound(
    item: Query, store: Store, parameters: tuple[tuple[str, str], ...], language_: str
) -> dict[str, Binding]:
    """Return the parameters of a question as terms; names are in the language asked for."""
    from kg import library, names

    values = dict(parameters)
    if any(parameter.name == "lang" for parameter in item.parameters):
        values.setdefault("lang", language_)
    return library.bind(item, values, names.resolver(store))


def _write(drawn: str, form: str, output: Path | None) -> None:
    from kg.export.picture import rendered

    refuse_binary(form, PICTURES, output)
    is_text = form in ("svg", "html")
    content = drawn.encode() if is_text else rendered(drawn, form)
    with binary_output(output, is_text=is_text) as stream:
        stream.write(content)
