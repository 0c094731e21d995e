"""Networks made from the full one."""

from __future__ import annotations

import math
from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.network import Edge, Network, Node
from kg.network.derive import backbone, bipartite, layers, one_mode, parse_sides, quotient

E = "https://w3id.org/helixkg/"


def node(name: str, kind: str, helix: str = "", *sectors: str) -> Node:
    return Node(name, f"{E}id/{name}", name.upper(), kind, helix, sector=sectors)


def edge(source: str, target: str, kind: str, document: str = "001", start: str = "") -> Edge:
    return Edge(
        f"{source}|{kind}|{target}",
        source,
        target,
        kind,
        f"hx:{kind}",
        start,
        "",
        (f"{E}evidence/{document}/p-1",),
        1,
        "explicit",
    )


#: three firms: a and b in both dialogues, c in the second only
NETWORK = Network(
    (
        node("a", "Company", "industry", "it"),
        node("b", "Company", "industry", "it", "mining"),
        node("c", "Company", "academia"),
        node("d1", "Dialogue"),
        node("d2", "Dialogue"),
    ),
    (
        edge("a", "d1", "takesPart", start="2013"),
        edge("a", "d2", "takesPart"),
        edge("b", "d1", "takesPart", "003"),
        edge("b", "d2", "takesPart"),
        edge("c", "d2", "takesPart"),
        edge("d1", "a", "namedAfter"),
        edge("a", "b", "partner"),
    ),
)


def ties(network: Network) -> dict[str, float]:
    return {f"{edge.source}-{edge.target}": edge.strength for edge in network.edges}


def test_bipartite_keeps_what_goes_between_two_kinds_and_points_from_the_first() -> None:
    two_mode = bipartite(NETWORK, "Company", "Dialogue")
    assert {edge.source for edge in two_mode.edges} == {"a", "b", "c"}
    assert {edge.target for edge in two_mode.edges} == {"d1", "d2"}
    assert len(two_mode.edges) == 6
    assert bipartite(NETWORK, "actor", "Dialogue") == two_mode
    assert bipartite(NETWORK, "Company,actor", "Dialogue") == two_mode


def test_a_value_may_be_a_side_and_is_then_a_node() -> None:
    two_mode = bipartite(NETWORK, "sector", "Company")
    assert [(e.source, e.target) for e in two_mode.edges] == [
        ("a", "sector/it"),
        ("b", "sector/it"),
        ("b", "sector/mining"),
    ]
    assert [n.id for n in two_mode.nodes] == ["a", "b", "sector/it", "sector/mining"]


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        ("count", {"a-b": 2, "a-c": 1, "b-c": 1}),
        ("newman", {"a-b": 1.5, "a-c": 0.5, "b-c": 0.5}),  # d1 of two: 1; d2 of three: 1/2
        ("jaccard", {"a-b": 1, "a-c": 1 / 2, "b-c": 1 / 2}),
        ("cosine", {"a-b": 1, "a-c": 1 / math.sqrt(2), "b-c": 1 / math.sqrt(2)}),
    ],
)
def test_one_mode_weighs_what_is_shared(weight: str, expected: dict[str, float]) -> None:
    two_mode = replace(NETWORK, edges=tuple(e for e in NETWORK.edges if e.kind == "takesPart"))
    assert ties(one_mode(two_mode, "Company", "Dialogue", weight=weight)) == pytest.approx(expected)


def test_one_mode_says_what_is_shared_and_who_says_so() -> None:
    first = one_mode(NETWORK, "Company", "Dialogue").edges[0]
    assert (first.via, first.sources, first.directed) == (("d1", "d2"), 2, False)
    assert first.start == "", "one of the four is undated: the tie may be older"


def test_a_derived_edge_has_bounds_where_all_behind_it_have() -> None:
    def behind(*dates: tuple[str, str]) -> Edge:
        firms = (node("a", "Company"), node("b", "Company"), node("d", "Dialogue"))
        edges = [
            replace(edge(name, "d", "takesPart"), start=start, end=end)
            for name, (start, end) in zip("ab", dates, strict=True)
        ]
        return one_mode(Network(firms, tuple(edges)), "Company", "Dialogue").edges[0]

    whole = behind(("2013", "2015"), ("2014-05", "2016-02"))
    assert (whole.start, whole.end) == ("2013", "2016-02")
    assert (behind(("2013", ""), ("2014", "2016")).start, behind(("2013", ""), ("", "")).start) == (
        "2013",
        "",
    )
    assert behind(("2013", ""), ("2014", "2016")).end == ""


def test_what_too_many_share_links_nobody() -> None:
    assert ties(one_mode(NETWORK, "Company", "Dialogue", hub=2)) == {"a-b": 1}


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 5)), max_size=25, unique=True))
def test_one_mode_agrees_with_networkx(pairs: list[tuple[int, int]]) -> None:
    firms = sorted({f"f{a}" for a, _ in pairs})
    events = sorted({f"v{b}" for _, b in pairs})
    if not pairs:
        return
    network = Network(
        tuple([node(f, "Company") for f in firms] + [node(v, "Dialogue") for v in events]),
        tuple(edge(f"f{a}", f"v{b}", "takesPart") for a, b in sorted(pairs)),
    )
    graph = nx.Graph((f"f{a}", f"v{b}") for a, b in pairs)
    theirs = nx.bipartite.weighted_projected_graph(graph, firms)
    assert ties(one_mode(network, "Company", "Dialogue")) == {
        "-".join(sorted(pair)): theirs.edges[pair]["weight"] for pair in theirs.edges
    }
    newman = nx.bipartite.collaboration_weighted_projected_graph(graph, firms)
    assert ties(one_mode(network, "Company", "Dialogue", weight="newman")) == pytest.approx(
        {"-".join(sorted(pair)): newman.edges[pair]["weight"] for pair in newman.edges}
    )


def test_quotient_counts_the_edges_between_groups() -> None:
    groups = quotient(NETWORK, "helix")
    assert groups.measures["members"] == {"(none)": 2, "academia": 1, "industry": 2}
    assert ties(groups) == {
        "industry-(none)": 4,
        "(none)-industry": 1,
        "academia-(none)": 1,
        "industry-industry": 1,
    }


def test_layers_have_the_same_nodes_and_one_relation_each() -> None:
    by_relation = layers(NETWORK)
    assert list(by_relation) == ["namedAfter", "partner", "takesPart"]
    assert all(layer.nodes == NETWORK.nodes for layer in by_relation.values())
    assert sum(len(layer.edges) for layer in by_relation.values()) == len(NETWORK.edges)


def test_the_backbone_keeps_what_stands_out() -> None:
    # A star of weight 1 with one edge of weight 20: (1 - 20/29)^9 is far below, (1 - 1/29)^9 not.
    spokes = tuple(f"n{number}" for number in range(10))
    star = Network(
        tuple(node(name, "Company") for name in ("hub", *spokes)),
        tuple(
            replace(edge("hub", name, "partner"), strength=20.0 if name == "n3" else 1.0)
            for name in spokes
        ),
    )
    assert [e.target for e in backbone(star, 0.05).edges] == ["n3"]
    assert len(backbone(star, 1.0).edges) == 10


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bipartite(NETWORK, "Companny", "sector"), "no kind 'Companny'"),
        (
            lambda: bipartite(replace(NETWORK, edges=NETWORK.edges[6:]), "Company", "Dialogue"),
            "nothing links Company with Dialogue; Dialogue has no edges here",
        ),
        (
            lambda: bipartite(replace(NETWORK, edges=NETWORK.edges[:1]), "actor", "Company"),
            "nothing links actor with Company",
        ),
        (lambda: bipartite(NETWORK, "sector", "state"), "one side .* is a kind of node"),
        (lambda: one_mode(NETWORK, "Company", "sector", weight="size"), "unknown weight 'size'"),
        (lambda: quotient(NETWORK, "colour"), "cannot group by 'colour'"),
        (lambda: parse_sides("Cluster"), "names no two sides"),
    ],
)
def test_a_wrong_word_is_told(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(UsageError, match=message):
        call()


def test_the_message_names_the_kinds_that_there_are_and_those_that_are_linked() -> None:
    with pytest.raises(UsageError) as error:
        bipartite(NETWORK, "Person", "Company")
    assert str(error.value) == (
        "no kind 'Person' in this network; there are actor, Company, Dialogue; "
        "and sector, technology, area, state, country, helix"
    )
    with pytest.raises(UsageError) as error:
        bipartite(replace(NETWORK, nodes=(*NETWORK.nodes, node("z", "Award"))), "Award", "Dialogue")
    assert (
        str(error.value) == "nothing links Award with Dialogue; Dialogue has edges with Company (6)"
    )


def test_a_state_that_is_an_entity_is_that_entity() -> None:
    firm = replace(node("f", "Company"), state=("jalisco", "sonora"), country=("mexico",))
    network = Network((firm, node("jalisco", "State")), ())
    two_mode = bipartite(network, "state", "Company")
    assert [(n.id, n.label) for n in two_mode.nodes] == [
        ("f", "F"),
        ("jalisco", "JALISCO"),
        ("state/sonora", "sonora"),
    ]
    assert two_mode.edges[0] == Edge("f|state|jalisco", "f", "jalisco", "state", "state")
    assert [n.id for n in bipartite(network, "Company", "country").nodes] == [
        "country/mexico",
        "f",
    ]


def test_technologies_and_areas_may_be_nodes_too() -> None:
    firm = replace(node("f", "Company"), technology=("ai", "iot"), area=("bajio", "laredo"))
    network = Network((node("bajio", "Area"), firm), ())
    technologies = bipartite(network, "Company", "technology")
    assert [n.id for n in technologies.nodes] == ["f", "technology/ai", "technology/iot"]
    assert {edge.target for edge in technologies.edges} == {"technology/ai", "technology/iot"}
    areas = bipartite(network, "Company", "area")
    assert [n.id for n in areas.nodes] == ["area/laredo", "bajio", "f"]


def test_a_node_that_is_on_both_sides_counts_for_the_first() -> None:
    two_mode = bipartite(NETWORK, "Company", "Dialogue,Company")
    assert {edge.source for edge in two_mode.edges} == {"a", "b", "c"}
    assert {edge.target for edge in two_mode.edges} == {"d1", "d2"}


def test_a_link_has_the_dates_and_the_certainty_of_the_edges_behind() -> None:
    edges = (
        replace(NETWORK.edges[0], start="2013", end="2015", certainty="inferred"),
        replace(NETWORK.edges[2], start="2012", end="2019"),
    )
    (link,) = one_mode(replace(NETWORK, edges=edges), "Company", "Dialogue").edges
    assert (link.id, link.kind, link.relation) == (
        "a|shares Dialogue|b",
        "shares Dialogue",
        "shares Dialogue",
    )
    assert (link.start, link.end, link.certainty) == ("2012", "2019", "explicit")


def test_a_thing_of_as_many_as_a_hub_is_left_in() -> None:
    assert ties(one_mode(NETWORK, "Company", "Dialogue", hub=3)) == ties(
        one_mode(NETWORK, "Company", "Dialogue")
    )


def test_a_node_of_several_sectors_counts_in_each_group() -> None:
    groups = quotient(NETWORK, "sector")
    assert groups.measures["members"] == {"it": 2, "mining": 1, "(none)": 3}
    assert ties(groups)["it-mining"] == 1
    assert {n.id: (n.kind, n.helix, n.label) for n in groups.nodes}["it"] == ("sector", "", "it")
    assert {n.helix for n in quotient(NETWORK, "helix").nodes} == {"(none)", "academia", "industry"}
    assert quotient(NETWORK, "sector").edges[0].kind == "between sector"


def test_the_backbone_is_strict_and_ends_with_one_edge_decide_nothing() -> None:
    pair = replace(NETWORK, edges=NETWORK.edges[6:])
    assert backbone(pair, 1.0).edges == ()
    two = replace(NETWORK, edges=(NETWORK.edges[0], NETWORK.edges[1]))
    # a has two edges of weight 1: (1 - 1/2)^1 = 0.5, which is not below 0.5.
    assert backbone(two, 0.5).edges == ()
    assert len(backbone(two, 0.51).edges) == 2
    assert [n.id for n in backbone(two, 0.51).nodes] == ["a", "d1", "d2"]


@pytest.mark.parametrize("text", ["", ":", "Cluster", "Cluster:", ":sector"])
def test_two_sides_are_written_with_a_colon(text: str) -> None:
    assert parse_sides("Cluster:sector") == ("Cluster", "sector")
    assert parse_sides("Country,actor:Dialogue,Event") == ("Country,actor", "Dialogue,Event")
    with pytest.raises(UsageError, match="write Cluster:sector or actor:Dialogue"):
        parse_sides(text)
