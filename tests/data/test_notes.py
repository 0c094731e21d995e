"""Every note of a curator is in English and in Spanish."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "data"
#: words that only one of the two languages has
ENGLISH = re.compile(r"\b(?:the|here|which|same|name|stated|listed)\b")
SPANISH = re.compile(r"\b(?:el|los|las|aquí|que|con|mismo|misma|nombre|una)\b")


@pytest.mark.parametrize(("table", "column"), [("conflicts", "note"), ("identities", "reason")])
def test_a_note_is_in_both_languages(table: str, column: str) -> None:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row[column] or row[f"{column}_es"]]
    assert len(rows) > 100
    for row in rows:
        english, spanish = row[column], row[f"{column}_es"]
        assert english, row
        assert spanish, row
        assert english != spanish, row
        assert not SPANISH.search(english), english
        assert not ENGLISH.search(spanish), spanish
    translations = {row[column]: row[f"{column}_es"] for row in rows}
    assert all(translations[row[column]] == row[f"{column}_es"] for row in rows), (
        "two Spanish for one"
    )
