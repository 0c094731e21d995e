"""The wheel works in an empty environment, in an empty folder, with no checkout near."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the built wheel in it; its bin folder."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("helixkg-*.whl")
    venv.create(folder / "env", with_pip=True)
    bin_folder = folder / "env" / "bin"
    subprocess.run(
        [bin_folder / "pip", "install", "--quiet", wheel], check=True, capture_output=True
    )
    return bin_folder


def test_build_query_and_export(installed: Path, tmp_path: Path) -> None:
    def kg(*arguments: str) -> str:
        done = subprocess.run(
            [installed / "kg", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            env={"LANG": "C.UTF-8"},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    kg("build")
    assert "Jalisco" in kg("query", "run", "clusters-in-state", "-p", "state", "jalisco")
    kg("export", "gexf", "-o", "clusters.gexf")
    assert "<gexf" in (tmp_path / "clusters.gexf").read_text(encoding="utf-8")[:300]
