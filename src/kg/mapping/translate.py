"""Translate the rows of a custom table into cells that the ordinary mapping reads.

Each cell keeps its position in the file. Rows are read some at a time, so that memory stays small.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from kg.errors import InputError, in_language
from kg.mapping.cells import CellReader
from kg.mapping.context import Context
from kg.mapping.custom import (
    CODED,
    REGISTRY_COLUMNS,
    SOURCE_COLUMNS,
    SUBJECT_COLUMN,
    CustomMapping,
    Part,
)
from kg.mapping.declaration import Declaration
from kg.mapping.named import Names, Naming, collision, is_same_name, new_id, no_subject
from kg.mapping.rows import columns_of
from kg.mapping.stored import context_of
from kg.mapping.values import Wrong
from kg.mapping.words import alternatives
from kg.model import Position, Problem, Progress, silent
from kg.rdf import iris
from kg.store import Store
from kg.tables.curated import Row, Table
from kg.tables.layout import Layout, read_layout
from kg.tables.records import Record
from kg.tables.spreadsheet import Records

#: rows that are read, judged and written together
ROWS = 5_000


@dataclass(slots=True)
class Translated:
    """The tables that some rows of a file become.

    Attributes:
        tables: Name → table: those of the rows, and what is new of registry and sources.
        declarations: Name → declaration of each table of the rows.
        rows: How many rows were translated.
        problems: What could not be translated.
        notes: What was guessed or chosen that the file leaves open.
        skipped: How many rows the mapping says to skip.
    """

    tables: dict[str, Table]
    declarations: dict[str, Declaration]
    rows: int
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    skipped: int = 0


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
        InputError: Something is wrong with the file as a whole, or a column is missing; or, with
            a strict mapping, something had to be guessed.
    """
    shown = str(path)
    source = Records(path, shown, mapping.dialect)
    records = iter(source)
    layout = read_layout(
        records, shown, mapping.dialect, mapping.headers, is_workbook=source.is_workbook
    )
    if mapping.strict and source.notes:
        raise InputError(source.notes)
    names = Names(store, mapping.source["id"])
    translator = Translator(names, context_of(store), shown, mapping, layout)
    notes = source.notes
    while batch := list(islice(layout.records, ROWS)):
        translator.stored = context_of(store, translator.stored)
        translated = translator.tables(batch)
        translated.notes, notes = notes, []
        yield translated
        progress(
            in_language(f"reading {path.name}", f"leyendo {path.name}"), source.done, source.total
        )


class Translator:
    """Turns the records of a file into rows that the ordinary mapping reads.

    Attributes:
        stored: What rows may refer to.
    """

    def __init__(
        self,
        names: Naming,
        stored: Context,
        shown: str,
        mapping: CustomMapping,
        layout: Layout,
    ) -> None:
        """Translate nothing yet.

        Args:
            names: Finds ids and codes by name.
            stored: What rows may refer to.
            shown: The name of the file in messages.
            mapping: What its columns mean.
            layout: Where these stand.

        Raises:
            InputError: The mapping names a code list that there is not.
        """
        self.shown, self.mapping, self.layout = shown, mapping, layout
        self.names, self.stored = names, stored
        self.readers = {
            name: CellReader(part.declaration.columns[name], form, self.names)
            for part in mapping.parts
            for name, form in part.forms.items()
        }
        self.new: dict[str, Row]  # id → row of the registry, of this batch
        self.of_row: dict[str, str] = {}  # folded name → id, of the subjects of a row
        self.problems: list[Problem]
        self._require_schemes()

    def _require_schemes(self) -> None:
        """Raise InputError for a code list that the store does not have."""
        schemes = list(self.stored.codes)
        for part in self.mapping.parts:
            for column in part.declaration.columns.values():
                if column.scheme and column.scheme not in schemes:
                    others = alternatives(column.scheme, schemes)
                    message = in_language(
                        f"the mapping names the code list '{column.scheme}', which is none{others}",
                        f"el mapeo nombra la lista de códigos '{column.scheme}', que no "
                        f"existe{others}",
                    )
                    raise InputError([Problem(Position(self.shown), message, column.name)])

    def tables(self, records: Iterable[Record]) -> Translated:
        """Return the tables that some records become."""
        self.new, self.problems = {}, []
        of_parts: list[list[Row]] = [[] for _ in self.mapping.parts]
        rows = skipped = 0
        for record in records:
            source_row = self.layout.row(record, self.problems)
            if source_row is None:
                skipped += self.layout.is_skipped(record)
                continue
            translated = self.row(source_row)
            rows += translated is not None
            for table, of_part in zip(of_parts, translated or (), strict=False):
                table.extend(of_part)
        tables, declarations = {}, {}
        for part, table in zip(self.mapping.parts, of_parts, strict=True):
            name = " ".join(filter(None, ("custom", Path(self.shown).stem, part.name)))
            declarations[name] = part.declaration
            columns = columns_of(part.declaration)
            tables[name] = Table(self.shown, columns, tuple(table), ())
        if self.new:
            new = tuple(self.new.values())
            tables["registry"] = Table("registry.csv", REGISTRY_COLUMNS, new, ())
        if self.mapping.source["id"] not in self.stored.sources:
            cells = {**dict.fromkeys(SOURCE_COLUMNS, ""), **self.mapping.source}
            source = Row(self.shown, 0, cells, {})
            tables["sources"] = Table("sources.csv", SOURCE_COLUMNS, (source,), ())
        return Translated(tables, declarations, rows, self.problems, skipped=skipped)

    def row(self, row: Row) -> list[list[Row]] | None:
        """Return the rows of each part that a row becomes, None where it is wrong."""
        before = len(self.problems)
        subjects = [self.subjects(row, part) for part in self.mapping.parts]
        self.of_row = {name: identifier for ids in subjects for name, identifier in ids.items()}
        of_parts = [
            self.part(row, part, list(dict.fromkeys(ids.values())))
            for part, ids in zip(self.mapping.parts, subjects, strict=True)
        ]
        problems = self.problems[before:]
        if not problems:
            return of_parts
        problems.sort(key=lambda problem: problem.position)
        self.problems[before:] = problems
        return None

    def part(self, row: Row, part: Part, subjects: Sequence[str]) -> list[Row]:
        """Return the rows that say what a row says of one of its subjects."""
        cells = {name: self.cell(row, part, name) for name in part.forms}
        says = any(cells[name] for name, form in part.forms.items() if not form.constant)
        is_needed = says or part is self.mapping.parts[0]
        if is_needed and not row.cells[part.subject.column]:
            self.wrong(row, part.subject.column, no_subject())
        cells |= {
            "source": self.mapping.source["id"],
            "locator": self.mapping.locate(row.line, row.cells),
            "certainty": self.mapping.certainty,
            "basis": "",
            "listing": "",
        }
        columns = {
            name: row.columns.get(next(iter(form.headers(name)), ""), 0)
            for name, form in part.forms.items()
        }
        columns[SUBJECT_COLUMN] = row.columns.get(part.subject.column, 0)
        return [
            Row(self.shown, row.line, {**cells, SUBJECT_COLUMN: subject}, columns)
            for subject in subjects
        ]

    def wrong(self, row: Row, column: str, wrong: Wrong, header: str = "") -> None:
        """Record what is wrong with a cell of a column, which may stand below another header."""
        position = row.at(header or column)
        self.problems.append(Problem(position, str(wrong), column, wrong.value, wrong.near))

    def subjects(self, row: Row, part: Part) -> dict[str, str]:
        """Return the ids of the subjects by name; names that are not known make new entities."""
        subject = part.subject
        names = [row.cells[subject.column]]
        if subject.separator:
            names = [name.strip() for name in names[0].split(subject.separator)]
        identifiers: dict[str, str] = {}
        for name in filter(None, names):
            try:
                identifiers[iris.fold(name)] = self.subject(row, part, name)
            except Wrong as wrong:
                self.wrong(row, subject.column, wrong)
        return identifiers

    def subject(self, row: Row, part: Part, name: str) -> str:
        """Return the id of what a name stands for; where nothing has it, of a new entity.

        Raises:
            Wrong: Several have it, or nothing has and nothing is to be made.
        """
        subject = part.subject
        identifier = subject.values.get(iris.fold(name), "")
        if not identifier:
            identifier = self.names.subject(name, subject.kinds)
            if identifier:
                return identifier
            identifier = new_id(name, subject.kinds[0])
        elif identifier in self.stored.entities or not subject.new:
            return identifier  # what is none is told by the ordinary mapping
        if not subject.new:
            raise self.names.unknown_subject(name, subject.kinds)
        new = self.registry_row(row, part, identifier)
        known = self.known_names(identifier)
        if known is None:
            if iris.fold(name) not in subject.values:
                self.names.require_no_look_alike(name, identifier, subject.kinds)
            self.names.add(name, identifier, subject.kinds)
            self.new[identifier] = new
        elif iris.fold(name) not in subject.values:
            for language, text in names_of(new):
                if not is_same_name(known.get(language, text), text):
                    raise collision(name, known[language], identifier)
        return identifier

    def known_names(self, identifier: str) -> Mapping[str, str] | None:
        """Return the names by language of an entity that there is, or that this batch makes."""
        if identifier in self.new:
            return dict(names_of(self.new[identifier]))
        entity = self.stored.entities.get(identifier)
        return entity.names if entity else None

    def registry_row(self, row: Row, part: Part, identifier: str) -> Row:
        """Return the row of the registry that a new subject needs."""
        subject = part.subject
        cells = {
            name: value if name in CODED else row.cells.get(value, value)
            for name, value in subject.new.items()
        }
        start = row.columns.get(subject.column, 0)
        return Row(
            self.shown,
            row.line,
            dict.fromkeys(REGISTRY_COLUMNS, "") | cells | {"id": identifier},
            dict.fromkeys(REGISTRY_COLUMNS, start),
        )

    def cell(self, row: Row, part: Part, name: str) -> str:
        """Return a cell as the declaration wants it."""
        form = part.forms[name]
        text = form.text(name, row.cells)
        try:
            return self.readers[name](text)
        except Wrong as wrong:
            new = self.new.get(self.of_row.get(iris.fold(text), ""))
            if form.by_name and new and new.cells["kind"] in part.declaration.columns[name].entity:
                return new.cells["id"]  # another subject of the row
            self.wrong(row, name, wrong, next(iter(form.headers(name)), ""))
            return ""


def names_of(new: Row) -> Iterator[tuple[str, str]]:
    """Yield language and text of the names of a row of the registry."""
    for column, text in new.cells.items():
        if column.startswith("name_") and text:
            yield column.removeprefix("name_"), text
