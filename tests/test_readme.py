"""Every command of the README is run, in English and in Spanish, and its output compared.

`python tests/test_readme.py` writes the real output into both instead.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
LÉEME = ROOT / "LÉEME.md"
LOCALES = {README: "en_US.UTF-8", LÉEME: "es_MX.UTF-8"}
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PYCON = re.compile(r"^```pycon\n(.*?)^```$", re.DOTALL | re.MULTILINE)
TURTLE = re.compile(r"^```turtle\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:]+)\)")


def run(command: str, folder: Path, locale: str) -> str:
    """Return what a user would see."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("KG_", "LC_"))}
    environment |= {
        "LANG": locale,
        "PYTHONUTF8": "1",
        "PATH": f"{Path(sys.executable).parent}:{environment.get('PATH', '')}",
    }
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        encoding="utf-8",
    )
    return "\n".join(line.rstrip() for line in done.stdout.splitlines())


def rewritten(page: Path, folder: Path) -> str:
    """Return a README with the real output of each command."""
    text, locale = page.read_text(encoding="utf-8"), LOCALES[page]
    turtle = TURTLE.search(text)
    assert turtle
    (folder / "new.ttl").write_text(turtle.group(1), encoding="utf-8")

    def block(match: re.Match[str]) -> str:
        lines = [line for line in match.group(1).splitlines() if line.startswith("$ ")]
        return (
            "```console\n"
            + "".join(f"{line}\n{run(line[2:], folder, locale)}\n" for line in lines)
            + "```"
        )

    return BLOCK.sub(block, text)


@pytest.mark.parametrize("page", LOCALES, ids=lambda page: page.name)
def test_the_commands_give_what_the_readme_shows(page: Path, tmp_path: Path) -> None:
    assert rewritten(page, tmp_path) == page.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", LOCALES, ids=lambda page: page.name)
def test_the_python_examples_give_what_the_readme_shows(page: Path) -> None:
    match = PYCON.search(page.read_text(encoding="utf-8"))
    assert match
    test = doctest.DocTestParser().get_doctest(match.group(1), {}, page.name, page.name, 0)
    assert test.examples
    runner = doctest.DocTestRunner()
    runner.run(test)
    assert runner.failures == 0


def test_the_readme_in_spanish_shows_the_same() -> None:
    """The same sections, commands, pictures and data, in the same order."""

    def skeleton(page: Path) -> list[str]:
        text = page.read_text(encoding="utf-8")
        found = re.findall(r"^(#+) |^\$ (kg [a-z]+)|!\[[^\]]*\]\((.*?)\)", text, re.MULTILINE)
        return ["".join(parts) for parts in found]

    assert skeleton(README) == skeleton(LÉEME)
    assert TURTLE.findall(README.read_text("utf-8")) == TURTLE.findall(LÉEME.read_text("utf-8"))


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


if __name__ == "__main__":
    import tempfile

    for page in LOCALES:
        with tempfile.TemporaryDirectory() as temporary:
            page.write_text(rewritten(page, Path(temporary)), encoding="utf-8")
