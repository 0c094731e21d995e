"""How problems and notes on files are shown: each once, with the places where it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from kg.cli.output import say
from kg.errors import in_language
from kg.model import Problem

_LINES: Final = 5  # further ones that are named


def say_notes(notes: Sequence[Problem]) -> None:
    """Print what was guessed, chosen or skipped, to standard error."""
    for note in notes:
        say(
            in_language(
                f"{note.position}: note: {note.message}", f"{note.position}: nota: {note.message}"
            ),
            err=True,
        )


def grouped(problems: Iterable[Problem]) -> list[list[Problem]]:
    """Return the problems that say the same of the same column together, in their order."""
    groups: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        key = problem.position.file, problem.column, problem.message
        groups.setdefault(key, []).append(problem)
    return list(groups.values())


def line(group: Sequence[Problem]) -> str:
    """Return a group of problems as a line: the first, and in which lines the others are."""
    text = str(group[0])
    others = [problem.position.line for problem in group[1:]]
    if not others:
        return text
    named = ", ".join(map(str, others[:_LINES]))
    more = len(others) - _LINES
    if more > 0:
        return text + in_language(
            f" (also in lines {named} and {more:,} more)",
            f" (también en las líneas {named} y {more:,} más)",
        )
    return text + in_language(f" (also in lines {named})", f" (también en las líneas {named})")
