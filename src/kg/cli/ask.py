"""The command kg ask: a question in words, answered by a question of the library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from kg.cli.answers import Options, answer_options
from kg.cli.bilingual import Command
from kg.cli.library import library_option, library_queries
from kg.cli.options import language
from kg.cli.output import say
from kg.cli.query import run_query
from kg.errors import in_language
from kg.formats import RESULTS

if TYPE_CHECKING:
    from pathlib import Path

    from kg.library.asking import Match, Offers

_OTHERS = 2  # matches that are named beside the one that is answered
_NEAREST = 5  # matches that are named where none is sure
_THINGS = 3  # things that are named where none is sure


@click.command(cls=Command)
@click.argument("text", nargs=-1, required=True)
@click.option("--no-run", is_flag=True, help="Show only which question fits, and its command.")
@library_option
@answer_options(tuple(RESULTS))
@click.pass_context
def ask(
    ctx: click.Context,
    text: tuple[str, ...],
    no_run: bool,
    folders: tuple[Path, ...],
    options: Options,
) -> None:
    """Ask in your own words, in Spanish or English.

    Runs the question of the library that fits best, and shows its command and the next best. If
    you ask how many there are, or whether there are any, the number comes first. A question is
    run only if it accounts for every word you say. Otherwise the nearest are tried and listed,
    each with the number of its rows and the words it leaves out, and the exit code is 1.

    \b
    kg ask "¿Qué clústeres automotrices hay en Nuevo León?"
    kg ask who takes part in MUSEIC
    """
    from kg.library.asking import offers

    chosen = language(options.lang)
    offered = offers(" ".join(text), library_queries(folders), options.open())
    if not offered.is_sure:
        _say_nearest(" ".join(text), offered, chosen)
        ctx.exit(1)
    best, *others = offered.matches
    for written, meant in best.read:
        say(
            in_language(f"'{written}' read as '{meant}'", f"«{written}» se leyó como «{meant}»"),
            err=True,
        )
    if best.same:
        say(
            in_language(
                f"both names are of one thing: {best.same}",
                f"los dos nombres son de lo mismo: {best.same}",
            ),
            err=True,
        )
    say(f"→ {best.command()}", err=True)
    for other in others[:_OTHERS]:
        say(in_language("or: ", "o bien: ") + _described(other, chosen), err=True)
    if not no_run:
        run_query(best.query, best.values, options, first=best.wants)


def _described(match: Match, chosen: str) -> str:
    return f"{match.command()}  # {match.query.summary(chosen)}"


def _say_nearest(text: str, offered: Offers, chosen: str) -> None:
    """Say which questions come near, which names are unknown, and what is known of the others."""
    nearest = offered.matches[:_NEAREST]
    things = [_shown(thing) for thing in offered.things[:_THINGS]]
    say(_not_sure(text) if nearest else _no_question(text), err=True)
    for name in dict.fromkeys(name for match in nearest for name in match.unknown):
        say(
            in_language(
                f"'{name}' is the name of nothing here; kg search '{name}' finds what is like it",
                f"«{name}» no es el nombre de nada aquí; kg search '{name}' busca lo parecido",
            ),
            err=True,
        )
    questions = [
        f"  {_described(match, chosen)}{_rows(match)}{_left_out(match)}" for match in nearest
    ]
    for line in (*things, *questions) if offered.things_first else (*questions, *things):
        say(line, err=True)
    if offered.empty:
        say(_without_rows(offered.empty), err=True)


def _shown(thing: str) -> str:
    return in_language(
        f"  kg show {thing}  # all that is known of it",
        f"  kg show {thing}  # todo lo que se sabe de ello",
    )


def _rows(match: Match) -> str:
    """Return how many rows a match gives, as a remark behind it, where it was tried."""
    from kg.library.asking.offering import MOST_ROWS

    if not match.rows:
        return ""
    if match.rows >= MOST_ROWS:
        return in_language(f"; {match.rows} rows or more", f"; {match.rows} filas o más")
    return in_language(
        f"; {match.rows} row{'s' * (match.rows > 1)}",
        f"; {match.rows} fila{'s' * (match.rows > 1)}",
    )


def _without_rows(matches: Sequence[Match]) -> str:
    """Return which questions were tried and say nothing of what is asked."""
    names = ", ".join(dict.fromkeys(match.name for match in matches))
    return in_language(
        f"tried too, but without rows: {names}", f"también se probaron, sin filas: {names}"
    )


def _not_sure(text: str) -> str:
    return in_language(
        f"no question fits '{text}' for sure; the nearest are:",
        f"ninguna pregunta corresponde con seguridad a '{text}'; las más cercanas son:",
    )


def _no_question(text: str) -> str:
    return in_language(
        f"no question of the library fits '{text}'; kg query list shows all, kg search finds names",
        f"ninguna pregunta de la biblioteca corresponde a '{text}'; kg query list las "
        "muestra todas, kg search busca nombres",
    )


def _left_out(match: Match) -> str:
    """Return which words of the question a match leaves out, as a remark behind it."""
    if not match.left_out:
        return ""
    return in_language(
        "; leaves out " + ", ".join(f"'{word}'" for word in match.left_out),
        "; omite " + ", ".join(f"«{word}»" for word in match.left_out),
    )
