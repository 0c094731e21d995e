"""The SPARQL of a query file, as plain SPARQL that fits its header."""

from __future__ import annotations

from collections.abc import Sequence

from kg.errors import ContentError, QueryError, in_language
from kg.model import Position
from kg.sparql import functions
from kg.sparql.tokens import Token, declarations, position_at, tokenize, without_gaps


def plain(source: str, file: str, columns: Sequence[str], parameters: Sequence[str]) -> str:
    """Return a query file with each call of a function replaced; see `functions`.

    Args:
        source: The whole file.
        file: What to call it in messages.
        columns: The columns that its header names.
        parameters: The names of the parameters that its header declares.

    Raises:
        ContentError: The SPARQL does not fit the header.
        QueryError: It has something that is no token, or a function that cannot be called so.
    """
    try:
        text = expanded(source, file, parameters)
        tokens = without_gaps(tokenize(text))
    except QueryError as error:
        message = str(error)
        if not message.startswith(file):
            raise QueryError(f"{file}: {message}") from error
        raise
    start = next((index for index, token in enumerate(tokens) if token.word == "SELECT"), None)
    if start is None:
        raise ContentError(
            in_language(
                f"{file}: there is no SELECT in this file; a question of the library has one",
                f"{file}: no hay ningún SELECT en este archivo; una pregunta de la biblioteca "
                "tiene uno",
            )
        )
    projected = _projected(tokens[start + 1 :])
    for column in columns:
        if column not in projected:
            at = Position(file, *position_at(text, tokens[start].start))
            raise ContentError(
                in_language(
                    f"{at}: the SELECT has no column '?{column}', which the header names",
                    f"{at}: el SELECT no tiene la columna «?{column}», que el encabezado nombra",
                )
            )
    variables = {token.variable for token in tokens}
    for parameter in parameters:
        if parameter not in variables:
            raise ContentError(
                in_language(
                    f"{file}: the query does not use '?{parameter}'; use it, or leave the "
                    "parameter out",
                    f"{file}: la consulta no usa «?{parameter}»; úselo o quite el parámetro",
                )
            )
    return text


def expanded(text: str, file: str, parameters: Sequence[str]) -> str:
    """Return a query with each call of a function replaced; see `functions`.

    Raises:
        QueryError: It has something that is no token, or a function that cannot be called so.
    """
    language = f"?{functions.LANGUAGE}" if functions.LANGUAGE in parameters else None
    return functions.expand(text, file=file, language=language)


def prologue(source: str) -> str:
    """Return the lines of a query file that declare prefixes, each with its line end."""
    declaring = declarations(without_gaps(tokenize(source)))
    return "".join(f"{source[word.start : iri.end]}\n" for word, _, iri in declaring)


def projected(text: str) -> list[str]:
    """Return the variables that a SELECT names, in no order; text: what follows the word."""
    return sorted(_projected(without_gaps(tokenize(text))))


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
