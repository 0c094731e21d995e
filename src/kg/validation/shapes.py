"""Shapes, compiled: what they are about, what they require, which paths they read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

import pyoxigraph as ox

from kg.model import Problem
from kg.rdf.namespaces import OWL, SH
from kg.validation.data_graph import SUBCLASS, TYPE, Graph, Node, Term
from kg.validation.paths import HERE, Path, Repeat, Step, join, reached

VIOLATION = ox.NamedNode(SH + "Violation")
#: from a node to its classes and all above them
CLASSES: Path = join(Step(TYPE), Repeat(Step(SUBCLASS), 0, many=True))


class Finding(NamedTuple):
    """One thing that breaks a constraint: the value, and what differs from the shape's own."""

    value: Term | None = None
    path: Path | None = None
    messages: tuple[ox.Literal, ...] = ()


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint of a shape; each kind of constraint is a class of its own.

    `check` yields a finding for each value that breaks it. `reads` yields the paths, from the
    focus node, along which a changed statement can change the outcome, beyond the path of the
    shape itself.
    """

    component: ClassVar[str]

    @property
    def name(self) -> str:
        """The IRI of the constraint component."""
        return self.component

    def check(self, focus: Term, values: Sequence[Term], graph: Graph) -> Iterator[Finding]:
        """Yield what breaks the constraint.

        Args:
            focus: The focus node.
            values: Its value nodes: what the path reaches, or the focus node itself.
            graph: What the shapes look at.
        """
        for value in values:
            if not self.allows(value, graph):
                yield Finding(value)

    def allows(self, value: Term, graph: Graph) -> bool:
        """Return whether a value is right, for constraints that look at each by itself."""
        raise NotImplementedError

    def reads(self, path: Path) -> Iterator[Path]:
        """Yield the paths that the constraint reads, from the focus; `path` leads to the values."""
        return iter(())

    def shapes(self) -> Iterable[Shape]:
        """Return the shapes that the constraint refers to."""
        return ()

    def expects(self) -> tuple[str, ...]:
        """Return what is expected: the name of the parameter, and its values."""
        return ()

    def not_local(self) -> str:
        """Return why a change anywhere may matter; empty where the paths read say it all."""
        return ""


class Result(NamedTuple):
    """One validation result, in the terms of the store."""

    shape: Shape
    focus: Term
    path: Path | None
    value: Term | None
    component: str
    messages: tuple[ox.Literal, ...]
    expected: tuple[str, ...]


@dataclass(eq=False, slots=True)
class Shape:
    """A node shape, or a property shape where it has a path."""

    node: Term
    path: Path | None = None
    targets: list[Target] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)
    properties: list[Shape] = field(default_factory=list)
    severity: Node = VIOLATION
    messages: tuple[ox.Literal, ...] = ()
    code: str = ""
    deactivated: bool = False
    #: how many shapes stand in one another, this one the outermost
    depth: int = 0

    def __str__(self) -> str:
        return str(self.node.value) if isinstance(self.node, ox.NamedNode) else "a shape"

    def results(self, focus: Term, graph: Graph) -> Iterator[Result]:
        """Yield the results for a focus node, those of nested property shapes included."""
        if self.deactivated:
            return
        values = [focus] if self.path is None else reached(self.path, graph, focus)
        for constraint in self.constraints:
            for value, path, messages in constraint.check(focus, values, graph):
                yield Result(
                    self,
                    focus,
                    path or self.path,
                    value,
                    constraint.name,
                    messages or self.messages,
                    constraint.expects(),
                )
        for nested in self.properties:
            for value in values:
                yield from nested.results(value, graph)

    def fits(self, node: Term, graph: Graph) -> bool:
        """Return whether a node conforms to the shape."""
        return next(self.results(node, graph), None) is None

    def reads(self) -> Iterator[Path]:
        """Yield the paths from a focus node along which a change can change the results."""
        path = self.path or HERE
        yield path
        for constraint in self.constraints:
            yield from constraint.reads(path)
        for nested in self.properties:
            for read in nested.reads():
                yield join(path, read)

    def nested(self) -> Iterator[Shape]:
        """Yield the shapes that this one refers to directly."""
        yield from self.properties
        for constraint in self.constraints:
            yield from constraint.shapes()

    def focus_nodes(self, graph: Graph) -> list[Term]:
        """Return the focus nodes of the shape, each once."""
        return list(dict.fromkeys(node for target in self.targets for node in target.nodes(graph)))

    def is_target(self, node: Term, graph: Graph) -> bool:
        """Return whether a node is a focus node of the shape."""
        return any(target.has(node, graph) for target in self.targets)


class Target(NamedTuple):
    """What makes a node a focus node: a class, a property, or the node itself.

    Source: SHACL, section 2.1.3.
    """

    kind: str  # targetClass, targetNode, targetSubjectsOf, targetObjectsOf
    term: Term

    def nodes(self, graph: Graph) -> Iterable[Term]:
        """Return the focus nodes."""
        if self.kind == "targetNode":
            return (self.term,)
        if self.kind == "targetClass":
            return graph.instances(self.term)
        assert isinstance(self.term, ox.NamedNode)
        return graph.ends(self.term, objects=self.kind == "targetObjectsOf")

    def has(self, node: Term, graph: Graph) -> bool:
        """Return whether the node is a focus node."""
        if self.kind == "targetNode":
            return node == self.term
        if self.kind == "targetClass":
            return self.term in graph.classes(node)
        assert isinstance(self.term, ox.NamedNode)
        if self.kind == "targetObjectsOf":
            return bool(graph.subjects(self.term, node))
        return bool(graph.objects(node, self.term))

    def reads(self) -> Iterator[Path]:
        """Yield the paths, from a node, that decide whether it is a focus node."""
        if self.kind == "targetClass":
            yield CLASSES
        elif self.kind != "targetNode":
            assert isinstance(self.term, ox.NamedNode)
            yield Step(self.term, inverse=self.kind == "targetObjectsOf")


@dataclass(frozen=True, slots=True)
class Shapes:
    """A compiled set of shapes.

    Attributes:
        shapes: Those with a target, unless deactivated.
        graph: The graph that they stand in.
        foreign: IRI of a shape that is not compiled → the reason; pySHACL checks it over the
            whole graph.
        declared: How many have a target.
        refused: Which shapes are ill-formed and left out, where, and why.
    """

    shapes: tuple[Shape, ...]
    graph: Graph
    foreign: Mapping[str, str]
    declared: int
    refused: tuple[Problem, ...] = ()

    @property
    def judge_anything(self) -> bool:
        """Whether any of the shapes requires anything."""
        return bool(self.foreign) or any(s.constraints or s.properties for s in self.shapes)

    def imports(self) -> list[str]:
        """Return the graphs, by IRI, that these shapes import and are not among them."""
        graph = self.graph
        imported = graph.ends(ox.NamedNode(OWL + "imports"), objects=True)
        return sorted(term.value for term in imported if not graph.properties(term))

    def turtle(self) -> str:
        """Return the shapes as Turtle, for another engine."""
        triples = (ox.Triple(*statement) for statement in self.graph)  # type: ignore[arg-type]
        text: bytes = ox.serialize(triples, format=ox.RdfFormat.TURTLE) or b""
        return text.decode()
