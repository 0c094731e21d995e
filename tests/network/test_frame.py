"""The columns of nodes and edges, as every export shows them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.network import Edge, Network, Node
from kg.network.frame import EDGE_COLUMNS, NODE_COLUMNS, edge_columns, flat_text, node_columns

NODE = Node("a", "i", "A", "Cluster", "academia", ("c", "d"), ("s",), ("x", "y"), "active")
EDGE = Edge("1", "a", "a", "k", "r", "2012", "2013", ("e", "f"), 2, "explicit")
NETWORK = Network((NODE,), (EDGE,))


def test_nodes_have_their_columns_in_this_order() -> None:
    assert [(c.name, c.type, c.value_of(NODE)) for c in NODE_COLUMNS] == [
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
    assert [(c.name, c.type, c.value_of(EDGE)) for c in EDGE_COLUMNS] == [
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
    assert columns[:-1] == NODE_COLUMNS
    assert (columns[-1].name, columns[-1].type) == ("m", kind)
    assert columns[-1].value_of(NODE) == values.get("a", "")


def test_derived_edges_say_what_they_go_through_and_others_have_no_such_column() -> None:
    assert edge_columns(NETWORK) == EDGE_COLUMNS
    derived = replace(EDGE, via=("x",))
    column = edge_columns(replace(NETWORK, edges=(EDGE, derived)))[-1]
    assert (column.name, column.type, column.value_of(derived)) == ("via", tuple, ("x",))


def test_lists_become_one_text() -> None:
    assert flat_text(("a", "b")) == "a; b"
    assert (flat_text(()), flat_text(3), flat_text("x")) == ("", "3", "x")
