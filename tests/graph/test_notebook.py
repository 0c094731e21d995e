"""The notebook that a researcher writes: every line works, and passes strict type checkers."""

from __future__ import annotations

import json
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

NOTEBOOK = ROOT / "tests" / "graph" / "notebook.py"
PREFIXES = (
    "@prefix hx: <https://w3id.org/helixkg/def#> . @prefix id: <https://w3id.org/helixkg/id/> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)
NEW = PREFIXES + "id:claugto hx:strategicPartner id:promexico ."
WRONG = PREFIXES + 'id:eccp-promexico-mou hx:signedOn "2014"^^xsd:gYear .'


@pytest.fixture
def folder(project_store: Path) -> Path:
    """A folder with what the notebook reads."""
    place = project_store.parent
    for name in ("directorio.csv", "directorio.toml"):
        shutil.copy(ROOT / "docs" / "examples" / name, place)
    (place / "new.ttl").write_text(NEW, "utf-8")
    (place / "wrong.ttl").write_text(WRONG, "utf-8")
    return place


@pytest.mark.full
def test_every_line_of_the_notebook_works(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    runpy.run_path(str(NOTEBOOK))


@pytest.mark.full
def test_the_notebook_passes_mypy_strict(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path, NOTEBOOK.name],
        cwd=NOTEBOOK.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.full
def test_the_notebook_passes_pyright(tmp_path: Path) -> None:
    (tmp_path / "pyrightconfig.json").write_text(
        json.dumps({"venvPath": str(Path(sys.prefix).parent), "venv": Path(sys.prefix).name}),
        "utf-8",
    )
    shutil.copy(NOTEBOOK, tmp_path)
    done = subprocess.run(
        [
            Path(sys.executable).with_name("pyright"),
            "--project",
            tmp_path,
            tmp_path / NOTEBOOK.name,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
