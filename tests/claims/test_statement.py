"""A statement stands at the cell that makes it."""

from __future__ import annotations

from kg.claims.statement import Described
from kg.model import Iri, Located, Position, Quad, text
from tests.claims.rows import FILE, row

S, G = Iri("http://e/s"), Iri("http://e/g")


def test_a_statement_has_the_position_of_its_cell() -> None:
    described = Described(S, row(7, id="a", name="b"), G)
    assert described.statement("http://e/p", text("b"), "name") == Located(
        Quad(S, Iri("http://e/p"), text("b"), G), Position(FILE, 7, 2)
    )
