"""How a node looks where a format says it: colour by helix, size by degree, a place."""

from __future__ import annotations

import math
from typing import Final

from kg.network.elements import Network
from kg.network.layout import positions

#: red, green, blue by helix: colours that the colour-blind tell apart.
#: Source: M. Okabe, K. Ito, Color Universal Design (2008).
COLOURS: Final = {
    "academia": (0, 114, 178),  # blue
    "civil-society": (0, 158, 115),  # bluish green
    "government": (213, 94, 0),  # vermilion
    "industry": (230, 159, 0),  # orange
    "intermediary": (204, 121, 167),  # reddish purple
}
OTHER_COLOUR: Final = (153, 153, 153)  # places, instruments, events: no helix
SMALLEST, LARGEST = 4.0, 100.0


def size(degree: int, most: int) -> float:
    """Return the diameter of a node: its area grows with its degree, up to that of `most`."""
    return SMALLEST + (LARGEST - SMALLEST) * math.sqrt(degree / most) if most else SMALLEST


def appearance(network: Network) -> dict[str, dict[str, object]]:
    """Return node id → x, y, size and color ("#rrggbb")."""
    degrees, places = network.degrees(), positions(network)
    most = max(degrees.values(), default=0)
    found: dict[str, dict[str, object]] = {}
    for node in network.nodes:
        # + 0.0 makes -0.0 a plain zero
        x, y = (round(value, 2) + 0.0 for value in places[node.id])
        red, green, blue = COLOURS.get(node.helix, OTHER_COLOUR)
        found[node.id] = {"x": x, "y": y, "size": round(size(degrees[node.id], most), 2),
                          "color": f"#{red:02x}{green:02x}{blue:02x}"}
    return found
