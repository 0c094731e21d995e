"""A picture of a network for a report: SVG with a legend and labels that do not overlap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import BinaryIO, Final

from kg.export.style import Style, hexadecimal, network_style
from kg.export.xml_escape import content
from kg.network.elements import Edge, Network, Node

_WIDTH: Final = 1000.0
_MARGIN: Final = 40.0
_MAX_LABELS: Final = 40  # of the largest nodes, where there is room
_LETTER: Final = 5.6  # width of a letter at the size of the labels
_HEIGHT: Final = 12.0
_LONGEST: Final = 42  # letters of a label

Box = tuple[float, float, float, float]  # left, top, right, bottom


def write_svg(network: Network, output: BinaryIO) -> None:
    """Write the network as SVG: edges, nodes, a legend of the colours, labels of the largest nodes.

    The same network gives the same bytes.
    """
    for text in _document(network):
        output.write(text.encode())


def _document(network: Network) -> Iterator[str]:
    style = network_style(network)
    coordinates = _fitted(style)
    radii = {name: 1.5 + diameter / 9 for name, diameter in style.sizes.items()}
    height = max((y for _, y in coordinates.values()), default=0) + _MARGIN
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {height:.0f}" '
        'font-family="sans-serif" font-size="11">\n'
        '<rect width="100%" height="100%" fill="white"/>\n<g stroke="#bbb" fill="none">\n'
    )
    by_width: dict[str, list[Edge]] = defaultdict(list)
    for edge in network.edges:
        by_width[f"{min(3.0, 0.4 + 0.2 * edge.weight):.1f}"].append(edge)
    for width, edges in sorted(by_width.items()):
        yield f'<path stroke-width="{width}" d="'  # one path for many edges: a third of the bytes
        for edge in edges:
            (x1, y1), (x2, y2) = coordinates[edge.source], coordinates[edge.target]
            yield f"M{x1:.0f} {y1:.0f}L{x2:.0f} {y2:.0f}"
        yield '"/>\n'
    yield "</g>\n"
    for node in network.nodes:
        x, y = coordinates[node.id]
        yield (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radii[node.id]:.1f}" '
            f'fill="{hexadecimal(style.colours[node.id])}" stroke="white" stroke-width="0.5">'
            f"<title>{content(node.label)}</title></circle>\n"
        )
    yield '<g stroke="white" stroke-width="3" stroke-linejoin="round" paint-order="stroke">\n'
    yield from _labels(network, style, coordinates, radii)
    yield "</g>\n"
    words = network.display_labels.get(network.colour, {})
    for row, (name, colour) in enumerate(style.legend.items()):
        yield (
            f'<circle cx="16" cy="{18 + 18 * row}" r="6" fill="{hexadecimal(colour)}"/>'
            f'<text x="28" y="{22 + 18 * row}">{content(words.get(name, name))}</text>\n'
        )
    yield "</svg>\n"


def _fitted(style: Style) -> dict[str, tuple[float, float]]:
    """Return the coordinates scaled to the width of the picture."""
    xs, ys = (
        zip(*style.coordinates.values(), strict=True) if style.coordinates else ((0.0,), (0.0,))
    )
    scale = (_WIDTH - 2 * _MARGIN) / max(max(xs) - min(xs), max(ys) - min(ys), 1e-9)
    return {
        name: (_MARGIN + (x - min(xs)) * scale, _MARGIN + (max(ys) - y) * scale)
        for name, (x, y) in style.coordinates.items()
    }


def _labels(
    network: Network,
    style: Style,
    coordinates: dict[str, tuple[float, float]],
    radii: dict[str, float],
) -> Iterator[str]:
    words = network.display_labels.get(network.colour, {})
    longest = max((len(words.get(name, name)) for name in style.legend), default=0)
    taken: list[Box] = [(0, 0, 28 + longest * _LETTER, 24 + 18 * len(style.legend))]
    ranked = sorted(network.nodes, key=lambda node: (-style.sizes[node.id], node.id))
    remaining = _MAX_LABELS
    for node in ranked:
        box = _free(node, coordinates[node.id], radii[node.id], taken)
        if box is None:
            continue
        taken.append(box)
        yield (f'<text x="{box[0]:.1f}" y="{box[3] - 3:.1f}">{content(_short(node))}</text>\n')
        remaining -= 1
        if not remaining:
            return


def _free(node: Node, place: tuple[float, float], radius: float, taken: list[Box]) -> Box | None:
    """Return room for a label right, left, above or below its node; None where there is none."""
    x, y = place
    wide = len(_short(node)) * _LETTER
    for left, top in (
        (x + radius + 3, y - _HEIGHT / 2),
        (x - radius - 3 - wide, y - _HEIGHT / 2),
        (x - wide / 2, y - radius - _HEIGHT),
        (x - wide / 2, y + radius + 2),
    ):
        box = (left, top, left + wide, top + _HEIGHT)
        if (
            left >= 0
            and box[2] <= _WIDTH
            and top >= 0
            and not any(
                box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
                for other in taken
            )
        ):
            return box
    return None


def _short(node: Node) -> str:
    return node.label if len(node.label) <= _LONGEST else node.label[: _LONGEST - 1] + "…"
