"""Translate the rows of a custom table into cells that the ordinary mapping reads.

Each cell keeps its position in the file. Rows are read some at a time, so that memory stays small.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from kg.errors import AmbiguousName, InputError, UsageError
from kg.mapping.context import Context
from kg.mapping.custom import (
    REGISTRY_COLUMNS,
    SOURCE_COLUMNS,
    SUBJECT_COLUMN,
    CellForm,
    CustomMapping,
)
from kg.mapping.declaration import Column, Declaration
from kg.mapping.rows import columns_of
from kg.mapping.stored import context_of
from kg.model import Position, Problem, Progress, silent
from kg.names import NameTable, resolve_concept
from kg.rdf import dates, iris
from kg.rdf.namespaces import ID, VOC
from kg.store import Store
from kg.tables.curated import Row, Table
from kg.tables.records import Record
from kg.tables.spreadsheet import Records

#: rows that are read, judged and written together
ROWS = 1_000
_MAX_NAMES: Final = 50_000  # that are remembered with what they name


@dataclass(slots=True)
class Translated:
    """The tables that some rows of a file become.

    Attributes:
        tables: Name → table: that of the rows, and what is new of registry and sources.
        declarations: Name → declaration of the table of the rows.
        rows: How many rows were translated.
        problems: What could not be translated.
    """

    tables: dict[str, Table]
    declarations: dict[str, Declaration]
    rows: int
    problems: list[Problem] = field(default_factory=list)


def translate(
    store: Store, path: Path, mapping: CustomMapping, progress: Progress = silent
) -> Iterator[Translated]:
    """Yield the tables that a file becomes, `ROWS` rows at a time.

    Args:
        store: What names are looked up in. Rows find what earlier rows made if that was written
            to it before the next are asked for.
        path: The file.
        mapping: What its columns mean.
        progress: Called after each batch of rows.

    Raises:
        InputError: Something is wrong with the file as a whole, or a column is missing.
    """
    shown = str(path)
    source = Records(path, shown, mapping.dialect)
    records = iter(source)
    header = next(records, None)
    if header is None:
        raise InputError.at(Position(shown), "there is no header line")
    missing = [name for name in mapping.headers if name not in header.cells]
    if missing:
        columns = ", ".join(cell for cell in header.cells if cell)
        where = Position(shown, header.line)
        raise InputError(
            [
                Problem(
                    where,
                    f"the mapping names the column '{name}', which is not in the header: {columns}",
                )
                for name in missing
            ]
        )
    translator = _Translator(store, shown, mapping, header)
    while batch := list(islice(records, ROWS)):
        yield translator.tables(batch)
        progress(f"reading {path.name}", source.done, source.total)


class _Translator:
    """Turns the records of a file into rows that the ordinary mapping reads."""

    def __init__(self, store: Store, shown: str, mapping: CustomMapping, header: Record) -> None:
        self.store, self.shown, self.mapping = store, shown, mapping
        self.header = header.cells
        self.names = _Names(store)
        self.new: dict[str, Row]  # id → row of the registry, of this batch
        self.problems: list[Problem]
        self.stored: Context

    def tables(self, records: Iterable[Record]) -> Translated:
        """Return the tables that some records become."""
        self.new, self.problems = {}, []
        self.stored = context_of(self.store)
        rows = [row for record in records if (row := self.row(record)) is not None]
        declaration = self.mapping.declaration
        name = f"custom {Path(self.shown).stem}"
        tables = {name: Table(self.shown, columns_of(declaration), tuple(rows), ())}
        if self.new:
            new = tuple(self.new.values())
            tables["registry"] = Table("registry.csv", REGISTRY_COLUMNS, new, ())
        if self.mapping.source["id"] not in self.stored.sources:
            cells = {**dict.fromkeys(SOURCE_COLUMNS, ""), **self.mapping.source}
            source = Row(self.shown, 0, cells, {})
            tables["sources"] = Table("sources.csv", SOURCE_COLUMNS, (source,), ())
        return Translated(tables, {name: declaration}, len(rows), self.problems)

    def row(self, record: Record) -> Row | None:
        """Return the row of a record, None where it is empty or wrong."""
        mapping, width = self.mapping, len(self.header)
        filled_up = (*record.cells, *[""] * (width - len(record.cells)))
        cells = dict(zip(self.header, filled_up, strict=False))
        if not any(cells.values()):
            return None
        if record.problem:
            where = Position(self.shown, record.line, record.fault)
            self.problems.append(Problem(where, record.problem))
            return None
        starts = dict(zip(self.header, record.starts, strict=False))
        source_row = Row(self.shown, record.line, cells, starts)
        problems_before = len(self.problems)
        translated = {column: self.cell(source_row, column) for column in mapping.forms}
        translated[SUBJECT_COLUMN] = self.subject(source_row)
        translated |= {
            "source": mapping.source["id"],
            "locator": mapping.locate(record.line, cells),
            "certainty": mapping.certainty,
            "listing": "",
        }
        if len(self.problems) > problems_before:
            return None
        columns = starts | {SUBJECT_COLUMN: starts.get(mapping.subject.column, 0)}
        return Row(self.shown, record.line, translated, columns)

    def wrong(self, row: Row, column: str, message: str) -> None:
        """Record what is wrong with a cell."""
        self.problems.append(Problem(row.at(column), message, column))

    def subject(self, row: Row) -> str:
        """Return the id of the subject; a name that is not known makes a new entity."""
        subject = self.mapping.subject
        name = row.cells[subject.column]
        if not name:
            self.wrong(row, subject.column, "the cell is empty; it names what the row is about")
            return ""
        try:
            identifier = self.names.subject(name, subject.kinds)
        except AmbiguousName as error:
            self.wrong(row, subject.column, str(error))
            return ""
        if identifier:
            return identifier
        if not subject.new:
            self.wrong(
                row,
                subject.column,
                f"the registry has no {' or '.join(subject.kinds)} '{name}'; "
                "add new = { kind = …, name_es = … } to [subject] to make it",
            )
            return ""
        identifier = iris.slug(name)
        if identifier not in self.new and identifier not in self.stored.entities:
            self.new[identifier] = self.registry_row(row, identifier)
        return identifier

    def registry_row(self, row: Row, identifier: str) -> Row:
        """Return the row of the registry that a new subject needs."""
        subject = self.mapping.subject
        cells = {name: row.cells.get(value, value) for name, value in subject.new.items()}
        start = row.columns.get(subject.column, 0)
        return Row(
            self.shown,
            row.line,
            dict.fromkeys(REGISTRY_COLUMNS, "") | cells | {"id": identifier},
            dict.fromkeys(REGISTRY_COLUMNS, start),
        )

    def cell(self, row: Row, header: str) -> str:
        """Return a cell as the declaration wants it, several values with ";" between them."""
        form, column = self.mapping.forms[header], self.mapping.declaration.columns[header]
        text = row.cells[header]
        items = [text]
        if form.separator:
            items = [item.strip() for item in text.split(form.separator)]
        values = [self.value(row, column, item, form) for item in items if item]
        return ";".join(filter(None, values))

    def value(self, row: Row, column: Column, text: str, form: CellForm) -> str:
        """Return one value of a cell; what cannot be read stays as it is, and is judged later."""
        if form.values:
            meant = form.values.get(iris.fold(text))
            if meant is not None:
                return meant
        if column.type == "date":
            return dates.from_formats(text, form.formats) or text
        if column.type in ("number", "integer") and form.decimal == ",":
            return re.sub(r"[.\s]", "", text).replace(",", ".")
        if not form.by_name:
            return text
        try:
            if column.scheme:
                return self.names.code(text, column.scheme)
            return self.names.entity(text, column.entity)
        except UsageError as error:
            advice = f'Or say what it means: values = {{ "{text}" = "…" }}'
            self.wrong(row, column.name, f"{error}. {advice}")
            return ""


class _Names:
    """Ids and codes by name; each name is looked up once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._table = NameTable(store)
        self._found: dict[tuple[str, ...], str] = {}  # what for, name → id or code

    def subject(self, name: str, kinds: Sequence[str]) -> str:
        """Return the id of the entity of one of these kinds with this name, or "".

        Raises:
            AmbiguousName: Several entities of that kind have it.
        """

        def find() -> str:
            iri = self._table.find(name, kinds)
            return str(iri).removeprefix(ID) if iri else ""

        return self._once(("subject",), name, find)

    def entity(self, name: str, kinds: Sequence[str]) -> str:
        """Return the id of the entity of one of these kinds with this name.

        Raises:
            UsageError: None has, or several have.
        """

        def find() -> str:
            iri = self._table.find(name, kinds)
            if iri is None:  # then this raises what is wrong
                iri = self._table.resolve(name, None if kinds[0] == "*" else kinds[0])
            return str(iri).removeprefix(ID)

        return self._once(("entity", *kinds), name, find)

    def code(self, name: str, scheme: str) -> str:
        """Return the code of a scheme with this label. Raises UsageError where there is none."""

        def find() -> str:
            concept = resolve_concept(self._store, scheme, name)
            return str(concept).removeprefix(f"{VOC}{scheme}/")

        return self._once(("code", scheme), name, find)

    def _once(self, purpose: tuple[str, ...], name: str, find: Callable[[], str]) -> str:
        key = (*purpose, iris.fold(name))
        if key not in self._found:
            if len(self._found) >= _MAX_NAMES:
                self._found.clear()
            self._found[key] = find()
        return self._found[key]
