"""The command line: parse, call, print, exit.

Imported by nothing; imports every room. This module imports click alone, and each command imports
what it needs when it runs, so that a command begins at once; what `kg --help` says of each stands
here for the same reason.
"""

from __future__ import annotations

import importlib
import sys

import click

from kg.cli.bilingual import Group
from kg.errors import in_language, translated

#: command → the module of this package that holds it, and the first paragraph of its help
_COMMANDS = {
    "build": ("build", "Build the store from the tables in the folder DATA."),
    "query": ("query", "List, show, run and write queries of the library."),
    "ask": ("ask", "Ask in your own words, in Spanish or English."),
    "sparql": ("sparql", "Run your own SPARQL query or update."),
    "search": ("search", "Find entities by any of their names, in any language."),
    "validate": ("change", "Validate the store, or the store as it would be with FILES."),
    "load": ("change", "Load FILES into the store if the result is valid."),
    "log": ("maintenance", "List the loads since the store was built, latest first."),
    "check": ("check", "Check that the store is as it was written."),
    "backup": ("maintenance", "Copy the store into a new FOLDER."),
    "restore": (
        "maintenance",
        "Restore the store from the backup in FOLDER, or with --previous from its older "
        "generation.",
    ),
    "export": ("export", "Write the network for Gephi and other tools."),
    "network": ("network", "Measure a network: centrality, brokerage, mixing."),
    "paths": ("paths", "Show how two entities are linked, with evidence."),
    "common": ("paths", "Show the shared neighbours of two entities."),
    "neighbours": ("paths", "Show the neighbours of an entity, with evidence."),
    "dump": (
        "export",
        "Write the whole store as sorted N-Quads, its claims, or its entities for search engines.",
    ),
    "publish": ("publish", "Write the graph as one folder for catalogues and archives."),
    "map": ("maps", "Draw the answer to a question as a map of the states."),
    "timeline": (
        "maps",
        "Draw a time line of what has a date around a thing, or in the answer to a question.",
    ),
    "profile": ("profile", "Write a printable profile of a thing."),
    "list": ("listing", "List all things of a kind, or all codes of a list, with ids and names."),
    "show": ("show", "Show the profile of an entity, with evidence."),
    "why": ("show", "Show which documents state a fact, and where."),
    "explain": ("ontology", "Explain a class, a property or the code of a constraint."),
    "ontology": ("ontology", "Publish the ontology: pages for people, a context for JSON-LD."),
    "shapes": ("shapes", "Work on the shapes: constraints on what may be said."),
    "sources": (
        "sources",
        "List the documents with their numbers of claims, or show all that is known of one.",
    ),
    "stats": ("statistics", "Count facts, claims, evidence and entities."),
    "conflicts": ("quality", "List recorded contradictions and damaged passages."),
    "coverage": ("coverage", "Count weakly supported facts, and gaps in the data."),
    "diff": ("quality", "Show what changed from OLD to NEW."),
    "fmt": ("tables", "Rewrite the tables in DATA in canonical form."),
    "tables": ("network_tables", "Make the tables of nodes and edges on Spark, without a store."),
    "mapping": ("mapping", "Draft and check mappings for custom tables."),
    "generate": ("generate", "Generate a synthetic ecosystem of any size."),
    "serve": ("serve", "Serve the graph: pages in a browser, SPARQL and data for programs."),
    "mcp": ("mcp", "Let a language model ask the graph (Model Context Protocol)."),
    "trust": ("trust", "Trust a kg.toml outside your own settings folder."),
    "man": ("man", "Write a page of the manual for each command, which man shows."),
}


class _Lazy(Group):
    """A group that imports the module of a command when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module, _ = _COMMANDS[name]
        command: click.Command = getattr(importlib.import_module(f"kg.cli.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command does, without importing it."""
        limit = formatter.width - 6 - max(map(len, _COMMANDS))  # as click leaves space
        with formatter.section(translated("Commands")):
            formatter.write_dl(
                [
                    (name, click.Command(name, help=translated(summary)).get_short_help_str(limit))
                    for name, (_, summary) in _COMMANDS.items()
                ]
            )

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
    if value and not ctx.resilient_parsing:
        from kg.cli.version import show

        show(verbose=bool(ctx.params.get("verbose")))
        ctx.exit(0)


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
