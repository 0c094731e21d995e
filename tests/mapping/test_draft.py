"""A draft is a mapping that can be read, and a mapping is explained in words."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.mapping.custom import read_mapping
from kg.mapping.draft import draft
from kg.mapping.explanation import explain, undeclared
from kg.rdf.reader import read_rdf
from kg.store import EmbeddedStore
from tests.conftest import ROOT, Run

EXAMPLE = ROOT / "docs" / "examples"


REGISTRY = """
@prefix id: <https://w3id.org/helixkg/id/> .
@prefix hx: <https://w3id.org/helixkg/def#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix sector: <https://w3id.org/helixkg/voc/sector/> .
id:a a hx:Company ; skos:prefLabel "Acero"@es .
id:b a hx:Company ; skos:prefLabel "Barro"@es .
id:sonora a hx:State ; skos:prefLabel "Sonora"@mul .
id:puebla a hx:State ; skos:prefLabel "Puebla"@mul .
sector:automotive skos:prefLabel "Automotriz"@es .
sector:mining skos:prefLabel "Minería"@es .
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    """Two companies, two states, two sectors."""
    path = tmp_path_factory.mktemp("names") / "graph.ttl"
    path.write_text(REGISTRY, "utf-8")
    names = EmbeddedStore.in_memory()
    names.replace(located.quad for located in read_rdf(path, path.name))
    return names


def drafted(
    folder: Path, text: str, name: str = "Mi lista.2024.csv", known: EmbeddedStore | None = None
) -> str:
    (folder / name).write_text(text, "utf-8")
    return draft(folder / name, known)


def lines_of(text: str, column: str) -> list[str]:
    """Return the line of a column, and the comments above it."""
    lines = text.splitlines()
    at = next(
        i for i, line in enumerate(lines) if line.removeprefix("# ").startswith(f'"{column}"')
    )
    first = at
    while lines[first - 1].startswith("# ") and "=" not in lines[first - 1]:
        first -= 1
    return lines[first : at + 1]


def test_a_draft_has_all_sections(tmp_path: Path) -> None:
    text = drafted(tmp_path, 'Nombre,"Sitio ""web""",,Otro\nA,https://a.mx,,x\n')
    assert "\n".join(text.splitlines()[4:]) == (
        '[source]\nid = "mi-lista"\ntitle = "Mi lista.2024.csv"\ntype = "dataset"\n'
        "\n"
        "[subject]\n"
        "# 'Nombre' names the rows, as its header and its different values suggest; the kind is "
        "a guess\n"
        'from = "Nombre"\nkinds = ["Cluster"]\n'
        'new = { kind = "Cluster", helix = "intermediary", name_es = "Nombre" }\n'
        "\n"
        "[columns]\n"
        "# the subject's name\n"
        '"Nombre" = { property = "skos:altLabel", lang = "es" }\n'
        "# 1 of 1 values are web addresses, 0 of them without https://\n"
        '"Sitio \\"web\\"" = { property = "schema:url" }\n'
        "# nothing tells what it states: «x»\n"
        '# "Otro" = { property = "…", type = "text" }'
    )
    (tmp_path / "m.toml").write_text(text, "utf-8")
    (part,) = read_mapping(tmp_path / "m.toml").parts
    assert list(part.forms) == ["Nombre", 'Sitio "web"']


@pytest.mark.parametrize(
    ("header", "values", "guess"),
    [
        ("X", "Sonora Puebla Sonorra", 'entity = ["State"], by = "name"'),
        ("Estado", "Sonorra Pueblo", 'entity = ["State"], by = "name"'),
        ("X", "Automotriz Minería", '"hx:sector", by = "name"'),
        ("GIRO", "x", '"hx:sector", by = "name"'),
        ("X", "Automotriz/Minería Minería", 'list = true, separator = "/"'),
        ("Acrónimo", "x", 'property = "hx:acronym"'),
        ("X", "www.a.mx https://b.mx n/d", '"schema:url", prefix = "https://", skip = ["n/d"]'),
        ("Alta", "14/02/2016 1/2/2016", '"schema:foundingDate", formats = ["%d/%m/%Y"]'),
        ("Founded", "2/14/2016 2009", '"schema:foundingDate", formats = ["%m/%d/%Y", "%Y"]'),
        ("Founded", "2016-02-14", '"schema:foundingDate" }'),
        ("Año de fundación", "2016 2009", '"schema:foundingDate" }'),
    ],
)
def test_a_column_is_guessed_from_its_values_or_its_header(
    tmp_path: Path, store: EmbeddedStore, header: str, values: str, guess: str
) -> None:
    rows = "".join(f"Empresa {i};{value}\n" for i, value in enumerate(values.split()))
    text = drafted(tmp_path, f"Nombre;{header}\n{rows}", known=store)
    *why, line = lines_of(text, header)
    assert line.startswith(f'"{header}" = {{ ')
    assert guess in line
    assert why
    (tmp_path / "m.toml").write_text(text, "utf-8")
    assert header in read_mapping(tmp_path / "m.toml").parts[0].forms


def test_what_the_profile_says_of_a_property_is_not_said_again(
    tmp_path: Path, store: EmbeddedStore
) -> None:
    text = drafted(
        tmp_path,
        "Nombre,Estado,GIRO,Alta,Web,Siglas\nAcero,Sonora,Minería,14/02/2016,https://a.mx,AC\n",
        known=store,
    )
    columns = tomllib.loads(text)["columns"]
    written = {name: {"type", "scheme", "entity"} & set(words) for name, words in columns.items()}
    assert written == {
        "Nombre": set(),
        "Estado": {"entity"},  # a state, where the profile allows any area
        "GIRO": set(),
        "Alta": set(),
        "Web": set(),
        "Siglas": set(),
    }


def test_a_value_with_a_semicolon_is_not_split_by_the_profile(tmp_path: Path) -> None:
    text = drafted(tmp_path, "Nombre,Siglas,Alta\nAcero,A;B,2016-02-14\n")
    columns = tomllib.loads(text)["columns"]
    assert columns["Siglas"] == {"property": "hx:acronym", "type": "text"}
    assert columns["Alta"] == {"property": "schema:foundingDate"}


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ("1/2/2016 3/4/2017", "whether the day or the month comes first is open (1/2/2016)"),
        ("14/02/2016 02/14/2016 1/2/2016", "comes first is open (1/2/2016)"),
        ("1 2 3", "it numbers the rows"),
        ("1.050 48", 'numbers, type = "number", decimal = "," / decimal = "."'),
        ("1.050,5 48", 'numbers, type = "number", decimal = ","; nothing'),
        ("48 17", 'numbers, type = "number"; nothing tells'),
        ("so that", "nothing tells what it states: «so», «that»"),
        ("", "it has no values"),
    ],
)
def test_what_is_open_is_a_comment(
    tmp_path: Path, store: EmbeddedStore, values: str, why: str
) -> None:
    rows = "".join(f"Empresa {i};{value}\n" for i, value in enumerate(values.split() or [""]))
    text = drafted(tmp_path, f"Nombre;X\n{rows}", known=store)
    comments = "\n".join(line for line in text.splitlines() if line.startswith("#"))
    assert why in comments.replace("\n# ", " ")
    assert '\n"X" =' not in text


def test_the_subject_is_the_column_whose_values_are_known(
    tmp_path: Path, store: EmbeddedStore
) -> None:
    text = drafted(
        tmp_path,
        "Estado,Sector,Nombre de contacto,Quién\nSonora,x,Ana,Acero\nPuebla,y,Eva,Barro\n",
        known=store,
    )
    assert (
        'from = "Quién"\nkinds = ["Company"]\nnew = { kind = "Company", helix = "industry"' in text
    )
    assert "2 of its 2 values are known, most as Company" in text


def test_the_kind_is_in_the_words_of_header_or_file(tmp_path: Path) -> None:
    text = drafted(tmp_path, "Nombre,X\na,b\n", name="universidades-2024.csv")
    assert 'kinds = ["AcademicInstitution"]' in text
    assert 'helix = "academia"' in text


def test_the_header_is_below_titles_of_fewer_cells(tmp_path: Path) -> None:
    text = drafted(tmp_path, "Directory\n\nof clusters,2024\nA,B,C\nx,y,z\n")
    assert "[file]\nheader = 4\n" in text


def test_a_header_is_among_the_first_twenty_records(tmp_path: Path) -> None:
    text = drafted(tmp_path, "A,B\n" + "x,y\n" * 19 + "x,y,z\n")
    assert "[file]" not in text
    text = drafted(tmp_path, "A,B\n" + "x,y\n" * 18 + "x,y,z\n")
    assert "header = 20\n" in text


def test_a_file_without_header_has_numbered_columns(tmp_path: Path) -> None:
    text = drafted(tmp_path, "Acero,14/02/2016\nBarro,15/02/2016\n")
    assert "header = false" in text
    assert 'from = "#1"' in text


def test_what_stands_twice_is_named_by_its_place(tmp_path: Path) -> None:
    text = drafted(tmp_path, "Nombre,Siglas,Siglas\nAcero,A,B\n")
    assert '"#2" = { property' in text.replace('# "#2"', '"#2"')


def test_totals_and_notes_are_no_rows(tmp_path: Path) -> None:
    text = drafted(tmp_path, "Nombre,X\nAcero,1\nTotal,1\nFuente: SE,\n")
    assert 'skip_rows = ["Total", "Fuente:"]' in text


def test_what_had_to_be_guessed_of_the_file_is_written_down(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("Nombre,Año\nClúster de León,x\n".encode("cp850"))
    text = draft(tmp_path / "t.csv")
    assert 'encoding = "cp850"' in text
    assert "which is guessed" in text


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


def test_a_property_that_the_kind_has_not_is_not_guessed(tmp_path: Path) -> None:
    rows = "Nombre del programa,Inicio,Razón social\nPROSOFT,2004-01-02,SE\n"
    rows += "PROIAT,2013-03-04,SE\nFinnova,2011-05-06,SE\nPNP,2019-07-08,SE\n"
    text = drafted(tmp_path, rows, "programas.csv")
    assert lines_of(text, "Inicio")[-1] == ('"Inicio" = { property = "schema:startDate" }')
    assert "no Programme has hx:legalName" in "\n".join(lines_of(text, "Razón social"))
    (tmp_path / "m.toml").write_text(text, "utf-8")
    (part,) = read_mapping(tmp_path / "m.toml").parts
    assert part.subject.kinds == ("Programme",)


FOREIGN = """[source]
id = "a"
title = "a.csv"
type = "dataset"
[subject]
from = "Nombre"
kinds = ["Company"]
[columns]
Nombre = { property = "skos:altLabel", lang = "es" }
Apodo = { property = "foaf:nick", type = "text" }
"Alta" = { property = "schema:foundingDat", type = "date" }
"""


def test_a_property_of_another_vocabulary_that_is_not_declared_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.toml"
    path.write_text(FOREIGN, "utf-8")
    mapping = read_mapping(path)
    assert [(str(problem.position), problem.message) for problem in undeclared(mapping, path)] == [
        (
            f"{path}:10",
            "column Apodo: foaf:nick is not declared in the ontology: nothing checks what it says",
        ),
        (
            f"{path}:11",
            "column Alta: schema:foundingDat is not declared in the ontology: "
            "did you mean schema:foundingDate?",
        ),
    ]
    monkeypatch.setenv("KG_LANG", "es")
    messages = [problem.message for problem in undeclared(mapping, path)]
    assert messages[0].endswith("no está declarada en la ontología: nada comprueba lo que dice")
    assert messages[1].endswith("¿quiso decir schema:foundingDate?")


def test_the_command_warns_of_it(kg: Run, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(FOREIGN, "utf-8")
    checked = kg("mapping", "check", "a.toml")
    assert "a.toml:10: warning: column Apodo: foaf:nick is not declared" in checked.stderr
    assert checked.returncode == 0
