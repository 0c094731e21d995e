"""The documentation site is built, strictly; what is made from the code is whole."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from kg import library
from kg.files import content
from tests import documentation
from tests.cli.hostile import commands


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_reference_has_every_command_and_question(lang: str) -> None:
    page = documentation.of_commands(lang)
    assert all(f"## kg {name}\n" in page for name in commands())
    assert ("[OPCIONES]" if lang == "es" else "[OPTIONS]") in page
    questions = documentation.of_questions(lang)
    names = library.read(content.folder("queries"))
    assert len(names) > 50
    assert all(f"kg query run {name}" in questions for name in names)


def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    documentation.build(tmp_path / "site")
    for page in ("index.html", "LÉEME/index.html", "docs/publication/index.html"):
        assert (tmp_path / "site" / page).is_file()
    assert (tmp_path / "site" / "ontology" / "index.html").is_file()


@pytest.mark.full
def test_a_broken_link_stops_the_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documentation, "of_questions", lambda lang: "# x\n[y](nowhere.md)\n")
    with pytest.raises(subprocess.CalledProcessError):
        documentation.build(tmp_path / "broken")
