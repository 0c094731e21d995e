"""A draft is a mapping that can be read, and a mapping is explained in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InputError
from kg.mapping.custom import read_mapping
from kg.mapping.draft import draft, explain
from tests.conftest import ROOT

EXAMPLE = ROOT / "docs" / "examples"


def drafted(folder: Path, text: str, name: str = "Mi lista.2024.csv") -> str:
    (folder / name).write_text(text, "utf-8")
    return draft(folder / name)


def test_a_draft_has_all_sections(tmp_path: Path) -> None:
    text = drafted(tmp_path, 'Nombre,"Sitio ""web""",,Otro\nA,https://a.mx,,x\n')
    assert text == (
        "# Mapping of Mi lista.2024.csv. Delete the columns that you do not need; what each word "
        "means\n"
        "# is in docs/custom-tables.md. Try it: kg mapping check THIS.toml FILE\n"
        "\n"
        '[source]\nid = "mi-lista"\ntitle = "Mi lista.2024.csv"\ntype = "dataset"\n'
        "\n"
        '[subject]\nfrom = "Nombre"\nkinds = ["Cluster"]\n'
        'new = { kind = "Cluster", helix = "intermediary", name_es = "Nombre" }\n'
        "\n"
        "[columns]\n"
        '"Nombre" = { property = "skos:altLabel", lang = "es" }\n'
        '"Sitio \\"web\\"" = { property = "schema:url", type = "uri" }\n'
        '"Otro" = { property = "", type = "text" }  # states nothing until it has a property\n'
    )
    (tmp_path / "m.toml").write_text(text, "utf-8")
    assert list(read_mapping(tmp_path / "m.toml").parts[0].forms) == [
        "Nombre",
        'Sitio "web"',
        "Otro",
    ]


@pytest.mark.parametrize(
    ("header", "cell", "guess"),
    [
        ("Entidad", "x", 'entity = ["State"], by = "name"'),
        ("Municipio", "x", 'entity = ["Area"], by = "name"'),
        ("GIRO", "x", 'scheme = "sector", by = "name"'),
        ("Acrónimo", "x", 'property = "hx:acronym"'),
        ("Página", "x", 'property = "schema:url"'),
        ("Estatus", "x", 'scheme = "status", by = "name"'),
        ("Cluster", "x", 'property = "skos:altLabel", lang = "es"'),
        ("Founded", "x", 'type = "date", formats = ["%d/%m/%Y", "%Y"]'),
        ("Alta", "14/02/2016", 'type = "date", formats = ["%d/%m/%Y", "%Y"]'),
        ("Alta", "2016", 'property = "", type = "text"'),
        ("Alta", "", 'property = "", type = "text"'),
    ],
)
def test_a_column_is_guessed_from_its_header_or_its_cells(
    tmp_path: Path, header: str, cell: str, guess: str
) -> None:
    line = drafted(tmp_path, f"A,{header}\na,{cell}\nb,\n").splitlines()[-1]
    assert line.startswith(f'"{header}" = {{ ')
    assert guess in line


def test_cells_that_are_not_all_dates_are_no_dates(tmp_path: Path) -> None:
    text = drafted(tmp_path, "A,Alta\na,14/02/2016\nb,soon\n")
    assert '"Alta" = { property = "", type = "text" }' in text


def test_the_header_is_below_titles_of_fewer_cells(tmp_path: Path) -> None:
    text = drafted(tmp_path, "Directory\n\nof clusters,2024\nA,B,C\n1,2,3\n")
    assert "[file]\nheader = 4\n" in text
    assert 'from = "A"' in text


def test_a_header_is_among_the_first_twenty_records(tmp_path: Path) -> None:
    text = drafted(tmp_path, "A,B\n" + "1,2\n" * 19 + "1,2,3\n")
    assert "[file]" not in text
    text = drafted(tmp_path, "A,B\n" + "1,2\n" * 18 + "1,2,3\n")
    assert "header = 20\n" in text


def test_a_file_without_records_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no header line"):
        drafted(tmp_path, '""\n')


def test_the_example_is_explained() -> None:
    assert list(explain(read_mapping(EXAMPLE / "directorio.toml"))) == [
        "source directorio-2024: Directorio de clústeres 2024",
        "each row is about a Cluster, named in 'Nombre del clúster'",
        "'Nombre del clúster' → skos:altLabel: text (es)",
        "'Siglas' → hx:acronym: text",
        "'Entidad' → hx:locatedIn: State",
        "'Sectores' → hx:sector: code of sector",
        "'Fecha de fundación' → schema:foundingDate: date",
        "'Sitio web' → schema:url: uri",
    ]


def test_alternatives_and_silent_columns_are_explained(tmp_path: Path) -> None:
    text = (EXAMPLE / "directorio.toml").read_text("utf-8")
    text = text.replace('kinds = ["Cluster"]', 'kinds = ["Cluster", "Company"]')
    text = text.replace('entity = ["State"]', 'entity = ["State", "Area"]')
    text = text.replace('property = "hx:acronym"', 'property = ""')
    (tmp_path / "m.toml").write_text(text, "utf-8")
    lines = list(explain(read_mapping(tmp_path / "m.toml")))
    assert lines[1] == "each row is about a Cluster or Company, named in 'Nombre del clúster'"
    assert "'Siglas' → nothing: text" in lines
    assert "'Entidad' → hx:locatedIn: State or Area" in lines
