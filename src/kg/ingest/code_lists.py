"""Read the code lists: what cells may contain, and the vocabulary that they become."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kg.claims import vocabulary
from kg.errors import InputError
from kg.files import content
from kg.model import Located, Position, Problem
from kg.tables.curated import Table, read_table

_COLUMNS: Final = ("code", "broader", "en", "es", "fr", "nace2", "naics2022", "seeds")
_TITLE_COLUMNS: Final = ("code", "en", "es", "fr")
_LANGUAGES: Final = ("en", "es", "fr")


@dataclass(slots=True)
class CodeLists:
    """The code lists of a folder.

    Attributes:
        codes: From the name of a list to its codes, each with its English label.
        statements: The vocabulary.
        problems: What cannot be read, or refers to a code that is not there.
    """

    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    statements: list[Located] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_code_lists(data: Path) -> CodeLists:
    """Return the code lists of a folder of tables, or the project's own where it has none.

    Args:
        data: The folder; its lists are `vocabularies/*.csv`, their titles stand in `schemes.csv`.
    """
    folder = data if (data / "vocabularies").is_dir() else content.folder("data")
    lists = CodeLists()
    titles_file = folder / "schemes.csv"
    try:
        schemes = read_table(titles_file, str(titles_file), _TITLE_COLUMNS)
    except InputError as error:
        return CodeLists(problems=list(error.problems))
    lists.problems.extend(schemes.problems)
    titles = {row.cells["code"]: row.cells for row in schemes.rows}
    for path in sorted((folder / "vocabularies").glob("*.csv")):
        try:
            table = read_table(path, str(path), _COLUMNS)
        except InputError as error:
            lists.problems.extend(error.problems)
            continue
        lists.problems.extend(table.problems)
        if path.stem in titles:
            _add(lists, path.stem, titles[path.stem], table)
        else:
            message = f"the code list has no title; add it to {titles_file}"
            lists.problems.append(Problem(Position(str(path)), message))
    return lists


def _add(lists: CodeLists, scheme: str, title: Mapping[str, str], table: Table) -> None:
    lists.codes[scheme] = {row.cells["code"]: row.cells["en"] for row in table.rows}
    titles = {language: title[language] for language in _LANGUAGES}
    lists.statements.extend(vocabulary.describe(scheme, titles, table.rows))
    lists.problems.extend(_unknown_broader(table))


def _unknown_broader(table: Table) -> Iterator[Problem]:
    codes = {row.cells["code"] for row in table.rows}
    for row in table.rows:
        broader = row.cells["broader"]
        if broader and broader not in codes:
            yield Problem(row.at("broader"), f"'{broader}' is no code of this list", "broader")
