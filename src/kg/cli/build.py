"""The command kg build."""

from __future__ import annotations

from collections.abc import Iterator
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
from kg.errors import NonConforming, in_language, user_language

if TYPE_CHECKING:
    from kg.ingest import ReplayRefused
    from kg.ingest.build import Summary
    from kg.store import Store


@click.command(cls=Command)
@click.argument("data", type=click.Path(path_type=Path), required=False)
@store_option
@language_option
@warnings_option
@click.option(
    "--keep-loads", is_flag=True, help="Load again, onto the new build, what was loaded before."
)
@click.option(
    "--from",
    "published",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=None,
    metavar="DIR",
    help="Build the store from a folder that kg publish wrote, instead of from tables.",
)
@click.option("--discard-loads", is_flag=True, help="Discard what was loaded since the last build.")
def build(
    data: Path | None,
    store: Path | str,
    lang: str | None,
    warnings: bool,
    keep_loads: bool,
    published: Path | None,
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
    if published is not None:
        if data is not None or keep_loads:
            raise click.UsageError(
                in_language(
                    "--from stands alone: no DATA, no --keep-loads",
                    "--from va solo: sin DATOS ni --keep-loads",
                )
            )
        _build_from(published, store, discard_loads=discard_loads)
        return
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
    say(in_language(f"{store}: built", f"{store}: construido"), err=True)
    counts = list(_counts(summary, built))
    wide = max(30, *(len(name) + 1 for name, _ in counts))
    for name, value in counts:
        say(f"  {name:<{wide}}{value}", err=True)


def _counts(summary: Summary, store: Store) -> Iterator[tuple[str, str]]:
    """Yield what was built, in words, and how much of it."""
    from kg.model import Iri
    from kg.names import labels_of
    from kg.rdf import iris

    classes = {kind: Iri(iris.expand(kind) or kind) for kind in summary.entities}
    words = labels_of(store, classes.values(), "es") if user_language() == "es" else {}
    yield in_language("claims", "afirmaciones"), f"{summary.claims:,}"
    yield in_language("facts", "hechos"), f"{summary.facts:,}"
    places = in_language("places in documents", "lugares en documentos")
    yield in_language("evidence", "evidencia"), f"{summary.evidence:,} {places}"
    yield in_language("entities", "entidades"), f"{sum(summary.entities.values()):,}"
    for kind, count in summary.entities.items():
        yield f"  {words.get(classes[kind].value, kind.split(':')[-1])}", f"{count:,}"
    recorded, undecided = f"{summary.conflicts:,}", f"{summary.open_conflicts:,}"
    yield (
        in_language("conflicts", "conflictos"),
        in_language(
            f"{recorded} recorded, {undecided} open",
            f"{recorded} registrados, {undecided} sin resolver",
        ),
    )
    warnings = f"{summary.report.count('warning'):,}"
    yield (
        in_language("warnings", "avisos"),
        in_language(
            f"{warnings} (kg build --warnings shows them)",
            f"{warnings} (kg build --warnings los muestra)",
        ),
    )


def _build_from(published: Path, store: Path | str, *, discard_loads: bool) -> None:
    from kg.publication.folder import build_from
    from kg.store.config import folder_of

    folder = folder_of(store)
    if folder is None:
        raise click.UsageError(
            in_language("--from makes a store in a folder", "--from hace un almacén en una carpeta")
        )
    quads = build_from(published, folder, discard_loads=discard_loads)
    say(
        in_language(
            f"{store}: built from {published}, {quads:,} quads; kg validate judges them again",
            f"{store}: construido de {published}, {quads:,} cuádruplas; kg validate las juzga de "
            "nuevo",
        ),
        err=True,
    )


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
