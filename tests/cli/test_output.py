"""Every answer can go to a file, and one that is longer than the terminal goes to the pager."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from kg.cli import cli
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
        told = process.stderr.read().decode("utf-8")
    os.close(master)
    assert process.returncode == 0
    paged = tmp_path / "paged.txt"
    assert paged.exists() == is_paged
    text = paged.read_text("utf-8") if is_paged else shown.decode("utf-8")
    assert "Sonora" in text
    assert ("32 rows" if is_paged else "1 row") in told  # after the answer, not in the pager


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux: the other end is closed
        return b""
