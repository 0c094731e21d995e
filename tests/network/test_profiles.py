"""What is a node and what an attribute."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.errors import UsageError, set_language
from kg.graph import KnowledgeGraph, open_graph
from kg.network import Edge, Network, Node, caveats
from kg.network.declared import Projection
from kg.network.elements import LeftOut
from kg.network.profiles import PROFILES, kinds_left_out, without_kinds

NETWORK = Network(
    (
        Node("claut", "", "CLAUT", "Cluster"),
        Node("law", "", "Law", "LegalInstrument"),
        Node("mexico", "", "Mexico", "Country"),
        Node("puebla", "", "Puebla", "State"),
        Node("uanl", "", "UANL", "AcademicInstitution"),
    ),
    (
        Edge("1", "claut", "puebla", "locatedIn", "hx:locatedIn"),
        Edge("2", "law", "mexico", "relatedTo", "hx:relatedTo"),
        Edge("3", "puebla", "mexico", "partOfArea", "hx:partOfArea"),
        Edge("4", "uanl", "claut", "linkedTo", "org:linkedTo"),
        Edge("5", "uanl", "law", "relatedTo", "hx:relatedTo"),
    ),
)


@pytest.fixture(scope="module")
def graph(project_store_once: Path) -> KnowledgeGraph:
    return open_graph(project_store_once)


def test_kinds_go_with_their_edges_and_are_counted() -> None:
    projected = without_kinds(NETWORK, kinds_left_out("actors", ""))
    assert [node.id for node in projected.nodes] == ["claut", "uanl"]
    assert [edge.id for edge in projected.edges] == ["4"]
    assert projected.left_out == LeftOut(
        places=2, place_ties=3, kinds={"LegalInstrument": 1}, kind_ties=1
    )


def test_one_node_may_stay() -> None:
    projected = without_kinds(NETWORK, kinds_left_out("actors", ""), "puebla")
    assert [node.id for node in projected.nodes] == ["claut", "puebla", "uanl"]
    assert [edge.id for edge in projected.edges] == ["1", "4"]
    assert projected.left_out.places == 1


def test_places_are_nodes_where_that_is_asked_for_and_what_is_named_stays() -> None:
    assert not {"State", "Country", "Area"} & {*kinds_left_out("actors", "node")}
    assert "State" in kinds_left_out("actors", "")
    assert "State" not in kinds_left_out("actors", "", ["State"])
    assert kinds_left_out("full", "") == ()
    assert {*kinds_left_out("full", "attribute")} == {"Area", "Country", "State"}


def kinds(graph: KnowledgeGraph, **options: object) -> set[str]:
    projected = Projection.from_rules(options).network(graph.store, "en")
    return {node.kind for node in projected.nodes}


def test_actors_are_the_default_and_say_what_they_leave_out(graph: KnowledgeGraph) -> None:
    projected = Projection().network(graph.store, "en")
    full = Projection(profile="full").network(graph.store, "en")
    assert not {node.kind for node in projected.nodes} & {"State", "Country", "Area", "Platform"}
    lost = projected.left_out
    assert len(full.nodes) == len(projected.nodes) + lost.places + sum(lost.kinds.values())
    assert lost.places == sum(node.kind in ("State", "Country", "Area") for node in full.nodes)
    assert lost.kinds.keys() == {"LabelScheme", "LegalInstrument", "Platform"}
    assert full.left_out == LeftOut(proposed=full.left_out.proposed)
    assert full.left_out.proposed > projected.left_out.proposed > 0


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"kind": "State"}, {"State"}),
        ({"kind": ["State", "Cluster"]}, {"State", "Cluster"}),
        ({"ego": "nuevo-leon"}, {"State", "Cluster", "Company", "Programme"}),
        ({"relation": "locatedIn", "linked": True}, {"State", "Country", "Area", "Cluster"}),
        ({"places": "node"}, {"State", "Country", "Area"}),
        ({"profile": "geo", "linked": True}, {"State", "Country", "Area"}),
        ({"bipartite": "Cluster:State"}, {"Cluster", "State"}),
    ],
)
def test_what_is_named_stays(
    options: dict[str, object], expected: set[str], graph: KnowledgeGraph
) -> None:
    assert expected <= kinds(graph, **options)


def test_kinds_and_relations_can_be_left_out(graph: KnowledgeGraph) -> None:
    assert "Company" not in kinds(graph, without_kind="Company")
    projected = Projection(without_relation=("participant",)).network(graph.store, "en")
    assert "participant" not in {edge.kind for edge in projected.edges}
    assert projected.edges
    for wrong in ({"without_kind": "Compny"}, {"without_relation": "loves"}):
        with pytest.raises(UsageError, match=r"no (kind|relation) "):
            kinds(graph, **wrong)
    for wrong in ({"profile": "fancy"}, {"places": "everywhere"}):
        with pytest.raises(UsageError, match="cannot be"):
            Projection.from_rules(wrong)


def test_geo_has_relations_of_place_alone(graph: KnowledgeGraph) -> None:
    projected = Projection(profile="geo").network(graph.store, "en")
    assert {edge.kind for edge in projected.edges} == {*PROFILES["geo"].relations}
    every = Projection(profile="full", with_proposed=True).network(graph.store, "en")
    located = Projection(profile="geo", with_proposed=True).network(graph.store, "en")
    left = len(every.edges) - len(located.edges)
    assert located.left_out.relation_ties == projected.left_out.relation_ties == left > 0
    assert f"{left:,} ties do not say where" in " ".join(caveats.left_out(projected.left_out, ""))
    named = Projection(profile="geo", relation=("locatedIn",)).network(graph.store, "en")
    assert named.left_out.relation_ties == 0, "who names relations knows what is left out"


def test_a_kind_that_is_hardly_tied_within_itself_points_to_what_links_it(
    graph: KnowledgeGraph,
) -> None:
    clusters = Projection(kind=("Cluster",)).network(graph.store, "en")
    assert clusters.edges, "with none at all another sentence is said"
    for notes in (
        caveats.without_edges(caveats.size(clusters), ["--kind"]),
        caveats.basis(caveats.size(clusters), ["--kind"]),
    ):
        assert "--kind leaves few edges" in [*notes][-1]
    whole = Projection().network(graph.store, "en")
    assert not [*caveats.without_edges(caveats.size(clusters), [])], "no option is at fault"
    assert not [*caveats.without_edges(caveats.size(whole), ["--without-kind"])], (
        "most nodes are tied"
    )


def test_one_is_not_called_many() -> None:
    left = LeftOut(proposed=1, places=1, place_ties=1, ended=1, undated=1, blank=1, nameless=1)
    plural = re.compile(r"\b1 (places|ties|resources|blank nodes|have|lugares|vínculos|recursos)\b")
    for language in ("en", "es"):
        set_language(language)
        try:
            sentences = [*caveats.left_out(left, "2016")]
        finally:
            set_language(None)
        assert len(sentences) == 5
        assert not [*filter(plural.search, sentences)]


def test_groups_of_places_have_their_names_though_places_are_no_nodes(
    graph: KnowledgeGraph,
) -> None:
    projected = Projection(quotient="state").network(graph.store, "es")
    assert {"Nuevo León", "Querétaro"} <= {node.label for node in projected.nodes}


def test_around_a_node_only_what_is_near_counts_as_left_out(graph: KnowledgeGraph) -> None:
    around = Projection(ego="claut-nuevo-leon").network(graph.store, "en")
    assert 0 < around.left_out.places < 10
    assert around.left_out.places <= around.left_out.place_ties


def test_a_date_counts_what_did_not_hold_and_what_is_not_known(graph: KnowledgeGraph) -> None:
    whole = Projection().network(graph.store, "en")
    then = Projection(at="2014").network(graph.store, "en")
    assert then.left_out.ended == len(whole.edges) - len(then.edges) > 20
    undated = sum(not (edge.start or edge.end) for edge in then.edges)
    assert then.left_out.undated == undated > 0
    assert whole.left_out.undated == whole.left_out.ended == 0
    born = {node.id for node in then.nodes if node.start > "2014-12-31"}
    assert not born, "what was founded later is not there yet"


def test_many_more_ties_are_dated_than_say_so_themselves(graph: KnowledgeGraph) -> None:
    projected = Projection(profile="full").network(graph.store, "en")
    by_thing = [edge for edge in projected.edges if edge.dated_by]
    assert len(by_thing) > 60
    ids = {node.id: node for node in projected.nodes}
    for edge in by_thing:
        assert edge.dated_by in (edge.source, edge.target)
        assert edge.start == ids[edge.dated_by].start
