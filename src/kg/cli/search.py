"""The command kg search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.bilingual import Command
from kg.cli.options import (
    IntRange,
    excel_option,
    language,
    language_option,
    open_store,
    output_option,
    store_option,
)
from kg.cli.output import chosen_format, is_for_people, is_read, say, text_output, width
from kg.errors import in_language
from kg.formats import TEXT_RESULTS

if TYPE_CHECKING:
    from kg.model import Term
    from kg.names import Found
    from kg.store import Store

#: of the columns, in Spanish; in English their names are the words
_HEADINGS = {"name": "nombre", "kind": "clase", "found": "hallado", "reason": "motivo"}


@click.command(cls=Command)
@click.argument("text", nargs=-1, required=True)
@click.option(
    "--kind",
    default=None,
    metavar="KIND",
    help="Only entities of this kind: Cluster, State, Company … or concept:sector.",
)
@click.option("-n", "--limit", type=IntRange(1, 10_000), default=10, show_default=True)
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(tuple(TEXT_RESULTS)),
    default=None,
    help="Format of the result.  [default: from the extension of -o, else table]",
)
@excel_option
@output_option
@store_option
@language_option
@click.pass_context
def search(
    ctx: click.Context,
    text: tuple[str, ...],
    kind: str | None,
    limit: int,
    format_: str | None,
    excel: bool,
    output: Path | None,
    store: Path | str,
    lang: str | None,
) -> None:
    """Find entities by any of their names, in any language.

    Accents, case and word order do not matter; typing errors and incomplete words are allowed.
    Each hit comes with the reason for it.  Exit code 1 if nothing is found.
    """
    from kg import names, results
    from kg.model import Solutions

    opened = open_store(store)
    name = " ".join(text)
    hits = names.search(opened, name, kind, limit, language(lang))
    if not hits:
        say(
            in_language(
                f"no name is similar to '{name}'"
                + (f" among {kind}; try without --kind" if kind else ""),
                f"ningún nombre se parece a «{name}»"
                + (f" entre {kind}; intente sin --kind" if kind else ""),
            ),
            err=True,
        )
        ctx.exit(1)
    columns = ("id", "name", "kind", "found", "reason")
    chosen = chosen_format(format_, output, TEXT_RESULTS, excel=excel)
    kinds = {kind for item in hits for kind in item.hit.kinds}
    words = names.kind_words(opened, kinds) if is_read(chosen) else {}
    answer = Solutions(columns, _rows(hits, language(lang), words))
    with text_output(output, for_people=is_for_people(chosen)) as stream:
        results.write(
            answer,
            chosen,
            stream,
            width=None if output else width(),
            excel=excel,
            about=results.About(headings=_HEADINGS if language(lang) == "es" else {}),
        )
    if chosen == "table":
        _offer_questions(name, opened, language(lang))


def _offer_questions(text: str, store: Store, lang: str) -> None:
    """Say on standard error which question of the library the text may be."""
    from kg.cli.library import library_queries
    from kg.library.asking import ranked

    for match in ranked(text, library_queries(()), store)[:1]:
        if match.is_sure:
            say(f"→ {match.command()}  # {match.query.summary(lang)}", err=True)


def _rows(
    hits: list[Found], lang: str, kinds: Mapping[str, str]
) -> Iterator[tuple[Term | None, ...]]:
    from kg.model import text
    from kg.names.searching import REASONS

    for hit, id, name in hits:
        yield (
            text(id),
            text(name),
            text(", ".join(kinds.get(kind, kind) for kind in hit.kinds)),
            text(hit.name),
            text(REASONS[lang][hit.reason]),
        )
