"""The canonical form of the curated tables, so that git diffs stay small.

UTF-8 without BOM, LF, comma, quotes only where needed, columns in the declared order, rows
sorted by key.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import mapping
from kg.errors import InputError
from kg.model import Problem
from kg.tables.curated import Table, read_table

_CODES = ("code", "broader", "en", "es", "fr", "nace2", "naics2022", "seeds")


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file, its canonical text, and whether it has that text already."""

    path: Path
    text: str
    unchanged: bool


def format_folder(data: Path, declarations: dict[str, mapping.Declaration]) -> Iterator[Formatted]:
    """Yield each table of a data folder in canonical form.

    Raises InputError where a table has faults of form; nothing was yielded of it then.
    """
    problems: list[Problem] = []
    columns: tuple[str, ...]
    key: tuple[str, ...]
    for path in sorted(data.glob("*.csv")) + sorted((data / "vocabularies").glob("*.csv")):
        if path.parent.name == "vocabularies":
            columns, key = _CODES, ("code",)
        elif path.stem == "schemes":
            columns, key = ("code", "en", "es", "fr"), ("code",)
        elif path.stem in declarations:
            declaration = declarations[path.stem]
            columns = mapping.columns_of(declaration)
            key = declaration.key
            if declaration.claims:
                key = (*key, *mapping.EVIDENCE_COLUMNS[:3])
        else:
            continue
        table = read_table(path, str(path), columns)
        if table.problems:
            problems.extend(table.problems)
            continue
        text = canonical(table, columns, key)
        yield Formatted(path, text, text.encode() == path.read_bytes())
    if problems:
        raise InputError(problems)


def canonical(table: Table, columns: Sequence[str], key: Sequence[str]) -> str:
    """Return the text of a table in canonical form."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(columns)
    rows = [[row.cells[column] for column in columns] for row in table.rows]
    places = [columns.index(name) for name in key]
    rows.sort(key=lambda cells: ([cells[place] for place in places], cells))
    writer.writerows(rows)
    return output.getvalue()
