"""Compile shapes from their graph.

A shape that SHACL does not define is refused by name: a misspelt term, a parameter of the wrong
kind, a reference in a circle, an empty set of shapes. Nothing is skipped in silence: of shapes that
others have published, what is refused is listed, and the rest is compiled.
"""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Iterator

import pyoxigraph as ox

from kg.errors import ShapeError, in_language
from kg.rdf.namespaces import HX, OWL, RDFS, SH
from kg.validation.constraints import Qualified
from kg.validation.data_graph import Graph, Term
from kg.validation.executables import not_executed
from kg.validation.parameters import MAKERS, NEED_PATH, ONCE, Parameter
from kg.validation.shapes import Constraint, Shape, Shapes, Target
from kg.validation.shapes_graph import ShapesGraph, shown
from kg.validation.sparql_constraints import declared_components, sparql_constraints
from kg.validation.vocabulary import KNOWN_TERMS, PARAMETERS, TARGETS

_DEEPEST = 100  # shapes in shapes


def compile_shapes(graph: Graph) -> Shapes:
    """Return the compiled shapes of a graph.

    Raises:
        ShapeError: A shape is ill-formed.
    """
    return Compiler(graph).compile()


class Compiler:
    """Reads the shapes of one graph, each once.

    Attributes:
        refused: Where it is tolerant, the shapes that are ill-formed, each with the reason.
    """

    def __init__(self, graph: Graph, trial: Graph | None = None, *, tolerant: bool = False) -> None:
        """Take a graph.

        Args:
            graph: The shapes.
            trial: An empty graph, on which their queries are tried; one of this process by default.
            tolerant: Whether a shape that is ill-formed is left out and listed, not an error.
        """
        self.graph = graph
        self.source = ShapesGraph(graph, trial)
        self.compiled: dict[Term, Shape] = {}
        self.refused: dict[Term, ShapeError] = {}
        self._tolerant = tolerant
        self._open: list[Term] = []
        self._failed: dict[Term, ShapeError] = {}
        self._partial: set[Term] = set()  # shapes without some of their property shapes
        self._not_executed: dict[Term, ShapeError] = {}

    def compile(self) -> Shapes:
        """Return all shapes of the graph, compiled.

        Raises:
            ShapeError: A shape is ill-formed, and the compiler is not tolerant; or a component is.
        """
        self.components = declared_components(self.source)
        self._nodes = dict.fromkeys(self._shape_nodes())
        if self._tolerant:
            self._not_executed = dict(not_executed(self.source))
        roots: list[Shape] = []
        foreign: dict[str, str] = {}
        for node in self._nodes:
            with self._refusing(node):
                self._add(node, roots, foreign)
        for shape in self.compiled.values():
            self._disjoint_siblings(shape)
        for node, error in not_executed(self.source):
            with self._refusing(node):
                raise error
        for node in self._misspelt():  # at what is a shape by no other term
            with self._refusing(node):
                self._check_terms(node)
        if self.refused and foreign:
            self._refuse_foreign(foreign)
        self.refused = {
            node: error
            for node, error in self.refused.items()
            if not any(above in self.refused for above in self.source.above(node))
        }
        roots.sort(key=lambda shape: str(shape.node))
        active = tuple(shape for shape in roots if not shape.deactivated)
        return Shapes(active, self.graph, foreign, len(roots) + len(foreign))

    def _add(self, node: Term, roots: list[Shape], foreign: dict[str, str]) -> None:
        """Compile a shape, and add it to those with a target or to those that pySHACL judges."""
        reason = self._not_compiled(node)
        if reason:
            self._check_terms(node)
            foreign[node.value] = reason
            return
        shape = self.shape(node)
        shape.targets = list(self._targets(node))
        if shape.targets:
            roots.append(shape)

    @contextlib.contextmanager
    def _refusing(self, node: Term) -> Iterator[None]:
        """List a shape that turns out to be ill-formed, if the compiler is tolerant."""
        try:
            yield
        except ShapeError as error:
            if not self._tolerant:
                raise
            named = self.source.wrong(node, "").shape
            if error.shape and error.shape != named:
                error = self.source.wrong(
                    node,
                    in_language(
                        f"it refers to <{error.shape}>, of which not all is understood",
                        f"se refiere a <{error.shape}>, de la que no se entiende todo",
                    ),
                )
            self.refused.setdefault(node, error)

    def why_refused(self, node: Term) -> str:
        """Return why a shape is refused, and of a property shape, which it is."""
        reason = self.refused[node]
        if isinstance(node, ox.NamedNode) or not any(self.source.above(node)):
            return str(reason)
        paths = ", ".join(map(shown, self.graph.objects(node, ox.NamedNode(SH + "path"))))
        return in_language(
            f"{reason} — at its property {paths}; the rest of the shape can be judged",
            f"{reason} — en su propiedad {paths}; el resto de la forma puede juzgarse",
        )

    def _refuse_foreign(self, foreign: dict[str, str]) -> None:
        """Refuse what pySHACL would judge: it takes the graph whole, what is refused in it, too."""
        for iri, reason in foreign.items():
            node = ox.NamedNode(iri)
            self.refused[node] = self.source.wrong(
                node,
                in_language(
                    f"{reason} is judged by pySHACL, which takes all shapes or none",
                    f"{reason} lo comprueba pySHACL, que toma todas las formas o ninguna",
                ),
            )
        foreign.clear()

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

    def _check_terms(self, shape: Term) -> None:
        """Refuse a shape with terms that SHACL does not have, or with what is not executed.

        That is at the shape itself and at blank nodes below it, other shapes excepted.
        """
        wave = [shape]
        seen = {shape}
        while wave:
            node = wave.pop()
            if node in self._not_executed:
                raise self._not_executed[node]
            for predicate, value in self.graph.properties(node):
                for term in (predicate, value):
                    if isinstance(term, ox.NamedNode) and term.value.startswith(SH):
                        self._check_term(node, term.value.removeprefix(SH))
                is_shape = value in self._nodes or predicate.value == SH + "property"
                if isinstance(value, ox.BlankNode) and value not in seen and not is_shape:
                    seen.add(value)
                    wave.append(value)

    def _misspelt(self) -> list[Term]:
        """Return the nodes with a property that would be a target or parameter, if spelt right."""
        return list(
            dict.fromkeys(
                subject
                for subject, predicate, _ in self.graph
                if predicate.value.startswith(SH)
                and _near(predicate.value.removeprefix(SH)) in (*PARAMETERS, *TARGETS)
            )
        )

    def _check_term(self, node: Term, name: str) -> None:
        if name not in KNOWN_TERMS:
            near = _near(name)
            hint = (
                in_language(f"; did you mean sh:{near}?", f"; ¿quiso decir sh:{near}?")
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
        if node in self._failed:
            raise self._failed[node]
        if node not in self.compiled:
            self._open.append(node)
            try:
                self.compiled[node] = self._shape(node)
            except ShapeError as error:
                self._failed[node] = error
                raise
            finally:
                self._open.pop()
        return self.compiled[node]

    def _shape(self, node: Term) -> Shape:
        source = self.source
        self._check_terms(node)
        shape = Shape(node)
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
        shape.properties = self._properties(node)
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
        return shape

    def _properties(self, node: Term) -> list[Shape]:
        """Return the property shapes of a shape; one that is refused is left out of it.

        Not where one says what the values of the others must not fit, nor where a closed shape
        would lack a path: there, all count or none.
        """
        values = self.source.values
        nested = values(node, "property")
        one_by_one = not any(values(n, "qualifiedValueShapesDisjoint") for n in nested) and (
            not values(node, "closed") or all(values(n, "path") for n in nested)
        )
        properties = []
        for inner in nested:
            with self._refusing(inner) if one_by_one else contextlib.nullcontext():
                properties.append(self._property(inner))
        if len(properties) < len(nested) or not self._partial.isdisjoint(nested):
            self._partial.add(node)
        return properties

    def _property(self, node: Term) -> Shape:
        if not self.source.values(node, "path"):
            raise self.source.wrong(
                node,
                in_language(
                    "sh:property takes a shape with sh:path",
                    "sh:property toma una forma con sh:path",
                ),
            )
        return self.shape(node)

    def _whole(self, node: Term) -> Shape:
        """Return the compiled shape that a constraint refers to, of which nothing is left out."""
        shape = self.shape(node)
        if node in self._partial:
            raise self.source.wrong(
                node, in_language("a part of it is refused", "una parte de ella se rechaza")
            )
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
        stated = {predicate.value.removeprefix(SH) for predicate, _ in self.graph.properties(node)}
        for name, make in MAKERS.items():
            if name not in stated:
                continue
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
                yield from make(Parameter(source, node, name, value, self._whole))
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


def _near(name: str) -> str:
    """Return the term of SHACL that a misspelt one is near, "" for none, or if it is no mistake."""
    if name in KNOWN_TERMS:
        return ""
    folded = {term.lower(): term for term in sorted(KNOWN_TERMS)}
    near = difflib.get_close_matches(name.lower(), folded, 1, 0.6)
    return folded[near[0]] if near else ""
