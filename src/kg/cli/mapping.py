"""The commands kg mapping init, kg mapping check."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import open_store, output_option, store_option
from kg.cli.output import say, text_output
from kg.cli.progress import progress


@click.group()
def mapping() -> None:
    """Draft and check mappings for custom tables."""


@mapping.command()
@click.argument("file", type=click.Path(path_type=Path))
@output_option
def init(file: Path, output: Path | None) -> None:
    """Draft a mapping for FILE (CSV, TSV or XLSX) from its header."""
    from kg.mapping.draft import draft

    text = draft(file)
    with text_output(output) as stream:
        stream.write(text)


@mapping.command()
@click.argument("mapping_file", metavar="MAPPING", type=click.Path(path_type=Path))
@click.argument("file", required=False, type=click.Path(path_type=Path))
@store_option
def check(mapping_file: Path, file: Path | None, store: Path | str) -> None:
    """Explain MAPPING and, with FILE, check that every row can be read."""
    from kg.errors import InputError
    from kg.ingest import incoming
    from kg.mapping.custom import read_mapping
    from kg.mapping.draft import explain
    from kg.model import Problem

    mapping = read_mapping(mapping_file)
    for line in explain(mapping):
        say(line)
    if file:
        opened = open_store(store)
        rows = new = statements = 0
        problems: list[Problem] = []
        with progress() as show:
            for batch in incoming.batches(opened, [file], mapping, show):
                rows += batch.rows
                statements += len(batch.located)
                new += batch.entities
                problems.extend(batch.problems)
        if problems:
            raise InputError(problems)
        say(f"{file}: {rows:,} rows, {new:,} new entities, {statements:,} statements")
