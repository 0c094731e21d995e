"""What a query may do: what is refused, what only looks forbidden, what reaches the network."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import library
from kg.errors import QueryError
from kg.sparql import policy
from tests.sparql.generator import Generator

ROOT = Path(__file__).parents[2]
PREFIXES = "PREFIX : <http://127.0.0.1:9/> PREFIX e: <http://127.0.0.1:9/> "


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("PREFIX a: <http://e/>\n# INSERT\nBASE <http://f/> select ?address {}", "SELECT"),
        ("PREFIX a: <http://e/> PREFIX select: <http://e/> ASK {}", "ASK"),
        ("VERSION '1.2' CONSTRUCT WHERE {}", "CONSTRUCT"),
        ("base <urn:a> DESCRIBE <b>", "DESCRIBE"),
        ("# SELECT\rINSERT DATA {}", "INSERT"),
        ("PREFIX a: <http://e/>", ""),
        ("PREFIX", ""),
        ("?x", ""),
        (" # nothing", ""),
        ("", ""),
    ],
)
def test_the_form_is_the_first_word_behind_the_prologue(query: str, form: str) -> None:
    assert policy.form(query) == form


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service ?load ?from { ?service ?load ?from }",
        "SELECT ?x { ?x <urn:SERVICE> 'SERVICE <http://x/> {}' } # LOAD FROM",
        "PREFIX a: <urn:a> SELECT * { a:service a:LOAD a:from . ?s a:b-SERVICE _:SERVICE }",
        "PREFIX my-service: <urn:a> SELECT * { ?s my-service:p my-service:load }",
        "PREFIX payload: <urn:a> SELECT * { ?s payload:p payload:load }",
        "SELECT * { ?s ?p 'x'@load }",
        "select * { ?s a ?o filter(bound(?o) && true) } order by desc(?s)",
        "SELECT * { ?s ?p '''it's \"x\" \\\\ \\u00e9 \\n''' }",
        "SELECT (Sha256('x') AS ?y) (group_concat(?a; separator=', ') AS ?b) {}",
        "SELECT * { ?s ?p ?o LATERAL { SELECT * { ?o ?q ?r } LIMIT 1 } }",
        "INSERT DATA { <urn:a> <urn:b> 1 } ; CLEAR SILENT GRAPH <urn:a>",
        "SELECT ?a AS ?b { }",  # what is wrong with it, the engine says
    ],
)
def test_what_only_looks_forbidden_is_allowed(query: str) -> None:
    policy.check(query)


def test_every_query_of_the_library_is_allowed() -> None:
    for query in library.read(ROOT / "queries").values():
        policy.check(query.plain)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * { SERVICE <http://x/> { } }", "SERVICE is not allowed: .*--allow-service HOST"),
        ("SELECT * { sErViCe SILENT <http://x/> { } }", "SERVICE is not allowed"),
        ("SELECT * { # hi\rSERVICE <http://x/> { } }", "SERVICE is not allowed"),
        (r"PREFIX id: <urn:x> SELECT * { ?s ?p id:a\# . SERVICE <http://x/> { } }", "SERVICE is"),
        (r"PREFIX id: <urn:x> SELECT * { ?s ?p id:a\' . SERVICE <http://x/> {} ?s ?p '' }", "SERV"),
        ("SELECT * { FILTER(?a<?b)SERVICE#>\n<http://x/>{ } }", "SERVICE is not allowed"),
        ("SELECT * { ?s ?p 1SERVICE<http://x/>{ } }", "SERVICE is not allowed"),
        (r"SELECT * { SERVIC\u0045 <http://x/> { } }", "SERVICE is not allowed"),
        ("LOAD <file:///etc/passwd>", "LOAD is not allowed: queries do not reach the network"),
        ("CLEAR ALL;LOAD<http://x/>", "LOAD is not allowed"),
        ("SELECT * FROM <urn:g> { }", "FROM is not allowed: use GRAPH"),
        ("SELECT * FROM NAMED <urn:g> { }", "FROM is not allowed"),
        ("SELECT * { ?s ?p trueSERVICE <http://x/> { } }", "1:18: 'trueSERVICE' is no word"),
        ("SELECT * { SERVICESILENT <http://x/> { } }", "'SERVICESILENT' is no word"),
        ("SELCT * { }", "1:1: 'SELCT' is no word of SPARQL; did you mean SELECT?"),
        ("SELECT * {\n ?s ?p jalisco }", "2:8: 'jalisco' is no word of SPARQL; a variable is"),
        (f"{PREFIXES}SELECT * {{ SERVICE:x {{ }} }}", "the prefix 'SERVICE:' begins like"),
        (f"{PREFIXES}SELECT * {{ SERVICEe:x {{ }} }}", "the prefix 'SERVICEe:' begins like"),
        (f"{PREFIXES}SELECT * {{ ?s ?p trueservice:x {{ }} }}", "begins like a keyword"),
        (f"{PREFIXES}SELECT * {{ ?s ?p FALSEservicee:x {{ }} }}", "begins like a keyword"),
        (f"{PREFIXES}LOADe:x", "the prefix 'LOADe:' begins like a keyword"),
        (f"{PREFIXES}SELECT * From:x {{ }}", "the prefix 'From:' begins like a keyword"),
        (r"SELECT * { ?s ?p '\u0027' }", r"1:19: \\u0027 may end the string or not"),
        (r"SELECT * { ?s ?p '\\u0027' }", r"1:20: \\u0027 may end the string"),
        (r"SELECT * { ?s ?p '''\u0022''' }", "may end the string"),
        (r"SELECT * { ?s ?p '\U0000000a' }", "may end the string"),
        (r"SELECT * { ?s ?p '\u005C' }", "may end the string"),
        (r"SELECT * { # \u000D" + "\n}", "may end the comment"),
        ("SELECT * { 'a }", "1:12: the string is not closed"),
        ("\ufeffSELECT * { }", "1:1: a byte order mark is no part of SPARQL"),
    ],
)
def test_what_leaves_the_store_or_can_be_read_in_two_ways_is_refused(
    query: str, message: str
) -> None:
    with pytest.raises(QueryError, match=message):
        policy.check(query)


HOSTS = frozenset(
    ("a.example", "b.example:8080", "y.example:80", "z.example:443", "[::1]", "[::2]:99")
)


@pytest.mark.parametrize(
    "address",
    [
        "<http://a.example/sparql>",
        "<https://A.EXAMPLE:99/>",
        "SILENT <http://a.example/>",
        "silent#\n<http://b.example:8080/>",
        r"<http://a.\u0065xample/>",
        "<http://y.example:80/>",
        "<http://y.example/>",
        "<https://z.example/>",
        "<https://z.example:443/a@b>",
        "<http://a.example/a@b//c@d>",
        "<http://[::1]/>",
        "<https://[::2]:99/sparql>",
        "<http://a.example?a@b>",
        "<http://a.example#a@b>",
    ],
)
def test_a_service_may_name_an_allowed_host(address: str) -> None:
    policy.check(f"SELECT * {{ SERVICE {address} {{ }} }}", HOSTS)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("<http://c.example/>", "--allow-service c.example would allow it"),
        ("<https://y.example/>", "--allow-service y.example would allow it"),
        ("<http://z.example/>", "--allow-service z.example would allow it"),
        ("<http://b.example/>", "--allow-service b.example would"),
        ("<http://b.example:80801/>", "would allow it"),
        ("<http://a.example@c.example/>", "holds a login"),
        ("<http://user:secret@a.example/>", "holds a login"),
        ("<http://user@a.example//x>", "holds a login"),
        ("<http://user@a.example?x//y>", "holds a login"),
        ("<http://c.example/?a.example>", "--allow-service c.example"),
        ("<ftp://a.example/>", r"SERVICE <ftp://a.example/> is not allowed"),
        ("<//a.example/>", "is not allowed"),
        ("<a.example>", "--allow-service HOST would"),
        ("<http://[a.example/>", "is not allowed"),
        ("<http://[::2]/>", r"--allow-service \[::2\] would"),
        ("?where", "in full, in angle brackets"),
        ("e:a", "in full, in angle brackets"),
        ("SILENT ?where", "in full, in angle brackets"),
        ("SILENT SILENT <http://a.example/>", "in full, in angle brackets"),
        ("", "in full, in angle brackets"),
    ],
)
def test_a_service_may_name_no_other_host(address: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        policy.check(f"SELECT * {{ SERVICE {address} {{ }} }}", HOSTS)


def test_every_service_is_looked_at_and_load_never_allowed() -> None:
    allowed = "SERVICE <http://a.example/> { }"
    policy.check(f"SELECT * {{ {allowed} {allowed} }}", HOSTS)
    with pytest.raises(QueryError, match=r"c\.example"):
        policy.check(f"SELECT * {{ {allowed} SERVICE <http://c.example/> {{ }} }}", HOSTS)
    with pytest.raises(QueryError, match="LOAD is not allowed"):
        policy.check("LOAD <http://a.example/>", HOSTS)
    with pytest.raises(QueryError, match="in full"):
        policy.check("SELECT * { SERVICE", HOSTS)


def test_the_length_is_bounded() -> None:
    query = "SELECT * { } #"
    policy.check(query.ljust(policy.MAX_LENGTH, "x"))
    with pytest.raises(QueryError, match="the query has 1,000,001 characters; 1,000,000 are allow"):
        policy.check(query.ljust(policy.MAX_LENGTH + 1, "x"))


@pytest.mark.parametrize(("opening", "closing"), [("{", "}"), ("(", ")"), ("[", "]")])
def test_nesting_is_bounded(opening: str, closing: str) -> None:
    def nested(depth: int) -> str:
        return "SELECT * " + opening * depth + closing * depth

    policy.check(nested(200))
    policy.check("{}" * 300 + ")" * 300 + nested(200))
    with pytest.raises(QueryError, match="the query nests deeper than 200 brackets"):
        policy.check(nested(201))


@pytest.mark.parametrize(
    ("start", "piece", "end", "weight"),
    [
        ("SELECT * { {}", " UNION {}", "}", 1),
        ("SELECT * { ", "OPTIONAL {} . ", "}", 1),
        ("SELECT * { ", "MINUS {} ; ", "}", 1),
        ("SELECT * { ", "FILTER(true) , ", "}", 1),
        ("SELECT * { ", "LATERAL {}", "}", 1),
        ("SELECT * { ", "BIND(1 AS ?x)", "}", 1),
        ("SELECT ", "(1 AS ?x)", "{ }", 1),
        ("ASK { FILTER(?a", "||?a", ") }", 1),
        ("ASK { FILTER(?a", "&&!?a", ") }", 2),
        ("ASK { FILTER(1", "+ 1 - 1", ") }", 2),
        ("ASK { FILTER(1", "+1-1", ") }", 2),
        ("ASK { FILTER(1", "*1/1", ") }", 2),
        ("ASK { ?s ^a", "/a|^a", " ?o }", 3),
    ],
)
def test_what_stands_in_a_row_is_bounded(start: str, piece: str, end: str, weight: int) -> None:
    fits = policy.MAX_DEPTH // weight - 5
    policy.check(start + piece * fits + end)
    with pytest.raises(QueryError, match="more than 500 operators or patterns in a row"):
        policy.check(start + piece * (fits + 6) + end)


def test_rows_in_brackets_within_each_other_add_up() -> None:
    row = "1" + "+ 1" * 300
    policy.check(f"ASK {{ FILTER(({row}) = ({row})) }}")
    policy.check(f"ASK {{ FILTER(f({row}, {row})) }}".replace("f(", "COALESCE("))
    with pytest.raises(QueryError, match="in a row"):
        policy.check(f"ASK {{ FILTER({row} + ({row})) }}")


def test_long_lists_are_no_rows() -> None:
    numbers = " ".join(f"-{number}" for number in range(5000))
    policy.check(f"SELECT * {{ VALUES ?x {{ {numbers} }} }}")
    policy.check(f"SELECT * {{ FILTER(?x IN ({numbers.replace(' ', ',')})) }}")
    policy.check("SELECT * { " + "?s a/a ?o . " * 5000 + "}")
    policy.check("INSERT DATA { " + "GRAPH <urn:g> { <urn:a> <urn:b> -1 } " * 5000 + "}")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { {?s ?p ?o}" + " UNION {?s ?p ?o}" * 20_000 + " } LIMIT 1",
        "SELECT * { FILTER(1=2" + "||1=2" * 9_400 + ") }",
        "SELECT * { FILTER(" + "!" * 20_000 + "1) }",
        "SELECT * { ?s <urn:a>" + "/<urn:a>" * 20_000 + " ?o }",
    ],
)
def test_what_would_crash_the_process_is_refused(query: str) -> None:
    with pytest.raises(QueryError):
        policy.check(query)


ATTACKS = (
    "SELECT * { ?s ?p ?o . |SERVICE| <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { ?s ?p |true|SERVICE| <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { { } |SERVICE| |SILENT| e:x { ?s ?p ?o } }",
    "SELECT * { |SERVICE| :x { ?s ?p ?o } }",
    "SELECT * { FILTER(1|<|2|)|SERVICE| |#|>|\n| <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { ?s ?p |'|x|'| . |SERVICE| <ADDRESS> { ?s ?p |'''|#|'''| } }",
    "SELECT * { VALUES ?x { |e:a| |'x'| } |#|x|\r|SERVICE| <ADDRESS> { ?s ?p ?o } }",
    "LOAD| |<ADDRESS>",
    "CLEAR ALL| |;| |LOAD| |e:x",
)


def run(text: str) -> None:
    """Run a text as a query and as an update, whatever comes of it."""
    store = ox.Store()
    for value in (True, "x"):
        store.add(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:a"), ox.Literal(value)))
    with contextlib.suppress(SyntaxError, ValueError, RuntimeError, OSError):
        answer = store.query(text)
        if isinstance(answer, ox.QuerySolutions):
            next(answer, None)
    with contextlib.suppress(SyntaxError, ValueError, RuntimeError, OSError):
        store.update(text)


def test_the_attacks_reach_the_network_where_nothing_checks_them(
    listener: tuple[str, list[str]],
) -> None:
    address, requests = listener
    for attack in ATTACKS:
        before = len(requests)
        prologue = f"PREFIX : <{address}> PREFIX e: <{address}> PREFIX SERVICE: <urn:x> "
        run(prologue + attack.replace("|", "").replace("ADDRESS", address))
        assert len(requests) > before, attack


def test_nothing_that_is_allowed_reaches_the_network(listener: tuple[str, list[str]]) -> None:
    address, requests = listener
    allowed = 0
    for seed in range(4_000):
        generator = Generator(seed)
        choose = generator.random
        prologue = f"PREFIX : <{address}> PREFIX e: <{address}> "
        if choose.random() < 0.5:
            prologue += f"PREFIX {choose.choice(('SERVICE', 'x', 'a', 'trueSERVICE'))}: <urn:x> "
        pieces = choose.choice(ATTACKS).replace("ADDRESS", address).split("|")
        text = pieces[0] + "".join(_joint(choose, generator) + piece for piece in pieces[1:])
        try:
            policy.check(prologue + text)
        except QueryError:
            continue
        allowed += 1
        run(prologue + text)
        assert requests == [], text
    assert allowed > 50


def _joint(choose: random.Random, generator: Generator) -> str:
    """Return what is put between two pieces of an attack; mostly nothing."""
    return generator.mutated("") if choose.random() < 0.4 else ""
