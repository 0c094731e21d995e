"""The questions in `queries/`: read, checked, run, published.

Imported by `graph` and `cli`; imports `store`, `results` and `names`.
"""

from kg.library.answer import Filled, about, filled, notes, run, select
from kg.library.binding import bind, parameter
from kg.library.catalogue import GROUPS, Query, find, parse, read
from kg.library.caveats import Caveat
from kg.library.parameters import LANGUAGES, Parameter

__all__ = [
    "GROUPS",
    "LANGUAGES",
    "Caveat",
    "Filled",
    "Parameter",
    "Query",
    "about",
    "bind",
    "filled",
    "find",
    "notes",
    "parameter",
    "parse",
    "read",
    "run",
    "select",
]
