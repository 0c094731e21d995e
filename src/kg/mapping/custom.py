"""Read the mapping of a custom table, in the language of `data/mapping` and some words more.

    [file]      sheet, header (line), delimiter, encoding        what is left out is detected
    [source]    id, title, type, language, issued, publisher …   who says so; made if it is new
    [evidence]  locator = "row {row}", certainty = "explicit"    {Header} puts a cell in
    [subject]   from = "Nombre", kinds = ["Cluster"],            an id, or a name that is looked up;
                new = { kind, helix, name_es, name_en … }        what is not found is made
    [columns]   by = "name", values = {…}, separator = ";",      how a cell becomes what the
                formats = ["%d/%m/%Y"], decimal = ","            declaration wants

`kg.mapping.translate` turns the rows into cells that the ordinary mapping reads.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from kg.files.reading import nested
from kg.mapping.declaration import KINDS, Declaration, column_words, declared, readable
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
    "author",
    "publisher",
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
    "helix",
    "level",
    "iso",
    "parent",
    "replaced_by",
    "note",
    "wikidata",
    "ror",
    "geonames",
    "eu_country",
)
#: columns of the registry for which [subject] new has a code or an id, never a header
_CODED = ("kind", "helix", "level", "parent")
_SECTIONS = ("file", "source", "evidence", "subject", "columns")
_EVIDENCE = {"locator": "row {row}", "certainty": "explicit"}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_ROW = "row"  # the placeholder of the number of the row


@dataclass(frozen=True, slots=True)
class CellForm:
    """How somebody else writes the cells of a column.

    Attributes:
        by_name: They hold names or labels, not ids or codes.
        values: Folded text → what it means, before all else.
        separator: Between several values of one cell.
        formats: Of dates, for `datetime.strptime`; the first that fits.
        decimal: The decimal mark of numbers.
    """

    by_name: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    separator: str = ""
    formats: tuple[str, ...] = ()
    decimal: str = "."


_FORM_WORDS = ("by", *(item.name for item in fields(CellForm) if item.name != "by_name"))


@dataclass(frozen=True, slots=True)
class Subject:
    """What each row is about.

    Attributes:
        column: The header of the column that names it.
        kinds: What it may be.
        new: Column of the registry → header or text, from which a name that is not known is made
            an entity; empty where it is a mistake.
    """

    column: str
    kinds: tuple[str, ...]
    new: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CustomMapping:
    """The mapping of a custom table, read and checked.

    Attributes:
        declaration: The table that its rows become.
        dialect: How the file is written.
        source: Column of sources.csv → cell.
        locator: Where a row stands, with placeholders.
        certainty: A code.
        subject: What each row is about.
        forms: Header → how the cells below it are written.
    """

    declaration: Declaration
    dialect: Dialect
    source: Mapping[str, str]
    locator: str
    certainty: str
    subject: Subject
    forms: Mapping[str, CellForm]

    @property
    def headers(self) -> list[str]:
        """The headers that the file must have."""
        names = (value for name, value in self.subject.new.items() if name not in _CODED)
        placeholders = (name for name in _PLACEHOLDER.findall(self.locator) if name != _ROW)
        return list(dict.fromkeys((self.subject.column, *self.forms, *names, *placeholders)))

    def locate(self, line: int, cells: Mapping[str, str]) -> str:
        """Return where a row stands, with its number and cells in the place of placeholders."""
        return _PLACEHOLDER.sub(
            lambda match: str(line) if match[1] == _ROW else cells[match[1]], self.locator
        )


def read_mapping(path: Path) -> CustomMapping:
    """Return the mapping in a file.

    Raises:
        ContentError: The file cannot be read, or something in it has no meaning.
    """
    with readable(path), nested(str(path)):
        mapping = _mapping(path.stem, tomllib.loads(path.read_text("utf-8")))
    return mapping  # noqa: RET504  a type checker holds that the context may swallow an error


def _mapping(name: str, data: Mapping[str, Any]) -> CustomMapping:
    """Return the mapping that is in a TOML file. Raises what `readable` lets out."""
    for section in data:
        if section not in (*_SECTIONS, "key"):
            raise ValueError(f"[{section}] means nothing; there are {', '.join(_SECTIONS)}")
    subject = _subject(_section(data, "subject"))
    evidence = _section(data, "evidence", required=False)
    _require_words("[evidence]", evidence, _EVIDENCE)
    columns = {
        header: column_words(header, spec) for header, spec in _section(data, "columns").items()
    }
    declaration = {
        "key": [SUBJECT_COLUMN],
        "subject": {"column": SUBJECT_COLUMN, "kinds": subject.kinds},
        "columns": {
            header: {word: spec[word] for word in spec if word not in _FORM_WORDS}
            for header, spec in columns.items()
        },
    }
    return CustomMapping(
        declaration=declared(name, declaration),
        dialect=_dialect(_section(data, "file", required=False)),
        source=_source(_section(data, "source")),
        locator=str(evidence.get("locator", _EVIDENCE["locator"])),
        certainty=str(evidence.get("certainty", _EVIDENCE["certainty"])),
        subject=subject,
        forms={header: _form(header, spec) for header, spec in columns.items()},
    )


def _section(data: Mapping[str, Any], name: str, *, required: bool = True) -> Mapping[str, Any]:
    """Return a section of the mapping."""
    if name not in data and not required:
        return {}
    if name not in data:
        raise ValueError(f"[{name}] is missing")
    section = data[name]
    if not isinstance(section, Mapping):
        raise ValueError(f"'{name}' is a section; write [{name}]")
    return section


def _require_words(where: str, data: Mapping[str, Any], words: Collection[str]) -> None:
    """Raise ValueError for a word that means nothing there."""
    for word in data:
        if word not in words:
            raise ValueError(f"{where}: '{word}' means nothing; there are {', '.join(words)}")


def _dialect(section: Mapping[str, Any]) -> Dialect:
    _require_words("[file]", section, tuple(item.name for item in fields(Dialect)))
    dialect = Dialect(**section)
    if type(dialect.header) is not int or dialect.header < 1:
        raise ValueError(f"[file] header = {dialect.header!r}; give the number of a line, from 1")
    if len(dialect.delimiter) > 1:
        raise ValueError(f"[file] delimiter '{dialect.delimiter}' must be one character")
    return dialect


def _source(section: Mapping[str, Any]) -> Mapping[str, str]:
    _require_words("[source]", section, SOURCE_COLUMNS)
    for name in ("id", "title"):
        if name not in section:
            raise ValueError(f"[source] needs {name}")
    identifier = str(section["id"])
    if not iris.is_slug(identifier):
        raise ValueError(
            f"[source] id '{identifier}' must be lower case, digits, hyphens; "
            f"for example '{iris.slug(identifier)}'"
        )
    return {"type": "dataset", **{name: str(value) for name, value in section.items()}}


def _subject(section: Mapping[str, Any]) -> Subject:
    _require_words("[subject]", section, ("from", "kinds", "new"))
    for name in ("from", "kinds"):
        if not section.get(name):
            raise ValueError(f"[subject] needs {name}")
    for kind in section["kinds"]:
        if kind not in KINDS:
            raise ValueError(f"[subject] unknown kind '{kind}'; one of {', '.join(KINDS)}")
    new = section.get("new", {})
    _require_words("[subject] new", new, REGISTRY_COLUMNS)
    texts = {name: str(value) for name, value in new.items()}
    return Subject(section["from"], tuple(section["kinds"]), texts)


def _form(header: str, spec: Mapping[str, Any]) -> CellForm:
    """Return how the cells of a column are written; the declaration has the other words."""
    for word, choices in {"by": ("name", "id"), "decimal": (",", ".")}.items():
        if spec.get(word, choices[0]) not in choices:
            raise ValueError(
                f"column {header}: {word} = '{spec[word]}' means nothing; "
                f'write {word} = "{choices[0]}" or leave it out'
            )
    if spec.get("by") == "name" and not (spec.get("scheme") or spec.get("entity")):
        raise ValueError(f'column {header}: by = "name" needs a scheme or an entity')
    if "separator" in spec and not spec["separator"]:
        raise ValueError(f"column {header}: the separator is empty")
    if not isinstance(spec.get("formats", []), list):
        raise ValueError(f'column {header}: formats is a list, ["{spec["formats"]}"]')
    if not isinstance(spec.get("values", {}), Mapping):
        raise ValueError(f'column {header}: write values = {{ "cell" = "code" }}')
    return CellForm(
        by_name=spec.get("by") == "name",
        values={iris.fold(text): str(value) for text, value in spec.get("values", {}).items()},
        separator=spec.get("separator", ""),
        formats=tuple(spec.get("formats", ())),
        decimal=spec.get("decimal", "."),
    )
