"""Compile shapes from their graph.

A shape that SHACL does not define is refused by name: a misspelt term, a parameter of the wrong
kind, a reference in a circle, an empty set of shapes. Nothing is skipped in silence.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath

import pyoxigraph as ox

from kg.errors import ShapeError
from kg.rdf.namespaces import BASE, HX, OWL, RDF, RDFS, SH, XSD
from kg.validation.components import declared_components, sparql_constraints
from kg.validation.constraints import Constraint, Qualified
from kg.validation.graph import Graph, MemoryGraph, Node, Term
from kg.validation.parameters import MAKERS, NEED_PATH, ONCE
from kg.validation.paths import Alternative, Path, Repeat, Step, inverted, join
from kg.validation.shapes import Shape, Shapes, Target, shown
from kg.validation.vocabulary import KNOWN_TERMS, PARAMETERS, TARGETS


def load(folder: FilePath, *, as_stored: bool) -> Shapes:
    """Return the compiled shapes of a folder of Turtle files, or of one file.

    as_stored: whether the shapes will look at a store, which writes "4.0" as "4"; their own
    terms are then written so, too.
    Raises ShapeError where a file does not parse, a shape is ill-formed or there is none.
    """
    quads: list[ox.Quad] = []
    for path in sorted(folder.glob("*.ttl")) if folder.is_dir() else [folder]:
        try:
            quads.extend(ox.parse(path=str(path), base_iri=BASE))
        except (SyntaxError, ValueError, OSError) as error:
            raise ShapeError(f"{path}: {error}") from error
    if as_stored:
        store = ox.Store()
        store.extend(quads)
        quads = list(store)
    shapes = compile_shapes(
        MemoryGraph((quad.subject, quad.predicate, quad.object) for quad in quads)  # type: ignore[misc]
    )
    if not shapes.declared:
        raise ShapeError(
            f"no shape with a target in {folder}; a validation without shapes proves nothing"
        )
    return shapes


def compile_shapes(graph: Graph) -> Shapes:
    """Return the compiled shapes of a graph. Raises ShapeError where one is ill-formed."""
    return Compiler(graph).compile()


class Compiler:
    """Reads the shapes of one graph, each once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.known: dict[Term, Shape] = {}
        self._open: list[Term] = []

    def compile(self) -> Shapes:
        self.components = declared_components(self)
        nodes = self._shape_nodes()
        self._check_terms(nodes)
        roots = []
        foreign: dict[str, str] = {}
        for node in nodes:
            why = self._not_compiled(node)
            if why:
                foreign[node.value] = why
                continue
            shape = self.shape(node)
            shape.targets = list(self._targets(node))
            if shape.targets:
                roots.append(shape)
        for shape in self.known.values():
            self._disjoint_siblings(shape)
        roots.sort(key=lambda shape: str(shape.node))
        active = tuple(shape for shape in roots if not shape.deactivated)
        return Shapes(active, self.graph, foreign, len(roots) + len(foreign))

    def _not_compiled(self, node: Term) -> str:
        """Return which of the Advanced Features a shape uses; refuse what nothing can do."""
        for name in ("js", "rule"):
            if self.values(node, name):
                raise self.wrong(node, f"sh:{name} is not supported; write it in SPARQL")
        used = [f"sh:{name}" for name in ("target", "expression") if self.values(node, name)]
        if used and not isinstance(node, ox.NamedNode):
            raise self.wrong(node, f"a shape with {used[0]} needs an IRI")
        return " and ".join(used)

    # what the graph says of a node

    def values(self, node: Term, name: str) -> list[Term]:
        return self.graph.objects(node, ox.NamedNode(name if ":" in name else SH + name))

    def value(self, node: Term, name: str) -> Term | None:
        found = self.values(node, name)
        if len(found) > 1:
            raise self.wrong(node, f"sh:{name} stands {len(found)} times; once is allowed")
        return found[0] if found else None

    def iri(self, node: Term, name: str, value: Term) -> Node:
        if not isinstance(value, ox.NamedNode):
            raise self.wrong(node, f"sh:{name} takes an IRI, not {shown(value)}")
        return value

    def integer(self, node: Term, name: str, value: Term) -> int:
        if (
            not isinstance(value, ox.Literal)
            or value.datatype.value != XSD + "integer"
            or (not value.value.lstrip("+-").isdigit())
        ):
            raise self.wrong(node, f"sh:{name} takes an xsd:integer, not {shown(value)}")
        return int(value.value)

    def boolean(self, node: Term, name: str, value: Term | None) -> bool:
        if value is None:
            return False
        if not isinstance(value, ox.Literal) or value.value not in ("true", "false", "1", "0"):
            raise self.wrong(node, f"sh:{name} takes true or false, not {shown(value)}")
        return value.value in ("true", "1")

    def text(self, node: Term, name: str, value: Term) -> str:
        if not isinstance(value, ox.Literal):
            raise self.wrong(node, f"sh:{name} takes a string, not {shown(value)}")
        return value.value

    def members(self, node: Term, name: str, head: Term) -> list[Term]:
        """Return the members of a list, and refuse what is none."""
        found: list[Term] = []
        seen: set[Term] = set()
        while head != ox.NamedNode(RDF + "nil"):
            first = self.values(head, RDF + "first")
            rest = self.values(head, RDF + "rest")
            if len(first) != 1 or len(rest) != 1 or head in seen:
                raise self.wrong(node, f"sh:{name} takes a list, ( … ), not {shown(head)}")
            seen.add(head)
            found.append(first[0])
            head = rest[0]
        return found

    def wrong(self, node: Term, reason: str) -> ShapeError:
        """Return the error that names the shape, or what it belongs to."""
        for _ in range(10):
            if isinstance(node, ox.NamedNode):
                break
            above = self.graph.subjects(None, node)
            if not above:
                break
            node = above[0]
        return ShapeError(f"shape {shown(node)}: {reason}")

    # shapes

    def _check_terms(self, nodes: Iterable[Term]) -> None:
        """Refuse terms of SHACL's namespace that it does not have, at shapes and below them."""
        wave = list(nodes)
        seen = set(wave)
        while wave:
            node = wave.pop()
            for predicate, value in self.graph.properties(node):
                for term in (predicate, value):
                    if isinstance(term, ox.NamedNode) and term.value.startswith(SH):
                        self._check_term(node, term.value.removeprefix(SH))
                if isinstance(value, ox.BlankNode) and value not in seen:
                    seen.add(value)
                    wave.append(value)

    def _check_term(self, node: Term, name: str) -> None:
        if name not in KNOWN_TERMS:
            folded = {known.lower(): known for known in sorted(KNOWN_TERMS)}
            near = difflib.get_close_matches(name.lower(), folded, 1, 0.6)
            hint = f"; did you mean sh:{folded[near[0]]}?" if near else ""
            raise self.wrong(node, f"SHACL has no term sh:{name}{hint}")

    def _shape_nodes(self) -> list[Term]:
        nodes: dict[Term, None] = {}
        for name in ("NodeShape", "PropertyShape"):
            nodes.update(dict.fromkeys(self.graph.instances(ox.NamedNode(SH + name))))
        for name in (*PARAMETERS, *TARGETS):
            nodes.update(dict.fromkeys(self.graph.ends(ox.NamedNode(SH + name), objects=False)))
        for component in self.components:
            for predicate in component.required:
                nodes.update(dict.fromkeys(self.graph.ends(predicate, objects=False)))
        parameters = {
            *self.graph.ends(ox.NamedNode(SH + "parameter"), objects=True),
            *self.graph.instances(ox.NamedNode(SH + "Parameter")),
        }
        return [node for node in nodes if node not in parameters]

    def shape(self, node: Term) -> Shape:
        """Return the compiled shape of a node."""
        if isinstance(node, ox.Literal):
            raise self.wrong(node, "a literal is no shape")
        if node in self._open:
            raise self.wrong(node, "it refers to itself; SHACL leaves open what that means")
        known = self.known.get(node)
        if known is not None:
            return known
        self._open.append(node)
        shape = self.known[node] = Shape(node)
        path = self.value(node, "path")
        if path is not None:
            shape.path = self.path(node, path)
        severity = self.value(node, "severity")
        if severity is not None:
            shape.severity = self.iri(node, "severity", severity)
        shape.deactivated = self.boolean(node, "deactivated", self.value(node, "deactivated"))
        shape.messages = tuple(
            message for message in self.values(node, "message") if isinstance(message, ox.Literal)
        )
        code = self.values(node, HX + "code")
        shape.code = code[0].value if code else ""
        for nested in self.values(node, "property"):
            if not self.values(nested, "path"):
                raise self.wrong(nested, "sh:property takes a shape with sh:path")
            shape.properties.append(self.shape(nested))
        shape.constraints.extend(self._constraints(node, shape))
        self._open.pop()
        return shape

    def path(self, node: Term, path: Term) -> Path:
        """Return the path that a node of the shapes graph describes."""
        if isinstance(path, ox.NamedNode) and path.value != RDF + "nil":
            return Step(path)
        if self.values(path, RDF + "first"):
            parts = [self.path(node, part) for part in self.members(node, "path", path)]
            if len(parts) < 2:
                raise self.wrong(node, "a sequence path takes two parts or more")
            return join(*parts)
        made: list[Path] = []
        for value in self.values(path, "inversePath"):
            made.append(inverted(self.path(node, value)))
        for value in self.values(path, "alternativePath"):
            options = self.members(node, "alternativePath", value)
            if len(options) < 2:
                raise self.wrong(node, "an alternative path takes two options or more")
            made.append(Alternative(tuple(self.path(node, option) for option in options)))
        for name, least, many in (
            ("zeroOrMorePath", 0, True),
            ("oneOrMorePath", 1, True),
            ("zeroOrOnePath", 0, False),
        ):
            made.extend(
                Repeat(self.path(node, value), least, many) for value in self.values(path, name)
            )
        if len(made) != 1:
            raise self.wrong(node, f"sh:path holds no path: {shown(path)}")
        return made[0]

    def _targets(self, node: Term) -> Iterator[Target]:
        for kind in TARGETS:
            for term in self.values(node, kind):
                if kind != "targetNode" and not (
                    isinstance(term, ox.NamedNode) or kind == "targetClass"
                ):
                    raise self.wrong(node, f"sh:{kind} takes an IRI, not {shown(term)}")
                yield Target(kind, term)
        classes = self.graph.classes(node)
        if ox.NamedNode(RDFS + "Class") in classes or ox.NamedNode(OWL + "Class") in classes:
            yield Target("targetClass", node)

    def _constraints(self, node: Term, shape: Shape) -> Iterator[Constraint]:
        for name, make in MAKERS.items():
            values = self.values(node, name)
            if len(values) > 1 and name in ONCE:
                raise self.wrong(node, f"sh:{name} stands {len(values)} times; once is allowed")
            if values and shape.path is None and name in NEED_PATH:
                raise self.wrong(node, f"sh:{name} needs a property shape, one with sh:path")
            for value in values:
                yield from make(self, node, value)
        yield from sparql_constraints(self, node, shape)
        for component in self.components:
            yield from component.constraints(self, node, shape)

    def _disjoint_siblings(self, shape: Shape) -> None:
        """Tell qualified constraints which shapes of their siblings their values must not fit."""
        qualified = [
            (nested, constraint)
            for nested in shape.properties
            for constraint in nested.constraints
            if isinstance(constraint, Qualified)
        ]
        for nested, constraint in qualified:
            if self.boolean(
                nested.node,
                "qualifiedValueShapesDisjoint",
                self.value(nested.node, "qualifiedValueShapesDisjoint"),
            ):
                for _, other in qualified:
                    if other.shape is not constraint.shape and (
                        other.shape not in constraint.siblings
                    ):
                        constraint.siblings.append(other.shape)
