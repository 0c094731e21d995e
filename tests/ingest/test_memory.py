"""Loads stay within a bound of memory that does not grow with the file, set by the system."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.custom_tables import mapping, table

from kg import synthetic
from kg.rdf.terms import nquads
from kg.store import EmbeddedStore
from kg.synthetic import Planted

MEGABYTE = 1 << 20


def load(most: int, *arguments: str | Path) -> None:
    """Run `kg load` with so many megabytes of memory for data at most."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (most * MEGABYTE, most * MEGABYTE))

    done = subprocess.run(
        [sys.executable, "-m", "kg", "load", *arguments],
        capture_output=True,
        text=True,
        preexec_fn=limited,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def quads_of(store: Path) -> int:
    return len(EmbeddedStore.open(store).engine)


@pytest.mark.full
@pytest.mark.parametrize("rows", [5_000, 40_000])
def test_a_custom_table_of_any_length_needs_the_same_memory(
    rows: int, project_store: Path, tmp_path: Path
) -> None:
    before = quads_of(project_store)
    file = table(tmp_path / "table.csv", rows, distinct=False)
    load(900, file, "--mapping", mapping(tmp_path), "--store", project_store)
    assert 14 * rows < quads_of(project_store) - before < 14 * rows + 40


@pytest.mark.full
def test_rdf_needs_no_more_than_its_share(project_store: Path, tmp_path: Path) -> None:
    """Judged, a quad needs some 2.5 kB; unchecked, the file may be of any size."""
    file = tmp_path / "data.nq"
    with file.open("wb") as output:
        for quad in synthetic.quads(60_000, 3):
            if not isinstance(quad, Planted):
                output.write(nquads(quad))
    load(900, file, "--store", project_store)
    load(700, file, "--unchecked", "--store", project_store)
