"""Measures against published and analytic values, and against networkx on random graphs."""

from __future__ import annotations

import itertools
import math
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.network import Edge, Network, Node
from kg.network.derive import one_mode
from kg.network.measures import centrality, structure
from kg.network.measures import groups as of_groups
from kg.network.measures.brokerage import brokerage
from kg.network.measures.columns import MEASURES
from kg.network.measures.matrix import Matrix

Graph = Any  # networkx's; its types name the nodes


def network_of(graph: Graph, kinds: dict[str, str] | None = None) -> Network:
    """Return a networkx graph as a network; undirected edges stay so."""
    nodes = sorted(
        (Node(str(n), "", str(n), (kinds or {}).get(str(n), "Thing")) for n in graph),
        key=lambda node: node.id,
    )
    edges = sorted(
        (
            Edge(
                f"{a}|{b}",
                str(a),
                str(b),
                "tie",
                "tie",
                directed=graph.is_directed(),
                strength=float(data.get("weight", 0)),
            )
            for a, b, data in graph.edges(data=True)
        ),
        key=lambda edge: edge.id,
    )
    return Network(tuple(nodes), tuple(edges))


def matrix_of(graph: Graph) -> Matrix:
    return Matrix.from_network(network_of(graph))


FLORENCE = matrix_of(nx.florentine_families_graph())


def _zachary() -> Graph:
    graph = nx.karate_club_graph()
    for _, _, data in graph.edges(data=True):
        data.pop("weight")
    return graph


ZACHARY = matrix_of(_zachary())
CLUBS = {str(n): data["club"] for n, data in _zachary().nodes(data=True)}


def test_florentine_families() -> None:
    """Wasserman and Faust (1994), chapter 5."""
    found = centrality.betweenness(FLORENCE).values
    assert [round(found[name], 3) for name in ("Medici", "Guadagni", "Strozzi")] == [
        0.522,
        0.255,
        0.103,
    ]


def test_the_karate_club() -> None:
    """Zachary's two clubs; Gould and Fernandez' roles, Krackhardt and Stern's index."""
    assert round(of_groups.ei_index(ZACHARY, CLUBS), 3) == -0.718
    assert round(of_groups.modularity(ZACHARY, CLUBS), 4) == 0.3582
    roles = brokerage(ZACHARY, CLUBS)
    assert roles.totals == {
        "coordinator": 510,
        "itinerant": 20,
        "gatekeeper": 128,
        "representative": 128,
        "liaison": 0,
    }
    assert sum(roles.totals.values()) == pytest.approx(sum(roles.expected.values()))
    assert roles.z["coordinator"] > 2 > -2 > roles.z["itinerant"]


def test_a_hub_with_more_paths_than_fit_is_told() -> None:
    star = matrix_of(nx.star_graph(8_000))
    with pytest.raises(UsageError, match="64,008,000 paths"):
        brokerage(star, {})


def test_southern_women() -> None:
    """Davis's women and events: Newman's strength is the number of events with others there."""
    graph = nx.davis_southern_women_graph()
    women = set(graph.graph["top"])
    two = network_of(graph, {str(n): "Woman" if n in women else "Event" for n in graph})
    shared = one_mode(two, "Woman", "Event", weight="newman")
    strength = centrality.strength(Matrix.from_network(shared))
    for woman in women:
        events = [event for event in graph[woman] if graph.degree(event) >= 2]
        assert strength[woman] == pytest.approx(len(events))
    counted = one_mode(two, "Woman", "Event")
    assert sum(edge.weight for edge in counted.edges) == 322
    assert round(structure.two_mode_clustering(Matrix.from_network(two)), 4) == 0.4678
    jaccard = {
        (e.source, e.target): e.weight
        for e in one_mode(two, "Woman", "Event", weight="jaccard").edges
    }
    for (a, b), weight in jaccard.items():
        assert weight == pytest.approx(
            len(set(graph[a]) & set(graph[b])) / len(set(graph[a]) | set(graph[b]))
        )


def test_three_helices() -> None:
    """T of XOR is -1 bit; of three that are one, +1; of independent ones, 0."""
    bits = (False, True)
    exclusive = [(u, i, u != i) for u in bits for i in bits]
    assert of_groups.triple_helix(exclusive).value == pytest.approx(-1)
    assert of_groups.triple_helix([(b, b, b) for b in bits]).value == pytest.approx(1)
    alone = of_groups.triple_helix([(u, i, g) for u in bits for i in bits for g in bits])
    assert alone.value == pytest.approx(0) and alone.low <= alone.value <= alone.high
    again = of_groups.triple_helix(exclusive * 10)
    assert again == of_groups.triple_helix(exclusive * 10), "seeded"
    assert again.low <= -0.8


def test_a_star_and_a_ring() -> None:
    star = matrix_of(nx.star_graph(4))
    assert centrality.betweenness(star).values["0"] == 1
    assert centrality.constraint(star)["0"] == pytest.approx(4 * (1 / 4) ** 2)
    assert centrality.constraint(star)["1"] == pytest.approx(1)
    assert centrality.effective_size(star)["0"] == 4
    assert structure.core_periphery(star) == {"0"}
    assert structure.robustness(star).largest == (1.0, 0.2, 0.2, 0.2, 0.2)
    ring = matrix_of(nx.cycle_graph(6))
    assert structure.bridges(ring) == [] and len(structure.bridges(star)) == 4
    missing = structure.missing_links(ring, weight="shared")
    assert {(m.first, m.second): m.shared for m in missing}[("0", "2")] == ("1",)
    assert structure.missing_links(ring)[0].score == pytest.approx(1 / math.log(2))


def test_balance_is_entropy_over_its_greatest() -> None:
    assert of_groups.evenness({"a": 2, "b": 2}) == pytest.approx(1)
    assert of_groups.evenness({"a": 4, "b": 0}) == 0
    assert of_groups.evenness({"a": 3, "b": 1}) == pytest.approx(0.8112781)


def _graphs(directed: bool) -> st.SearchStrategy[Graph]:
    def made(seed: int, size: int, share: float) -> Graph:
        return nx.gnp_random_graph(size, share, seed=seed, directed=directed)

    return st.builds(made, st.integers(0, 10_000), st.integers(1, 25), st.floats(0, 0.5))


@settings(max_examples=40, deadline=None)
@given(_graphs(directed=False))
def test_networkx_finds_the_same(graph: Graph) -> None:
    matrix = matrix_of(graph)
    graph = nx.relabel_nodes(graph, str)
    for ours, theirs in (
        (centrality.betweenness(matrix).values, nx.betweenness_centrality(graph)),
        (centrality.closeness(matrix), nx.closeness_centrality(graph)),
        (centrality.clustering(matrix), nx.clustering(graph)),
        (centrality.pagerank(matrix), nx.pagerank(graph, tol=1e-13, max_iter=1000)),
        (centrality.core(matrix), nx.core_number(graph)),
        (centrality.degree(matrix), dict(graph.degree())),
        (
            centrality.harmonic(matrix),
            {n: v / max(len(graph) - 1, 1) for n, v in nx.harmonic_centrality(graph).items()},
        ),
        (
            centrality.effective_size(matrix),
            {n: 0 if math.isnan(v) else v for n, v in nx.effective_size(graph).items()},
        ),
        (
            centrality.constraint(matrix),
            {n: 0 if math.isnan(v) else v for n, v in nx.constraint(graph).items()},
        ),
    ):
        assert ours == pytest.approx(theirs, abs=1e-8)
    parts = centrality.component(matrix)
    assert len(set(parts.values())) == nx.number_connected_components(graph)
    assert set(centrality.articulation(matrix).values()) <= {0, 1}
    found = centrality.community(matrix)
    groups = [{n for n in graph if found[n] == c} for c in set(found.values())]
    if graph.number_of_edges():
        assert of_groups.modularity(matrix, found) == pytest.approx(
            nx.community.modularity(graph, groups)
        )


@settings(max_examples=30, deadline=None)
@given(_graphs(directed=True))
def test_directed_measures_are_those_of_networkx(graph: Graph) -> None:
    matrix = matrix_of(graph)
    graph = nx.relabel_nodes(graph, str)
    assert centrality.in_degree(matrix) == dict(graph.in_degree())
    assert centrality.out_degree(matrix) == dict(graph.out_degree())
    assert centrality.pagerank(matrix) == pytest.approx(
        nx.pagerank(graph, tol=1e-13, max_iter=1000), abs=1e-8
    )
    groups = {name: "ab"[int(name) % 2] for name in graph}
    expected = {"same": 0, "other": 0}
    for a, v, b in itertools.permutations(graph, 3):
        if graph.has_edge(a, v) and graph.has_edge(v, b) and not graph.has_edge(a, b):
            expected["same" if groups[a] == groups[v] == groups[b] else "other"] += 1
    totals = brokerage(matrix, groups, deals=2).totals
    assert totals["coordinator"] == expected["same"]
    assert sum(totals.values()) == sum(expected.values())


@settings(max_examples=30, deadline=None)
@given(_graphs(directed=False))
def test_assortativity_is_that_of_networkx(graph: Graph) -> None:
    matrix = matrix_of(graph)
    graph = nx.relabel_nodes(graph, str)
    groups = {name: "abc"[int(name) % 3] for name in graph}
    nx.set_node_attributes(graph, groups, "group")
    ours = of_groups.assortativity(matrix, groups)
    with np.errstate(invalid="ignore"):
        theirs = (
            nx.attribute_assortativity_coefficient(graph, "group")
            if graph.number_of_edges()
            else math.nan
        )
    assert (math.isnan(ours) and not np.isfinite(theirs)) or ours == pytest.approx(theirs)


def test_an_estimate_is_near_and_says_how_near(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.barabasi_albert_graph(300, 2, seed=1)
    matrix = matrix_of(graph)
    exact = centrality.betweenness(matrix).values
    monkeypatch.setattr(centrality, "EXACT_UP_TO", 100)
    monkeypatch.setattr(centrality, "SAMPLE_SIZE", 100)
    about = centrality.betweenness(matrix)
    assert about == centrality.betweenness(matrix), "seeded"
    first = sorted(exact, key=lambda n: -exact[n])[:15]
    off = [abs(about.values[n] - exact[n]) / about.errors[n] for n in first]
    assert np.mean(np.array(off) < 2) > 0.9


def test_parallel_edges_add_up_and_loops_do_not_count() -> None:
    network = Network(
        (Node("a", "", "a", "x"), Node("b", "", "b", "x")),
        (
            Edge("1", "a", "b", "k", "k"),
            Edge("2", "a", "b", "l", "l"),
            Edge("3", "a", "a", "k", "k"),
            Edge("4", "b", "a", "k", "k"),
        ),
    )
    matrix = Matrix.from_network(network)
    assert centrality.degree(matrix) == {"a": 1, "b": 1}
    assert centrality.strength(matrix) == {"a": 3.0, "b": 3.0}
    assert centrality.in_degree(matrix) == {"a": 1, "b": 1}


def test_nothing_is_measured_of_nothing() -> None:
    empty = Matrix.from_network(Network((), ()))
    assert centrality.betweenness(empty).values == {} == centrality.pagerank(empty)
    assert centrality.eigenvector(empty) == {} == centrality.closeness(empty)
    assert math.isnan(of_groups.ei_index(empty, {})) and of_groups.modularity(empty, {}) == 0
    assert structure.missing_links(empty) == [] and structure.robustness(empty).mean == 0


def test_every_measure_is_in_the_documentation() -> None:
    text = (Path(__file__).parents[3] / "docs" / "measures.md").read_text("utf-8")
    assert [name for name in MEASURES if f"`{name}`" not in text] == []
