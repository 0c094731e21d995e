"""What an edge rests on."""

from __future__ import annotations

import numpy as np
import pytest

from kg.network import Edge
from kg.network.columns import Rows
from kg.network.grouping import Groups
from kg.network.support import Support, joint_support, support

E = "https://w3id.org/helixkg/evidence/"


@pytest.mark.parametrize(
    ("graphs", "evidence", "sources", "certainty"),
    [
        ([], [], 0, ""),
        (["1/b", "1/a"], ["1/a", "1/b"], 1, "explicit"),
        (["1/a--inferred", "2/a"], ["1/a--inferred", "2/a"], 2, "explicit"),
        (["1/a--layout-ambiguous"], ["1/a--layout-ambiguous"], 1, "layout-ambiguous"),
        (
            ["1/a--layout-ambiguous", "2/a--inferred"],
            ["1/a--layout-ambiguous", "2/a--inferred"],
            2,
            "inferred",
        ),
        (["1/a--machine-suggested"], [], 0, ""),
        (["1/a--machine-suggested", "2/a--inferred"], ["2/a--inferred"], 1, "inferred"),
        (["1/table--6"], ["1/table--6"], 1, "explicit"),
    ],
)
def test_the_best_evidence_counts_and_machine_suggestions_do_not(
    graphs: list[str], evidence: list[str], sources: int, certainty: str
) -> None:
    expected = Support(tuple(E + name for name in evidence), sources, certainty)
    assert support(frozenset(E + name for name in graphs)) == expected


def test_edges_together_rest_on_all_their_evidence() -> None:
    edges = [
        Edge("1", "a", "b", "k", "r", evidence=(E + "1/a--inferred",)),
        Edge("2", "a", "b", "k", "r", evidence=(E + "1/a--inferred", E + "2/a--inferred")),
    ]
    table = Rows(Edge, items=edges).table
    joint = joint_support(table["evidence"], Groups(np.zeros(2, int), 1))
    assert {name: column.values() for name, column in joint.items()} == {
        "evidence": [(E + "1/a--inferred", E + "2/a--inferred")],
        "sources": [2],
        "certainty": ["inferred"],
    }
