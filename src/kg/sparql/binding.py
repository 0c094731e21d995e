"""Put terms into a query text, token by token.

A parameter is a SPARQL variable. Its term is serialised by the store's own writer, which
escapes it, and replaces the variable's token; strings, IRIs and comments are left alone.
So a value can never become syntax, on the embedded store or on any endpoint, and the
planner sees a constant, which Oxigraph needs (its own substitutions only take projected
variables).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.errors import QueryError, in_language
from kg.model import Binding, BNode, Term
from kg.rdf.oxigraph import to_ox
from kg.sparql.tokens import Token, tokenize


def bind(query: str, bindings: Mapping[str, Binding]) -> str:
    """Return `query` with each bound variable replaced by its term.

    Args:
        query: A query or update; variables that are not bound stay as they are.
        bindings: A term by name of its variable, or a list of terms for a variable that stands
            alone in IN (…).

    Raises:
        QueryError: A term is a blank node, which no query can name, or a list stands elsewhere.
    """
    if not bindings:
        return query
    written = {
        name: ", ".join(
            _written(name, term) for term in (bound if isinstance(bound, list) else [bound])
        )
        for name, bound in bindings.items()
    }
    tokens = tokenize(query)
    texts = []
    for index, token in enumerate(tokens):
        name = token.variable
        if name not in written:
            texts.append(token.text)
            continue
        if isinstance(bindings[name], list) and not _stands_in_list(tokens, index):
            raise QueryError(
                in_language(
                    f"?{name} is a list; it can stand only in IN (?{name})",
                    f"?{name} es una lista; solo puede estar en IN (?{name})",
                )
            )
        # `?a<?b` must not become `?a<<http://example.org/b>`: << is a token of its own
        is_run_together = bool(texts) and texts[-1] == "<"
        texts.append(f" {written[name]}" if is_run_together else written[name])
    return "".join(texts)


def _stands_in_list(tokens: Sequence[Token], index: int) -> bool:
    """Whether the token is alone in the brackets of IN (…)."""
    before = [token for token in tokens[:index] if not token.is_gap][-2:]
    after = next((token for token in tokens[index + 1 :] if not token.is_gap), None)
    return (
        len(before) == 2
        and before[0].word == "IN"
        and before[1].is_mark("(")
        and after is not None
        and after.is_mark(")")
    )


def _written(name: str, term: Term) -> str:
    if isinstance(term, BNode):
        raise QueryError(
            in_language(
                f"?{name}: a blank node cannot be looked up; use an IRI or a literal",
                f"?{name}: un nodo anónimo no se puede buscar; use un IRI o un literal",
            )
        )
    return str(to_ox(term))
