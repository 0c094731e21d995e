"""Networks as they are declared: in Python, in a file, in a manifest."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import pytest
import rdflib

import kg
from kg.errors import AmbiguousName, InputError, UsageError
from kg.graph import KnowledgeGraph, from_rdflib, open_graph
from kg.network import Network, Selection, project
from kg.network.declared import Projection, read_projection, resolve_node
from tests.conftest import Run


@pytest.fixture(scope="module")
def graph(project_store_once: Path) -> KnowledgeGraph:
    return open_graph(project_store_once)


def test_the_whole_network_is_a_multidigraph(graph: KnowledgeGraph) -> None:
    network = graph.network(lang="es")
    assert isinstance(network, nx.MultiDiGraph)
    assert len(network) > 500
    assert "mexico" not in network, "places are attributes of what lies in them"
    full = graph.network(lang="es", profile="full")
    assert isinstance(full, nx.MultiDiGraph)
    assert full.nodes["mexico"]["label"] == "México"
    assert network.nodes["claut-nuevo-leon"]["state"] == "nuevo-leon"


def test_what_is_only_proposed_is_added_on_demand_and_marked(graph: KnowledgeGraph) -> None:
    default, whole = (
        graph.network(profile="full", with_proposed=with_proposed)
        for with_proposed in (False, True)
    )
    added = set(whole) - set(default)
    assert "jalisco-iot-cluster" in added
    assert {whole.nodes[node]["status"] for node in added} == {"proposed", "planned"}
    marks = {
        (source, target): attributes.get("realisation", "")
        for source, target, attributes in whole.edges(data=True)
    }
    assert marks["hp", "jalisco-iot-cluster"] == "proposed"
    assert marks["guadalajara", "smart-cities-cluster"] == "proposed", "itself, not its ends"
    assert marks["mexico", "nafta"] == ""
    would_be = {pair for pair, mark in marks.items() if mark}
    assert would_be.isdisjoint(default.edges())
    assert all("realisation" not in attributes for *_, attributes in default.edges(data=True))


def test_options_are_those_of_the_command_line(graph: KnowledgeGraph) -> None:
    around = graph.network(ego="CONACYT", steps=1, lang="en")
    assert "claut-nuevo-leon" in around
    assert len(around) < 60
    assert set(nx.get_node_attributes(graph.network(kind="Cluster"), "kind").values()) == {
        "Cluster"
    }
    assert len(graph.network(state=["Nuevo León", "jalisco"])) > 20


def test_shared_things_make_a_graph_without_direction(graph: KnowledgeGraph) -> None:
    shared = graph.network(one_mode="Cluster:sector", weight="newman")
    assert isinstance(shared, nx.Graph)
    assert not shared.is_directed()
    *_, attributes = next(iter(shared.edges(data=True)))
    assert attributes["via"]
    assert attributes["weight"] > 0


@pytest.mark.full
def test_an_rdflib_graph_becomes_a_network(graph: KnowledgeGraph) -> None:
    dataset = graph.graph()
    again = from_rdflib(dataset)
    assert len(again.graph()) == len(dataset)
    network = graph.network()
    assert nx.utils.graphs_equal(again.network(), network)
    plain = rdflib.Graph()
    for triple in dataset.default_graph:
        plain.add(triple)
    alone = kg.from_rdflib(plain).network()
    assert len(alone) == len(network)
    assert alone.number_of_edges() == network.number_of_edges()


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"egg": "x"}, "a network has no 'egg'; it has at, backbone"),
        ({"steps": "two"}, "'steps' cannot be 'two'"),
        ({"linked": 1}, "'linked' cannot be 1"),
        ({"backbone": 2}, "'backbone' cannot be 2"),
        ({"kind": [1]}, "'kind' cannot be"),
    ],
)
def test_a_wrong_declaration_is_told(rules: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Projection.from_rules(rules)


def test_words_are_accepted_as_people_write_them() -> None:
    assert Projection.from_rules({"one-mode": "A:B", "kind": "Cluster"}) == Projection(
        one_mode="A:B", kind=("Cluster",)
    )
    assert Projection.from_rules({"backbone": 1}).backbone == 1
    assert Projection.from_rules({"backbone": None}) == Projection()
    assert Projection.from_rules({"linked": True, "steps": 2}) == Projection(linked=True, steps=2)


@pytest.mark.parametrize("value", [0, 1.01, -0.1, True, "0.05"])
def test_a_backbone_is_above_zero_and_at_most_one(value: object) -> None:
    with pytest.raises(UsageError, match="'backbone' cannot be"):
        Projection.from_rules({"backbone": value})


def test_two_forms_at_once_are_refused(graph: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match="choose one of bipartite, one-mode and quotient"):
        graph.network(bipartite="Cluster:sector", quotient="helix")


def test_sides_groups_and_backbone_are_options_too(graph: KnowledgeGraph) -> None:
    sides = graph.network(bipartite="Cluster:sector")
    assert {attributes["kind"] for *_, attributes in sides.edges(data=True)} == {"sector"}
    assert "academia" in graph.network(quotient="helix")
    assert 0 < len(graph.network(backbone=0.2)) < 100
    linked = graph.network(kind=["Cluster", "Company"], linked=True)
    assert len(linked) > 0
    assert all(degree > 0 for _, degree in linked.degree())


def test_a_name_that_a_document_has_too_means_the_node(graph: KnowledgeGraph) -> None:
    store, name = graph.store, "Aeroclúster de Querétaro"
    assert resolve_node(project(store), store, name) == "aerocluster-queretaro"
    with pytest.raises(AmbiguousName):
        resolve_node(Network((), ()), store, "CLAUT")
    clusters = Selection(kinds=["Cluster"]).apply_to(project(store))
    with pytest.raises(UsageError, match=r"'CONACYT' \(.*\) is not in this network; was it filte"):
        resolve_node(clusters, store, "CONACYT")


def test_rules_make_the_same_projection_again() -> None:
    projection = Projection(
        kind=("Cluster",), one_mode="Cluster:sector", weight="jaccard", backbone=0.1
    )
    assert Projection.from_rules(projection.rules()) == projection
    assert Projection().rules() == {}


def test_a_file_declares_and_options_go_first(
    quick_kg: Run, project_store_once: Path, tmp_path: Path
) -> None:
    file = tmp_path / "red.toml"
    file.write_text('title = "Sectores"\none-mode = "Cluster:sector"\nweight = "newman"\n', "utf-8")
    manifest = tmp_path / "m.json"
    calls: list[list[str | Path]] = [
        ["--projection", file],
        ["--projection", manifest],
        ["--one-mode", "Cluster:sector", "--weight", "newman"],
    ]
    for number, options in enumerate(calls):
        done = quick_kg(
            "export",
            "json",
            *options,
            "-o",
            tmp_path / f"{number}.json",
            "--manifest",
            tmp_path / f"m{number}.json",
            "--store",
            project_store_once,
        )
        assert done.returncode == 0, done.stderr
        manifest.write_bytes((tmp_path / f"m{number}.json").read_bytes())
    assert (tmp_path / "0.json").read_bytes() == (tmp_path / "1.json").read_bytes()
    assert (tmp_path / "0.json").read_bytes() == (tmp_path / "2.json").read_bytes()
    assert (tmp_path / "m0.json").read_bytes() == (tmp_path / "m1.json").read_bytes()
    done = quick_kg(
        "export",
        "json",
        "--projection",
        file,
        "--weight",
        "jaccard",
        "-o",
        tmp_path / "3.json",
        "--store",
        project_store_once,
    )
    assert done.returncode == 0
    assert (tmp_path / "3.json").read_bytes() != (tmp_path / "0.json").read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.toml", "one-mode = ]\n", "a.toml.*at line 1"),
        ("a.toml", "sizes = 3", "a.toml: a network has no 'sizes'"),
        ("a.json", "{\n]", "a.json:2: "),
        ("a.json", "[]", "this is no manifest"),
        ("missing.toml", None, "missing.toml"),
    ],
)
def test_a_broken_file_is_named(
    name: str, content: str | None, message: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=message):
        read_projection(tmp_path / name)


def test_the_numbered_paths_option_is_k(quick_kg: Run, project_store_once: Path) -> None:
    done = quick_kg(
        "paths",
        "CONACYT",
        "Monterrey Aerocluster",
        "-k",
        "1",
        "-f",
        "json",
        "--store",
        project_store_once,
    )
    assert len(json.loads(done.stdout)) == 1
