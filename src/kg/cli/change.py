"""kg validate, kg load"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from kg.cli.output import (
    language,
    language_option,
    open_store,
    output_option,
    store_option,
    text_output,
)

if TYPE_CHECKING:
    from kg.model import Report
    from kg.store import Store

#: kg.validation.FORMATS, written again so that `kg validate --help` imports nothing
_FORMATS = ["text", "json", "csv", "sarif", "markdown", "html", "turtle"]
_files = click.argument("files", nargs=-1, type=click.Path(path_type=Path))
_fail_on = click.option(
    "--fail-on", type=click.Choice(["violation", "warning", "info", "none"]), default="violation",
    show_default=True, help="From which severity on the exit code is 1.",
)


@click.command()
@_files
@_fail_on
@click.option("--all", "show_all", is_flag=True, help="Show all results, not the first of each.")
@click.option(
    "--shapes", type=click.Path(path_type=Path, exists=True), default=None,
    help="Validate FILES by themselves, with the shapes of this file or folder.",
)
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), default=None,
    help="Form of the report; turtle is SHACL's own, sarif is for code hosts.  "
         "[default: by the ending of -o, else text]",
)
@output_option
@store_option
@language_option
@click.pass_context
def validate(
    ctx: click.Context, files: tuple[Path, ...], fail_on: str, show_all: bool,
    shapes: Path | None, form: str | None, output: Path | None, store: Path, lang: str | None,
) -> None:
    """Validate the store, or the store as it would be with FILES.

    FILES: Turtle, TriG, N-Triples, N-Quads, JSON-LD, RDF/XML, or a curated table (CSV).
    Nothing is changed.
    """
    from kg import pipeline
    from kg.validation import ENDINGS

    opened = None
    if shapes:
        if not files:
            raise click.UsageError("name the files that the shapes are to judge")
        report = pipeline.validate_files(files, shapes)
    elif files:
        opened = open_store(store)
        change = pipeline.propose(opened, files)
        report = change.report
        click.echo(f"{len(change.added):,} new quads, {change.facts:,} of them facts", err=True)
    else:
        opened = open_store(store)
        report = pipeline.validate_store(opened)
    for note in report.notes:
        click.echo(note, err=True)
    chosen = form or ENDINGS.get(output.suffix.lower() if output else "", "text")
    with text_output(output) as stream:
        _write(report, opened, stream, language(lang), chosen, show_all=show_all)
    ctx.exit(0 if report.conforms(fail_on) else 1)


@click.command()
@_files
@_fail_on
@click.option("--dry-run", is_flag=True, help="Stop before the store is changed.")
@store_option
@language_option
@click.pass_context
def load(
    ctx: click.Context, files: tuple[Path, ...], fail_on: str, dry_run: bool, store: Path,
    lang: str | None,
) -> None:
    """Add FILES to the store if the result is valid, and nothing if it is not."""
    from kg import pipeline

    if not files:
        raise click.UsageError("name at least one file to load")
    opened = open_store(store)
    change = pipeline.propose(opened, files)
    if not change.report.conforms(fail_on):
        _write(change.report, opened, sys.stderr, language(lang))
        click.echo(f"{store}: nothing was loaded", err=True)
        ctx.exit(1)
    if change.added and not dry_run:
        opened.commit(change.added)
    verb = "would be added" if dry_run else "added"
    click.echo(f"{store}: {len(change.added):,} quads {verb}, {change.facts:,} of them facts",
               err=True)


def _write(
    report: Report, store: Store | None, stream: TextIO, lang: str, form: str = "text", *,
    show_all: bool = False,
) -> None:
    from kg import names, pipeline
    from kg.validation import named, write

    labels = names.labels(store, named(report.results), lang) if store else {}
    suggest = pipeline.Suggestions(store) if store else None
    write(form, report, stream, language=lang, labels=labels, suggest=suggest, show_all=show_all)
