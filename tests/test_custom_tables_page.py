"""The commands of docs/custom-tables.md are run, in both languages, and their output compared.

With `KG_REWRITE=1` in the environment, the real output is written into the page instead.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run

PAGES = {"en": ROOT / "docs" / "custom-tables.md", "es": ROOT / "docs" / "es" / "custom-tables.md"}
CHANGED = {"en": "kg-store: changed: ", "es": "kg-store: cambió: "}
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def rewritten(text: str, run: Callable[[str], str]) -> str:
    """Return the page with the real output of each command."""

    def block(match: re.Match[str]) -> str:
        commands = [line[2:] for line in match.group(1).splitlines() if line.startswith("$ ")]
        return "```console\n" + "".join(f"$ {line}\n{run(line)}" for line in commands) + "```"

    return BLOCK.sub(block, text)


@pytest.mark.parametrize("language", PAGES)
def test_the_commands_give_what_the_page_shows(
    language: str,
    quick_kg: Run,
    project_store: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KG_LANG", language)
    page = PAGES[language]
    shutil.copytree(ROOT / "docs" / "examples", tmp_path / "examples")

    def run(command: str) -> str:
        words = shlex.split(command)
        if words[0] != "kg":
            return subprocess.run(
                words, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True
            ).stdout
        done = quick_kg(*words[1:])
        return done.stdout + done.stderr

    text = page.read_text("utf-8")
    assert text.count("$ kg ") > 4
    shown = rewritten(text, run)
    if os.environ.get("KG_REWRITE"):
        page.write_text(shown, "utf-8")
    assert shown == text
    assert CHANGED[language] in text, "the sheet is in the graph at the end"
