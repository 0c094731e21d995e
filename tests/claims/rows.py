"""Rows of tables to describe, and statements in a form to compare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg.model import Iri, Literal, Located, Term
from kg.rdf import iris
from kg.tables.curated import Row

FILE = "table.csv"


def row(line: int = 2, /, **cells: str) -> Row:
    """Return a row whose other cells are empty; the cells stand in columns 1, 2, 3 …"""
    filled: defaultdict[str, str] = defaultdict(str, cells)
    return Row(FILE, line, filled, {name: number for number, name in enumerate(cells, 1)})


def shown(statements: Iterable[Located], of: Row | None = None) -> list[str]:
    """Return statements as `subject predicate object @column`, in their order.

    Args:
        statements: The statements.
        of: The row they come from; without it, no column is shown.
    """
    columns = {number: name for name, number in of.columns.items()} if of else {}
    return [
        f"{_term(quad.subject)} {_term(quad.predicate)} {_term(quad.object)}"
        + (f" @{columns.get(position.column, '?')}" if of else "")
        for quad, position in statements
    ]


def _term(term: Term) -> str:
    if isinstance(term, Iri):
        return iris.shorten(term.value)
    assert isinstance(term, Literal)
    if term.language:
        return f'"{term.value}"@{term.language}'
    datatype = iris.shorten(term.datatype)
    return f'"{term.value}"' if datatype == "xsd:string" else f'"{term.value}"^^{datatype}'
