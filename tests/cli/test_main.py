"""How `kg` ends: exit codes and messages of what goes wrong, of readers that leave, of Ctrl-C."""

from __future__ import annotations

import builtins
import os
import pkgutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import kg.cli
from tests.conftest import Run


def test_a_build_that_does_not_conform_is_reported_and_changes_nothing(
    quick_kg: Run, small_data: Path, tmp_path: Path
) -> None:
    conflicts = small_data / "conflicts.csv"
    text = conflicts.read_text(encoding="utf-8")
    conflicts.write_text(text.replace("note 110,rejected", "note 110,open"), encoding="utf-8")
    done = quick_kg("build", small_data, "--store", tmp_path / "new")
    assert done.returncode == 1
    assert "agreements.csv:2:27" in done.stderr
    assert "nothing was changed" in done.stderr
    assert not (tmp_path / "new").exists()


def test_several_problems_are_counted(quick_kg: Run, small_data: Path, tmp_path: Path) -> None:
    with (small_data / "facts.csv").open("a", encoding="utf-8") as file:
        file.write("nobody,hx:signedOn,2031,,001,§9,explicit,\nusmca,hx:wrong,1,,001,§9,sure,\n")
    done = quick_kg("build", small_data, "--store", tmp_path / "new")
    assert done.returncode == 2
    *problems, last = done.stderr.splitlines()
    assert last == f"kg: {len(problems)} problems; nothing was changed"
    assert len(problems) > 1
    assert all("facts.csv:" in problem for problem in problems)


def test_warnings_of_a_build_are_shown_on_request(quick_kg: Run, small_data: Path) -> None:
    quiet, shown = quick_kg("build", small_data), quick_kg("build", small_data, "--warnings")
    assert ": warning: " not in quiet.stderr
    assert ": warning: " in shown.stderr
    assert shown.stderr.endswith(quiet.stderr)


def test_a_name_that_the_system_refuses(quick_kg: Run) -> None:
    name = "a" * 300
    done = quick_kg("build", name)
    assert (done.returncode, done.stderr) == (2, f"kg: {name}: File name too long\n")


def test_a_reader_that_leaves_is_no_error(small_store_once: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as pipe:
        done = subprocess.run(
            [sys.executable, "-m", "kg", "stats", "--store", small_store_once],
            stdout=pipe,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, b"")


def test_ctrl_c_says_what_became_of_the_store(tmp_path: Path) -> None:
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            "kg",
            "generate",
            "--triples",
            "50000000",
            "-o",
            tmp_path / "big.nq",
        ],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob(".kg-*.part")):  # it writes aside
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "stopped; the store holds either its old content or the complete change" in errors
    assert list(tmp_path.iterdir()) == []


def test_no_module_of_a_command_hides_a_builtin() -> None:
    """Once imported, it is a name of the package: `list` in `kg.cli` was a module."""
    modules = {module.name for module in pkgutil.iter_modules(kg.cli.__path__)}
    assert modules.isdisjoint(dir(builtins))
