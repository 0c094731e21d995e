"""HelixKG: a knowledge graph of Mexico's industrial clusters and the people around them.

    import kg
    g = kg.build()
    g.query("clusters-in-state", state="nuevo-leon")

Names are imported when they are first used, so that `import kg` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["KgError", "KnowledgeGraph", "__version__", "build", "from_rdflib", "open"]

if TYPE_CHECKING:
    from kg.errors import KgError
    from kg.graph import KnowledgeGraph, build, from_rdflib
    from kg.graph import open_graph as open


def __getattr__(name: str) -> Any:
    if name == "KgError":
        from kg.errors import KgError

        return KgError
    if name in ("KnowledgeGraph", "build", "from_rdflib"):
        from kg import graph

        return getattr(graph, name)
    if name == "open":
        from kg.graph import open_graph

        return open_graph
    raise AttributeError(f"module 'kg' has no attribute '{name}'")
