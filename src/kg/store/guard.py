"""What a query text may not do: reach the network or the file system."""

from __future__ import annotations

import re

from kg.errors import QueryError

# Strings, IRIs and comments (`QUIET`) are taken out first, so that a label that says
# "service" is no reason to refuse a query.
QUIET = re.compile(
    r"'''(?:[^'\\]|\\.|'(?!''))*'''|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\""
    r"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\""
    r"|<[^<>\"{}|^`\\\s]*>|#[^\n]*",
    re.DOTALL,
)
_NETWORK = re.compile(r"(?<![\w?$:.-])(SERVICE|LOAD)(?![\w:-])", re.IGNORECASE)
_FROM = re.compile(r"(?<![\w?$:.-])FROM(?![\w:-])", re.IGNORECASE)
MAX_LENGTH = 1_000_000
MAX_NESTING = 200


def check(query: str) -> None:
    """Raise QueryError where the text would leave the store, or is built to exhaust it."""
    if len(query) > MAX_LENGTH:
        raise QueryError(f"the query has {len(query):,} characters; {MAX_LENGTH:,} are allowed")
    quiet = QUIET.sub(" ", query)
    found = _NETWORK.search(quiet)
    if found:
        raise QueryError(
            f"{found.group(1).upper()} is not allowed: queries do not reach the network; "
            "load the data first (kg load FILE)"
        )
    if _FROM.search(quiet):
        raise QueryError("FROM is not allowed: use GRAPH to read an evidence graph")
    depth = 0
    for char in quiet:
        if char in "{([":
            depth += 1
            if depth > MAX_NESTING:
                raise QueryError(f"the query nests deeper than {MAX_NESTING} brackets")
        elif char in "})]":
            depth -= 1
