"""Workbooks and documents, opened by LibreOffice: what it reads is what was written.

On Debian: apt-get install libreoffice-calc-nogui libreoffice-writer-nogui
"""

from __future__ import annotations

import datetime
import shutil
import subprocess
from pathlib import Path

import docx
import openpyxl
import pytest
from openpyxl.cell import Cell

from tests.conftest import Run

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def has(part: str) -> bool:
    """Return whether a part of LibreOffice is installed: calc or writer."""
    if OFFICE is None:
        return False
    program = Path(OFFICE).resolve().parent
    library = {"calc": "libsclo.so", "writer": "libswlo.so"}[part]
    return (program / library).exists()


def converted(file: Path, to: str) -> Path:
    """Return a file as LibreOffice reads and writes it again."""
    assert OFFICE is not None
    folder = file.parent / "converted"
    done = subprocess.run(
        [
            OFFICE,
            f"-env:UserInstallation=file://{file.parent}/office",
            "--headless",
            *("--convert-to", to, "--outdir", folder, file),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    target = folder / f"{file.stem}.{to}"
    assert target.exists(), done.stderr
    return target


@pytest.mark.full
@pytest.mark.skipif(not has("calc"), reason="LibreOffice Calc is not installed")
def test_the_answer_to_a_question(kg: Run, project_store_once: Path, tmp_path: Path) -> None:
    where = ("--store", project_store_once, "--lang", "es")
    asked = ("query", "run", "labels-held")
    assert kg(*asked, "-o", "a.xlsx", *where).returncode == 0
    rows = kg(*asked, "-f", "csv", *where).stdout.splitlines()[1:]
    book = openpyxl.load_workbook(converted(tmp_path / "a.xlsx", "xlsx"))
    sheet = book[book.sheetnames[0]]
    heads = [cell.value for cell in sheet[1]]
    assert "Nombre" in heads
    assert heads[-1] not in ("Nombre", None)  # ids stand last
    assert sheet.max_row == len(rows) + 1
    assert sheet.auto_filter.ref == sheet.dimensions
    cells = [c for row in sheet.iter_rows(min_row=2) for c in row if isinstance(c, Cell)]
    dates = [c.value for c in cells if c.is_date]
    assert dates
    assert all(isinstance(date, datetime.datetime) for date in dates)
    assert not [c for row in sheet.iter_rows() for c in row if c.data_type in ("f", "e")]
    widths = [dimension.width for dimension in sheet.column_dimensions.values()]
    assert max(widths) > 20
    about = {(row[0].value, row[1].value) for row in book[book.sheetnames[1]].iter_rows()}
    headings = {heading for heading, _ in about}
    assert {"Pregunta", "Consulta", "Día", "Versión del grafo", "Fuente"} <= headings


@pytest.mark.full
@pytest.mark.skipif(not has("calc"), reason="LibreOffice Calc is not installed")
def test_the_workbook_of_a_profile(kg: Run, project_store_once: Path, tmp_path: Path) -> None:
    where = ("--store", project_store_once, "--lang", "es")
    assert kg("profile", "claut-nuevo-leon", "-o", "p.xlsx", *where).returncode == 0
    ours = openpyxl.load_workbook(tmp_path / "p.xlsx")
    theirs = openpyxl.load_workbook(converted(tmp_path / "p.xlsx", "xlsx"))
    assert theirs.sheetnames == ours.sheetnames
    for name in ours.sheetnames:
        expected = [[c.value or None for c in row] for row in ours[name].iter_rows()]
        assert [[c.value for c in row] for row in theirs[name].iter_rows()] == expected
    assert theirs["Perfil"].auto_filter.ref == ours["Perfil"].auto_filter.ref


@pytest.mark.full
@pytest.mark.skipif(not has("writer"), reason="LibreOffice Writer is not installed")
def test_the_document_of_a_profile(kg: Run, project_store_once: Path, tmp_path: Path) -> None:
    where = ("--store", project_store_once, "--lang", "es")
    assert kg("profile", "claut-nuevo-leon", "-o", "p.docx", *where).returncode == 0
    ours = docx.Document(str(tmp_path / "p.docx"))
    theirs = docx.Document(str(converted(tmp_path / "p.docx", "docx")))
    headings = [p.text for p in ours.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings[0] == "Qué es"
    texts = [p.text for p in theirs.paragraphs]
    assert set(headings) <= set(texts)
    assert len(theirs.inline_shapes) == len(ours.inline_shapes) == 3
    assert len(theirs.tables) == len(ours.tables)
