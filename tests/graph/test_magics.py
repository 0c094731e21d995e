"""The magics of IPython, in a real shell: the cells of the page, and what mistakes are told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from kg.graph import Answer, Asked
from tests.conftest import ROOT

CELL = re.compile(r"^```ipython\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture
def shell(
    project_store_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """A shell of IPython in a folder with a store."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_LANG", "en")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    (tmp_path / "kg-store").symlink_to(project_store_once)
    kind: Any = InteractiveShell
    started = kind()
    started.history_manager.enabled = False
    yield started
    if "g" in started.user_ns:
        started.user_ns["g"].close()


def test_the_cells_of_the_page_run(shell: Any) -> None:
    first, query, question, words = CELL.findall((ROOT / "docs" / "python.md").read_text("utf-8"))
    for cell in (first, query):
        assert shell.run_cell(cell).success
    g = shell.user_ns["g"]
    clusters = shell.user_ns["clusters"]
    assert isinstance(clusters, Answer)
    assert clusters == g.sparql("SELECT ?c { ?c a hx:Cluster ; hx:locatedIn id:nuevo-leon }")
    assert len(clusters) > 1
    assert shell.run_cell(question).result == g.query("clusters-in-state", state="sonora")
    asked = shell.run_cell(words).result
    assert isinstance(asked, Asked)
    assert asked.answer
    shell.run_cell("h = g")
    assert shell.run_cell("%%sparql -g h\nASK { ?c a hx:Cluster }").result is True
    for cell, message in (
        ("%kg clusters-in-state", "state=…"),
        ("%kg clusters-in-state state=atlantis", "atlantis"),
        ("%%sparql -g nothing\nASK {}", "'nothing' is no graph"),
        ("%%sparql ASK\nASK {}", "is no variable=value"),
        ("%%sparql s='x\nASK {}", "quotation mark"),
        ("%%sparql\nSELECT ?s {", "1:"),
    ):
        error = shell.run_cell(cell).error_in_exec
        assert type(error).__name__ == "UsageError"
        assert message in str(error)
