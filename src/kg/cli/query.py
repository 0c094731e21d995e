"""The commands `kg query list`, `show`, `run`, `new`, `check` and `export`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from kg.cli.answers import Options, answer_options, explain, write_solutions
from kg.cli.as_of import as_of_option
from kg.cli.bilingual import Group
from kg.cli.cite import cite_answer, cite_option
from kg.cli.library import library_option, library_queries
from kg.cli.options import (
    IntRange,
    language,
    language_option,
    open_bounded,
    output_option,
    store_option,
)
from kg.cli.output import said_to, say, text_output
from kg.errors import in_language
from kg.formats import RESULTS

if TYPE_CHECKING:
    from kg.library import Query
    from kg.model import Solutions, Term
    from kg.results import About

_Command = TypeVar("_Command", bound=Callable[..., object])


@click.group(cls=Group)
def query() -> None:
    """List, show, run and write queries of the library."""


@query.command("list")
@click.option("--tag", default=None, help="Only queries with this tag or in this group.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print JSON: everything except the query text."
)
@output_option
@library_option
@language_option
def list_queries(
    tag: str | None,
    as_json: bool,
    output: Path | None,
    folders: tuple[Path, ...],
    lang: str | None,
) -> None:
    """List the queries: names, required parameters and what each answers."""
    chosen = language(lang)
    rows = [
        q for q in library_queries(folders).values() if tag is None or tag in (q.group, *q.tags)
    ]
    if not rows:
        raise click.UsageError(
            in_language(
                f"no query has the tag '{tag}'", f"ninguna consulta tiene la etiqueta «{tag}»"
            )
        )
    if as_json:
        import json

        with text_output(output) as stream:
            json.dump([_described(item) for item in rows], stream, ensure_ascii=False, indent=2)
            stream.write("\n")
        return
    with said_to(output):
        _say_list(rows, chosen)


def _say_list(rows: Sequence[Query], chosen: str) -> None:
    """Print queries by group: names, required parameters and what each answers."""
    wide = max(len(q.name) for q in rows)
    group = ""
    for item in rows:
        if item.group != group:
            group = item.group
            say(f"{group}")
        needs = " ".join(f"-p {p.name} …" for p in item.parameters if p.required)
        asked = f"  [{needs}]" if needs else ""
        say(f"  {item.name:<{wide}}  {item.summary(chosen)}{asked}")


def _described(item: Query) -> dict[str, object]:
    return {
        "name": item.name,
        "group": item.group,
        "en": item.summary_en,
        "es": item.summary_es,
        "description": item.description_en,
        "description_es": item.description_es,
        "asks": item.asks,
        "tags": item.tags,
        "columns": item.columns,
        "example": dict(item.example),
        "parameters": [
            {
                "name": p.name,
                "type": p.type,
                "en": p.label_en,
                "es": p.label_es,
                "default": p.default,
                "required": p.required,
                "list": p.many,
            }
            for p in item.parameters
        ],
    }


@query.command("find")
@click.argument("text", nargs=-1, required=True)
@click.option("-n", "--limit", type=IntRange(1, 100), default=5, show_default=True)
@output_option
@library_option
@store_option
@language_option
@click.pass_context
def find_queries(
    ctx: click.Context,
    text: tuple[str, ...],
    limit: int,
    output: Path | None,
    folders: tuple[Path, ...],
    store: Path | str,
    lang: str | None,
) -> None:
    """Find queries by keywords in Spanish or English, with the parameters that these name.

    Exit code 1 if nothing matches.
    """
    from kg.library.asking import ranked

    chosen = language(lang)
    queries = library_queries(folders)
    matches = ranked(" ".join(text), queries, open_bounded(store))
    with said_to(output):
        for match in matches[:limit]:
            say(match.query.summary(chosen), bold=True)
            say(f"  $ {match.command()}")
    if not matches:
        asked = " ".join(text)
        message = in_language(
            f"no query has words of '{asked}'", f"ninguna consulta tiene palabras de '{asked}'"
        )
        say(message, err=True)
        ctx.exit(1)


@query.command()
@click.argument("name")
@click.argument("parameter")
@library_option
@answer_options(tuple(RESULTS))
def values(name: str, parameter: str, folders: tuple[Path, ...], options: Options) -> None:
    """Show the values that a parameter of a query may take.

    \b
    kg query values clusters-in-sector sector
    """
    from kg import library
    from kg.library.values import values_of
    from kg.results import About

    item = library.find(library_queries(folders), name)
    chosen = library.parameter(item, parameter)
    opened = options.open()
    answer = values_of(chosen, opened, language(options.lang))
    write_solutions(answer, opened, options, About(title=chosen.label(language(options.lang))))


@query.command()
@click.argument("name")
@click.option(
    "--plain",
    is_flag=True,
    help="Print only plain SPARQL, with all functions expanded, for any engine.",
)
@output_option
@library_option
@language_option
def show(
    name: str, plain: bool, output: Path | None, folders: tuple[Path, ...], lang: str | None
) -> None:
    """Show a query: what it answers, parameters, columns, an example and its text."""
    from kg import library

    item = library.find(library_queries(folders), name)
    if plain:
        with text_output(output) as stream:
            stream.write(item.plain.rstrip("\n") + "\n")
        return
    with said_to(output):
        for line in _introduction(item, language(lang)):
            say(line)
        say(item.source)


def _introduction(item: Query, language: str) -> Iterator[str]:
    """Yield the lines about a query that stand above its text."""
    import shlex

    yield item.summary(language)
    if item.description(language):
        yield item.description(language)
    for parameter in item.parameters:
        usual = in_language("default", "por omisión")
        default = f" ({usual} {parameter.default})" if parameter.default is not None else ""
        separated = in_language(", several separated by ;", ", varios separados por ;")
        several = separated if parameter.many else ""
        label = parameter.label(language)
        yield f"  -p {parameter.name} <{parameter.type}{several}>{default}  {label}"
    yield f"  → {', '.join(item.columns)}"
    values = "".join(f" -p {key} {shlex.quote(value)}" for key, value in item.example.items())
    yield f"  $ kg query run {item.name}{values}\n"


@query.command()
@click.argument("name")
@click.option(
    "-p",
    "--param",
    "parameters",
    nargs=2,
    multiple=True,
    metavar="NAME VALUE",
    help="Set a parameter: an entity by id, IRI or name; a code or its label; a date …",
)
@cite_option
@library_option
@as_of_option
@answer_options(tuple(RESULTS))
def run(
    name: str,
    parameters: tuple[tuple[str, str], ...],
    form: str | None,
    folders: tuple[Path, ...],
    options: Options,
) -> None:
    """Run a query of the library."""
    from kg import library

    values = dict(parameters)
    if len(values) < len(parameters):
        raise click.UsageError(
            in_language(
                "the same parameter is given twice", "el mismo parámetro se indica dos veces"
            )
        )
    run_query(library.find(library_queries(folders), name), values, options, form)


def run_query(
    item: Query,
    given: Mapping[str, str],
    options: Options,
    cite: str | None = None,
    *,
    first: str = "",
) -> None:
    """Run a query with values for its parameters, and write the answer, or whom it cites.

    Args:
        item: The query.
        given: Parameter → value, as it was written.
        options: How the answer is written.
        cite: The form of references, where these are written instead.
        first: What is said before the answer: the `number` of things, or `whether` there are any.
    """
    from kg import library

    opened = options.open()
    chosen = language(options.lang)
    values, bound = library.filled(item, opened, given, chosen)
    if options.explain:
        explain(opened, item.plain, bound)
        return
    about = library.about(item, opened, values, bound, chosen)
    answer = library.select(item, opened, bound)
    if first:
        answer = _counted_first(answer, first, options, about)
    if cite:
        cite_answer(answer, opened, options, cite)
    else:
        write_solutions(answer, opened, options, about)


def _counted_first(answer: Solutions, first: str, options: Options, about: About) -> Solutions:
    """Say how many things are in an answer, and return it.

    A thing may have several rows, such as one for each of its sectors. The number stands on
    standard output where people read the answer, else beside it, since a file has only rows.
    """
    from kg.model import Solutions

    rows = list(answer.rows)
    things = {_thing(row) for row in rows}
    number = f"{len(things):,}"
    text = in_language(f"There are {number}.", f"Son {number}.")
    if len(things) == 1:
        text = in_language("There is 1.", "Es 1.")
    if first == "whether":
        text = in_language(f"Yes: {number}.", f"Sí: {number}.")
    if not things:
        text = in_language(
            "None in the graph, which does not say that there is none.",
            "Ninguno en el grafo, lo que no quiere decir que no exista.",
        )
    kinds = _by_kind(answer.variables, rows, about)
    if len(kinds) > 1:  # whoever asks for universities need not take companies for them
        text += " " + "; ".join(f"{kind}: {count:,}" for kind, count in kinds)
    is_table = options.output is None and options.format_ in (None, "table")
    say(text, err=not is_table, bold=is_table)
    return Solutions(answer.variables, iter(rows))


def _thing(row: tuple[Term | None, ...]) -> object:
    """Return the thing of a row, the row itself where it names none."""
    from kg.model import Iri

    return next((cell for cell in row if isinstance(cell, Iri)), row)


def _by_kind(
    columns: Sequence[str], rows: Sequence[tuple[Term | None, ...]], about: About
) -> list[tuple[str, int]]:
    """Return how many things there are of each kind, the most first, if the rows say it."""
    from collections import Counter

    if "kind" not in columns:
        return []
    place = columns.index("kind")
    kinds = {_thing(row): about.word("kind", str(row[place])) for row in rows if row[place]}
    words = Counter(kinds.values())
    return sorted(words.items(), key=lambda pair: (-pair[1], pair[0]))


@query.command()
@click.argument("name")
@click.option(
    "--library",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("queries"),
    show_default=True,
    help="Folder of your queries.",
)
def new(name: str, folder: Path) -> None:
    """Write a skeleton for a query of your own: NAME or GROUP/NAME."""
    from kg.library.skeleton import write_skeleton

    path = write_skeleton(folder, name)
    say(
        in_language(
            f"{path}: written; edit it, then: kg query check {path.stem} --library {folder}",
            f"{path}: escrita; edítela y después: kg query check {path.stem} --library {folder}",
        )
    )


@query.command()
@click.argument("names_", metavar="[NAME]...", nargs=-1)
@click.option(
    "--write",
    is_flag=True,
    help="Save the answers to the examples as golden files, next to the queries.",
)
@library_option
@store_option
@click.pass_context
def check(
    ctx: click.Context,
    names_: tuple[str, ...],
    write: bool,
    folders: tuple[Path, ...],
    store: Path | str,
) -> None:
    """Check queries: header, syntax, columns, and the golden answer if there is one.

    Runs the example of each query on the store.  Without NAME, checks all queries.
    """
    from kg import library
    from kg.library.check import faults

    queries = library_queries(folders)
    chosen = [library.find(queries, name) for name in names_] or list(queries.values())
    opened = open_bounded(store)
    faulty = 0
    for item in chosen:
        messages = faults(item, opened, write=write)
        faulty += bool(messages)
        for message in messages:
            say(message, err=True)
    say(
        in_language(
            f"{len(chosen)} checked, {faulty} faulty",
            f"{len(chosen)} comprobadas, {faulty} con fallas",
        ),
        err=True,
    )
    ctx.exit(1 if faulty else 0)


@query.command()
@library_option
@output_option
def export(folders: tuple[Path, ...], output: Path | None) -> None:
    """Write the library as Turtle: each query as a SHACL SPARQL executable, in plain SPARQL."""
    from kg import results
    from kg.library.publish import as_rdf

    triples = as_rdf(library_queries(folders))
    with text_output(output) as stream:
        results.write_triples(triples, "turtle", stream)
