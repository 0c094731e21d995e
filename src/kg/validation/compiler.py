"""Compile shapes from their graph.

A shape that SHACL does not define is refused by name: a misspelt term, a parameter of the wrong
kind, a reference in a circle, an empty set of shapes. Nothing is skipped in silence.
"""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath

import pyoxigraph as ox

from kg.errors import InputError, ShapeError, in_language
from kg.model import Iri
from kg.rdf.namespaces import HX, OWL, RDFS, SH
from kg.rdf.reader import read_rdf
from kg.validation.constraints import Qualified
from kg.validation.data_graph import Graph, MemoryGraph, Term
from kg.validation.executables import check_executables
from kg.validation.parameters import MAKERS, NEED_PATH, ONCE, Parameter
from kg.validation.shapes import Constraint, Shape, Shapes, Target
from kg.validation.shapes_graph import ShapesGraph, shown
from kg.validation.sparql_constraints import declared_components, sparql_constraints
from kg.validation.vocabulary import KNOWN_TERMS, PARAMETERS, TARGETS

_DEEPEST = 100  # shapes in shapes


def load(folder: FilePath, *, as_stored: bool, trial: Graph | None = None) -> Shapes:
    """Return the compiled shapes of a folder of Turtle files, or of one file.

    Args:
        folder: The folder, or the file.
        as_stored: Whether the shapes will look at a store, which writes "4.0" as "4"; their own
            terms are then written so, too.
        trial: An empty graph, on which their queries are tried.

    Raises:
        ShapeError: A file does not parse, a shape is ill-formed, or none has a target.
    """
    quads: list[ox.Quad] = []
    files = sorted(folder.glob("*.ttl")) if folder.is_dir() else [folder]
    for path in files:
        try:
            quads.extend(ox.parse(path=str(path)))
        except (SyntaxError, ValueError, OSError) as error:
            raise ShapeError(f"{path}: {error}") from error
    if as_stored:
        store = ox.Store()
        store.extend(quads)
        quads = list(store)
    graph = MemoryGraph((quad.subject, quad.predicate, quad.object) for quad in quads)  # type: ignore[misc]
    try:
        shapes = compile_shapes(graph, trial)
    except ShapeError as error:
        raise _placed(error, files) from error
    if not shapes.declared:
        raise ShapeError(
            in_language(
                f"no shape with a target in {folder}; a validation without shapes proves nothing",
                f"ninguna forma con objetivo en {folder}; una validación sin formas no prueba nada",
            )
        )
    return shapes


def _placed(error: ShapeError, files: Iterable[FilePath]) -> ShapeError:
    """Return the error of a shape with the place where the file first says something of it."""
    for path in files if error.shape else ():
        with contextlib.suppress(InputError):  # only Turtle and its kin have places
            for quad, position in read_rdf(path, str(path)):
                if isinstance(quad.subject, Iri) and quad.subject.value == error.shape:
                    return ShapeError(f"{position}: {error}", error.shape)
    return error


def compile_shapes(graph: Graph, trial: Graph | None = None) -> Shapes:
    """Return the compiled shapes of a graph.

    Args:
        graph: The graph.
        trial: An empty graph, on which their queries are tried; one of this process by default.

    Raises:
        ShapeError: A shape is ill-formed.
    """
    return Compiler(graph, trial).compile()


class Compiler:
    """Reads the shapes of one graph, each once."""

    def __init__(self, graph: Graph, trial: Graph | None = None) -> None:
        self.graph = graph
        self.source = ShapesGraph(graph, trial)
        self.compiled: dict[Term, Shape] = {}
        self._open: list[Term] = []

    def compile(self) -> Shapes:
        """Return all shapes of the graph, compiled.

        Raises:
            ShapeError: A shape is ill-formed.
        """
        self.components = declared_components(self.source)
        nodes = self._shape_nodes()
        self._check_terms(nodes)
        roots = []
        foreign: dict[str, str] = {}
        for node in nodes:
            reason = self._not_compiled(node)
            if reason:
                foreign[node.value] = reason
                continue
            shape = self.shape(node)
            shape.targets = list(self._targets(node))
            if shape.targets:
                roots.append(shape)
        for shape in self.compiled.values():
            self._disjoint_siblings(shape)
        check_executables(self.source)
        roots.sort(key=lambda shape: str(shape.node))
        active = tuple(shape for shape in roots if not shape.deactivated)
        return Shapes(active, self.graph, foreign, len(roots) + len(foreign))

    def _not_compiled(self, node: Term) -> str:
        """Return which of the Advanced Features a shape uses that pySHACL knows."""
        used = [f"sh:{name}" for name in ("target", "expression") if self.source.values(node, name)]
        if used and not isinstance(node, ox.NamedNode):
            raise self.source.wrong(
                node,
                in_language(
                    f"a shape with {used[0]} needs an IRI",
                    f"una forma con {used[0]} necesita un IRI",
                ),
            )
        return " and ".join(used)

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
            folded = {term.lower(): term for term in sorted(KNOWN_TERMS)}
            near = difflib.get_close_matches(name.lower(), folded, 1, 0.6)
            hint = (
                in_language(
                    f"; did you mean sh:{folded[near[0]]}?", f"; ¿quiso decir sh:{folded[near[0]]}?"
                )
                if near
                else ""
            )
            raise self.source.wrong(
                node,
                in_language(
                    f"SHACL has no term sh:{name}{hint}",
                    f"SHACL no tiene el término sh:{name}{hint}",
                ),
            )

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
        source = self.source
        if isinstance(node, ox.Literal):
            raise source.wrong(
                node, in_language("a literal is no shape", "un literal no es una forma")
            )
        if node in self._open:
            raise source.wrong(
                node,
                in_language(
                    "it refers to itself; SHACL leaves open what that means",
                    "se refiere a sí misma; SHACL no define qué significa",
                ),
            )
        if len(self._open) >= _DEEPEST:
            raise source.wrong(
                node,
                in_language(
                    f"more than {_DEEPEST} shapes stand in one another",
                    f"más de {_DEEPEST} formas están una dentro de otra",
                ),
            )
        if node in self.compiled:
            return self.compiled[node]
        self._open.append(node)
        shape = self.compiled[node] = Shape(node)
        path = source.value(node, "path")
        if path is not None:
            shape.path = source.path(node, path)
        severity = source.value(node, "severity")
        if severity is not None:
            shape.severity = source.iri(node, "severity", severity)
        shape.deactivated = source.boolean(node, "deactivated", source.value(node, "deactivated"))
        shape.messages = source.messages(node)
        code = source.values(node, HX + "code")
        shape.code = code[0].value if code else ""
        for nested in source.values(node, "property"):
            if not source.values(nested, "path"):
                raise source.wrong(
                    nested,
                    in_language(
                        "sh:property takes a shape with sh:path",
                        "sh:property toma una forma con sh:path",
                    ),
                )
            shape.properties.append(self.shape(nested))
        shape.constraints.extend(self._constraints(node, shape))
        shape.depth = 1 + max((inner.depth for inner in shape.nested()), default=0)
        if shape.depth > _DEEPEST:
            raise source.wrong(
                node,
                in_language(
                    f"more than {_DEEPEST} shapes stand in one another",
                    f"más de {_DEEPEST} formas están una dentro de otra",
                ),
            )
        self._open.pop()
        return shape

    def _targets(self, node: Term) -> Iterator[Target]:
        for kind in TARGETS:
            for term in self.source.values(node, kind):
                if kind != "targetNode" and not (
                    isinstance(term, ox.NamedNode) or kind == "targetClass"
                ):
                    raise self.source.wrong(
                        node,
                        in_language(
                            f"sh:{kind} takes an IRI, not {shown(term)}",
                            f"sh:{kind} toma un IRI, no {shown(term)}",
                        ),
                    )
                yield Target(kind, term)
        classes = self.graph.classes(node)
        if ox.NamedNode(RDFS + "Class") in classes or ox.NamedNode(OWL + "Class") in classes:
            yield Target("targetClass", node)

    def _constraints(self, node: Term, shape: Shape) -> Iterator[Constraint]:
        source = self.source
        for name, make in MAKERS.items():
            values = source.values(node, name)
            if len(values) > 1 and name in ONCE:
                raise source.wrong(
                    node,
                    in_language(
                        f"sh:{name} stands {len(values)} times; once is allowed",
                        f"sh:{name} está {len(values)} veces; se permite una",
                    ),
                )
            if values and shape.path is None and name in NEED_PATH:
                raise source.wrong(
                    node,
                    in_language(
                        f"sh:{name} needs a property shape, one with sh:path",
                        f"sh:{name} necesita una forma de propiedad, con sh:path",
                    ),
                )
            for value in values:
                yield from make(Parameter(source, node, name, value, self.shape))
        yield from sparql_constraints(source, node, shape)
        for component in self.components:
            yield from component.constraints(source, node, shape)

    def _disjoint_siblings(self, shape: Shape) -> None:
        """Tell qualified constraints which shapes of their siblings their values must not fit."""
        qualified = [
            (nested, constraint)
            for nested in shape.properties
            for constraint in nested.constraints
            if isinstance(constraint, Qualified)
        ]
        for nested, constraint in qualified:
            if self.source.boolean(
                nested.node,
                "qualifiedValueShapesDisjoint",
                self.source.value(nested.node, "qualifiedValueShapesDisjoint"),
            ):
                for _, other in qualified:
                    if other.shape is not constraint.shape and (
                        other.shape not in constraint.siblings
                    ):
                        constraint.siblings.append(other.shape)
