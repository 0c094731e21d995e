"""What a network was made of."""

from __future__ import annotations

from dataclasses import replace

from kg.network import Edge, Network, Node
from kg.network.manifest import digest, network_manifest

NETWORK = Network(
    (Node("a", "i/a", "A", "Company"), Node("b", "i/b", "B", "Cluster")),
    (Edge("1", "a", "b", "member", "r"), Edge("2", "b", "a", "owns", "r")),
)


def test_a_manifest_counts_what_there_is_and_says_what_was_asked() -> None:
    manifest = network_manifest(NETWORK, {"kinds": [], "at": "2013", "linked": False})
    assert list(manifest) == [
        "software",
        "rules",
        "queries",
        "nodes",
        "edges",
        "nodes by kind",
        "edges by kind",
        "sha256",
    ]
    assert str(manifest["software"]).startswith("HelixKG ")
    assert manifest["rules"] == {"at": "2013"}
    assert (manifest["nodes"], manifest["edges"]) == (2, 2)
    assert list(dict.items(manifest["nodes by kind"])) == [("Cluster", 1), ("Company", 1)]  # type: ignore[arg-type]
    assert manifest["edges by kind"] == {"member": 1, "owns": 1}
    assert manifest["sha256"] == digest(NETWORK)
    queries = manifest["queries"]
    assert isinstance(queries, dict)
    assert queries["links"] == "SELECT ?s ?o WHERE { ?s <{0}> ?o }"
    assert all("\n" not in query and "  " not in query for query in queries.values())


def test_equal_networks_have_equal_hashes_and_others_have_not() -> None:
    assert digest(NETWORK) == digest(replace(NETWORK))
    others = [
        replace(NETWORK, edges=NETWORK.edges[1:]),
        replace(NETWORK, nodes=(replace(NETWORK.nodes[0], label="Z"), NETWORK.nodes[1])),
        replace(NETWORK, measures={"degree": {"a": 1}}),
    ]
    assert len({digest(network) for network in (NETWORK, *others)}) == 4
    measured = replace(NETWORK, measures={"x": {"a": 1, "b": 2}})
    turned = replace(NETWORK, measures={"x": {"b": 2, "a": 1}})
    assert digest(measured) == digest(turned)


def test_a_label_with_half_a_surrogate_pair_can_be_hashed() -> None:
    broken = replace(NETWORK, nodes=(replace(NETWORK.nodes[0], label="\ud800"), NETWORK.nodes[1]))
    assert len(digest(broken)) == 64
