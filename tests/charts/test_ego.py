"""The network around a thing: every neighbour has a line or is counted."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from kg.charts import ego
from kg.network.elements import Node
from kg.store import EmbeddedStore

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def store(project_store_once: Path) -> EmbeddedStore:
    return EmbeddedStore.open(project_store_once)


def texts(drawn: str) -> list[str]:
    return [str(element.text) for element in ET.fromstring(drawn).iter(f"{SVG}text")]


def test_a_small_network(store: EmbeddedStore) -> None:
    network = ego.of(store, "claut-nuevo-leon", "es")
    assert network is not None
    named = {heading: [n.id for n in nodes] for heading, nodes in network.groups.items()}
    assert sorted(named["Socio estratégico"]) == ["amia", "cnp", "conacyt", "promexico"]
    assert named["Ubicado en"] == ["nuevo-leon"]
    assert network.size == 7
    shown = texts(ego.svg(network))
    for nodes in network.groups.values():
        for node in nodes:
            assert node.label in " ".join(shown)
    assert "Socio estratégico (4)" in shown


def test_each_neighbour_once_and_arrows_where_relations_lead_to_it(store: EmbeddedStore) -> None:
    network = ego.of(store, "icluster", "en")
    assert network is not None
    ids = [node.id for nodes in network.groups.values() for node in nodes]
    assert len(ids) == len(set(ids)) == network.size
    assert any(heading.startswith("← ") for heading in network.groups)
    assert all("icluster" not in pair for pair in network.ties)
    assert network.ties


def test_what_has_no_line_is_counted(store: EmbeddedStore) -> None:
    network = ego.of(store, "mexico", "en")
    assert network is not None
    drawn = ego.svg(network, 30)
    counted = sum(
        int(text.removeprefix("and ").removesuffix(" more"))
        for text in texts(drawn)
        if text.startswith("and ")
    )
    lines = sum(1 for e in ET.fromstring(drawn).iter(f"{SVG}circle") if len(e))
    assert lines + counted == network.size
    assert lines < 60


def test_proposals_are_left_out_and_counted(store: EmbeddedStore) -> None:
    network = ego.of(store, "mexico", "en")
    assert network is not None
    assert network.proposed > 0


def test_what_is_no_node_or_has_no_neighbour(store: EmbeddedStore) -> None:
    assert ego.of(store, "nothing", "en") is None


def test_long_labels_are_wrapped() -> None:
    label = "Instituto " * 9
    nodes = [Node(f"n{number}", "", f"{label}{number}", "Company") for number in range(3)]
    shown = texts(ego.svg(ego.Ego("Centre", {"Member": nodes})))
    assert label.strip() in " ".join(shown)
