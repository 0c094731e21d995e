"""The pages of the manual: one for each command, true to its help, and clean roff."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.hostile import commands
from tests.conftest import Run


@pytest.fixture
def pages(quick_kg: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764000000")
    done = quick_kg("man", "-o", tmp_path / "man1")
    assert done.returncode == 0, done.stderr
    return tmp_path / "man1"


def test_each_command_has_its_page(pages: Path) -> None:
    names = {path.stem for path in pages.iterdir()}
    assert {f"kg-{name.replace(' ', '-')}" for name in commands()} <= names
    assert {"kg", "kg-query"} <= names, "groups have pages, too"


def test_a_page_has_every_option_and_keeps_the_lines_of_examples(pages: Path) -> None:
    export = (pages / "kg-export.1").read_text("utf-8")
    for option in ("\\-\\-layout", "\\-\\-with", "\\-\\-manifest"):
        assert option in export
    assert export.startswith('.TH "KG-EXPORT" "1" "2025-11-24" "HelixKG ')
    assert ".nf\nFirst steps:\n" in (pages / "kg.1").read_text("utf-8")
    assert "\b" not in (pages / "kg.1").read_text("utf-8")


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_groff_reads_every_page_without_a_warning(pages: Path) -> None:
    for page in sorted(pages.iterdir()):
        done = subprocess.run(
            ["groff", "-K", "utf8", "-man", "-ww", "-T", "utf8", "-z", page],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), page
