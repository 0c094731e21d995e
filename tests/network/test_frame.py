"""The columns of nodes and edges, as every export shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from kg.network import Edge, Network, Node
from kg.network.frame import EDGE_COLUMNS, NODE_COLUMNS, Shown, edge_columns, node_columns, plain

NODE = Node("a", "i", "A", "Cluster", "academia", ("c", "d"), ("s",), ("x", "y"), "active")
EDGE = Edge("1", "a", "a", "k", "r", "2012", "2013", ("e", "f"), 2, "explicit")
NETWORK = Network((NODE,), (EDGE,))


def first_values(columns: Iterable[Shown]) -> list[tuple[object, ...]]:
    """Return name, type and value in the first row of some columns."""
    return [(shown.name, shown.type, shown.column.values(0, 1)[0]) for shown in columns]


def test_nodes_have_their_columns_in_this_order() -> None:
    assert first_values(node_columns(NETWORK)) == [
        ("iri", str, "i"),
        ("kind", str, "Cluster"),
        ("helix", str, "academia"),
        ("country", str, "c; d"),
        ("state", str, "s"),
        ("area", str, ""),
        ("sector", tuple, ("x", "y")),
        ("technology", tuple, ()),
        ("status", str, "active"),
        ("start", str, ""),
        ("end", str, ""),
    ]


def test_edges_have_their_columns_in_this_order() -> None:
    assert first_values(edge_columns(NETWORK)) == [
        ("kind", str, "k"),
        ("relation", str, "r"),
        ("start", str, "2012"),
        ("end", str, "2013"),
        ("dated_by", str, ""),
        ("evidence", tuple, ("e", "f")),
        ("sources", int, 2),
        ("certainty", str, "explicit"),
    ]


def test_no_column_has_a_name_that_gephi_gives_a_meaning() -> None:
    names = {column.name for column in NODE_COLUMNS} | {column.name for column in EDGE_COLUMNS}
    assert not names & {"id", "label", "weight", "x", "y", "size", "color"}


@pytest.mark.parametrize(
    ("values", "kind"),
    [({"a": 1}, int), ({"a": 1, "b": 0.5}, float), ({"a": 1, "b": "x", "c": 0.5}, str), ({}, int)],
)
def test_a_measure_is_a_column_of_the_narrowest_type(
    values: dict[str, float | str], kind: type
) -> None:
    columns = node_columns(replace(NETWORK, measures={"m": values}))
    assert [column[:2] for column in columns[:-1]] == [*NODE_COLUMNS]
    assert first_values(columns[-1:]) == [("m", kind, values.get("a", ""))]


def test_derived_edges_say_what_they_go_through_and_others_have_no_such_column() -> None:
    assert [column[:2] for column in edge_columns(NETWORK)] == [*EDGE_COLUMNS]
    derived = replace(EDGE, via=("x",))
    column = edge_columns(replace(NETWORK, edges=(EDGE, derived)))[-1]
    assert (column.name, column.type) == ("via", tuple)
    assert column.column.values() == [(), ("x",)]


def test_lists_become_one_text() -> None:
    shown = {column.name: column for column in node_columns(NETWORK)}
    assert plain(shown["sector"]).values() == ["x; y"]
    assert plain(shown["technology"]).values() == [""]
    assert plain(shown["kind"]).values() == ["Cluster"]
