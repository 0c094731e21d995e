"""All commands of `kg`, and the texts of their help."""

from __future__ import annotations

from collections.abc import Iterator

import click

from kg.cli import cli
from kg.cli.catalogue import paragraphs, parts_of_metavar


def commands(
    command: click.Command, name: str = "kg", parent: click.Context | None = None
) -> Iterator[tuple[str, click.Command, click.Context]]:
    """Yield all commands that there are, with their names."""
    context = click.Context(command, parent, name.split()[-1], **command.context_settings)
    yield name, command, context
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            subcommand = command.get_command(context, inner)
            assert subcommand is not None
            yield from commands(subcommand, f"{name} {inner}", context)


def of_commands() -> Iterator[str]:
    """Yield the entries of help."""
    for _, command, context in commands(cli):
        texts = [command.help or "", *(getattr(p, "help", "") or "" for p in command.params)]
        for text in texts:
            yield from (entry for _, entry in paragraphs(text) if entry)
        for param in command.get_params(context):
            if isinstance(param, click.Option) and not param.is_flag:
                yield from parts_of_metavar(param.make_metavar(context))
        yield from parts_of_metavar(" ".join(command.collect_usage_pieces(context)))
