"""Paths between given nodes of a large network: what lies between is found here, and ranked here.

Spark walks from both ends; what a path of so many steps can lead through is small, comes into this
process, and is searched by `kg.network.paths`, with the degrees of the whole network.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Final

from kg.errors import UsageError, in_language
from kg.network.paths import Path, cheapest_paths
from kg.spark.derive import within
from kg.spark.network import SparkNetwork, among

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from kg.spark.workspace import Workspace

#: edges between two nodes that come into this process
MOST_EDGES: Final = 200_000


def paths_between(
    network: SparkNetwork,
    first: str,
    second: str,
    work: Workspace,
    *,
    limit: int = 3,
    longest: int = 4,
) -> list[Path]:
    """Return the paths of least cost between two nodes; see `kg.network.paths.cheapest_paths`.

    Args:
        network: The network; its edges are followed in either direction.
        first: Id of the node where the paths begin.
        second: Id of the node where they end.
        work: Keeps each step of the walk.
        limit: How many paths.
        longest: How many steps a path may have.

    Raises:
        UsageError: The network has not both nodes, or too much lies between them.
    """
    from pyspark.sql import functions as f

    walks = []
    for name in (first, second):
        start = network.nodes.filter(f.col("id") == name).select("id")
        if start.isEmpty():
            raise UsageError(
                in_language(
                    f"'{name}' is not in this network; was it filtered out?",
                    f"«{name}» no está en esta red; ¿quedó fuera por un filtro?",
                )
            )
        walks.append(within(network.edges, start, longest, work))
    there, back = walks
    ids = work.keep(
        there.join(back.toDF("id", "rest"), "id")
        .filter(f.col("distance") + f.col("rest") <= longest)
        .select("id")
        .unionByName(network.nodes.filter(f.col("id").isin(first, second)).select("id"))
        .distinct()
    )
    edges = work.keep(among(among(network.edges, "source", ids), "target", ids))
    if edges.count() > MOST_EDGES:
        raise UsageError(
            in_language(
                f"more than {MOST_EDGES:,} edges lie between the two; ask for shorter paths",
                f"hay más de {MOST_EDGES:,} aristas entre los dos; pida caminos más cortos",
            )
        )
    part = replace(network, nodes=among(network.nodes, "id", ids), edges=edges).to_network()
    return cheapest_paths(
        part, first, second, limit=limit, longest=longest, degrees=_degrees(network, ids)
    )


def _degrees(network: SparkNetwork, ids: DataFrame) -> dict[str, int]:
    """Return to how many others some nodes are tied in the whole network."""
    from pyspark.sql import functions as f

    pairs = [
        among(network.edges, here, ids).select(f.col(here).alias("id"), f.col(there).alias("other"))
        for here, there in (("source", "target"), ("target", "source"))
    ]
    every = reduce(lambda a, b: a.unionByName(b), pairs).filter("id != other").distinct()
    return {row["id"]: row["count"] for row in every.groupBy("id").count().collect()}
