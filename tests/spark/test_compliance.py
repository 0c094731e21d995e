"""One suite on both engines: what the local engine computes, Spark computes, over ten networks.

Measures are held against networkx, which is neither engine. Derived networks of the two engines are
equal in every column, also what they say was left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.errors import KgError
from kg.network import Network
from kg.network.declared import Projection
from kg.network.derive import WEIGHTS
from kg.network.measures.columns import with_measures as locally
from kg.network.projection import read_full_network
from kg.store import EmbeddedStore
from tests.network.random_networks import SAMPLES, Sample, karate_club, network_of

NAMES = (
    *("degree", "in_degree", "out_degree", "strength", "pagerank", "component", "core"),
    *("triangles", "clustering", "label_propagation"),
)
KARATE = Sample(network_of(karate_club()), karate_club(), nx.DiGraph(karate_club()))
NETWORKS = {**SAMPLES, "karate club": KARATE}
SHORT = "12 nodes, 40 edges"
#: PageRank ends at 1e-9 in sum on Spark, at 1e-12 in the local engine
TOLERANCE = 1e-7

Measure = Callable[[Network], Mapping[str, Mapping[str, float | int | str]]]


def on_spark(spark: Any, folder: Path, names: Sequence[str] = NAMES) -> Measure:
    from kg.spark.measures import with_measures
    from kg.spark.network import SparkNetwork
    from kg.spark.workspace import Workspace

    def measure(network: Network) -> Mapping[str, Mapping[str, float | int | str]]:
        with Workspace(spark, str(folder / "measuring")) as work:
            measured = with_measures(SparkNetwork.of_network(spark, network), names, work)
            return measured.to_network().measures

    return measure


@pytest.fixture(params=["local", "spark"])
def measure(request: pytest.FixtureRequest, tmp_path: Path) -> Measure:
    """The measures of a network on each engine."""
    if request.param == "local":
        return lambda network: locally(network, NAMES).measures
    return on_spark(request.getfixturevalue("spark"), tmp_path)


def groups(numbers: Mapping[str, Any]) -> list[set[str]]:
    """Return the groups of nodes, that with number 1 first."""
    return [{n for n in numbers if numbers[n] == k} for k in sorted({*numbers.values()})]


@pytest.mark.full
@pytest.mark.parametrize("name", NETWORKS)
def test_measures_of_a_network(measure: Measure, name: str) -> None:
    sample = NETWORKS[name]
    ties = nx.relabel_nodes(sample.ties, str)
    arcs = nx.relabel_nodes(sample.arcs, str)
    if name == "karate club":
        for graph in (ties, arcs):
            for _, _, data in graph.edges(data=True):
                data["weight"] = 1.0
    measured = measure(sample.network)
    assert {*measured} == {*NAMES}
    assert measured["degree"] == dict(ties.degree())
    assert measured["in_degree"] == dict(arcs.in_degree())
    assert measured["out_degree"] == dict(arcs.out_degree())
    assert measured["strength"] == pytest.approx(dict(ties.degree(weight="weight")))
    assert measured["core"] == nx.core_number(ties)
    assert measured["triangles"] == nx.triangles(ties)
    assert measured["clustering"] == pytest.approx(nx.clustering(ties))
    rank = nx.pagerank(arcs, tol=1e-12, max_iter=1000)
    assert measured["pagerank"] == pytest.approx(rank, abs=TOLERANCE)
    parts = sorted(
        map(set, nx.connected_components(ties)), key=lambda part: (-len(part), min(part))
    )
    assert groups(measured["component"]) == parts
    # of propagation networkx has another form: what is known is where it ends
    assert measured["label_propagation"] == locally(sample.network, NAMES).measures[NAMES[-1]]
    for group in groups(measured["label_propagation"]):
        assert any(group <= part for part in parts)


def test_some_measures_of_a_small_network(spark: Any, tmp_path: Path) -> None:
    names = ("degree", "triangles")
    measured = on_spark(spark, tmp_path, names)(NETWORKS[SHORT].network)
    assert measured == locally(NETWORKS[SHORT].network, names).measures


PROJECTIONS = {
    "default": Projection(),
    "full": Projection(profile="full", with_proposed=True),
    "geo": Projection(profile="geo"),
    "at": Projection(profile="full", at="2014"),
    "kind and relation": Projection(kind=("Cluster", "State"), relation=("locatedIn",)),
    "source and certainty": Projection(source=("001",), certainty=("explicit",), linked=True),
    "state": Projection(state=("nuevo leon",), without_kind=("Company",)),
    "sector": Projection(sector=("automotive",), helix=("industry",)),
    "ego": Projection(ego="claut-nuevo-leon", steps=2),
    "bipartite of values": Projection(bipartite="Cluster:state"),
    "bipartite of technologies": Projection(bipartite="Company:technology"),
    "bipartite of areas": Projection(bipartite="Company,Cluster:area"),
    "bipartite of kinds": Projection(bipartite="State:Cluster"),
    **{f"one-mode, {w}": Projection(one_mode="Cluster:sector", weight=w) for w in WEIGHTS},
    "one-mode without hubs": Projection(one_mode="Cluster:State", hub=1),
    "quotient": Projection(quotient="sector"),
    "quotient by state": Projection(quotient="state", profile="full"),
    "backbone": Projection(one_mode="actor:sector", backbone=0.3),
    "two forms": Projection(quotient="sector", bipartite="Cluster:sector"),
    "unknown kind": Projection(kind=("Ship",)),
    "nothing links": Projection(bipartite="Cluster:Country"),
    "unknown side": Projection(bipartite="Ship:Cluster"),
}


def comparable(network: Network) -> Network:
    """Return a network with strengths as far as an order of addition lets them be equal."""
    edges = tuple(replace(edge, strength=round(edge.strength, 9)) for edge in network.edges)
    return replace(network, edges=edges)


@pytest.mark.full
@pytest.mark.parametrize("name", PROJECTIONS)
def test_a_projection_gives_the_same_network(
    spark: Any, tables: Any, small_store_once: Path, tmp_path: Path, name: str
) -> None:
    from kg.spark.network import SparkNetwork
    from kg.spark.select import chosen_network
    from kg.spark.workspace import Workspace

    projection = PROJECTIONS[name]
    store = EmbeddedStore.open(small_store_once)
    with Workspace(spark, str(tmp_path / "work")) as work:
        full = SparkNetwork.of_tables(tables, "es")

        def on_spark() -> Network:
            return chosen_network(full, projection, work).to_network()

        try:
            expected = projection.network(store, "es")
        except KgError as error:
            with pytest.raises(type(error)) as raised:
                on_spark()
            assert str(raised.value) == str(error)
            return
        projected = on_spark()
    assert projected.nodes == expected.nodes
    assert comparable(projected).edges == comparable(expected).edges
    assert projected.left_out == expected.left_out
    assert dict(projected.measures) == dict(expected.measures)


@pytest.fixture(scope="session")
def tables(spark: Any, small_store_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The tables of the small store."""
    from kg.spark.tables import tables_of_store

    folder = tmp_path_factory.mktemp("tables")
    return tables_of_store(spark, EmbeddedStore.open(small_store_once), folder)


@pytest.mark.full
def test_links_of_hubs_are_dealt_out_and_nothing_changes(spark: Any, tmp_path: Path) -> None:
    from kg.spark.links import Numbered
    from kg.spark.network import SparkNetwork
    from kg.spark.workspace import Workspace

    sample = NETWORKS["70 nodes, 300 edges"]
    with Workspace(spark, str(tmp_path / "work")) as work:
        numbered = Numbered.of(SparkNetwork.of_network(spark, sample.network), work)
        state = numbered.nodes
        plain, salted = (numbered.ties(work, hub_links=links) for links in (1_000_000, 3))
        assert plain.hubs is None
        assert salted.hubs is not None

        def rows(links: Any) -> list[Any]:
            beside = links.beside(state).select("source", "target", "weight", "id")
            return sorted(map(tuple, beside.collect()))

        assert rows(plain) == rows(salted)
        parts = salted.frame.select("source", "salt").distinct().count()
        assert parts > plain.frame.select("source", "salt").distinct().count()


def test_the_suite_has_ten_networks_and_they_are_not_empty(small_store_once: Path) -> None:
    assert len(NETWORKS) == 10
    full = read_full_network(EmbeddedStore.open(small_store_once))
    assert len(full.edges) > 5
