"""The numbers of the statement on the data and of the readings are those of the tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data import statement


@pytest.mark.parametrize(
    ("path", "numbers"), list(statement.pages()), ids=lambda item: getattr(item, "stem", "")
)
def test_the_numbers_are_those_of_the_tables(path: Path, numbers: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("<!-- numbers -->") == 1
    assert statement.with_numbers(text, numbers) == text, "run `python -m tests.data.statement`"
