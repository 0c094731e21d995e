"""The names of things: what a name means, what a thing is called, an index of all names.

Imported by `mapping`, `network` and the rooms above them; imports `store` and `rdf`.
"""

from __future__ import annotations

from kg.names.index import Hit, Name, NameIndex, all_names, open_index
from kg.names.kinds import class_of, kind_of, kind_words
from kg.names.labels import Labels, label_of, labels_of
from kg.names.look_alikes import LookAlikes
from kg.names.lookup import (
    Candidate,
    NameTable,
    candidates,
    occurs,
    resolve,
    resolve_concept,
    resolver,
)
from kg.names.searching import Found, search

__all__ = [
    "Candidate",
    "Found",
    "Hit",
    "Labels",
    "LookAlikes",
    "Name",
    "NameIndex",
    "NameTable",
    "all_names",
    "candidates",
    "class_of",
    "kind_of",
    "kind_words",
    "label_of",
    "labels_of",
    "occurs",
    "open_index",
    "resolve",
    "resolve_concept",
    "resolver",
    "search",
]
