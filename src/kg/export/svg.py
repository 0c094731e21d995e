"""A picture of a network for a report: SVG with a legend and labels that do not overlap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from kg.export.style import OTHER_COLOUR, Style, hexadecimal, network_style
from kg.export.xml_escape import content
from kg.network.elements import Network

_WIDTH: Final = 1000.0
_MARGIN: Final = 40.0
_MAX_LABELS: Final = 40  # of the largest nodes, where there is room
_LETTER: Final = 5.6  # width of a letter at the size of the labels
_HEIGHT: Final = 12.0
_LONGEST: Final = 42  # letters of a label

#: whether some nodes have another value, and whether some have none → what grey means
_GREY: Final = {
    (False, False): ("", ""),
    (False, True): ("without value", "sin valor"),
    (True, False): ("other", "otros"),
    (True, True): ("other or without value", "otros o sin valor"),
}

Place = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom


def write_svg(network: Network, output: BinaryIO, language: str = "en") -> None:
    """Write the network as SVG: edges, nodes, a legend of the colours, labels of the largest nodes.

    The same network gives the same bytes.

    Args:
        network: what is drawn.
        output: where it goes.
        language: of what the legend says of grey: es or en.
    """
    for text in _document(network, language):
        output.write(text.encode())


def _document(network: Network, language: str) -> Iterator[str]:
    style = network_style(network)
    legend = _legend(network, style, language)
    places = _fitted(style)
    radii = (1.5 + style.sizes / 9).tolist()
    labels = network.node_table["label"].values()
    height = max((y for _, y in places), default=0) + _MARGIN
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {height:.0f}" '
        'font-family="sans-serif" font-size="11">\n'
        '<rect width="100%" height="100%" fill="white"/>\n<g stroke="#bbb" fill="none">\n'
    )
    yield from _lines(network, places)
    yield "</g>\n"
    colours = style.colours(hexadecimal).values()
    for (x, y), radius, fill, label in zip(places, radii, colours, labels, strict=True):
        yield (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" '
            f'fill="{fill}" stroke="white" stroke-width="0.5">'
            f"<title>{content(label)}</title></circle>\n"
        )
    yield '<g stroke="white" stroke-width="3" stroke-linejoin="round" paint-order="stroke">\n'
    yield from _labels(network, style, places, radii, legend)
    yield "</g>\n"
    for row, (word, fill) in enumerate(legend):
        yield (
            f'<circle cx="16" cy="{18 + 18 * row}" r="6" fill="{fill}"/>'
            f'<text x="28" y="{22 + 18 * row}">{content(word)}</text>\n'
        )
    yield "</svg>\n"


def _legend(network: Network, style: Style, language: str) -> list[tuple[str, str]]:
    """Return what each colour means, and the colour; grey last."""
    words = network.display_labels.get(network.colour, {})
    rows = [(words.get(name, name), hexadecimal(colour)) for name, colour in style.legend.items()]
    grey = style.groups.present() - style.legend.keys()
    english, spanish = _GREY[bool(grey - {""}), "" in grey]
    word = spanish if language == "es" else english
    return [*rows, (word, hexadecimal(OTHER_COLOUR))] if word else rows


def _lines(network: Network, places: Sequence[Place]) -> Iterator[str]:
    """Yield the edges, those of a width as one path, which takes a third of the bytes."""
    by_width: dict[str, list[tuple[int, int]]] = defaultdict(list)
    ends = (end.tolist() for end in network.ends)
    for weight, source, target in zip(network.weights.tolist(), *ends, strict=True):
        by_width[f"{min(3.0, 0.4 + 0.2 * weight):.1f}"].append((source, target))
    for width, pairs in sorted(by_width.items()):
        yield f'<path stroke-width="{width}" d="'
        for source, target in pairs:
            (x1, y1), (x2, y2) = places[source], places[target]
            yield f"M{x1:.0f} {y1:.0f}L{x2:.0f} {y2:.0f}"
        yield '"/>\n'


def _fitted(style: Style) -> list[Place]:
    """Return the coordinates scaled to the width of the picture."""
    points = style.coordinates.tolist()
    xs, ys = zip(*points, strict=True) if points else ((0.0,), (0.0,))
    scale = (_WIDTH - 2 * _MARGIN) / max(max(xs) - min(xs), max(ys) - min(ys), 1e-9)
    left, top = min(xs), max(ys)
    return [(_MARGIN + (x - left) * scale, _MARGIN + (top - y) * scale) for x, y in points]


def _labels(
    network: Network,
    style: Style,
    places: Sequence[Place],
    radii: Sequence[float],
    legend: Sequence[tuple[str, str]],
) -> Iterator[str]:
    longest = max((len(word) for word, _ in legend), default=0)
    taken: list[Box] = [(0, 0, 28 + longest * _LETTER, 24 + 18 * len(legend))]
    sizes, labels = style.sizes.tolist(), network.node_table["label"].values()
    ranked = sorted(range(len(labels)), key=lambda row: (-sizes[row], network.ids[row]))
    remaining = _MAX_LABELS
    for row in ranked:
        label = _short(labels[row])
        box = _free(label, places[row], radii[row], taken)
        if box is None:
            continue
        taken.append(box)
        yield f'<text x="{box[0]:.1f}" y="{box[3] - 3:.1f}">{content(label)}</text>\n'
        remaining -= 1
        if not remaining:
            return


def _free(label: str, place: Place, radius: float, taken: list[Box]) -> Box | None:
    """Return room for a label right, left, above or below its node; None where there is none."""
    x, y = place
    wide = len(label) * _LETTER
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


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"
