"""Networks that show themselves in a notebook."""

from __future__ import annotations

import html
import io
import json
import pickle
import re
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import Browser

import kg
from kg.export import notebook
from kg.export.notebook import network_of, showing
from kg.network import Network
from kg.network.graphs import to_networkx, to_undirected
from kg.store import EmbeddedStore


@pytest.fixture(scope="module")
def graph(small_store_once: Path) -> kg.KnowledgeGraph:
    return kg.open(small_store_once)


def data_of(shown: str) -> dict[str, Any]:
    """Return the data of the page in a frame."""
    page = html.unescape(re.findall(r'srcdoc="([^"]*)"', shown)[0])
    data: dict[str, Any] = json.loads(page.split('id="network">')[1].split("</script>")[0])
    return data


def test_a_network_is_a_graph_of_networkx_that_shows_itself(graph: kg.KnowledgeGraph) -> None:
    network = graph.network(lang="en")
    assert isinstance(network, nx.MultiDiGraph)
    assert str(network).startswith("MultiDiGraph with ")
    assert nx.is_isomorphic(network, nx.MultiDiGraph(network))
    shown = network._repr_html_()  # type: ignore[attr-defined]
    assert f"<p>{network.number_of_nodes():,} nodes, " in shown
    data = data_of(shown)
    assert data["nodes"]["id"] == sorted(network)
    assert len(data["edges"]["source"]) == network.number_of_edges()
    assert data["documents"][0][1] != data["documents"][0][0]  # a title
    assert data["facts"]


def test_it_tells_what_was_left_out_and_how_to_have_it(graph: kg.KnowledgeGraph) -> None:
    network: Any = graph.network(lang="en", at="2016")
    notes = graph.measure("degree", at="2016").notes
    stated = [note for note in notes if "rests on" not in note]
    assert network.notes == stated
    assert any("places='node'" in note for note in network.notes)
    for part in (network, network.copy(), network.subgraph(list(network)[:3])):
        shown = html.unescape(part._repr_html_().partition("<iframe")[0])
        assert all(f"<p>{note}</p>" in shown for note in stated)
    nx.write_graphml(network, io.BytesIO())  # notes are no attribute, which a format may refuse
    counted: Any = graph.network(measures="triangles", kind="Cluster")
    assert any("30" in note and "triangles" in note for note in counted.notes)


def test_in_the_frame_it_draws_and_is_asked(
    graph: kg.KnowledgeGraph, browser: Browser, tmp_path: Path
) -> None:
    shown = graph.network(lang="es", ego="claut-nuevo-leon")._repr_html_()  # type: ignore[attr-defined]
    file = tmp_path / "notebook.html"
    file.write_text(f"<!doctype html><meta charset=utf-8><body>{shown}", encoding="utf-8")
    page = browser.new_page(viewport={"width": 1000, "height": 700})
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(file.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("#search").fill("claut")
    frame.locator("#found li").first.click()
    assert "Nuevo León" in frame.locator("#card h2").inner_text()
    assert complaints == []
    page.close()


def test_what_was_taken_away_or_added_is_seen(graph: kg.KnowledgeGraph) -> None:
    network = graph.network(lang="en")
    nx.set_node_attributes(network, {node: len(node) for node in network}, "letters")
    network.remove_node("promexico")
    data = data_of(network._repr_html_())  # type: ignore[attr-defined]
    assert "promexico" not in data["nodes"]["id"]
    letters = next(column for column in data["nodes"]["columns"] if column["name"] == "letters")
    assert letters["type"] == "number"
    assert letters["data"] == [len(node) for node in data["nodes"]["id"]]


def test_parts_and_copies_show_themselves_with_words(graph: kg.KnowledgeGraph) -> None:
    network = graph.network(lang="en")
    some = sorted(network)[:5]
    parts: list[Any] = [network.subgraph(some), network.subgraph(some).copy(), network.copy()]
    for part in parts:
        data = data_of(part._repr_html_())
        assert data["nodes"]["id"] == sorted(part)
        assert data["described"]
    again = pickle.loads(pickle.dumps(network))
    assert sorted(again) == sorted(network)
    assert not data_of(again._repr_html_())["described"]  # the store stays behind


def test_links_without_direction_stay_so(graph: kg.KnowledgeGraph) -> None:
    network = graph.network(lang="en", one_mode="Cluster:sector")
    assert isinstance(network, nx.Graph)
    assert not network.is_directed()
    data = data_of(network._repr_html_())  # type: ignore[attr-defined]
    assert len(data["edges"].get("undirected", [])) == network.number_of_edges()


def test_a_large_one_says_how_large_it_is_and_what_to_do(
    graph: kg.KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notebook, "MOST_SHOWN", 3)
    english = graph.network(lang="en")._repr_html_()  # type: ignore[attr-defined]
    assert "<iframe" not in english
    assert "More than 3 nodes are not drawn" in english
    assert "ego=&quot;CONACYT&quot;" in english
    spanish = graph.network(lang="es")._repr_html_()  # type: ignore[attr-defined]
    assert "Más de 3 nodos no se dibujan" in spanish


def test_a_network_comes_back_from_networkx(network: Network, small_store_once: Path) -> None:
    assert network_of(to_networkx(network)).nodes == network.nodes
    back = {edge.id: edge for edge in network_of(to_networkx(network)).edges}
    for edge in network.edges:
        assert (back[edge.id].source, back[edge.id].target) == (edge.source, edge.target)
        assert back[edge.id].evidence == edge.evidence
        assert back[edge.id].weight == edge.weight
    store = EmbeddedStore.open(small_store_once)
    assert showing(to_undirected(network), store, "en").number_of_nodes() == 3


def test_a_graph_of_somebody_else_shows_itself() -> None:
    other = notebook.Graph(nx.karate_club_graph())
    data = data_of(other._repr_html_())
    assert len(data["nodes"]["id"]) == 34
    assert {column["name"] for column in data["nodes"]["columns"]} >= {"club", "community"}
