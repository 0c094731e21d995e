"""Check facts against the shapes, and say what breaks them, where.

Imported by `ingest` and the rooms above it; imports `store`, `sparql` and `rdf`.
"""

from __future__ import annotations

from kg.validation.check import (
    Validator,
    checked_graph,
    exact_graph,
    validate_elsewhere,
    validator,
)
from kg.validation.loading import base_of
from kg.validation.position_index import PositionIndex
from kg.validation.report.formats import write
from kg.validation.report.rows import message_of
from kg.validation.report.text import write_report

__all__ = [
    "PositionIndex",
    "Validator",
    "base_of",
    "checked_graph",
    "exact_graph",
    "message_of",
    "validate_elsewhere",
    "validator",
    "write",
    "write_report",
]
