"""The network around one thing: it in the middle, its neighbours at both sides by relation."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.errors import in_language
from kg.export.display_labels import with_display_labels
from kg.export.style import COLOURS, OTHER_COLOUR, hexadecimal
from kg.export.xml_escape import attribute, content
from kg.names import Labels
from kg.network import Network, Selection, ego_network, project
from kg.network.elements import Edge, Node
from kg.rdf.iris import concept
from kg.store import Store

_WIDTH, _MIDDLE = 860, 430
_ROW, _LINE, _HEAD = 17, 13, 22
_DOTS: Final = (292, 568)  # where the neighbours of the left and of the right side stand
_LETTERS: Final = 46  # of a line of a label
_LINES: Final = 3  # of a label
_MOST: Final = 40  # neighbours with a line of their own


@dataclass(frozen=True, slots=True)
class Ego:
    """A thing and its neighbours.

    Attributes:
        name: The thing.
        groups: Relation → its neighbours, the largest group first; each neighbour is in one.
        ties: Between neighbours: pairs of their ids.
        words: Code of a helix → what it is called.
        proposed: How many ties of the thing are left out, being only proposed or planned.
        colour: Of the thing.
    """

    name: str
    groups: dict[str, list[Node]]
    ties: tuple[tuple[str, str], ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    proposed: int = 0
    colour: str = "#55616e"

    @property
    def size(self) -> int:
        """How many neighbours there are."""
        return sum(map(len, self.groups.values()))


def of(store: Store, centre: str, language: str) -> Ego | None:
    """Return the neighbours of an entity, None where it is no node or has no neighbour.

    What is only proposed or planned is left out, and counted.

    Args:
        store: Where the network is read.
        centre: The id of the entity.
        language: Of labels, es or en.
    """
    whole = project(store, language=language)
    node = next((node for node in whole.nodes if node.id == centre), None)
    if node is None:
        return None
    proposed = sum(
        bool(edge.realisation) and centre in (edge.source, edge.target) for edge in whole.edges
    )
    network = ego_network(Selection(proposed=False).apply_to(_kept(whole, centre)), centre, 1)
    network = with_display_labels(network, store, language)
    groups = _grouped(network, node)
    if not groups:
        return None
    ties = tuple(
        sorted(
            {
                (min(edge.source, edge.target), max(edge.source, edge.target))
                for edge in network.edges
                if centre not in (edge.source, edge.target) and edge.source != edge.target
            }
        )
    )
    labels = Labels(store, language)
    words = {code: labels.get(concept("helix", code)) or code for code in COLOURS}
    return Ego(node.label, groups, ties, words, proposed, _colour(node))


def _kept(network: Network, centre: str) -> Network:
    """Return the network with the entity itself in it, proposed or not."""
    nodes = tuple(
        Node(n.id, n.iri, n.label, n.kind, n.helix) if n.id == centre else n for n in network.nodes
    )
    return Network(nodes, network.edges)


def _grouped(network: Network, node: Node) -> dict[str, list[Node]]:
    """Return the neighbours of a node by relation; one of several relations is in the first."""
    nodes = {other.id: other for other in network.nodes}
    degrees = network.degrees()
    words = network.display_labels.get("relation", {})
    by_heading: dict[str, dict[str, Node]] = {}
    for edge in network.edges:
        other = edge.target if edge.source == node.id else edge.source
        if node.id in (edge.source, edge.target) and other != node.id:
            by_heading.setdefault(_heading(edge, node, words), {})[other] = nodes[other]
    groups: dict[str, list[Node]] = {}
    seen: set[str] = set()
    for heading, members in sorted(by_heading.items(), key=lambda item: (-len(item[1]), item[0])):
        fresh = [member for name, member in members.items() if name not in seen]
        seen |= members.keys()
        if fresh:
            groups[heading] = sorted(fresh, key=lambda n: (-degrees[n.id], n.label))
    return groups


def _heading(edge: Edge, node: Node, words: dict[str, str] | object) -> str:
    """Return the relation in words; an arrow where it leads to the thing, not from it."""
    heading = words.get(edge.kind, edge.kind) if isinstance(words, dict) else edge.kind
    heading = heading[:1].upper() + heading[1:]
    is_role = edge.relation in ("org:Membership", "hx:Participation", "hx:LabelAward")
    return heading if is_role or edge.source == node.id else f"← {heading}"


def svg(ego: Ego, most: int = _MOST) -> str:
    """Return the picture as SVG: relations with their neighbours, coloured by helix, a legend.

    Of many neighbours the best linked ones have a line, the others are counted under their
    relation. Grey curves are ties between neighbours.

    Args:
        ego: What is drawn.
        most: How many neighbours have a line of their own.
    """
    return "".join(_Picture(ego, most).parts())


class _Picture:
    """Where everything stands: two columns of groups, as high as each other."""

    def __init__(self, ego: Ego, most: int) -> None:
        self._ego = ego
        self._shown = _shares(ego.groups, most)
        left, right = _columns({name: self._height(name) for name in ego.groups})
        heights = [sum(self._height(name) for name in column) for column in (left, right)]
        self._columns = (left, right)
        self._tall = max(*heights, 90)
        self._starts = [12 + (self._tall - height) / 2 for height in heights]
        self._places: dict[str, tuple[float, float]] = {}

    def _height(self, name: str) -> int:
        nodes, shown = self._ego.groups[name], self._shown[name]
        return _HEAD + sum(map(_tall, nodes[:shown])) + _ROW * (shown < len(nodes))

    def parts(self) -> Iterator[str]:
        sides = [list(self._side(side)) for side in (0, 1)]
        legend = list(self._legend(self._tall + 34))
        height = self._tall + (48 if legend else 20)
        name = self._ego.name
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" '
            f'font-family="sans-serif" font-size="11.5" role="img" aria-label={attribute(name)}>\n'
            f"<title>{content(name)}</title>\n"
            '<rect width="100%" height="100%" fill="white"/>\n'
        )
        yield from self._ties()
        for side in sides:
            yield from (line for line, _ in side)
        for side in sides:
            yield from (text for _, text in side)
        yield from self._centre()
        yield from legend
        yield "</svg>\n"

    def _side(self, side: int) -> Iterator[tuple[str, str]]:
        """Yield the lines and the texts of the groups of a side."""
        y, dot = self._starts[side], _DOTS[side]
        anchor, away = ("end", -9) if side == 0 else ("start", 9)
        for name in self._columns[side]:
            nodes = self._ego.groups[name]
            heading = f"{name} ({len(nodes)})"
            yield (
                "",
                f'<text x="{dot + away}" y="{y + 14:.1f}" font-weight="bold" fill="#33404d" '
                f'text-anchor="{anchor}">{content(_cut(heading, _LETTERS))}</text>\n',
            )
            y += _HEAD
            for node in nodes[: self._shown[name]]:
                middle = y + _tall(node) / 2
                self._places[node.id] = (dot, middle)
                yield self._line(dot, middle), self._leaf(node, dot, middle, anchor, away)
                y += _tall(node)
            more = len(nodes) - self._shown[name]
            if more:
                words = in_language(f"and {more} more", f"y {more} más")
                yield (
                    self._line(dot, y + _ROW / 2, dashed=True),
                    f'<text x="{dot + away}" y="{y + 12:.1f}" font-style="italic" fill="#55616e" '
                    f'text-anchor="{anchor}">{words}</text>\n',
                )
                y += _ROW

    def _line(self, x: float, y: float, *, dashed: bool = False) -> str:
        bend = (_MIDDLE + x) / 2
        dash = ' stroke-dasharray="3 3"' if dashed else ""
        centre = 12 + self._tall / 2
        return (
            f'<path d="M{_MIDDLE} {centre:.1f}C{bend:.0f} {centre:.1f} {bend:.0f} {y:.1f} '
            f'{x} {y:.1f}" fill="none" stroke="#9aa5b1" stroke-width="1"{dash}/>\n'
        )

    def _leaf(self, node: Node, x: float, y: float, anchor: str, away: int) -> str:
        lines = _lines(node)
        first = y + 4 - _LINE * (len(lines) - 1) / 2
        texts = (
            f'<text x="{x + away}" y="{first + _LINE * row:.1f}" text-anchor="{anchor}">'
            f"{content(line)}</text>"
            for row, line in enumerate(lines)
        )
        return (
            f'<circle cx="{x}" cy="{y:.1f}" r="4.5" fill="{_colour(node)}">'
            f"<title>{content(node.label)}</title></circle>{''.join(texts)}\n"
        )

    def _ties(self) -> Iterator[str]:
        for start, end in self._ego.ties:
            if start in self._places and end in self._places:
                (x1, y1), (x2, y2) = self._places[start], self._places[end]
                inward = 60 + abs(y2 - y1) / 5
                bend = _MIDDLE if x1 != x2 else x1 + (inward if x1 < _MIDDLE else -inward)
                yield (
                    f'<path d="M{x1} {y1:.1f}Q{bend:.0f} {(y1 + y2) / 2:.1f} {x2} {y2:.1f}" '
                    'fill="none" stroke="#dfe4e9" stroke-width="0.9"/>\n'
                )

    def _centre(self) -> Iterator[str]:
        lines = textwrap.wrap(_cut(self._ego.name, 66), 22)[:3]
        wide = max(map(len, lines)) * 7.0 + 24
        tall = 15 * len(lines) + 14
        y = 12 + self._tall / 2 - tall / 2
        yield (
            f'<rect x="{_MIDDLE - wide / 2:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall}" '
            f'rx="7" fill="white" stroke="{self._ego.colour}" stroke-width="2"/>\n'
        )
        for row, text in enumerate(lines):
            yield (
                f'<text x="{_MIDDLE}" y="{y + 19 + 15 * row:.1f}" font-size="12.5" '
                f'font-weight="bold" text-anchor="middle">{content(text)}</text>\n'
            )

    def _legend(self, y: float) -> Iterator[str]:
        """Yield an entry for each helix that is drawn."""
        used = {node.helix for nodes in self._ego.groups.values() for node in nodes}
        x = 16.0
        entries = [(self._ego.words[code], COLOURS[code]) for code in COLOURS if code in used]
        if used - COLOURS.keys():
            entries.append((in_language("no helix", "sin hélice"), OTHER_COLOUR))
        for text, colour in entries:
            words = text.partition(" (")[0]
            yield (
                f'<circle cx="{x + 5:.1f}" cy="{y - 4:.1f}" r="4.5" fill="{hexadecimal(colour)}"/>'
                f'<text x="{x + 15:.1f}" y="{y:.1f}">{content(words)}</text>\n'
            )
            x += 30 + 6.2 * len(words)


def _colour(node: Node) -> str:
    return hexadecimal(COLOURS.get(node.helix, OTHER_COLOUR))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _shares(groups: dict[str, list[Node]], most: int) -> dict[str, int]:
    """Return how many of each group have a line: small groups all, large ones what is left."""
    shown = dict.fromkeys(groups, 0)
    left = most
    for number, name in enumerate(sorted(groups, key=lambda name: len(groups[name]))):
        share = max(left // (len(groups) - number), 1)
        size = len(groups[name])
        shown[name] = size if size <= share + 1 else share
        left -= shown[name]
    return shown


def _lines(node: Node) -> list[str]:
    return textwrap.wrap(node.label, _LETTERS, max_lines=_LINES, placeholder="…") or [node.id]


def _tall(node: Node) -> int:
    """Return the height of the row of a node."""
    return _ROW + _LINE * (len(_lines(node)) - 1)


def _columns(heights: dict[str, int]) -> tuple[Sequence[str], Sequence[str]]:
    """Return the groups of the left and of the right side, about as high as each other."""
    sides: tuple[list[str], list[str]] = ([], [])
    filled = [0, 0]
    for name in sorted(heights, key=lambda name: -heights[name]):
        side = 0 if filled[0] < filled[1] else 1
        sides[side].append(name)
        filled[side] += heights[name]
    return sides
