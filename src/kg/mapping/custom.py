"""Tables of one's own: a mapping of a spreadsheet's columns, in the language of `data/mapping`.

A mapping is a declaration of a table as `data/mapping/*.toml` has them, with a few words more:

    [file]      sheet, header (line), delimiter, encoding        what is empty is found
    [source]    id, title, type, language, issued, publisher …   who says so; made if it is new
    [evidence]  locator = "row {row}", certainty = "explicit"    {Header} puts a cell in
    [subject]   from = "Nombre", kinds = ["Cluster"],            an id, or a name that is looked up;
                new = { kind, helix, name_es, name_en … }        what is not found is made
    [columns]   by = "name", values = {…}, separator = ";",      how a cell becomes what the
                formats = ["%d/%m/%Y"], decimal = ","            declaration wants

Rows are translated into cells that the ordinary mapping reads, each with its place in the file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from kg import mapping, names
from kg.errors import ContentError, InputError, UsageError
from kg.mapping.declaration import declared
from kg.mapping.stored import context_of
from kg.model import Position, Problem, Progress, silent
from kg.rdf import dates, iris
from kg.rdf.namespaces import ID, VOC
from kg.store import Store
from kg.tables.curated import Row, Table
from kg.tables.records import Record
from kg.tables.spreadsheet import Dialect, Records

_EXTRA = ("by", "values", "separator", "formats", "decimal")
_SUBJECT = "id"  # the column that holds the id of a row's subject
_PLACE = re.compile(r"\{([^{}]*)\}")
_SOURCE_COLUMNS = (
    "id",
    "type",
    "title",
    "language",
    "issued",
    "author",
    "publisher",
    "url",
    "file",
    "sha256",
    "rights",
    "cited_by",
)
_REGISTRY_COLUMNS = (
    "id",
    "kind",
    "name_es",
    "name_en",
    "name_fr",
    "name_mul",
    "helix",
    "level",
    "iso",
    "parent",
    "replaced_by",
    "note",
)
#: rows that are read, judged and written together
ROWS = 1_000
_MOST_KNOWN = 50_000  # names that are looked up once
_TABLES = ("file", "source", "evidence", "subject", "columns")


@dataclass(frozen=True, slots=True)
class CustomMapping:
    """A mapping of one's own, read and checked."""

    declaration: mapping.Declaration
    dialect: Dialect
    source: Mapping[str, str]
    evidence: Mapping[str, str]
    subject: Mapping[str, Any]
    extras: Mapping[str, Mapping[str, Any]]

    @property
    def headers(self) -> list[str]:
        """The headers of the file that the mapping names."""
        cells = [
            self.subject["from"],
            *self.extras,
            *self.subject.get("new", {}).values(),
            *(h for t in self.evidence.values() for h in _PLACE.findall(t) if h != "row"),
        ]
        fixed = {"kind", "helix", "level", "parent"}
        new = self.subject.get("new", {})
        return [h for h in dict.fromkeys(cells) if h not in {new.get(n) for n in fixed}]


@dataclass(slots=True)
class Translated:
    """The tables that some rows of a file become, and what could not be translated."""

    tables: dict[str, Table]
    declarations: dict[str, mapping.Declaration]
    rows: int
    problems: list[Problem] = field(default_factory=list)


def read_mapping(path: Path) -> CustomMapping:
    """Return the mapping in a file. Raises ContentError that says what is wrong in it."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        strange = sorted(set(data) - set(_TABLES) - {"key"})
        if strange:
            raise ValueError(f"[{strange[0]}] means nothing; there are {', '.join(_TABLES)}")
        subject = data["subject"]
        extras = {
            header: {k: spec[k] for k in _EXTRA if k in spec}
            for header, spec in data["columns"].items()
        }
        columns = {
            header: {k: v for k, v in spec.items() if k not in _EXTRA}
            for header, spec in data["columns"].items()
        }
        declaration = declared(
            path.stem,
            {
                "key": [_SUBJECT],
                "subject": {"column": _SUBJECT, "kinds": subject["kinds"]},
                "columns": columns,
            },
        )
        source = {name: str(value) for name, value in data["source"].items()}
        for name in ("id", "title"):
            if name not in source:
                raise ValueError(f"[source] needs {name}")
        if not iris.is_slug(source["id"]):
            raise ValueError(
                f"[source] id '{source['id']}' must be lower case, digits, hyphens; "
                f"for example '{iris.slug(source['id'])}'"
            )
        evidence = {"locator": "row {row}", "certainty": "explicit", **data.get("evidence", {})}
        return CustomMapping(
            declaration,
            Dialect(**data.get("file", {})),
            {"type": "dataset", **source},
            evidence,
            subject,
            extras,
        )
    except OSError as error:
        raise ContentError(f"{path}: {error.strerror}") from error
    except KeyError as error:
        raise ContentError(f"{path}: {error.args[0]} is missing") from error
    except (tomllib.TOMLDecodeError, TypeError, ValueError) as error:
        raise ContentError(f"{path}: {error}") from error


def translate(
    store: Store, path: Path, own: CustomMapping, progress: Progress = silent
) -> Iterator[Translated]:
    """Yield the tables that a file becomes, some rows at a time, so that memory stays small.

    They are the file's own, and what is new of registry and sources.
    store: what names are looked up in; rows find what earlier rows made where these have been
    written to it before the next are asked for.
    Raises InputError for what is wrong with the file as a whole.
    """
    shown = str(path)
    source = Records(path, shown, own.dialect)
    records = iter(source)
    header = next(records, None)
    if header is None:
        raise InputError.at(Position(shown), "there is no header line")
    where = dict(zip(header.cells, header.starts, strict=True))
    missing = [name for name in own.headers if name not in where]
    if missing:
        raise InputError(
            [
                Problem(
                    Position(shown, header.line),
                    f"the mapping names the column '{name}', which is not in the header: "
                    f"{', '.join(cell for cell in header.cells if cell)}",
                )
                for name in missing
            ]
        )
    work = _Translator(store, shown, own, header)
    while portion := list(islice(records, ROWS)):
        yield work.tables(portion)
        progress(f"reading {path.name}", source.done, source.total)


class _Translator:
    """Turns the records of a file into rows that the ordinary mapping reads."""

    def __init__(self, store: Store, shown: str, own: CustomMapping, header: Record) -> None:
        self.store, self.shown, self.own = store, shown, own
        self.header = header.cells
        self.names = names.NameTable(store)
        self.new: dict[str, Row]
        self.problems: list[Problem]
        self._stored: mapping.Context
        self._known: dict[tuple[str, str], str] = {}  # (kinds or scheme, name) → id or code

    def tables(self, records: Iterable[Record]) -> Translated:
        """Return the tables that some records become."""
        self.new, self.problems = {}, []
        self._stored = context_of(self.store)
        rows = [row for record in records if (row := self.row(record)) is not None]
        name = f"own {Path(self.shown).stem}"
        tables = {
            name: Table(self.shown, mapping.columns_of(self.own.declaration), tuple(rows), ())
        }
        if self.new:
            tables["registry"] = Table(
                "registry.csv", _REGISTRY_COLUMNS, tuple(self.new.values()), ()
            )
        if self.own.source["id"] not in self._stored.sources:
            cells = {**dict.fromkeys(_SOURCE_COLUMNS, ""), **self.own.source}
            tables["sources"] = Table(
                "sources.csv", _SOURCE_COLUMNS, (Row(self.shown, 0, cells, {}),), ()
            )
        return Translated(tables, {name: self.own.declaration}, len(rows), self.problems)

    def row(self, record: Record) -> Row | None:
        """Return the row of a record, None where it is empty or wrong."""
        cells = dict(zip(self.header, (*record.cells, *[""] * len(self.header)), strict=False))
        starts = dict(zip(self.header, record.starts, strict=False))
        if not any(cells.values()):
            return None
        before = len(self.problems)
        row = Row(self.shown, record.line, {}, starts)
        if record.problem:
            self.problems.append(
                Problem(Position(self.shown, record.line, record.starts[-1]), record.problem)
            )
            return None
        name = cells[self.own.subject["from"]]
        out = {
            column: self.cell(row, column, cells.get(column, ""))
            for column in self.own.declaration.columns
        }
        out[_SUBJECT] = self.subject(row, name, cells)
        out |= {
            "source": self.own.source["id"],
            "listing": "",
            "certainty": self.own.evidence["certainty"],
            "locator": _PLACE.sub(
                lambda found: str(record.line) if found[1] == "row" else cells[found[1]],
                self.own.evidence["locator"],
            ),
        }
        starts[_SUBJECT] = starts.get(self.own.subject["from"], 0)
        if len(self.problems) > before:
            return None
        return Row(self.shown, record.line, out, starts)

    def wrong(self, row: Row, column: str, message: str) -> None:
        self.problems.append(Problem(row.at(column), message, column))

    def subject(self, row: Row, name: str, cells: Mapping[str, str]) -> str:
        """Return the id of the subject; a name that is not known makes a new entity."""
        header = self.own.subject["from"]
        if not name:
            self.wrong(row, header, "the cell is empty; it names what the row is about")
            return ""
        kinds = self.own.subject["kinds"]
        found = self._look_up(
            "/".join(kinds),
            name,
            lambda: next(
                (
                    str(c.iri).removeprefix(ID)
                    for kind in kinds
                    for c in self.names.candidates(name, kind)
                    if c.rank <= 2
                ),
                "",
            ),
        )
        new = self.own.subject.get("new")
        if found or not new:
            if not found:
                self.wrong(
                    row,
                    header,
                    f"the registry has no {' or '.join(kinds)} '{name}'; "
                    "add new = { kind = …, name_es = … } to [subject] to make it",
                )
            return found
        identifier = iris.slug(name)
        if identifier not in self.new and identifier not in self._stored.entities:
            made = {column: cells.get(str(value), str(value)) for column, value in new.items()}
            self.new[identifier] = Row(
                self.shown,
                row.line,
                dict.fromkeys(_REGISTRY_COLUMNS, "") | made | {"id": identifier},
                dict.fromkeys(_REGISTRY_COLUMNS, row.columns.get(header, 0)),
            )
        return identifier

    def cell(self, row: Row, column: str, cell: str) -> str:
        """Return a cell as the declaration wants it."""
        extra, spec = self.own.extras[column], self.own.declaration.columns[column]
        parts = (
            [part.strip() for part in cell.split(extra["separator"])]
            if "separator" in extra
            else [cell]
        )
        done = [self.part(row, column, part, extra, spec) for part in parts if part]
        return ";".join(filter(None, done))

    def part(
        self, row: Row, column: str, text: str, extra: Mapping[str, Any], spec: mapping.Column
    ) -> str:
        folded = {iris.fold(key): value for key, value in extra.get("values", {}).items()}
        if iris.fold(text) in folded:
            return str(folded[iris.fold(text)])
        if spec.type == "date":
            return dates.from_formats(text, extra.get("formats", ())) or text
        if spec.type in ("number", "integer") and extra.get("decimal") == ",":
            return re.sub(r"[.\s]", "", text).replace(",", ".")
        if extra.get("by") != "name":
            return text
        try:
            if spec.scheme:
                return self._look_up(
                    spec.scheme,
                    text,
                    lambda: str(names.resolve_concept(self.store, spec.scheme, text)).removeprefix(
                        f"{VOC}{spec.scheme}/"
                    ),
                )
            kind = spec.entity[0] if spec.entity and spec.entity != ("*",) else None
            return self._look_up(
                "/".join(spec.entity),
                text,
                lambda: str(self.names.resolve(text, kind)).removeprefix(ID),
            )
        except UsageError as error:
            self.wrong(row, column, f'{error}. Or say what it means: values = {{ "{text}" = "…" }}')
            return ""

    def _look_up(self, group: str, name: str, find: Callable[[], str]) -> str:
        key = (group, iris.fold(name))
        if key not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[key] = find()
        return self._known[key]
