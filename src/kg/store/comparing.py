"""What two stores do not share, found on their N-Quads; only lines that differ are read."""

from __future__ import annotations

import io
from collections.abc import Iterable

import pyoxigraph as ox

from kg.model import Quad
from kg.rdf.oxigraph import quad_from_ox
from kg.store.embedded import EmbeddedStore


def differing(old: EmbeddedStore, new: EmbeddedStore) -> tuple[set[Quad], set[Quad]]:
    """Return the quads that only the old store has, and those that only the new one has."""
    before, after = _lines(old), _lines(new)
    return _quads(before - after), _quads(after - before)


def _lines(store: EmbeddedStore) -> set[bytes]:
    output = io.BytesIO()
    store.dump(output)
    return set(output.getvalue().splitlines(keepends=True))


def _quads(lines: Iterable[bytes]) -> set[Quad]:
    return set(map(quad_from_ox, ox.parse(b"".join(lines), format=ox.RdfFormat.N_QUADS)))
