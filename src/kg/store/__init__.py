"""Where the graph is kept: a folder on disk (`embedded`)."""

from __future__ import annotations

from kg.store.base import Store
from kg.store.embedded import EmbeddedStore

__all__ = ["EmbeddedStore", "Store"]
