"""The network as a networkx graph."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx

from kg.network import Edge, Network, Node, to_networkx
from kg.network.graphs import to_undirected

NETWORK = Network(
    nodes=(
        Node(
            "a",
            "https://w3id.org/helixkg/id/a",
            "Clúster A",
            "Cluster",
            "intermediary",
            ("mexico",),
            ("jalisco", "sonora"),
            ("automotive", "it"),
            "active",
        ),
        Node("b", "https://w3id.org/helixkg/id/b", "B", "Cluster"),
    ),
    edges=(
        Edge("a|hx:complements|b", "a", "b", "complements", "hx:complements"),
        Edge(
            "membership/a--b",
            "a",
            "b",
            "member",
            "org:Membership",
            "2016",
            "2018",
            ("https://e.org/1", "https://e.org/2"),
            2,
            "explicit",
        ),
    ),
)


def test_nodes_have_every_column_as_plain_values() -> None:
    graph = to_networkx(NETWORK)
    assert {name: graph.nodes[name] for name in graph} == {
        "a": {
            "label": "Clúster A",
            "iri": "https://w3id.org/helixkg/id/a",
            "kind": "Cluster",
            "helix": "intermediary",
            "country": "mexico",
            "state": "jalisco; sonora",
            "area": "",
            "sector": "automotive; it",
            "technology": "",
            "status": "active",
            "start": "",
            "end": "",
        },
        "b": {
            "label": "B",
            "iri": "https://w3id.org/helixkg/id/b",
            "kind": "Cluster",
            "helix": "",
            "country": "",
            "state": "",
            "area": "",
            "sector": "",
            "technology": "",
            "status": "",
            "start": "",
            "end": "",
        },
    }


def test_parallel_edges_are_kept_by_their_ids() -> None:
    graph = to_networkx(NETWORK)
    assert list(graph.edges(keys=True, data=True)) == [
        (
            "a",
            "b",
            "a|hx:complements|b",
            {
                "weight": 1,
                "kind": "complements",
                "relation": "hx:complements",
                "start": "",
                "end": "",
                "dated_by": "",
                "evidence": "",
                "sources": 0,
                "certainty": "",
            },
        ),
        (
            "a",
            "b",
            "membership/a--b",
            {
                "weight": 2,
                "kind": "member",
                "relation": "org:Membership",
                "start": "2016",
                "end": "2018",
                "dated_by": "",
                "evidence": "https://e.org/1; https://e.org/2",
                "sources": 2,
                "certainty": "explicit",
            },
        ),
    ]


def test_nodes_and_edges_keep_the_order_of_the_network() -> None:
    turned = Network(NETWORK.nodes[::-1], NETWORK.edges[::-1])
    assert list(to_networkx(turned)) == ["b", "a"]
    assert [key for *_, key in to_networkx(turned).edges(keys=True)] == [
        "membership/a--b",
        "a|hx:complements|b",
    ]


def test_ties_without_direction_have_their_id_and_what_they_go_through() -> None:
    tie = replace(
        NETWORK.edges[0], directed=False, strength=1.5, via=("x", "y"), evidence=("e", "f")
    )
    graph = to_undirected(Network(NETWORK.nodes, (tie,)))
    assert type(graph) is nx.Graph
    assert list(graph) == ["a", "b"]
    assert graph.nodes["b"]["label"] == "B"
    assert graph.edges["b", "a"] == {
        "id": "a|hx:complements|b",
        "weight": 1.5,
        "kind": "complements",
        "relation": "hx:complements",
        "start": "",
        "end": "",
        "dated_by": "",
        "evidence": "e; f",
        "sources": 0,
        "certainty": "",
        "via": "x; y",
    }


def test_measures_are_attributes_of_nodes() -> None:
    graph = to_networkx(replace(NETWORK, measures={"degree": {"a": 2}, "note": {"b": "x"}}))
    assert (graph.nodes["a"]["degree"], graph.nodes["b"]["degree"]) == (2, "")
    assert graph.nodes["b"]["note"] == "x"
