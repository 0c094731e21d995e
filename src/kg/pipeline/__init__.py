"""The only composer: read → map → derive facts → validate → commit, all or nothing."""

from __future__ import annotations

from kg.pipeline.assemble import Assembled, assemble
from kg.pipeline.build import Summary, build, check
from kg.pipeline.bulk import load_unchecked
from kg.pipeline.change import Change, load, propose
from kg.pipeline.history import Load, log
from kg.pipeline.own import OwnMapping, read_mapping
from kg.pipeline.standalone import validate_files
from kg.pipeline.suggest import Suggestions
from kg.pipeline.update import update
from kg.pipeline.verdict import validate_store

__all__ = [
    "Assembled",
    "Change",
    "Load",
    "OwnMapping",
    "Suggestions",
    "Summary",
    "assemble",
    "build",
    "check",
    "load",
    "load_unchecked",
    "log",
    "propose",
    "read_mapping",
    "update",
    "validate_files",
    "validate_store",
]
