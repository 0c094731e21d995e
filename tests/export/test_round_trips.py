"""Whatever text a name holds, each format gives it back, or U+FFFD where XML has no such char."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.export.gexf import write_gexf
from kg.export.graphml import write_graphml
from kg.export.tables import write_csv
from kg.export.xml_escape import attribute, content, legal
from kg.network import Edge, Network, Node

# st.characters() alone leaves lone surrogates out, which Python strings can hold.
HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cs"]),
        st.sampled_from(
            "\x00\x08\x0b\x1f\x7f\x85\ufffe\uffff\u2028\ud800\U0001f600<>&'\"]\t\r\n,;"
        ),
    ),
    min_size=1,
)

RELAXED = settings(deadline=None)  # a busy machine is no failure


def a_network(label: str) -> Network:
    """Return a network in which the text stands wherever a text may stand."""
    nodes = tuple(
        Node(
            name,
            f"https://e.org/{name}",
            label,
            label,
            label,
            (label,),
            (label,),
            (label, "it"),
            label,
        )
        for name in ("a", "b")
    )
    edges = tuple(
        Edge(f"{number}|p", "a", "b", label, label, label, label, (label,), 1, label)
        for number in range(2)
    )
    return Network(nodes, edges)


@pytest.mark.parametrize(
    "char",
    ["\x00", "\x08", "\x0b", "\x1f", "\ud800", "\udfff", "\ufffe", "\uffff"],  # noqa: PT014
)
def test_a_character_that_xml_does_not_allow_is_replaced(char: str) -> None:
    assert legal(f"a{char}b") == "a\ufffdb"


@pytest.mark.parametrize(
    "char",
    ["\t", "\n", "\r", " ", "é", "\x85", "\ud7ff", "\ue000", "\ufffd", "\U00010000", "\U0010ffff"],
)
def test_a_character_that_xml_allows_is_kept(char: str) -> None:
    assert legal(char) == char


@RELAXED
@given(HOSTILE)
def test_text_survives_a_parser_as_attribute_and_as_content(text: str) -> None:
    element = ElementTree.fromstring(f"<a b={attribute(text)}>{content(text)}</a>".encode())
    assert element.get("b") == element.text == legal(text)


@RELAXED
@given(HOSTILE)
@example("]]>")
def test_gexf_gives_every_name_back(label: str) -> None:
    output = io.BytesIO()
    write_gexf(a_network(label), output)
    graph = nx.read_gexf(io.BytesIO(output.getvalue()))
    assert graph.nodes["a"]["label"] == graph.nodes["b"]["helix"] == legal(label)
    assert [edge["label"] for *_, edge in graph.edges(data=True)] == [legal(label)]


@RELAXED
@given(HOSTILE)
def test_gexf_follows_the_schema_whatever_the_names(
    gexf_errors: Callable[[bytes], list[str]], label: str
) -> None:
    output = io.BytesIO()
    write_gexf(a_network(label), output)
    assert gexf_errors(output.getvalue()) == []


@RELAXED
@given(HOSTILE)
@example("]]>")
def test_graphml_gives_every_name_back(label: str) -> None:
    output = io.BytesIO()
    write_graphml(a_network(label), output)
    graph = nx.read_graphml(io.BytesIO(output.getvalue()))
    assert graph.nodes["a"]["label"] == graph.nodes["b"]["helix"] == legal(label)
    assert [edge["kind"] for *_, edge in graph.edges(data=True)] == [legal(label)] * 2


@RELAXED
@given(HOSTILE)
@example("=1+1")
@example("\r")
def test_csv_gives_every_name_back(label: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_csv(a_network(label), Path(folder))
        with (Path(folder) / "nodes.csv").open(encoding="utf-8", newline="") as file:
            nodes = list(csv.DictReader(file))
        with (Path(folder) / "edges.csv").open(encoding="utf-8", newline="") as file:
            edges = list(csv.DictReader(file))
    assert [row["Label"] for row in nodes] == [legal(label)] * 2
    assert [row["Kind"] for row in edges] == [legal(label)] * 2
