"""Why the same figure differs between two sources: decided, else the periods, else not recorded."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.conftest import Run


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("they agree", "different periods", "Open (not decided)")),
        ("es", ("coinciden", "periodos distintos", "Abierto (sin decidir)")),
    ],
)
def test_every_difference_has_its_reason(
    quick_kg: Run, project_store_once: Path, language: str, words: tuple[str, str, str]
) -> None:
    where = ("--store", project_store_once, "--lang", language)
    done = quick_kg("query", "run", "same-figure-two-sources", "-f", "csv", *where)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert rows
    same, periods, undecided = words
    for row in rows:
        assert row["why"]
        assert (row["why"] == same) == (float(row["difference"]) == 0)
        if row["why"] == periods:
            assert row["period_a"] != row["period_b"]
            assert not row["conflict"]
    by_conflict = {row["conflict"]: row["why"] for row in rows if row["conflict"]}
    assert by_conflict["economy-rank"] == by_conflict["fta-partners"] == undecided
    assert by_conflict["chihuahua-clusters"] not in words
