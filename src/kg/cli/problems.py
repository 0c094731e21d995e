"""How problems and notes on files are shown: each once, with the places where it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from kg.cli.output import say
from kg.errors import in_language

if TYPE_CHECKING:
    from kg.mapping.custom import CustomMapping
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
    if len(others) == 1:
        return text + in_language(f" (also in line {named})", f" (también en la línea {named})")
    return text + in_language(f" (also in lines {named})", f" (también en las líneas {named})")


def said_values(groups: Sequence[Sequence[Problem]], mapping: CustomMapping) -> Iterator[str]:
    """Yield what a mapping has to say so that groups of problems are none, to be pasted into it.

    A value that nothing has gets what is nearest; one that several things have, or that is nearly
    another's, a question mark, which is none.
    """
    from kg.mapping.values import UNKNOWN

    wanted: dict[tuple[str, str], dict[str, str]] = {}
    for group in groups:
        problem = group[0]
        if problem.value:
            values = wanted.setdefault(_place(problem, mapping), {})
            values[problem.value] = next(iter(problem.near), UNKNOWN)
    if wanted:
        yield in_language(
            f'\nread each meaning, correct it ("{UNKNOWN}" has none yet) and paste it into the '
            "mapping:",
            f'\nlea cada significado, corríjalo ("{UNKNOWN}" aún no tiene) y péguelo en el mapeo:',
        )
    for (section, column), values in wanted.items():
        known = _values_of(mapping, section, column)
        pairs = ", ".join(
            f"{_quoted(text)} = {_quoted(code)}" for text, code in (known | values).items()
        )
        where = f"{section} {_quoted(column)}" if column else section
        yield f"{where}: values = {{ {pairs} }}"


def _place(problem: Problem, mapping: CustomMapping) -> tuple[str, str]:
    """Return the section of a mapping and the column in which the value of a problem is said."""
    for part in mapping.parts:
        form = part.forms.get(problem.column)
        if form and (form.by_name or part.subject.column != problem.column):
            return "[columns]", problem.column
    for part in mapping.parts:
        if part.subject.column == problem.column:
            return f"[subjects.{part.name}]" if part.name else "[subject]", ""
    return "[columns]", problem.column


def _values_of(mapping: CustomMapping, section: str, column: str) -> dict[str, str]:
    """Return what a mapping says already there."""
    for part in mapping.parts:
        if column in part.forms:
            return dict(part.forms[column].values)
        if not column and section == (f"[subjects.{part.name}]" if part.name else "[subject]"):
            return dict(part.subject.values)
    return {}


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)
