"""The ties and arcs of a network between numbered nodes, laid out for one step after another.

A step joins the links with what is known of one of their ends. The links of a hub would all lie
in one part, on one machine; they are salted, that is, dealt out to several parts, and what is
known of the hub goes to each of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.spark.network import weight

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from kg.spark.network import SparkNetwork
    from kg.spark.workspace import Workspace

#: links of a node from which on they are dealt out, as many to each part
HUB_LINKS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Links:
    """Links from a node to another, each in its direction, parallel ones as one; no loops.

    Attributes:
        frame: Columns "source" and "target", numbers of nodes, "weight" and "salt".
        hubs: Number of each hub, and to how many parts its links are dealt out; None for no hub.
    """

    frame: DataFrame
    hubs: DataFrame | None

    def beside(self, state: DataFrame) -> DataFrame:
        """Return the links with what is known of their source.

        Args:
            state: One row for each node, with a column "number"; the others come along.
        """
        from pyspark.sql import functions as f

        known = state.withColumnRenamed("number", "source")
        if self.hubs is None:
            return self.frame.join(known, "source").drop("salt")
        salts = f.explode(f.sequence(f.lit(0), f.coalesce(f.col("parts"), f.lit(1)) - 1))
        dealt = known.join(f.broadcast(self.hubs), "source", "left").withColumn("salt", salts)
        return self.frame.join(dealt.drop("parts"), ["source", "salt"]).drop("salt")

    def release(self) -> None:
        """Let go of the memory that the links take."""
        self.frame.unpersist()


@dataclass(frozen=True, slots=True)
class Numbered:
    """A network whose nodes have whole numbers from 0, in the order of their ids.

    Attributes:
        nodes: Columns "number" and "id".
        count: How many.
        pairs: Columns "source", "target", "weight", "directed"; no loops.
    """

    nodes: DataFrame
    count: int
    pairs: DataFrame

    @classmethod
    def of(cls, network: SparkNetwork, work: Workspace) -> Numbered:
        """Number the nodes of a network."""
        from pyspark.sql import functions as f

        nodes = work.keep(work.ranked(network.nodes.select("id"), "number", f.col("id")))
        names = nodes.select("id", "number")
        pairs = (
            network.edges.select("source", "target", weight().alias("weight"), "directed")
            .filter("source != target")
            .join(names.toDF("source", "_s"), "source")
            .join(names.toDF("target", "_t"), "target")
            .selectExpr("_s AS source", "_t AS target", "weight", "directed")
        )
        return cls(nodes, nodes.count(), work.keep(pairs))

    def ties(self, work: Workspace, *, hub_links: int = HUB_LINKS) -> Links:
        """Return the links without direction, each both ways; see `Matrix.tie_weights`."""
        pairs = self.pairs.select("source", "target", "weight")
        both = pairs.unionByName(pairs.selectExpr("target AS source", "source AS target", "weight"))
        return _laid_out(both, work, hub_links)

    def arcs(self, work: Workspace, *, hub_links: int = HUB_LINKS) -> Links:
        """Return the links along their direction; see `Matrix.arc_weights`."""
        pairs = self.pairs.select("source", "target", "weight")
        back = self.pairs.filter("NOT directed")
        back = back.selectExpr("target AS source", "source AS target", "weight")
        return _laid_out(pairs.unionByName(back), work, hub_links)

    def by_id(self, values: DataFrame) -> DataFrame:
        """Return a table by "number" as one by "id"."""
        return self.nodes.join(values, "number").drop("number")


def _laid_out(pairs: DataFrame, work: Workspace, hub_links: int) -> Links:
    from pyspark import StorageLevel
    from pyspark.sql import functions as f

    summed = work.keep(pairs.groupBy("source", "target").agg(f.sum("weight").alias("weight")))
    hubs = work.keep(
        summed.groupBy("source")
        .count()
        .filter(f.col("count") > hub_links)
        .select("source", f.ceil(f.col("count") / hub_links).cast("int").alias("parts"))
    )
    if hubs.isEmpty():
        frame, known = summed.withColumn("salt", f.lit(0)), None
        keys = ["source"]
    else:
        salt = f.pmod(f.xxhash64("target"), f.coalesce(f.col("parts"), f.lit(1))).cast("int")
        joined = summed.join(f.broadcast(hubs), "source", "left")
        frame, known = joined.withColumn("salt", salt).drop("parts"), hubs
        keys = ["source", "salt"]
    parts = int(work.session.conf.get("spark.sql.shuffle.partitions") or 200)
    laid = frame.repartition(parts, *keys).persist(StorageLevel.MEMORY_AND_DISK)
    return Links(laid, known)
