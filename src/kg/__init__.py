"""HelixKG: a knowledge graph of Mexico's industrial clusters and the people around them.

    import kg
    g = kg.build()                                       # or kg.open("kg-store")
    g.query("clusters-in-state", state="nuevo-leon").to_pandas()
    g.why("eccp-promexico-mou", "signedOn")              # who says so, and where
    g.network(measures=["betweenness"])                  # a networkx graph

`g` shows what there is; `help(kg.KnowledgeGraph)` lists all that it does, `g.library` the questions
that are ready. Errors are of the tree under `kg.KgError`. Names are imported when they are first
used, so that `import kg` costs nothing.

`kg.open` is `kg.open_graph`; `from kg import *` leaves Python's own `open` alone.
"""

from __future__ import annotations

import importlib as _importlib
from typing import TYPE_CHECKING as _TYPE_CHECKING

__version__ = "0.1.0"

#: module → the names of the API that it has
_HOMES = {
    "kg.errors": (
        *("AmbiguousName", "ContentError", "DamagedStore", "EndpointError", "InputError"),
        *(
            "KgError",
            "KgWarning",
            "MissingExtra",
            "MixedGraphs",
            "NonConforming",
            "QueryError",
            "ShapeError",
        ),
        *("StoreError", "UnknownName", "UsageError"),
    ),
    "kg.graph": (
        *("Answer", "Changed", "Entity", "KnowledgeGraph", "Records", "Stream", "UnknownColumn"),
        *("ValidationReport", "build", "check", "from_rdflib", "open_graph", "restore"),
    ),
}
__all__ = [
    "AmbiguousName",
    "Answer",
    "Changed",
    "ContentError",
    "DamagedStore",
    "EndpointError",
    "Entity",
    "InputError",
    "KgError",
    "KgWarning",
    "KnowledgeGraph",
    "MissingExtra",
    "MixedGraphs",
    "NonConforming",
    "QueryError",
    "Records",
    "ShapeError",
    "StoreError",
    "Stream",
    "UnknownColumn",
    "UnknownName",
    "UsageError",
    "ValidationReport",
    "__version__",
    "build",
    "check",
    "from_rdflib",
    "open_graph",
    "restore",
]
#: part of the API that `from kg import *` leaves out, since it is called as a builtin of Python's
_SHADOWING = {"open": "open_graph"}

if _TYPE_CHECKING:  # pragma: no cover
    __all__ += ["open"]  # type checkers take for private what is not here
    from kg.errors import (
        AmbiguousName,
        ContentError,
        DamagedStore,
        EndpointError,
        InputError,
        KgError,
        KgWarning,
        MissingExtra,
        MixedGraphs,
        NonConforming,
        QueryError,
        ShapeError,
        StoreError,
        UnknownName,
        UsageError,
    )
    from kg.graph import (
        Answer,
        Changed,
        Entity,
        KnowledgeGraph,
        Records,
        Stream,
        UnknownColumn,
        ValidationReport,
        build,
        check,
        from_rdflib,
        open_graph,
        restore,
    )
    from kg.graph import open_graph as open


def load_ipython_extension(ipython: object) -> None:
    """Make `%%sparql` and `%kg` known to IPython, which calls this for `%load_ext kg`."""
    from kg.graph.magics import load

    load(ipython)


def __getattr__(name: str) -> object:
    wanted = _SHADOWING.get(name, name)
    for home, names in _HOMES.items():
        if wanted in names:
            attribute = getattr(_importlib.import_module(home), wanted)
            globals()[name] = attribute
            return attribute
    raise AttributeError(f"module 'kg' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted((*__all__, *_SHADOWING, "__doc__", "__name__", "__path__", "__file__"))
