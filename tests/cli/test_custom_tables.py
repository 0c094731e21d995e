"""A ministry's spreadsheet becomes claims with evidence; what is hostile is refused."""

from __future__ import annotations

import csv
import datetime
import gzip
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import ROOT, Run
from tests.short_form import spread


@pytest.fixture
def kg(quick_kg: Run) -> Run:
    """Run `kg` within this process; `test_commands.py` starts it as a user does."""
    return quick_kg


EXAMPLE = ROOT / "docs" / "examples"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """The example of the documentation, copied."""
    for file in EXAMPLE.iterdir():
        shutil.copy(file, tmp_path)
    return tmp_path


def rows() -> list[list[str]]:
    with (EXAMPLE / "directorio.csv").open(encoding="cp1252", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def as_workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows():
        sheet.append(
            [
                datetime.datetime.strptime(cell, "%d/%m/%Y") if cell[2:3] == "/" else cell or None
                for cell in row
            ]
        )
    book.save(path)


def claims(kg: Run, store: Path) -> set[str]:
    """Return what the directory says, without where."""
    lines = kg("dump", "--store", store).stdout.splitlines()
    return {line.rpartition(" <")[0] for line in lines if "/evidence/directorio-2024/" in line}


@pytest.mark.parametrize("form", spread(["xlsx", "tsv.gz", "csv"], 3))
def test_the_example_is_loaded_from_each_kind_of_file(
    kg: Run, project_store: Path, here: Path, form: str
) -> None:
    file = here / f"directorio.{form}"
    if form == "tsv.gz":
        text = "\n".join("\t".join(row) for row in rows()) + "\n"
        file.write_bytes(gzip.compress(text.encode("utf-16")))
    elif form == "xlsx":
        as_workbook(file)
    checked = kg("mapping", "check", "directorio.toml", file, "--store", project_store)
    assert checked.returncode == 0, checked.stderr
    assert "'Entidad' → hx:locatedIn: State" in checked.stdout
    assert "2 rows, 1 new entities" in checked.stdout
    done = kg("load", file, "--mapping", "directorio.toml", "--store", project_store)
    assert done.returncode == 0, done.stderr
    assert "new: Clúster del Vino de Querétaro <id:cluster-del-vino-de-queretaro>" in done.stderr
    stated = claims(kg, project_store)
    assert any("claut-nuevo-leon" in s and '"2007-03-01"' in s for s in stated)
    assert any("vino-de-queretaro" in s and s.endswith("voc/sector/agroindustry>") for s in stated)
    why = kg("why", "Clúster del Vino de Querétaro", "--store", project_store, "--lang", "es")
    assert "Directorio de clústeres 2024, fila 5" in why.stdout
    again = kg("load", file, "--mapping", "directorio.toml", "--store", project_store)
    assert "unchanged" in again.stderr


def test_every_mistake_is_named_with_its_cell(kg: Run, project_store: Path, here: Path) -> None:
    text = (here / "directorio.csv").read_text("cp1252")
    wrong = text.replace("Querétaro;Agro", "Qerétaro;Agro").replace("14/02/2016", "31/02/2016")
    (here / "directorio.csv").write_text(wrong.replace("https://vino", "vino"), "utf-8")
    done = kg("load", "directorio.csv", "--mapping", "directorio.toml", "--store", project_store)
    assert done.returncode == 2
    assert "directorio.csv:5:32 (Entidad): 'Qerétaro' is not the name of a State" in done.stderr
    assert "did you mean: Querétaro" in done.stderr


def test_a_draft_is_a_mapping(kg: Run, project_store: Path, here: Path) -> None:
    done = kg("mapping", "init", "directorio.csv", "-o", "draft.toml", "--store", project_store)
    assert done.returncode == 0
    draft = (here / "draft.toml").read_text("utf-8")
    assert "header = 3" in draft
    assert '"Entidad" = { property = "hx:locatedIn"' in draft
    checked = kg("mapping", "check", "draft.toml", "--store", project_store)
    assert checked.returncode == 0, checked.stderr


def test_without_a_store_a_draft_goes_by_headers(kg: Run, here: Path) -> None:
    done = kg("mapping", "init", "directorio.csv", "--store", "none", "--lang", "es")
    assert done.returncode == 0
    assert "none no es un almacén: los valores no se comparan con nombres" in done.stderr
    assert '"Entidad" = { property = "hx:locatedIn"' in done.stdout


def test_what_would_mend_most_rows_comes_first(kg: Run, project_store: Path, here: Path) -> None:
    """Each distinct value is looked up, told and mended once, however many rows have it."""
    rows = [f"Clúster {n};;{('Sonorra', 'Xyz', 'Sonora')[min(n % 4, 2)]};;;" for n in range(40)]
    rows += ["CLAUT;;Sonora;;;"]
    text = (here / "directorio.csv").read_text("cp1252").splitlines()[:3]
    (here / "directorio.csv").write_text("\n".join([*text, *rows, "Otro;;Xyz;;;"]), "utf-8")
    done = kg("mapping", "check", "directorio.toml", "directorio.csv", "--store", project_store)
    assert done.returncode == 2
    first, second, *_, last = done.stderr.splitlines()
    assert first.startswith("directorio.csv:5:12 (Entidad): 'Xyz'")
    assert first.endswith("(also in lines 9, 13, 17, 21, 25 and 5 more)")
    assert "'Sonorra'" in second
    assert last == "directorio.csv: 20 rows can be read, 22 cannot (3 problems)"
    block = done.stdout.splitlines()[-2:]
    assert block == [
        '[columns] "Entidad": values = { "Xyz" = "?", "Sonorra" = "sonora" }',
        '[subject]: values = { "CLAUT" = "?" }',
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('"Entidad" =', '"Estado" ='), "the mapping names the column 'Estado'"),
        (("[source]\n", "[sauce]\n"), "[sauce] means nothing"),
        (("hx:locatedIn", "zz:locatedIn"), "unknown prefix in 'zz:locatedIn'"),
        (('title = "Directorio de clústeres 2024"\n', ""), "[source] needs title"),
    ],
)
def test_a_mapping_that_cannot_be_is_explained(
    kg: Run, project_store: Path, here: Path, change: tuple[str, str], message: str
) -> None:
    text = (here / "directorio.toml").read_text("utf-8")
    assert change[0] in text
    (here / "directorio.toml").write_text(text.replace(*change), "utf-8")
    done = kg("load", "directorio.csv", "--mapping", "directorio.toml", "--store", project_store)
    assert done.returncode == 2
    assert message in done.stderr


def test_what_is_hostile_is_refused(kg: Run, project_store: Path, here: Path) -> None:
    before = kg("dump", "--store", project_store).stdout
    (here / "bomb.csv.gz").write_bytes(gzip.compress(b"a," * (40 << 20)))
    with zipfile.ZipFile(here / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (200 << 20))
    (here / "none.xlsx").write_bytes(b"PK no archive")
    (here / "cut.csv.gz").write_bytes(gzip.compress(b"a,b\n1,2\n")[:-9])
    (here / "wide.csv").write_text("x\nx\n" + "a," * 20_000 + "\n", "utf-8")
    (here / "bytes.csv").write_bytes(b"\xff\xfe\x00\xd8")
    for name, message in {
        "bomb.csv.gz": "unpacks to",
        "bomb.xlsx": "unpacks to",
        "none.xlsx": "is no workbook",
        "cut.csv.gz": "cannot be unpacked",
        "wide.csv": "columns",
        "bytes.csv": "is not utf-16",
    }.items():
        done = kg("load", name, "--mapping", "directorio.toml", "--store", project_store)
        assert done.returncode == 2, (name, done.stderr)
        assert name in done.stderr, done.stderr
        assert message in done.stderr, (name, done.stderr)
    assert kg("dump", "--store", project_store).stdout == before
