"""A first draft of a mapping, and what a mapping says in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from kg.errors import InputError
from kg.mapping.custom import CustomMapping
from kg.model import Position
from kg.rdf import dates, iris
from kg.tables.spreadsheet import Dialect, Records


def draft(path: Path) -> str:
    """Return a first draft of a mapping for a file, from its header and first records."""
    sample = list(islice(Records(path, str(path), Dialect()), 50))
    if not sample:
        raise InputError.at(Position(str(path)), "there is no header line")
    # Titles stand above the header, in fewer cells.
    widest = max(sum(map(bool, record.cells)) for record in sample[:20])
    while sum(map(bool, sample[0].cells)) < widest:
        del sample[0]
    header = sample.pop(0)
    source = iris.slug(path.name.split(".")[0])
    lines = [
        f"# Mapping of {path.name}. Delete the columns that you do not need; what each word means",
        "# is in docs/custom-tables.md. Try it: kg mapping check THIS.toml FILE",
        "",
        *(["[file]", f"header = {header.line}", ""] if header.line > 1 else []),
        "[source]",
        f'id = "{source}"',
        f'title = "{path.name}"',
        'type = "dataset"',
        "",
        "[subject]",
        f"from = {_quoted(header.cells[0])}",
        'kinds = ["Cluster"]',
        'new = { kind = "Cluster", helix = "intermediary", '
        f"name_es = {_quoted(header.cells[0])} }}",
        "",
        "[columns]",
    ]
    for index, name in enumerate(header.cells):
        if name:
            cells = [r.cells[index] for r in sample if index < len(r.cells) and r.cells[index]]
            lines.append(f"{_quoted(name)} = {_guess(name, cells)}")
    return "\n".join(lines) + "\n"


#: words in a header → what the column probably is
_GUESSES = (
    (r"estado|entidad|state", '{ property = "hx:locatedIn", entity = ["State"], by = "name" }'),
    (r"ciudad|municipio|city", '{ property = "hx:locatedIn", entity = ["Area"], by = "name" }'),
    (r"sector|giro|industria", '{ property = "hx:sector", scheme = "sector", by = "name" }'),
    (r"siglas|acr[oó]n", '{ property = "hx:acronym", type = "text" }'),
    (r"web|sitio|url|p[aá]gina", '{ property = "schema:url", type = "uri" }'),
    (r"estatus|status", '{ property = "hx:status", scheme = "status", by = "name" }'),
    (r"nombre|name|cl[uú]ster|cluster", '{ property = "skos:altLabel", lang = "es" }'),
)


def _guess(name: str, cells: list[str]) -> str:
    folded = name.lower()
    if re.search(r"fecha|fundaci|founded|date|año|inicio", folded) or (
        cells and all(map(dates.suggested, cells))
    ):
        return '{ property = "schema:foundingDate", type = "date", formats = ["%d/%m/%Y", "%Y"] }'
    for pattern, guess in _GUESSES:
        if re.search(pattern, folded):
            return guess
    return '{ property = "", type = "text" }  # states nothing until it has a property'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def explain(own: CustomMapping) -> Iterator[str]:
    """Yield what a mapping says, a line each, as a curator reads it."""
    yield f"source {own.source['id']}: {own.source['title']}"
    kinds = " or ".join(own.subject["kinds"])
    yield f"each row is about a {kinds}, named in '{own.subject['from']}'"
    for name, column in own.declaration.columns.items():
        kind = (
            f"code of {column.scheme}"
            if column.scheme
            else " or ".join(column.entity)
            if column.entity
            else column.type or f"text ({column.lang})"
        )
        yield f"'{name}' → {column.property or 'nothing'}: {kind}"
