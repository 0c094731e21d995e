"""The command kg network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.bilingual import Command
from kg.cli.engine import Spark, engine_options
from kg.cli.network_options import Choice, network_options
from kg.cli.options import FloatRange, IntRange, excel_option, output_option
from kg.cli.output import (
    binary_output,
    chosen_format,
    is_for_people,
    is_read,
    say,
    text_output,
    width,
)
from kg.cli.progress import progress
from kg.errors import in_language
from kg.formats import RESULTS

if TYPE_CHECKING:
    from kg.results import Note


@click.command(cls=Command)
@click.argument("measures", nargs=-1, required=True)
@network_options
@click.option(
    "--group",
    type=click.Choice(["helix", "kind", "country", "state", "sector"]),
    default="helix",
    show_default=True,
    help="Groups that mixing and brokers compare.",
)
@click.option(
    "--resolution",
    type=FloatRange(0, min_open=True),
    default=1.0,
    show_default=True,
    help="Resolution of communities: above 1, more and smaller ones; below 1, fewer "
    "and larger ones.",
)
@click.option(
    "--with-date",
    "other",
    default="",
    metavar="DATE",
    hidden=True,  # of earlier versions: compare takes both dates
)
@click.option(
    "-n",
    "--limit",
    type=IntRange(1),
    default=20,
    show_default=True,
    help="Show this many rows, largest first.",
)
@click.option("--all", "everything", is_flag=True, help="Show all rows.")
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(tuple(RESULTS)),
    default=None,
    help="Format of the result.  [default: from the extension of -o, else table]",
)
@excel_option
@engine_options
@output_option
def network(
    measures: tuple[str, ...],
    choice: Choice,
    spark: Spark | None,
    group: str,
    resolution: float,
    other: str,
    limit: int,
    everything: bool,
    format_: str | None,
    excel: bool,
    output: Path | None,
) -> None:
    """Measure a network: centrality, brokerage, mixing.

    \b
    Of nodes (several at once, sorted by the first):
      degree in_degree out_degree strength betweenness pagerank eigenvector closeness harmonic
      core triangles clustering constraint effective_size component community
      label_propagation articulation in_core
      brokerage (five roles by helix), helix_balance

    \b
    Of the whole network (one at a time):
      summary      size, components, density, clustering, modularity, core
      mixing       E-I index and assortativity of --group
      modularity   of the detected communities, and how far ten runs differ
      brokers      Gould and Fernandez roles: total, expected by chance, z
      triple_helix T(university, industry, government) over clusters, with confidence interval
      robustness   how the network falls apart as its best-connected nodes are removed
      missing      unlinked pairs that share the most neighbours
      bridges      ties whose removal disconnects a component
      compare DATE DATE   edges gained and lost between two dates, such as 2014 2018

    Formulas and sources: docs/measures.md.
    """
    from kg import results
    from kg.cli import network_words, on_spark
    from kg.model import Solutions
    from kg.network import caveats
    from kg.network.measures import basis, tables

    dates = tables.dates(measures, choice.projection.at, other)
    measures = measures[:1] if dates else measures
    store = None
    if spark:
        on_spark.refuse(("group", "resolution", "other"))
        measured = on_spark.measured(spark, choice, measures, None if everything else limit)
        table, rows, size, small = measured
    else:
        part, store = choice.network(dates[0] if dates else None)
        with progress() as show:
            table = tables.measured(
                part,
                measures,
                options=tables.Options(group, limit, resolution),
                later=lambda: choice.network(dates[1])[0],
                progress=show,
            )
        rows, size = len(table.rows), caveats.size(part)
        small = [*caveats.small_basis(measures, basis.counts(part, table))]
    shown = table.rows if everything else tables.first(table, measures, limit)
    size_and_reason = caveats.basis(size, choice.projection.narrowing())
    notes = [*_limited(len(shown), rows), *_notes(basis=size_and_reason, small_basis=small)]
    about = results.About(notes=lambda: notes, headings=network_words.headings(table.columns))
    chosen = chosen_format(format_, output, RESULTS, excel=excel)
    cells = network_words.in_words(table, shown, store) if is_read(chosen) else shown
    answer = Solutions(table.columns, map(tables.terms, cells))
    if RESULTS[chosen].binary:
        with binary_output(output) as stream:
            results.write_binary(answer, chosen, stream, about=about)
    else:
        with text_output(output, for_people=is_for_people(chosen)) as text:
            results.write(
                answer,
                chosen,
                text,
                width=None if output else width(),
                excel=excel,
                about=about,
            )
    for note in notes:
        say(note.text, err=True)


def _notes(**sentences: Iterable[str]) -> Iterator[Note]:
    """Yield the sentences that are told under each name as notes."""
    from kg.results import Note

    for name, texts in sentences.items():
        yield from (Note(name, text) for text in texts)


def _limited(shown: int, rows: int) -> Iterator[Note]:
    """Yield the note that there are more rows, where there are."""
    from kg.results import Note

    if shown < rows:
        text = in_language(
            f"{shown} of {rows:,}; --all shows the rest",
            f"{shown} de {rows:,}; --all muestra el resto",
        )
        yield Note("limit", text)
