"""The command kg list: all things of a kind, or all codes of a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from kg.cli.answers import Options, row_options, write_solutions
from kg.cli.bilingual import Command
from kg.cli.options import language
from kg.errors import in_language

if TYPE_CHECKING:
    from kg.model import Term
    from kg.names.listing import Kind
    from kg.store import Store


@click.command(cls=Command)
@click.argument("kind", required=False)
@row_options
def list(kind: str | None, options: Options) -> None:
    """List all things of a kind, or all codes of a list, with ids and names.

    KIND is a name such as Cluster or concept:sector, or what it is called in Spanish or English.
    Without KIND, lists the kinds.  A thing has the kind that it was entered with: a state is a
    State, not an Area.

    \b
    kg list Cluster
    kg list "entidad federativa" -o estados.xlsx
    kg list concept:sector --lang es
    """
    from kg.library.headings import heading
    from kg.model import Solutions
    from kg.names.listing import find_kind
    from kg.results import About

    opened = options.open()
    chosen = language(options.lang)
    if kind is None:
        title = in_language("Kinds", "Clases")
        answer = Solutions(("kind", "name", "things"), _kinds(opened, chosen))
    else:
        listed_kind = find_kind(kind, opened)
        title = listed_kind.name
        answer = Solutions(("id", "name"), _things(listed_kind, opened, chosen))
    headings = {column: heading(column, chosen) for column in answer.variables}
    write_solutions(answer, opened, options, About(title=title, headings=headings))


def _kinds(store: Store, lang: str) -> Iterator[tuple[Term | None, ...]]:
    from kg.model import Literal, text
    from kg.names.listing import named_kinds
    from kg.rdf.namespaces import XSD

    for kind, name in named_kinds(store, lang):
        yield text(kind.name), text(name), Literal(str(kind.things), XSD + "integer")


def _things(kind: Kind, store: Store, lang: str) -> Iterator[tuple[Term | None, ...]]:
    from kg.model import text
    from kg.names.listing import id_of, things_of

    for thing, name in things_of(kind.iri, store, lang):
        short = id_of(thing)
        yield (thing if short == thing.value else text(short)), text(name) if name else None
