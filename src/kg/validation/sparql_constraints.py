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
from functools import partial

import pyoxigraph as ox

from kg.errors import QueryError, ShapeError, in_language
from kg.rdf.namespaces import HX, OWL, SH
from kg.sparql.prebinding import PreboundQuery, prebind, prologue
from kg.sparql.tokens import does_not_parse
from kg.validation.data_graph import Graph, Node, Term
from kg.validation.paths import Path, Step, in_sparql, reached
from kg.validation.shapes import Constraint, Finding, Shape
from kg.validation.shapes_graph import ShapesGraph

_COMPONENT = SH + "SPARQLConstraintComponent"


@dataclass(frozen=True, slots=True)
class SelectConstraint(Constraint):
    """`sh:sparql`, or a SELECT validator: each distinct solution is a finding.

    The engine repeats a solution for a statement that stands in two graphs.

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
        bound = {**self.values, "this": focus}
        graph.prepare(partial(self.walk, focus))
        solutions = findings_of(str(self.shape), self.query, graph, bound)
        for row in {tuple(row.values()): row for row in solutions}.values():
            value, path, message = row.get("value"), row.get("path"), row.get("message")
            if value is None and self.shape.path is None:
                value = focus
            messages = (message,) if isinstance(message, ox.Literal) else self.messages
            yield Finding(
                value,
                Step(path) if isinstance(path, ox.NamedNode) else None,
                tuple(_filled(text, {**row, **bound}) for text in messages),
            )

    def walk(self, focus: Term, graph: Graph) -> None:
        """Walk the paths that the query reads from a focus node."""
        for path in self.locality:
            reached(path, graph, focus)

    def reads(self, path: Path) -> Iterator[Path]:
        yield from self.locality

    def not_local(self) -> str:
        return "" if self.locality else "its SPARQL constraint does not declare what it reads"


@dataclass(frozen=True, slots=True)
class AskConstraint(Constraint):
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
            if not findings_of(self.iri, self.query, graph, bound):
                yield Finding(value, None, tuple(_filled(text, bound) for text in self.messages))

    def not_local(self) -> str:
        return "its constraint component is written in SPARQL"


@dataclass(frozen=True, slots=True)
class Component:
    """A constraint component that the shapes graph declares.

    Source: SHACL, section 6.

    Attributes:
        node: Its IRI.
        required: The properties that a shape must have to use it.
        optional: The properties that it may have besides.
    """

    node: Term
    required: tuple[Node, ...]
    optional: tuple[Node, ...]

    def constraints(self, source: ShapesGraph, node: Term, shape: Shape) -> Iterator[Constraint]:
        """Yield the constraints of this component at a shape.

        Raises:
            ShapeError: The component cannot be used so, or has no validator.
        """
        values_of = {
            predicate: source.graph.objects(node, predicate)
            for predicate in (*self.required, *self.optional)
        }
        if not all(values_of[predicate] for predicate in self.required):
            return
        validator = self._validator(source, node, shape)
        messages = source.messages(validator)
        kind = "ask" if source.values(validator, "ask") else "select"
        names = tuple(_local_name(predicate) for predicate in values_of)
        for arguments in _arguments(source, node, values_of):
            query = _query(source, validator, kind, shape, names)
            values = {**arguments, "currentShape": node}
            if kind == "ask":
                yield AskConstraint(self.node.value, query, values, messages)
            else:
                yield SelectConstraint(self.node.value, shape, query, values, messages, ())

    def _validator(self, source: ShapesGraph, node: Term, shape: Shape) -> Term:
        """Return the validator for a shape: one for its kind of shape goes first."""
        kind = "nodeValidator" if shape.path is None else "propertyValidator"
        validators = source.values(self.node, kind) or source.values(self.node, "validator")
        if not validators:
            raise source.wrong(
                node,
                in_language(
                    f"its component <{self.node.value}> has no validator",
                    f"su componente <{self.node.value}> no tiene validador",
                ),
            )
        return validators[0]


def _arguments(
    source: ShapesGraph, node: Term, given: Mapping[Node, Sequence[Term]]
) -> list[dict[str, Term]]:
    """Return the values of the parameters, by name, of each constraint at a shape.

    A component with one parameter makes a constraint of each of its values.
    """
    repeated = [predicate for predicate, terms in given.items() if len(terms) > 1]
    if not repeated:
        return [{_local_name(p): terms[0] for p, terms in given.items() if terms}]
    if len(given) > 1:
        raise source.wrong(
            node,
            in_language(
                f"<{repeated[0].value}> stands more than once; a component "
                "with several parameters takes one value of each",
                f"<{repeated[0].value}> está más de una vez; un componente "
                "con varios parámetros toma un valor de cada uno",
            ),
        )
    return [{_local_name(repeated[0]): term} for term in given[repeated[0]]]


def declared_components(source: ShapesGraph) -> tuple[Component, ...]:
    """Return the constraint components that the shapes graph declares.

    Raises:
        ShapeError: A parameter has no IRI as its path.
    """
    components = []
    for node in source.graph.instances(ox.NamedNode(SH + "ConstraintComponent")):
        if isinstance(node, ox.NamedNode) and node.value.startswith(SH):
            continue
        required: list[Node] = []
        optional: list[Node] = []
        for parameter in source.values(node, "parameter"):
            path = source.value(parameter, "path")
            if not isinstance(path, ox.NamedNode):
                raise source.wrong(
                    node,
                    in_language(
                        "a parameter takes an IRI as sh:path",
                        "un parámetro toma un IRI como sh:path",
                    ),
                )
            is_optional = source.boolean(parameter, "optional", source.value(parameter, "optional"))
            (optional if is_optional else required).append(path)
        if required:
            components.append(Component(node, tuple(required), tuple(optional)))
    return tuple(components)


def sparql_constraints(source: ShapesGraph, node: Term, shape: Shape) -> Iterator[Constraint]:
    """Yield the SPARQL constraints of a shape.

    Raises:
        ShapeError: A query is missing, not allowed or does not parse.
    """
    for constraint in source.values(node, "sparql"):
        if source.boolean(constraint, "deactivated", source.value(constraint, "deactivated")):
            continue
        locality = tuple(
            source.path(node, path) for path in source.values(constraint, HX + "reads")
        )
        query = _query(source, constraint, "select", shape, ())
        yield SelectConstraint(
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
    """Return the query of a constraint or validator, tried on an empty graph."""
    written = source.value(node, kind)
    if written is None:
        raise source.wrong(
            node,
            in_language(
                f"a constraint in SPARQL needs sh:{kind}",
                f"una restricción en SPARQL necesita sh:{kind}",
            ),
        )
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
        for term in (ox.NamedNode("urn:x"), ox.Literal("x")):
            list(_solutions(query, source.trial, dict.fromkeys(query.variables, term)))
    except QueryError as error:
        reason = str(error).removeprefix(does_not_parse(""))
        raise source.wrong(
            node,
            in_language(
                f"its query does not parse: {reason}", f"su consulta no es válida: {reason}"
            ),
        ) from error
    return query


def findings_of(
    name: str, query: PreboundQuery, graph: Graph, values: Mapping[str, Term]
) -> list[Mapping[str, Term | None]]:
    """Return the solutions of a query of a shape or component.

    Raises:
        ShapeError: The query fails.
    """
    try:
        return list(_solutions(query, graph, values))
    except QueryError as error:
        raise _failed(name, error) from error


def findings_of_all(shape: Shape, query: str, graph: Graph) -> list[Mapping[str, Term | None]]:
    """Return the solutions of a query of a shape for all focus nodes at once.

    Raises:
        ShapeError: The query fails.
    """
    try:
        return list(graph.select(query))
    except QueryError as error:
        raise _failed(str(shape), error) from error


def _failed(name: str, error: QueryError) -> ShapeError:
    failure = ShapeError(
        in_language(
            f"shape <{name}>: its SPARQL constraint: {error}",
            f"forma <{name}>: su restricción en SPARQL: {error}",
        ),
        name,
    )
    failure.exit_code = error.exit_code
    return failure


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

    def value_of(variable: re.Match[str]) -> str:
        term = values.get(variable[1])
        return variable[0] if term is None else term.value

    text = re.sub(r"\{[?$](\w+)\}", value_of, message.value)
    return ox.Literal(text, language=message.language) if message.language else ox.Literal(text)


def _local_name(predicate: Node) -> str:
    return re.split(r"[/#:]", predicate.value)[-1]
