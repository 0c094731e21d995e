"""kg sources: the documents, and all about one of them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import Run


@pytest.fixture(autouse=True)
def _in_a_folder_with_a_store(small_store: Path) -> None:
    """The small store lies in ./kg-store."""


def properties(output: str) -> dict[str, str]:
    return {row["property"]: row["value"] for row in csv.DictReader(io.StringIO(output))}


def test_documents_count_their_claims(quick_kg: Run) -> None:
    done = quick_kg("sources")
    assert "001  Test briefing\n      " in done.stdout
    assert " claims: " in done.stdout
    assert " explicit" in done.stdout
    assert " afirmaciones: " in quick_kg("sources", "--lang", "es").stdout
    assert quick_kg("sources", "--limit", "1").stdout.startswith("000  Nota de prueba\n")


def test_the_counts_as_rows_add_up_to_those_of_each_document(quick_kg: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(quick_kg("sources", "-f", "csv").stdout)))
    assert {row["document"] for row in rows} == {"000", "001"}
    for id in ("000", "001"):
        of_one = {row["certainty"]: row["claims"] for row in rows if row["document"] == id}
        fields = properties(quick_kg("sources", id, "-f", "csv").stdout)
        assert int(fields["claims"]) == sum(map(int, of_one.values()))
        for certainty, claims in of_one.items():
            assert fields[f"claims {certainty}"] == claims


def test_all_about_a_document_for_programs(quick_kg: Run) -> None:
    fields = properties(quick_kg("sources", "001", "-f", "csv").stdout)
    assert fields["title"] == "Test briefing"
    assert fields["type"] == "official-report"
    assert (fields["issued"], fields["language"]) == ("2019", "en")
    assert fields["sha256"] == "1" * 64
    assert fields["publisher"] == fields["authors"] == fields["url"] == ""
    query = (
        "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), '/evidence/001/'))}"
    )
    assert fields["places"] == quick_kg("sparql", query, "--count").stdout.strip()


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ["Title", "Official or commissioned report", "none recorded", "Claims: "]),
        ("es", ["Título", "Informe oficial", "no consta", "Afirmaciones: "]),
    ],
)
def test_all_about_a_document_in_words(language: str, lines: list[str], quick_kg: Run) -> None:
    shown = quick_kg("sources", "test", "briefing", "--lang", language).stdout
    for words in lines:
        assert words in shown
    assert "official-report" not in shown


def test_what_a_document_does_not_print_and_that_nobody_read_it_are_told(
    quick_kg: Run, project_store_once: Path
) -> None:
    store = ("--store", project_store_once)
    for language, unprinted, unread in (
        ("en", "none printed", "none: it was not read, only cited"),
        ("es", "no impresa", "ninguno: no se leyó, solo se cita"),
    ):
        read = quick_kg("sources", "001", "--lang", language, *store).stdout
        assert unprinted in read
        assert unread not in read
        cited = quick_kg("sources", "001-note-74", "--lang", language, *store).stdout
        assert unread in cited
        assert "001 Preparatory Briefing on Mexico" in cited


@pytest.mark.parametrize(
    ("language", "publisher", "tongue"),
    [("en", "OECD (inferred)", "en (inferred)"), ("es", "OECD (inferido)", "en (inferido)")],
)
def test_what_curators_concluded_of_a_document_says_so(
    language: str, publisher: str, tongue: str, quick_kg: Run, project_store_once: Path
) -> None:
    store = ("--store", project_store_once)
    shown = quick_kg("sources", "001-note-129", "--lang", language, *store).stdout
    assert publisher in shown
    assert tongue in shown
    fields = properties(quick_kg("sources", "001-note-129", "-f", "csv", *store).stdout)
    assert (fields["publisher"], fields["inferred"]) == ("OECD", "language; publisher")


def test_the_ending_of_the_file_chooses_the_format(quick_kg: Run, tmp_path: Path) -> None:
    assert quick_kg("sources", "-o", "a.md").returncode == 0
    assert "| Document | Title |" in (tmp_path / "a.md").read_text("utf-8")
    assert quick_kg("sources", "001", "-o", "b.xlsx").returncode == 0
    assert (tmp_path / "b.xlsx").read_bytes().startswith(b"PK")


def test_what_is_no_document_is_refused(quick_kg: Run) -> None:
    done = quick_kg("sources", "claut-nuevo-leon")
    assert (done.returncode, done.stdout) == (2, "")
    assert "a Source document is needed here" in done.stderr


def test_documents_are_cited_by_themselves(quick_kg: Run) -> None:
    (document,) = json.loads(quick_kg("sources", "001", "--cite", "csl-json").stdout)
    both = json.loads(quick_kg("sources", "--cite", "csl-json").stdout)
    assert document["title"] == "Test briefing"
    assert "locator" not in document
    assert [item["id"] for item in both] == ["helixkg-000", "helixkg-001"]
    assert both[1] == document
