"""The command kg tables."""

from __future__ import annotations

import click

from kg.cli.bilingual import Command
from kg.cli.engine import Spark, spark_options
from kg.cli.output import say
from kg.errors import in_language


@click.command(cls=Command)
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="PATH",
    help="Folder for the tables, local, on HDFS or on S3; existing tables are replaced.",
)
@spark_options
def tables(paths: tuple[str, ...], output: str, spark: Spark) -> None:
    """Make the tables of nodes and edges on Spark, without a store.

    PATHS are files and folders of N-Quads, N-Triples (also .gz, .bz2) and Parquet, on this
    machine, on HDFS or on S3.  The folder that is written holds nodes, edges and ties as Parquet
    in parts, with the columns of the tables beside a store; kg network and kg export read it with
    --engine spark.
    """
    from kg.spark.tables import make_tables

    with spark.session() as session:
        counts = make_tables(session, paths, output, work=spark.work)
    say(
        in_language(
            f"{output}: {counts.nodes:,} nodes, {counts.edges:,} edges, {counts.ties:,} ties",
            f"{output}: {counts.nodes:,} nodos, {counts.edges:,} aristas, {counts.ties:,} vínculos",
        ),
        err=True,
    )
