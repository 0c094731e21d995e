"""The only composer: read → map → derive facts → validate → commit, all or nothing.

Imported by `quality`, `synthetic`, `graph` and `cli`; imports `mapping`, `claims`, `validation` and
what lies below them.
"""

from __future__ import annotations

from kg.ingest.assemble import Assembled, assemble
from kg.ingest.build import Summary, build, check
from kg.ingest.bulk import load_unchecked
from kg.ingest.change import Change
from kg.ingest.decision import validate_store
from kg.ingest.load import load, propose
from kg.ingest.replay import Loads, ReplayRefused
from kg.ingest.standalone import validate_files
from kg.ingest.update import update

__all__ = [
    "Assembled",
    "Change",
    "Loads",
    "ReplayRefused",
    "Summary",
    "assemble",
    "build",
    "check",
    "load",
    "load_unchecked",
    "propose",
    "update",
    "validate_files",
    "validate_store",
]
