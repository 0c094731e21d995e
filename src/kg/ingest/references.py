"""What the rows of curated tables may refer to: entities, sources and listings of other tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from kg.claims.registry import NAME_COLUMNS
from kg.mapping import Context, Entity, Source
from kg.tables.curated import Table

#: the tables that the other tables refer to
REFERRED: Final = ("registry", "sources", "listings")


def add_references(context: Context, tables: Mapping[str, Table]) -> None:
    """Let rows refer to what these tables have.

    Args:
        context: What rows may refer to so far; is extended.
        tables: From the name of a table to the table; only those in REFERRED count.
    """
    for name in REFERRED:
        if name in tables:
            add_table(context, tables[name])


def add_table(context: Context, table: Table) -> None:
    """Let rows refer to the entities, sources or listings of one table, known by its file name."""
    name = Path(table.file).stem
    for row in table.rows:
        cells = row.cells
        if name == "registry":
            _add_entity(context, cells)
        elif name == "sources":
            context.sources[cells["id"]] = Source(cells["id"], cells["title"])
        elif name == "listings":
            context.listings[cells["id"]] = cells["source"]


def _add_entity(context: Context, cells: Mapping[str, str]) -> None:
    if cells["replaced_by"]:
        context.replaced[cells["id"]] = cells["replaced_by"]
        return
    names = {language: cells[column] for column, language in NAME_COLUMNS.items() if cells[column]}
    context.entities[cells["id"]] = Entity(cells["id"], cells["kind"], names)
