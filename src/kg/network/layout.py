"""A first place for each node, so that a drawing opens readable and is the same each time."""

from __future__ import annotations

import math
from collections import defaultdict

from kg.network.elements import Network, Node

LIMIT = 5000.0  # no coordinate lies further out
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_SPACING = 70.0  # between neighbours, about the size of a well connected node


def positions(network: Network) -> dict[str, tuple[float, float]]:
    """Return node id → (x, y): one disc of nodes per helix, the discs on a circle.

    Within a disc the nodes with most edges are in the middle. The mean is (0, 0), |x|, |y| ≤ LIMIT;
    more nodes are drawn closer together. O(n log n), nothing random. The network's own places go
    first.
    Source: H. Vogel, A better way to construct the sunflower head, Math. Biosci. 44 (1979).
    """
    if network.places:
        return dict(network.places)
    degrees = network.degrees()
    groups: dict[str, list[Node]] = defaultdict(list)
    for node in network.nodes:
        groups[node.helix].append(node)
    radii = {helix: _SPACING * math.sqrt(len(nodes)) for helix, nodes in groups.items()}
    largest = max(radii.values(), default=0.0)
    # On a circle of this radius neighbouring discs of the largest size do not overlap.
    circle = largest * 1.1 / math.sin(math.pi / len(groups)) if len(groups) > 1 else 0.0
    scale = min(1.0, LIMIT / (circle + largest)) if groups else 1.0
    placed: dict[str, tuple[float, float]] = {}
    for index, helix in enumerate(sorted(groups)):
        turn = 2 * math.pi * index / len(groups)
        ranked = sorted(groups[helix], key=lambda node: (-degrees[node.id], node.id))
        for rank, node in enumerate(ranked):
            distance, angle = _SPACING * math.sqrt(rank), rank * _GOLDEN_ANGLE
            placed[node.id] = (
                scale * (circle * math.cos(turn) + distance * math.cos(angle)),
                scale * (circle * math.sin(turn) + distance * math.sin(angle)),
            )
    return centred(placed)


def centred(places: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Return the places with their mean at (0, 0), drawn closer together if beyond LIMIT."""
    if not places:
        return {}
    middle = [sum(values) / len(places) for values in zip(*places.values(), strict=True)]
    moved = {name: (x - middle[0], y - middle[1]) for name, (x, y) in places.items()}
    wide = max(max(abs(x), abs(y)) for x, y in moved.values())
    scale = min(1.0, LIMIT / wide) if wide else 1.0
    return {name: (x * scale, y * scale) for name, (x, y) in moved.items()}
