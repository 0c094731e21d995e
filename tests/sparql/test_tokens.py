"""The lexer of SPARQL: what each token is, and what is none."""

from __future__ import annotations

import pytest

from kg.errors import QueryError
from kg.sparql.tokens import Kind, join, tokenize, without_gaps


def kinds(query: str) -> list[tuple[Kind, str]]:
    return [(token.kind, token.text) for token in without_gaps(tokenize(query))]


def test_tokens_put_together_are_the_text() -> None:
    query = "SELECT ?a # one\r\n{ ?a <urn:p>\t'x'@en . } # two"
    assert join(tokenize(query)) == query


def test_a_comparison_is_no_iri() -> None:
    assert (Kind.IRI, "<?b&&?c>") not in kinds("ASK{FILTER(?a<?b&&?c>?d)}")
    assert (Kind.IRI, "<b>") in kinds("ASK{?s ?p (?a<b>)}")


def test_an_error_has_its_place() -> None:
    with pytest.raises(QueryError, match="2:3: the string is not closed"):
        tokenize("ASK {\n  'a }")
