"""Write the curated tables in canonical form, so that git diffs stay small.

UTF-8 without BOM, LF, comma, quotes only where needed, columns in the declared order, rows
sorted by key.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError
from kg.mapping.declaration import Declaration
from kg.mapping.evidence import EVIDENCE_COLUMNS
from kg.mapping.rows import columns_of, optional_columns
from kg.model import Problem
from kg.tables import code_lists
from kg.tables.curated import Table, read_table


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file, its canonical text, and whether it has that text already."""

    path: Path
    text: str
    unchanged: bool


def format_folder(data: Path, declarations: Mapping[str, Declaration]) -> Iterator[Formatted]:
    """Yield each table of a data folder in canonical form; no file is written.

    A column that a table may have and has not is added.

    Raises:
        InputError: Tables have faults of form; these were not yielded.
    """
    problems: list[Problem] = []
    for path in sorted(data.glob("*.csv")) + sorted((data / "vocabularies").glob("*.csv")):
        form = _form(path, declarations)
        if form is None:
            continue
        columns, optional, key = form
        required = [column for column in columns if column not in optional]
        table = read_table(path, str(path), required, optional)
        if table.problems:
            problems.extend(table.problems)
            continue
        text = canonical(table, columns, key)
        yield Formatted(path, text, text.encode() == path.read_bytes())
    if problems:
        raise InputError(problems)


def _form(
    path: Path, declarations: Mapping[str, Declaration]
) -> tuple[Sequence[str], Sequence[str], Sequence[str]] | None:
    """Return the columns of a table, those it may lack, and its key; None if undeclared."""
    if path.parent.name == "vocabularies":
        return code_lists.COLUMNS, code_lists.OPTIONAL, ("code",)
    if path.stem == "schemes":
        return code_lists.TITLES, code_lists.TITLES_OPTIONAL, ("code",)
    declaration = declarations.get(path.stem)
    if declaration is None:
        return None
    evidence = EVIDENCE_COLUMNS[:4] if declaration.claims else ()
    return columns_of(declaration), optional_columns(declaration), (*declaration.key, *evidence)


def canonical(table: Table, columns: Sequence[str], key: Sequence[str]) -> str:
    """Return the text of a table in canonical form.

    Args:
        table: A table without problems.
        columns: Its columns in their order.
        key: The columns by which rows are sorted, and then by all cells.
    """
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(columns)
    rows = [[row.cells[column] for column in columns] for row in table.rows]
    positions = [columns.index(name) for name in key]
    rows.sort(key=lambda cells: ([cells[position] for position in positions], cells))
    writer.writerows(rows)
    return output.getvalue()
