"""The SPARQL of a query file, as plain SPARQL that fits its header."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.errors import ContentError, QueryError
from kg.library import functions
from kg.model import Position
from kg.sparql.tokens import Token, position_at, tokenize, without_gaps

if TYPE_CHECKING:
    from kg.library.catalogue import Query


def plain(query: Query) -> str:
    """Return the whole file with each call of a function replaced; see `functions`.

    Raises:
        ContentError: The SPARQL does not fit the header.
        QueryError: It has something that is no token, or a function that cannot be called so.
    """
    names = {parameter.name for parameter in query.parameters}
    language = f"?{functions.LANGUAGE}" if functions.LANGUAGE in names else None
    try:
        text = functions.expand(query.source, file=str(query.path), language=language)
        tokens = without_gaps(tokenize(text))
    except QueryError as error:
        message = str(error)
        if not message.startswith(str(query.path)):
            raise QueryError(f"{query.path}: {message}") from error
        raise
    _check_columns(query, text, tokens)
    _check_parameters(query, tokens)
    return text


def _check_columns(query: Query, text: str, tokens: Sequence[Token]) -> None:
    start = next((i for i, token in enumerate(tokens) if token.word == "SELECT"), None)
    if start is None:
        raise ContentError(
            f"{query.path}: there is no SELECT in this file; a question of the library has one"
        )
    projected = _projected(tokens[start + 1 :])
    for column in query.columns:
        if column not in projected:
            at = Position(str(query.path), *position_at(text, tokens[start].start))
            raise ContentError(
                f"{at}: the SELECT has no column '?{column}', which the header names"
            )


def _projected(tokens: Sequence[Token]) -> set[str]:
    """Return the variables that a SELECT names, plainly or after AS; tokens: what follows it."""
    names = set()
    depth = 0
    follows_as = False
    for token in tokens:
        if depth == 0 and (token.word == "WHERE" or token.is_mark("{")):
            break
        if token.is_mark("(", "{"):
            depth += 1
        elif token.is_mark(")", "}"):
            depth -= 1
        elif depth == 0 or follows_as:
            names.add(token.variable)
        follows_as = token.word == "AS"
    return names


def _check_parameters(query: Query, tokens: Sequence[Token]) -> None:
    variables = {token.variable for token in tokens}
    for parameter in query.parameters:
        if parameter.name not in variables:
            raise ContentError(
                f"{query.path}: the query does not use '?{parameter.name}'; "
                "use it, or leave the parameter out"
            )
