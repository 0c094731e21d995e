"""Where nodes were, from a file exported before."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InputError
from kg.export import export
from kg.network import Edge, Network, Node
from kg.network.layout.earlier import earlier_coordinates


def test_a_file_of_gexf_says_where_nodes_were(tmp_path: Path) -> None:
    nodes = (Node("a", "", "A", "Cluster"), Node("b", "", "B", "Cluster"))
    network = Network(
        nodes, (Edge("e", "a", "b", "k", "k"),), coordinates={"a": (1.5, -2.0), "b": (0.0, 4.25)}
    )
    export(network, "gexf", tmp_path / "a.gexf")
    assert earlier_coordinates(tmp_path / "a.gexf") == {"a": (1.5, -2.0), "b": (0.0, 4.25)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<gexf", "a.gexf:1"),
        ("<gexf xmlns='x'><node id='a'/></gexf>", "no node has a position"),
        ("<g xmlns:v='x' xmlns='y'><node id='a'><v:position x='far' y='1'/></node></g>", "far"),
    ],
)
def test_what_is_no_such_file_is_refused(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "a.gexf").write_text(text, "utf-8")
    with pytest.raises(InputError, match=message):
        earlier_coordinates(tmp_path / "a.gexf")
    with pytest.raises(InputError, match="none"):
        earlier_coordinates(tmp_path / "none.gexf")
