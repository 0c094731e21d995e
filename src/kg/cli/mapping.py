"""The commands kg mapping init, kg mapping check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.bilingual import Group
from kg.cli.options import (
    language_option,
    open_store,
    output_option,
    store_option,
)
from kg.cli.output import said_to, say, text_output
from kg.cli.problems import grouped, line, said_values, say_notes
from kg.cli.progress import progress
from kg.errors import in_language

if TYPE_CHECKING:
    from kg.mapping.custom import CustomMapping
    from kg.model import Problem
    from kg.store import Store


@click.group(cls=Group)
def mapping() -> None:
    """Draft and check mappings for custom tables."""


@mapping.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--encoding", default="", help="Encoding of FILE, if it cannot be detected.")
@click.option("--sheet", default="", help="Sheet to read, if FILE is a workbook.")
@output_option
@store_option
@language_option
def init(
    file: Path, encoding: str, sheet: str, output: Path | None, store: Path | str, lang: str | None
) -> None:
    """Draft a mapping for FILE (CSV, TSV or XLSX) from its header and values.

    The names in the store, if there is one, help to recognise the values. Each guess comes with
    its reason.
    """
    from kg.mapping.draft import draft
    from kg.tables.spreadsheet import Dialect

    known = _opened_if_there(store)
    text = draft(file, known, Dialect(encoding=encoding, sheet=sheet))
    with text_output(output) as stream:
        stream.write(text)
    if known is None:
        say(
            in_language(
                f"{store} is no store: the values are compared with no names (kg build makes one)",
                f"{store} no es un almacén: los valores no se comparan con nombres (kg build crea "
                "uno)",
            ),
            err=True,
        )


def _opened_if_there(location: Path | str) -> Store | None:
    """Return a store, None where its folder has none."""
    from kg.store import config, generations

    folder = config.folder_of(location)
    if folder is not None and generations.current(folder) is None:
        return None
    return open_store(location)


@mapping.command()
@click.argument("mapping_file", metavar="MAPPING", type=click.Path(path_type=Path))
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--strict", is_flag=True, help="Refuse FILE if anything about it would have to be guessed."
)
@output_option
@store_option
@language_option
@click.pass_context
def check(
    ctx: click.Context,
    mapping_file: Path,
    file: Path | None,
    strict: bool,
    output: Path | None,
    store: Path | str,
    lang: str | None,
) -> None:
    """Explain MAPPING and, with FILE, check that every row can be read.

    Each problem is shown once, starting with those that keep out most rows, and then the values
    that would mend them, ready to paste into MAPPING.
    """
    from kg.mapping.custom import read_mapping
    from kg.mapping.explanation import explain, undeclared

    mapping = read_mapping(mapping_file, strict=strict)
    for warning in undeclared(mapping, mapping_file):
        kind = in_language("warning", "advertencia")
        say(f"{warning.position}: {kind}: {warning.message}", err=True)
    with said_to(output):
        for words in explain(mapping):
            say(words)
        is_readable = file is None or _can_be_read(file, mapping, open_store(store))
    ctx.exit(0 if is_readable else 2)


def _can_be_read(file: Path, mapping: CustomMapping, store: Store) -> bool:
    """Tell whether every row of a file can be read, and what is in the way of those that cannot."""
    from kg.ingest import incoming

    rows = new = statements = 0
    problems: list[Problem] = []
    notes: list[Problem] = []
    with progress() as show:
        for batch in incoming.batches(store, [file], mapping, show):
            rows += batch.rows
            statements += len(batch.located)
            new += batch.entities
            problems.extend(batch.problems)
            notes.extend(batch.notes)
    say_notes(notes)
    if not problems:
        say(
            in_language(
                f"{file}: {rows:,} rows, {new:,} new entities, {statements:,} statements",
                f"{file}: {rows:,} filas, {new:,} entidades nuevas, {statements:,} enunciados",
            )
        )
        return True
    groups = sorted(grouped(problems), key=len, reverse=True)
    for group in groups:
        say(line(group), err=True)
    for words in said_values(groups, mapping):
        say(words)
    lines = len({problem.position.line for problem in problems})
    say(
        in_language(
            f"{file}: {rows:,} rows can be read, {lines:,} cannot ({len(groups):,} problems)",
            f"{file}: {rows:,} filas se pueden leer, {lines:,} no ({len(groups):,} problemas)",
        ),
        err=True,
    )
    return False
