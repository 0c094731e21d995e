"""What to show in place of an IRI."""

from __future__ import annotations

from typing import Protocol


class Labelling(Protocol):
    """IRI → what people call it, None where it has no name."""

    def get(self, iri: str, /) -> str | None:
        """Return the name."""
        ...
