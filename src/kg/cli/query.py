"""kg query list|show|run, kg sparql"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.output import (
    language,
    language_option,
    open_store,
    output_option,
    store_option,
    text_output,
    width,
)

if TYPE_CHECKING:
    from kg.model import Solutions, Term
    from kg.store import Store

_FORMATS = ["table", "csv", "tsv", "json", "xml", "markdown"]
_GRAPH_FORMATS = ["turtle", "ntriples"]
_format_option = click.option(
    "-f", "--format", "format_", type=click.Choice(_FORMATS), default=None,
    help="Form of the result.  [default: table; from the name with -o]",
)
_ENDINGS = {".csv": "csv", ".tsv": "tsv", ".json": "json", ".xml": "xml", ".md": "markdown",
            ".ttl": "turtle", ".nt": "ntriples"}


@click.group()
def query() -> None:
    """Ask the questions of the library."""


@query.command("list")
@click.option("--tag", default=None, help="Only the queries with this tag or in this group.")
@language_option
def list_queries(tag: str | None, lang: str | None) -> None:
    """List the questions: name, parameters and what each answers."""
    from kg import content, queries

    chosen = language(lang)
    library = queries.library(content.folder("queries"))
    rows = [q for q in library.values() if tag is None or tag in (q.group, *q.tags)]
    if not rows:
        raise click.UsageError(f"no query has the tag '{tag}'")
    wide = max(len(q.name) for q in rows)
    group = ""
    for item in rows:
        if item.group != group:
            group = item.group
            click.echo(f"{group}")
        title = item.summary_es if chosen == "es" else item.summary_en
        needs = " ".join(f"-p {p.name} …" for p in item.parameters if p.required)
        click.echo(f"  {item.name:<{wide}}  {title}{f'  [{needs}]' if needs else ''}")


@query.command()
@click.argument("name")
@language_option
def show(name: str, lang: str | None) -> None:
    """Show a query: what it answers, its parameters, its columns, its text."""
    from kg import content, queries

    item = queries.find(queries.library(content.folder("queries")), name)
    chosen = language(lang)
    click.echo(item.summary_es if chosen == "es" else item.summary_en)
    if item.description:
        click.echo(item.description)
    for parameter in item.parameters:
        label = parameter.label_es if chosen == "es" else parameter.label_en
        default = f" (default {parameter.default})" if parameter.default is not None else ""
        click.echo(f"  -p {parameter.name} <{parameter.type}>{default}  {label}")
    click.echo(f"  → {', '.join(item.columns)}\n")
    click.echo(item.text)


@query.command()
@click.argument("name")
@click.option("-p", "--param", "parameters", nargs=2, multiple=True, metavar="NAME VALUE",
              help="A parameter: an entity by id, IRI or name; a code or its label; a date …")
@_format_option
@click.option("--iris", is_flag=True, help="Show IRIs instead of labels in tables.")
@output_option
@store_option
@language_option
def run(
    name: str, parameters: tuple[tuple[str, str], ...], format_: str | None, iris: bool,
    output: Path | None, store: Path | str, lang: str | None,
) -> None:
    """Run a query of the library."""
    from kg import content, names, queries

    item = queries.find(queries.library(content.folder("queries")), name)
    opened = open_store(store)
    values = dict(parameters)
    if len(values) < len(parameters):
        raise click.UsageError("a parameter is given twice")
    if lang and any(p.name == "lang" for p in item.parameters):
        values.setdefault("lang", lang)
    answer = queries.run(item, opened, values, names.resolver(opened))
    _print(answer, opened, format_, output, language(lang), iris)


@click.command()
@click.argument("text", metavar="QUERY|FILE|-")
@click.option("-f", "--format", "format_", type=click.Choice(_FORMATS + _GRAPH_FORMATS),
              default=None, help="Form of the result.  [default: table; turtle for triples]")
@click.option("--iris", is_flag=True, help="Show IRIs instead of labels in tables.")
@output_option
@store_option
@language_option
def sparql(
    text: str, format_: str | None, iris: bool, output: Path | None, store: Path | str,
    lang: str | None,
) -> None:
    """Run a SPARQL query of your own (SELECT, ASK, CONSTRUCT or DESCRIBE).

    The prefixes of the project (hx:, id:, skos:, org: …) need not be declared.
    """
    from kg import results
    from kg.errors import QueryError
    from kg.namespaces import PREFIXES

    opened = open_store(store)
    body = _query_text(text)
    declared = set(re.findall(r"(?i)\bPREFIX\s+([\w-]*):", body))
    # One line, so that the line numbers of errors are nearly the user's own.
    head = " ".join(f"PREFIX {p}: <{ns}>" for p, ns in PREFIXES.items() if p not in declared)
    full = f"{head}\n{body}"
    kind = _kind(body)
    chosen = format_ or (_ENDINGS.get(output.suffix.lower()) if output else None)
    if kind == "SELECT":
        _print(opened.select(full), opened, chosen, output, language(lang), iris)
    elif kind == "ASK":
        answer = opened.ask(full)
        with text_output(output) as stream:
            results.write_boolean(answer, chosen or "table", stream)
    elif kind in ("CONSTRUCT", "DESCRIBE"):
        triples = opened.construct(full)
        with text_output(output) as stream:
            results.write_triples(triples, chosen or "turtle", stream)
    else:
        raise QueryError("a query is SELECT, ASK, CONSTRUCT or DESCRIBE; "
                         "to add data use kg load, which validates it")


def _query_text(argument: str) -> str:
    """Return the query: standard input for "-", a file where one has this name, else the text."""
    from kg.readers.files import decode, read_bytes

    if argument == "-":
        return sys.stdin.read()
    if not re.search(r"[\s{}]", argument) or argument.endswith((".rq", ".sparql")):
        data = read_bytes(Path(argument), argument, "holds no query")
        return decode(data, argument)
    return argument


def _kind(body: str) -> str:
    """Return the form of the query: its first keyword after the prologue."""
    from kg.store.guard import QUIET

    quiet = QUIET.sub(" ", body)
    match = re.search(r"(?i)\b(SELECT|ASK|CONSTRUCT|DESCRIBE|INSERT|DELETE|LOAD|CLEAR|DROP)\b",
                      quiet)
    return match.group(1).upper() if match else ""


def _print(
    answer: Solutions, store: Store, format_: str | None, output: Path | None, lang: str,
    iris: bool,
) -> None:
    """Write an answer in the form asked for, else by the ending of the file, else a table."""
    from kg import names, results
    from kg.model import Iri, Solutions

    ending = output.suffix.lower() if output else ""
    if format_ is None and ending and ending not in _ENDINGS:
        raise click.UsageError(f"'{ending}' says no format; add -f")
    chosen = format_ or _ENDINGS.get(ending, "table")
    labels = None
    if chosen in ("table", "markdown") and not iris:
        rows: list[tuple[Term | None, ...]] = list(answer.rows)
        # Where a column gives the name, the first column keeps the id, to be used again.
        skip = 1 if "name" in answer.variables else 0
        named = {term for row in rows for term in row[skip:] if isinstance(term, Iri)}
        labels = names.labels(store, sorted(named), lang)
        answer = Solutions(answer.variables, iter(rows))
    with text_output(output) as stream:
        count = results.write(
            answer, chosen, stream, labels=labels, width=None if output else width())
    if chosen == "table":
        click.echo(f"{count} {'row' if count == 1 else 'rows'}", err=True)
