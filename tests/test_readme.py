"""The README in both languages: short, the same in both, and with links that lead somewhere.

That its commands show what really comes is tested with the other pages (`tests/test_pages.py`).
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

README = ROOT / "README.md"
LÉEME = ROOT / "LÉEME.md"
FENCED = re.compile(r"^```(\w+).*?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:]+)\)")
LONGEST = 140


@pytest.mark.parametrize("page", [README, LÉEME], ids=lambda page: page.name)
def test_the_readme_is_short(page: Path) -> None:
    assert len(page.read_text("utf-8").splitlines()) <= LONGEST, "what is more belongs to docs/"


def test_the_readme_in_spanish_shows_the_same() -> None:
    """The same sections, commands, data, pictures and pages, in the same order."""

    def skeleton(page: Path) -> list[str]:
        text = page.read_text(encoding="utf-8")
        matches = re.findall(r"^(#+) |^\$ (kg [a-z]+)|!\[[^\]]*\]\((.*?)\)", text, re.MULTILINE)
        return ["".join(parts) for parts in matches]

    def data(page: Path) -> list[tuple[str, str]]:
        blocks = FENCED.findall(page.read_text("utf-8"))
        return [block for block in blocks if block[0] in ("turtle", "pycon")]

    def targets(page: Path) -> list[str]:
        links = LINK.findall(page.read_text("utf-8"))
        return sorted(
            target.replace("docs/es/", "docs/") for target in links if target not in SELVES
        )

    assert skeleton(README) == skeleton(LÉEME)
    assert data(README) == data(LÉEME)
    assert targets(README) == targets(LÉEME)


SELVES = ("README.md", "LÉEME.md")
PAGES = [
    "README.md",
    "LÉEME.md",
    *sorted(str(p.relative_to(ROOT)) for p in ROOT.glob("*/README.md")),
]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_the_readme_calls_the_test_command_that_ci_runs() -> None:
    assert "make test" in README.read_text(encoding="utf-8")
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
