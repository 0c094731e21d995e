"""The style of nodes: colour, size, coordinates, and the legend."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kg.errors import UsageError, in_language
from kg.network.elements import Network, Node
from kg.network.layout.discs import node_coordinates

Colour = tuple[int, int, int]  # red, green, blue

#: by helix: colours that the colour-blind tell apart.
#: Source: M. Okabe, K. Ito, Color Universal Design (2008).
COLOURS: Final[Mapping[str, Colour]] = {
    "academia": (0, 114, 178),  # blue
    "civil-society": (0, 158, 115),  # bluish green
    "government": (213, 94, 0),  # vermilion
    "industry": (230, 159, 0),  # orange
    "intermediary": (204, 121, 167),  # reddish purple
}
OTHER_COLOUR: Final[Colour] = (153, 153, 153)  # no value, or one of the many small groups
#: the same palette for other columns, for the most frequent values
_PALETTE: Final[tuple[Colour, ...]] = (
    (0, 114, 178),
    (230, 159, 0),
    (0, 158, 115),
    (204, 121, 167),
    (213, 94, 0),
    (86, 180, 233),
    (240, 228, 66),
    (0, 0, 0),
)
SMALLEST, LARGEST = 4.0, 100.0


@dataclass(frozen=True, slots=True)
class Style:
    """How the nodes of a network are drawn.

    Attributes:
        colours: Node id → colour.
        sizes: Node id → diameter.
        coordinates: Node id → (x, y).
        legend: Value → colour, the most frequent value first.
    """

    colours: Mapping[str, Colour]
    sizes: Mapping[str, float]
    coordinates: Mapping[str, tuple[float, float]]
    legend: Mapping[str, Colour]


def network_style(network: Network) -> Style:
    """Return the style of the nodes of a network.

    Raises:
        UsageError: Its colour or size is no column.
    """
    values = {node.id: _value(network, node, network.colour) for node in network.nodes}
    ranked = [
        name
        for name, _ in sorted(
            Counter(filter(None, values.values())).items(), key=lambda item: (-item[1], item[0])
        )
    ]
    palette = COLOURS if network.colour == "helix" else dict(zip(ranked, _PALETTE, strict=False))
    amounts = _amounts(network)
    largest = max(amounts.values(), default=0)
    return Style(
        {name: palette.get(group, OTHER_COLOUR) for name, group in values.items()},
        {name: diameter(amount, largest) for name, amount in amounts.items()},
        node_coordinates(network),
        {name: palette[name] for name in ranked if name in palette},
    )


def _value(network: Network, node: Node, column: str) -> str:
    if column in network.measures:
        return str(network.measures[column].get(node.id, ""))
    if column not in ("helix", "kind", "country", "state", "sector", "status"):
        raise UsageError(
            in_language(
                f"cannot colour by '{column}'; use helix, kind, country, state, sector, "
                "status, or a measure of --with such as community",
                f"no se puede colorear según «{column}»; use helix, kind, country, state, "
                "sector, status o una medida de --with, como community",
            )
        )
    return next(iter(node.values(column)), "")


def _amounts(network: Network) -> dict[str, float]:
    if network.size == "degree":
        return {name: float(count) for name, count in network.degrees().items()}
    if network.size not in network.measures:
        raise UsageError(
            in_language(
                f"cannot size by '{network.size}'; it is degree, or a measure of --with",
                f"el tamaño no puede ser «{network.size}»; es degree o una medida de --with",
            )
        )
    values = network.measures[network.size]
    return {node.id: max(0.0, float(values.get(node.id, 0) or 0)) for node in network.nodes}


def diameter(amount: float, largest: float) -> float:
    """Return the diameter of a node, whose area grows with the amount up to that of `largest`."""
    return SMALLEST + (LARGEST - SMALLEST) * math.sqrt(amount / largest) if largest else SMALLEST


def hexadecimal(colour: Colour) -> str:
    """Return a colour as "#rrggbb"."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def appearance(network: Network) -> dict[str, dict[str, object]]:
    """Return node id → x, y, size and color ("#rrggbb")."""
    style = network_style(network)
    return {
        node.id: {
            # + 0.0 makes -0.0 a plain zero
            "x": round(style.coordinates[node.id][0], 2) + 0.0,
            "y": round(style.coordinates[node.id][1], 2) + 0.0,
            "size": round(style.sizes[node.id], 2),
            "color": hexadecimal(style.colours[node.id]),
        }
        for node in network.nodes
    }
