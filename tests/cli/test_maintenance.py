"""kg log, kg backup and kg restore."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run

NEW = '<https://w3id.org/helixkg/id/a> <http://e/p> "x" .\n'


@pytest.fixture
def load(tmp_path: Path) -> Path:
    """A file with one statement."""
    (tmp_path / "new.nt").write_text(NEW, "utf-8")
    return tmp_path / "new.nt"


def test_a_backup_is_restored(quick_kg: Run, small_store: Path, load: Path) -> None:
    before = quick_kg("dump").stdout
    backup = quick_kg("backup", "copy")
    assert (backup.returncode, backup.stderr) == (0, "copy: written\n")
    assert quick_kg("load", load, "--unchecked").returncode == 0
    assert quick_kg("dump").stdout != before
    done = quick_kg("restore", "copy")
    assert (done.returncode, done.stderr) == (0, "kg-store: restored from copy\n")
    assert quick_kg("dump").stdout == before


def test_a_store_of_kg_toml_is_restored_in_its_folder(
    quick_kg: Run, small_store: Path, tmp_path: Path
) -> None:
    (tmp_path / "kg.toml").write_text('[stores.mine]\npath = "kg-store"\n', "utf-8")
    quick_kg("backup", "copy", "--store", "mine")
    done = quick_kg("restore", "copy", "--store", "mine")
    assert (done.returncode, done.stderr) == (0, "mine: restored from copy\n")


def test_a_backup_does_not_overwrite(quick_kg: Run, small_store: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "mine").write_text("x")
    done = quick_kg("backup", "copy")
    assert done.returncode == 2
    assert "copy" in done.stderr


def test_the_log_goes_from_the_latest_to_the_first(
    quick_kg: Run, small_store: Path, load: Path, tmp_path: Path
) -> None:
    assert quick_kg("log").stderr == "kg-store: nothing has been loaded since it was built\n"
    quick_kg("load", load, "--unchecked")
    (tmp_path / "more.nt").write_text(NEW.replace("x", "y"), "utf-8")
    quick_kg("load", "more.nt", "--unchecked")
    done = quick_kg("log", "-o", "log.txt")
    assert (done.stdout, done.stderr) == ("", "")
    latest, first = (tmp_path / "log.txt").read_text("utf-8").splitlines()
    assert "more.nt (" in latest
    assert "new.nt (" in first
    assert "Z  +1 −0 facts, +0 −0 claims  " in latest


def test_an_endpoint_has_no_older_generation(quick_kg: Run) -> None:
    refused = quick_kg("restore", "--previous", "--store", "http://127.0.0.1:9/query")
    assert refused.returncode == 2
    assert "--previous is for a store in a folder; an endpoint has no older" in refused.stderr
