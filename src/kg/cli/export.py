"""The commands kg export, kg dump."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from kg.cli.as_of import as_of_option
from kg.cli.bilingual import Command
from kg.cli.engine import Spark, engine_options
from kg.cli.network_options import Choice, network_options
from kg.cli.options import language, open_store, output_option, store_option
from kg.cli.output import binary_output, say
from kg.cli.progress import progress
from kg.errors import in_language
from kg.formats import NETWORKS

if TYPE_CHECKING:
    from kg.export.exported import Exported

_SCHEMA_ORG = "schema-jsonld"  # no network: what search engines read, as kg dump --as writes it


@click.command(cls=Command)
@click.argument("format_", metavar="FORMAT", type=click.Choice((*NETWORKS, _SCHEMA_ORG)))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help="Output file; for csv, neo4j-csv and parquet the folder for the tables.  "
    "[default: kg.gexf, kg.graphml, kg-csv …]",
)
@network_options
@click.option(
    "--with",
    "measures",
    default="",
    metavar="COLUMN,…",
    help="Add these columns: measures, such as betweenness,community (kg network --help), or what "
    "entities have, such as legalForm (kg explain Cluster).",
)
@click.option(
    "--layout",
    type=click.Choice(["force", "discs"]),
    default=None,
    help="Layout: force-directed, or one disc per helix.  "
    "[default: force for pictures and html, else discs]",
)
@click.option(
    "--like",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Place the nodes as in this file of an earlier kg export gexf, with --layout force.",
)
@click.option(
    "--colour",
    default="helix",
    show_default=True,
    metavar="COLUMN",
    help="Colour by helix, kind, country, state, sector, or a measure.",
)
@click.option(
    "--size",
    default="degree",
    show_default=True,
    metavar="MEASURE",
    help="Size by degree, or by a measure of --with.",
)
@click.option("--layers", is_flag=True, help="Write one file for each kind of relation.")
@click.option(
    "--manifest",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Also write how the network was made, with a hash of its content.",
)
@engine_options
@click.pass_context
def export(
    ctx: click.Context,
    /,
    format_: str,
    output: Path | None,
    choice: Choice,
    spark: Spark | None,
    **_: Any,
) -> None:
    """Write the network for Gephi and other tools.

    FORMAT: gexf, graphml, csv (as Gephi imports it), neo4j-csv, parquet, cx2, cyjs, graphology,
    d3, json, pajek, dot, html (an interactive page), svg, png, pdf (a picture).

    schema-jsonld is no network: its entities as schema.org describes them, for search engines.

    Options that filter nodes or edges can be repeated; any of the values may then match.
    """
    if spark:
        from kg.cli import on_spark

        on_spark.refuse(name for name in _DRAWING_OPTIONS if name != "measures")
        folder = output or _default_target(format_)
        on_spark.export(spark, choice, format_, str(folder), ctx.params["measures"])
        return
    if format_ == _SCHEMA_ORG:
        from kg.export.dump import dump as write

        with binary_output(output or Path("kg-schema.jsonld")) as stream:
            _say_things(cast(int, write(open_store(choice.store), stream, _SCHEMA_ORG)))
        return
    from kg.export.drawing import Drawing, export_network

    drawing = Drawing(**{name: ctx.params[name] for name in _DRAWING_OPTIONS})
    with progress() as show:
        written = export_network(
            choice.projection,
            drawing,
            open_store(choice.store),
            format_,
            output or _default_target(format_),
            language(choice.lang),
            progress=show,
            tell=lambda note: say(note, err=True),
        )
    for file in written:
        _report_written(file)
    if drawing.manifest:
        path = drawing.manifest
        say(in_language(f"{path}: written", f"{path}: escrito"), err=True)


def _default_target(format_: str) -> Path:
    """Return the file or folder to write to where none is named; no two formats share one."""
    ending = NETWORKS[format_].ending
    if not ending:
        return Path(f"kg-{format_.removesuffix('-csv')}")
    is_alone = sum(other.ending == ending for other in NETWORKS.values()) == 1
    return Path(f"kg{ending}" if is_alone else f"kg-{format_}{ending}")


_DRAWING_OPTIONS = ("measures", "layout", "like", "colour", "size", "layers", "manifest")


def _report_written(written: Exported) -> None:
    """Say what is in a file."""
    from kg.network.caveats import size_in_words

    path, edges = written.path, written.ties
    sentence = f"{path}: {size_in_words(written.nodes, written.edges)}"
    joined = in_language(
        f" ({edges:,} ties; those of a kind between the same ends are one edge with its dates)",
        f" ({edges:,} vínculos; los del mismo tipo entre los mismos extremos son una arista con "
        "sus fechas)",
    )
    say(sentence + (joined if written.edges != edges else ""), err=True)


def _say_things(number: int) -> None:
    say(in_language(f"{number:,} things written", f"{number:,} entidades escritas"), err=True)


@click.command(cls=Command)
@click.option(
    "--as",
    "form",
    type=click.Choice(["nquads", "reifiers", "statements", "nanopubs", _SCHEMA_ORG]),
    default="nquads",
    show_default=True,
    help="nquads: the whole graph.  For tools without named graphs: reifiers of RDF 1.2 and "
    "statements as in Wikidata (N-Triples), nanopubs (TriG).  schema-jsonld: its entities as "
    "schema.org describes them.",
)
@click.option(
    "--facts-graph",
    is_flag=True,
    help="Write the facts in a graph of their own, graph:facts, for engines whose default graph "
    "is the union of all graphs.",
)
@output_option
@as_of_option
@store_option
def dump(form: str, facts_graph: bool, output: Path | None, store: Path | str) -> None:
    """Write the whole store as sorted N-Quads, its claims, or its entities for search engines.

    Equal stores give identical files. With --as reifiers, statements or nanopubs, each claim is
    written with its document, locator and certainty, and what was rejected or only suggested is
    marked. With --as schema-jsonld, organisations, places, persons, laws and events are written
    in the vocabulary of schema.org, without evidence; what is only proposed or planned is left
    out.
    """
    from kg.export.dump import dump as write
    from kg.export.dump import require_form

    require_form(form, facts_graph=facts_graph)
    opened = open_store(store)
    with binary_output(output, is_text=True) as stream:
        counts = write(opened, stream, form, facts_graph=facts_graph)
    if isinstance(counts, int):
        _say_things(counts)
    elif counts is not None:
        say(
            in_language(
                f"{counts.claims:,} claims, {counts.rejected:,} of them rejected, "
                f"{counts.suggested:,} only suggested",
                f"{counts.claims:,} afirmaciones, {counts.rejected:,} rechazadas y "
                f"{counts.suggested:,} solo sugeridas",
            ),
            err=True,
        )
