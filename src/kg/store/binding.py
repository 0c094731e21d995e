"""Put terms into a query text, token by token.

A parameter is a SPARQL variable. Its term is serialised by the store's own writer, which
escapes it, and replaces the variable's token; strings, IRIs and comments are left alone.
So a value can never become syntax, on the embedded store or on any endpoint, and the
planner sees a constant, which Oxigraph needs (its own substitutions only take projected
variables).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.errors import QueryError
from kg.model import BNode, Term
from kg.store.guard import QUIET
from kg.store.terms import to_ox

_TOKEN = re.compile(rf"(?P<quiet>{QUIET.pattern})|[?$](?P<name>\w+)", re.DOTALL)


def bind(query: str, bindings: Mapping[str, Term]) -> str:
    """Return `query` with each bound variable replaced by its term.

    Raises QueryError for a blank node, which no query can name.
    """
    if not bindings:
        return query
    written: dict[str, str] = {}
    for name, term in bindings.items():
        if isinstance(term, BNode):
            raise QueryError(f"?{name}: a blank node cannot be looked up; use an IRI or a literal")
        written[name] = str(to_ox(term))

    def put(match: re.Match[str]) -> str:
        name = match.group("name")
        return written.get(name, match.group()) if name else match.group()

    return _TOKEN.sub(put, query)
