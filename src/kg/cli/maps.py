"""The commands kg map and kg timeline."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from kg.cli.bilingual import Command
from kg.cli.library import library_option, library_queries
from kg.cli.options import language, language_option, open_bounded, output_option, store_option
from kg.cli.output import binary_output, chosen_format, refuse_binary
from kg.formats import PICTURES

if TYPE_CHECKING:
    from kg.charts.questions import Drawn

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

    The question needs a column with states and one with numbers. States that are missing from
    the answer are hatched. The map carries a legend, what the answer leaves out, and the
    credit.

    \b
    kg map clusters-by-state -o clusters.svg
    kg map actors-by-state --column companies -o companies.png
    """
    from kg import library
    from kg.charts.questions import map_of_answer

    item = library.find(library_queries(folders), name)
    values = dict(parameters)
    drawn = map_of_answer(item, open_bounded(store), values, language(lang), column)
    _write(drawn, format_, output)


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
    """Draw a time line of what has a date around a thing, or in the answer to a question.

    A year is drawn as wide as a year, a day as a dot; what is inferred is hollow.  What has no date
    is counted below.

    \b
    kg timeline iCluster -o icluster.svg
    kg timeline agreements-time-line -o agreements.png
    kg timeline instruments-time-line -p sector ict -o ict.html
    """
    from kg import names
    from kg.charts.questions import refuse_parameters, time_line_around, time_line_of_answer

    opened = open_bounded(store)
    asked = " ".join(name)
    item = library_queries(folders).get(asked)
    if item is not None:
        drawn = time_line_of_answer(item, opened, dict(parameters), language(lang), column)
    else:
        entity = names.resolve(opened, asked)
        if column or parameters:
            raise refuse_parameters(asked)
        drawn = time_line_around(entity, opened, language(lang))
    _write(drawn, format_, output)


def _write(drawn: Drawn, format_: str | None, output: Path | None) -> None:
    form = chosen_format(format_, output, PICTURES, otherwise="svg")
    refuse_binary(form, PICTURES, output)
    with binary_output(output, is_text=not PICTURES[form].binary) as stream:
        stream.write(drawn.written(form))
