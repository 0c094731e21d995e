"""The network as a networkx graph."""

from __future__ import annotations

from kg.network import Edge, Network, Node, to_networkx

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
            "sector": "automotive; it",
            "status": "active",
        },
        "b": {
            "label": "B",
            "iri": "https://w3id.org/helixkg/id/b",
            "kind": "Cluster",
            "helix": "",
            "country": "",
            "state": "",
            "sector": "",
            "status": "",
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
                "evidence": "https://e.org/1; https://e.org/2",
                "sources": 2,
                "certainty": "explicit",
            },
        ),
    ]
