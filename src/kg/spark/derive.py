"""Networks made from the full one, as `kg.network.derive` makes them, on tables of Spark."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.errors import UsageError, in_language
from kg.network.derive import (
    HUB,
    OF_PLACES,
    VALUES,
    parse_sides,
    require_kinds,
    require_weight,
    sides,
    unlinked,
)
from kg.spark import expressions as e
from kg.spark.network import EDGE, NODE, SparkNetwork, among, weight, with_ends

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from kg.spark.workspace import Workspace

_TEXTS = "array<string>"


def bipartite(network: SparkNetwork, wanted: str) -> SparkNetwork:
    """Return the edges between two sides, from the first to the second.

    Args:
        network: The network.
        wanted: The sides, "Cluster:sector".

    Raises:
        UsageError: The network has no such kind, both are values, or nothing links the two.
    """
    first, second = sides(*parse_sides(wanted))
    kinds = {row[0] for row in network.nodes.select("kind").distinct().collect()}
    require_kinds(first, kinds)
    if second in VALUES:
        return _with_values(network, first, second)
    require_kinds(second, kinds)
    return _between_kinds(network, first, second)


def _is_on_side(side: str) -> Column:
    from pyspark.sql import functions as f

    kinds = side.split(",")
    is_kind = f.col("kind").isin(kinds)
    return is_kind | (f.col("helix") != "") if "actor" in kinds else is_kind


def _between_kinds(network: SparkNetwork, first: str, second: str) -> SparkNetwork:
    from pyspark.sql import functions as f

    side = (
        f.when(_is_on_side(first), f.lit(1)).when(_is_on_side(second), f.lit(2)).otherwise(f.lit(0))
    )
    of_node = network.nodes.select("id", f.struct(side.alias("side"), "kind").alias("end"))
    ends = network.edges.join(of_node.toDF("source", "_s"), "source").join(
        of_node.toDF("target", "_t"), "target"
    )
    forwards = (f.col("_s.side") == 1) & (f.col("_t.side") == 2)
    backwards = (f.col("_s.side") == 2) & (f.col("_t.side") == 1)
    swapped = {"source": "target", "target": "source"}
    edges = ends.filter(forwards | backwards).select(
        *(
            f.when(backwards, f.col(swapped[name])).otherwise(f.col(name)).alias(name)
            if name in swapped
            else f.col(name)
            for name in EDGE
        )
    )
    if edges.isEmpty():
        beside = f.when(f.col("_s.side") == 2, f.col("_t")).when(f.col("_t.side") == 2, f.col("_s"))
        counts = (
            ends.filter((f.col("_s.side") == 2) != (f.col("_t.side") == 2))
            .select(beside.alias("end"))
            .groupBy("end.kind")
            .count()
            .collect()
        )
        raise UsageError(unlinked(first, second, {row[0]: row[1] for row in counts}))
    return replace(network, nodes=with_ends(network.nodes, edges), edges=edges)


def _node(identifier: Column, label: Column, kind: Column, helix: Column) -> list[Column]:
    """Return the columns of nodes that no entity stands behind."""
    from pyspark.sql import functions as f

    own = {"id": identifier, "label": label, "kind": kind, "helix": helix}
    lists = ("country", "state", "sector", "area", "technology")
    empty = {name: f.array().cast(_TEXTS) if name in lists else f.lit("") for name in NODE}
    return [{**empty, **own}[name].alias(name) for name in NODE]


def _with_values(network: SparkNetwork, kind: str, column: str) -> SparkNetwork:
    """Return nodes of a kind, the values they have in a column as nodes, and edges to these."""
    from pyspark.sql import functions as f

    def valued(nodes: DataFrame) -> DataFrame:
        values = f.col(column) if column != "helix" else f.array("helix")
        return nodes.select("id", f.explode(values).alias("value")).filter("value != ''").distinct()

    pairs = valued(network.nodes.filter(_is_on_side(kind)))
    own = f.concat_ws("/", f.lit(column), f.col("value"))
    if column in OF_PLACES:
        entities = network.nodes.select(f.col("id").alias("value"), f.col("id").alias("entity"))
        pairs = pairs.join(entities, "value", "left")
        end = f.coalesce(f.col("entity"), own)
    else:
        end = own
    pairs = pairs.withColumn("end", end)
    name = f.lit(column)
    columns = {
        "id": f.concat_ws("|", "id", name, "end"),
        "source": f.col("id"),
        "target": f.col("end"),
        "kind": name,
        "relation": name,
    }
    edges = pairs.select(*_edge(columns))
    new_nodes = (
        pairs.filter(f.col("end") == own)
        .select("value")
        .distinct()
        .select(*_node(own, f.col("value"), name, f.lit("")))
    )
    entities_there = with_ends(network.nodes, edges).select(*NODE)
    return replace(network, nodes=entities_there.unionByName(new_nodes), edges=edges)


def _edge(columns: dict[str, Column]) -> list[Column]:
    """Return the columns of edges, those that are not given empty."""
    from pyspark.sql import functions as f

    empty = {
        "evidence": f.array().cast(_TEXTS),
        "via": f.array().cast(_TEXTS),
        "sources": f.lit(0),
        "directed": f.lit(True),
        "strength": f.lit(0.0),
    }
    return [columns.get(name, empty.get(name, f.lit(""))).alias(name) for name in EDGE]


def _behind() -> list[Column]:
    """Return the columns of what several edges together rest on; see `_derived`.

    An end without a date is open, so that "" is the least start, and no end where one is "".
    """
    from pyspark.sql import functions as f

    return [
        f.flatten(f.collect_list("evidence")).alias("evidence"),
        f.min("start").alias("start"),
        f.when(f.min("end") == "", f.lit("")).otherwise(f.max("end")).alias("end"),
        f.min("realisation").alias("realisation"),
    ]


def _derived(grouped: DataFrame, columns: dict[str, Column]) -> DataFrame:
    """Return derived edges with the evidence of those behind them.

    Args:
        grouped: Has the columns of `_behind`.
        columns: The others.
    """
    from pyspark.sql import functions as f

    own = {name: f.col(name) for name in ("start", "end", "realisation")}
    return grouped.select(*_edge({**own, **e.support(f.col("evidence")), **columns}))


def one_mode(
    network: SparkNetwork, wanted: str, *, weight: str = "count", hub: int = HUB
) -> SparkNetwork:
    """Return the nodes of the first side, linked where they share nodes of the second.

    Args:
        network: The network.
        wanted: The sides, "Cluster:sector".
        weight: Of the links; one of `kg.network.derive.WEIGHTS`.
        hub: Things that more nodes have are left out, so that no thing makes many pairs.

    Raises:
        UsageError: An unknown weight, and see `bipartite`.
    """
    from pyspark.sql import functions as f

    require_weight(weight)
    first, second = parse_sides(wanted)
    two_mode = bipartite(network, wanted)
    nodes = two_mode.nodes.filter(_is_on_side(first))
    side = nodes.select(f.col("id").alias("source"), f.lit(True).alias("_first"))
    edges = two_mode.edges.join(side, "source", "left")
    is_first = f.col("_first").isNotNull()
    holders = (
        edges.withColumn("node", f.when(is_first, f.col("source")).otherwise(f.col("target")))
        .withColumn("thing", f.when(is_first, f.col("target")).otherwise(f.col("source")))
        .groupBy("thing", "node")
        .agg(*_behind())
    )
    degrees = holders.groupBy("node").agg(f.count("*").alias("has"))
    sizes = holders.groupBy("thing").agg(f.count("*").alias("size"))
    shared = holders.join(sizes.filter(f.col("size") <= hub), "thing")
    fields = ("node", "evidence", "start", "end", "realisation")
    left = shared.select("thing", "size", f.struct(*fields).alias("a"))
    right = shared.select("thing", f.struct(*fields).alias("b"))
    pairs = left.join(right, "thing").filter(f.col("a.node") < f.col("b.node"))
    grouped = (
        pairs.select(
            f.col("a.node").alias("source"),
            f.col("b.node").alias("target"),
            "thing",
            "size",
            f.concat("a.evidence", "b.evidence").alias("evidence"),
            f.least("a.start", "b.start").alias("start"),
            f.when((f.col("a.end") == "") | (f.col("b.end") == ""), f.lit(""))
            .otherwise(f.greatest("a.end", "b.end"))
            .alias("end"),
            f.least("a.realisation", "b.realisation").alias("realisation"),
        )
        .groupBy("source", "target")
        .agg(
            *_behind(),
            f.array_sort(f.collect_list("thing")).alias("via"),
            f.sort_array(f.collect_list("size")).alias("sizes"),
        )
        .join(degrees.toDF("source", "a_has"), "source")
        .join(degrees.toDF("target", "b_has"), "target")
    )
    kind = f.lit(f"shares {second}")
    columns = {
        "id": f.concat_ws("|", "source", kind, "target"),
        "source": f.col("source"),
        "target": f.col("target"),
        "kind": kind,
        "relation": kind,
        "directed": f.lit(False),
        "strength": _strength(weight),
        "via": f.col("via"),
    }
    return replace(network, nodes=nodes, edges=_derived(grouped, columns))


def _strength(weight: str) -> Column:
    """Return the strength of links; see `kg.network.derive.one_mode`."""
    from pyspark.sql import functions as f

    count = f.size("via").cast("double")
    if weight == "newman":
        parts = f.transform("sizes", lambda size: 1 / (size - 1))
        return f.aggregate(parts, f.lit(0.0), lambda total, part: total + part)
    if weight == "jaccard":
        return count / (f.col("a_has") + f.col("b_has") - count)
    return count / f.sqrt(f.col("a_has") * f.col("b_has")) if weight == "cosine" else count


def quotient(network: SparkNetwork, column: str, labels: DataFrame) -> SparkNetwork:
    """Return the groups as nodes, and how many edges go between them as weight.

    Args:
        network: The network.
        column: One of `kg.network.derive.GROUPS`.
        labels: Id and label, of groups that may be no nodes of the network.
    """
    from pyspark.sql import functions as f

    values = f.array(column) if column in ("helix", "kind") else f.col(column)
    stated = f.filter(values, lambda value: value != "")
    nothing = f.array(f.lit("(none)"))
    groups = network.nodes.select(
        "id", f.explode(f.when(f.size(stated) > 0, stated).otherwise(nothing)).alias("group")
    )
    name = f.lit(column)
    helix = f.col("group") if column == "helix" else f.lit("")
    nodes = (
        groups.groupBy("group")
        .agg(f.count("*").alias("members"))
        .join(labels.toDF("group", "name"), "group", "left")
        .select(*_node(f.col("group"), f.coalesce("name", f.col("group")), name, helix), "members")
    )
    between = (
        network.edges.join(groups.toDF("source", "a"), "source")
        .join(groups.toDF("target", "b"), "target")
        .groupBy("a", "b")
        .agg(*_behind(), f.count("*").cast("double").alias("strength"))
    )
    kind = f.lit(f"between {column}")
    columns = {
        "id": f.concat_ws("|", "a", name, "b"),
        "source": f.col("a"),
        "target": f.col("b"),
        "kind": kind,
        "relation": kind,
        "strength": f.col("strength"),
    }
    return replace(network, nodes=nodes, edges=_derived(between, columns))


def backbone(network: SparkNetwork, alpha: float) -> SparkNetwork:
    """Return the edges whose weight is more than chance would give one of their ends.

    Args:
        network: The network.
        alpha: The level of significance; see `kg.network.derive.backbone`.
    """
    from pyspark.sql import functions as f

    weighted = network.edges.withColumn("_weight", weight())
    ends = f.array_distinct(f.array("source", "target"))
    strengths = (
        weighted.select(f.explode(ends).alias("id"), "_weight")
        .groupBy("id")
        .agg(f.struct(f.sum("_weight").alias("strength"), f.count("*").alias("degree")).alias("_e"))
    )

    def is_beyond_chance(end: str) -> Column:
        share = f.col("_weight") / f.col(f"{end}.strength")
        left = f.pow(1 - share, f.col(f"{end}.degree") - 1)
        return (f.col(f"{end}.degree") > 1) & (left < alpha)

    edges = (
        weighted.join(strengths.toDF("source", "_s"), "source")
        .join(strengths.toDF("target", "_t"), "target")
        .filter(is_beyond_chance("_s") | is_beyond_chance("_t"))
        .select(*EDGE)
    )
    return replace(network, nodes=with_ends(network.nodes, edges), edges=edges)


def ego(network: SparkNetwork, centre: str, steps: int, work: Workspace) -> SparkNetwork:
    """Return what lies within so many edges of a node, in either direction.

    Raises:
        UsageError: The network does not have the node.
    """
    from pyspark.sql import functions as f

    reached = network.nodes.filter(f.col("id") == centre).select("id")
    if reached.isEmpty():
        raise UsageError(
            in_language(
                f"'{centre}' is not in this network; was it filtered out?",
                f"«{centre}» no está en esta red; ¿quedó fuera por un filtro?",
            )
        )
    reached = within(network.edges, reached, steps, work).select("id")
    nodes = among(network.nodes, "id", reached)
    edges = among(among(network.edges, "source", reached), "target", reached)
    return replace(network, nodes=nodes, edges=edges)


def within(edges: DataFrame, start: DataFrame, steps: int, work: Workspace) -> DataFrame:
    """Return the nodes within so many edges of some, each with its distance.

    Args:
        edges: Followed in either direction.
        start: Has one column, "id".
        steps: How far.
        work: Keeps each step.
    """
    from pyspark.sql import functions as f

    both = edges.select(f.col("source").alias("a"), f.col("target").alias("b"))
    both = both.unionByName(both.toDF("b", "a"))
    reached = work.keep(start.distinct().withColumn("distance", f.lit(0)))
    for distance in range(1, steps + 1):
        frontier = reached.filter(f.col("distance") == distance - 1).select(f.col("id").alias("a"))
        beside = both.join(frontier, "a").select(f.col("b").alias("id")).distinct()
        new = work.keep(
            beside.join(reached, "id", "left_anti").withColumn("distance", f.lit(distance))
        )
        if new.isEmpty():
            break
        reached = work.keep(reached.unionByName(new))
    return reached
