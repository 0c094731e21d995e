"""A part of a network: filters, an ego network, a date."""

from __future__ import annotations

import pytest

from kg.errors import UsageError
from kg.network import Edge, Network, Node, Selection, ego_network
from kg.network.select import covers
from kg.network.spells import Spell

E = "https://w3id.org/helixkg/"


def node(name: str, kind: str, helix: str = "", state: str = "", sector: str = "") -> Node:
    return Node(
        name,
        f"{E}id/{name}",
        name,
        kind,
        helix,
        ("mexico",) if state else (),
        (state,) if state else (),
        (sector,) if sector else (),
    )


def edge(source: str, target: str, kind: str, **more: str) -> Edge:
    evidence = (f"{E}evidence/{more['document']}/p-1",) if "document" in more else ()
    return Edge(
        f"{source}|{kind}|{target}",
        source,
        target,
        kind,
        f"hx:{kind}",
        more.get("start", ""),
        more.get("end", ""),
        evidence,
        len(evidence),
        more.get("certainty", "explicit"),
    )


NETWORK = Network(
    (
        node("a", "Cluster", "intermediary", "sonora", "mining"),
        node("b", "Company", "industry", "sonora"),
        node("c", "Company", "industry", "puebla"),
        node("d", "Company", "industry"),
        node("sonora", "State"),
    ),
    (
        edge("a", "sonora", "locatedIn", document="001"),
        edge("b", "a", "member", document="003", start="2010", end="2015-06"),
        edge("c", "b", "partner", document="003", certainty="inferred", start="2016-03"),
    ),
)


def parts(network: Network) -> tuple[str, str]:
    return (
        "".join(node.id[0] for node in network.nodes),
        " ".join(edge.kind for edge in network.edges),
    )


@pytest.mark.parametrize(
    ("selection", "nodes", "edges"),
    [
        (Selection(), "abcds", "locatedIn member partner"),
        (Selection(kinds=["Company"]), "bcd", "partner"),
        (Selection(kinds=["Company", "Cluster"], isolated=False), "abc", "member partner"),
        (Selection(helices=["industry"]), "bcd", "partner"),
        (Selection(states=["sonora"]), "abs", "locatedIn member"),
        (Selection(sectors=["mining"]), "a", ""),
        (Selection(relations=["member"]), "abcds", "member"),
        (Selection(relations=["hx:partner"], isolated=False), "bc", "partner"),
        (Selection(sources=["001"]), "abcds", "locatedIn"),
        (Selection(certainty=["inferred"]), "abcds", "partner"),
        (Selection(at="2015"), "abcds", "locatedIn member"),
        (Selection(at="2015-07"), "abcds", "locatedIn"),
        (Selection(at="2016"), "abcds", "locatedIn partner"),
        (Selection(at="2016-03-01"), "abcds", "locatedIn partner"),
    ],
)
def test_what_is_wanted_is_left(selection: Selection, nodes: str, edges: str) -> None:
    assert parts(selection.apply_to(NETWORK)) == (nodes, edges)


def test_dates_are_compared_as_far_as_both_are_written() -> None:
    dated = Spell("2010-05", "2012")
    for at, expected in {
        "2010": True,
        "2010-04": False,
        "2010-05-20": True,
        "2012-12-31": True,
        "2013": False,
        "2009-12": False,
    }.items():
        assert covers(dated, at) is expected, at


def test_what_lies_around_a_node() -> None:
    assert parts(ego_network(NETWORK, "b", 1)) == ("abc", "member partner")
    assert parts(ego_network(NETWORK, "b", 2)) == ("abcs", "locatedIn member partner")
    assert parts(ego_network(NETWORK, "d", 3)) == ("d", "")


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        (
            Selection(kinds=["Clster"]),
            "no kind 'Clster' in this network; there are Cluster, Company",
        ),
        (Selection(relations=["knows"]), "no relation 'knows'"),
        (Selection(sources=["999"]), "no source '999' in this network; there are 001, 003"),
    ],
)
def test_a_word_that_fits_nothing_is_a_mistake(selection: Selection, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        selection.apply_to(NETWORK)


def test_a_node_that_is_not_there_is_a_mistake() -> None:
    with pytest.raises(UsageError, match="'z' is not in this network"):
        ego_network(NETWORK, "z", 1)
