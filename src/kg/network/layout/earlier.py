"""Where nodes were in an earlier drawing, from a file that was exported before."""

from __future__ import annotations

import math
from pathlib import Path
from xml.etree import ElementTree

from kg.errors import InputError, in_language
from kg.model import Position


def earlier_coordinates(path: Path) -> dict[str, tuple[float, float]]:
    """Return node id → (x, y) of a file in GEXF; nodes without a position are left out.

    Raises:
        InputError: The file cannot be read, is no XML, or has no positions.
    """
    coordinates: dict[str, tuple[float, float]] = {}
    try:
        for _, element in ElementTree.iterparse(path):  # noqa: S314 - expat bounds entities
            if not element.tag.endswith("}node"):
                continue
            for child in element:
                if child.tag.endswith("}position"):
                    at = float(child.get("x", "nan")), float(child.get("y", "nan"))
                    if all(map(math.isfinite, at)):
                        coordinates[element.get("id", "")] = at
            element.clear()
    except ElementTree.ParseError as error:
        raise InputError.at(Position(str(path), error.position[0]), str(error)) from error
    except (OSError, ValueError) as error:
        raise InputError.at(Position(str(path), 0), str(error)) from error
    if not coordinates:
        raise InputError.at(
            Position(str(path), 0),
            in_language(
                "no node has a position; name a file of an earlier kg export gexf",
                "ningún nodo tiene posición; indique un archivo de un kg export gexf anterior",
            ),
        )
    return coordinates
