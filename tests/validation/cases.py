"""Random graphs, shapes over every Core component, and random changes, each from a seed."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass

import pyoxigraph as ox

from kg.rdf.namespaces import RDF, RDFS, SH, XSD
from kg.validation.data_graph import Term

E = "http://example.org/"
CASES = int(os.environ.get("KG_CASES", "2000"))
BATCH = min(50, CASES)  # cases of one test
#: batches that `make test` compares with pySHACL; the others are of the long form
SHORT = CASES if "KG_CASES" in os.environ else 4
_RDF_TYPE = ox.NamedNode(RDF + "type")
_SUBCLASS = ox.NamedNode(RDFS + "subClassOf")
_KINDS = ("IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
_PATTERNS = ('"^n"', '"o$"', '"[0-9]"', '"O" ; sh:flags "i"')
_DATATYPES = ("xsd:integer", "xsd:string", "rdf:langString")
_IGNORED = ("", " ; sh:ignoredProperties ( rdf:type )")
_LANGUAGES = ('"es"', '"en"', '"es" "en"')


@dataclass(frozen=True)
class Case:
    """A graph before, what goes and what comes, and the shapes as Turtle."""

    before: tuple[ox.Triple, ...]
    removed: tuple[ox.Triple, ...]
    added: tuple[ox.Triple, ...]
    shapes: str

    @property
    def after(self) -> tuple[ox.Triple, ...]:
        """The graph with the change made."""
        return tuple(
            dict.fromkeys([t for t in self.before if t not in self.removed] + list(self.added))
        )


def case(seed: int) -> Case:
    """Return the case of a seed."""
    maker = Maker(random.Random(seed))
    before = tuple(dict.fromkeys(maker.triple() for _ in range(maker.random.randint(5, 40))))
    removed = tuple(maker.random.sample(before, min(len(before), maker.random.randint(0, 5))))
    added = tuple(
        dict.fromkeys(
            triple
            for triple in (maker.triple() for _ in range(maker.random.randint(0, 6)))
            if triple not in before
        )
    )
    return Case(before, removed, added, maker.shapes())


class Maker:
    """Makes the parts of a case from one source of chance."""

    def __init__(self, source: random.Random) -> None:
        self.random = source
        self.nodes = [ox.NamedNode(f"{E}n{i}") for i in range(5)]
        self.blank = [ox.BlankNode(f"b{i}") for i in range(2)]
        self.subjects: list[ox.NamedNode | ox.BlankNode] = [*self.nodes, *self.nodes, *self.blank]
        self.classes = [ox.NamedNode(f"{E}C{i}") for i in range(4)]
        self.predicates = [ox.NamedNode(f"{E}p{i}") for i in range(4)]
        self.ordered = [ox.NamedNode(f"{E}q{i}") for i in range(2)]
        # no booleans, dates, ill-formed numbers: pySHACL puts them in order with numbers
        self.literals = [
            ox.Literal("1", datatype=ox.NamedNode(XSD + "integer")),
            ox.Literal("7", datatype=ox.NamedNode(XSD + "integer")),
            ox.Literal("2.5", datatype=ox.NamedNode(XSD + "decimal")),
            ox.Literal("a"),
            ox.Literal("Nuevo León"),
            ox.Literal("hello world"),
            ox.Literal("uno", language="es"),
            ox.Literal("dos", language="es"),
            ox.Literal("one", language="en-us"),
        ]

    def triple(self) -> ox.Triple:
        """Return a statement: mostly properties, some types, few subclasses."""
        pick, choice = self.random.random(), self.random.choice
        if pick < 0.06:
            return ox.Triple(choice(self.classes), _SUBCLASS, choice(self.classes))
        subject = choice(self.subjects)
        if pick < 0.3:
            return ox.Triple(subject, _RDF_TYPE, choice(self.classes))
        if pick < 0.45:  # a hub
            return ox.Triple(subject, self.predicates[0], self.nodes[0])
        if pick < 0.55:
            return ox.Triple(subject, choice(self.ordered), choice(self.literals[:3]))
        value = choice([*self.subjects, *self.literals, *self.literals])
        return ox.Triple(subject, choice(self.predicates), value)

    def shapes(self) -> str:
        """Return the shapes of the case as Turtle."""
        lines = [
            f"@prefix e: <{E}> .",
            f"@prefix sh: <{SH}> .",
            f"@prefix rdf: <{RDF}> .",
            f"@prefix rdfs: <{RDFS}> .",
            f"@prefix xsd: <{XSD}> .",
        ]
        for number in range(self.random.randint(1, 4)):
            name, body = f"e:S{number}", [self.target()]
            if self.random.random() < 0.15:
                name = f"e:C{self.random.randrange(4)}"
                body = ["a rdfs:Class"]
            if self.random.random() < 0.3:
                body.append(self.target())
            if self.random.random() < 0.2:
                body.append(f"sh:severity sh:{self.random.choice(['Warning', 'Info'])}")
            has_path = self.random.random() < 0.4 and not name.startswith("e:C")
            kind = "PropertyShape" if has_path else "NodeShape"
            if any(line.startswith(f"{name} ") for line in lines):
                continue
            lines.append(
                f"{name} a sh:{kind} ; {' ; '.join(body)} ; {self.body(2, has_path=has_path)} ."
            )
        return "\n".join(lines)

    def target(self) -> str:
        """Return one target."""
        choice = self.random.choice
        kind = choice(["Class", "Node", "SubjectsOf", "ObjectsOf"])
        terms: dict[str, list[Term]] = {
            "Class": [*self.classes],
            "Node": [*self.nodes, *self.literals],
        }
        return f"sh:target{kind} {choice(terms.get(kind, [*self.predicates]))}"

    def body(self, depth: int, *, has_path: bool) -> str:
        """Return the parameters of a shape."""
        parts = [f"sh:path {self.path(2)}"] if has_path else []
        makers = self.parameters(depth, has_path=has_path)
        names = self.random.sample(sorted(makers), self.random.randint(1, 3))
        parts += [makers[name]() for name in names]
        return " ; ".join(parts)

    def path(self, depth: int) -> str:
        """Return a path."""
        pick = self.random.random()
        if depth == 0 or pick < 0.5:
            return str(self.random.choice(self.predicates))
        inner, other = self.path(depth - 1), self.path(depth - 1)
        if inner.startswith("[ sh:inversePath"):  # twice inverse is the path itself
            return inner
        # pySHACL walks the inverse of a sequence wrongly; test_paths compares those with SPARQL
        backwards = self.path(0) if "(" in inner else inner
        return self.random.choice(
            [
                f"[ sh:inversePath {backwards} ]",
                f"( {inner} {other} )",
                f"[ sh:alternativePath ( {inner} {other} ) ]",
                f"[ sh:zeroOrMorePath {inner} ]",
                f"[ sh:oneOrMorePath {inner} ]",
                f"[ sh:zeroOrOnePath {inner} ]",
            ]
        )

    def any_path(self, depth: int) -> str:
        """Return a path of any form, also one that pySHACL gets wrong."""
        if depth == 0 or self.random.random() < 0.3:
            return str(self.random.choice(self.predicates))
        inner, other = self.any_path(depth - 1), self.any_path(depth - 1)
        return self.random.choice(
            [
                f"[ sh:inversePath {inner} ]",
                f"( {inner} {other} )",
                f"[ sh:alternativePath ( {inner} {other} ) ]",
                f"[ sh:zeroOrMorePath {inner} ]",
                f"[ sh:oneOrMorePath {inner} ]",
                f"[ sh:zeroOrOnePath {inner} ]",
            ]
        )

    def parameters(self, depth: int, *, has_path: bool) -> dict[str, Callable[[], str]]:
        """Return how to make each parameter that fits here."""
        choice, number = self.random.choice, self.random.randint

        def iri() -> str:
            return str(choice(self.nodes))

        def prop() -> str:
            return str(choice(self.predicates))

        def literal() -> str:
            return str(choice(self.literals[:3]))

        def node(*, has_path: bool) -> str:
            return f"[ {self.body(depth - 1, has_path=has_path)} ]"

        def inner() -> str:
            return node(has_path=choice([True, False]))

        def bound(which: str) -> Callable[[], str]:
            return lambda: f"sh:{which} {literal()}"

        def sibling() -> str:
            return (
                f"sh:property [ sh:path {self.path(1)} ; sh:qualifiedValueShape {inner()} ; "
                f"sh:qualifiedMinCount 1 ; sh:qualifiedValueShapesDisjoint true ]"
            )

        makers: dict[str, Callable[[], str]] = {
            "class": lambda: f"sh:class {choice(self.classes)}",
            "datatype": lambda: f"sh:datatype {choice(_DATATYPES)}",
            "nodeKind": lambda: f"sh:nodeKind sh:{choice(_KINDS)}",
            "minLength": lambda: f"sh:minLength {number(1, 24)}",
            "maxLength": lambda: f"sh:maxLength {number(0, 24)}",
            "pattern": lambda: f"sh:pattern {choice(_PATTERNS)}",
            "languageIn": lambda: f"sh:languageIn ( {choice(_LANGUAGES)} )",
            "in": lambda: f'sh:in ( {iri()} {literal()} "a" )',
            "hasValue": lambda: f"sh:hasValue {choice([iri(), literal()])}",
            "equals": lambda: f"sh:equals {prop()}",
            "disjoint": lambda: f"sh:disjoint {prop()}",
            "closed": lambda: f"sh:closed true{choice(_IGNORED)}",
            **{
                which: bound(which)
                for which in ("minExclusive", "minInclusive", "maxExclusive", "maxInclusive")
            },
        }
        if has_path:
            makers |= {
                "minCount": lambda: f"sh:minCount {number(0, 3)}",
                "maxCount": lambda: f"sh:maxCount {number(0, 3)}",
                "uniqueLang": lambda: "sh:uniqueLang true",
            }
        if depth:
            makers |= {
                "not": lambda: f"sh:not {inner()}",
                "node": lambda: f"sh:node {node(has_path=False)}",
                "property": lambda: f"sh:property {node(has_path=True)}",
                "and": lambda: f"sh:and ( {inner()} {inner()} )",
                "or": lambda: f"sh:or ( {inner()} {inner()} )",
                "xone": lambda: f"sh:xone ( {inner()} {inner()} )",
                "siblings": lambda: f"{sibling()} ; {sibling()}",
            }
            # pySHACL orders IRIs and stops at blank nodes; two properties hold literals only.
            makers["ordered"] = lambda: (
                f"sh:property [ sh:path {choice(self.ordered)} ; "
                f"sh:lessThan{choice(['', 'OrEquals'])} {choice(self.ordered)} ]"
            )
            if has_path:
                makers["qualified"] = lambda: (
                    f"sh:qualifiedValueShape {inner()} ; "
                    f"sh:qualified{choice(['Min', 'Max'])}Count {number(0, 2)}"
                )
        return makers
