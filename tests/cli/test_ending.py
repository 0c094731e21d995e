"""Exit codes and last messages: errors of the program, languages, streams that are closed."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click
import pytest

from kg.cli import cli, ending
from kg.errors import InputError, StoreError
from kg.model import Position
from tests.conftest import ROOT, Run

CLI = ROOT / "src" / "kg" / "cli"


def failing_with(error: BaseException) -> object:
    def fail() -> NoReturn:
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (StoreError("in English"), 2, "kg: in English\n"),
        (
            InputError.at(Position("a.csv", 2, 3), "bad"),
            2,
            "a.csv:2:3: bad\n",
        ),
        (KeyboardInterrupt(), 130, "stopped; the store holds either"),
        (MemoryError(), 70, "kg: there is not enough memory"),
        (FileNotFoundError(2, "No such file", "x\x1b[0m"), 2, "kg: x\\x1b[0m: No such file\n"),
        (OSError("nothing known"), 2, "kg: nothing known\n"),
        (OSError(9, "Bad file descriptor"), 2, "kg: standard input or output is closed\n"),
        (
            UnicodeEncodeError("utf-8", "a\ud800", 1, 2, "surrogates not allowed"),
            2,
            "kg: 'a\\ud800' is not valid UTF-8",
        ),
        (ValueError("embedded null byte"), 2, "kg: the name of a file holds a NUL character"),
        (click.UsageError("no such thing"), 2, "Error: no such thing\n"),
        (click.exceptions.Exit(3), 3, ""),
        (click.Abort(), 130, "stopped; the store holds either"),
    ],
)
def test_errors(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    message: str,
) -> None:
    monkeypatch.setenv("KG_LANG", "en")
    assert ending.run(failing_with(error)) == code  # type: ignore[arg-type]
    assert capsys.readouterr().err.startswith(message)


@pytest.mark.parametrize("variable", ["KG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"])
def test_errors_in_spanish(
    monkeypatch: pytest.MonkeyPatch, quick_kg: Run, tmp_path: Path, variable: str
) -> None:
    for name in ("KG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, "es_MX.UTF-8")
    done = quick_kg("mapping", "init", tmp_path / "none.csv")
    assert done.stderr == f"{tmp_path / 'none.csv'}: no existe este archivo\n"


def test_the_language_of_the_command_is_that_of_its_error(
    quick_kg: Run, small_store_once: Path, tmp_path: Path
) -> None:
    store = ("--store", small_store_once)
    done = quick_kg("export", "gexf", "-o", tmp_path, "--lang", "es", *store)
    after = quick_kg("export", "gexf", "-o", tmp_path, *store)
    assert (done.returncode, after.returncode) == (2, 2)
    assert done.stderr.endswith(f"kg: {tmp_path} es una carpeta; indique un archivo\n")
    assert after.stderr.endswith(f"kg: {tmp_path} is a folder; name a file\n")


def test_an_unexpected_error_is_one_line_with_a_place(
    monkeypatch: pytest.MonkeyPatch, quick_kg: Run, small_store_once: Path
) -> None:
    def broken(*_: object) -> NoReturn:
        raise TypeError("a fault\nin two lines \x1b]0;x\x07")

    import_module("kg.claims.references")  # imported later, it would keep the broken function
    monkeypatch.setattr("kg.claims.sources.count_claims", broken)
    done = quick_kg("sources", "--store", small_store_once)
    assert done.returncode == 70
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("kg: unexpected error: TypeError: a fault in two lines \\x1b]0;x\\x07 (")
    assert "cli/sources.py:" in line
    assert "KG_DEBUG=1" in line
    monkeypatch.setenv("KG_DEBUG", "1")
    monkeypatch.setenv("KG_LANG", "es")
    done = quick_kg("sources", "--store", small_store_once)
    assert done.returncode == 70
    assert done.stderr.startswith("Traceback (most recent call last):")
    assert "kg: error inesperado: TypeError: a fault" in done.stderr
    assert "\x1b" not in done.stderr


def kg_with(redirections: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Start `kg` by a shell that opens or closes its standard streams."""
    return subprocess.run(
        ["sh", "-c", f'"$@" {redirections}', "sh", sys.executable, "-m", "kg", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LANG": "C"},
    )


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")
@pytest.mark.parametrize(
    ("redirections", "arguments", "code", "message"),
    [
        (">&-", ["query", "list"], 2, "kg: standard input or output is closed\n"),
        ("<&-", ["sparql", "-"], 2, "kg: standard input or output is closed\n"),
        ("2>&-", ["query", "list"], 0, ""),
        ("2>&-", ["stats", "--store", "/none"], 2, ""),
        ("<&- >&- 2>&-", ["stats", "--store", "/none"], 2, ""),
    ],
)
def test_closed_streams(
    small_store_once: Path, redirections: str, arguments: list[str], code: int, message: str
) -> None:
    if arguments[0] == "sparql":
        arguments = [*arguments, "--store", str(small_store_once)]
    done = kg_with(redirections, *arguments)
    assert (done.returncode, done.stderr) == (code, message)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_device_as_standard_output(small_store_once: Path) -> None:
    done = kg_with("> /dev/full", "stats", "--store", small_store_once)
    assert (done.returncode, done.stderr) == (2, "kg: No space left on device\n")


def test_a_name_that_is_no_text(tmp_path: Path, small_store_once: Path) -> None:
    done = kg_with("", "show", os.fsdecode(b"caf\xe9"), "--store", small_store_once)
    assert done.returncode == 2
    assert "'caf\\udce9' is not valid UTF-8" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_argument_that_is_no_text_is_said_whatever_it_breaks(small_store_once: Path) -> None:
    kind = os.fsdecode(b"caf\xe9")
    done = kg_with("", "search", "leon", "--kind", kind, "--store", small_store_once)
    assert done.returncode == 2
    assert (
        done.stderr == "kg: 'caf\\udce9' is not valid UTF-8; rename the file, or write the "
        "argument in UTF-8\n"
    )


def test_every_exit_code_is_in_the_help() -> None:
    assert cli.help is not None
    for code in ("0 success", "1 the data", "2 wrong usage", "3 an endpoint", "70 an error"):
        assert code in " ".join(cli.help.split())


def test_no_command_prints_by_another_way() -> None:
    """What is printed goes through kg.cli.output, where it is made visible."""
    ways = {"click.echo", "click.secho", "print", "sys.stdout.write", "sys.stderr.write"}
    prints = [
        f"{path.name}:{node.lineno}"
        for path in (ROOT / "src" / "kg").rglob("*.py")
        if path != CLI / "output.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ways
    ]
    assert not prints


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["dump", "-o", "kg-store/all.nq"], "is in the store"),
        (["dump", "-o", "kg-store/gen-000001/all.nq"], "is in the store"),
        (["dump", "-o", "link/all.nq"], "is in the store"),
        (["export", "csv", "-o", "kg-store/tables"], "is in the store"),
        (["export", "gexf", "-o", "kg-store/x.gexf"], "is in the store"),
        (["generate", "--triples", "300", "-o", "kg-store/CURRENT"], "is in the store"),
        (["backup", "kg-store/backup"], "is in the store"),
        (["export", "gexf", "-o", "x.gexf", "--manifest", "./x.gexf"], "two outputs go to"),
        (["generate", "--triples", "300", "-o", "x", "--planted", "x"], "two outputs go to"),
    ],
)
def test_outputs_in_a_store_and_twice_the_same_are_refused(
    command: list[str], message: str, quick_kg: Run, small_store: Path, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to("kg-store")
    before = {path: path.stat().st_mtime_ns for path in small_store.rglob("*") if path.is_file()}
    store = ["--store", str(small_store)] if command[0] != "generate" else []
    done = quick_kg(*command, *store)
    assert done.returncode == 2
    assert message in done.stderr
    after = {path: path.stat().st_mtime_ns for path in small_store.rglob("*") if path.is_file()}
    assert {p: t for p, t in after.items() if p.name != "LOCK"} == {
        p: t for p, t in before.items() if p.name != "LOCK"
    }
    assert not (tmp_path / "x.gexf").exists()
    assert not (tmp_path / "x").exists()
