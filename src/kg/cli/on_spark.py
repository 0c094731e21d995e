"""What kg network, kg export, kg load and kg validate do with --engine spark."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from kg.cli.engine import Spark
from kg.cli.network_options import Choice, is_given, say_left_out
from kg.cli.options import language, open_store
from kg.cli.output import say
from kg.cli.problems import say_notes
from kg.cli.progress import progress
from kg.errors import in_language

if TYPE_CHECKING:
    from kg.network.caveats import Size
    from kg.network.measures.tables import Table
    from kg.spark.network import SparkNetwork
    from kg.spark.workspace import Workspace


#: a path such as s3a://bucket/folder, as click's paths have it
_URL: Final = re.compile(r"^([a-z][a-z0-9+.-]+):/(?!/)")


_SHOWN: Final = 20  # results, unless all are asked for


class Measured(NamedTuple):
    """The first rows of a table of measures.

    Attributes:
        table: Its columns and rows.
        rows: How many rows there are in all.
        size: How many nodes, edges, and nodes with an edge the network has.
        small_basis: What measures rest on, where that is too little.
    """

    table: Table
    rows: int
    size: Size
    small_basis: list[str]


def refuse(names: Iterable[str]) -> None:
    """Raise UsageError for options that were given and have no meaning on Spark."""
    given = [f"--{name.replace('_', '-')}" for name in names if is_given(name)]
    if given:
        options = ", ".join(given)
        raise click.UsageError(
            in_language(f"{options}: not with --engine spark", f"{options}: no con --engine spark")
        )


@contextmanager
def _network(spark: Spark, choice: Choice) -> Iterator[tuple[SparkNetwork, Workspace]]:
    """Give the chosen network, of the tables that are named, else of the store."""
    from kg.spark.network import SparkNetwork
    from kg.spark.select import chosen_network
    from kg.spark.tables import read_tables, tables_of_store
    from kg.spark.workspace import Workspace

    with (
        spark.session() as session,
        Workspace(session, spark.work) as work,
        tempfile.TemporaryDirectory() as folder,
    ):
        if spark.tables:
            tables = read_tables(session, spark.tables)
        else:
            with progress() as show:
                opened = open_store(choice.store)
                tables = tables_of_store(session, opened, Path(folder), show)
        full = SparkNetwork.of_tables(tables, language(choice.lang))
        network = chosen_network(full, choice.projection, work)
        say_left_out(network.left_out, choice.projection.at)
        yield network, work


def measured(spark: Spark, choice: Choice, names: tuple[str, ...], limit: int | None) -> Measured:
    """Return the measures of nodes, the largest of the first one first.

    Args:
        spark: Where Spark runs.
        choice: Of the network.
        names: Of the measures.
        limit: How many rows; None for all.
    """
    from kg.network.caveats import small_basis
    from kg.network.measures.tables import Table
    from kg.spark.measures import largest_first, require_measures, with_measures
    from kg.spark.network import counts, size

    require_measures(names)
    columns = tuple(dict.fromkeys(names))
    with _network(spark, choice) as (network, work):
        measured_nodes = with_measures(network, columns, work).nodes
        ordered = measured_nodes.orderBy(*largest_first(columns[0])).select(
            "id", "label", "kind", *columns
        )
        rows = [tuple(row) for row in (ordered.limit(limit) if limit else ordered).collect()]
        table = Table(("id", "name", "kind", *columns), rows)
        small = [*small_basis(columns, counts(network))]
        return Measured(table, network.nodes.count(), size(network), small)


def export(spark: Spark, choice: Choice, format_: str, target: str, measures: str) -> None:
    """Write the chosen network as parts in two folders.

    Args:
        spark: Where Spark runs.
        choice: Of the network.
        format_: csv or parquet.
        target: The folder that holds both.
        measures: Names with a comma between them.
    """
    from kg.network import caveats
    from kg.spark import export as parts
    from kg.spark.measures import require_measures, with_measures
    from kg.spark.network import counts, size

    parts.require_format(format_)
    names = [name.strip() for name in measures.split(",") if name.strip()]
    require_measures(names)
    with _network(spark, choice) as (network, work):
        network_size = size(network)
        for note in (
            *caveats.without_edges(network_size, choice.projection.narrowing()),
            *caveats.isolates(network_size),
            *caveats.small_basis(names, counts(network)),
        ):
            say(note, err=True)
        whole = with_measures(network, names, work) if names else network
        in_words = caveats.size_in_words(*parts.write(work, whole, format_, target))
    say(
        in_language(
            f"{target}: {in_words}, in parts",
            f"{target}: {in_words}, en partes",
        ),
        err=True,
    )


def map_files(
    spark: Spark, store: Path | str, files: Sequence[Path], mapping: Path | None, *, strict: bool
) -> None:
    """Map tables to quads in a folder; say how many.

    Args:
        spark: Where Spark runs, and the folder.
        store: What names are looked up in.
        files: The tables, and folders of them.
        mapping: The file of the mapping.
        strict: Whether what is guessed of a table is an error.
    """
    from kg.mapping.custom import read_mapping
    from kg.spark import mapping as on_workers

    if not (files and mapping and spark.parts):
        raise click.UsageError(
            in_language(
                "on Spark, kg load maps tables: name them, --mapping FILE and --parts FOLDER",
                "en Spark, kg load mapea tablas: indíquelas, con --mapping ARCHIVO y --parts "
                "CARPETA",
            )
        )
    custom = read_mapping(mapping, strict=strict)
    paths = [_URL.sub(r"\1://", str(path)) for path in files]
    with spark.session() as session:
        mapped = on_workers.map_files(
            session, open_store(store), paths, custom, spark.parts, work=spark.work
        )
    say_notes(mapped.notes)
    say(
        in_language(
            f"{spark.parts}: {mapped.quads:,} quads of {mapped.rows:,} rows, "
            f"{mapped.entities:,} new entities; {mapped.skipped:,} rows skipped. Load "
            "nquads/ with the loader of your engine, then run kg validate: shapes were not judged",
            f"{spark.parts}: {mapped.quads:,} cuádruplas de {mapped.rows:,} filas, "
            f"{mapped.entities:,} entidades nuevas; {mapped.skipped:,} filas omitidas. Cargue "
            "nquads/ con el cargador de su motor y ejecute kg validate: no se juzgaron las formas",
        ),
        err=True,
    )


def judge(
    spark: Spark, files: Sequence[Path], shapes: Path | None, fail_on: str, *, show_all: bool
) -> bool:
    """Judge the shapes that are local, tell what breaks them and which shapes are not judged.

    Args:
        spark: Where Spark runs, and the folder for all results, if any.
        files: Of quads: all that is judged or referred to.
        shapes: A folder or file of them; None for those of the project.
        fail_on: The severity from which on there is a failure.
        show_all: Whether all results are printed.

    Returns:
        Whether the data passes.
    """
    from kg.files import content
    from kg.model import SEVERITIES
    from kg.spark.quads import read_quads, telling_lines
    from kg.spark.shapes import MARKER, read_shapes
    from kg.spark.shapes import judge as judged
    from kg.spark.workspace import Workspace, replacing_folder, write_text

    if not files:
        raise click.UsageError(
            in_language(
                "on Spark there is no store: name FILES, those that values refer to among them",
                "en Spark no hay almacén: indique ARCHIVOS, también aquellos a los que los "
                "valores se refieren",
            )
        )
    paths = [_URL.sub(r"\1://", str(path)) for path in files]
    with (
        spark.session() as session,
        Workspace(session, spark.work) as work,
        telling_lines(session),
    ):
        read = read_shapes(shapes or content.folder("ontology") / "shapes")
        results = judged(read_quads(session, paths), read, work).orderBy("code", "subject", "value")
        if spark.parts:
            with replacing_folder(session, spark.parts, MARKER) as staging:
                results.write.parquet(f"{staging}/results")
                write_text(session, f"{staging}/{MARKER}", f"{len(read.local)} shapes judged\n")
        counts = {
            (row["code"], row["severity"]): row["count"]
            for row in results.groupBy("code", "severity").count().collect()
        }
        rows = (results if show_all else results.limit(_SHOWN)).collect()
    for row in rows:
        say("\t".join(row[name] for name in ("code", "severity", "subject", "path", "value")))
    for (code, severity), count in sorted(counts.items()):
        say(f"{code} {severity}: {count:,}", err=True)
    say(_not_judged(len(read.local), read.others), err=True)
    least = next((rank for name, rank in SEVERITIES.items() if name == fail_on), -1)
    ranks: Mapping[str, int] = {str(name): rank for name, rank in SEVERITIES.items()}
    return not any(ranks[severity] <= least for _, severity in counts)


def _not_judged(judged: int, others: Mapping[str, int]) -> str:
    named = ", ".join(f"{code} ({count})" for code, count in others.items())
    return in_language(
        f"{judged:,} shapes judged; not judged here, since they need more than one subject and "
        f"the classes of its values: {named or 'none'}. kg validate --store judges them",
        f"{judged:,} formas juzgadas; no juzgadas aquí, pues necesitan más que un sujeto y las "
        f"clases de sus valores: {named or 'ninguna'}. kg validate --store las juzga",
    )
