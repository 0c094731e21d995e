"""What a query text may not do: reach the network or the file system."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

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
_SERVICE = re.compile(r"(?<![\w?$:.-])SERVICE\s+(?:SILENT\s+)?<([^<>]*)>", re.IGNORECASE)
MAX_LENGTH = 1_000_000
MAX_NESTING = 200


_PROLOGUE = re.compile(r"(?:\s*(?:BASE|PREFIX\s*[^\s:]*:))*\s*(\w*)", re.IGNORECASE)


def form(query: str) -> str:
    """Return the word that says what a query or update is, after its prologue: "SELECT"."""
    match = _PROLOGUE.match(QUIET.sub(" ", query))
    return match[1].upper() if match else ""


def _check_network(query: str, quiet: str, services: frozenset[str]) -> None:
    found = _NETWORK.search(quiet)
    if found is None:
        return
    if not services or found.group(1).upper() == "LOAD":
        raise QueryError(
            f"{found.group(1).upper()} is not allowed: queries do not reach the network; "
            "load the data first (kg load FILE), or name the host with --allow-service HOST"
        )
    kept = QUIET.sub(lambda match: match[0] if match[0].startswith("<") else " ", query)
    named = _SERVICE.findall(kept)
    if len(named) != len(_NETWORK.findall(quiet)):
        raise QueryError("write the address of a SERVICE in full, in angle brackets")
    for address in named:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not {parts.hostname, parts.netloc} & services:
            raise QueryError(
                f"SERVICE <{address}> is not allowed; --allow-service "
                f"{parts.hostname or 'HOST'} would allow it"
            )


def check(query: str, services: frozenset[str] = frozenset()) -> None:
    """Raise QueryError where the text would leave the store, or is built to exhaust it.

    services: hosts that SERVICE may name, as HOST or HOST:PORT.
    """
    if len(query) > MAX_LENGTH:
        raise QueryError(f"the query has {len(query):,} characters; {MAX_LENGTH:,} are allowed")
    quiet = QUIET.sub(" ", query)
    _check_network(query, quiet, services)
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
