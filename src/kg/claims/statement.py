"""Statements about the subject of a row, each at the cell it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kg.model import Iri, Located, Quad, Term

if TYPE_CHECKING:
    from kg.tables.curated import Row


class Described(NamedTuple):
    """A subject that one row of a table describes in one graph."""

    subject: Iri
    row: Row
    graph: Iri

    def statement(self, predicate: str, value: Term, column: str) -> Located:
        """Return a statement about the subject.

        Args:
            predicate: The IRI of the property.
            value: The object of the statement.
            column: The column whose cell says so.
        """
        quad = Quad(self.subject, Iri(predicate), value, self.graph)
        return Located(quad, self.row.at(column))

    def inverse(self, predicate: str, subject: Iri, column: str) -> Located:
        """Return a statement about something else, of which the subject is the object.

        Args:
            predicate: The IRI of the property.
            subject: What the statement is about.
            column: The column whose cell says so.
        """
        quad = Quad(subject, Iri(predicate), self.subject, self.graph)
        return Located(quad, self.row.at(column))
