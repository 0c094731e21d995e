"""The commands kg validate, kg load."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from kg.cli.bilingual import Command
from kg.cli.engine import Spark, engine_and_parts
from kg.cli.options import (
    SECONDS,
    language,
    language_option,
    open_store,
    output_option,
    store_option,
    wait_option,
    warnings_option,
)
from kg.cli.output import error_output, is_for_people, say, text_output
from kg.cli.problems import say_notes
from kg.cli.progress import progress
from kg.cli.renamed import say_renamed
from kg.errors import in_language
from kg.formats import REPORTS, named_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.ingest import Change
    from kg.model import Iri, Report, Severity
    from kg.store import Store

_SHOWN = 20  # new entities that are named; the rest is counted
_files = click.argument("files", nargs=-1, type=click.Path(path_type=Path))
_fail_on = click.option(
    "--fail-on",
    type=click.Choice(["violation", "warning", "info", "none"]),
    default="violation",
    show_default=True,
    help="Lowest severity that fails the validation (exit code 1).",
)
_remove = click.option(
    "--remove",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Remove the statements of this file; can be repeated.",
)
_replace = click.option(
    "--replace",
    default="",
    metavar="SOURCE",
    help="First remove all claims of this source, so that FILES replace them.",
)
_prune = click.option(
    "--prune",
    is_flag=True,
    help="With --remove or --replace: also remove what nothing supports any more: "
    "entities without claims to which nothing else refers, and documents that "
    "state nothing.",
)
_strict = click.option(
    "--strict",
    is_flag=True,
    help="Refuse a custom table if anything about it, such as its encoding, would "
    "have to be guessed.",
)
_mapping = click.option(
    "--mapping",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Mapping that describes a custom table (kg mapping init writes a draft).",
)


@click.command(cls=Command)
@_files
@_remove
@_replace
@_mapping
@click.option(
    "--strict",
    is_flag=True,
    help="As for kg load; with --shapes: refuse them if one cannot be judged.",
)
@_fail_on
@click.option(
    "--all", "show_all", is_flag=True, help="Show all results, not just the first of each kind."
)
@click.option(
    "--shapes",
    type=click.Path(path_type=Path, exists=True),
    default=None,
    help="Validate only FILES, against the shapes in this file or folder.",
)
@click.option(
    "--timeout",
    type=SECONDS,
    default=None,
    metavar="SECONDS",
    help="With --shapes: stop their SPARQL after this time; 0 sets no limit.  [default: 300]",
)
@click.option(
    "--memory",
    default=None,
    metavar="SIZE",
    help="With --shapes: stop SPARQL that needs more memory; as for kg sparql.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(tuple(REPORTS)),
    default=None,
    help="Format of the report; turtle is SHACL's own, sarif is for code hosts.  "
    "[default: from the extension of -o, else text]",
)
@output_option
@engine_and_parts
@store_option
@language_option
@click.pass_context
def validate(
    ctx: click.Context,
    files: tuple[Path, ...],
    remove: tuple[Path, ...],
    replace: str,
    mapping: Path | None,
    strict: bool,
    fail_on: str,
    show_all: bool,
    shapes: Path | None,
    timeout: float | None,
    memory: str | None,
    format_: str | None,
    output: Path | None,
    spark: Spark | None,
    store: Path | str,
    lang: str | None,
) -> None:
    """Validate the store, or the store as it would be with FILES.

    FILES are Turtle, TriG, N-Triples, N-Quads, JSON-LD, RDF/XML, curated tables (CSV), or with
    --mapping any CSV, TSV or XLSX.  Nothing is changed.
    """
    from kg import ingest
    from kg.mapping.custom import read_mapping
    from kg.runtime.bounds import asked

    if spark:
        from kg.cli import on_spark

        on_spark.refuse(
            ("remove", "replace", "mapping", "strict", "timeout", "memory", "format_", "output")
        )
        ctx.exit(0 if on_spark.judge(spark, files, shapes, fail_on, show_all=show_all) else 1)
    opened = None
    custom = read_mapping(mapping, strict=strict) if mapping else None
    if shapes:
        if not files:
            raise click.UsageError(
                in_language(
                    "--shapes needs FILES to validate", "--shapes necesita ARCHIVOS que validar"
                )
            )
        report = ingest.validate_files(files, shapes, asked(timeout, memory), strict=strict)
    elif files or remove or replace:
        opened = open_store(store)
        with progress() as show:
            change = ingest.propose(opened, files, remove, replace, custom, show)
        report = change.report
        say_renamed(change.renamed)
        say_notes(change.notes)
        say(counted(change), err=True)
    else:
        opened = open_store(store)
        report = ingest.validate_store(opened)
    for note in report.notes:
        say(note, err=True)
    chosen = format_ or (named_by(output, REPORTS) if output else None) or "text"
    if chosen != "text" or output:
        say_not_judged(report, language(lang), has_verdict=output is not None)
    with text_output(output, for_people=is_for_people(chosen)) as stream:
        write_report(report, opened, stream, language(lang), chosen, show_all=show_all)
    if output:
        say_verdict(report, output, language(lang))
    ctx.exit(0 if report.passes(fail_on) else 1)


@click.command(cls=Command)
@_files
@_remove
@_replace
@_prune
@_mapping
@_strict
@_fail_on
@click.option("--dry-run", is_flag=True, help="Show the change without making it.")
@warnings_option
@click.option(
    "--unchecked",
    is_flag=True,
    help="Load RDF as it is, fast: nothing is mapped, derived or validated.",
)
@wait_option
@engine_and_parts
@store_option
@language_option
@click.pass_context
def load(
    ctx: click.Context,
    files: tuple[Path, ...],
    remove: tuple[Path, ...],
    replace: str,
    prune: bool,
    mapping: Path | None,
    strict: bool,
    fail_on: str,
    dry_run: bool,
    warnings: bool,
    unchecked: bool,
    wait: float,
    spark: Spark | None,
    store: Path | str,
    lang: str | None,
) -> None:
    """Load FILES into the store if the result is valid.

    Otherwise nothing is changed.  Shows what is added and removed, and records the load (kg log).
    """
    if spark:
        _map_on_spark(spark, store, files, mapping, strict=strict)
        return
    _require_a_file(files, remove)
    _require_something_removed(prune=prune, removed=bool(remove or replace))
    if unchecked:
        _require_only_files(others=bool(remove or replace or mapping or dry_run))
        _load_unchecked(store, files, wait)
        return
    from kg import ingest
    from kg.errors import NonConforming
    from kg.mapping.custom import read_mapping

    opened = open_store(store)
    custom = read_mapping(mapping, strict=strict) if mapping else None
    chosen = language(lang)
    try:
        with progress() as show:
            change = ingest.load(
                opened,
                files,
                fail_on,
                remove=remove,
                replace=replace,
                prune=prune,
                custom=custom,
                dry_run=dry_run,
                wait=wait,
                progress=show,
            )
    except NonConforming as error:
        say_report(error.report, opened, chosen, fail_on, warnings=warnings)
        say(in_language(f"{store}: nothing was changed", f"{store}: no se cambió nada"), err=True)
        ctx.exit(1)
    for note in change.report.notes:
        say(note, err=True)
    if change.report.results:
        say_report(change.report, opened, chosen, fail_on, warnings=warnings)
    _report_change(change, store, chosen, dry_run=dry_run)


def _map_on_spark(
    spark: Spark, store: Path | str, files: tuple[Path, ...], mapping: Path | None, *, strict: bool
) -> None:
    from kg.cli import on_spark

    on_spark.refuse(
        ("remove", "replace", "prune", "fail_on", "dry_run", "warnings", "unchecked", "wait")
    )
    on_spark.map_files(spark, store, files, mapping, strict=strict)


def _require_a_file(files: tuple[Path, ...], remove: tuple[Path, ...]) -> None:
    if not (files or remove):
        raise click.UsageError(
            in_language(
                "name at least one file to load, or one to remove with --remove",
                "indique al menos un archivo que cargar, o uno que eliminar con --remove",
            )
        )


def _require_something_removed(*, prune: bool, removed: bool) -> None:
    if prune and not removed:
        raise click.UsageError(
            in_language(
                "--prune goes with --remove or --replace",
                "--prune va con --remove o --replace",
            )
        )


def _require_only_files(*, others: bool) -> None:
    if others:
        raise click.UsageError(
            in_language(
                "--unchecked only adds; leave out --remove, --replace, --mapping and --dry-run",
                "--unchecked solo agrega; quite --remove, --replace, --mapping y --dry-run",
            )
        )


def _load_unchecked(store: Path | str, files: tuple[Path, ...], wait: float) -> None:
    from kg import ingest

    opened = open_store(store, new=True)
    with progress() as show:
        added = ingest.load_unchecked(opened, files, wait=wait, progress=show)
    say(
        in_language(
            f"{store}: {added:,} new quads, unchecked",
            f"{store}: {added:,} cuádruplas nuevas, sin comprobar",
        ),
        err=True,
    )


def _report_change(change: Change, store: Path | str, lang: str, *, dry_run: bool) -> None:
    show_entities(change, lang)
    verb = verb_of(change, dry_run=dry_run)
    say_renamed(change.renamed)
    say_notes(change.notes)
    _say_left(change.left, change.pruned)
    say(f"{store}: {verb}: {counted(change)}", err=True)


def verb_of(change: Change, *, dry_run: bool = False) -> str:
    """Return what becomes of a store by a change, in a word."""
    if dry_run:
        return in_language("would change", "cambiaría")
    if change:
        return in_language("changed", "cambió")
    return in_language("unchanged", "sin cambios")


def _say_left(left: Sequence[Iri], pruned: Sequence[Iri]) -> None:
    """Say what rests on nothing any more: what stays, and what was taken away."""
    if pruned:
        say(
            in_language(
                f"{len(pruned):,} taken away, nothing rests on them: {_listed(pruned)}",
                f"{len(pruned):,} quitados, nada descansa en ellos: {_listed(pruned)}",
            ),
            err=True,
        )
    if left:
        say(
            in_language(
                f"{len(left):,} without any claim now, still in the store: {_listed(left)}; "
                "--prune takes away those that nothing else names",
                f"{len(left):,} ya sin ninguna afirmación, aún en el almacén: {_listed(left)}; "
                "--prune quita los que nada más nombra",
            ),
            err=True,
        )


def _listed(nodes: Sequence[Iri]) -> str:
    """Return the first of some nodes in short."""
    from kg.rdf import iris

    shown = ", ".join(iris.shorten(node.value) for node in nodes[:_SHOWN])
    return shown + ", …" * (len(nodes) > _SHOWN)


def counted(change: Change) -> str:
    """Return what a change adds and removes, in words."""
    parts = [
        in_language(
            f"{change.added.quads:,} new quads, {change.added.facts:,} of them facts",
            f"{change.added.quads:,} cuádruplas nuevas (hechos: {change.added.facts:,})",
        )
    ]
    if change.removed.quads:
        parts.append(
            in_language(
                f"{change.removed.quads:,} gone, {change.removed.facts:,} of them facts",
                f"se van {change.removed.quads:,} (hechos: {change.removed.facts:,})",
            )
        )
    return "; ".join(parts)


def show_entities(change: Change, lang: str) -> None:
    """Print the new entities, the first of them by name."""
    from kg.rdf import iris

    for entity, names in sorted(change.entities.items())[:_SHOWN]:
        short = iris.shorten(entity.value)
        name = names.get(lang) or next(iter(names.values()), short)
        say(in_language(f"new: {name} <{short}>", f"nueva: {name} <{short}>"), err=True)
    if change.entity_count > _SHOWN:
        say(
            in_language(
                f"new: {change.entity_count - _SHOWN:,} more",
                f"nueva: {change.entity_count - _SHOWN:,} más",
            ),
            err=True,
        )


def say_report(
    report: Report,
    store: Store | None,
    lang: str,
    fail_on: str = "violation",
    *,
    warnings: bool = False,
) -> None:
    """Print what fails, and count the rest; with `warnings`, print that, too."""
    least: Severity = "violation"
    if warnings or fail_on == "info":
        least = "info"
    elif fail_on == "warning":
        least = "warning"
    from kg.names.suggest import namers
    from kg.validation import write_report as write_text

    labels, suggest = namers(store, lang)
    write_text(report, error_output(), language=lang, labels=labels, suggest=suggest, least=least)
    if least == "violation" and report.count("warning"):
        hint = in_language("--warnings shows the warnings", "--warnings muestra los avisos")
        say(hint, err=True)


def say_not_judged(report: Report, lang: str, *, has_verdict: bool) -> None:
    """Say which shapes were not judged, where the report itself goes into a file or a program.

    Args:
        report: The report.
        lang: The language of the words.
        has_verdict: Whether `say_verdict` says that the report is incomplete.
    """
    from kg.validation.report.text import incomplete, not_judged, words_of

    words = words_of(lang)
    for text in not_judged(report, words):
        say(text, err=True)
    if not has_verdict and (text := incomplete(report, words)):
        say(text, err=True)


def say_verdict(report: Report, output: Path, lang: str) -> None:
    """Say whether the graph conforms, where the report itself went into a file."""
    from kg.validation.report.text import summary, words_of

    say(f"{output}: {summary(report, words_of(lang))}", err=True)


def write_report(
    report: Report,
    store: Store | None,
    stream: TextIO,
    lang: str,
    format_: str = "text",
    *,
    show_all: bool = False,
) -> None:
    """Write a report with the names of the store, and suggestions."""
    from kg.names.suggest import namers
    from kg.validation import write

    labels, suggest = namers(store, lang)
    write(format_, report, stream, language=lang, labels=labels, suggest=suggest, show_all=show_all)
