"""What a query about $this asks of one value alone, so that it can be asked of many at once.

    $this schema:foundingDate|hx:signedOn ?value .
    FILTER (SUBSTR(STR(?value), 1, 4) > STR(YEAR(NOW())))
    OPTIONAL { … }

finds no node all of whose values fail the FILTER, whatever follows. Many nodes have few different
values, and to test these needs no graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kg.rdf.namespaces import RDF_TYPE
from kg.sparql.tokens import Kind, Token, declarations

#: what has another result each time it is asked for, or looks into the graph
_NOT_OF_THE_VALUE: Final = frozenset(
    {"RAND", "UUID", "STRUUID", "BNODE", "EXISTS", "COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE"}
    | {"GROUP_CONCAT"}
)


@dataclass(frozen=True, slots=True)
class ValueCondition:
    """A condition on the values of $this, without which a query finds nothing.

    Attributes:
        properties: IRIs of the properties, of any of which it may be a value.
        prologue: The declarations of the query.
        variable: The name of the variable that stands for the value.
        filters: The FILTERs that look at nothing else.
    """

    properties: tuple[str, ...]
    prologue: str
    variable: str
    filters: str

    def query(self, values: Iterable[tuple[int, str]]) -> str:
        """Return a query for the numbers of those values that fulfil the condition, one a row.

        Args:
            values: Pairs of a number and an IRI or a literal in N-Triples.
        """
        place = "place" if self.variable != "place" else "number"
        rows = " ".join(f"({number} {value})" for number, value in values)
        return (
            f"{self.prologue} SELECT ?{place} "
            f"{{ VALUES (?{place} ?{self.variable}) {{ {rows} }} {self.filters} }}"
        )


def value_condition(query: str, tokens: Sequence[Token]) -> ValueCondition | None:
    """Return the condition on values with which the group of a query begins, if it does so.

    Args:
        query: The query.
        tokens: Its tokens without gaps.
    """
    start = next((n for n, token in enumerate(tokens) if token.is_mark("{")), len(tokens))
    select = next((token for token in tokens if token.word == "SELECT"), None)
    if select is None or {token.word for token in tokens} & _NOT_OF_THE_VALUE:
        return None
    if start + 1 >= len(tokens) or tokens[start + 1].variable != "this":
        return None
    properties, position = _properties(tokens, start + 2)
    if not properties or position + 1 >= len(tokens):
        return None
    value, end = tokens[position : position + 2]
    if value.variable in ("", "this") or not end.is_mark("."):
        return None
    first = position = position + 2
    while filtered := _filter(tokens, position, value.variable):
        position = filtered
    if position == first:
        return None
    filters = query[tokens[first].start : tokens[position - 1].end]
    return ValueCondition(tuple(properties), query[: select.start], value.variable, filters)


def _properties(tokens: Sequence[Token], start: int) -> tuple[list[str], int]:
    """Return the properties of an alternative, none where it is another path, and what follows."""
    namespaces = {name.prefix: iri.iri for _, name, iri in declarations(tokens)}
    properties: list[str] = []
    for position in range(start, len(tokens) - 1, 2):
        name, mark = tokens[position : position + 2]
        iri = RDF_TYPE if name.text == "a" else name.in_full(namespaces)
        if not iri:
            return [], position
        properties.append(iri)
        if not mark.is_mark("|"):
            return properties, position + 1
    return [], len(tokens)


def _filter(tokens: Sequence[Token], start: int, variable: str) -> int:
    """Return where a FILTER that looks at one variable alone ends, 0 where none begins."""
    if [token.text.upper() for token in tokens[start : start + 2]] != ["FILTER", "("]:
        return 0
    depth = 0
    for position in range(start + 1, len(tokens)):
        token = tokens[position]
        if token.kind is Kind.VARIABLE and token.variable != variable:
            return 0
        depth += token.is_mark("(") - token.is_mark(")")
        if depth == 0:
            return position + 1
    return 0
