"""The lexer and the engine's own parser agree on what the tokens of a text are.

Let T be a text, and `accepts(T)` whether the engine parses it. It takes no tokens out of a text,
it parses characters, so the agreement is stated by what can be seen from outside:

1. Where the engine accepts T, the lexer gives tokens, and put together again they are T. So
   where the lexer refuses T, the engine does.
2. Where the lexer gives tokens, let R be the same tokens with another gap (a space, a line end,
   a comment) between each two of them, in place of what stood there, or of nothing. Then
   `accepts(R) == accepts(T)`, and if so, R and T have the same columns and the same answer. So
   no gap stands within what the engine takes for one token, and none is missing where it would
   see two: each token begins and ends where the engine thinks so, as far as that matters.
3. What the lexer gives as one token of a kind, the engine accepts where that kind can stand.

`KG_SPARQL_TEXTS` is the number of generated texts; 3,000 if it is not set.
"""

from __future__ import annotations

import ast
import os
import random
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import library
from kg.errors import QueryError
from kg.sparql.tokens import Kind, Token, join, tokenize
from tests.sparql.generator import PROLOGUE, Generator

ROOT = Path(__file__).parents[2]
TEXTS = int(os.environ.get("KG_SPARQL_TEXTS", "3000"))
#: Oxigraph 0.5.13 takes no gap between these and their bracket, which the grammar allows
KEEP_THEIR_GAP = ("COALESCE", "CONCAT")
GAPS = (" ", "\n", "\r", "\t", " # it's < \"\n", "#\r")
DATA = b"""
@prefix e: <http://example.org/> . @prefix : <http://example.org/x#> .
e:a :p "a" , 1 . e:a a e:ab . <urn:x#y> e:a "b"@en .
"""


def parse(text: str, store: ox.Store) -> tuple[bool, object]:
    """Return whether the engine accepts a text, as a query or an update, and its answer."""
    try:
        answer = store.query(text)
    except SyntaxError:
        return _parse_update(text)
    except (ValueError, RuntimeError, OSError) as error:
        return True, type(error)
    try:
        if isinstance(answer, ox.QuerySolutions):
            names = [variable.value for variable in answer.variables]
            return True, (names, [str(row) for row in islice(answer, 100)])
        return True, bool(answer) if isinstance(answer, ox.QueryBoolean) else len(list(answer))
    except (ValueError, RuntimeError, OSError) as error:
        return True, type(error)


def _parse_update(text: str) -> tuple[bool, object]:
    store = ox.Store()
    try:
        store.update(text)
    except SyntaxError:
        return False, None
    except (ValueError, RuntimeError, OSError) as error:
        return True, type(error)
    return True, sorted(str(quad) for quad in store)


def regapped(tokens: Sequence[Token], choose: random.Random) -> str:
    """Return the tokens with a gap of another kind between each two of them."""
    texts = []
    word = ""  # of the last token that is no gap
    for token in tokens:
        if not token.is_gap:
            texts += [token.text if word in KEEP_THEIR_GAP else choose.choice(GAPS) + token.text]
            word = token.word
        elif word in KEEP_THEIR_GAP:
            texts.append(token.text)
    return "".join(texts)


def check(text: str, store: ox.Store, choose: random.Random) -> bool:
    """Check the first two statements above; return whether the engine accepts the text."""
    is_accepted, answer = parse(text, store)
    try:
        tokens = tokenize(text)
    except QueryError as error:
        if is_accepted:
            pytest.fail(f"the engine accepts {text!r}: {error}")
        return False
    assert join(tokens) == text
    other = regapped(tokens, choose)
    assert parse(other, store) == (is_accepted, answer), f"{text!r} is not {other!r}"
    return is_accepted


@pytest.fixture(scope="module")
def store() -> ox.Store:
    result = ox.Store()
    result.load(DATA, format=ox.RdfFormat.TURTLE)
    return result


def texts_of_the_tests() -> set[str]:
    """Return all that looks like SPARQL among the strings of the tests."""
    forms = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "INSERT", "DELETE", "PREFIX")
    return {
        node.value
        for path in (ROOT / "tests").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if "{" in node.value and any(form in node.value.upper() for form in forms)
    }


def test_on_every_query_of_the_library(store: ox.Store) -> None:
    choose = random.Random(1)
    queries = library.read(ROOT / "queries")
    assert len(queries) > 70
    for query in queries.values():
        assert join(tokenize(query.source)) == query.source
        assert check(query.plain, store, choose), query.path


def test_on_every_query_of_the_tests(store: ox.Store) -> None:
    choose = random.Random(2)
    accepted = [check(text, store, choose) for text in sorted(texts_of_the_tests())]
    assert accepted.count(True) > 50


@pytest.mark.parametrize("part", range(4))
def test_on_generated_texts(store: ox.Store, part: int) -> None:
    choose = random.Random(part)
    count = TEXTS // 4
    seeds = range(part * count, (part + 1) * count)
    accepted = [check(Generator(seed).text(), store, choose) for seed in seeds]
    assert 0.2 < accepted.count(True) / count < 0.8, "both cases are seen often"


def test_what_is_one_token_stands_where_its_kind_can_stand(store: ox.Store) -> None:
    places = {
        Kind.VARIABLE: "SELECT * {{ ?s ?p {} }}",
        Kind.NAME: "SELECT * {{ ?s ?p {} }}",
        Kind.BLANK_NODE: "SELECT * {{ ?s ?p {} }}",
        Kind.STRING: "SELECT * {{ ?s ?p {} }}",
        Kind.NUMBER: "SELECT * {{ ?s ?p {} }}",
    }
    seen = dict.fromkeys(places, 0)
    for seed in range(TEXTS):
        generator = Generator(seed)
        text = generator.mutated(generator.random.choice([generator.term(), "_:a.b"]))
        try:
            tokens = tokenize(text)
        except QueryError:
            continue
        token = tokens[0] if len(tokens) == 1 else None
        # an escape may make a name of what is no IRI; the engine asks for the latter, too
        if token is None or token.kind not in places or "\\" in token.prefix + text.strip("'\""):
            continue
        if token.prefix not in ("", ":", "e:"):
            continue
        seen[token.kind] += 1
        assert parse(PROLOGUE + places[token.kind].format(text), store)[0], text
    assert min(seen.values()) > TEXTS / 400, seen
