"""Mappings of custom tables: what each word means, and what is said of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import ContentError
from kg.files import content
from kg.mapping.column import Column
from kg.mapping.custom import (
    REGISTRY_COLUMNS,
    SOURCE_COLUMNS,
    CellForm,
    CustomMapping,
    Subject,
    read_mapping,
)
from kg.mapping.declaration import declarations
from kg.mapping.rows import columns_of
from kg.tables.spreadsheet import Dialect
from tests.conftest import ROOT

EXAMPLE = ROOT / "docs" / "examples" / "directorio.toml"
SMALLEST = """
[source]
id = "s"
title = "S"
[subject]
from = "Nombre"
kinds = ["Cluster"]
[columns]
"Nombre" = { property = "skos:altLabel", lang = "es" }
"""


def read(folder: Path, text: str) -> CustomMapping:
    path = folder / "m.toml"
    path.write_text(text, "utf-8")
    return read_mapping(path)


def test_the_example_says_what_its_words_say() -> None:
    mapping = read_mapping(EXAMPLE)
    assert mapping.dialect == Dialect(header=3)
    assert mapping.source["publisher"] == "Secretaría de Economía"
    assert (mapping.locator, mapping.certainty) == ("fila {row}", "explicit")
    assert mapping.parts[0].subject == Subject(
        "Nombre del clúster",
        ("Cluster",),
        {"kind": "Cluster", "helix": "intermediary", "name_es": "Nombre del clúster"},
    )
    assert mapping.parts[0].forms["Entidad"] == CellForm(by_name=True)
    assert mapping.parts[0].forms["Sectores"] == CellForm(
        by_name=True, values={"autos": "automotive"}, separator="/"
    )
    assert mapping.parts[0].forms["Fecha de fundación"] == CellForm(formats=("%d/%m/%Y", "%Y"))
    assert mapping.parts[0].declaration.columns["Sectores"] == Column(
        "Sectores", "hx:sector", scheme="sector", list=True
    )
    assert (mapping.parts[0].declaration.subject, mapping.parts[0].declaration.kinds) == (
        "id",
        ("Cluster",),
    )
    assert (mapping.parts[0].declaration.table, mapping.parts[0].declaration.key) == (
        "directorio",
        ("id",),
    )
    assert mapping.parts[0].declaration.claims


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    mapping = read(tmp_path, SMALLEST)
    assert mapping.dialect == Dialect()
    assert mapping.source == {"type": "dataset", "id": "s", "title": "S"}
    assert (mapping.locator, mapping.certainty) == ("row {row}", "explicit")
    assert mapping.parts[0].subject.new == {}
    assert mapping.parts[0].forms == {"Nombre": CellForm()}


def test_what_is_said_takes_precedence_over_the_default(tmp_path: Path) -> None:
    evidence = '[evidence]\nlocator = "p. {Página}"\ncertainty = "inferred"\n'
    mapping = read(
        tmp_path, SMALLEST.replace('title = "S"', 'title = "S"\ntype = "web"') + evidence
    )
    assert mapping.source["type"] == "web"
    assert (mapping.locator, mapping.certainty) == ("p. {Página}", "inferred")


def test_the_headers_are_those_that_any_section_names(tmp_path: Path) -> None:
    mapping = read(
        tmp_path,
        SMALLEST.replace(
            "[columns]",
            'new = { kind = "Cluster", helix = "industry", level = "national", parent = "mexico",'
            ' name_es = "Nombre", name_en = "Name", note = "Nota" }\n'
            '[evidence]\nlocator = "{Hoja}, row {row}"\n[columns]\n"Siglas" = { type = "text" }',
        ),
    )
    assert mapping.headers == ["Nombre", "Siglas", "Name", "Nota", "Hoja"]


def test_a_row_is_located_by_its_number_and_its_cells(tmp_path: Path) -> None:
    mapping = read(tmp_path, SMALLEST + '[evidence]\nlocator = "{Hoja}, {row}: {row}"\n')
    assert mapping.locate(7, {"Hoja": "A", "row": "x"}) == "A, 7: 7"


COLUMN = '"Nombre" = { property = "skos:altLabel", lang = "es" }'


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "[source]",
            "[sauce]",
            "[sauce] means nothing; did you mean 'source'? There are file",
        ),
        ("[columns]", "[extra]\n[columns]", "[extra] means nothing; there are file, source"),
        ('[source]\nid = "s"\ntitle = "S"\n', "", "[source] is missing"),
        ('[source]\nid = "s"\ntitle = "S"\n', 'source = "s"\n', "write [source]"),
        ('id = "s"', "", "[source] needs id"),
        ('title = "S"', "", "[source] needs title"),
        ('title = "S"', 'title = "S"\neditor = "E"', "[source]: 'editor' means nothing; there are"),
        (
            'id = "s"',
            'id = "The Source"',
            "[source] id 'The Source' must be lower case, digits, hyphens; "
            "for example 'the-source'",
        ),
        ('from = "Nombre"', "", "[subject] needs from"),
        ('kinds = ["Cluster"]', "", "[subject] needs kinds"),
        ('kinds = ["Cluster"]', "kinds = []", "[subject] needs kinds"),
        (
            '["Cluster"]',
            '["Clustr"]',
            "[subject]: unknown kind 'Clustr'; did you mean 'Cluster'? There are",
        ),
        (
            'from = "N',
            'of = "x"\nfrom = "N',
            "[subject]: 'of' means nothing; there are from, kinds",
        ),
        (
            "[columns]",
            'new = { nombre = "Nombre" }\n[columns]',
            "[subject] new: 'nombre' means nothing; did you mean",
        ),
        (
            "[source]",
            "[file]\nheadr = 3\n[source]",
            "[file]: 'headr' means nothing; did you mean",
        ),
        (
            "[source]",
            "[file]\nheader = 0\n[source]",
            "[file] header = 0; give the number of a line",
        ),
        ("[source]", '[file]\nheader = "3"\n[source]', "[file] header = '3'; give the number"),
        ("[source]", "[file]\nheader = true\n[source]", "[file] header = True; give the number"),
        ("[source]", '[file]\ndelimiter = "||"\n[source]', "delimiter '||' must be one character"),
        ("[source]", '[evidence]\nplace = "x"\n[source]', "[evidence]: 'place' means nothing"),
        (COLUMN, '"Nombre" = "skos:altLabel"', "column Nombre: write { property = …, type = … }"),
        (COLUMN, '"Nombre" = { typ = "text" }', "column Nombre: 'typ' means nothing"),
        (COLUMN, '"Nombre" = { property = "zz:a" }', "column Nombre: unknown prefix in 'zz:a'"),
        (
            COLUMN,
            '"Nombre" = { by = "label", scheme = "sector" }',
            'column Nombre: by = \'label\' means nothing; there are "name", "id"; or leave it out',
        ),
        (COLUMN, '"Nombre" = { by = "name" }', 'by = "name" needs a scheme or an entity'),
        (
            COLUMN,
            '"Nombre" = { type = "number", decimal = ";" }',
            'column Nombre: decimal = \';\' means nothing; there are ",", "."; or leave it out',
        ),
        (COLUMN, '"Nombre" = { separator = "" }', "column Nombre: the separator is empty"),
        (
            COLUMN,
            '"Nombre" = { formats = "%Y" }',
            'formats is a list of texts, ["%Y"]',
        ),
        (
            COLUMN,
            '"Nombre" = { values = "x" }',
            'column Nombre: write values = { "cell" = "code" }',
        ),
        (COLUMN, '"Nombre" = {', "m.toml: "),
    ],
)
def test_a_mapping_that_cannot_be_says_what_is_wrong(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in SMALLEST
    with pytest.raises(ContentError) as error:
        read(tmp_path, SMALLEST.replace(old, new, 1))
    line = ":9" if "column Nombre" in str(error.value) else ""
    assert str(error.value).startswith(f"{tmp_path / 'm.toml'}{line}: ")
    assert message in str(error.value)


@pytest.mark.parametrize(
    "column",
    [
        '{ by = "name", scheme = "sector" }',
        '{ by = "name", entity = ["State"] }',
        '{ by = "id", entity = ["State"] }',
        '{ type = "number", decimal = "." }',
        '{ type = "number", decimal = "," }',
    ],
)
def test_each_word_of_a_cell_is_taken(tmp_path: Path, column: str) -> None:
    form = read(tmp_path, SMALLEST.replace(COLUMN, f'"Nombre" = {column}')).parts[0].forms["Nombre"]
    assert form.by_name is ('"name"' in column)
    declared = "," if '","' in column else "." if "decimal" in column else ""
    assert form.decimal == declared


def test_a_mapping_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"none\.toml: No such file or directory"):
        read_mapping(tmp_path / "none.toml")


def test_a_new_entity_and_a_source_have_the_columns_of_the_curated_tables() -> None:
    declared = declarations(content.folder("data") / "mapping")
    for name, columns in (("registry", REGISTRY_COLUMNS), ("sources", SOURCE_COLUMNS)):
        assert set(columns) == set(columns_of(declared[name]))
