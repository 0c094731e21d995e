"""Put terms into a query text, token by token.

A parameter is a SPARQL variable. Its term is written by `rdf.terms.sparql`, which escapes
it, and replaces the variable's token; strings, IRIs and comments are left alone.
So a value can never become syntax, on the embedded store or on any endpoint, and the
planner sees a constant, which Oxigraph needs (its own substitutions only take projected
variables).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.errors import QueryError
from kg.model import Binding, BNode, Term
from kg.rdf.terms import sparql
from kg.sparql.policy import QUIET

_TOKEN = re.compile(rf"(?P<quiet>{QUIET.pattern})|[?$](?P<name>\w+)", re.DOTALL)
_BEFORE_LIST = re.compile(r"\bIN\s*\(\s*\Z", re.IGNORECASE)


def bind(query: str, bindings: Mapping[str, Binding]) -> str:
    """Return `query` with each bound variable replaced by its term.

    A list of terms takes the place of a variable that stands alone in IN (…).
    Raises QueryError for a blank node, which no query can name, and for a list elsewhere.
    """
    if not bindings:
        return query
    written = {
        name: ", ".join(
            _written(name, term) for term in (bound if isinstance(bound, list) else [bound])
        )
        for name, bound in bindings.items()
    }

    def put(match: re.Match[str]) -> str:
        name = match.group("name")
        if not name or name not in written:
            return match.group()
        if isinstance(bindings[name], list) and not (
            _BEFORE_LIST.search(query, 0, match.start())
            and query[match.end() :].lstrip().startswith(")")
        ):
            raise QueryError(f"?{name} is a list; it can stand only in IN (?{name})")
        return written[name]

    return _TOKEN.sub(put, query)


def _written(name: str, term: Term) -> str:
    if isinstance(term, BNode):
        raise QueryError(f"?{name}: a blank node cannot be looked up; use an IRI or a literal")
    return sparql(term)
