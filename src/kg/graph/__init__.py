"""The Python face: one object that does what every command of the command line does.

Imported by the package itself; imports `profiles`, `charts`, `library`, `quality`, `export`,
`ingest`, `network` and what lies below them.

`knowledge_graph` puts the object together of what it does: `asking`, `drawing`, `explaining`,
`changing`, `networks`, over the `handle` on a store. `answers`, `records`, `entities`, `reports`
and `links` are what comes back; `inputs` what is taken in. `arguments` checks every argument by its
name, and `wording` puts messages into the terms of Python. `magics` are for IPython.
"""

from __future__ import annotations

from kg.graph.answers import Answer, Row, Stream, UnknownColumn
from kg.graph.changing import Differences
from kg.graph.drawing import Picture, Printed
from kg.graph.entities import Entity
from kg.graph.keeping import check, restore
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.graph.library import Library, Question
from kg.graph.links import Link, Links, PathBetween
from kg.graph.networks import Exports, Measured
from kg.graph.opening import build, from_rdflib, open_graph
from kg.graph.records import Asked, Conflict, Hit, Records, Thing
from kg.graph.reports import Changed, ValidationReport
from kg.quality.statistics import Statistics

__all__ = [
    "Answer",
    "Asked",
    "Changed",
    "Conflict",
    "Differences",
    "Entity",
    "Exports",
    "Hit",
    "KnowledgeGraph",
    "Library",
    "Link",
    "Links",
    "Measured",
    "PathBetween",
    "Picture",
    "Printed",
    "Question",
    "Records",
    "Row",
    "Statistics",
    "Stream",
    "Thing",
    "UnknownColumn",
    "ValidationReport",
    "build",
    "check",
    "from_rdflib",
    "open_graph",
    "restore",
]
