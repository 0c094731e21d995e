"""Constraints written in SPARQL: `sh:sparql`, and constraint components with validators.

A SPARQL constraint may declare what it reads, as paths from the focus node:

    sh:sparql [ hx:reads ( [ sh:inversePath hx:participatesIn ] hx:participant ) ; … ]

A change elsewhere then leaves its result alone. Without a declaration every target of the shape
is checked again after each change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import QueryError
from kg.rdf.namespaces import HX, OWL, SH
from kg.sparql.prebinding import PreboundQuery, prebind, prologue
from kg.validation.data_graph import Graph, MemoryGraph, Node, Term
from kg.validation.paths import Path, Step, in_sparql
from kg.validation.shapes import Constraint, Finding, Shape
from kg.validation.shapes_graph import ShapesGraph

_COMPONENT = SH + "SPARQLConstraintComponent"


@dataclass(frozen=True, slots=True)
class Sparql(Constraint):
    """`sh:sparql`, or a SELECT validator: each solution is a finding.

    Source: SHACL, sections 5.3 and 6.2.3.
    """

    iri: str
    shape: Shape
    query: PreboundQuery
    values: Mapping[str, Term]
    messages: tuple[ox.Literal, ...]
    locality: tuple[Path, ...]

    @property
    def name(self) -> str:
        """The IRI of the constraint component."""
        return self.iri

    def check(self, focus: Term, values: Sequence[Term], graph: Graph) -> Iterator[Finding]:
        for row in _solutions(self.query, graph, {**self.values, "this": focus}):
            value, path, message = row.get("value"), row.get("path"), row.get("message")
            if value is None and self.shape.path is None:
                value = focus
            own = (message,) if isinstance(message, ox.Literal) else self.messages
            yield Finding(
                value,
                Step(path) if isinstance(path, ox.NamedNode) else None,
                tuple(_filled(text, {**self.values, **row}) for text in own),
            )

    def reads(self, path: Path) -> Iterator[Path]:
        yield from self.locality

    def not_local(self) -> str:
        return "" if self.locality else "its SPARQL constraint does not declare what it reads"


@dataclass(frozen=True, slots=True)
class Asked(Constraint):
    """An ASK validator: each value for which it is false is a finding.

    Source: SHACL, section 6.2.3.
    """

    iri: str
    query: PreboundQuery
    values: Mapping[str, Term]
    messages: tuple[ox.Literal, ...]

    @property
    def name(self) -> str:
        """The IRI of the constraint component."""
        return self.iri

    def check(self, focus: Term, values: Sequence[Term], graph: Graph) -> Iterator[Finding]:
        for value in values:
            bound = {**self.values, "this": focus, "value": value}
            if not any(True for _ in _solutions(self.query, graph, bound)):
                yield Finding(value, None, tuple(_filled(text, bound) for text in self.messages))

    def not_local(self) -> str:
        return "its constraint component is written in SPARQL"


@dataclass(frozen=True, slots=True)
class Component:
    """A constraint component that the shapes graph declares."""

    node: Term
    required: tuple[Node, ...]
    optional: tuple[Node, ...]

    def constraints(self, source: ShapesGraph, node: Term, shape: Shape) -> Iterator[Constraint]:
        """Yield the constraints of this component at a shape."""
        found = {
            predicate: source.graph.objects(node, predicate)
            for predicate in (*self.required, *self.optional)
        }
        if not all(found[predicate] for predicate in self.required):
            return
        several = [predicate for predicate, terms in found.items() if len(terms) > 1]
        if several and len(found) > 1:
            raise source.wrong(
                node,
                f"<{several[0].value}> stands more than once; a component "
                "with several parameters takes one value of each",
            )
        chosen: list[dict[str, Term]] = (
            [{_local(several[0]): term} for term in found[several[0]]]
            if several
            else [{_local(p): terms[0] for p, terms in found.items() if terms}]
        )
        own = "nodeValidator" if shape.path is None else "propertyValidator"
        validators = source.values(self.node, own) or source.values(self.node, "validator")
        if not validators:
            raise source.wrong(node, f"its component <{self.node.value}> has no validator")
        iri = self.node.value
        names = tuple(_local(predicate) for predicate in found)
        for values in chosen:
            bound = {**values, "currentShape": node}
            messages = source.messages(validators[0])
            if source.values(validators[0], "ask"):
                yield Asked(
                    iri, _query(source, validators[0], "ask", shape, names), bound, messages
                )
            else:
                yield Sparql(
                    iri,
                    shape,
                    _query(source, validators[0], "select", shape, names),
                    bound,
                    messages,
                    (),
                )


def declared_components(source: ShapesGraph) -> tuple[Component, ...]:
    """Return the constraint components that the shapes graph declares."""
    found = []
    for node in source.graph.instances(ox.NamedNode(SH + "ConstraintComponent")):
        if isinstance(node, ox.NamedNode) and node.value.startswith(SH):
            continue
        required: list[Node] = []
        optional: list[Node] = []
        for parameter in source.values(node, "parameter"):
            path = source.value(parameter, "path")
            if not isinstance(path, ox.NamedNode):
                raise source.wrong(node, "a parameter takes an IRI as sh:path")
            is_optional = source.boolean(parameter, "optional", source.value(parameter, "optional"))
            (optional if is_optional else required).append(path)
        if required:
            found.append(Component(node, tuple(required), tuple(optional)))
    return tuple(found)


def sparql_constraints(source: ShapesGraph, node: Term, shape: Shape) -> Iterator[Constraint]:
    """Yield the SPARQL constraints of a shape."""
    for constraint in source.values(node, "sparql"):
        if source.boolean(constraint, "deactivated", source.value(constraint, "deactivated")):
            continue
        locality = tuple(
            source.path(node, path) for path in source.values(constraint, HX + "reads")
        )
        query = _query(source, constraint, "select", shape, ())
        yield Sparql(
            _COMPONENT,
            shape,
            query,
            {"currentShape": node},
            source.messages(constraint),
            locality,
        )


def _query(
    source: ShapesGraph, node: Term, kind: str, shape: Shape, parameters: Sequence[str]
) -> PreboundQuery:
    """Return the query of a constraint or validator. Raises ShapeError where it is not allowed."""
    written = source.value(node, kind)
    if written is None:
        raise source.wrong(node, f"a constraint in SPARQL needs sh:{kind}")
    names = ("this", "currentShape", *parameters, *(("value",) if kind == "ask" else ()))
    try:
        query = prebind(
            source.text(node, kind, written),
            names,
            path="" if shape.path is None else in_sparql(shape.path),
            prologue=prologue(_prefixes(source, node)),
        )
    except QueryError as error:
        raise source.wrong(node, str(error)) from error
    try:
        nothing = MemoryGraph(())
        list(_solutions(query, nothing, dict.fromkeys(query.variables, ox.NamedNode("urn:x"))))
        list(_solutions(query, nothing, dict.fromkeys(query.variables, ox.Literal("x"))))
    except (SyntaxError, ValueError, RuntimeError) as error:
        raise source.wrong(node, f"its query does not parse: {error}") from error
    return query


def _solutions(
    query: PreboundQuery, graph: Graph, values: Mapping[str, Term]
) -> Iterator[Mapping[str, Term | None]]:
    """Yield the solutions of a query with the values bound.

    Oxigraph's substitution, which joins the terms at the end, serves those that SPARQL cannot
    write everywhere.
    """
    bound = {name: term for name, term in values.items() if name in query.variables}
    iris = {name: term.value for name, term in bound.items() if isinstance(term, ox.NamedNode)}
    if len(iris) == len(bound):
        return graph.select(query.with_iris(iris))
    return graph.select(query.projected, bound)


def _prefixes(source: ShapesGraph, node: Term) -> Iterator[tuple[str, str]]:
    """Yield the prefixes that a constraint may use, with their namespaces."""
    seen: set[Term] = set()
    wave = source.values(node, "prefixes")
    while wave:
        owner = wave.pop()
        if owner in seen:
            continue
        seen.add(owner)
        wave.extend(source.values(owner, OWL + "imports"))
        for declaration in source.values(owner, "declare"):
            prefix = source.value(declaration, "prefix")
            namespace = source.value(declaration, "namespace")
            if prefix is not None and namespace is not None:
                yield prefix.value, namespace.value


def _filled(message: ox.Literal, values: Mapping[str, Term | None]) -> ox.Literal:
    """Return a message with {?name} and {$name} replaced by the values."""

    def put(found: re.Match[str]) -> str:
        term = values.get(found[1])
        return found[0] if term is None else term.value

    text = re.sub(r"\{[?$](\w+)\}", put, message.value)
    return ox.Literal(text, language=message.language) if message.language else ox.Literal(text)


def _local(predicate: Node) -> str:
    return re.split(r"[/#:]", predicate.value)[-1]
