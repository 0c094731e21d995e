"""Measures that rest on too little say so."""

from __future__ import annotations

import pytest

from kg.errors import set_language
from kg.network import Edge, Network, Node
from kg.network.measures.basis import LEAST, Basis, counts, too_small
from kg.network.measures.columns import with_measures
from kg.network.measures.tables import measured


def star(arms: int, helix: str = "") -> Network:
    """Return a node with so many neighbours, each tied twice, and a loop."""
    names = [f"n{number:03}" for number in range(arms + 1)]
    nodes = tuple(Node(name, "", name, "Cluster", helix) for name in names)
    edges = [Edge("loop", "n000", "n000", "k", "r")]
    for name in names[1:]:
        edges += [
            Edge(f"{name} 1", "n000", name, "k", "r"),
            Edge(f"{name} 2", name, "n000", "k", "r"),
        ]
    return Network(nodes, tuple(edges))


def bases(network: Network, *measures: str) -> list[Basis]:
    return list(too_small(measures, counts(network, measured(network, measures))))


def test_ties_are_pairs_that_are_linked_and_triads_two_ties_that_meet() -> None:
    assert bases(star(8), "degree", "clustering", "pagerank") == [
        Basis(("degree", "pagerank"), 8, "ties"),
        Basis(("clustering",), 28, "triads"),
    ]
    assert bases(star(9), "clustering") == []
    assert bases(star(LEAST - 1), "summary") == [Basis(("summary",), LEAST - 1, "ties")]
    assert bases(star(LEAST), "summary") == []
    assert bases(Network((), ()), "degree") == [Basis(("degree",), 0, "ties")]


def test_brokers_rest_on_the_triads_that_have_a_role() -> None:
    network = star(5, "industry")  # 5 · 4 paths in each direction
    expected = [Basis(("brokers",), 20, "open triads")]
    assert bases(network, "brokers") == expected
    assert bases(network, "brokerage") == [expected[0]._replace(measures=("brokerage",))]
    with_columns = with_measures(network, ["degree", "brokerage"])
    assert [*too_small(["brokerage"], counts(with_columns))] == bases(network, "brokerage")
    assert bases(star(6, "industry"), "brokers") == []


def test_clusters_and_dated_edges_are_counted() -> None:
    assert bases(star(4), "triple_helix") == [Basis(("triple_helix",), 5, "clusters")]
    nodes = star(1).nodes
    before, after = (
        Network(nodes, tuple(Edge(f"{n}", "n000", "n001", "k", "r", start=start) for n in numbers))
        for numbers, start in ((range(3), "2010"), (range(1, 6), "2010"))
    )
    table = measured(before, ["compare"], later=lambda: after)
    assert [*too_small(["compare"], counts(before, table))] == [
        Basis(("compare",), 6, "dated edges")
    ]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "core, degree rest on 8 ties, fewer than 30: too few to speak of a pattern"),
        (
            "es",
            "core, degree se apoyan en 8 vínculos, menos de 30: muy pocos casos para hablar de un "
            "patrón",
        ),
    ],
)
def test_it_is_said_in_both_languages(language: str, sentence: str) -> None:
    set_language(language)
    try:
        assert str(Basis(("core", "degree"), 8, "ties")) == sentence
    finally:
        set_language(None)
