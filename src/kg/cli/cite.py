"""Shared by the commands with --cite: references to the documents behind what they show."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from kg.cli.options import language
from kg.cli.output import say, text_output
from kg.errors import in_language

if TYPE_CHECKING:
    from kg.claims.evidence import Evidence
    from kg.claims.references import Reference
    from kg.cli.answers import Options
    from kg.model import Solutions
    from kg.store import Store

_Command = TypeVar("_Command", bound=Callable[..., object])


def cite_option(command: _Command) -> _Command:
    """Add --cite FORM."""
    return click.option(
        "--cite",
        "form",
        type=click.Choice(("apa", "bibtex", "csl-json")),
        default=None,
        help="Write references to the documents behind it instead.",
    )(command)


def cite_evidence(
    evidence: Iterable[Evidence],
    store: Store,
    form: str,
    output: Path | None,
    lang: str,
    statement: str = "",
) -> None:
    """Write references to the documents of some evidence; without any, exit with code 1."""
    from kg.claims.references import none_behind, references_of

    references = references_of(evidence, store, statement)
    if not references:
        say(none_behind(), err=True)
        click.get_current_context().exit(1)
    _write(references, store, form, output, lang)


def cite_answer(answer: Solutions, store: Store, options: Options, form: str) -> None:
    """Write references to the documents that an answer names, else to all of the graph."""
    from kg.claims.references import of_answer
    from kg.model import Solutions

    shown = Solutions(answer.variables, itertools.islice(answer.rows, options.limit))
    references, note = of_answer(shown, store)
    if note:
        say(note, err=True)
    cite_documents(references, store, options, form)


def cite_documents(references: list[Reference], store: Store, options: Options, form: str) -> None:
    """Write references in place of the rows that the options are about."""
    if options.format_ or options.excel or options.count:
        raise click.UsageError(
            in_language(
                "--cite writes references instead of rows; leave out -f, --excel and --count",
                "--cite escribe referencias en vez de filas; omita -f, --excel y --count",
            )
        )
    _write(references, store, form, options.output, language(options.lang))


def _write(
    references: list[Reference], store: Store, form: str, output: Path | None, lang: str
) -> None:
    from kg.claims.references import written

    with text_output(output, for_people=form == "apa") as stream:
        stream.write(written(references, store, form, lang))
