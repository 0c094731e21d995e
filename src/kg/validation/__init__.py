"""Check facts against the shapes, and say what breaks them, where."""

from __future__ import annotations

from kg.validation.check import Validator, checked_graph, validator
from kg.validation.positions import PositionIndex
from kg.validation.report import write_report

__all__ = ["PositionIndex", "Validator", "checked_graph", "validator", "write_report"]
