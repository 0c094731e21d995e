"""The command kg build."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.bilingual import Command
from kg.cli.change import say_report
from kg.cli.options import (
    language,
    language_option,
    open_store,
    store_option,
    warnings_option,
)
from kg.cli.output import say
from kg.cli.progress import progress
from kg.cli.renamed import say_renamed
from kg.errors import NonConforming, in_language

if TYPE_CHECKING:
    from kg.ingest import ReplayRefused


@click.command(cls=Command)
@click.argument("data", type=click.Path(path_type=Path), required=False)
@store_option
@language_option
@warnings_option
@click.option(
    "--keep-loads", is_flag=True, help="Load again, onto the new build, what was loaded before."
)
@click.option("--discard-loads", is_flag=True, help="Discard what was loaded since the last build.")
def build(
    data: Path | None,
    store: Path | str,
    lang: str | None,
    warnings: bool,
    keep_loads: bool,
    discard_loads: bool,
) -> None:
    """Build the store from the tables in the folder DATA.

    Without DATA, the project's own tables are used.  Tables → claims → facts → validation →
    store.  The store is replaced only if everything conforms.  A store that something was loaded
    into since the last build is only replaced with --keep-loads or --discard-loads.
    """
    from kg import ingest
    from kg.store.config import folder_of

    if keep_loads and discard_loads:
        raise click.UsageError(
            in_language(
                "--keep-loads and --discard-loads exclude each other",
                "--keep-loads y --discard-loads se excluyen",
            )
        )
    loads: ingest.Loads = "keep" if keep_loads else "discard" if discard_loads else "refuse"
    try:
        with progress() as show:
            target = folder_of(store) or open_store(store)
            built, summary = ingest.build(data, target, show, loads=loads)
    except ingest.ReplayRefused as error:
        _say_refused(error, store, language(lang))
        raise click.exceptions.Exit(1) from error
    except NonConforming as error:
        say_report(error.report, None, language(lang), warnings=warnings)
        say(in_language(f"{store}: nothing was changed", f"{store}: no se cambió nada"), err=True)
        raise click.exceptions.Exit(1) from error
    if warnings:
        say_report(summary.report, built, language(lang), warnings=True)
    say_renamed(summary.renamed)
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


def _say_refused(error: ReplayRefused, store: Path | str, lang: str) -> None:
    """Say which load does not conform any more, and why."""
    from kg.ingest.replay import described

    say_report(error.report, None, lang)
    load = described(error.load)
    say(
        in_language(
            f"this load does not conform any more, on top of the new build:\n{load}\n"
            f"{store}: nothing was changed; correct the tables, or take the load out of the store "
            "with kg load --remove FILE",
            f"esta carga ya no conforma, sobre lo construido:\n{load}\n"
            f"{store}: no se cambió nada; corrija las tablas o quite la carga del almacén con "
            "kg load --remove ARCHIVO",
        ),
        err=True,
    )
