"""Where the graph is kept: on this machine (`embedded`), or behind an endpoint (`remote`).

Imported by `names` and every room above it; imports `sparql` and `rdf`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.store.base import Store

if TYPE_CHECKING:
    from kg.store.embedded import EmbeddedStore

__all__ = ["EmbeddedStore", "Store"]


def __getattr__(name: str) -> object:
    """Import the store in a folder when it is asked for: not to list queries, nor for kg.toml."""
    if name == "EmbeddedStore":
        from kg.store.embedded import EmbeddedStore

        return EmbeddedStore
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
