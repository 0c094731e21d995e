"""What is told of nodes beside their ties, read from the small store."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.export import background as module
from kg.export.background import Background, background
from kg.export.page_data import page_data
from kg.network import Network
from kg.network.declared import Projection
from kg.store import EmbeddedStore, config


@pytest.fixture(scope="module")
def store(project_store_once: Path) -> EmbeddedStore:
    opened = config.open_store(str(project_store_once))
    assert isinstance(opened, EmbeddedStore)
    return opened


@pytest.fixture(scope="module")
def around(store: EmbeddedStore) -> Network:
    return Projection(ego="claut-nuevo-leon").network(store, "en")


@pytest.fixture(scope="module")
def of_nodes(store: EmbeddedStore, around: Network) -> Background:
    return background(around, store, "en")


def test_names_are_those_beside_the_label(of_nodes: Background, around: Network) -> None:
    labels = {node.id: node.label for node in around.nodes}
    assert "CLAUT" in of_nodes.names["claut-nuevo-leon"]
    assert all(labels[node] not in names for node, names in of_nodes.names.items())


def test_facts_are_in_words_with_their_places(of_nodes: Background) -> None:
    facts = {(fact.property, fact.value): fact for fact in of_nodes.facts["claut-nuevo-leon"]}
    model = facts["governance model", "Triple helix"]
    place = of_nodes.places[model.places[0]]
    assert (place.source, place.locator) == ("001", "§3.2, CLAUT, note 74")
    assert of_nodes.words[place.certainty] == "Inferred by the curator"
    assert of_nodes.words[place.basis] == "The wording implies it"
    assert of_nodes.documents["001"].title == "Preparatory Briefing on Mexico"
    assert not any(name in ("preferred label", "acronym") for name, _ in facts)


def test_what_is_an_edge_is_no_fact(of_nodes: Background, around: Network) -> None:
    labels = {node.label for node in around.nodes}
    values = {fact.value for fact in of_nodes.facts["claut-nuevo-leon"]}
    assert not values & labels


def test_figures_have_value_period_details_and_conflicts(store: EmbeddedStore) -> None:
    network = Projection(ego="mexico").network(store, "en")
    figures = background(network, store, "en").figures["mexico"]
    clusters = [figure for figure in figures if figure.indicator == "Clusters"]
    five = next(figure for figure in clusters if figure.value == "five")
    assert (five.period, five.disputed) == ("2019", True)
    assert "Aerospace" in five.details
    assert five.places
    euros = [figure for figure in figures if "€" in figure.value]
    assert euros
    assert len({(f.indicator, f.period, f.details, f.value, f.places) for f in figures}) == len(
        figures
    )


def test_of_too_many_nodes_only_names_and_documents_are_read(
    store: EmbeddedStore, around: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_DESCRIBED", 2)
    of_nodes = background(around, store, "en")
    assert not of_nodes.described
    assert not of_nodes.facts
    assert of_nodes.names
    assert of_nodes.places


def test_the_data_of_the_page_numbers_places_and_documents(
    of_nodes: Background, around: Network
) -> None:
    data = page_data(around, of_nodes, "en")
    places, documents, edges = data["places"], data["documents"], data["edges"]
    assert isinstance(places, list)
    assert isinstance(documents, list)
    assert isinstance(edges, dict)
    for number, edge in enumerate(around.edges):
        cited = {
            (documents[places[place][0]][0], places[place][1])
            for place in edges["evidence"][number]
        }
        assert cited == {
            (of_nodes.places[graph].source, of_nodes.places[graph].locator)
            for graph in edge.evidence
        }


def test_without_background_places_are_codes(around: Network) -> None:
    data = page_data(around, Background(), "en")
    assert isinstance(data["places"], list)
    assert all(locator and not certainty for _, locator, certainty, _ in data["places"])
    assert data["facts"] == {}
