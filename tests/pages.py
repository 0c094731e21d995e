"""Pages that show commands or Python: all of it is run, within this process, in the page's order.

`python -m tests.pages [PAGE…]` writes the real output into the pages instead (`make goldens`).

What differs each time, such as the day of access in a reference, is shown as it was at one time
(`FLEETING`). A page begins in an empty folder, or, where its first command is not `kg build`,
beside a store of the project's own tables. A block of code with a title is a file of that name.
`kg build` is run once for each language; the pages that say it get a copy of what it made.
"""

from __future__ import annotations

import contextlib
import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from click.testing import CliRunner

from kg.errors import set_language
from tests.conftest import ROOT, WholeProgram

DOCS: Final = ROOT / "docs"
LOCALES: Final = {"en": "en_US.UTF-8", "es": "es_MX.UTF-8"}
#: a file, commands or lines of Python with what they show
BLOCK: Final = re.compile(
    r'^```(?:\w+ title="(?P<file>[^"]+)"\n(?P<text>.*?)'
    r"|console\n(?P<console>.*?)|pycon\n(?P<python>.*?))^```$",
    re.DOTALL | re.MULTILINE,
)
#: what differs each time, and what the pages show in its place
FLEETING: Final = (
    (re.compile(r"(?<=accessed )\w+ \d+, \d{4}"), "November 29, 2026"),
    (re.compile(r"(?<=consultado el )\d+ de \w+ de \d{4}"), "29 de noviembre de 2026"),
    (re.compile(r"(?<=HelixKG, version )[0-9a-f]+"), "d80fca016b7c"),
    (re.compile(r"(?<=HelixKG, versión )[0-9a-f]+"), "d80fca016b7c"),
    (
        re.compile(r"\b(rows?|filas?) (?:in|en) [\d.,]+ s$", re.MULTILINE),
        r"\1",
    ),  # of a slow machine
    (re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.MULTILINE), "2026-11-29T20:38:02Z"),
)
SHOWN: Final = re.compile("^```(console|pycon)$", re.MULTILINE)
#: what a page may use beside the store
EXAMPLES: Final = DOCS / "examples"


def with_commands() -> list[Path]:
    """Return every page that shows commands, or Python, with what comes out."""
    pages = [ROOT / "README.md", ROOT / "LÉEME.md", *sorted(DOCS.rglob("*.md"))]
    return [page for page in pages if SHOWN.search(page.read_text("utf-8"))]


def language(page: Path) -> str:
    """Return the language of a page."""
    return "es" if page.name == "LÉEME.md" or (DOCS / "es") in page.parents else "en"


def without_language(page: Path) -> Path:
    """Return where a page of the documentation stands in each language, beside the others."""
    return page.relative_to(DOCS / "es" if language(page) == "es" else DOCS)


class Terminal:
    """A folder in which somebody types commands, in one language."""

    def __init__(self, folder: Path, lang: str, built: Path) -> None:
        self.folder = folder
        self.lang = lang
        self.built = built

    def store(self) -> None:
        """Put the store of the project's tables into the folder."""
        if not (self.folder / "kg-store").exists():
            shutil.copytree(self.built / "kg-store", self.folder / "kg-store")

    def shows(self, command: str) -> str:
        """Return what the terminal shows after a command, each line with its end."""
        if command == "kg build":
            self.store()
            shown = (self.built / f"shown-{self.lang}").read_text("utf-8")
        elif command.startswith("kg ") and " | " not in command:
            shown = in_this_process(self._words(command)[1:], self.folder, self.lang)
        else:
            shown = self._in_a_shell(command)
        for pattern, instead in FLEETING:
            shown = pattern.sub(instead, shown)
        return "".join(f"{line.rstrip()}\n" for line in shown.splitlines())

    def _words(self, command: str) -> list[str]:
        """Return the words of a command, with the names of files that a pattern stands for."""
        words: list[str] = []
        for word in shlex.split(command):
            files = sorted(self.folder.glob(word)) if word.endswith("/*.csv") else []
            words += [file.relative_to(self.folder).as_posix() for file in files] or [word]
        return words

    def _in_a_shell(self, command: str) -> str:
        path = f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}"
        return subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=_environment(self.lang) | {"PATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        ).stdout


def _environment(lang: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KG_", "LC_"))}
    return kept | {"LANG": LOCALES[lang], "PYTHONUTF8": "1"}


def in_this_process(arguments: list[str], folder: Path, lang: str) -> str:
    """Run `kg` in a folder, and return results and messages as they come."""
    with _as_in(folder, lang):
        sys.argv = ["kg", *arguments]
        result = CliRunner().invoke(WholeProgram())
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


@contextlib.contextmanager
def _as_in(folder: Path, lang: str) -> Iterator[None]:
    before = (Path.cwd(), dict(os.environ), sys.argv)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(_environment(lang))
    try:
        yield
    finally:
        os.chdir(before[0])
        os.environ.clear()
        os.environ.update(before[1])
        sys.argv = before[2]
        set_language(None)  # what --lang chose is for one command


class _Python(doctest.DocTestRunner):
    """Runs the examples of a page, and keeps what came where something else stands."""

    def __init__(self) -> None:
        super().__init__(verbose=False)
        self.outputs: dict[int, str] = {}

    def report_failure(
        self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str
    ) -> None:
        self.outputs[example.lineno] = got

    def report_unexpected_exception(
        self, out: Any, test: doctest.DocTest, example: doctest.Example, exc_info: Any
    ) -> None:
        raise exc_info[1]

    def shows(self, text: str, names: dict[str, Any]) -> str:
        """Return a block of examples with what really comes of them."""
        test = doctest.DocTestParser().get_doctest(text, names, "page", None, 0)
        self.run(test, clear_globs=False)
        lines = text.splitlines(keepends=True)
        for example in reversed(test.examples):
            if example.lineno in self.outputs:
                start = example.lineno + example.source.count("\n")
                lines[start : start + example.want.count("\n")] = [self.outputs[example.lineno]]
        return "".join(lines)


def build(folder: Path, lang: str) -> Path:
    """Build the project's tables in a folder, and keep what the command shows."""
    folder.mkdir(parents=True, exist_ok=True)
    shown = in_this_process(["build"], folder, lang)
    (folder / f"shown-{lang}").write_text(shown, "utf-8")
    return folder


def rewritten(page: Path, folder: Path, built: Path) -> str:
    """Return a page with the real output of each command."""
    text = page.read_text("utf-8")
    terminal = Terminal(folder, language(page), built)
    shutil.copytree(EXAMPLES, folder / "examples")
    first = re.search(r"^\$ (.*)$", text, re.MULTILINE)
    if first is None or first.group(1) != "kg build":
        terminal.store()
    names: dict[str, Any] = {}

    def block(match: re.Match[str]) -> str:
        if match["file"]:
            (folder / match["file"]).parent.mkdir(parents=True, exist_ok=True)
            (folder / match["file"]).write_text(match["text"], "utf-8")
            return match[0]
        if match["python"]:
            with _as_in(folder, terminal.lang):
                return f"```pycon\n{_Python().shows(match['python'], names)}```"
        commands = [line[2:] for line in match["console"].splitlines() if line.startswith("$ ")]
        shown = "".join(f"$ {line}\n{terminal.shows(line)}" for line in commands)
        return f"```console\n{shown}```"

    return BLOCK.sub(block, text)


def renew(pages: list[Path]) -> None:
    """Write the real output into pages, and name those that changed."""
    with tempfile.TemporaryDirectory() as name:
        built = {lang: build(Path(name) / lang, lang) for lang in {language(p) for p in pages}}
        for number, page in enumerate(pages):
            folder = Path(name) / f"page-{number}"
            folder.mkdir()
            text = rewritten(page, folder, built[language(page)])
            if text != page.read_text("utf-8"):
                page.write_text(text, "utf-8")
                print(page.relative_to(ROOT))


if __name__ == "__main__":
    renew([Path(name).resolve() for name in sys.argv[1:]] or with_commands())
