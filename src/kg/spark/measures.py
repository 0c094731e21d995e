"""Measures of nodes on Spark, each with the values of its namesake in `kg.network.measures`.

Each takes a numbered network and returns a table of "number" and the value. Steps that follow each
other are kept in the workspace; how many there are depends on the network, and is bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from kg.errors import UsageError, in_language
from kg.network.measures.propagation import DIGITS, MOST_ROUNDS
from kg.spark.links import Numbered
from kg.spark.network import SparkNetwork

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from kg.spark.links import Links
    from kg.spark.workspace import Workspace

#: PageRank ends when a step changes less in sum; it then differs less than this ÷ (1 - damping)
TOLERANCE: Final = 1e-9
_MOST_STEPS: Final = 1_000
_SEED: Final = 1


def _filled(network: Numbered, values: DataFrame, name: str, missing: float = 0) -> DataFrame:
    """Return a value for each node, also for those that have no link."""
    from pyspark.sql import functions as f

    of_all = network.nodes.select("number").join(values, "number", "left")
    return of_all.select("number", f.coalesce(f.col(name), f.lit(missing)).alias(name))


def _counted(network: Numbered, links: Links, end: str, name: str) -> DataFrame:
    from pyspark.sql import functions as f

    counts = links.frame.groupBy(f.col(end).alias("number")).agg(f.count("*").alias(name))
    return _filled(network, counts, name)


def degree(network: Numbered, work: Workspace) -> DataFrame:
    """Return how many other nodes each node is tied to."""
    return _counted(network, network.ties(work), "source", "degree")


def in_degree(network: Numbered, work: Workspace) -> DataFrame:
    """Return how many other nodes point to each node."""
    return _counted(network, network.arcs(work), "target", "in_degree")


def out_degree(network: Numbered, work: Workspace) -> DataFrame:
    """Return how many other nodes each node points to."""
    return _counted(network, network.arcs(work), "source", "out_degree")


def strength(network: Numbered, work: Workspace) -> DataFrame:
    """Return the sum of the weights of each node's ties."""
    from pyspark.sql import functions as f

    ties = network.ties(work).frame
    sums = ties.groupBy(f.col("source").alias("number")).agg(f.sum("weight").alias("strength"))
    return _filled(network, sums, "strength", 0.0)


def pagerank(network: Numbered, work: Workspace, *, damping: float = 0.85) -> DataFrame:
    """Return the share of time that a random walk along the arcs spends at each node.

    As `centrality.pagerank`, but it ends at `TOLERANCE` instead of 1e-12.
    """
    from pyspark.sql import functions as f

    links, count = network.arcs(work), network.count
    totals = links.frame.groupBy(f.col("source").alias("number")).agg(f.sum("weight").alias("out"))
    state = work.keep(
        _filled(network, totals, "out", 0.0).withColumn("pagerank", f.lit(1 / max(count, 1)))
    )
    for _ in range(_MOST_STEPS if count else 0):
        lost = state.filter("out = 0").agg(f.sum("pagerank")).collect()[0][0] or 0.0
        base = (1 - damping) / count + damping * lost / count
        given = (
            links.beside(state.filter("out > 0"))
            .groupBy(f.col("target").alias("number"))
            .agg(f.sum(f.col("pagerank") * f.col("weight") / f.col("out")).alias("given"))
        )
        after = f.lit(base) + f.lit(damping) * f.coalesce(f.col("given"), f.lit(0.0))
        new = work.keep(
            state.join(given, "number", "left").select(
                "number",
                "out",
                f.abs(after - f.col("pagerank")).alias("change"),
                after.alias("pagerank"),
            )
        )
        changed = new.agg(f.sum("change")).collect()[0][0]
        state = new.drop("change")
        if changed < TOLERANCE:
            break
    links.release()
    return state.select("number", "pagerank")


def component(network: Numbered, work: Workspace) -> DataFrame:
    """Return the number of the part that each node is in; 1 is the largest.

    By large and small stars: each node points to the least number that it knows, in a number of
    steps that grows with the logarithm of the network, also where it is one long path.

    Source: R. Kiveris et al., Connected components in MapReduce and beyond, SoCC 2014.
    """
    from pyspark.sql import functions as f

    pairs = network.pairs.select(
        f.greatest("source", "target").alias("a"), f.least("source", "target").alias("b")
    ).distinct()
    pairs = work.keep(pairs)
    for _ in range(_MOST_STEPS):
        large = work.keep(_large_star(pairs))
        small = work.keep(_small_star(large))
        is_same = small.exceptAll(pairs).isEmpty() and pairs.exceptAll(small).isEmpty()
        pairs = small
        if is_same:
            break
    roots = pairs.select(f.col("a").alias("number"), f.col("b").alias("root"))
    labels = network.nodes.select("number").join(roots, "number", "left")
    root = f.coalesce(f.col("root"), f.col("number")).alias("label")
    return _numbered_by_size(labels.select("number", root), work, "component")


def _large_star(pairs: DataFrame) -> DataFrame:
    """Return links of each node's greater neighbours to the least that it knows, or itself."""
    from pyspark.sql import functions as f

    both = pairs.unionByName(pairs.selectExpr("b AS a", "a AS b"))
    least = both.groupBy("a").agg(f.least(f.min("b"), f.col("a")).alias("m"))
    return both.filter("b > a").join(least, "a").selectExpr("b AS a", "m AS b").distinct()


def _small_star(pairs: DataFrame) -> DataFrame:
    """Return links of each node and its lesser neighbours to the least of these."""
    from pyspark.sql import functions as f

    least = pairs.groupBy("a").agg(f.min("b").alias("m"))
    moved = pairs.join(least, "a").filter("b != m").selectExpr("b AS a", "m AS b")
    return moved.unionByName(least.selectExpr("a", "m AS b")).distinct()


def _numbered_by_size(labels: DataFrame, work: Workspace, name: str) -> DataFrame:
    """Return the number of each node's group; see `communities.numbered_by_size`."""
    from pyspark.sql import functions as f

    labels = work.keep(labels)
    groups = labels.groupBy("label").agg(f.count("*").alias("size"), f.min("number").alias("first"))
    ranked = work.ranked(groups, "rank", f.desc("size"), f.asc("first"))
    numbers = ranked.select("label", (f.col("rank") + 1).alias(name))
    return labels.join(numbers, "label").select("number", name)


def core(network: Numbered, work: Workspace) -> DataFrame:
    """Return the largest k for which each node is in the k-core.

    Each node begins with its degree, and takes the greatest h for which h of its neighbours have h
    or more, until nothing changes: that is the core number. No list of neighbours is made.

    Source: L. Lü, T. Zhou, Q.-M. Zhang, H. E. Stanley, Nature Communications 7 (2016) 10168.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    links = network.ties(work)
    state = work.keep(_counted(network, links, "source", "core"))
    downwards = Window.partitionBy("number").orderBy(f.desc("value"))
    for _ in range(_MOST_STEPS):
        seen = (
            links.beside(state)
            .select(f.col("target").alias("number"), f.col("core").alias("value"))
            .join(state.withColumnRenamed("core", "own"), "number")
            # What is more than its own changes nothing, and would make more rows.
            .groupBy("number", f.least("value", "own").alias("value"))
            .count()
            .withColumn("reached", f.sum("count").over(downwards))
            .groupBy("number")
            .agg(f.max(f.least("value", "reached")).alias("h"))
        )
        new = work.keep(
            state.join(seen, "number", "left").select(
                "number",
                f.coalesce(f.col("h"), f.lit(0)).alias("core"),
                (f.coalesce(f.col("h"), f.lit(0)) != f.col("core")).alias("changed"),
            )
        )
        changed = not new.filter("changed").isEmpty()
        state = new.drop("changed")
        if not changed:
            break
    links.release()
    return state


def triangles(network: Numbered, work: Workspace) -> DataFrame:
    """Return how many ties there are among the neighbours of each node.

    Each tie leads from the end with fewer ties to the other, so that no hub makes many pairs.
    """
    from pyspark.sql import functions as f

    ties = network.ties(work)
    degrees = _counted(network, ties, "source", "degree")
    ordered = work.keep(
        ties.frame.filter("source < target")
        .select("source", "target")
        .join(degrees.toDF("source", "_s"), "source")
        .join(degrees.toDF("target", "_t"), "target")
        .selectExpr(
            "IF(_s <= _t, source, target) AS a",
            "IF(_s <= _t, target, source) AS b",
        )
    )
    ties.release()
    pairs = ordered.join(ordered.toDF("a", "c"), "a").filter("b < c")
    closing = ordered.selectExpr("least(a, b) AS b", "greatest(a, b) AS c", "true AS closed")
    corners = pairs.join(closing, ["b", "c"]).select(
        f.explode(f.array("a", "b", "c")).alias("number")
    )
    return _filled(
        network, corners.groupBy("number").agg(f.count("*").alias("triangles")), "triangles"
    )


def clustering(network: Numbered, work: Workspace) -> DataFrame:
    """Return the share of pairs of each node's neighbours that are tied themselves."""
    from pyspark.sql import functions as f

    counts = triangles(network, work).join(degree(network, work), "number")
    pairs = f.greatest(f.col("degree") * (f.col("degree") - 1), f.lit(1))
    return counts.select("number", (2 * f.col("triangles") / pairs).alias("clustering"))


def label_propagation(network: Numbered, work: Workspace, *, seed: int = _SEED) -> DataFrame:
    """Return the group that each node ends up with; see `propagation.label_propagation`."""
    from pyspark.sql import functions as f

    links = network.ties(work)
    state = work.keep(network.nodes.select("number", "id", f.col("number").alias("label")))
    for number in range(1, MOST_ROUNDS + 1):
        weights = (
            links.beside(state.select("number", "label"))
            .groupBy(f.col("target").alias("number"), "label")
            .agg(f.round(f.sum("weight"), DIGITS).alias("weight"))
        )
        own = state.select("number", f.col("label").alias("own"))
        best = (
            weights.join(own, "number")
            .groupBy("number")
            .agg(
                f.max(f.struct("weight", f.col("label") == f.col("own"), -f.col("label"))).alias(
                    "best"
                )
            )
            .select("number", (-f.col("best.col3")).alias("wanted"))
        )
        named = f.concat_ws(":", f.lit(str(seed)), f.lit(str(number)), f.col("id"))
        is_drawn = f.substring(f.sha2(named, 256), 1, 1) < "8"
        wanted = f.coalesce(f.col("wanted"), f.col("label"))
        new = work.keep(
            state.join(best, "number", "left").select(
                "number",
                "id",
                f.when(is_drawn, wanted).otherwise(f.col("label")).alias("label"),
                (wanted != f.col("label")).alias("would_change"),
            )
        )
        is_settled = new.filter("would_change").isEmpty()
        state = new.drop("would_change")
        if is_settled:
            break
    links.release()
    return _numbered_by_size(state.select("number", "label"), work, "label_propagation")


#: measures that run on Spark, named as `kg network` names them
MEASURES: Final[Mapping[str, Callable[[Numbered, Workspace], DataFrame]]] = MappingProxyType(
    {
        "degree": degree,
        "in_degree": in_degree,
        "out_degree": out_degree,
        "strength": strength,
        "pagerank": pagerank,
        "component": component,
        "core": core,
        "triangles": triangles,
        "clustering": clustering,
        "label_propagation": label_propagation,
    }
)


def require_measures(names: Sequence[str]) -> None:
    """Raise UsageError for a measure that does not run on Spark."""
    for name in names:
        if name not in MEASURES:
            raise UsageError(
                in_language(
                    f"'{name}' does not run on Spark, which has {', '.join(MEASURES)}; use the "
                    "local engine, on a part of the network if it is large (--kind, --ego …)",
                    f"«{name}» no corre en Spark, que tiene {', '.join(MEASURES)}; use el motor "
                    "local, con una parte de la red si es grande (--kind, --ego …)",
                )
            )


def with_measures(network: SparkNetwork, names: Sequence[str], work: Workspace) -> SparkNetwork:
    """Return the network with columns of measures added.

    Raises:
        UsageError: A name is none of `MEASURES`.
    """
    require_measures(names)
    numbered = Numbered.of(network, work)
    nodes = network.nodes
    for name in dict.fromkeys(names):
        values = work.keep(numbered.by_id(MEASURES[name](numbered, work)))
        nodes = nodes.join(values, "id")
    return replace(network, nodes=nodes)


def largest_first(name: str) -> list[Column]:
    """Return the order of a table of measures: the largest value first, of equal ones by id."""
    from pyspark.sql import functions as f

    return [f.desc(name), f.asc("id")]
