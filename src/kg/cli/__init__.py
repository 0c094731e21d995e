"""The command line: parse, call, print, exit.

Imported by nothing; imports every room. This module imports click alone, and each command imports
what it needs when it runs, so that `kg --help` answers at once.
"""

from __future__ import annotations

import importlib
import sys

import click

from kg.cli.bilingual import Group
from kg.errors import in_language

#: command → module of this package that holds it
_COMMANDS = {
    "build": "build",
    "query": "query",
    "ask": "ask",
    "sparql": "sparql",
    "search": "search",
    "validate": "change",
    "load": "change",
    "log": "maintenance",
    "check": "check",
    "backup": "maintenance",
    "restore": "maintenance",
    "export": "export",
    "network": "network",
    "paths": "paths",
    "common": "paths",
    "neighbours": "paths",
    "dump": "export",
    "publish": "publish",
    "map": "maps",
    "timeline": "maps",
    "profile": "profile",
    "list": "listing",
    "show": "show",
    "why": "show",
    "explain": "ontology",
    "ontology": "ontology",
    "shapes": "shapes",
    "sources": "sources",
    "stats": "statistics",
    "conflicts": "quality",
    "coverage": "coverage",
    "diff": "quality",
    "fmt": "tables",
    "tables": "network_tables",
    "mapping": "mapping",
    "generate": "generate",
    "serve": "serve",
    "mcp": "mcp",
    "trust": "trust",
    "man": "man",
}


class _Lazy(Group):
    """A group that imports the module of a command when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        module = _COMMANDS.get(name)
        if module is None:
            return None
        command: click.Command = getattr(importlib.import_module(f"kg.cli.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader stopped early (kg dump | head). Click takes that for an error; it is none.
            from kg.cli.ending import leave_standard_output

            leave_standard_output()
            ctx.exit(0)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], list(_COMMANDS), 1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            pista = f" ¿Quiso decir «{near[0]}»?" if near else ""
            ctx.fail(
                in_language(
                    f"no command '{args[0]}'.{hint} `kg -h` lists them.",
                    f"no hay un comando «{args[0]}».{pista} `kg -h` los enumera.",
                )
            )
        return super().resolve_command(ctx, args)


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    from kg.cli.version import show

    show(ctx, param, value)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--verbose", is_flag=True, is_eager=True, help="With --version: all versions.")
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    callback=_version,
    help="Show the version and exit.",
)
def cli(verbose: bool) -> None:
    """A knowledge graph of Mexico's industrial clusters and the people around them.

    \b
    First steps:
      kg build                                         build ./kg-store from the tables
      kg query list                                    list the queries of the library
      kg query run clusters-in-state -p state jalisco  run one
      kg why claut-nuevo-leon                          which documents state it, and where
      kg validate new.ttl                              check new triples before loading them
      kg export gexf -o clusters.gexf                  write a file for Gephi

    Results go to standard output, messages to standard error.  Exit codes: 0 success,
    1 the data does not conform, nothing was found, or there are differences;
    2 wrong usage or unreadable input; 3 an endpoint failed; 70 an error of kg itself.

    \b
    Completion:  eval "$(_KG_COMPLETE=bash_source kg)"   (or zsh_source, fish_source)
    """
    if verbose:
        raise click.UsageError(
            in_language("--verbose goes with --version", "--verbose va con --version")
        )


def main() -> None:
    """Run the command line and exit."""
    from kg.cli.ending import run

    sys.exit(run(lambda: cli.main(prog_name="kg", standalone_mode=False)))
