"""The lexer of SPARQL: what each token is, and what is none."""

from __future__ import annotations

import contextlib

import pytest

from kg.errors import QueryError
from kg.sparql.tokens import (
    Kind,
    Token,
    closing,
    declarations,
    decode,
    error_at,
    join,
    position_at,
    tokenize,
    without_gaps,
)


def kinds(query: str) -> list[tuple[Kind, str]]:
    return [(token.kind, token.text) for token in without_gaps(tokenize(query))]


def texts(query: str) -> list[str]:
    return [token.text for token in without_gaps(tokenize(query))]


def test_tokens_put_together_are_the_text() -> None:
    query = "SELECT ?a # one\r\n{ ?a <urn:p>\t'x'@en . } # two"
    tokens = tokenize(query)
    assert join(tokens) == query
    assert all(query[token.start : token.end] == token.text for token in tokens)
    assert tokenize("") == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (" \t\r\n", Kind.SPACE),
        ("# '<", Kind.COMMENT),
        ("#", Kind.COMMENT),
        ("<http://example.org/?a=b#c>", Kind.IRI),
        ("<>", Kind.IRI),
        (r"<urn:\u00e9\U0001F600>", Kind.IRI),
        (":", Kind.NAME),
        ("a:", Kind.NAME),
        ("a.b-c:d.e:f", Kind.NAME),
        (":1", Kind.NAME),
        ("é·:ñ", Kind.NAME),
        (r"a:%4F\~\.\-\!\$\&\'\(\)\*\+\,\;\=\/\?\#\@\%\_", Kind.NAME),
        ("_:a.b-1", Kind.BLANK_NODE),
        ("_:0", Kind.BLANK_NODE),
        ("?a_1", Kind.VARIABLE),
        ("$0é·‿", Kind.VARIABLE),
        ("@en", Kind.LANGUAGE),
        ("@es-MX-x1", Kind.LANGUAGE),
        ("@ar--rtl", Kind.LANGUAGE),
        ("0", Kind.NUMBER),
        ("-1.50", Kind.NUMBER),
        ("+.5", Kind.NUMBER),
        ("1.e-3", Kind.NUMBER),
        (".5E+3", Kind.NUMBER),
        ("1e3", Kind.NUMBER),
        ("'a\"'", Kind.STRING),
        ('"a\'"', Kind.STRING),
        ("''", Kind.STRING),
        (r"'\t\b\n\r\f\\\"\''", Kind.STRING),
        ("'''a\r\n''b'c\\''''", Kind.STRING),
        ('"""a\r\n""b"c\\""""', Kind.STRING),
        (r"'\u0027'", Kind.STRING),
        (r"'\uD7FF\uE000\U0010FFFF'", Kind.STRING),  # next to the halves, and the last
        ("'\u2028\u0085\x00'", Kind.STRING),
        ("SELECT", Kind.WORD),
        ("a", Kind.WORD),
        ("group_concat", Kind.WORD),
        ("SHA256", Kind.WORD),
        *((mark, Kind.PUNCTUATION) for mark in "{}()[];,.=<>!*/+-^|?~"),
        *((mark, Kind.PUNCTUATION) for mark in ("^^", "&&", "||", "!=", "<=", ">=")),
        *((mark, Kind.PUNCTUATION) for mark in ("<<", ">>", "<<(", ")>>", "{|", "|}")),
    ],
)
def test_one_token(text: str, kind: Kind) -> None:
    assert [(token.kind, token.text) for token in tokenize(text)] == [(kind, text)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?a?b$c", ["?a", "?b", "$c"]),
        ("ex:a.", ["ex:a", "."]),
        ("? a", ["?", "a"]),
        ("ex:a..b..", ["ex:a..b", ".", "."]),
        ("_:a._:b", ["_:a._", ":b"]),
        ("1..5", ["1", ".", ".5"]),
        ("1.2.3", ["1.2", ".3"]),
        ("1.", ["1", "."]),
        ("1-1", ["1", "-1"]),
        ("?a-1", ["?a", "-1"]),
        ("<a>?b", ["<a>", "?b"]),
        ("<a>??b", ["<a>", "?", "?b"]),
        ("<a>*/^<b>", ["<a>", "*", "/", "^", "<b>"]),
        ("'a'@en-1", ["'a'", "@en-1"]),
        ("'a'@en1", ["'a'", "@en", "1"]),
        ("'a'^^ex:b", ["'a'", "^^", "ex:b"]),
        ("''''''", ["''''''"]),
        ("# a\rb", ["b"]),
        ("# a\nb", ["b"]),
        ("# a\x0b\u2028b", []),
        ("a.b:c", ["a.b:c"]),
        ("a.b", ["a", ".", "b"]),
        ("a.:b", ["a", ".", ":b"]),
        ("-a:b", ["-", "a:b"]),
        (r"id:a\#b", [r"id:a\#b"]),
        ("a#b", ["a"]),
        ("?a{|?b ?c|}", ["?a", "{|", "?b", "?c", "|}"]),
        ("<< ?a ?b (1) >>", ["<<", "?a", "?b", "(", "1", ")", ">>"]),
    ],
)
def test_where_tokens_end(query: str, expected: list[str]) -> None:
    assert texts(query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "ASK{FILTER(?a<?b&&?c>?d)}",
        "ASK{FILTER(?x&&(1)<?b&&?c>?d)}",
        "ASK{FILTER('x'<?b&&?c>?d)}",
        "ASK{FILTER('x'@en<?b&&?c>?d)}",
        "ASK{FILTER(true<?b&&?c>?d)}",
        "ASK{FILTER(FALSE<?b&&?c>?d)}",
        "ASK{FILTER(e:x<?b&&?c>?d)}",
        "ASK{FILTER(<urn:x><?b&&?c>?d)}",
        "ASK{FILTER(EXISTS{}<?b&&?c>?d)}",
        "ASK{FILTER ex:f(?a<?b&&?c>?d)}",
        "ASK{BIND(?a<?b&&?c>?d AS ?e)}",
        "SELECT(?a<?b&&?c>?d AS ?e){}",
        "SELECT(1 AS ?f)(?a<?b&&?c>?d AS ?e){}",
        "SELECT*{}GROUP BY ?x HAVING(?a<?b&&?c>?d)",
        "SELECT*{}ORDER BY ?x DESC(?a<?b&&?c>?d)",
        "ASK{FILTER(?x # <\n<?b&&?c>?d)}",
        "ASK{{SELECT(1 AS ?f){}ORDER BY(?a<?b&&?c>?d)}}",
    ],
)
def test_behind_a_value_in_an_expression_stands_a_comparison(query: str) -> None:
    assert (Kind.PUNCTUATION, "<") in kinds(query)
    assert not any("&" in text for kind, text in kinds(query) if kind is Kind.IRI)


@pytest.mark.parametrize(
    "query",
    [
        "ASK{?s ?p(?a<?b&&?c>)}",
        "ASK{?s(<urn:a>|^<?b&&?c>)?o}",
        "ASK{VALUES(?a ?b){(1<?b&&?c>)}}",
        "ASK{?s ?p[?q<?b&&?c>]}",
        "ASK{FILTER(?x<1)?s ?p(?a<?b&&?c>)}",
        "ASK{BIND(1 AS ?x)(?a<?b&&?c>)?p ?o}",
        "ASK{FILTER EXISTS{?s ?p(?a<?b&&?c>)}}",
        "ASK{FILTER(EXISTS{?s ?p(?a<?b&&?c>)})}",
        "SELECT(1 AS ?x){?s ?p(?a<?b&&?c>)}",
        "SELECT(1 AS ?x)WHERE{?s ?p(?a<?b&&?c>)}",
        "SELECT*{}ORDER BY(?x)LIMIT 1 VALUES(?a){(1<?b&&?c>)}",
        "SELECT*{}GROUP BY ?x<?b&&?c>(1)",
        "ASK{FILTER(<?b&&?c>(1))}",
        "ASK{FILTER(1=<?b&&?c>)}",
        "ASK{FILTER(?x IN(1,<?b&&?c>))}",
        "ASK{FILTER(NOT<?b&&?c>)}",
        "}}ASK{?s ?p(?a<?b&&?c>)}",
        "(?a<?b&&?c>)",
    ],
)
def test_elsewhere_stands_an_iri(query: str) -> None:
    assert (Kind.IRI, "<?b&&?c>") in kinds(query)


def test_a_comparison_may_be_less_or_equal() -> None:
    assert texts("FILTER(?a<=?b)")[3] == "<="
    assert texts("FILTER(?a<<urn:b>)")[3:5] == ["<", "<urn:b>"]
    assert texts("FILTER(?a<=>?b)")[3:5] == ["<=", ">"]


def test_what_a_token_says() -> None:
    word, variable, iri, name, other = without_gaps(
        tokenize(r"sel\u0065ct ?\u0061b <urn:\u0062> e\u0078:a:b 'a'")
    )
    assert (word.word, variable.variable, iri.iri, name.prefix) == ("SELECT", "ab", "urn:b", "ex:")
    assert {word.variable, word.iri, word.prefix, variable.word, iri.word, name.word} == {""}
    assert (other.word, other.variable, other.iri, other.prefix) == ("", "", "", "")
    assert tokenize(":a")[0].prefix == ":"


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("e:", "urn:e#"),
        ("e:a", "urn:e#a"),
        ("e:a:b", "urn:e#a:b"),
        (r"e:a\#b\.c", "urn:e#a#b.c"),
        (r"\u0065:\u0061", "urn:e#a"),
        ("f:a", ""),
        ("<urn:a>", "urn:a"),
        ("'e:a'", ""),
        ("?e", ""),
    ],
)
def test_what_a_name_stands_for(text: str, full: str) -> None:
    assert tokenize(text)[0].in_full({"e:": "urn:e#"}) == full


def test_only_prefix_declares_a_prefix() -> None:
    tokens = tokenize(
        "PREFIX a: <urn:a> prefix # one\n : <urn:b> ASK { ?s a:p <urn:c> ; PREFIX 1 }"
    )
    prefixes = [(name.text, iri.iri) for _, name, iri in declarations(without_gaps(tokens))]
    assert prefixes == [("a:", "urn:a"), (":", "urn:b")]


def test_marks_and_gaps() -> None:
    space, comment, _, brace, string = tokenize(" #\n{'{'")
    assert space.is_gap
    assert comment.is_gap
    assert not brace.is_gap
    assert brace.is_mark("(", "{")
    assert not brace.is_mark("(", "}")
    assert not brace.is_mark()
    assert not string.is_mark("'{'")


def test_escapes_of_other_kinds_are_left_alone() -> None:
    assert decode(r"\u0041\U00000042\\u0041\n") == r"AB\\u0041\n"
    assert texts(r"'\\uD800'") == [r"'\\uD800'"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("ASK {\n  'a }", "2:3: the string is not closed on its line; write ' at its end, or '''"),
        ("'a\nb'", "1:1: the string is not closed on its line"),
        ('"a\rb"', '1:1: the string is not closed on its line; write " at'),
        ("'''a", "1:3: the string is not closed; write ''' at its end"),
        ('"""a\n""', '1:3: the string is not closed; write """ at its end'),
        (r"'a\qb'", r"1:1: '\\q' at 1:3 is no escape; write \\\\ for a backslash"),
        ("\n'''a\n\\q'''", r"2:3: '\\q' at 3:1 is no escape"),
        (r"'\u12'", r"'\\u' at 1:2 is no escape"),
        (r"'\uD83D\uDE00'", r"1:2: \\uD83D is the number of no character"),
        (r"'\uD800'", r"1:2: \\uD800 is the number of no character"),
        (r"<urn:\uDFFF>", r"1:6: \\uDFFF is the number of no character"),
        (r"'\U00110000'", r"\\U00110000 is the number of no character"),
        (r"?x\u0020y", r"1:1: '\?x\\u0020y' would be '\?x y', which is no variable; write out"),
        (r"<urn:\u003Ex>", "which is no IRI"),
        (r"a:b\u002E", "'a:b.', which is no prefixed name"),
        (r"_:a\u0020", "which is no blank node"),
        (r"SELECT\u0020", "which is no word"),
        ("_a:b", "1:1: '_' can stand only in"),
        ("'''''", "1:5: the string is not closed"),
        ("a & b", "1:3: '&' is no operator; write &&"),
        ("$ a", r"1:1: no name stands after '\$'; write a variable as \$name"),
        ("'a'@ en", "1:4: no language stands after '@'; write a language tag as @en"),
        ("a\\b", "1:2: a backslash can stand only in a string, an IRI or a name"),
        ("a:b\\x", "1:4: a backslash"),
        ("“a”", "1:1: '“' is no quotation mark in SPARQL; write \""),
        ("’a’", "1:1: '’' is no quotation mark in SPARQL; write '"),
        ("a\u00a0b", r"1:2: U\+00A0 is no white space in SPARQL; write a space"),
        ("a\x0bb", r"1:2: U\+000B is no white space in SPARQL"),
        ("a\x00", r"1:2: U\+0000 is no white space"),
        ("\ufeffASK {}", "1:1: a byte order mark is no part of SPARQL; save the text as UTF-8 wi"),
        ("a € b", "1:3: '€' can stand only in a string, an IRI or a comment; leave it out"),
        ("'\ud800'", "1:2: this is half a character; save the text as UTF-8"),
        ("a\r\nb\r%", "3:1: '%' can stand only in"),
    ],
)
def test_what_is_no_token_is_refused_with_its_place(query: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        tokenize(query)


def test_places_are_counted_in_lines_of_all_three_ends() -> None:
    query = "a\nb\rc\r\nd"
    assert [position_at(query, query.index(char)) for char in "abcd"] == [
        (1, 1),
        (2, 1),
        (3, 1),
        (4, 1),
    ]
    assert position_at("abc", 2) == (1, 3)
    assert str(error_at("a\nbc", 3, "so")) == "the query does not parse: 2:2: so"


def test_the_brace_that_closes() -> None:
    tokens = tokenize("a{b{'}'}#}\n}c}")
    assert join(tokens[: closing(tokens, 0) + 1]) == "a{b{'}'}#}\n}"
    assert join(tokens[: closing(tokens, 3) + 1]) == "a{b{'}'}"
    for text in ("{ {}", "", "a"):
        with pytest.raises(QueryError, match="a brace is not closed"):
            closing(tokenize(text), 0)


def test_long_texts_are_read_as_short_ones() -> None:
    long = "?a " * 10_000
    assert join(tokenize(long)) == long
    assert tokenize(long)[-2] == Token(Kind.VARIABLE, "?a", 29_997)


def test_a_short_text_is_read_once() -> None:
    assert tokenize("?a ") is tokenize("?a ")


@pytest.mark.parametrize(
    "text",
    [
        "'" + r"\\" * 30_000,
        "'" * 60_001,
        "a." * 30_000,
        "a-" * 30_000,
        "a:b" + "." * 30_000,
        "_:a" + ".a" * 30_000,
        "<a" * 30_000,
        "1." * 30_000,
        "@a-b" * 20_000,
        r"\u0041." * 30_000,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    """Each of these would take minutes, were the lexer to look through the rest at each token."""
    with contextlib.suppress(QueryError):
        assert join(tokenize(text)) == text


def test_a_prefix_has_a_bound() -> None:
    assert len(tokenize("a" * 255 + ":b")) == 1
    assert texts("a" * 256 + ":b") == ["a" * 256, ":b"]
