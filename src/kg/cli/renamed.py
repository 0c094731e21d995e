"""Say which terms of files others took the place of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.cli.output import say

if TYPE_CHECKING:
    from kg.mapping import Renamed


def say_renamed(renamed: Iterable[Renamed]) -> None:
    """Say for each old term what it was read as, where it first stands, and how often."""
    from kg.errors import in_language

    places: dict[str, list[str]] = {}
    for item in renamed:
        places.setdefault(str(item.successor), []).append(str(item.position))
    for successor, positions in places.items():
        more = len(positions) - 1
        say(
            in_language(
                f"warning: {positions[0]}: {successor}"
                + (f", and {more:,} more" if more else "")
                + ". The old term is read as the new one in this version only; write the new one.",
                f"advertencia: {positions[0]}: {successor}"
                + (f", y {more:,} más" if more else "")
                + ". El término anterior se lee como el nuevo solo en esta versión; "
                "escriba el nuevo.",
            ),
            err=True,
        )
