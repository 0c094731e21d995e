"""The network as GEXF."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import networkx as nx
import numpy as np
import pytest

from kg.export.gexf import write_gexf
from kg.export.style import COLOURS, LARGEST, OTHER_COLOUR, SMALLEST, diameters
from kg.network import Network, to_networkx
from kg.network.layout.discs import LIMIT

GEXF = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"
Errors = Callable[[bytes], list[str]]


def written(network: Network) -> bytes:
    """Return the network as GEXF."""
    output = io.BytesIO()
    write_gexf(network, output)
    return output.getvalue()


def read(network: Network) -> nx.MultiDiGraph[str]:
    """Return what networkx reads from the GEXF of the network."""
    graph = nx.read_gexf(io.BytesIO(written(network)))
    assert isinstance(graph, nx.MultiDiGraph)
    return graph


def test_the_file_follows_the_published_schema(network: Network, gexf_errors: Errors) -> None:
    assert gexf_errors(written(network)) == []


def with_directions(network: Network, *directions: bool) -> Network:
    """Return the network with the first edges so directed, and no others."""
    edges = zip(network.edges, directions, strict=False)
    return replace(network, edges=tuple(replace(edge, directed=way) for edge, way in edges))


@pytest.mark.parametrize(
    ("directions", "promised"),
    [
        ((), "directed"),
        ((True, True), "directed"),
        ((False, False), "undirected"),
        ((True, False), None),
    ],
)
def test_the_graph_says_of_its_edges_what_all_of_them_say(
    directions: tuple[bool, ...],
    promised: str | None,
    network: Network,
    gexf_errors: Errors,
) -> None:
    text = written(with_directions(network, *directions))
    graph = ElementTree.fromstring(text).find(f"{GEXF}graph")
    assert graph is not None
    assert graph.get("defaultedgetype") == promised
    types = [edge.get("type") == "directed" for edge in graph.iter(f"{GEXF}edge")]
    assert types == list(directions)
    assert gexf_errors(text) == []


def test_networkx_reads_ties_without_direction_as_such(network: Network) -> None:
    graph = nx.read_gexf(io.BytesIO(written(with_directions(network, False, False, False))))
    assert not graph.is_directed()
    assert graph.number_of_edges() == 3


def test_files_with_other_columns_agree_on_what_an_id_means(network: Network) -> None:
    """Gephi appends by the ids of attributes: one id, one name, in every file."""
    names: dict[tuple[str, str], set[str]] = {}
    measured = replace(network, measures={"pagerank": {"claut": 0.5}})
    other = replace(network, measures={"betweenness": {"claut": 0.25}, "pagerank": {"claut": 1.0}})
    for text in map(written, (network, measured, other)):
        for group in ElementTree.fromstring(text).findall(f".//{GEXF}attributes"):
            for attribute in group.findall(f"{GEXF}attribute"):
                key = (group.get("class", ""), attribute.get("id", ""))
                names.setdefault(key, set()).add(attribute.get("title", ""))
    assert all(titles == {name} for (_, name), titles in names.items())
    assert ("node", "betweenness") in names


def test_appended_files_keep_each_column_apart(network: Network) -> None:
    """What one reader finds under a name is what the file says of that name."""
    other = replace(network, measures={"betweenness": {"claut": 0.25}, "pagerank": {"claut": 1.0}})
    node = read(other).nodes["claut"]
    assert (node["betweenness"], node["pagerank"]) == (0.25, 1.0)


def test_an_empty_network_follows_the_published_schema(gexf_errors: Errors) -> None:
    assert gexf_errors(written(Network((), ()))) == []


def test_the_schema_refuses_what_is_no_gexf(network: Network, gexf_errors: Errors) -> None:
    assert gexf_errors(written(network).replace(b'type="directed"', b'type="arrow"'))


def test_networkx_reads_back_every_node_and_parallel_edge(network: Network) -> None:
    graph = read(network)
    assert sorted(graph) == [node.id for node in network.nodes]
    second_term = network.edges[3]  # of the same kind between the same ends: one edge, two spells
    there = {*to_networkx(network).edges(keys=True)} - {
        (second_term.source, second_term.target, second_term.id)
    }
    assert {*graph.edges(keys=True)} == there
    assert graph.number_of_edges() == write_gexf(network, io.BytesIO()) == 4


def test_networkx_reads_back_labels_columns_and_weights(network: Network) -> None:
    graph = read(network)
    claut = dict(graph.nodes["claut"])
    assert claut.pop("viz")["color"] == {"r": 204, "g": 121, "b": 167, "a": 1.0}
    assert claut == {
        "label": 'Clúster "Automotriz" de Nuevo León; A.C.',
        "iri": "https://w3id.org/helixkg/id/claut",
        "kind": "Cluster",
        "helix": "intermediary",
        "country": "mexico",
        "state": "nuevo-leon; sonora",
        "sector": '["automotive", "it"]',
        "status": "active",
    }
    edge = graph.edges["claut", "nuevo-leon", "claut|hx:locatedIn|nuevo-leon"]
    assert (edge["label"], edge["kind"], edge["relation"]) == (
        "locatedIn",
        "locatedIn",
        "hx:locatedIn",
    )
    assert (edge["weight"], edge["sources"], edge["certainty"]) == (2.0, 2, "explicit")
    assert json.loads(edge["evidence"]) == list(network.edges[1].evidence)
    dated = graph.edges["uanl", "claut", "membership/uanl--claut--member--2016"]
    assert dated["start"] == "2016"
    assert "end" not in dated, "the second term has no end"


def test_each_edge_says_its_direction_and_kind_and_has_an_id_of_its_own(network: Network) -> None:
    edges = ElementTree.fromstring(written(network)).findall(f".//{GEXF}edge")
    assert {edge.get("type") for edge in edges} == {"directed"}
    assert [edge.get("kind") for edge in edges] == [
        "complements",
        "locatedIn",
        "member",
        "strategicPartner",
    ]
    assert len({edge.get("id") for edge in edges}) == len(edges)


def test_parallel_edges_of_a_kind_are_one_for_gephi_with_the_times_they_held(
    network: Network,
) -> None:
    root = ElementTree.fromstring(written(network))
    graph = root.find(f"{GEXF}graph")
    assert graph is not None
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    spells = {
        edge.get("kind"): [dict(spell.attrib) for spell in edge.iter(f"{GEXF}spell")]
        for edge in root.iter(f"{GEXF}edge")
    }
    assert spells == {
        "complements": [],
        "locatedIn": [],
        "strategicPartner": [],
        "member": [{"start": "2016-01-01", "end": "2018-05-01"}, {"start": "2020-01-01"}],
    }


def test_a_node_has_its_life_as_a_spell(network: Network) -> None:
    lives = {"claut": ("2007-05", ""), "nuevo-leon": ("", ""), "uanl": ("2020", "2010")}
    nodes = tuple(
        replace(node, start=lives[node.id][0], end=lives[node.id][1]) for node in network.nodes
    )
    root = ElementTree.fromstring(written(Network(nodes, ())))
    graph = root.find(f"{GEXF}graph")
    assert graph is not None
    assert graph.get("mode") == "dynamic"
    spells = {
        node.get("id"): [dict(spell.attrib) for spell in node.iter(f"{GEXF}spell")]
        for node in root.iter(f"{GEXF}node")
    }
    assert spells == {
        "claut": [{"start": "2007-05-01"}],
        "nuevo-leon": [],
        "uanl": [],  # against the shapes: it ends before it begins
    }
    event = replace(network.nodes[0], kind="Event", start="2016", end="")
    (spell,) = ElementTree.fromstring(written(Network((event,), ()))).iter(f"{GEXF}spell")
    assert spell.attrib == {"start": "2016-01-01", "end": "2016-12-31"}


def test_a_network_without_dates_is_static(network: Network) -> None:
    dateless = replace(
        network, edges=tuple(replace(edge, start="", end="") for edge in network.edges)
    )
    assert b'mode="static"' in written(dateless)
    assert b"spell" not in written(dateless)


def test_the_drawing_is_centred_and_within_what_gephi_leaves_alone(network: Network) -> None:
    places = [
        (float(p.get("x", "")), float(p.get("y", "")))
        for p in ElementTree.fromstring(written(network)).iter(f"{VIZ}position")
    ]
    for values in zip(*places, strict=True):
        assert sum(values) == pytest.approx(0, abs=0.1)
        assert max(map(abs, values)) <= LIMIT


def test_attributes_have_known_types_and_no_name_that_gephi_reserves(
    network: Network,
) -> None:
    for group in ElementTree.fromstring(written(network)).findall(f".//{GEXF}attributes"):
        attributes = group.findall(f"{GEXF}attribute")
        assert [a.get("id") for a in attributes] == [a.get("title") for a in attributes]
        assert {a.get("type") for a in attributes} <= {"string", "long", "liststring"}
        assert not {a.get("title") for a in attributes} & {
            "label",
            "id",
            "weight",
            "x",
            "y",
            "z",
            "size",
            "color",
            "source",
            "target",
            "type",
        }


def test_the_file_names_no_schema_location_and_no_time_of_writing(network: Network) -> None:
    text = written(network)
    assert b"schemaLocation" not in text
    assert b"lastmodifieddate" not in text


def test_accents_are_written_as_utf_8(network: Network) -> None:
    assert "Nuevo León".encode() in written(network)


def test_nodes_are_coloured_by_helix_sized_by_degree_and_placed(network: Network) -> None:
    nodes = {
        node.get("id", ""): node
        for node in ElementTree.fromstring(written(network)).findall(f".//{GEXF}node")
    }
    for name, colour in {
        "uanl": COLOURS["academia"],
        "claut": COLOURS["intermediary"],
        "nuevo-leon": OTHER_COLOUR,
    }.items():
        shown = nodes[name].find(f"{VIZ}color")
        assert shown is not None
        assert tuple(int(shown.get(channel, "")) for channel in "rgb") == colour
        assert nodes[name].find(f"{VIZ}position") is not None
    sizes = {}
    for name, node in nodes.items():
        element = node.find(f"{VIZ}size")
        assert element is not None
        sizes[name] = float(element.get("value", ""))
    assert SMALLEST < sizes["nuevo-leon"] < sizes["uanl"] < sizes["claut"] == LARGEST


@pytest.mark.parametrize(
    ("degree", "most", "expected"),
    [
        (0, 0, SMALLEST),
        (0, 9, SMALLEST),
        (9, 9, LARGEST),
    ],
)
def test_sizes_lie_between_the_smallest_and_the_largest(
    degree: int, most: int, expected: float
) -> None:
    assert diameters(np.array([degree]), most).tolist() == [expected]


def test_every_helix_has_a_colour_of_its_own() -> None:
    assert len({*COLOURS.values(), OTHER_COLOUR}) == len(COLOURS) + 1
