"""From a row of a table, curated or somebody else's, to quads in the graph of its evidence.

Imported by `claims`, `ingest` and the rooms above them; imports `tables` and `names`.
"""

from __future__ import annotations

from kg.mapping.column import KINDS, Column, kind_class
from kg.mapping.context import Context, Entity, Source
from kg.mapping.declaration import Declaration, declarations
from kg.mapping.evidence import EVIDENCE_COLUMNS, EvidenceRow
from kg.mapping.rows import MappedTable, columns_of, map_table, optional_columns, required_columns
from kg.mapping.successors import Renamed, project_successors

__all__ = [
    "EVIDENCE_COLUMNS",
    "KINDS",
    "Column",
    "Context",
    "Declaration",
    "Entity",
    "EvidenceRow",
    "MappedTable",
    "Renamed",
    "Source",
    "columns_of",
    "declarations",
    "kind_class",
    "map_table",
    "optional_columns",
    "project_successors",
    "required_columns",
]
