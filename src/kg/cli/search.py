"""The command kg search."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.output import (
    chosen_format,
    language,
    language_option,
    open_store,
    output_option,
    store_option,
    text_output,
    width,
)
from kg.formats import TEXT_RESULTS

if TYPE_CHECKING:
    from kg.model import Term
    from kg.names import Hit
    from kg.store import Store

_REASONS = {
    "en": {
        "id": "its id",
        "name": "its name",
        "words": "all words",
        "beginning": "begins so",
        "spelling": "spelt alike",
    },
    "es": {
        "id": "su id",
        "name": "su nombre",
        "words": "todas las palabras",
        "beginning": "empieza así",
        "spelling": "se escribe parecido",
    },
}


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option(
    "--kind",
    default=None,
    metavar="KIND",
    help="Only of this kind: Cluster, State, Company … or concept:sector.",
)
@click.option("-n", "--limit", type=click.IntRange(min=1), default=10, show_default=True)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(tuple(TEXT_RESULTS)),
    default=None,
    help="Form of the result.  [default: table; from the name with -o]",
)
@output_option
@store_option
@language_option
@click.pass_context
def search(
    ctx: click.Context,
    text: tuple[str, ...],
    kind: str | None,
    limit: int,
    form: str | None,
    output: Path | None,
    store: Path | str,
    lang: str | None,
) -> None:
    """Find entities by any of their names, in any language.

    Accents, case and the order of words do not matter; typing errors and beginnings of words are
    forgiven. Each hit says why it is one. Exit 1 where nothing is found.
    """
    from kg import names, results
    from kg.model import Solutions

    opened = open_store(store)
    index = names.open_index(opened) or names.NameIndex.build(opened)
    wanted = " ".join(text)
    hits = index.search(wanted, kind, limit)
    if not hits:
        click.echo(
            f"nothing has a name like '{wanted}'"
            + (f" among {kind}; leave --kind out" if kind else ""),
            err=True,
        )
        ctx.exit(1)
    columns = ("id", "name", "kind", "found", "reason")
    answer = Solutions(columns, _rows(hits, opened, language(lang)))
    with text_output(output) as stream:
        results.write(
            answer,
            chosen_format(form, output, TEXT_RESULTS),
            stream,
            width=None if output else width(),
        )


def _rows(hits: list[Hit], store: Store, lang: str) -> Iterator[tuple[Term | None, ...]]:
    from kg import names
    from kg.model import Iri, text
    from kg.rdf.namespaces import ID

    labels = names.Labels(store, lang)
    labels.learn(Iri(hit.iri) for hit in hits)
    for hit in hits:
        short = hit.iri.removeprefix(ID)
        yield (
            text(short) if short != hit.iri else Iri(hit.iri),
            text(labels.get(hit.iri) or hit.name),
            text(", ".join(hit.kinds)),
            text(hit.name),
            text(_REASONS[lang][hit.reason]),
        )
