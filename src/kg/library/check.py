"""Check a query of the library on a store: its text, its columns, its golden answer."""

from __future__ import annotations

import io
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from kg import names, results
from kg.errors import KgError, in_language
from kg.files.writing import write_text
from kg.library.answer import run
from kg.library.catalogue import Query
from kg.ontology import terms
from kg.ontology.queries import require_declared

if TYPE_CHECKING:
    from kg.store.base import Store


def faults(query: Query, store: Store, *, write: bool = False) -> list[str]:
    """Return what is wrong with a query, each with its file; nothing where all is well.

    Its example is run: it must parse, have the columns of its header, have rows (but for the
    group `checks`, which finds nothing where all is well), and equal its golden answer in
    `golden/<name>.tsv` beside it, where there is one.

    Args:
        query: The query to check.
        store: Where to run its example.
        write: Write the answer as the golden one, where nothing is wrong.
    """
    missing = [p.name for p in query.parameters if p.required and p.name not in query.example]
    if missing:
        return [
            f"{query.path}: the header has no example for {', '.join(missing)}; add '#+ example: "
            f"{{{missing[0]}: …}}'"
        ]
    try:
        notes = require_declared(query.plain, str(query.path), {}, terms.declared)
        if notes:
            return notes
        solutions = run(query, store, query.example, names.resolver(store))
        answer = io.StringIO()
        count = results.write(solutions, "tsv", answer)
    except KgError as error:
        return [_placed(query, str(error))]
    messages = []
    if solutions.variables != query.columns:
        messages.append(
            in_language(
                f"{query.path}: the columns are {', '.join(solutions.variables)}; the header says "
                f"{', '.join(query.columns)}",
                f"{query.path}: las columnas son {', '.join(solutions.variables)}; el "
                f"encabezado dice {', '.join(query.columns)}",
            )
        )
    if not count and query.group != "checks":
        messages.append(
            in_language(
                f"{query.path}: the example finds nothing",
                f"{query.path}: el ejemplo no encuentra nada",
            )
        )
    golden = query.path.parent / "golden" / f"{query.name}.tsv"
    if write and not messages:
        write_text(golden, answer.getvalue())
    elif golden.exists():
        messages += _differences(query, golden, answer.getvalue())
    return messages


def _placed(query: Query, message: str) -> str:
    """Return a message that begins with the file, as those about its header and text do."""
    return message if message.startswith(str(query.path)) else f"{query.path}: {message}"


def _differences(query: Query, golden: Path, answer: str) -> list[str]:
    """Return a message with the first line on which the answer differs from the golden one."""
    lines = zip_longest(golden.read_text(encoding="utf-8").splitlines(), answer.splitlines())
    for number, (expected, actual) in enumerate(lines, start=1):
        if expected != actual:
            return [f"{query.path}: the answer is not that of {golden}:{number}"]
    return []
