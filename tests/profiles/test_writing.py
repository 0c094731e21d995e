"""Each format of a profile holds all of it, and no text of a document is run as markup."""

from __future__ import annotations

import io
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest

from kg import names
from kg.claims.evidence import Evidence
from kg.errors import MissingExtra, UsageError
from kg.formats import PROFILES
from kg.graph import open_graph
from kg.profiles import Profile, profile, written
from kg.profiles.document import Group, Item, Picture, Place, Section, Source
from kg.profiles.writing import WRITERS
from kg.store import EmbeddedStore
from tests.conftest import Run

HOSTILE = '=1+1 #panic("x") *b* $x$ `c` <script>alert(1)</script> [l](u) & "q" \\ @a _i_ \x07'
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 40"><text y="20">Drawn</text></svg>'
)


@pytest.fixture(scope="module")
def cluster(project_store_once: Path) -> Profile:
    store = EmbeddedStore.open(project_store_once)
    return profile(store, names.resolve(store, "claut-nuevo-leon"), "es")


@pytest.fixture
def hostile() -> Profile:
    evidence = (Evidence("e", "001", "", "p. 1", "explicit"),)
    items = tuple(Item(f"{HOSTILE}{number}", HOSTILE, evidence) for number in range(3))
    sections = (
        Section("identity", HOSTILE, (items[0], Group(HOSTILE, items, more=7))),
        Section("objectives", "List", (Group("", items, more=2, is_list=True),)),
        Section("network", "Net", (Picture("network", PICTURE, HOSTILE),)),
    )
    sources = (Source(HOSTILE, (Place(1, HOSTILE),), "001"),)
    words = {
        **dict.fromkeys(("profile", "sources", "numbers", "about", "page", "of"), "word"),
        **dict.fromkeys(("section", "heading", "text", "note", "number", "id"), "word"),
        **{"document": "Document", "place": "Place", "profile": "Profile", "sources": "Sources"},
        **{"more": "and {n} more", "all": "{n} not shown", "about": "About"},
    }
    return Profile(
        "https://x", HOSTILE, HOSTILE, "en", sections, sources, {"e": 1}, (HOSTILE,), 9, words
    )


def pdf_text(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def word_text(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    parts = [*document.paragraphs, *(p for cell in cells for p in cell.paragraphs)]
    return "\n".join(paragraph.text for paragraph in parts)


def book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def plain(text: str) -> str:
    """Return a text without hyphens and spaces, which a typesetter adds and takes."""
    return "".join(char for char in text if char.isalnum())


def test_the_formats_are_those_that_are_listed() -> None:
    assert list(WRITERS) == list(PROFILES)


@pytest.mark.parametrize("format", ["html", "markdown", "docx", "pdf"])
def test_every_entry_is_in_every_format(cluster: Profile, format: str) -> None:
    content = written(cluster, format)
    read = {"pdf": pdf_text, "docx": word_text}.get(format, bytes.decode)
    text = plain(read(content))
    for section in cluster.sections:
        assert plain(section.title) in text
        for block in section.printed():
            items = block.items if isinstance(block, Group) else ()
            for item in items:
                assert plain(item.text) in text or format == "pdf", item.text
                assert plain(item.text)[:24] in text, item.text
    for source in cluster.sources:
        assert plain(source.reference)[:40] in text
    assert plain(cluster.colophon[0])[:60] in text
    assert "Datos: CC BY 4.0." in cluster.colophon
    assert plain("Datos: CC BY 4.0.") in text


def test_the_workbook_says_what_may_be_done_with_it(cluster: Profile) -> None:
    about = book(written(cluster, "xlsx"))["Acerca de"]
    assert "Datos: CC BY 4.0." in [cell.value for row in about.iter_rows() for cell in row]


def test_the_workbook_has_a_row_for_each_entry(cluster: Profile) -> None:
    content = book(written(cluster, "xlsx"))
    assert content.sheetnames == ["Perfil", "Fuentes", "Acerca de"]
    sheet = content["Perfil"]
    items = [item for section in cluster.sections for item in section.items()]
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == [item.text for item in items]
    assert [cell.value for cell in sheet[1]] == ["Sección", "Qué", "Texto", "Nota", "Número", "Id"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:F{len(items) + 1}"
    assert sheet["F20"].hyperlink or sheet["F14"].hyperlink
    places = [place.number for source in cluster.sources for place in source.places]
    assert [row[0].value for row in content["Fuentes"].iter_rows(min_row=2)] == places


@pytest.mark.parametrize("format", ["html", "markdown", "docx", "pdf"])
def test_a_document_says_what_may_be_done_with_its_text(
    project_store_once: Path, format: str
) -> None:
    """Of a document that is not redistributed, the profile says so in words."""
    store = EmbeddedStore.open(project_store_once)
    content = written(profile(store, names.resolve(store, "src:000"), "es"), format)
    read = {"pdf": pdf_text, "docx": word_text}.get(format, bytes.decode)
    assert plain("no se redistribuye") in plain(read(content))


def test_the_page_is_one_file_with_its_pictures(cluster: Profile) -> None:
    page = written(cluster, "html").decode()
    assert page.count("<svg") == 3
    assert '<html lang="es">' in page
    assert "http" not in "".join(part for part in page.split('src="')[1:])
    ET.fromstring(
        page.partition("\n")[2]
        .replace("&nbsp;", " ")
        .replace('<meta charset="utf-8">', "")
        .replace('<meta name="viewport" content="width=device-width">', "")
    )


def test_the_pdf_is_tagged_in_its_language(cluster: Profile) -> None:
    reader = pypdf.PdfReader(io.BytesIO(written(cluster, "pdf")))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/Lang"] == "es"  # type: ignore[index]
    assert catalogue["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert reader.metadata is not None
    assert reader.metadata.title == "Clúster Automotriz de Nuevo León"
    assert len(reader.pages) == 2
    assert reader.pages[0].mediabox.width == pytest.approx(595.28, abs=0.1)


@pytest.mark.parametrize("format", ["html", "markdown", "docx", "pdf", "xlsx"])
def test_texts_of_documents_stay_texts(hostile: Profile, format: str) -> None:
    content = written(hostile, format)
    if format == "html":
        assert "<script>" not in content.decode()
        assert "&lt;script&gt;" in content.decode()
    elif format == "markdown":
        assert "<script>" not in content.decode().replace("\\<", "").replace("\\>", "")
    elif format == "xlsx":
        cells = [cell for row in book(content)["Profile"].iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]
        assert any(str(cell.value).startswith("=1+1 ") for cell in cells)
        assert any(cell.value == "and 7 more" for cell in cells)
    else:
        text = pdf_text(content) if format == "pdf" else word_text(content)
        assert '#panic("x") *b* $x$' in text
        assert "and 7 more" in text
        assert "9 not shown" in text


@pytest.mark.parametrize(("format", "module"), [("pdf", "typst"), ("docx", "docx")])
def test_a_missing_library_is_named(
    hostile: Profile, format: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setenv("KG_LANG", "es")
    with pytest.raises(MissingExtra, match=r'pip install "helixkg\[profile\]"'):
        written(hostile, format)


def test_the_command(quick_kg: Run, project_store_once: Path, tmp_path: Path) -> None:
    where = ("--store", project_store_once, "--lang", "es")
    shown = quick_kg("profile", "claut-nuevo-leon", *where)
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith("# Clúster Automotriz de Nuevo León\n")
    starts = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK", "html": b"<!doctype", "md": b"# "}
    for ending, start in starts.items():
        done = quick_kg("profile", "CLAUT", "Nuevo", "León", "-o", f"p.{ending}", *where)
        assert done.returncode == 2  # no such name: what follows has its id
        done = quick_kg("profile", "claut-nuevo-leon", "-o", f"p.{ending}", *where)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / f"p.{ending}").read_bytes().startswith(start)


def test_the_command_says_what_is_folded(quick_kg: Run, project_store_once: Path) -> None:
    where = ("--store", project_store_once, "--lang", "en")
    folded = quick_kg("profile", "automotive", *where)
    assert "Entries that are counted instead of shown: " in folded.stderr
    whole = quick_kg("profile", "automotive", "--all", *where)
    assert whole.stderr == ""
    assert len(whole.stdout) > len(folded.stdout)
    cited = quick_kg("profile", "claut-nuevo-leon", "--cite", "apa", *where)
    assert cited.stdout.count("Cited through HelixKG") == 2
    assert quick_kg("profile", "x", "-o", "x.txt", *where).returncode == 2


def test_from_python(project_store_once: Path, tmp_path: Path) -> None:
    with open_graph(project_store_once, lang="en") as graph:
        graph.profile("claut-nuevo-leon", tmp_path / "p.md")
        graph.profile("claut-nuevo-leon", tmp_path / "p.html", lang="es")
        with pytest.raises(UsageError, match=r"the ending is one of \.html"):
            graph.profile("claut-nuevo-leon", tmp_path / "p.odt")
    assert (tmp_path / "p.md").read_text("utf-8").startswith("# Nuevo León Automotive Cluster")
    assert '<html lang="es">' in (tmp_path / "p.html").read_text("utf-8")
