"""Dumps of all claims for tools without named graphs: reifiers, statements, nanopublications.

Imported by `cli`; imports `store`.
"""

from kg.claims.dumps.nanopubs import write_nanopubs
from kg.claims.dumps.reading import Counts
from kg.claims.dumps.reifiers import write_reifiers
from kg.claims.dumps.statements import write_statements

#: name on the command line → what writes it
WRITERS = {
    "reifiers": write_reifiers,
    "statements": write_statements,
    "nanopubs": write_nanopubs,
}

__all__ = ["WRITERS", "Counts", "write_nanopubs", "write_reifiers", "write_statements"]
