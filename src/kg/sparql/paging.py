"""Pages of a query, for a server that cuts its answers: each row once, in the query's order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.errors import QueryError, in_language
from kg.sparql.tokens import Kind, Token, closing, join, tokenize


@dataclass(frozen=True, slots=True)
class Paged:
    """A SELECT that can be asked page by page.

    The order is made total by the query's own columns, since a server may otherwise put equal
    rows in another order on the next page.

    Attributes:
        prologue: What stands before SELECT.
        body: The query from SELECT on, with a total order, without LIMIT and OFFSET.
        limit: The query's own LIMIT.
        offset: The query's own OFFSET.
    """

    prologue: str
    body: str
    limit: int | None
    offset: int

    @classmethod
    def of(cls, query: str, names: Sequence[str]) -> Paged:
        """Return the pages of a query.

        Args:
            query: A SELECT.
            names: Its columns.

        Raises:
            QueryError: It is no SELECT, or has VALUES at its end, and so cannot be paged.
        """
        tokens = tokenize(query)
        start = next((index for index, token in enumerate(tokens) if token.word == "SELECT"), None)
        if start is None:
            raise QueryError(
                in_language("this needs a SELECT query", "esto necesita una consulta SELECT")
            )
        end = closing(tokens, start) + 1
        tail = tokens[end:]
        words = {token.word for token in tail}
        if "VALUES" in words:
            raise QueryError(
                in_language(
                    "the server cuts this answer, and a query with VALUES at its end "
                    "cannot be asked in pages; move VALUES into the braces",
                    "el servidor corta esta respuesta, y una consulta con VALUES al final no se "
                    "puede pedir por páginas; ponga VALUES dentro de las llaves",
                )
            )
        rest, numbers = _without_slice(tail)
        order = " ".join(f"?{name}" for name in names)
        sort = "" if "ORDER" in words else "ORDER BY "
        return cls(
            join(tokens[:start]),
            f"{join(tokens[start:end])}{rest}\n{sort}{order}",  # a comment may end the query
            numbers.get("LIMIT"),
            numbers.get("OFFSET", 0),
        )

    def page(self, start: int, size: int) -> str:
        """Return the query for some rows of the answer.

        Args:
            start: Number of the first row, from 0.
            size: Count of rows; fewer where the query's own LIMIT comes first.
        """
        if self.limit is not None:
            size = max(0, min(size, self.limit - start))
        return (
            f"{self.prologue} SELECT * WHERE {{ {{ {self.body} }} }} "
            f"LIMIT {size} OFFSET {self.offset + start}"
        )


def _without_slice(tail: Sequence[Token]) -> tuple[str, dict[str, int]]:
    """Return what follows the group of a SELECT without LIMIT and OFFSET, and their numbers."""
    texts = []
    numbers: dict[str, int] = {}
    word = ""  # LIMIT or OFFSET, while its number is awaited
    for token in tail:
        if token.word in ("LIMIT", "OFFSET"):
            word = token.word
            texts.append(" ")
        elif word and token.kind is Kind.NUMBER and token.text.isdigit():
            numbers[word] = int(token.text)
            word = ""
        else:
            texts.append(token.text)
    return "".join(texts), numbers
