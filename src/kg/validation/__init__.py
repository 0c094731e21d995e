"""Check facts against the shapes, and say what breaks them, where."""

from __future__ import annotations

from kg.validation.positions import PositionIndex
from kg.validation.reference import validate
from kg.validation.report import write_report

__all__ = ["PositionIndex", "validate", "write_report"]
