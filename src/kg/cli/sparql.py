"""The command kg sparql."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.answers import (
    Options,
    answer_options,
    explain,
    write_solutions,
    write_triples,
)
from kg.cli.as_of import as_of_option, refuse_as_of
from kg.cli.bilingual import Command
from kg.cli.options import language, wait_option
from kg.cli.output import confirm, say, text_output
from kg.cli.progress import progress
from kg.errors import in_language
from kg.formats import GRAPHS, RESULTS

if TYPE_CHECKING:
    from kg.library.own import OwnText
    from kg.store import Store


@click.command(cls=Command)
@click.argument("text", metavar="QUERY|FILE|-")
@click.option(
    "--update",
    "is_update",
    is_flag=True,
    help="Run a SPARQL update; the store changes only if the result is valid.",
)
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@wait_option
@as_of_option
@answer_options((*RESULTS, *GRAPHS))
@click.pass_context
def sparql(
    ctx: click.Context, text: str, is_update: bool, yes: bool, wait: float, options: Options
) -> None:
    """Run your own SPARQL query or update.

    QUERY is a SELECT, ASK, CONSTRUCT or DESCRIBE query; - reads it from standard input.
    The prefixes of the project (hx:, id:, skos:, org: …) need not be declared.  The functions of
    the library can be called: (hxf:label(?label) AS ?name), FILTER hxf:established(?thing) …
    With --update, a SPARQL update, validated and recorded like kg load.
    """
    from kg.library.own import own_text

    opened = options.open()
    body, file = _query_text(text)
    services = frozenset(options.services)
    own = own_text(body, language(options.lang), file=file, services=services)
    for note in own.notes:
        say(note, err=True)
    with own.places_in_errors():
        has_answer = _run(ctx, own, opened, options, update=(yes, wait) if is_update else None)
    doubts = own.unknown_terms if has_answer else own.why_empty
    for reason in doubts(opened):
        say(reason, err=True)


def _run(
    ctx: click.Context,
    own: OwnText,
    opened: Store,
    options: Options,
    update: tuple[bool, float] | None,
) -> bool:
    """Run the text as what it is, write the answer, and return whether it found anything."""
    from kg import results
    from kg.store import default_graph

    if update is not None:
        yes, wait = update
        _update(ctx, own.text, options, yes=yes, wait=wait)
        return True
    own.require_query()
    default_graph.check(opened, own.text)
    if options.explain:
        explain(opened, own.text, {})
    elif own.form == "SELECT":
        return write_solutions(opened.select(own.text), opened, options)
    elif own.form == "ASK":
        answer = opened.ask(own.text)
        with text_output(options.output) as stream:
            results.write_boolean(answer, options.format_ or "table", stream)
        return answer
    else:
        write_triples(opened.construct(own.text), opened, options)
    return True


def _update(ctx: click.Context, text: str, options: Options, *, yes: bool, wait: float) -> None:
    """Show what an update would do, ask, and do it."""
    from kg import ingest
    from kg.cli.change import counted, say_report, show_entities, verb_of
    from kg.errors import NonConforming

    refuse_as_of(ctx)
    opened = options.open()
    chosen = language(options.lang)
    bounds = options.bounds()
    needs_consent = not yes
    if needs_consent and not sys.stdin.isatty():
        raise click.UsageError(
            in_language(
                "an update needs confirmation; run it in a terminal, or add --yes",
                "una actualización necesita confirmación; ejecútela en una terminal o añada --yes",
            )
        )
    try:
        with progress() as show:
            change = ingest.update(
                opened, text, dry_run=needs_consent, wait=wait, progress=show, bounds=bounds
            )
        if needs_consent and change:
            if not change.report.conforms:
                raise NonConforming(change.report)
            confirm(f"{options.store}: {counted(change)}.")
            change = ingest.update(opened, text, wait=wait, bounds=bounds)
    except NonConforming as error:
        say_report(error.report, opened, chosen)
        say(
            in_language(
                f"{options.store}: nothing was changed", f"{options.store}: no se cambió nada"
            ),
            err=True,
        )
        ctx.exit(1)
    show_entities(change, chosen)
    say(f"{options.store}: {verb_of(change)}: {counted(change)}", err=True)


def _query_text(argument: str) -> tuple[str, str]:
    """Return the query and its file: "-" is standard input, a text itself has no file."""
    from kg.files.reading import decode, read_bytes

    if argument == "-":
        return sys.stdin.read(), ""
    if not re.search(r"[\s{}]", argument) or argument.endswith((".rq", ".sparql", ".ru")):
        data = read_bytes(
            Path(argument), argument, in_language("holds no query", "no contiene ninguna consulta")
        )
        return decode(data, argument), argument
    return argument, ""
