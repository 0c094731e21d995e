"""Where the graph is kept: on this machine (`embedded`), or behind an endpoint (`remote`).

Imported by `names` and every room above it; imports `sparql` and `rdf`.
"""

from __future__ import annotations

from kg.store.base import Store
from kg.store.embedded import EmbeddedStore

__all__ = ["EmbeddedStore", "Store"]
