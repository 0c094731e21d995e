"""What an export has written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Exported:
    """A file with a network.

    Attributes:
        path: The file, or the folder of its tables.
        nodes: How many nodes it holds.
        edges: How many edges; fewer than ties where the format joins those of a kind between the
            same ends into one with its dates.
        ties: How many edges the network has.
    """

    path: Path
    nodes: int
    edges: int
    ties: int
