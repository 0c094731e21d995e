"""Every answer can go to a file, and one that is longer than the terminal goes to the pager."""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kg.cli import cli, output
from kg.formats import RESULTS
from kg.store.pointer import FORMAT
from tests.commands import commands
from tests.conftest import Run

#: commands that do something and tell no more than whether it was done
ACTIONS = {
    *("kg build", "kg load", "kg backup", "kg restore", "kg publish", "kg fmt", "kg trust"),
    *("kg serve", "kg mcp", "kg query new", "kg query check", "kg shapes test"),
}


def test_every_command_that_answers_writes_to_a_file() -> None:
    without = {
        name
        for name, command, _ in commands(cli)
        if not isinstance(command, click.Group)
        and not any("--output" in param.opts for param in command.params)
    }
    assert without == ACTIONS


def test_text_goes_to_a_file(quick_kg: Run, small_store: Path, tmp_path: Path) -> None:
    for command in (
        ["query", "show", "degree"],
        ["query", "show", "degree", "--plain"],
        ["query", "find", "sello", "bronce"],
        ["coverage"],
        ["coverage", "--list", "vínculo", "--kind", "clúster", "--lang", "es"],
    ):
        expected = quick_kg(*command).stdout
        written = quick_kg(*command, "-o", "answer.txt")
        assert (written.returncode, written.stdout) == (0, "")
        assert (tmp_path / "answer.txt").read_text("utf-8") == expected
        assert expected


def test_text_is_not_called_something_else(quick_kg: Run, project_store: Path) -> None:
    for command in (["stats"], ["show", "promexico"], ["query", "show", "degree"], ["conflicts"]):
        done = quick_kg(*command, "-o", "answer.xlsx")
        assert done.returncode == 2
        assert "written as text, not as xlsx; name a file such as answer.txt" in done.stderr


def test_gaps_are_rows_for_a_spreadsheet(quick_kg: Run, small_store: Path, tmp_path: Path) -> None:
    done = quick_kg("coverage", "-o", "gaps.json")
    answer = json.loads((tmp_path / "gaps.json").read_text("utf-8"))
    by_kind = {row["kind"]["value"]: row for row in answer["results"]["bindings"]}
    assert int(by_kind["Cluster"]["entities"]["value"]) == 2
    assert "without_date" not in by_kind["Country"]  # has no such property
    assert answer["notes"][0]["text"].startswith("facts with evidence: ")
    assert "facts with evidence: " in done.stderr
    quick_kg("coverage", "-o", "gaps.md", "--lang", "es")
    text = (tmp_path / "gaps.md").read_text("utf-8")
    assert "| Clase | Entidades | Sin documento | Sin vínculo |" in text
    assert "| Clúster |" in text
    listed = quick_kg("coverage", "--list", "link", "-f", "csv", "--limit", "1")
    assert listed.stdout.splitlines()[0] == "id,name"
    assert "there are more than 1 rows" in listed.stderr
    assert "more than 1 rows" in quick_kg("coverage", "--list", "link", "--limit", "1").stderr


def test_differences_go_to_a_file(quick_kg: Run, tmp_path: Path) -> None:
    fact = "<https://w3id.org/helixkg/id/a> <http://e/p> <https://w3id.org/helixkg/id/{}> .\n"
    (tmp_path / "old.nq").write_text(fact.format("b"), "utf-8")
    (tmp_path / "new.nq").write_text(fact.format("c"), "utf-8")
    for name, format_ in (("d.txt", "text"), ("d.json", "json"), ("d.md", "markdown")):
        shown = quick_kg("diff", "old.nq", "new.nq", "-f", format_)
        written = quick_kg("diff", "old.nq", "new.nq", "-o", name)
        assert (shown.returncode, written.returncode, written.stdout) == (1, 1, "")
        assert (tmp_path / name).read_text("utf-8") == shown.stdout
    assert quick_kg("diff", "old.nq", "new.nq", "-o", "d.xlsx").returncode == 2


PAGED = ("query", "run", "clusters-by-state")
SHORT = ("query", "run", "clusters-in-state", "-p", "state", "sonora", "--limit", "1")


@pytest.mark.parametrize(("command", "is_paged"), [(PAGED, True), (SHORT, False)])
def test_a_long_answer_is_paged(
    command: tuple[str, ...], is_paged: bool, project_store: Path, tmp_path: Path
) -> None:
    pty = pytest.importorskip("pty")
    pager = tmp_path / "pager.py"
    pager.write_text(
        "import sys\nopen('paged.txt', 'wb').write(sys.stdin.buffer.read())\n", "utf-8"
    )
    master, slave = pty.openpty()
    environment = {
        **os.environ,
        "PAGER": f"{sys.executable} {pager}",
        "LINES": "24",
        "COLUMNS": "80",
        "KG_LANG": "en",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "kg", *command, "--store", project_store],
        stdin=slave,
        stdout=slave,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment,
    ) as process:
        os.close(slave)
        shown = b""
        while chunk := _read(master):
            shown += chunk
        assert process.stderr is not None
        message = process.stderr.read().decode("utf-8")
    os.close(master)
    assert process.returncode == 0
    paged = tmp_path / "paged.txt"
    assert paged.exists() == is_paged
    text = paged.read_text("utf-8") if is_paged else shown.decode("utf-8")
    assert "Sonora" in text
    assert ("32 rows" if is_paged else "1 row") in message  # after the answer, not in the pager


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux: the other end is closed
        return b""


@contextlib.contextmanager
def terminal() -> Iterator[Callable[[], str]]:
    """Make standard output a terminal; yield what returns what was shown since the last look."""
    pty = pytest.importorskip("pty")
    master, slave = pty.openpty()
    os.set_blocking(master, False)  # to fail where nothing was sent, not to wait
    with os.fdopen(slave, "w", encoding="utf-8") as stream, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        patch.setenv("LINES", "24")
        patch.setenv("COLUMNS", "70")

        def look() -> str:
            stream.flush()
            return _read(master).decode("utf-8").replace("\r\n", "\n")

        yield look
    os.close(master)


def test_what_is_said_on_a_terminal_is_shown_and_nothing_moves_it() -> None:
    with terminal() as shown:
        with output.said_to(None):
            output.say("uno \x1b[2Jdos")
        assert shown() == "uno \\x1b[2Jdos\n"
        with output.text_output(None, for_people=True) as stream:
            stream.write("tres\n")
        assert shown() == "tres\n"
        with output.binary_output(None, is_text=True) as binary:
            binary.write("a,b\n\x07é\n".encode())
        assert shown() == "a,b\n\\x07é\n"
        assert output.width() == 70


def test_a_binary_format_is_not_sent_to_a_terminal(tmp_path: Path) -> None:
    with terminal() as shown:
        with pytest.raises(click.UsageError, match="xlsx is a binary format; write it to a file"):
            output.refuse_binary("xlsx", RESULTS, None)
        output.refuse_binary("xlsx", RESULTS, tmp_path / "a.xlsx")
        output.refuse_binary("csv", RESULTS, None)
        with output.text_output(None) as stream:
            stream.write("a")
        assert shown() == "a"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["-f", "turtle"], "turtle is not a format for this answer; choose one of: table, csv"),
        (["-f", "json", "--excel"], "--excel is for csv, not json"),
        (["--excel", "-o", "a.xlsx"], "--excel is for csv, not xlsx"),
    ],
)
def test_a_format_that_does_not_fit_is_refused(
    quick_kg: Run, small_store: Path, tmp_path: Path, options: list[str], message: str
) -> None:
    refused = quick_kg("sparql", "SELECT * { ?c a hx:Cluster }", *options)
    assert refused.returncode == 2
    assert message in refused.stderr
    assert not (tmp_path / "a.xlsx").exists()


@pytest.mark.parametrize("answer", ["y", "YES", "s", " Sí "])
def test_a_change_is_made_where_the_answer_is_yes(answer: str) -> None:
    with CliRunner().isolation(input=f"{answer}\n"):
        output.confirm("a-store: 3 added.")


@pytest.mark.parametrize("answer", ["", "n", "no", "yes, but"])
def test_a_change_is_not_made_otherwise(answer: str) -> None:
    with CliRunner().isolation(input=f"{answer}\n"), pytest.raises(click.Abort):
        output.confirm("a-store: 3 added.")


@pytest.mark.parametrize(("lang", "words"), [("en", "store format"), ("es", "formato")])
def test_all_that_has_a_version_says_it(quick_kg: Run, lang: str, words: str) -> None:
    alone = quick_kg("--version").stdout
    *first, extras = quick_kg("--lang", lang, "--version", "--verbose").stdout.splitlines()
    assert f"{first[0]}\n" == alone
    versions = dict(line.strip().rsplit(maxsplit=1) for line in first)
    assert versions[words] == str(FORMAT)
    assert versions["pyoxigraph"] == importlib.metadata.version("pyoxigraph")
    assert "networks" in extras
