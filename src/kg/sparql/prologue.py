"""The prologue of a query that somebody wrote by hand: prefixes that need not be declared."""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import Iterator
from typing import Final

from kg.errors import QueryError
from kg.rdf.namespaces import PREFIXES
from kg.sparql.tokens import tokenize, without_gaps

ADDED_LINES: Final = 1  # in front of a query, by `with_prefixes`
#: an error with the place in the query, 3:14
_PLACE = re.compile(
    r"(?P<before>(?:the (?:query|update) does not parse: |"
    r"la (?:consulta|actualización) no es válida: )?)(?P<line>\d+)(?P<after>:\d+: .*)",
    re.DOTALL,
)


def with_prefixes(body: str) -> str:
    """Return the query with the prefixes of the project that it does not declare itself.

    They stand in `ADDED_LINES` lines of their own, which `places_in` takes off again.
    """
    tokens = without_gaps(tokenize(body))
    declared = {
        name.prefix.removesuffix(":")
        for word, name in itertools.pairwise(tokens)
        if word.word == "PREFIX"
    }
    head = " ".join(f"PREFIX {p}: <{ns}>" for p, ns in PREFIXES.items() if p not in declared)
    return f"{head}\n{body}"


@contextlib.contextmanager
def places_in(file: str, added_lines: int = 0) -> Iterator[None]:
    """Let errors name places in the user's own text, and its file if it has one.

    Args:
        file: The name of the file, empty where there is none.
        added_lines: How many lines were put in front of the text.
    """
    try:
        yield
    except QueryError as error:
        place = _PLACE.fullmatch(str(error))
        if place and int(place["line"]) > added_lines:
            own = f"{file}:" if file else ""
            line = int(place["line"]) - added_lines
            error.args = (f"{place['before']}{own}{line}{place['after']}",)
        raise
