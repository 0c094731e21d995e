"""The questions in `queries/`: read, checked, run, published.

Imported by `graph` and `cli`; imports `store`, `results` and `names`.
"""

from kg.library.answer import run
from kg.library.binding import bind
from kg.library.catalogue import GROUPS, Query, find, parse, read
from kg.library.parameters import LANGUAGES, Parameter

__all__ = [
    "GROUPS",
    "LANGUAGES",
    "Parameter",
    "Query",
    "bind",
    "find",
    "parse",
    "read",
    "run",
]
