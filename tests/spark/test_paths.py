"""Paths on Spark: those of the local engine, at the same cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg.errors import UsageError
from kg.network.paths import cheapest_paths
from tests.network.random_networks import SAMPLES


@pytest.mark.full
def test_paths_between_given_nodes_are_those_of_the_local_engine(
    spark: Any, tmp_path: Path
) -> None:
    from kg.spark.network import SparkNetwork
    from kg.spark.paths import paths_between
    from kg.spark.workspace import Workspace

    network = SAMPLES["150 nodes, 170 edges"].network
    with Workspace(spark, str(tmp_path / "work")) as work:
        there = SparkNetwork.of_network(spark, network)
        tried = 0
        for first, second in (("n001", "n002"), ("n003", "n090"), ("n010", "n140")):
            expected = cheapest_paths(network, first, second, longest=5)
            paths = paths_between(there, first, second, work, longest=5)
            assert [path.cost for path in paths] == pytest.approx([p.cost for p in expected])
            assert [path.steps for path in paths] == [path.steps for path in expected]
            tried += len(paths)
        assert tried
        with pytest.raises(UsageError, match="'nobody' is not in this network"):
            paths_between(there, "nobody", "n001", work)
