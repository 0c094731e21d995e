"""kg generate: the same seed, the same bytes; violations that are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run


def test_the_seed_decides_the_bytes(quick_kg: Run) -> None:
    first = quick_kg("generate", "--triples", "40000")
    assert first.stdout.count("\n") > 15_000
    assert quick_kg("generate", "--triples", "40000", "--seed", "1").stdout == first.stdout
    assert quick_kg("generate", "--triples", "40000", "--seed", "2").stdout != first.stdout
    assert first.stderr == "", "nothing is planted"


def test_planted_violations_are_counted_or_listed(quick_kg: Run, tmp_path: Path) -> None:
    arguments = ("generate", "--triples", "40000", "--violations", "0.2", "-o", "a.nq")
    counted = quick_kg(*arguments)
    listed = quick_kg(*arguments, "--planted", "planted.csv")
    rows = (tmp_path / "planted.csv").read_text("utf-8").splitlines()
    assert rows[0] == "code,subject"
    assert len(rows) > 2
    assert counted.stderr == (f"{len(rows) - 1:,} violations planted; --planted FILE lists them\n")
    assert listed.stderr == ""


@pytest.mark.full
def test_tables_are_what_kg_build_reads(quick_kg: Run, tmp_path: Path) -> None:
    done = quick_kg("generate", "--triples", "40000", "--tables", "tables")
    assert (done.returncode, done.stdout) == (0, "")
    built = quick_kg("build", "tables")
    assert built.returncode == 0, built.stderr
    assert built.stderr.startswith("kg-store: built\n")
