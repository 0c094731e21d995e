"""How problems of tables are told: once for each kind, with the lines in which the others are."""

from __future__ import annotations

import pytest

from kg.cli import problems
from kg.model import Position, Problem


def problem(line: int, message: str = "unknown") -> Problem:
    return Problem(Position("t.csv", line), message, "state")


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "t.csv:1 (state): unknown"),
        (2, "t.csv:1 (state): unknown (also in line 2)"),
        (4, "t.csv:1 (state): unknown (also in lines 2, 3, 4)"),
        (9, "t.csv:1 (state): unknown (also in lines 2, 3, 4, 5, 6 and 3 more)"),
    ],
)
def test_a_group_is_one_line(number: int, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_LANG", "en")
    (group,) = problems.grouped(map(problem, range(1, number + 1)))
    assert problems.line(group) == expected


def test_what_is_different_stands_apart() -> None:
    groups = problems.grouped([problem(1), problem(2, "empty"), problem(3)])
    assert [[each.position.line for each in group] for group in groups] == [[1, 3], [2]]
