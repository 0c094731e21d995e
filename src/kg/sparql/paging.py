"""Pages of a query, for a server that cuts its answers: each row once, in the query's order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.errors import QueryError
from kg.sparql.policy import QUIET

_MODIFIER = re.compile(r"\b(LIMIT|OFFSET)\s+(\d+)", re.IGNORECASE)
_ORDER = re.compile(r"\bORDER\s+BY\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paged:
    """A SELECT that can be asked page by page.

    The order is made total by the query's own columns, since a server may otherwise put equal
    rows in another order on the next page.
    """

    prologue: str
    body: str  # SELECT … with a total order, without LIMIT and OFFSET
    limit: int | None
    offset: int

    @classmethod
    def of(cls, query: str, names: Sequence[str]) -> Paged:
        """Return the pages of a query whose columns are `names`. Raises QueryError for VALUES
        after the query, which cannot be paged."""
        quiet = QUIET.sub(lambda match: " " * len(match.group()), query)
        start = re.search(r"\bSELECT\b", quiet, re.IGNORECASE)
        if start is None:
            raise QueryError("this needs a SELECT query")
        end = closing(quiet, quiet.find("{", start.end())) + 1
        tail_quiet, tail = quiet[end:], query[end:]
        if re.search(r"\bVALUES\b", tail_quiet, re.IGNORECASE):
            raise QueryError(
                "the server cuts this answer, and a query with VALUES at its end "
                "cannot be asked in pages; move VALUES into the braces"
            )
        limits = {name.upper(): int(number) for name, number in _MODIFIER.findall(tail_quiet)}
        tail = _MODIFIER.sub(" ", tail)
        order = " ".join(f"?{name}" for name in names)
        sort = "" if _ORDER.search(tail_quiet) else "ORDER BY "
        tail = f"{tail}\n{sort}{order}"  # a comment may end the query
        return cls(
            query[: start.start()],
            query[start.start() : end] + tail,
            limits.get("LIMIT"),
            limits.get("OFFSET", 0),
        )

    def page(self, start: int, size: int) -> str:
        """Return the query for `size` rows from row `start` of the answer."""
        if self.limit is not None:
            size = max(0, min(size, self.limit - start))
        return (
            f"{self.prologue} SELECT * WHERE {{ {{ {self.body} }} }} "
            f"LIMIT {size} OFFSET {self.offset + start}"
        )


def closing(quiet: str, opening: int) -> int:
    """Return the place of the brace that closes the one at `opening`; quiet: without strings.

    Raises QueryError where there is none.
    """
    depth = 0
    for place in range(max(opening, 0), len(quiet)):
        depth += (quiet[place] == "{") - (quiet[place] == "}")
        if depth == 0:
            return place
    raise QueryError("the query does not parse: a brace is not closed")
