"""kg fmt: tables in canonical form."""

from __future__ import annotations

import shutil
from pathlib import Path

from kg.files import content
from tests.conftest import Run


def test_a_table_is_checked_then_rewritten_then_left_alone(quick_kg: Run, small_data: Path) -> None:
    quick_kg("fmt", small_data)
    assert quick_kg("fmt", "--check", small_data).returncode == 0
    registry = small_data / "registry.csv"
    canonical = registry.read_text("utf-8")
    header, first, second, *others = canonical.splitlines(keepends=True)
    registry.write_text("".join([header, second, first, *others]), "utf-8")
    checked = quick_kg("fmt", "--check")  # ./data is the default
    assert (checked.returncode, checked.stderr) == (1, "data/registry.csv: not in canonical form\n")
    assert registry.read_text("utf-8") != canonical, "a check changes nothing"
    written = quick_kg("fmt", "data")
    assert (written.returncode, written.stderr) == (0, "data/registry.csv: rewritten\n")
    assert registry.read_text("utf-8") == canonical
    assert quick_kg("fmt").stderr == ""


def test_a_folder_that_does_not_exist_is_refused(quick_kg: Run) -> None:
    done = quick_kg("fmt", "nowhere")
    assert done.returncode == 2
    assert "nowhere" in done.stderr


def test_the_shapes_of_the_profile_are_written_too(quick_kg: Run, small_data: Path) -> None:
    folder = small_data.parent / "ontology"
    shutil.copytree(content.folder("ontology"), folder)
    quick_kg("fmt", "data")
    shapes = folder / "shapes" / "profile.ttl"
    text = shapes.read_text("utf-8")
    shapes.write_text(text + "# by hand\n", "utf-8")
    checked = quick_kg("fmt", "--check", "data")
    assert checked.returncode == 1
    assert checked.stderr.endswith("ontology/shapes/profile.ttl: not in canonical form\n")
    assert quick_kg("fmt", "data").returncode == 0
    assert shapes.read_text("utf-8") == text
    assert quick_kg("fmt", "--check", "data").stderr == ""
