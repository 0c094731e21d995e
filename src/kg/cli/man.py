"""The command kg man: a page of the manual for each command, made from its help."""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from kg import __version__
from kg.cli.bilingual import Command
from kg.cli.output import say
from kg.errors import in_language

_SECTION = "1"


@click.command(cls=Command)
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("man1"),
    show_default="./man1",
    help="The folder, which gets kg.1, kg-build.1 and so on.",
)
def man(folder: Path) -> None:
    """Write a page of the manual for each command, which man shows.

    A folder man1 in one that MANPATH names is found by man.
    """
    from kg.files.writing import write_text

    root = click.get_current_context().find_root()
    pages = dict(_pages(click.Context(root.command, info_name="kg")))
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in pages.items():
        write_text(folder / f"{name}.{_SECTION}", page)
    say(
        in_language(
            f"{folder}: {len(pages)} pages written",
            f"{folder}: se escribieron {len(pages)} páginas",
        ),
        err=True,
    )


def _pages(ctx: click.Context) -> Iterator[tuple[str, str]]:
    """Yield name and text of the page of a command, then those of the commands in it."""
    yield ctx.command_path.replace(" ", "-"), _page(ctx)
    if isinstance(ctx.command, click.Group):
        for name in ctx.command.list_commands(ctx):
            command = ctx.command.get_command(ctx, name)
            if command is not None and not command.hidden:
                yield from _pages(click.Context(command, info_name=name, parent=ctx))


def _page(ctx: click.Context) -> str:
    """Return the page of a command, in the language of roff."""
    command, name = ctx.command, ctx.command_path.replace(" ", "-")
    short = command.get_short_help_str(1_000).rstrip(".")
    lines = [
        f'.TH "{name.upper()}" "{_SECTION}" "{_day()}" "HelixKG {__version__}" "HelixKG"',
        ".SH NAME",
        f"{_escaped(name)} \\- {_escaped(short)}",
        ".SH SYNOPSIS",
        f".B {_escaped(ctx.command_path)}",
        _escaped(" ".join(command.collect_usage_pieces(ctx))),
        ".SH DESCRIPTION",
        *_paragraphs(command.help or ""),
        *_entries("OPTIONS", _options(ctx)),
    ]
    if isinstance(command, click.Group):
        lines += _entries("COMMANDS", _commands(command, ctx))
    if ctx.parent is not None:
        lines += [".SH SEE ALSO", f".BR {_escaped(ctx.parent.command_path)} ({_SECTION})"]
    return "\n".join(lines) + "\n"


def _options(ctx: click.Context) -> Iterator[tuple[str, str]]:
    for parameter in ctx.command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if record is not None:
            yield record


def _commands(group: click.Group, ctx: click.Context) -> Iterator[tuple[str, str]]:
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        if command is not None and not command.hidden:
            yield f"{ctx.command_path} {name}", command.get_short_help_str(1_000)


def _entries(heading: str, entries: Iterator[tuple[str, str]]) -> Iterator[str]:
    """Yield the lines of a section of terms, each with what it means."""
    yield f".SH {heading}"
    for term, meaning in entries:
        yield from (".TP", f"\\fB{_escaped(term)}\\fR", _escaped(" ".join(meaning.split())))


def _paragraphs(text: str) -> Iterator[str]:
    """Yield the lines of a help text; paragraphs after click's mark keep their lines."""
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(text)):
        kept = paragraph.startswith("\b")
        yield from (".PP", *([".nf"] if kept else []))
        yield from (_escaped(line) for line in paragraph.lstrip("\b\n").splitlines())
        if kept:
            yield ".fi"


def _escaped(text: str) -> str:
    """Return text that roff prints as it is, also at the beginning of a line."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{text}" if text.startswith((".", "'")) else text


def _day() -> str:
    """Return the day of SOURCE_DATE_EPOCH, else today: the same source makes the same pages."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return now.date().isoformat()
