"""Read the code lists: what cells may contain, and the vocabulary that they become."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg.claims import vocabulary
from kg.errors import InputError
from kg.files import content
from kg.model import Located, Position, Problem
from kg.tables import code_lists
from kg.tables.curated import Row, Table, read_table


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
        schemes = read_table(
            titles_file,
            str(titles_file),
            code_lists.TITLES_REQUIRED,
            code_lists.TITLES_OPTIONAL,
        )
    except InputError as error:
        return CodeLists(problems=list(error.problems))
    lists.problems.extend(schemes.problems)
    titles = {row.cells["code"]: row for row in schemes.rows}
    tables: dict[str, Table] = {}
    for path in sorted((folder / "vocabularies").glob("*.csv")):
        try:
            table = read_table(path, str(path), code_lists.REQUIRED, code_lists.OPTIONAL)
        except InputError as error:
            lists.problems.extend(error.problems)
            continue
        lists.problems.extend(table.problems)
        if path.stem in titles:
            tables[path.stem] = table
            _add(lists, titles[path.stem], table)
        else:
            message = f"the code list has no title; add it to {titles_file}"
            lists.problems.append(Problem(Position(str(path)), message))
    for scheme, table in tables.items():
        lists.problems.extend(_unknown_codes(scheme, table, lists.codes))
    return lists


def _add(lists: CodeLists, title: Row, table: Table) -> None:
    lists.codes[title.cells["code"]] = {row.cells["code"]: row.cells["en"] for row in table.rows}
    lists.statements.extend(vocabulary.describe(title, table.rows))


def _unknown_codes(
    scheme: str, table: Table, codes: dict[str, dict[str, str]]
) -> Iterator[Problem]:
    """Yield the cells of a list that name a code which no list has."""
    for row in table.rows:
        broader = row.cells["broader"]
        if broader and broader not in codes[scheme]:
            yield Problem(row.at("broader"), f"'{broader}' is no code of this list", "broader")
        for column in vocabulary.LINKS:
            for cell in vocabulary.codes_in(row, column):
                other, _, code = cell.rpartition("/")
                if code not in codes.get(other or scheme, {}):
                    message = f"'{cell}' is no code of {other or 'this list'}"
                    yield Problem(row.at(column), message, column)
        for column in vocabulary.NACE21:
            for code in vocabulary.codes_in(row, column):
                if not vocabulary.NACE21_CODE.fullmatch(code):
                    message = f"'{code}' is no code of NACE Rev. 2.1, such as C, 29, 29.3 or 29.32"
                    yield Problem(row.at(column), message, column)
