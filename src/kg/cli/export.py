"""kg export, kg dump"""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.output import (
    binary_output,
    language,
    language_option,
    open_store,
    output_option,
    store_option,
)


@click.command()
@click.argument("format_", metavar="gexf|graphml|csv",
                type=click.Choice(["gexf", "graphml", "csv"]))
@click.option("-o", "--output", type=click.Path(path_type=Path), default=None,
              help="The file, or for csv the folder of nodes.csv and edges.csv."
                   "  [default: kg.gexf, kg.graphml, kg-csv]")
@click.option("--profile", type=click.Choice(["gephi", "networkx"]), default="gephi",
              show_default=True, help="For gexf: which program is to read the file.")
@store_option
@language_option
def export(
    format_: str, output: Path | None, profile: str, store: Path | str, lang: str | None
) -> None:
    """Write entities and relations as a network file for Gephi and other tools."""
    from kg.export import export as write
    from kg.network import project

    target = output or Path("kg-csv" if format_ == "csv" else f"kg.{format_}")
    network = project(open_store(store), language=language(lang))
    write(network, format_, target, profile)
    click.echo(f"{target}: {len(network.nodes):,} nodes, {len(network.edges):,} edges", err=True)


@click.command()
@output_option
@store_option
def dump(output: Path | None, store: Path | str) -> None:
    """Write the whole store as sorted N-Quads; equal stores give equal bytes."""
    opened = open_store(store)
    with binary_output(output) as stream:
        opened.dump(stream)
