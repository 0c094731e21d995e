"""The style of nodes: colour, size, coordinates, and the legend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from kg.errors import UsageError, in_language
from kg.network.columns import Coded, Lists
from kg.network.elements import Network
from kg.network.layout.discs import coordinates_of

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
    """How the nodes of a network are drawn, in their order.

    Attributes:
        groups: What their colours show.
        palette: Value → colour; others are grey.
        sizes: Diameters, shape (n,).
        coordinates: Shape (n, 2).
        legend: Value → colour, the most frequent value first.
    """

    groups: Coded
    palette: Mapping[str, Colour]
    sizes: np.ndarray
    coordinates: np.ndarray
    legend: Mapping[str, Colour]

    def colours(self, form: Callable[[Colour], str]) -> Coded:
        """Return the colour of each node in a form."""
        texts = [form(self.palette.get(text, OTHER_COLOUR)) for text in self.groups.texts]
        return Coded(self.groups.codes, texts)


def network_style(network: Network) -> Style:
    """Return the style of the nodes of a network.

    Raises:
        UsageError: Its colour or size is no column.
    """
    groups = _groups(network)
    counts = groups.counts()
    ranked = sorted(filter(None, counts), key=lambda name: (-counts[name], name))
    palette = COLOURS if network.colour == "helix" else dict(zip(ranked, _PALETTE, strict=False))
    amounts = _amounts(network)
    return Style(
        groups,
        palette,
        diameters(amounts, float(amounts.max(initial=0))),
        coordinates_of(network),
        {name: palette[name] for name in ranked if name in palette},
    )


def _groups(network: Network) -> Coded:
    column = network.colour
    if column in network.measures:
        values = network.measures[column]
        return Coded.of(str(values.get(id, "")) for id in network.ids)
    if column not in ("helix", "kind", "country", "state", "sector", "status"):
        raise UsageError(
            in_language(
                f"cannot colour by '{column}'; use helix, kind, country, state, sector, "
                "status, or a measure of --with such as community",
                f"no se puede colorear según «{column}»; use helix, kind, country, state, "
                "sector, status o una medida de --with, como community",
            )
        )
    groups: Coded | Lists = network.node_table[column]
    return groups.first() if isinstance(groups, Lists) else groups


def _amounts(network: Network) -> np.ndarray:
    if network.size == "degree":
        return network.degree_counts.astype(float)
    if network.size not in network.measures:
        raise UsageError(
            in_language(
                f"cannot size by '{network.size}'; it is degree, or a measure of --with",
                f"el tamaño no puede ser «{network.size}»; es degree o una medida de --with",
            )
        )
    values = network.measures[network.size]
    return np.array([max(0.0, float(values.get(id, 0) or 0)) for id in network.ids])


def diameters(amounts: np.ndarray, largest: float) -> np.ndarray:
    """Return the diameters of nodes, whose area grows with the amount up to that of `largest`."""
    if not largest:
        return np.full(len(amounts), SMALLEST)
    sizes: np.ndarray = SMALLEST + (LARGEST - SMALLEST) * np.sqrt(amounts / largest)
    return sizes


def hexadecimal(colour: Colour) -> str:
    """Return a colour as "#rrggbb"."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


class Appearance(NamedTuple):
    """How a node looks, as formats of JSON say it; color is "#rrggbb"."""

    x: float
    y: float
    size: float
    color: str


def appearances(style: Style) -> list[Appearance]:
    """Return how each node looks, in their order."""
    drawn = zip(style.coordinates.tolist(), style.sizes.tolist(), strict=True)
    return [
        # + 0.0 makes -0.0 a plain zero
        Appearance(round(x, 2) + 0.0, round(y, 2) + 0.0, round(size, 2), colour)
        for ((x, y), size), colour in zip(drawn, style.colours(hexadecimal).values(), strict=True)
    ]
