"""The command kg mcp."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.bilingual import Command
from kg.cli.options import IntRange, bounds_options, language, language_option, store_option
from kg.cli.output import say


@click.command(cls=Command)
@click.option(
    "--port",
    type=IntRange(1, 65_535),
    default=None,
    help="Answer over HTTP on this port of this machine, not over standard input and output.",
)
@click.option("--sparql", "with_sparql", is_flag=True, help="Let the model write its own queries.")
@bounds_options
@click.option("--check", is_flag=True, help="Open the graph, list the tools, and exit.")
@store_option
@language_option
def mcp(
    port: int | None,
    with_sparql: bool,
    timeout: float | None,
    memory: str | None,
    check: bool,
    store: Path | str,
    lang: str | None,
) -> None:
    """Let a language model ask the graph (Model Context Protocol).

    Its tools search, answer the questions of the library, show evidence and say what the graph
    does not know. Nothing can be changed. It needs the extra "mcp": pip install "helixkg[mcp]".
    """
    from kg.runtime.bounds import asked
    from kg.runtime.extras import extra

    with extra("mcp"):
        from kg.web import model_context
    from kg.web.current import Current
    from kg.web.tools import Tools

    tools = Tools(Current(store, asked(timeout, memory)), language(lang))
    offered = model_context.offered(tools, with_sparql=with_sparql)
    if check:
        for tool in offered:
            say(f"{tool.__name__}  {(tool.__doc__ or '').splitlines()[0]}")
        return
    server = model_context.server(offered)
    if port is None:
        server.run("stdio")
    else:
        say(f"http://127.0.0.1:{port}/mcp", err=True)
        server.run("streamable-http", host="127.0.0.1", port=port)
