"""Find the SERVICE patterns of a query, and put their solutions in their place.

A SERVICE is a query of its own: its solutions are joined with the others as those of VALUES are.
So the engine that answers the rest needs no network.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kg.errors import QueryError, in_language
from kg.model import BNode, Iri, Term
from kg.rdf.terms import sparql
from kg.sparql.tokens import Kind, Token, closing, tokenize

_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
#: stands for a blank node of an answer, which VALUES cannot hold
_BLANK: Final = "urn:helixkg:blank:"


@dataclass(frozen=True, slots=True)
class Service:
    """One SERVICE of a query.

    Attributes:
        start: Where it begins in the query.
        end: The place after its last character.
        address: Whom it asks.
        query: What it asks, as a SELECT.
        is_silent: Whether it has one empty solution where the request fails.
    """

    start: int
    end: int
    address: str
    query: str
    is_silent: bool


def services(query: str) -> list[Service]:
    """Return the outermost SERVICE patterns of a query that may run.

    Raises:
        QueryError: One of them has no address or no braces.
    """
    tokens = tokenize(query)
    prologue = query[: next((t.start for t in tokens if t.word in _FORMS), 0)]
    patterns: list[Service] = []
    index = 0
    while index < len(tokens):
        if tokens[index].word != "SERVICE":
            index += 1
            continue
        service, index = _service(query, tokens, index, prologue)
        patterns.append(service)
    return patterns


def _service(query: str, tokens: Sequence[Token], start: int, prologue: str) -> tuple[Service, int]:
    """Return the SERVICE that begins with a token, and the index of the token after it."""
    following = [index for index in range(start + 1, len(tokens)) if not tokens[index].is_gap][:3]
    is_silent = bool(following) and tokens[following[0]].word == "SILENT"
    rest = following[is_silent:]
    if len(rest) < 2 or tokens[rest[0]].kind is not Kind.IRI or not tokens[rest[1]].is_mark("{"):
        raise QueryError(
            in_language(
                "write a SERVICE as SERVICE <address> { pattern }",
                "escriba un SERVICE como SERVICE <dirección> { patrón }",
            )
        )
    end = closing(tokens, rest[1])
    pattern = query[tokens[rest[1]].start : tokens[end].end]
    return (
        Service(
            start=tokens[start].start,
            end=tokens[end].end,
            address=tokens[rest[0]].iri,
            query=f"{prologue}SELECT * WHERE {pattern}",
            is_silent=is_silent,
        ),
        end + 1,
    )


def with_solutions(query: str, solutions: Sequence[tuple[Service, str]]) -> str:
    """Return a query with something else in the place of each SERVICE, in their order."""
    parts, place = [], 0
    for service, text in solutions:
        parts += [query[place : service.start], text]
        place = service.end
    return "".join([*parts, query[place:]])


def values(columns: Sequence[str], rows: Iterable[Sequence[Term | None]], number: int) -> str:
    """Return solutions as a group pattern.

    A blank node becomes an IRI, the same one within this answer.

    Args:
        columns: Names of the variables; each must be one, since a server has said them.
        rows: A term for each column, None where it is unbound.
        number: Of the SERVICE, by which its blank nodes differ from those of others.

    Raises:
        QueryError: A name is no variable, or a term is none.
    """
    for name in columns:
        if not name.isidentifier():
            raise QueryError(
                in_language(
                    f"{name!r} is no name of a variable", f"{name!r} no es un nombre de variable"
                )
            )
    names = " ".join(f"?{name}" for name in columns)
    lines = (
        f"({' '.join('UNDEF' if term is None else _written(term, number) for term in row)})"
        for row in rows
    )
    return "{ VALUES (" + names + ") {\n" + "\n".join(lines) + "\n} }"


def _written(term: Term, number: int) -> str:
    if isinstance(term, BNode):
        term = Iri(f"{_BLANK}{number}:{term.value}")
    return sparql(term)
