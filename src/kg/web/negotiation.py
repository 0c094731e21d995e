"""Which media type and which language a client prefers.

Source: RFC 9110, sections 12.4.2 (weights), 12.5.1 (Accept) and 12.5.4 (Accept-Language).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.errors import user_language


def media_type(accept: str, offered: Sequence[str]) -> str | None:
    """Return the offered media type that a client prefers, None where it takes none of them.

    Args:
        accept: The value of Accept; without any, the first offer is taken.
        offered: Media types without parameters, the one first that is served where several are
            as welcome.
    """
    if not accept.strip():
        return offered[0]
    ranges = list(_weighted(accept))
    best, best_weight = None, 0.0
    for offer in offered:
        weight = _weight_of(offer, ranges)
        if weight > best_weight:
            best, best_weight = offer, weight
    return best


def language(accept: str) -> str:
    """Return "es" or "en": the one that a client prefers, else that of the server's user."""
    ranked = sorted(_weighted(accept), key=lambda item: -item[1])
    for tag, weight in ranked:
        primary = tag.partition("-")[0]
        if primary in ("es", "en") and weight > 0:
            return primary
    return user_language()


def _weight_of(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Return how welcome a media type is: what the range says that fits it most closely."""
    main = offer.partition("/")[0]
    for wanted in (offer, f"{main}/*", "*/*"):
        for name, weight in ranges:
            if name == wanted:
                return weight
    return 0.0


def _weighted(header: str) -> Iterator[tuple[str, float]]:
    """Yield the items of a header with their weights, from 0 to 1; 1 where there is none."""
    for item in header.split(","):
        name, *parameters = (part.strip().lower() for part in item.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    weight = min(max(float(parameter[2:]), 0.0), 1.0)
                except ValueError:
                    weight = 0.0
        if name:
            yield name, weight
