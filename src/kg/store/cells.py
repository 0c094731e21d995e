"""Terms as JSON has them, between the query process and its caller.

An IRI is its text after an `i`, a blank node its label after a `b`, a string its text after an
`s`; another literal is a list of text, datatype and language; nothing is null.
"""

from __future__ import annotations

from kg.model import XSD_STRING, BNode, Iri, Literal, Term

Cell = str | list[str] | None


def to_cell(term: Term | None) -> Cell:
    """Return a term as JSON has it."""
    if term is None:
        return None
    if isinstance(term, Iri):
        return "i" + term.value
    if isinstance(term, BNode):
        return "b" + term.value
    if term.datatype == XSD_STRING:
        return "s" + term.value
    return [term.value, term.datatype, term.language]


def from_cell(cell: Cell) -> Term | None:
    """Return the term of a cell."""
    if cell is None:
        return None
    if isinstance(cell, list):
        return Literal(*cell)
    kind, value = cell[0], cell[1:]
    if kind == "i":
        return Iri(value)
    return BNode(value) if kind == "b" else Literal(value)
