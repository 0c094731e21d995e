"""The pages on other libraries, and the notebooks: every block and cell of them runs.

`python -m tests.graph.test_pages` runs the notebooks and keeps what they show.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import kg
from tests.conftest import ROOT

PAGES = sorted((ROOT / "docs" / "python").glob("*.md"))
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture
def folder(project_store: Path) -> Path:
    """A folder with a store and the files that pages read."""
    for name in ("directorio.csv", "directorio.toml"):
        shutil.copy(ROOT / "docs" / "examples" / name, project_store.parent)
    return project_store.parent


@pytest.mark.full
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_of_a_page_runs(page: Path, folder: Path) -> None:
    blocks = BLOCK.findall(page.read_text("utf-8"))
    assert blocks
    (folder / "page.py").write_text("\n".join(blocks), "utf-8")
    done = subprocess.run(
        [sys.executable, "page.py"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.full
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_what_is_kept(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_LANG", "en")
    kept = opened(path)
    run = opened(path)
    executed(run, folder)
    assert [texts(cell) for cell in run.cells] == [texts(cell) for cell in kept.cells]


def opened(path: Path) -> nbformat.NotebookNode:
    """Return a notebook as it is kept."""
    read: Any = nbformat.read
    notebook: nbformat.NotebookNode = read(path, as_version=4)
    return notebook


def executed(notebook: nbformat.NotebookNode, folder: Path) -> nbformat.NotebookNode:
    """Run all cells of a notebook in a folder, and return it."""
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # when it was run
    return notebook


def texts(cell: nbformat.NotebookNode) -> list[str]:
    """Return what a cell shows as text."""
    return [
        output.get("text") or output.get("data", {}).get("text/plain", "")
        for output in cell.get("outputs", [])
    ]


def test_there_are_three_notebooks_that_were_run() -> None:
    assert {path.stem for path in NOTEBOOKS} == {"analyst", "researcher", "steward"}
    for path in NOTEBOOKS:
        cells = [c for c in opened(path).cells if c.cell_type == "code"]
        assert all(cell.execution_count for cell in cells)
        assert path.stat().st_size < 500_000


def renew() -> None:
    """Run the notebooks on a new store of the project, and keep what they show."""
    os.environ["KG_LANG"] = "en"
    write: Any = nbformat.write
    for path in NOTEBOOKS:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            kg.build(store=folder / "kg-store").close()
            for file in ("directorio.csv", "directorio.toml"):
                shutil.copy(ROOT / "docs" / "examples" / file, folder)
            write(executed(opened(path), folder), path)


if __name__ == "__main__":
    renew()
