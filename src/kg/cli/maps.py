"""The command kg map."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.bilingual import Command
from kg.cli.options import language, language_option, open_bounded, store_option
from kg.cli.output import binary_output, chosen_format
from kg.cli.query import library_option, library_queries
from kg.formats import MAPS


@click.command(cls=Command)
@click.argument("name", metavar="QUESTION")
@click.option(
    "-p",
    "--param",
    "parameters",
    nargs=2,
    multiple=True,
    metavar="NAME VALUE",
    help="Set a parameter of the question, as for kg query run.",
)
@click.option("--column", default="", help="The numbers.  [default: the first column with any]")
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(tuple(MAPS)),
    default=None,
    help="Format of the map.  [default: from the extension of -o, else svg]",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Write to this file instead of standard output.",
)
@library_option
@store_option
@language_option
def map(
    name: str,
    parameters: tuple[tuple[str, str], ...],
    column: str,
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
    from kg import library, names
    from kg.charts import map as maps
    from kg.export.picture import rendered
    from kg.library.headings import heading

    opened = open_bounded(store)
    chosen = language(lang)
    item = library.find(library_queries(folders), name)
    values = dict(parameters)
    if any(parameter.name == "lang" for parameter in item.parameters):
        values.setdefault("lang", chosen)
    bound = library.bind(item, values, names.resolver(opened))
    data = maps.of_answer(opened.select(item.plain, bound), opened, chosen, column)
    notes = [note.text for note in library.notes(item, opened, bound, chosen)]
    summary = item.summary(chosen)
    title = f"{summary}: {heading(column, chosen)}" if column else summary
    drawn = maps.svg(data, title, notes)
    form = chosen_format(format_, output, MAPS, otherwise="svg")
    content = drawn.encode() if form == "svg" else rendered(drawn, form)
    with binary_output(output, is_text=form == "svg") as stream:
        stream.write(content)
