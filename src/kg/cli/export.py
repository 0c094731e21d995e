"""The commands kg export, kg dump."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.as_of import as_of_option
from kg.cli.bilingual import Command
from kg.cli.engine import Spark, engine_options
from kg.cli.network_options import Choice, network_options
from kg.cli.options import language, open_store, output_option, store_option
from kg.cli.output import binary_output, require_different, say, text_output
from kg.cli.progress import progress
from kg.errors import in_language
from kg.formats import NETWORKS

if TYPE_CHECKING:
    from kg.export import Written
    from kg.export.background import Background
    from kg.network import Network
    from kg.store import Store

_SCHEMA_ORG = "schema-jsonld"  # no network: what search engines read, as kg dump --as writes it
_MOST_DRAWN = 20_000  # nodes
_MOST_WEIGHED = 3_000  # nodes, of which betweenness takes less than a second


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
        _write_schema_org(open_store(choice.store), output or Path("kg-schema.jsonld"))
        return
    target = output or _default_target(format_)
    require_different(target, ctx.params["manifest"])
    drawing = Drawing(**{name: ctx.params[name] for name in _DRAWING_OPTIONS})
    network = drawing.drawn(choice, format_)
    _warn_if_empty(network, choice.narrowing_options())
    parts = drawing.parts(network, target)
    require_different(*parts, drawing.manifest)
    for path, part in parts.items():
        _write(part, format_, path, choice)
    if drawing.manifest:
        _write_manifest(drawing.manifest, network, choice, drawing.measures)


def _default_target(format_: str) -> Path:
    """Return the file or folder to write to where none is named; no two formats share one."""
    ending = NETWORKS[format_].ending
    if not ending:
        return Path(f"kg-{format_.removesuffix('-csv')}")
    is_alone = sum(other.ending == ending for other in NETWORKS.values()) == 1
    return Path(f"kg{ending}" if is_alone else f"kg-{format_}{ending}")


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a network is measured, drawn and split; the fields are options of kg export."""

    measures: str
    layout: str | None
    like: Path | None
    colour: str
    size: str
    layers: bool
    manifest: Path | None

    def drawn(self, choice: Choice, format_: str) -> Network:
        """Return the chosen network with measures, display labels and coordinates."""
        network, store = choice.network()
        measures = self.measures or (_page_measures(network) if format_ == "html" else "")
        if measures:
            network = _with_columns(network, measures, store, language(choice.lang))
        network = replace(network, colour=self.colour, size=self.size)
        is_drawn = NETWORKS[format_].drawn
        if is_drawn:
            network = _labelled(network, store, language(choice.lang))
        layout = self.layout or ("force" if is_drawn else "discs")
        return _laid_out(network, self.like) if layout == "force" else network

    def parts(self, network: Network, target: Path) -> dict[Path, Network]:
        """Return the files to write: one, or with --layers one for each kind of relation."""
        if not self.layers:
            return {target: network}
        from kg.network.derive import layers

        return {
            target.with_name(f"{target.stem}-{kind}{target.suffix}"): layer
            for kind, layer in layers(network).items()
        }


_DRAWING_OPTIONS = tuple(field.name for field in fields(Drawing))


def _warn_if_empty(network: Network, options: list[str]) -> None:
    """Say so where options leave no edge, which is seldom what somebody wants."""
    if network.edges or not options:
        return
    nodes = len(network.nodes)
    named = ", ".join(options)
    say(
        in_language(
            f"no edge is left among {nodes:,} nodes; loosen or leave out {named}, or link the "
            "nodes by what they share, such as --one-mode Cluster:sector",
            f"no queda ninguna arista entre {nodes:,} nodos; afloje u omita {named}, o vincule "
            "los nodos por lo que comparten, p. ej. --one-mode Cluster:sector",
        )
        if nodes
        else in_language(
            f"nothing is left; loosen or leave out {named}",
            f"no queda nada; afloje u omita {named}",
        ),
        err=True,
    )


def _page_measures(network: Network) -> str:
    """Return the measures that a page offers where none are asked for: those that take no wait."""
    quick = "pagerank,community"
    return quick if len(network.nodes) > _MOST_WEIGHED else f"betweenness,{quick}"


def _with_columns(network: Network, names: str, store: Store, lang: str) -> Network:
    """Return the network with measures and properties of its entities as columns."""
    from kg.network.measures.columns import MEASURES, with_measures
    from kg.network.properties import with_properties

    wanted = [name.strip() for name in names.split(",")]
    measures = [name for name in wanted if name in MEASURES]
    with progress() as show:
        measured = with_measures(network, measures, show) if measures else network
    return with_properties(measured, store, [n for n in wanted if n not in MEASURES], lang)


def _labelled(network: Network, store: Store, lang: str) -> Network:
    from kg.export.display_labels import with_display_labels

    if len(network.nodes) > _MOST_DRAWN:
        raise click.UsageError(
            in_language(
                f"{len(network.nodes):,} nodes are too many for a picture or a page "
                f"(at most {_MOST_DRAWN:,}); select a part with --ego, --kind, --sector, "
                "--linked …",
                f"{len(network.nodes):,} nodos son demasiados para una imagen o una página "
                f"(como máximo {_MOST_DRAWN:,}); elija una parte con --ego, --kind, --sector, "
                "--linked …",
            )
        )
    return with_display_labels(network, store, lang)


def _laid_out(network: Network, like: Path | None) -> Network:
    from kg.network.layout.earlier import earlier_coordinates
    from kg.network.layout.parts import part_coordinates

    before = earlier_coordinates(like) if like else {}
    with progress() as show:
        return replace(network, coordinates=part_coordinates(network, like=before, progress=show))


def _write(network: Network, format_: str, path: Path, choice: Choice) -> None:
    from kg.export import export as write

    lang = language(choice.lang)
    told = _background(network, choice, lang) if format_ == "html" else None
    written = write(network, format_, path, lang, told)
    _report_written(path, written, len(network.edges))


def _background(network: Network, choice: Choice, lang: str) -> Background:
    from kg.export.background import background

    return background(network, open_store(choice.store), lang)


def _report_written(path: Path, written: Written, edges: int) -> None:
    """Say what is in the file.  edges: of the network."""
    said = in_language(
        f"{path}: {written.nodes:,} nodes, {written.edges:,} edges",
        f"{path}: {written.nodes:,} nodos, {written.edges:,} aristas",
    )
    joined = in_language(
        f" ({edges:,} ties; those of a kind between the same ends are one edge with its dates)",
        f" ({edges:,} vínculos; los del mismo tipo entre los mismos extremos son una arista con "
        "sus fechas)",
    )
    say(said + (joined if written.edges != edges else ""), err=True)


def _write_manifest(path: Path, network: Network, choice: Choice, measures: str) -> None:
    from kg.network.manifest import network_manifest

    rules = choice.projection.rules()
    rules |= {"language": language(choice.lang), "measures": measures}
    with text_output(path) as stream:
        json.dump(network_manifest(network, rules), stream, ensure_ascii=False, indent=2)
        stream.write("\n")
    say(in_language(f"{path}: written", f"{path}: escrito"), err=True)


def _write_schema_org(store: Store, output: Path | None) -> None:
    """Write entities as schema.org describes them, and say how many."""
    from kg.export.schema_org import write_schema_org

    with text_output(output) as text:
        number = write_schema_org(store, text)
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
    marked. With --as schema-jsonld, organisations, places, persons,
    laws and events are written in the words of schema.org, without evidence; what is only
    proposed or planned is left out.
    """
    from kg.rdf.namespaces import FACTS_GRAPH

    if form != "nquads" and facts_graph:
        raise click.UsageError(
            in_language(
                "--facts-graph is for N-Quads; leave it out, or leave out --as",
                "--facts-graph es para N-Quads; quítelo, o quite --as",
            )
        )
    opened = open_store(store)
    if form == _SCHEMA_ORG:
        _write_schema_org(opened, output)
        return
    if form != "nquads":
        _dump_claims(opened, form, output)
        return
    with binary_output(output, is_text=True) as stream:
        opened.dump(stream, facts_graph=FACTS_GRAPH if facts_graph else "")


def _dump_claims(opened: Store, form: str, output: Path | None) -> None:
    """Write all claims in a form, and say how many there are."""
    from kg.claims.dumps import WRITERS

    with binary_output(output, is_text=True) as stream:
        counts = WRITERS[form](opened, stream)
    say(
        in_language(
            f"{counts.claims:,} claims, {counts.rejected:,} of them rejected, "
            f"{counts.suggested:,} only suggested",
            f"{counts.claims:,} afirmaciones, {counts.rejected:,} rechazadas y "
            f"{counts.suggested:,} solo sugeridas",
        ),
        err=True,
    )
