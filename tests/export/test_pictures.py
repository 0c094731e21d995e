"""Pictures: labels that do not overlap, a legend, nothing that a name can break."""

from __future__ import annotations

import io
import re
import sys
from dataclasses import replace
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given

from kg.errors import UsageError
from kg.export.picture import write_pdf, write_png
from kg.export.style import COLOURS, hexadecimal, network_style
from kg.export.svg import write_svg
from kg.network import Edge, Network, Node
from kg.network.layout.force import force_coordinates
from tests.export.test_round_trips import HOSTILE, RELAXED, a_network

SVG = "{http://www.w3.org/2000/svg}"


EM = 11  # the size of the labels
#: widths of letters in thousandths of an em, and 0.718 and 0.207 em above and below the line.
#: Source: Adobe, Font Metrics for PDF Core 14 Fonts, Helvetica.
WIDTHS = {
    **dict.fromkeys("aegnobu0123456789", 556),
    **dict.fromkeys(" t", 278),
    **{"O": 778, "i": 222, "m": 833, "r": 333, "s": 500},
}


def width_in_helvetica(text: str) -> float:
    """Return how wide a text is in the font that most machines show for sans-serif."""
    return sum(WIDTHS[letter] for letter in text) * EM / 1000


def drawn(network: Network) -> ElementTree.Element:
    """Return the picture, parsed."""
    output = io.BytesIO()
    write_svg(network, output)
    return ElementTree.fromstring(output.getvalue())


def crowd() -> Network:
    """Return 120 nodes with long names in a heap."""
    graph = nx.barabasi_albert_graph(120, 2, seed=4)
    network = Network(
        tuple(
            Node(f"n{n:03}", "", f"Organisation number {n}", "Company", "industry") for n in graph
        ),
        tuple(Edge(f"{a}-{b}", f"n{a:03}", f"n{b:03}", "k", "r") for a, b in graph.edges),
    )
    return replace(network, coordinates=force_coordinates(network))


def test_no_label_lies_on_another_or_outside_the_picture() -> None:
    root = drawn(crowd())
    legend = {"industry"}
    boxes = []
    for text in root.iter(f"{SVG}text"):
        if text.text in legend:
            continue
        x, y = float(text.get("x", "")), float(text.get("y", ""))
        boxes.append((x, y - 0.718 * EM, x + width_in_helvetica(text.text or ""), y + 0.207 * EM))
    assert len(boxes) > 15
    for number, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0
        assert right <= 1000
        for other in boxes[:number]:
            assert not (
                left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
            )


def test_at_most_40_labels_are_shown_those_of_the_largest_nodes() -> None:
    """60 nodes on a wide grid, each with room for its short name; the first ones have most ties."""
    names = [f"n{number:02}" for number in range(60)]
    nodes = tuple(Node(name, "", name, "Company") for name in names)
    edges = tuple(
        Edge(f"{name}-{tie}", name, names[-1], "k", "r")
        for rank, name in enumerate(names[:-1])
        for tie in range(60 - rank)
    )
    places = {name: (100.0 * (n % 10), 100.0 * (n // 10)) for n, name in enumerate(names)}
    root = drawn(Network(nodes, edges, coordinates=places))
    *shown, legend = (text.text for text in root.iter(f"{SVG}text"))
    assert legend == "without value", "no company has a helix here"
    assert len(shown) == 40
    assert shown == [names[-1], *names[:39]], "the last node has all ties; the others follow"


def test_the_legend_names_the_colours_in_the_words_of_the_reader(network: Network) -> None:
    captions = {"helix": {"academia": "Academia e investigación"}}
    root = drawn(replace(network, display_labels=captions))
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert "Academia e investigación" in texts
    assert "intermediary" in texts
    fills = {circle.get("fill") for circle in root.iter(f"{SVG}circle")}
    assert hexadecimal(COLOURS["academia"]) in fills
    assert "Nuevo León" in texts


def test_the_legend_says_what_grey_means(network: Network) -> None:
    def last(shown: Network, language: str = "en") -> str | None:
        output = io.BytesIO()
        write_svg(shown, output, language)
        return [*ElementTree.fromstring(output.getvalue()).iter(f"{SVG}text")][-1].text

    assert last(network) == "without value", "a state has no helix"
    assert last(network, "es") == "sin valor"
    (first, *rest) = network.nodes
    other = replace(first, helix="unheard of")
    assert last(replace(network, nodes=(other, *rest))) == "other or without value"
    coloured = [replace(node, helix="academia") for node in network.nodes]
    assert last(replace(network, nodes=tuple(coloured))) == "academia"


def test_colours_and_sizes_may_show_other_columns(network: Network) -> None:
    measured: dict[str, dict[str, float | int | str]] = {
        "community": {"claut": 1, "uanl": 1, "nuevo-leon": 2},
        "pagerank": {"uanl": 1.0},
    }
    style = network_style(replace(network, measures=measured, colour="community", size="pagerank"))
    colours = dict(zip(network.ids, style.colours(hexadecimal).values(), strict=True))
    assert colours["claut"] == colours["uanl"] != colours["nuevo-leon"]
    sizes = dict(zip(network.ids, style.sizes, strict=True))
    assert sizes["uanl"] > sizes["claut"]
    assert list(style.legend) == ["1", "2"]
    with pytest.raises(UsageError, match="cannot colour by 'mood'"):
        network_style(replace(network, colour="mood"))
    with pytest.raises(UsageError, match="cannot size by 'mood'"):
        network_style(replace(network, size="mood"))


@RELAXED
@given(HOSTILE)
def test_no_name_breaks_the_picture(label: str) -> None:
    root = drawn(a_network(label))
    assert "".join(path.get("d", "") for path in root.iter(f"{SVG}path")).count("M") == 2
    assert not re.search(r"<script|<image", ElementTree.tostring(root).decode())


def test_png_and_pdf_are_what_they_say(network: Network) -> None:
    for writer, start in ((write_png, b"\x89PNG\r\n"), (write_pdf, b"%PDF-")):
        output = io.BytesIO()
        writer(network, output)
        assert output.getvalue().startswith(start)
        assert len(output.getvalue()) > 5_000


def test_without_the_library_it_is_said_how_to_get_it(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(UsageError, match=r"helixkg\[pictures\]"):
        write_png(network, io.BytesIO())
