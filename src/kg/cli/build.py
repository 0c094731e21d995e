"""The command kg build."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import language, language_option, open_store, store_option
from kg.cli.output import error_output, say
from kg.cli.progress import progress


@click.command()
@click.argument("data", type=click.Path(path_type=Path), required=False)
@store_option
@language_option
@click.option("--warnings", is_flag=True, help="Also show the warnings of the shapes.")
def build(data: Path | None, store: Path | str, lang: str | None, warnings: bool) -> None:
    """Build the store from the tables in the folder DATA.

    Without DATA, the project's own tables are used.  Tables → claims → facts → validation →
    store.  The store is replaced only if everything conforms.
    """
    from kg import ingest

    with progress() as show:
        target = open_store(store) if isinstance(store, str) else store
        built, summary = ingest.build(data, target, show)
    if warnings:
        from kg import names
        from kg.validation import write_report

        write_report(
            summary.report,
            error_output(),
            language=language(lang),
            labels=names.Labels(built, language(lang)),
        )
    entities = sum(summary.entities.values())
    say(f"{store}: built", err=True)
    for name, value in (
        ("claims", f"{summary.claims:,}"),
        ("facts", f"{summary.facts:,}"),
        ("evidence", f"{summary.evidence:,} places in documents"),
        ("entities", f"{entities:,}"),
        *((f"  {kind.split(':')[-1]}", f"{count:,}") for kind, count in summary.entities.items()),
        ("conflicts", f"{summary.conflicts:,} recorded, {summary.open_conflicts:,} open"),
        ("warnings", f"{summary.report.count('warning'):,} (kg build --warnings shows them)"),
    ):
        say(f"  {name:<30}{value}", err=True)
