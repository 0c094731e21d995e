"""`kg shapes test`: each shape on its examples, with the project's engine."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.files import content
from tests.conftest import Run


def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "ontology"
    shutil.copytree(content.folder("ontology"), folder)
    return folder


def test_the_project_has_no_faults(quick_kg: Run) -> None:
    done = quick_kg("shapes", "test")
    assert done.stderr.splitlines()[-1].endswith(" shapes, 0 faults"), done.stderr
    assert done.returncode == 0


def test_a_missing_and_a_wrong_example_are_named(quick_kg: Run, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    examples = folder / "examples"
    (examples / "valid" / "C25.ttl").unlink()
    shutil.copy(examples / "invalid" / "C27.ttl", examples / "valid" / "C27.ttl")
    shutil.copy(examples / "valid" / "C28.ttl", examples / "invalid" / "C28.ttl")
    done = quick_kg("shapes", "test", "--ontology", str(folder))
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert lines[0].endswith("C25 has no examples; write valid/C25.ttl and invalid/C25.ttl")
    assert lines[1] == "valid/C27.ttl: gives results of C27; expected: nothing"
    assert lines[2] == "invalid/C28.ttl: gives results of nothing; expected: C28"
    assert lines[3].endswith(" shapes, 3 faults")


@pytest.mark.full
def test_in_spanish(quick_kg: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_LANG", "es")
    folder = copied(tmp_path)
    shutil.copy(folder / "examples/invalid/C27.ttl", folder / "examples/valid/C27.ttl")
    done = quick_kg("shapes", "test", "--ontology", str(folder))
    assert "valid/C27.ttl: da resultados de C27; se esperaba: nada" in done.stderr


def test_an_example_that_does_not_parse_is_named(quick_kg: Run, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "examples/valid/C25.ttl").write_text("<a> <b>", encoding="utf-8")
    done = quick_kg("shapes", "test", "--ontology", str(folder))
    assert done.returncode == 2
    assert "valid/C25.ttl:1" in done.stderr
