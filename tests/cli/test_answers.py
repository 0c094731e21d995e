"""How an answer is written: limits, counts, labels, formats."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import Run

CLUSTERS = "SELECT ?c { ?c a hx:Cluster } ORDER BY ?c"
TRIPLES = "CONSTRUCT { ?c a hx:Cluster } WHERE { ?c a hx:Cluster }"


@pytest.fixture(autouse=True)
def _in_a_folder_with_a_store(small_store: Path) -> None:
    """The small store lies in ./kg-store."""


def test_a_table_says_how_many_rows_it_has(quick_kg: Run) -> None:
    assert quick_kg("sparql", CLUSTERS).stderr == "2 rows\n"
    assert quick_kg("sparql", CLUSTERS, "--limit", "0").stderr == (
        "0 rows\nthere are more than 0 rows\n"
    )
    first = quick_kg("sparql", CLUSTERS, "--limit", "1")
    assert first.stderr == "1 row\nthere are more than 1 rows\n"
    assert quick_kg("sparql", CLUSTERS, "--limit", "2").stderr == "2 rows\n"
    assert quick_kg("sparql", CLUSTERS, "-f", "csv").stderr == ""


def test_what_people_read_has_labels_and_programs_get_iris(quick_kg: Run) -> None:
    name, iri = "Clúster Automotriz de Nuevo León", "https://w3id.org/helixkg/id/claut-nuevo-leon"
    for format in ("table", "markdown", "html"):
        answer = quick_kg("sparql", CLUSTERS, "-f", format, "--lang", "es").stdout
        assert name in answer
        bare = quick_kg("sparql", CLUSTERS, "-f", format, "--iris").stdout
        assert name not in bare
        assert "claut-nuevo-leon" in bare
    for format in ("csv", "tsv", "json", "xml"):
        answer = quick_kg("sparql", CLUSTERS, "-f", format).stdout
        assert iri in answer
        assert name not in answer


def test_beside_a_name_the_first_column_keeps_the_id(quick_kg: Run) -> None:
    query = "SELECT ?c ?name { ?c a hx:Cluster ; skos:prefLabel ?name } ORDER BY ?c ?name"
    assert "claut-nuevo-leon" in quick_kg("sparql", query, "--lang", "es").stdout
    assert "claut-nuevo-leon" not in quick_kg("sparql", CLUSTERS, "--lang", "es").stdout


def test_a_limited_csv_is_the_beginning_of_the_whole(quick_kg: Run) -> None:
    whole = quick_kg("sparql", CLUSTERS, "-f", "csv").stdout.splitlines()
    assert (
        quick_kg("sparql", CLUSTERS, "-f", "csv", "--limit", "1").stdout.splitlines() == (whole[:2])
    )


def test_an_empty_file_name_ending_means_a_table(quick_kg: Run, tmp_path: Path) -> None:
    quick_kg("sparql", CLUSTERS, "-o", "answer", "--lang", "es")
    assert "Nuevo León" in (tmp_path / "answer").read_text("utf-8")


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_a_binary_format_goes_to_a_file(ending: str, quick_kg: Run, tmp_path: Path) -> None:
    done = quick_kg("sparql", CLUSTERS, "-o", f"a.{ending}")
    assert (done.returncode, done.stdout) == (0, "")
    start = {"xlsx": b"PK", "parquet": b"PAR1"}[ending]
    assert (tmp_path / f"a.{ending}").read_bytes().startswith(start)


def test_a_binary_format_is_kept_from_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    import click

    from kg.cli import answers

    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    options = answers.Options(Path(), "xlsx", excel=False, output=None, lang=None)
    with pytest.raises(
        click.UsageError, match="xlsx is a binary format; write it to a file with -o"
    ):
        answers._binary(options, "xlsx")  # noqa: SLF001  only a terminal gets here


def test_triples_are_turtle_unless_rows_are_asked_for(quick_kg: Run, tmp_path: Path) -> None:
    plain = quick_kg("sparql", TRIPLES)
    assert plain.stdout == quick_kg("sparql", TRIPLES, "-f", "turtle").stdout
    assert "claut-nuevo-leon" in plain.stdout
    rows = quick_kg("sparql", TRIPLES, "-f", "csv").stdout.splitlines()
    assert rows[0] == "subject,predicate,object"
    assert len(rows) == 3
    assert quick_kg("sparql", TRIPLES, "--count").stdout == "2\n"
    limited = quick_kg("sparql", TRIPLES, "-f", "ntriples", "--limit", "1").stdout
    assert limited.count("\n") == 1
    quick_kg("sparql", TRIPLES, "-o", "a.nq")
    assert (tmp_path / "a.nq").read_text("utf-8").count("\n") == 2


def test_yes_and_no_come_in_each_format(quick_kg: Run) -> None:
    ask = "ASK { ?c a hx:Cluster }"
    assert quick_kg("sparql", ask).stdout == "true\n"
    assert quick_kg("sparql", ask.replace("Cluster", "Evidence")).stdout == "false\n"
    assert json.loads(quick_kg("sparql", ask, "-f", "json").stdout)["boolean"] is True


def test_explain_shows_the_plan_and_no_answer(quick_kg: Run) -> None:
    done = quick_kg("sparql", CLUSTERS, "--explain")
    assert done.stdout.startswith("PREFIX ")
    assert "QuadPattern(" in done.stdout
    assert "claut-nuevo-leon" not in done.stdout


SECTORS = ("query", "run", "clusters-by-sector")
TITLE = "Number of clusters by sector"
NONE = re.compile(r"\b\d+ of \d+ sectors have none")


def test_what_is_left_out_is_told_after_the_answer(quick_kg: Run) -> None:
    done = quick_kg(*SECTORS)
    rows, *_, last = done.stderr.splitlines()
    assert re.fullmatch(r"\d+ rows", rows)
    assert NONE.fullmatch(last)
    assert not NONE.search(done.stdout)
    assert NONE.search(quick_kg(*SECTORS, "--count").stderr)
    rows, *_, last = quick_kg(*SECTORS, "--lang", "es").stderr.splitlines()
    assert re.fullmatch(r"\d+ filas", rows)
    assert re.fullmatch(r"\d+ de \d+ sectores no tienen ninguno", last)


@pytest.mark.parametrize("form", ["csv", "tsv", "xml"])
def test_rows_of_data_hold_rows_only(quick_kg: Run, form: str) -> None:
    done = quick_kg(*SECTORS, "-f", form)
    assert NONE.search(done.stderr)
    assert not NONE.search(done.stdout)


def test_formats_with_a_place_for_it_say_it_too(quick_kg: Run, tmp_path: Path) -> None:
    notes = json.loads(quick_kg(*SECTORS, "-f", "json").stdout)["notes"]
    assert NONE.fullmatch({note["name"]: note["text"] for note in notes}["none"])
    page = quick_kg(*SECTORS, "-f", "html").stdout
    assert f"<caption>{TITLE}</caption>" in page
    assert NONE.search(page.partition("</table><footer>")[2])
    text = quick_kg(*SECTORS, "-f", "markdown").stdout
    assert text.startswith(f"**{TITLE}**\n\n| Sector |")
    assert NONE.search(text.splitlines()[-1])
    quick_kg(*SECTORS, "-o", "x.xlsx", "--limit", "1")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["about"]
    lines = [str(row[1]) for row in sheet.iter_rows(values_only=True)]
    assert lines[:2] == [TITLE, "there are more than 1 rows"]
    assert any(NONE.fullmatch(line) for line in lines)


def test_an_answer_to_ones_own_query_has_no_notes(quick_kg: Run) -> None:
    assert "notes" not in json.loads(quick_kg("sparql", CLUSTERS, "-f", "json").stdout)
