"""--cite and -o of kg show, kg why, kg query run and kg conflicts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.store import EmbeddedStore
from kg.store.content_hash import content_hash
from tests.conftest import Run

WHY = ("why", "claut-nuevo-leon", "locatedIn", "nuevo-leon")


@pytest.fixture(autouse=True)
def _in_a_folder_with_a_store(small_store: Path) -> None:
    """The small store lies in ./kg-store."""


def test_a_fact_is_cited_as_a_statement_of_its_document(quick_kg: Run, small_store: Path) -> None:
    (item,) = json.loads(quick_kg(*WHY, "--cite", "csl-json").stdout)
    assert (item["title"], item["issued"]) == ("Test briefing", {"date-parts": [[2019]]})
    version = content_hash(EmbeddedStore.open(small_store))
    assert version in item["note"]
    shown = quick_kg(*WHY).stdout
    for place in item["locator"].split("; "):
        assert f"001 Test briefing, {place}\n" in shown
    assert "located in: Nuevo León." in item["note"]
    spanish = quick_kg(*WHY, "--cite", "apa", "--lang", "es").stdout
    assert ", ubicado en: Nuevo León." in spanish
    assert version[:12] in spanish


def test_several_facts_are_cited_without_a_statement(quick_kg: Run) -> None:
    cited = quick_kg("why", "claut-nuevo-leon", "--cite", "bibtex").stdout
    assert cited.startswith("@")
    assert "Statement" not in cited


def test_a_rejected_fact_is_cited_as_rejected(quick_kg: Run) -> None:
    shown = quick_kg("why", "eccp-promexico-mou", "signedOn").stdout.splitlines()
    (rejected,) = [line for line in shown if "[rejected]" in line]
    value = rejected.split(": ")[1].split()[0]
    done = quick_kg("why", "eccp-promexico-mou", "signedOn", value, "--cite", "apa")
    assert f"{value} [rejected]." in done.stdout


def test_a_profile_cites_each_document_once(quick_kg: Run) -> None:
    items = json.loads(quick_kg("show", "claut-nuevo-leon", "--cite", "csl-json").stdout)
    ids = [item["id"] for item in items]
    assert ids == sorted(set(ids))
    assert "helixkg-001" in ids


def test_what_only_the_registry_states_cannot_be_cited(quick_kg: Run) -> None:
    for language, message in (
        ("en", "no document stands behind this"),
        ("es", "ningún documento respalda esto"),
    ):
        done = quick_kg("why", "nuevo-leon", "type", "--cite", "apa", "--lang", language)
        assert (done.returncode, done.stdout) == (1, "")
        assert message in done.stderr


def test_an_answer_cites_the_documents_that_it_names(quick_kg: Run) -> None:
    query = ("query", "run", "documents-of", "-p", "thing", "claut-nuevo-leon")
    documents = quick_kg(*query, "--count").stdout.strip()
    done = quick_kg(*query, "--cite", "csl-json")
    assert len(json.loads(done.stdout)) == int(documents) > 0
    assert done.stderr == ""


def test_an_answer_that_names_none_cites_all_and_says_so(quick_kg: Run) -> None:
    for language, message in (
        ("en", "the answer names no documents; all"),
        ("es", "la respuesta no nombra documentos; se citan todos"),
    ):
        query = ("query", "run", "clusters-by-state", "--cite", "csl-json", "--lang", language)
        done = quick_kg(*query)
        assert [item["id"] for item in json.loads(done.stdout)] == ["helixkg-000", "helixkg-001"]
        assert message in done.stderr


@pytest.mark.parametrize("option", [("-f", "csv"), ("--excel",), ("--count",)])
def test_rows_and_references_at_once_are_refused(option: tuple[str, ...], quick_kg: Run) -> None:
    done = quick_kg("query", "run", "clusters-by-state", "--cite", "apa", *option)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--cite writes references instead of rows" in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("show", "claut-nuevo-leon"),
        WHY,
        ("conflicts",),
        (*WHY, "--cite", "bibtex"),
        ("query", "run", "clusters-by-state", "--cite", "apa"),
    ],
)
def test_a_file_gets_what_is_shown(command: tuple[str, ...], quick_kg: Run, tmp_path: Path) -> None:
    shown = quick_kg(*command).stdout
    done = quick_kg(*command, "-o", "a.out")
    assert (done.returncode, done.stdout) == (0, "")
    assert (tmp_path / "a.out").read_text("utf-8") == shown != ""


def test_a_file_stays_where_nothing_can_be_shown(quick_kg: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("before", "utf-8")
    assert quick_kg("show", "nothing-like-this", "-o", "a.txt").returncode == 2
    assert (tmp_path / "a.txt").read_text("utf-8") == "before"
