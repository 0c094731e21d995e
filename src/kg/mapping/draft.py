"""Draft the mapping of a custom table from its header, and say in words what a mapping says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from kg.errors import InputError
from kg.mapping.custom import CustomMapping
from kg.mapping.declaration import Column
from kg.model import Position
from kg.rdf import dates, iris
from kg.tables.records import Record
from kg.tables.spreadsheet import Dialect, Records

_SAMPLE = 50  # records that are looked at
_TITLES = 20  # records among which the header is


def draft(path: Path) -> str:
    """Return a first draft of a mapping for a file, from its header and first records.

    Raises:
        InputError: The file is no table.
    """
    header, sample = _header_and_sample(path)
    subject = _quoted(header.cells[0])
    lines = [
        f"# Mapping of {path.name}. Delete the columns that you do not need; what each word means",
        "# is in docs/custom-tables.md. Try it: kg mapping check THIS.toml FILE",
        "",
        *(["[file]", f"header = {header.line}", ""] if header.line > 1 else []),
        "[source]",
        f'id = "{iris.slug(path.name.split(".")[0])}"',
        f"title = {_quoted(path.name)}",
        'type = "dataset"',
        "",
        "[subject]",
        f"from = {subject}",
        'kinds = ["Cluster"]',
        f'new = {{ kind = "Cluster", helix = "intermediary", name_es = {subject} }}',
        "",
        "[columns]",
    ]
    for index, name in enumerate(header.cells):
        if name:
            cells = [r.cells[index] for r in sample if index < len(r.cells) and r.cells[index]]
            lines.append(f"{_quoted(name)} = {_guess(name, cells)}")
    return "\n".join(lines) + "\n"


def _header_and_sample(path: Path) -> tuple[Record, list[Record]]:
    """Return the header of a table and the records below it, of the first 50.

    Titles may stand above the header, in fewer cells; so it is the first record that has as many
    filled cells as any of the first 20.
    """
    sample = list(islice(Records(path, str(path), Dialect()), _SAMPLE))
    if not sample:
        raise InputError.at(Position(str(path)), "there is no header line")
    filled = [sum(map(bool, record.cells)) for record in sample[:_TITLES]]
    first = filled.index(max(filled))
    return sample[first], sample[first + 1 :]


_DATE_HEADER: Final = re.compile(r"fecha|fundaci|founded|date|año|inicio")
#: words in a header → what the column probably is
_GUESSES: Final = (
    (r"estado|entidad|state", '{ property = "hx:locatedIn", entity = ["State"], by = "name" }'),
    (r"ciudad|municipio|city", '{ property = "hx:locatedIn", entity = ["Area"], by = "name" }'),
    (r"sector|giro|industria", '{ property = "hx:sector", scheme = "sector", by = "name" }'),
    (r"siglas|acr[oó]n", '{ property = "hx:acronym", type = "text" }'),
    (r"raz[oó]n social|legal.?name", '{ property = "hx:legalName", lang = "es" }'),
    (r"web|sitio|url|p[aá]gina", '{ property = "schema:url", type = "uri" }'),
    (r"estatus|status", '{ property = "hx:status", scheme = "status", by = "name" }'),
    (r"nombre|name|cl[uú]ster|cluster", '{ property = "skos:altLabel", lang = "es" }'),
)


def _guess(name: str, cells: list[str]) -> str:
    """Return the declaration of a column, guessed from its header and its cells."""
    lower = name.lower()
    if _DATE_HEADER.search(lower) or (cells and all(map(dates.suggested, cells))):
        return '{ property = "schema:foundingDate", type = "date", formats = ["%d/%m/%Y", "%Y"] }'
    for pattern, guess in _GUESSES:
        if re.search(pattern, lower):
            return guess
    return '{ property = "", type = "text" }  # states nothing until it has a property'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def explain(mapping: CustomMapping) -> Iterator[str]:
    """Yield what a mapping says, a line each, as a curator reads it."""
    yield f"source {mapping.source['id']}: {mapping.source['title']}"
    for part in mapping.parts:
        kinds = " or ".join(part.subject.kinds)
        yield f"each row is about a {kinds}, named in '{part.subject.column}'"
        for header, column in part.declaration.columns.items():
            yield f"'{header}' → {column.property or 'nothing'}: {_cell_kind(column)}"


def _cell_kind(column: Column) -> str:
    """Return in words what the cells of a column may hold."""
    if column.scheme:
        return f"code of {column.scheme}"
    if column.entity:
        return " or ".join(column.entity)
    return column.type or f"text ({column.lang})"
