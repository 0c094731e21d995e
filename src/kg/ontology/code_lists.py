"""The code lists as people read them: titles, and concepts with labels and definitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import InputError
from kg.tables import code_lists as columns
from kg.tables.curated import Table, read_table

_LANGUAGES: Final = ("en", "es", "fr")


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code list.

    Attributes:
        name: Its name, which is the last part of its IRI.
        titles: Language → title.
        concepts: Its rows: column → cell.
    """

    name: str
    titles: Mapping[str, str]
    concepts: Sequence[Mapping[str, str]]


def read(data: Path) -> list[CodeList]:
    """Return the code lists of a folder of tables, sorted by name.

    Raises:
        InputError: One cannot be read; with all that is wrong with it.
    """
    titles = _read(data / "schemes.csv", columns.TITLES_REQUIRED, columns.TITLES_OPTIONAL)
    by_name = {row.cells["code"]: row.cells for row in titles.rows}
    return [
        CodeList(
            path.stem,
            {language: by_name.get(path.stem, {}).get(language, "") for language in _LANGUAGES},
            [row.cells for row in _read(path, columns.REQUIRED, columns.OPTIONAL).rows],
        )
        for path in sorted((data / "vocabularies").glob("*.csv"))
    ]


def _read(path: Path, required: Sequence[str], optional: Sequence[str]) -> Table:
    table = read_table(path, str(path), required, optional)
    if table.problems:
        raise InputError(table.problems)
    return table
