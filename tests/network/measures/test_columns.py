"""Measures by name, and the columns that they add to a network."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kg.errors import UsageError
from kg.network import Edge, Network, Node
from kg.network.measures import centrality
from kg.network.measures.columns import MEASURES, helix_presence, node_groups, with_measures
from kg.network.measures.communities import community
from kg.network.measures.cores import core
from kg.network.measures.distances import closeness, harmonic
from kg.network.measures.matrix import Matrix
from kg.network.measures.propagation import label_propagation
from tests.network.random_networks import SAMPLES


def node(name: str, kind: str, helix: str = "", *sectors: str) -> Node:
    return Node(name, "", name, kind, helix, sector=sectors)


#: c has a neighbour of each helix, d one of academia only, e none
NETWORK = Network(
    (
        node("c", "Cluster", "intermediary"),
        node("d", "Cluster"),
        node("e", "Cluster"),
        node("firm", "Company", "industry", "it", "mining"),
        node("ministry", "PublicOrganisation", "government"),
        node("school", "School", "academia"),
    ),
    (
        Edge("1", "firm", "c", "member", "r"),
        Edge("2", "ministry", "c", "member", "r"),
        Edge("3", "c", "school", "member", "r"),
        Edge("4", "d", "school", "member", "r"),
    ),
)


def columns(network: Network, *names: str) -> dict[str, dict[str, float | int | str]]:
    return {name: dict(values) for name, values in with_measures(network, names).measures.items()}


@pytest.mark.parametrize("name", sorted(set(MEASURES) - {"brokerage"}))
def test_a_measure_is_one_column_of_its_name_with_a_value_for_each_node(name: str) -> None:
    network = SAMPLES["12 nodes, 40 edges"].network
    measured = columns(network, name)
    assert list(measured) == [name]
    assert list(measured[name]) == [node.id for node in network.nodes]


@pytest.mark.parametrize(
    "name",
    sorted(
        set(MEASURES) - {"betweenness", "brokerage", "helix_balance", "in_core"},
    ),
)
def test_a_column_is_the_measure_of_its_name(name: str) -> None:
    network = SAMPLES["40 nodes, 45 edges"].network
    elsewhere: dict[str, Any] = {
        "closeness": closeness,
        "harmonic": harmonic,
        "core": core,
        "community": community,
        "label_propagation": label_propagation,
    }
    function = elsewhere.get(name) or getattr(centrality, name)
    assert columns(network, name)[name] == function(Matrix.from_network(network))


def test_brokerage_is_a_column_for_each_role() -> None:
    measured = columns(NETWORK, "brokerage")
    assert list(measured) == [
        "coordinator",
        "itinerant",
        "gatekeeper",
        "representative",
        "liaison",
    ]
    # firm → c → school and ministry → c → school, three helices each
    assert measured["liaison"] == {**dict.fromkeys(measured["liaison"], 0), "c": 2}


def test_an_estimated_betweenness_has_a_column_of_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(centrality, "EXACT_UP_TO", 5)
    monkeypatch.setattr(centrality, "SAMPLE_SIZE", 4)
    measured = columns(NETWORK, "betweenness")
    assert list(measured) == ["betweenness", "betweenness_error"]
    assert max(map(float, measured["betweenness_error"].values())) > 0
    monkeypatch.setattr(centrality, "EXACT_UP_TO", 6)
    assert columns(NETWORK, "betweenness") == {
        "betweenness": centrality.betweenness(Matrix.from_network(NETWORK)).values
    }


def test_the_balance_of_helices_is_over_all_helices_of_the_network() -> None:
    balance = columns(NETWORK, "helix_balance")["helix_balance"]
    # c has one neighbour in three of the four helices, school has one of the helix of c and none.
    assert balance["c"] == pytest.approx(math.log(3) / math.log(4))
    assert balance["d"] == balance["e"] == 0


def test_in_core_is_one_for_the_core() -> None:
    """Of degrees 3, 2, 1, 1, 1 and 0 the first two make the best core."""
    in_core = columns(NETWORK, "in_core")["in_core"]
    assert in_core == {"c": 1, "d": 0, "e": 0, "firm": 0, "ministry": 0, "school": 1}


def test_columns_are_added_in_the_order_asked_for_and_nothing_else_changes() -> None:
    network = replace(NETWORK, measures={"members": {"c": 3}}, colour="core")
    widened = with_measures(network, ["strength", "degree"])
    assert list(widened.measures) == ["members", "strength", "degree"]
    assert replace(widened, measures=network.measures) == network


def test_an_unknown_measure_is_refused_and_the_others_named() -> None:
    with pytest.raises(UsageError) as error:
        with_measures(NETWORK, ["degree", "fame"])
    assert str(error.value) == f"unknown measure 'fame'; there are: {', '.join(sorted(MEASURES))}"


def test_progress_of_betweenness_is_passed_on() -> None:
    steps: list[str] = []
    with_measures(NETWORK, ["betweenness"], lambda step, done, total: steps.append(step))
    assert steps == ["betweenness"]


def test_the_group_of_a_node_is_the_first_value_of_a_column() -> None:
    assert node_groups(NETWORK, "sector") == {
        "c": "",
        "d": "",
        "e": "",
        "firm": "it",
        "ministry": "",
        "school": "",
    }
    assert node_groups(NETWORK, "kind")["school"] == "School"


def test_helix_presence_tells_for_each_cluster_academia_industry_and_government() -> None:
    everything, academia, nothing = (True, True, True), (True, False, False), (False,) * 3
    assert helix_presence(NETWORK) == [everything, academia, nothing]
    without = replace(NETWORK, edges=NETWORK.edges[1:])
    assert helix_presence(without)[0] == (True, False, True)
    without = replace(NETWORK, edges=(NETWORK.edges[0], *NETWORK.edges[2:]))
    assert helix_presence(without)[0] == (True, True, False)
    assert helix_presence(NETWORK, "Company") == [(False, False, False)]


def test_every_measure_is_in_the_documentation() -> None:
    text = (Path(__file__).parents[3] / "docs" / "measures.md").read_text("utf-8")
    assert [name for name in MEASURES if f"`{name}`" not in text] == []
