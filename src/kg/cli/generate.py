"""The command kg generate."""

from __future__ import annotations

import csv
from pathlib import Path

import click

from kg.cli.bilingual import Command
from kg.cli.options import FloatRange, IntRange, output_option
from kg.cli.output import binary_output, say, text_output
from kg.errors import in_language


@click.command(cls=Command)
@click.option(
    "--triples",
    type=IntRange(1),
    required=True,
    help="Approximate number of triples, including evidence and catalogue.",
)
@click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    help="Random seed; the same seed gives the same output, byte for byte.",
)
@click.option(
    "--violations",
    type=FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Share of entities that break a constraint.",
)
@click.option(
    "--planted",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Write a list of the violations to this CSV file.",
)
@click.option(
    "--tables",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Write curated tables into this folder instead of RDF.",
)
@output_option
def generate(
    triples: int,
    seed: int,
    violations: float,
    planted: Path | None,
    tables: Path | None,
    output: Path | None,
) -> None:
    """Generate a synthetic ecosystem of any size.

    Meant for trials and benchmarks.  Streams N-Quads, or with --tables writes the tables that
    `kg build` reads.
    """
    from kg import synthetic
    from kg.files.writing import require_different
    from kg.rdf.terms import nquads

    require_different(output, planted)
    violations_planted: list[synthetic.Planted] = []
    if tables:
        violations_planted = synthetic.write_tables(tables, triples, seed, violations)
    else:
        with binary_output(output, is_text=True) as stream:
            for item in synthetic.quads(triples, seed, violations):
                if isinstance(item, synthetic.Planted):
                    violations_planted.append(item)
                else:
                    stream.write(nquads(item))
    if planted:
        with text_output(planted) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("code", "subject"))
            writer.writerows(violations_planted)
    elif violations:
        count = len(violations_planted)
        say(
            in_language(
                f"{count:,} violations planted; --planted FILE lists them",
                f"{count:,} infracciones introducidas; --planted ARCHIVO las enumera",
            ),
            err=True,
        )
