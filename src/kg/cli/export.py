"""kg export, kg dump"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click

from kg.cli.network_options import Choice, network_options
from kg.cli.output import (
    binary_output,
    language,
    open_store,
    output_option,
    progress,
    store_option,
)
from kg.formats import NETWORKS

_MOST_DRAWN = 20_000  # nodes


@click.command()
@click.argument("format_", metavar="FORMAT", type=click.Choice(tuple(NETWORKS)))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help="The file, or for csv, neo4j-csv and parquet the folder of the tables."
    "  [default: kg.gexf, kg.graphml, kg-csv …]",
)
@network_options
@click.option(
    "--with",
    "measures",
    default="",
    metavar="MEASURE,…",
    help="Columns of measures, such as betweenness,community (kg network --help).",
)
@click.option(
    "--layout",
    type=click.Choice(["force", "discs"]),
    default=None,
    help="Places by forces, or one disc a helix.  [default: force if drawn]",
)
@click.option(
    "--colour",
    default="helix",
    show_default=True,
    metavar="COLUMN",
    help="What colours show: helix, kind, country, state, sector, or a measure.",
)
@click.option(
    "--size",
    default="degree",
    show_default=True,
    metavar="MEASURE",
    help="What sizes show: degree, or a measure of --with.",
)
@click.option("--layers", is_flag=True, help="One file for each kind of relation.")
@click.option(
    "--manifest",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Write what the network was made of, with a hash of its content.",
)
@click.option(
    "--profile",
    type=click.Choice(["gephi", "gephi-lite", "networkx"]),
    default="gephi",
    show_default=True,
    help="For gexf: which program is to read the file.",
)
def export(
    format_: str,
    output: Path | None,
    choice: Choice,
    measures: str,
    layout: str | None,
    colour: str,
    size: str,
    layers: bool,
    manifest: Path | None,
    profile: str,
) -> None:
    """Write entities and relations as a network file for Gephi and other tools.

    FORMAT: gexf, graphml, csv (as Gephi imports it), neo4j-csv, parquet, cx2, cyjs, graphology,
    d3, json, pajek, dot, html (a page to look around in), svg, png, pdf (a picture).

    Options that say "only" may stand several times; several of one kind mean any of them.
    """
    from kg.export import export as write
    from kg.files.writing import write_text
    from kg.network.derive import layers as split_layers
    from kg.network.manifest import network_manifest

    ending = NETWORKS[format_].ending
    target = output or Path(f"kg{ending}" if ending else f"kg-{format_.removesuffix('-csv')}")
    plain = (measures, layout or "discs", colour, size, layers, manifest, profile) == (
        "",
        "discs",
        "helix",
        "degree",
        False,
        None,
        "gephi",
    )
    if plain and _written_whole(choice, format_, target):
        return
    network, opened = choice.network()
    if measures:
        from kg.network.measures.columns import with_measures

        with progress() as show:
            network = with_measures(network, [name.strip() for name in measures.split(",")], show)
    network = replace(network, colour=colour, size=size)
    if NETWORKS[format_].drawn:
        if len(network.nodes) > _MOST_DRAWN:
            raise click.UsageError(
                f"{len(network.nodes):,} nodes are more than a picture or a page can show "
                f"({_MOST_DRAWN:,}); choose a part with --ego, --kind, --sector, --linked …"
            )
        from kg.export.display_labels import captioned

        network = captioned(network, opened, language(choice.lang))
    if (layout or ("force" if NETWORKS[format_].drawn else "discs")) == "force":
        from kg.network.layout.force import force_coordinates

        with progress() as show:
            network = replace(network, coordinates=force_coordinates(network, progress=show))
    parts = {"": network}
    if layers:
        parts = {f"-{kind}": layer for kind, layer in split_layers(network).items()}
    for name, part in parts.items():
        path = target.with_name(f"{target.stem}{name}{target.suffix}")
        write(part, format_, path, profile, language(choice.lang))
        click.echo(f"{path}: {len(part.nodes):,} nodes, {len(part.edges):,} edges", err=True)
    if manifest:
        said = network_manifest(
            network,
            choice.projection.rules() | {"language": language(choice.lang), "measures": measures},
        )
        write_text(manifest, json.dumps(said, ensure_ascii=False, indent=2) + "\n")
        click.echo(f"{manifest}: written", err=True)


def _written_whole(choice: Choice, form: str, target: Path) -> bool:
    """Write the whole network of a large store from its tables; return whether that was done."""
    from kg.network.cache import cached_network
    from kg.network.declared import Projection

    if not NETWORKS[form].by_column or choice.projection != Projection():
        return False
    with progress() as show:
        tables = cached_network(open_store(choice.store), show)
    if tables is None:
        return False
    from kg.export import full_network

    full_network.write(tables, form, target, language(choice.lang))
    click.echo(f"{target}: {len(tables.nodes):,} nodes, {len(tables.edges):,} edges", err=True)
    return True


@click.command()
@output_option
@store_option
def dump(output: Path | None, store: Path | str) -> None:
    """Write the whole store as sorted N-Quads; equal stores give equal bytes."""
    opened = open_store(store)
    with binary_output(output) as stream:
        opened.dump(stream)
