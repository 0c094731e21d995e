"""kg export, kg dump"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from kg.cli.output import (
    binary_output,
    language,
    language_option,
    open_store,
    output_option,
    store_option,
)

_F = TypeVar("_F", bound=Callable[..., object])

#: format → ending of its file
_ENDINGS = {"gexf": "gexf", "graphml": "graphml", "csv": "", "cyjs": "cyjs", "json": "json",
            "pajek": "net", "dot": "dot"}


def _several(name: str, variable: str, help: str, metavar: str = "NAME") -> Callable[[_F], _F]:
    return click.option(name, variable, multiple=True, metavar=metavar, help=help)


@click.command()
@click.argument("format_", metavar="|".join(_ENDINGS), type=click.Choice(list(_ENDINGS)))
@click.option("-o", "--output", type=click.Path(path_type=Path), default=None,
              help="The file, or for csv the folder of nodes.csv and edges.csv."
                   "  [default: kg.gexf, kg.graphml, kg-csv …]")
@click.option("--ego", default="", metavar="NAME", help="Only what lies around this entity …")
@click.option("-k", "steps", type=click.IntRange(1), default=1, show_default=True,
              help="… within so many edges.")
@_several("--kind", "kinds", "Only nodes of this kind, such as Cluster.")
@_several("--helix", "helices", "Only nodes of this helix, such as academia.")
@_several("--state", "states", "Only nodes in this state.")
@_several("--country", "countries", "Only nodes in this country.")
@_several("--sector", "sectors", "Only nodes of this sector (a code).")
@_several("--relation", "relations", "Only edges of this kind, such as member or locatedIn.")
@_several("--source", "sources", "Only edges that this document states.", "ID")
@_several("--certainty", "certainty", "Only edges of this certainty, such as explicit.")
@click.option("--at", default="", metavar="DATE",
              help="Only edges that hold on a day, in a month or a year; those without dates stay.")
@click.option("--linked", is_flag=True, help="Leave out nodes without an edge.")
@click.option("--profile", type=click.Choice(["gephi", "networkx"]), default="gephi",
              show_default=True, help="For gexf: which program is to read the file.")
@store_option
@language_option
def export(
    format_: str, output: Path | None, ego: str, steps: int, kinds: tuple[str, ...],
    helices: tuple[str, ...], states: tuple[str, ...], countries: tuple[str, ...],
    sectors: tuple[str, ...], relations: tuple[str, ...], sources: tuple[str, ...],
    certainty: tuple[str, ...], at: str, linked: bool, profile: str, store: Path | str,
    lang: str | None,
) -> None:
    """Write entities and relations as a network file for Gephi and other tools.

    Options that say "only" may stand several times; several of one kind mean any of them.
    """
    from kg import names
    from kg.export import export as write
    from kg.namespaces import ID
    from kg.network import Selection, around, project

    def ids(given: tuple[str, ...], kind: str) -> tuple[str, ...]:
        return tuple(str(names.resolve(opened, name, kind)).removeprefix(ID) for name in given)

    target = output or Path("kg-csv" if format_ == "csv" else f"kg.{_ENDINGS[format_]}")
    opened = open_store(store)
    network = Selection(
        kinds, helices, ids(countries, "Country"), ids(states, "State"), sectors, relations,
        sources, certainty, at,
    ).of(project(opened, language=language(lang)))
    if ego:
        network = around(network, str(names.resolve(opened, ego)).removeprefix(ID), steps)
    if linked:
        network = Selection(isolated=False).of(network)
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
