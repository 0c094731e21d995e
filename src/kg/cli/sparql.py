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
    from kg.sparql import policy
    from kg.sparql.prologue import ADDED_LINES, places_in, with_prefixes

    opened = options.open()
    body, file = _query_text(text)
    with places_in(file):
        policy.check(body, frozenset(options.services))
        _require_declared(body, file)
        full = with_prefixes(_with_functions_replaced(body, language(options.lang)))
        kind = policy.form(body)
    with places_in(file, added_lines=ADDED_LINES):
        found = _run(ctx, kind, full, opened, options, update=(yes, wait) if is_update else None)
    if not found:
        _say_why(body, file, opened)


def _run(
    ctx: click.Context,
    kind: str,
    full: str,
    opened: Store,
    options: Options,
    update: tuple[bool, float] | None,
) -> bool:
    """Run the text as what it is, write the answer, and return whether it found anything."""
    from kg import results
    from kg.errors import QueryError
    from kg.store import default_graph

    if update is not None:
        yes, wait = update
        _update(ctx, full, options, yes=yes, wait=wait)
        return True
    default_graph.check(opened, full)
    if options.explain:
        explain(opened, full, {})
    elif kind == "SELECT":
        return write_solutions(opened.select(full), opened, options)
    elif kind == "ASK":
        answer = opened.ask(full)
        with text_output(options.output) as stream:
            results.write_boolean(answer, options.format_ or "table", stream)
        return answer
    elif kind in ("CONSTRUCT", "DESCRIBE"):
        write_triples(opened.construct(full), opened, options)
    else:
        raise QueryError(
            in_language(
                "a query is SELECT, ASK, CONSTRUCT or DESCRIBE; to change the store, "
                "use kg load or --update, both of which validate the result",
                "una consulta es SELECT, ASK, CONSTRUCT o DESCRIBE; para cambiar el almacén "
                "use kg load o --update, que validan el resultado",
            )
        )
    return True


def _say_why(body: str, file: str, opened: Store) -> None:
    """Say on standard error what in a query without an answer cannot match."""
    from kg.library.why_empty import reasons
    from kg.rdf.namespaces import PREFIXES

    for reason in reasons(body, file or in_language("the query", "la consulta"), PREFIXES, opened):
        say(reason, err=True)


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


def _require_declared(body: str, file: str) -> None:
    """Raise QueryError where a prefix is unknown or a term of the project is misspelt.

    Which other terms may be misspelt is said.
    """
    from kg.ontology import terms
    from kg.ontology.queries import require_declared, require_prefixes
    from kg.rdf.namespaces import PREFIXES
    from kg.sparql import functions

    shown = file or in_language("the query", "la consulta")
    require_prefixes(body, shown, {**PREFIXES, functions.PREFIX: functions.NAMESPACE})
    for note in require_declared(body, shown, PREFIXES, terms.declared):
        say(note, err=True)


def _with_functions_replaced(body: str, chosen: str) -> str:
    """Return the query in plain SPARQL; see `kg.sparql.functions`."""
    from kg.rdf.namespaces import PREFIXES
    from kg.sparql import functions

    declared = {**PREFIXES, functions.PREFIX: functions.NAMESPACE}
    return functions.expand(body, declared=declared, language=f'"{chosen}"')


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
