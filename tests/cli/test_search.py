"""kg search: each hit with its reason, in the language of the reader."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.conftest import Run


@pytest.fixture(autouse=True)
def _in_a_folder_with_a_store(small_store: Path) -> None:
    """The small store lies in ./kg-store."""


def hits(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("text", "english", "spanish"),
    [
        ("claut-nuevo-leon", "id", "id"),
        ("nuevo león", "exact name", "nombre exacto"),
        ("leon automotriz", "all words", "todas las palabras"),
        ("automotr", "beginning of a word", "inicio de palabra"),
        ("automotris", "similar spelling", "escritura parecida"),
    ],
)
def test_the_reason_is_in_words(text: str, english: str, spanish: str, quick_kg: Run) -> None:
    for language, reason in (("en", english), ("es", spanish)):
        first = hits(quick_kg("search", text, "-f", "csv", "--lang", language).stdout)[0]
        assert first["reason"] == reason


def test_a_hit_has_its_id_name_kind_and_what_was_found(quick_kg: Run) -> None:
    done = quick_kg("search", "NUEVO", "LEON", "automotive", "-f", "csv", "--lang", "es")
    first = hits(done.stdout)[0]
    assert first["id"] == "claut-nuevo-leon"
    assert first["name"] == "Clúster Automotriz de Nuevo León"
    assert first["kind"] == "Cluster"
    assert first["found"] == "Nuevo León Automotive Cluster"


def test_a_limit_and_a_kind_narrow_the_hits(quick_kg: Run) -> None:
    states = hits(quick_kg("search", "nuevo leon", "--kind", "State", "-f", "csv").stdout)
    assert [hit["id"] for hit in states] == ["nuevo-leon"]
    assert len(hits(quick_kg("search", "mexico", "-n", "1", "-f", "csv").stdout)) == 1
    assert len(hits(quick_kg("search", "mexico", "-f", "csv").stdout)) > 1


def test_where_nothing_is_found_the_exit_code_is_1(quick_kg: Run) -> None:
    done = quick_kg("search", "zzzz", "qqqq")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "no name is similar to 'zzzz qqqq'\n"
    among = quick_kg("search", "zzzz", "--kind", "Cluster")
    assert among.stderr == "no name is similar to 'zzzz' among Cluster; try without --kind\n"


def test_the_file_name_chooses_the_format(quick_kg: Run, tmp_path: Path) -> None:
    quick_kg("search", "mexico", "-o", "a.md")
    assert (tmp_path / "a.md").read_text("utf-8").startswith("| id |")
    assert quick_kg("search", "mexico").stdout.startswith("id ")
