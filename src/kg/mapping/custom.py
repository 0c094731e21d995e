"""Read the mapping of a custom table, in the language of `data/mapping` and some words more.

    [file]      sheet, header (line, or false), delimiter …      what is left out is detected
    [source]    id, title, type, language, issued, publisher …   who says so; made if it is new
    [evidence]  locator = "row {row}", certainty = "explicit"    {Header} puts a cell in
    [subject]   from = "Nombre", kinds = ["Cluster"],            an id, or a name that is looked up;
                new = { kind, helix, name_es, name_en … }        what is not found is made
    [subjects.firm]  the same, of another subject of each row    columns of it say of = "firm"
    [columns]   by = "name", values = {…}, separator = ";",      how a cell becomes what the
                formats = ["%d/%m/%Y"], decimal = ","            declaration wants

`kg.mapping.translate` turns the rows into cells that the ordinary mapping reads.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from kg.errors import in_language
from kg.files.reading import nested
from kg.mapping.column import Column
from kg.mapping.declaration import (
    COLUMN_WORDS,
    Declaration,
    about_column,
    column_words,
    declared,
    readable,
    require_kinds,
)
from kg.mapping.words import alternatives, choice, require_words, text, texts
from kg.rdf import iris
from kg.tables.spreadsheet import Dialect

#: the column of the declaration that holds the id of a row's subject
SUBJECT_COLUMN: Final = "id"
SOURCE_COLUMNS: Final = (
    "id",
    "type",
    "title",
    "language",
    "issued",
    "date_basis",
    "author",
    "publisher",
    "inferred",
    "url",
    "file",
    "sha256",
    "rights",
    "cited_by",
    "curator",
    "curated",
)
REGISTRY_COLUMNS: Final = (
    "id",
    "kind",
    "name_es",
    "name_en",
    "name_fr",
    "name_mul",
    "curated",
    "helix",
    "level",
    "iso",
    "parent",
    "replaced_by",
    "note",
    "note_es",
    "wikidata",
    "ror",
    "geonames",
    "eu_country",
)
#: columns of the registry that [subject] new may fill; the id is made of the name
_NEW = tuple(name for name in REGISTRY_COLUMNS if name not in ("id", "replaced_by"))
#: those for which it has a code or an id, never a header
CODED: Final = ("kind", "helix", "level", "parent")
_SECTIONS = ("file", "source", "evidence", "subject", "subjects", "columns")
_EVIDENCE = {"locator": "row {row}", "certainty": "explicit"}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_ROW = "row"  # the placeholder of the number of the row
_MAIN = ""  # the name of the subject that [subject] declares


@dataclass(frozen=True, slots=True)
class CellForm:
    """How somebody else writes the cells of a column.

    Attributes:
        by_name: They hold names or labels, not ids or codes.
        values: Folded text → what it means, before all else.
        skip: Folded texts that count as empty.
        separator: Between several values of one cell.
        formats: Of dates, for `datetime.strptime`; they must not contradict each other.
        decimal: The decimal mark of numbers; "" where none is declared.
        unit: Text beside a number → what the number is multiplied with.
        prefix: Put before each value that does not begin so.
        template: Cells put together, "{Día}/{Mes}/{Año}", in the place of the column's own.
        constant: What every row has, in the place of a cell.
    """

    by_name: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    skip: frozenset[str] = frozenset()
    separator: str = ""
    formats: tuple[str, ...] = ()
    decimal: str = ""
    unit: Mapping[str, Decimal] = field(default_factory=dict)
    prefix: str = ""
    template: str = ""
    constant: str = ""

    def headers(self, name: str) -> tuple[str, ...]:
        """Return the headers of the cells that a column with this name is read from."""
        if self.template:
            return tuple(_PLACEHOLDER.findall(self.template))
        return () if self.constant else (name,)

    def text(self, name: str, cells: Mapping[str, str]) -> str:
        """Return what a row has in a column with this name; "" where a part of it is empty."""
        if self.constant:
            return self.constant
        if not self.template:
            return cells[name]
        if not all(cells[header] for header in self.headers(name)):
            return ""
        return _PLACEHOLDER.sub(lambda match: cells[match[1]], self.template)


#: words of a declaration that only curated tables need
_CURATED = ("for_kind", "for_variant", "default")
_FORM_WORDS = ("by", "of", *(item.name for item in fields(CellForm) if item.name != "by_name"))


_COLUMN_WORDS = (*(word for word in COLUMN_WORDS if word not in _CURATED), *_FORM_WORDS)


@dataclass(frozen=True, slots=True)
class Subject:
    """What each row is about.

    Attributes:
        column: The header of the column that names it.
        kinds: What it may be.
        new: Column of the registry → header or text, from which a name that is not known is made
            an entity; empty where it is a mistake.
        values: Folded name → id.
        separator: Between several subjects in one cell.
    """

    column: str
    kinds: tuple[str, ...]
    new: Mapping[str, str]
    values: Mapping[str, str] = field(default_factory=dict)
    separator: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What the rows of a table say of one of their subjects.

    Attributes:
        name: Of the subject; "" for that of [subject].
        declaration: The table that its rows become.
        subject: What each row is about.
        forms: Name of a column → how the cells below it are written.
    """

    name: str
    declaration: Declaration
    subject: Subject
    forms: Mapping[str, CellForm]


@dataclass(frozen=True, slots=True)
class CustomMapping:
    """The mapping of a custom table, read and checked.

    Attributes:
        parts: What its rows say, the part of [subject] first.
        dialect: How the file is written.
        source: Column of sources.csv → cell.
        locator: Where a row stands, with placeholders.
        certainty: A code.
        strict: Whether what is guessed of the file is an error.
    """

    parts: tuple[Part, ...]
    dialect: Dialect
    source: Mapping[str, str]
    locator: str
    certainty: str
    strict: bool = False

    @property
    def headers(self) -> list[str]:
        """The headers that the file must have."""
        names: dict[str, None] = {}
        for part in self.parts:
            new = [value for name, value in part.subject.new.items() if name not in CODED]
            of_forms = [
                header for name, form in part.forms.items() for header in form.headers(name)
            ]
            names.update(dict.fromkeys((part.subject.column, *of_forms, *new)))
        placeholders = (name for name in _PLACEHOLDER.findall(self.locator) if name != _ROW)
        return list(dict.fromkeys((*names, *placeholders)))

    def locate(self, line: int, cells: Mapping[str, str]) -> str:
        """Return where a row stands, with its number and cells in the place of placeholders."""
        return _PLACEHOLDER.sub(
            lambda match: str(line) if match[1] == _ROW else cells[match[1]], self.locator
        )


def read_mapping(path: Path, *, strict: bool = False) -> CustomMapping:
    """Return the mapping in a file.

    Args:
        path: The file.
        strict: Whether what is guessed of a table is an error.

    Raises:
        ContentError: The file cannot be read, or something in it has no meaning.
    """
    with readable(path), nested(str(path)):
        mapping = _mapping(path.stem, tomllib.loads(path.read_text("utf-8")))
    return replace(mapping, strict=strict)


def _mapping(name: str, data: Mapping[str, Any]) -> CustomMapping:
    """Return the mapping that is in a TOML file. Raises what `readable` lets out."""
    for section in data:
        if section not in _SECTIONS:
            others = alternatives(section, _SECTIONS)
            raise ValueError(
                in_language(
                    f"[{section}] means nothing{others}", f"[{section}] no significa nada{others}"
                )
            )
    subjects = {_MAIN: _section(data, "subject"), **_section(data, "subjects", required=False)}
    evidence = _section(data, "evidence", required=False)
    require_words("[evidence]", evidence, _EVIDENCE)
    columns = {
        header: column_words(header, spec) for header, spec in _section(data, "columns").items()
    }
    for header, spec in columns.items():
        with about_column(header):
            _require_column_words(header, spec, subjects)
    return CustomMapping(
        parts=tuple(_part(name, subject, words, columns) for subject, words in subjects.items()),
        dialect=_dialect(_section(data, "file", required=False)),
        source=_source(_section(data, "source")),
        locator=text("[evidence]", "locator", evidence.get("locator", _EVIDENCE["locator"])),
        certainty=text("[evidence]", "certainty", evidence.get("certainty", "explicit")),
    )


def _require_column_words(
    header: str, spec: Mapping[str, Any], subjects: Mapping[str, object]
) -> None:
    """Raise ValueError for a word of a column that means nothing, or an unknown subject of it."""
    require_words(in_language(f"column {header}", f"columna {header}"), spec, _COLUMN_WORDS)
    of = spec.get("of", _MAIN)
    if of not in subjects:
        others = alternatives(str(of), [subject for subject in subjects if subject])
        raise ValueError(
            in_language(
                f"column {header}: of = '{of}' is no [subjects.…]{others}",
                f"columna {header}: of = '{of}' no es ningún [subjects.…]{others}",
            )
        )


def _part(table: str, name: str, words: object, columns: Mapping[str, Mapping[str, Any]]) -> Part:
    """Return what the columns of one subject say of it."""
    where = f"[subjects.{name}]" if name else "[subject]"
    if not isinstance(words, Mapping):
        raise ValueError(_no_section(where))
    subject = _subject(where, words)
    own = {header: spec for header, spec in columns.items() if spec.get("of", _MAIN) == name}
    declaration = {
        "key": [SUBJECT_COLUMN],
        "subject": {"column": SUBJECT_COLUMN, "kinds": subject.kinds},
        "columns": {
            header: {word: spec[word] for word in spec if word not in _FORM_WORDS}
            for header, spec in own.items()
        },
    }
    table_of_rows = declared(table, declaration)
    forms = {}
    for header, column in table_of_rows.columns.items():
        with about_column(header):
            forms[header] = _form(header, own[header], column)
    return Part(name, table_of_rows, subject, forms)


def _section(data: Mapping[str, Any], name: str, *, required: bool = True) -> Mapping[str, Any]:
    """Return a section of the mapping."""
    if name not in data and not required:
        return {}
    if name not in data:
        raise ValueError(in_language(f"[{name}] is missing", f"falta [{name}]"))
    section = data[name]
    if not isinstance(section, Mapping):
        raise ValueError(_no_section(f"[{name}]"))
    return section


def _no_section(where: str) -> str:
    name = where.strip("[]")
    return in_language(
        f"'{name}' is a section; write {where}", f"'{name}' es una sección; escriba {where}"
    )


def _dialect(section: Mapping[str, Any]) -> Dialect:
    where = "[file]"
    require_words(where, section, tuple(item.name for item in fields(Dialect)))
    for word in ("delimiter", "encoding", "sheet"):
        text(where, word, section.get(word, ""))
    for word, choices in {
        "merged": ("fill", "first"),
        "mojibake": ("keep",),
        "short_rows": ("allow",),
        "long_rows": ("allow",),
    }.items():
        if word in section:
            choice(where, word, section[word], choices)
    header = section.get("header", 1)
    if header is not False and (type(header) is not int or header < 1):
        raise ValueError(
            in_language(
                f"[file] header = {header!r}; give the number of a line, from 1, or false where "
                "there is no header",
                f"[file] header = {header!r}; dé el número de una línea, desde 1, o false si no "
                "hay encabezado",
            )
        )
    if len(section.get("delimiter", "")) > 1:
        raise ValueError(
            in_language(
                f"[file] delimiter '{section['delimiter']}' must be one character",
                f"[file] delimiter '{section['delimiter']}' debe ser un solo carácter",
            )
        )
    skipped = tuple(map(iris.fold, texts(where, "skip_rows", section.get("skip_rows", []))))
    return Dialect(**{**section, "header": int(header), "skip_rows": skipped})


def _source(section: Mapping[str, Any]) -> Mapping[str, str]:
    require_words("[source]", section, SOURCE_COLUMNS)
    for name in ("id", "title"):
        if name not in section:
            raise ValueError(in_language(f"[source] needs {name}", f"[source] necesita {name}"))
    identifier = str(section["id"])
    if not iris.is_slug(identifier):
        raise ValueError(
            in_language(
                f"[source] id '{identifier}' must be lower case, digits, hyphens; "
                f"for example '{iris.slug(identifier)}'",
                f"[source] id '{identifier}' debe tener minúsculas, cifras y guiones; "
                f"por ejemplo '{iris.slug(identifier)}'",
            )
        )
    return {"type": "dataset", **{name: str(value) for name, value in section.items()}}


def _subject(where: str, section: Mapping[str, Any]) -> Subject:
    require_words(where, section, ("from", "kinds", "new", "values", "separator"))
    for name in ("from", "kinds"):
        if not section.get(name):
            raise ValueError(in_language(f"{where} needs {name}", f"{where} necesita {name}"))
    kinds = texts(where, "kinds", section["kinds"])
    require_kinds(where, kinds)
    new = section.get("new", {})
    if not isinstance(new, Mapping):
        raise ValueError(
            in_language(
                f'{where}: write new = {{ kind = "{kinds[0]}", name_es = … }}',
                f'{where}: escriba new = {{ kind = "{kinds[0]}", name_es = … }}',
            )
        )
    require_words(f"{where} new", new, _NEW)
    if new and "kind" not in new:
        raise ValueError(
            in_language(
                f'{where} new: kind = "{kinds[0]}" is missing',
                f'{where} new: falta kind = "{kinds[0]}"',
            )
        )
    require_kinds(f"{where} new", [str(new["kind"])] if new else [])
    return Subject(
        text(where, "from", section["from"]),
        kinds,
        {name: str(value) for name, value in new.items()},
        _values(where, section.get("values", {})),
        text(where, "separator", section.get("separator", "")),
    )


def _values(where: str, values: object) -> Mapping[str, str]:
    """Return what cells mean, by their folded texts."""
    if not isinstance(values, Mapping):
        raise ValueError(
            in_language(
                f'{where}: write values = {{ "cell" = "code" }}',
                f'{where}: escriba values = {{ "celda" = "código" }}',
            )
        )
    meanings: dict[str, str] = {}
    for cell, meaning in values.items():
        if meanings.setdefault(iris.fold(cell), str(meaning)) != str(meaning):
            raise ValueError(
                in_language(
                    f"{where}: values gives '{cell}' two meanings; accents and case do not count",
                    f"{where}: values da dos significados a '{cell}'; acentos y mayúsculas no "
                    "cuentan",
                )
            )
    return meanings


def _form(header: str, spec: Mapping[str, Any], column: Column) -> CellForm:
    """Return how the cells of a column are written; the declaration has the other words.

    Args:
        header: Its name.
        spec: The words of the mapping.
        column: What its cells hold, by the mapping and the profile.
    """
    where = in_language(f"column {header}", f"columna {header}")
    for word, choices in {"by": ("name", "id"), "decimal": (",", ".")}.items():
        if word in spec:
            choice(where, word, spec[word], choices)
    for word in ("separator", "prefix", "template", "constant"):
        if word in spec and not text(where, word, spec[word]):
            raise ValueError(
                in_language(f"{where}: the {word} is empty", f"{where}: {word} está vacío")
            )
    if "template" in spec and "constant" in spec:
        raise ValueError(
            in_language(
                f"{where}: template and constant exclude each other",
                f"{where}: template y constant se excluyen",
            )
        )
    if spec.get("by") == "name" and not (column.scheme or column.entity):
        raise ValueError(
            in_language(
                f'column {header}: by = "name" needs a scheme or an entity',
                f'columna {header}: by = "name" necesita scheme o entity',
            )
        )
    if ("decimal" in spec or "unit" in spec) and column.type not in ("number", "integer"):
        raise ValueError(
            in_language(
                f'{where}: decimal and unit need type = "number" or "integer"',
                f'{where}: decimal y unit necesitan type = "number" o "integer"',
            )
        )
    return CellForm(
        by_name=spec.get("by") == "name",
        values=_values(where, spec.get("values", {})),
        skip=frozenset(map(iris.fold, texts(where, "skip", spec.get("skip", [])))),
        separator=spec.get("separator", ""),
        formats=texts(where, "formats", spec.get("formats", [])),
        decimal=spec.get("decimal", ""),
        unit=_units(where, spec.get("unit", {})),
        prefix=spec.get("prefix", ""),
        template=spec.get("template", ""),
        constant=spec.get("constant", ""),
    )


def _units(where: str, units: object) -> Mapping[str, Decimal]:
    """Return unit → factor: of one unit, or of a table { "mdp" = 1000000 }."""
    if isinstance(units, str):
        return {units: Decimal(1), "": Decimal(1)}
    if not isinstance(units, Mapping):
        raise ValueError(
            in_language(
                f'{where}: write unit = "%" or unit = {{ "mdp" = 1000000 }}',
                f'{where}: escriba unit = "%" o unit = {{ "mdp" = 1000000 }}',
            )
        )
    try:
        return {unit: Decimal(str(factor)) for unit, factor in units.items()}
    except InvalidOperation as error:
        raise ValueError(
            in_language(
                f"{where}: the factor of a unit is a number",
                f"{where}: el factor de una unidad es un número",
            )
        ) from error
