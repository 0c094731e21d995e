"""Lines of N-Quads as columns, for engines that work on columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import pyoxigraph as ox

from kg.model import BNode, Iri, Literal, Quad
from kg.rdf.oxigraph import SYNTAXES, as_stored, nameless_graph, not_in_rdf_1_1

#: what `quad_rows` makes: the value of an object, with a datatype where it is a literal
COLUMNS: Final = ("subject", "predicate", "object", "datatype", "language", "graph")
Row = tuple[str, str, str, str | None, str, str | None]
_BLANK: Final = "_:"


class WrongLine(Exception):
    """A line that is no quad; the text says why.

    Attributes:
        number: Of the line, from 0.
    """

    def __init__(self, number: int, reason: str) -> None:
        self.number = number
        super().__init__(reason)


def quad_rows(lines: Sequence[str], blank: Callable[[str], str]) -> list[Row]:
    """Return a row for each quad of some lines, its terms as the store would have them.

    Args:
        lines: Of N-Quads or N-Triples, without line ends; comments and empty lines are no quads.
        blank: Label of a blank node in its file → label among all files.

    Raises:
        WrongLine: One of them is no quad.
    """
    try:
        quads = list(ox.parse("\n".join(lines).encode(), format=SYNTAXES["nquads"]))
    except SyntaxError as error:
        raise WrongLine((error.lineno or 1) - 1, error.msg) from error
    stored: dict[Any, Literal] = as_stored(
        {
            Literal(o.value, o.datatype.value, o.language or "")
            for quad in quads
            if isinstance(o := quad.object, ox.Literal)
        }
    )
    rows: list[Row] = []
    for position, (subject, predicate, value, graph) in enumerate(quads):
        try:
            name = _name(subject, blank)
            of_object = _of_object(value, blank, stored)
            rows.append((name, predicate.value, *of_object, _graph(graph)))
        except ValueError as error:
            raise WrongLine(_line_of(lines, position), str(error)) from error
    return rows


def quad_row(quad: Quad) -> Row:
    """Return the row of a quad."""
    subject, predicate, value, graph = quad
    name = None if graph is None else graph.value
    of_object = (
        (value.value, value.datatype, value.language)
        if isinstance(value, Literal)
        else (_written(value), None, "")
    )
    return (_written(subject), predicate.value, *of_object, name)


def quad_of_row(row: Row) -> Quad:
    """Return the quad of a row."""
    subject, predicate, value, datatype, language, graph = row
    return Quad(
        _node(subject),
        Iri(predicate),
        _node(value) if datatype is None else Literal(value, datatype, language),
        None if graph is None else Iri(graph),
    )


def _written(term: Iri | BNode) -> str:
    return _BLANK + term.value if isinstance(term, BNode) else term.value


def _node(text: str) -> Iri | BNode:
    return BNode(text.removeprefix(_BLANK)) if text.startswith(_BLANK) else Iri(text)


def _name(term: Any, blank: Callable[[str], str]) -> str:
    return _BLANK + blank(term.value) if isinstance(term, ox.BlankNode) else term.value


def _of_object(
    value: Any, blank: Callable[[str], str], stored: dict[Any, Literal]
) -> tuple[str, str | None, str]:
    if isinstance(value, ox.Literal):
        if value.direction is not None:
            raise ValueError(not_in_rdf_1_1(value))
        literal = Literal(value.value, value.datatype.value, value.language or "")
        literal = stored.get(literal, literal)
        return literal.value, literal.datatype, literal.language
    if isinstance(value, ox.Triple):
        raise ValueError(not_in_rdf_1_1(value))
    return _name(value, blank), None, ""


def _graph(graph: Any) -> str | None:
    if isinstance(graph, ox.BlankNode):
        raise ValueError(nameless_graph())
    return graph.value if isinstance(graph, ox.NamedNode) else None


def _line_of(lines: Sequence[str], position: int) -> int:
    """Return the number of the line of the quad with a position, both from 0."""
    quads = [n for n, line in enumerate(lines) if line.strip() and line.lstrip()[:1] != "#"]
    return quads[position]
