"""A made-up ecosystem of any size, as quads or as tables, to try out and to measure.

Imported by `cli`; imports `ingest`.
"""

from __future__ import annotations

from kg.synthetic.ecosystem import Planted
from kg.synthetic.output import quads, write_tables

__all__ = ["Planted", "quads", "write_tables"]
