"""Nodes, edges and what a network says of itself."""

from __future__ import annotations

from kg.network import Edge, Network, Node
from kg.network.elements import documents

E = "https://w3id.org/helixkg/evidence/"


def test_a_column_of_a_node_gives_all_its_values_and_none_where_it_is_empty() -> None:
    node = Node("a", "i", "A", "Cluster", sector=("x", "y"))
    assert node.values("sector") == ("x", "y")
    assert node.values("kind") == ("Cluster",)
    assert node.values("helix") == node.values("state") == ()


def test_evidence_is_counted_by_document() -> None:
    evidence = (f"{E}001/a", f"{E}001/b--inferred", f"{E}003/c")
    assert documents(evidence) == {"001", "003"}
    assert Edge("1", "a", "b", "k", "r", evidence=evidence).documents == {"001", "003"}


def test_the_weight_is_the_strength_else_the_number_of_documents_and_never_zero() -> None:
    edge = Edge("1", "a", "b", "k", "r")
    weights = [
        edge.weight,
        Edge("1", "a", "b", "k", "r", sources=1).weight,
        Edge("1", "a", "b", "k", "r", sources=3).weight,
        Edge("1", "a", "b", "k", "r", sources=3, strength=0.5).weight,
    ]
    assert weights == [1.0, 1.0, 3.0, 0.5]
    assert {type(weight) for weight in weights} == {float}


def test_a_network_is_derived_where_edges_say_what_their_ends_share() -> None:
    nodes = (Node("a", "", "a", "k"), Node("b", "", "b", "k"), Node("c", "", "c", "k"))
    plain, via = Edge("1", "a", "b", "k", "r"), Edge("2", "b", "b", "k", "r", via=("x",))
    assert not Network(nodes, (plain,)).derived
    assert Network(nodes, (plain, via)).derived
    assert Network(nodes, (plain, via)).degrees() == {"a": 1, "b": 3, "c": 0}
