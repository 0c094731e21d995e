"""The tables of kg network, on networks small enough to reckon by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from kg.model import Literal
from kg.network import Edge, Network, Node
from kg.network.measures import tables
from kg.network.measures.tables import Options, comparison, of_nodes, of_whole, terms
from kg.rdf.namespaces import EVIDENCE, XSD

HELICES = {"a": "academia", "b": "academia", "c": "industry", "d": "industry", "e": "government"}


def network(*pairs: str, kind: str = "k") -> Network:
    """Return nodes a to e, linked by pairs such as "ab"; each edge is stated by document 001."""
    return Network(
        tuple(Node(name, "", name.upper(), "Cluster", helix) for name, helix in HELICES.items()),
        tuple(
            Edge(pair, pair[0], pair[1], kind, "r", evidence=(f"{EVIDENCE}001/s1",))
            for pair in pairs
        ),
    )


#: a and b share c and d; e stands alone
SQUARE = network("ac", "ad", "bc", "bd")


def values(measure: str, part: Network, group: str = "helix") -> dict[object, object]:
    """Return the first column of a table → the second."""
    return {row[0]: row[1] for row in of_whole(part, measure, Options(group)).rows}


def test_a_summary_counts_nodes_ties_and_parts() -> None:
    summary = values("summary", SQUARE)
    assert summary["nodes"] == 5
    assert summary["edges"] == 4
    assert summary["ties (pairs that are linked)"] == 4
    assert summary["density"] == 0.4  # 4 of 10 pairs
    assert summary["parts"] == 2
    assert summary["in the largest part"] == 4
    assert summary["mean clustering"] == 0


def test_parallel_edges_are_one_tie() -> None:
    summary = values("summary", network("ab", "ba", "bc"))
    assert summary["edges"] == 3
    assert summary["ties (pairs that are linked)"] == 2


def test_a_triangle_is_wholly_clustered() -> None:
    triangle = network("ab", "bc", "ca")
    assert values("summary", triangle)["mean clustering"] == pytest.approx(3 / 5)


def test_a_summary_of_nothing_and_of_one_node_is_zero() -> None:
    for part in (Network((), ()), Network(SQUARE.nodes[:1], ())):
        summary = values("summary", part)
        assert summary["nodes"] == len(part.nodes)
        assert summary["density"] == summary["mean clustering"] == 0


def test_mixing_compares_the_groups_of_a_column() -> None:
    across = values("mixing", SQUARE)
    assert across["E-I index"] == 1, "every tie is between academia and industry"
    assert values("mixing", network("ab", "cd"))["E-I index"] == -1
    assert list(across) == ["E-I index", "assortativity", "modularity"]
    assert values("mixing", SQUARE, "kind")["E-I index"] == -1, "all are clusters"


def test_modularity_is_that_of_the_communities_found() -> None:
    assert values("modularity", network("ab", "cd")) == {
        "communities": 3,
        "modularity": pytest.approx(0.5),
        "resolution": 1.0,
        "runs, of which this is the best": 10,
        "least modularity of a run": pytest.approx(0.5),
        "fewest communities of a run": 3,
        "most communities of a run": 3,
    }


def test_brokers_count_each_role() -> None:
    table = of_whole(network("ae", "eb"), "brokers", Options())
    assert table.columns == ("role", "triads", "expected", "z")
    counts = {row[0]: row[1] for row in table.rows}
    assert list(counts) == [
        "coordinator", "itinerant", "gatekeeper", "representative", "liaison",
    ]  # fmt: skip
    assert counts["itinerant"] == 1, "e of the government stands between two of academia"
    assert sum(int(count) for count in counts.values()) == 1


def test_robustness_falls_from_the_largest_part_to_nothing() -> None:
    rows = of_whole(SQUARE, "robustness", Options()).rows
    assert [row[0] for row in rows] == [
        *(f"{share} % gone" for share in (0, 1, 2, 5, 10, 20, 30, 50)), "mean (R)",
    ]  # fmt: skip
    falling = [float(row[1]) for row in rows[:-1]]
    assert falling[0] == 0.8
    assert falling == sorted(falling, reverse=True)
    assert of_whole(Network((), ()), "robustness", Options()).rows[0][0] == "mean (R)"


def test_missing_names_what_a_pair_shares_and_who_states_the_ties() -> None:
    table = of_whole(SQUARE, "missing", Options())
    assert table.columns == ("one", "other", "score", "shared", "such_as", "sources")
    pairs = {row[:2]: row for row in table.rows}
    assert pairs["a", "b"][3:] == (2, "c; d", "001")
    assert len(of_whole(SQUARE, "missing", Options(limit=1)).rows) == 1


def test_of_many_shared_things_five_are_named() -> None:
    middle = [Node(f"m{n}", "", f"M{n}", "Cluster") for n in range(7)]
    star = Network(
        (*SQUARE.nodes[:2], *middle),
        tuple(Edge(f"{s}{m.id}", s, m.id, "k", "r") for s in "ab" for m in middle),
    )
    row = next(r for r in of_whole(star, "missing", Options(limit=99)).rows if r[:2] == ("a", "b"))
    assert row[3] == 7
    assert row[4] == "m0; m1; m2; m3; m4"
    assert row[5] == ""


def test_bridges_are_the_ties_that_hold_parts_together() -> None:
    table = of_whole(network("ab", "bc", "ca", "cd"), "bridges", Options())
    assert table == (("one", "other"), [("c", "d")])


def test_the_triple_helix_needs_clusters() -> None:
    rows = of_whole(SQUARE, "triple_helix", Options()).rows
    assert [row[0] for row in rows] == ["clusters", "T in bits", "from", "to"]
    assert rows[0][1] == 5


def test_every_measure_of_the_whole_is_in_the_help() -> None:
    from kg.cli.network import network as command

    assert all(f"  {name} " in str(command.help) for name in [*tables.WHOLE, "compare"])


def test_nodes_come_by_the_first_measure_and_then_by_id() -> None:
    table = of_nodes(network("ac", "ad", "bc"), ["degree", "component"])
    assert table.columns == ("id", "name", "kind", "degree", "component")
    assert [(row[0], row[3]) for row in table.rows] == [
        ("a", 2), ("c", 2), ("b", 1), ("d", 1), ("e", 0),
    ]  # fmt: skip


def test_a_comparison_counts_what_was_gained_and_lost() -> None:
    before = network("ab", "cd")
    grown = network("ab", "ac", "ae", kind="k")
    other = network("bd", kind="j")
    table = comparison(before, Network(grown.nodes, (*grown.edges, *other.edges)))
    assert table.columns == ("relation", "before", "after", "gained", "lost", "undated")
    assert table.rows == [
        ("k", 1, 2, 2, 1, 1),
        ("j", 0, 1, 1, 0, 0),
        ("all relations", 1, 3, 3, 1, 1),
    ]


def test_a_relation_that_did_not_change_is_left_out_of_a_comparison() -> None:
    assert comparison(SQUARE, SQUARE).rows == [("all relations", 0, 0, 0, 0, 4)]
    dated = replace(SQUARE, edges=tuple(replace(e, start="2014") for e in SQUARE.edges))
    assert comparison(dated, dated).rows == [("all relations", 4, 4, 0, 0, 0)]


def test_cells_become_terms() -> None:
    assert terms(("", "x", 3, 0.25, math.nan)) == (
        None,
        Literal("x", XSD + "string"),
        Literal("3", XSD + "integer"),
        Literal("0.25", XSD + "double"),
        None,
    )
