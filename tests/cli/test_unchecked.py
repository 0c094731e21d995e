"""kg load --unchecked: RDF as it stands, all or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run

GOOD = '<https://w3id.org/helixkg/id/a> <http://e/p> "Nuevo León"@es .\n'


def test_it_adds_to_what_is_there_and_is_recorded(
    kg: Run, small_store: Path, tmp_path: Path
) -> None:
    (tmp_path / "more.nt").write_text(GOOD, "utf-8")
    done = kg("load", tmp_path / "more.nt", "--unchecked", "--store", small_store)
    assert "1 new quads" in done.stderr
    answer = kg("sparql", "SELECT ?o { id:a ?p ?o }", "-f", "csv", "--store", small_store)
    assert answer.stdout.splitlines() == ["o", "Nuevo León"]
    assert "+1 −0 facts, +0 −0 claims  more.nt" in kg("log", "--store", small_store).stdout
    again = kg("load", tmp_path / "more.nt", "--unchecked", "--store", small_store)
    assert "0 new quads" in again.stderr
    assert len(kg("log", "--store", small_store).stdout.splitlines()) == 1


def test_a_file_that_does_not_parse_changes_nothing(
    kg: Run, small_store: Path, tmp_path: Path
) -> None:
    before = kg("dump", "--store", small_store).stdout
    (tmp_path / "good.nt").write_text(GOOD, "utf-8")
    (tmp_path / "bad.nt").write_text(GOOD + "<http://e/s> nonsense .\n", "utf-8")
    done = kg(
        "load", tmp_path / "good.nt", tmp_path / "bad.nt", "--unchecked", "--store", small_store
    )
    assert done.returncode == 2
    assert "bad.nt:2:" in done.stderr
    assert kg("dump", "--store", small_store).stdout == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.xlsx"], "--unchecked reads .nt, .nq, .ttl, .trig"),
        (["a.nt", "--dry-run"], "--unchecked only adds"),
        (["missing.nt"], "missing.nt"),
    ],
)
def test_what_cannot_be_is_told(
    arguments: list[str], message: str, kg: Run, small_store: Path
) -> None:
    done = kg("load", *arguments, "--unchecked", "--store", small_store)
    assert done.returncode == 2
    assert message in done.stderr
