"""Check facts against the shapes, and say what breaks them, where."""

from __future__ import annotations

from kg.validation.check import Validator, checked_graph, exact_graph, validator
from kg.validation.positions import PositionIndex
from kg.validation.rdfreport import write_turtle
from kg.validation.report import write_report

__all__ = [
    "PositionIndex",
    "Validator",
    "checked_graph",
    "exact_graph",
    "validator",
    "write_report",
    "write_turtle",
]
