"""No text that the policy allows reaches the network: queries, updates and shapes, at scale.

Each text is built around SERVICE, LOAD or FROM, cut where an engine might read it otherwise than
the policy, and spoilt there: escapes, comments, strings, line ends, byte order marks, halves of
characters. What the policy allows is run without the second wall, with a server on this machine
listening behind every address in it.
"""

from __future__ import annotations

import contextlib
import random
from collections import Counter
from collections.abc import Callable

import pyoxigraph as ox
import pytest

from kg.errors import QueryError, ShapeError
from kg.model import Iri, Triple
from kg.rdf.namespaces import RDF_TYPE, SH
from kg.sparql import policy
from kg.validation import Validator, reference
from kg.validation.compiler import compile_shapes
from kg.validation.data_graph import MemoryGraph, Statement
from tests.sparql.generator import Generator

SHORT, LONG = 8_000, 240_000
CHUNKS = 4
MOST_BY_PYSHACL = 25  # of one chunk; each takes some 30 ms

#: a bar is where something is put in; ADDRESS is the server
QUERIES = (
    "SELECT * { $this ?p ?o . |SERVICE| <ADDRESS> { ?s ?p ?x } }",
    "SELECT * { $this ?p |true|SERVICE| <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { { } |SERVICE| |SILENT| e:x { $this ?p ?o } }",
    "SELECT * { $this ?p ?o . |SERVICE| :x { ?s ?p ?o } }",
    "SELECT * { $this ?p ?o FILTER(1|<|2|)|SERVICE| |#|>|\n| <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { $this ?p |'|x|'| . |SERVICE| <ADDRESS> { ?s ?p |'''|#|'''| } }",
    "SELECT * { VALUES ?x { |e:a| |'x'| } |#|x|\r|SERVICE| <ADDRESS> { $this ?p ?o } }",
    'SELECT * { $this ?p "|\\|u0022| SERVICE <ADDRESS> { ?s ?p ?o } #|" }',
    "SELECT * { $this ?p e:x|\\|#| . |SERVICE| <ADDRESS> { ?s ?p ?o }\n }",
    "SELECT * { $this ?p ?o } |#| |\r|}| SERVICE <ADDRESS> { }",
    "SELECT * |FROM| <ADDRESS> { $this ?p ?o }",
    "SELECT * |FROM| |NAMED| |e:x| { GRAPH ?g { $this ?p ?o } }",
    "ASK { $this ?p ?o . |S|ERVICE| ?where| { ?s ?p ?o } }",
    "CONSTRUCT { $this ?p 'SERVICE <ADDRESS>' } WHERE { $this ?p ?o |#| SERVICE|\n| }",
    "SELECT * { $this ?p 'SERVICE |<ADDRESS>| { }' , <ADDRESS|#|SERVICE> |.| }",
    "DESCRIBE <ADDRESS> |#| |SERVICE| <ADDRESS>",
    "SELECT * { $this ?p ?o |#| SERVICE <ADDRESS> {}|\n|FILTER(?o= |'''|SERVICE <ADDRESS>|'''|) }",
    "ASK { $this e:service| |?load . # |SERVICE <ADDRESS> { }|\r\n| }",
)
UPDATES = (
    "LOAD| |<ADDRESS>",
    "LOAD| |SILENT| |<ADDRESS>| INTO GRAPH e:x",
    "CLEAR ALL| |;| |LOAD| |e:x",
    "INSERT DATA { e:a e:b |'|LOAD <ADDRESS>|'| } |;| |LOAD| |<ADDRESS>",
    "INSERT { e:a e:b ?o } WHERE { |SERVICE| <ADDRESS> { ?s ?p ?o } }",
    "DELETE WHERE { e:a e:b ?o |#|x|\r|} ; LOAD <ADDRESS> #| }",
    "INSERT DATA { e:a e:b |'''|; LOAD <ADDRESS> |'''| } |#| ; LOAD <ADDRESS>",
    "DELETE DATA { e:load e:b <ADDRESS|#LOAD> } ;| # LOAD <ADDRESS>|\n| CLEAR DEFAULT",
    "WITH e:x DELETE { ?s ?p ?o } |USING| <ADDRESS> WHERE { ?s ?p ?o |.| SERVICE| e:x { } }",
)
NAMESPACES = (
    "ADDRESS|",
    "x>| SELECT $this { |SERVICE| <ADDRESS> { ?s ?p ?o } } |#",
    "x>|\r|SELECT * { SERVICE <ADDRESS> {|} } #|",
)
_SPOILERS = (
    *("\r", "\n", "\r\n", "\ufeff", "\ud800", "\udc00", "\u2028", "\x0b", "\x00", "\u00a0", "\t"),
    *("#", "# x", "#\r", "#\n", "'", '"', "'''", '"""', "\\", "\\\\", "\\'", '\\"', "\\#"),
    *("\\u000D", "\\u0023", "\\u0027", "\\u003E", "\\u000A", "\\U0000000A", "\\u0053"),
    *("{", "}", "(", ")", "<", ">", "<<", ">>", ";", ".", ":", "e:", "_:", "@en", "^^", "1", "1e"),
    *("-", "?x", "$", " ", "true", "false", "SERVICE", "service", "SILENT", "LOAD", "FROM", "%53"),
    *("\u017f", "\u212a"),
)


class Attacks:
    """Makes texts from one seed, and runs what is allowed."""

    def __init__(self, seed: int, listener: str) -> None:
        self.chance = random.Random(seed)
        self.generator = Generator(seed)
        self.listener = listener
        self.counts: Counter[str] = Counter()
        self.by_pyshacl = 0

    def spoilt(self, attack: str) -> str:
        """Return an attack with something put in at some of its bars."""
        *pieces, last = attack.replace("ADDRESS", self.listener).split("|")
        often = self.chance.choice((0.1, 0.35))
        return "".join(piece + self.joint(often) for piece in pieces) + last

    def joint(self, often: float) -> str:
        """Return what is put in at a bar: nothing, or so often a spoiler."""
        if self.chance.random() > often:
            return ""
        is_known = self.chance.random() < 0.85
        return self.chance.choice(_SPOILERS) if is_known else self.generator.mutated("")

    def prologue(self) -> str:
        """Return prefixes, at times one that looks like a keyword."""
        prefixes = f"PREFIX : <{self.listener}> PREFIX e: <{self.listener}> "
        if self.chance.random() < 0.3:
            name = self.chance.choice(("SERVICE", "x", "a", "trueSERVICE", "LOAD", "Service-x"))
            prefixes += f"PREFIX {name}: <urn:x> "
        return prefixes

    def run_text(self) -> None:
        """Make one text, and run it where it is allowed."""
        kind = self.chance.choice(("query", "query", "query", "update", "shape"))
        self.counts[kind] += 1
        if kind == "shape":
            allowed = self.shape()
        else:
            attack = self.chance.choice(QUERIES if kind == "query" else UPDATES)
            text = self.prologue() + self.spoilt(attack)
            allowed = _is_allowed(text)
            if allowed:
                run(text)
        self.counts[f"{kind} allowed"] += allowed

    def shape(self) -> bool:
        """Make a shape with a text in one of the places where SPARQL stands."""
        place = self.chance.choice(("select", "ask", "target", "namespace"))
        text = self.spoilt(self.chance.choice(QUERIES)).replace("SELECT *", "SELECT $this ?p ?o")
        namespace = self.listener
        if place == "namespace":
            text = "SELECT $this { $this ?p ?o }"
            namespace = self.spoilt(self.chance.choice(NAMESPACES))
        if place == "ask":
            text = text.replace("SELECT $this ?p ?o", "ASK")
        with contextlib.suppress(ValueError):  # pyoxigraph itself refuses halves of characters
            return self.validated(_shapes(place, text, namespace))
        return False

    def validated(self, graph: MemoryGraph) -> bool:
        """Return whether the shapes are allowed, having validated by them."""
        try:
            validator = Validator(compile_shapes(graph))
            shapes = validator.shapes
            if shapes.foreign and self.by_pyshacl < MOST_BY_PYSHACL:
                self.by_pyshacl += 1
                with contextlib.suppress(Exception):
                    reference.validate(_TRIPLES, shapes, shapes.foreign)
            elif not shapes.foreign:
                validator.validate(_DATA, columns=False)
        except (ShapeError, QueryError):
            return False
        return True


_TRIPLES = [Triple(Iri("http://e/a"), Iri("http://e/p"), Iri("http://e/b"))]
_DATA = MemoryGraph(
    [(ox.NamedNode("http://e/a"), ox.NamedNode("http://e/p"), ox.NamedNode("http://e/b"))]
)


def _shapes(place: str, text: str, namespace: str) -> MemoryGraph:
    """Return shapes with the text in a place, made of terms, as no Turtle has to carry it."""
    shape, constraint, prefixes = (ox.NamedNode(f"http://e/{name}") for name in "SCP")

    def sh(name: str) -> ox.NamedNode:
        return ox.NamedNode(SH + name)

    statements: list[Statement] = [
        (shape, ox.NamedNode(RDF_TYPE), sh("NodeShape")),
        (shape, sh("nodeKind"), sh("IRI")),
        (prefixes, sh("declare"), ox.BlankNode("d")),
        (ox.BlankNode("d"), sh("prefix"), ox.Literal("e")),
        (ox.BlankNode("d"), sh("namespace"), ox.Literal(namespace)),
        (constraint, sh("prefixes"), prefixes),
        (constraint, sh("ask" if place == "ask" else "select"), ox.Literal(text)),
    ]
    if place == "target":
        statements.append((shape, sh("target"), constraint))
        return MemoryGraph(statements)
    statements.append((shape, sh("targetSubjectsOf"), ox.NamedNode("http://e/p")))
    if place == "ask":
        component, parameter = ox.NamedNode("http://e/K"), ox.NamedNode("http://e/k")
        statements += [
            (component, ox.NamedNode(RDF_TYPE), sh("ConstraintComponent")),
            (component, sh("parameter"), ox.BlankNode("q")),
            (ox.BlankNode("q"), sh("path"), parameter),
            (component, sh("validator"), constraint),
            (shape, parameter, ox.Literal("1")),
        ]
    else:
        statements.append((shape, sh("sparql"), constraint))
    return MemoryGraph(statements)


def _is_allowed(text: str) -> bool:
    try:
        policy.check(text)
    except QueryError:
        return False
    return True


def run(text: str) -> None:
    """Run a text as a query and as an update, whatever comes of it."""
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:a"), ox.Literal(value=True)))
    with contextlib.suppress(SyntaxError, ValueError, RuntimeError, OSError):
        answer = store.query(text)
        if not isinstance(answer, ox.QueryBoolean):
            next(iter(answer), None)
    with contextlib.suppress(SyntaxError, ValueError, RuntimeError, OSError):
        store.update(text)


def test_each_query_and_update_reaches_the_network_where_nothing_checks_it(
    listener: tuple[str, list[str]],
) -> None:
    address, requests = listener
    """Else the tests below would try nothing; what FROM names, the engine does not fetch."""
    reaching = 0
    for attack in (*QUERIES, *UPDATES):
        before = len(requests)
        run(
            f"PREFIX : <{address}> PREFIX e: <{address}> "
            + attack.replace("|", "").replace("ADDRESS", address)
        )
        reaching += len(requests) > before
    assert reaching >= 13


chunks = pytest.mark.parametrize(
    ("chunk", "number"),
    [
        *((chunk, SHORT // CHUNKS) for chunk in range(CHUNKS)),
        *(
            pytest.param(chunk, LONG // CHUNKS, marks=pytest.mark.full)
            for chunk in range(CHUNKS, 2 * CHUNKS)
        ),
    ],
)


@chunks
def test_nothing_that_is_allowed_reaches_the_network(
    chunk: int, number: int, listener: tuple[str, list[str]], report_counts: Callable[[str], None]
) -> None:
    address, requests = listener
    attacks = Attacks(chunk, address)
    for _ in range(number):
        attacks.run_text()
        assert requests == []
    counts = attacks.counts
    assert counts["query"] + counts["update"] + counts["shape"] == number
    for kind in ("query", "update", "shape"):
        assert counts[f"{kind} allowed"] > 5, counts
    report_counts(
        f"{number:,} texts ({', '.join(f'{n:,} {kind}' for kind, n in sorted(counts.items()))}; "
        f"{attacks.by_pyshacl} by pySHACL): {len(requests)} requests"
    )
