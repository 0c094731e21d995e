"""A network as tables of Spark, with the columns of `kg.network.elements`; to and from these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from kg.network.elements import Edge, LeftOut, Network, Node
from kg.spark import expressions as e

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

    from kg.network.caveats import Size
    from kg.network.measures.basis import CountOf
    from kg.spark.projection import Tables

_LISTS: Final = ("country", "state", "sector", "area", "technology", "evidence", "via")
_OTHERS: Final = {"sources": "int", "directed": "boolean", "strength": "double"}
_SOME: Final = 10_000  # edges that are looked at on one machine
NODE: Final = tuple(item.name for item in fields(Node))
EDGE: Final = tuple(item.name for item in fields(Edge))


def _schema(names: tuple[str, ...]) -> str:
    types = {**_OTHERS, **dict.fromkeys(_LISTS, "array<string>")}
    return ", ".join(f"`{name}` {types.get(name, 'string')}" for name in names)


@dataclass(frozen=True, slots=True)
class SparkNetwork:
    """Nodes and the edges between them; both ends of each edge are among the nodes.

    Attributes:
        nodes: The fields of `Node`, and columns that were measured.
        edges: The fields of `Edge`.
        left_out: What was left out of it, counted.
    """

    nodes: DataFrame
    edges: DataFrame
    left_out: LeftOut = field(default_factory=LeftOut)

    @classmethod
    def of_tables(cls, tables: Tables, language: str) -> SparkNetwork:
        """Return the network of tables, with labels in a language."""
        from pyspark.sql import functions as f

        label = e.label(language, f.col("id")).alias("label")
        nodes = tables.nodes.withColumn("label", label).select(*NODE)
        edges = (
            tables.edges.withColumn("directed", f.lit(True))
            .withColumn("strength", f.lit(0.0))
            .withColumn("via", f.array().cast("array<string>"))
            .select(*EDGE)
        )
        return cls(nodes, edges)

    @classmethod
    def of_network(cls, session: SparkSession, network: Network) -> SparkNetwork:
        """Return a network of this process; for small ones."""

        def rows(elements: Sequence[Any], names: tuple[str, ...]) -> list[tuple[Any, ...]]:
            return [
                tuple(
                    list(value) if isinstance(value, tuple) else value
                    for value in (getattr(element, name) for name in names)
                )
                for element in elements
            ]

        return cls(
            session.createDataFrame(rows(network.nodes, NODE), _schema(NODE)),
            session.createDataFrame(rows(network.edges, EDGE), _schema(EDGE)),
            network.left_out,
        )

    def to_network(self) -> Network:
        """Return the network in this process, sorted by id; measured columns are its measures."""
        measured = [name for name in self.nodes.columns if name not in NODE]
        nodes = sorted(self.nodes.collect(), key=lambda row: row["id"])
        edges = sorted(self.edges.select(*EDGE).collect(), key=lambda row: row["id"])
        return Network(
            tuple(Node(*(_value(row[name]) for name in NODE)) for row in nodes),
            tuple(Edge(*map(_value, row)) for row in edges),
            measures={name: {row["id"]: row[name] for row in nodes} for name in measured},
            left_out=self.left_out,
        )


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def weight() -> Column:
    """Return the weights of edges; see `Edge.weight`."""
    from pyspark.sql import functions as f

    documents = f.greatest(f.lit(1), f.col("sources")).cast("double")
    return f.when(f.col("strength") != 0, f.col("strength")).otherwise(documents)


def among(frame: DataFrame, column: str, ids: DataFrame) -> DataFrame:
    """Return the rows whose value of a column is among some ids, one column called "id"."""
    return frame.join(ids.toDF(column), column, "left_semi").select(*frame.columns)


def with_ends(nodes: DataFrame, edges: DataFrame) -> DataFrame:
    """Return the nodes at the ends of some edges."""
    from pyspark.sql import functions as f

    ends = edges.select(f.explode(f.array("source", "target")).alias("id")).distinct()
    return nodes.join(ends, "id", "left_semi").select(*nodes.columns)


def size(network: SparkNetwork) -> Size:
    """Return how large a network is; see `kg.network.caveats.size`."""
    from kg.network.caveats import Size

    linked = with_ends(network.nodes, network.edges).count()
    return Size(network.nodes.count(), network.edges.count(), linked)


def counts(network: SparkNetwork) -> CountOf:
    """Return what gives how many ties or triads there are, at least up to `basis.LEAST`.

    The first edges of a large network have more than that; all are looked at only if they do not.
    """
    from pyspark.sql import functions as f

    from kg.network.measures.basis import LEAST, ties_and_triads

    def count_of(unit: str) -> int:
        ends = network.edges.select(
            f.least("source", "target").alias("a"), f.greatest("source", "target").alias("b")
        )
        count = 0
        for some in (ends.limit(_SOME), ends.distinct().limit(_SOME)):
            ids = np.array([tuple(row) for row in some.collect()], dtype=object).reshape(-1, 2)
            numbers = np.unique(ids, return_inverse=True)[1].reshape(-1, 2)
            count = ties_and_triads(numbers)[unit]
            if count >= LEAST or len(ids) < _SOME:
                break
        return count

    return count_of
