"""Read a graph of shapes: values, lists and property paths, each of the kind that SHACL asks for.

What SHACL does not define is refused with the name of the shape that says it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import pyoxigraph as ox

from kg.errors import ShapeError, in_language
from kg.rdf.namespaces import RDF, SH, XSD
from kg.validation.data_graph import Graph, MemoryGraph, Node, Term
from kg.validation.paths import Alternative, Path, Repeat, Step, inverted, join

_NIL = ox.NamedNode(RDF + "nil")
#: how many blank nodes are climbed from a node to the shape that an error names
_MOST_STEPS_UP = 10
_DEEPEST_PATH = 100
_REPEATS = (
    ("zeroOrMorePath", 0, True),
    ("oneOrMorePath", 1, True),
    ("zeroOrOnePath", 0, False),
)


class ShapesGraph:
    """A graph of shapes, asked for the properties of its nodes.

    Names of properties are local names of SHACL's namespace, or whole IRIs.

    Attributes:
        graph: The graph.
        trial: An empty graph, on which its queries are tried.
    """

    def __init__(self, graph: Graph, trial: Graph | None = None) -> None:
        self.graph = graph
        self.trial = MemoryGraph(()) if trial is None else trial

    def values(self, node: Term, name: str) -> list[Term]:
        """Return the values of a property, each once."""
        return self.graph.objects(node, _property(name))

    def value(self, node: Term, name: str) -> Term | None:
        """Return the value of a property that may stand once, None where it does not stand.

        Raises:
            ShapeError: The property has several values.
        """
        values = self.values(node, name)
        if len(values) > 1:
            raise self.wrong(
                node,
                in_language(
                    f"sh:{name} stands {len(values)} times; once is allowed",
                    f"sh:{name} está {len(values)} veces; se permite una",
                ),
            )
        return values[0] if values else None

    def iri(self, node: Term, name: str, value: Term) -> Node:
        """Return a value that must be an IRI.

        Raises:
            ShapeError: It is a literal or a blank node.
        """
        if not isinstance(value, ox.NamedNode):
            raise self.wrong(
                node,
                in_language(
                    f"sh:{name} takes an IRI, not {shown(value)}",
                    f"sh:{name} toma un IRI, no {shown(value)}",
                ),
            )
        return value

    def integer(self, node: Term, name: str, value: Term) -> int:
        """Return a value that must be an `xsd:integer`.

        Raises:
            ShapeError: It is anything else.
        """
        if (
            not isinstance(value, ox.Literal)
            or value.datatype.value != XSD + "integer"
            or (not value.value.lstrip("+-").isdigit())
        ):
            raise self.wrong(
                node,
                in_language(
                    f"sh:{name} takes an xsd:integer, not {shown(value)}",
                    f"sh:{name} toma un xsd:integer, no {shown(value)}",
                ),
            )
        return int(value.value)

    def boolean(self, node: Term, name: str, value: Term | None) -> bool:
        """Return a value that must be true or false; False where there is none.

        Raises:
            ShapeError: It is anything else.
        """
        if value is None:
            return False
        if not isinstance(value, ox.Literal) or value.value not in ("true", "false", "1", "0"):
            raise self.wrong(
                node,
                in_language(
                    f"sh:{name} takes true or false, not {shown(value)}",
                    f"sh:{name} toma true o false, no {shown(value)}",
                ),
            )
        return value.value in ("true", "1")

    def text(self, node: Term, name: str, value: Term) -> str:
        """Return the text of a value that must be a literal.

        Raises:
            ShapeError: It is an IRI or a blank node.
        """
        if not isinstance(value, ox.Literal):
            raise self.wrong(
                node,
                in_language(
                    f"sh:{name} takes a string, not {shown(value)}",
                    f"sh:{name} toma una cadena, no {shown(value)}",
                ),
            )
        return value.value

    def messages(self, node: Term) -> tuple[ox.Literal, ...]:
        """Return the literals among the values of `sh:message`."""
        return tuple(
            message for message in self.values(node, "message") if isinstance(message, ox.Literal)
        )

    def members(self, node: Term, name: str, head: Term) -> list[Term]:
        """Return the members of an RDF list.

        Args:
            node: The shape, which an error names.
            name: The property whose value the list is.
            head: The first node of the list.

        Raises:
            ShapeError: What stands there is no list, or a list that runs in a circle.
        """
        members: list[Term] = []
        seen: set[Term] = set()
        while head != _NIL:
            first = self.values(head, RDF + "first")
            rest = self.values(head, RDF + "rest")
            if len(first) != 1 or len(rest) != 1 or head in seen:
                raise self.wrong(
                    node,
                    in_language(
                        f"sh:{name} takes a list, ( … ), not {shown(head)}",
                        f"sh:{name} toma una lista, ( … ), no {shown(head)}",
                    ),
                )
            seen.add(head)
            members.append(first[0])
            head = rest[0]
        return members

    def path(self, node: Term, path: Term, above: tuple[Term, ...] = ()) -> Path:
        """Return the property path that a node of the graph describes.

        Args:
            node: The shape, which an error names.
            path: The value of `sh:path`: a property, a list, or a blank node.
            above: The nodes of the path that this one is part of.

        Raises:
            ShapeError: It describes no path, or several, or is part of itself.

        Source: SHACL, section 2.3.1.
        """
        if isinstance(path, ox.NamedNode) and path != _NIL:
            return Step(path)
        if path in above:
            raise self.wrong(
                node,
                in_language(
                    f"sh:path is part of itself, by {self._way_of(above[-1])}",
                    f"sh:path es parte de sí mismo, por {self._way_of(above[-1])}",
                ),
            )
        if len(above) >= _DEEPEST_PATH:
            raise self.wrong(
                node,
                in_language(
                    f"sh:path nests deeper than {_DEEPEST_PATH} paths",
                    f"sh:path anida más de {_DEEPEST_PATH} rutas",
                ),
            )
        above = (*above, path)
        if self.values(path, RDF + "first"):
            parts = [self.path(node, part, above) for part in self.members(node, "path", path)]
            if len(parts) < 2:
                raise self.wrong(
                    node,
                    in_language(
                        "a sequence path takes two parts or more",
                        "una ruta en secuencia toma dos partes o más",
                    ),
                )
            return join(*parts)
        paths: list[Path] = [
            inverted(self.path(node, value, above)) for value in self.values(path, "inversePath")
        ]
        for value in self.values(path, "alternativePath"):
            options = self.members(node, "alternativePath", value)
            if len(options) < 2:
                raise self.wrong(
                    node,
                    in_language(
                        "an alternative path takes two options or more",
                        "una ruta alternativa toma dos opciones o más",
                    ),
                )
            paths.append(Alternative(tuple(self.path(node, option, above) for option in options)))
        for name, least, many in _REPEATS:
            paths.extend(
                Repeat(self.path(node, value, above), least, many)
                for value in self.values(path, name)
            )
        if len(paths) != 1:
            raise self.wrong(
                node,
                in_language(
                    f"sh:path holds no path: {shown(path)}",
                    f"sh:path no contiene una ruta: {shown(path)}",
                ),
            )
        return paths[0]

    def _way_of(self, path: Term) -> str:
        """Return the property by which a path names its part."""
        names = ("inversePath", "alternativePath", *(name for name, _, _ in _REPEATS))
        return next((f"sh:{name}" for name in names if self.values(path, name)), "a list")

    def above(self, node: Term) -> Iterator[Term]:
        """Yield what a blank node stands in, from the inside outwards, up to an IRI."""
        for _ in range(_MOST_STEPS_UP):
            above = () if isinstance(node, ox.NamedNode) else self.graph.subjects(None, node)
            if not above:
                return
            node = above[0]
            yield node

    def wrong(self, node: Term, reason: str) -> ShapeError:
        """Return the error that names the shape, or the shape that a blank node belongs to."""
        for above in self.above(node):
            node = above
        named = node.value if isinstance(node, ox.NamedNode) else ""
        return ShapeError(
            in_language(f"shape {shown(node)}: {reason}", f"forma {shown(node)}: {reason}"), named
        )


@lru_cache(maxsize=512)
def _property(name: str) -> ox.NamedNode:
    return ox.NamedNode(name if ":" in name else SH + name)


def shown(term: Term) -> str:
    """Return a term as a message shows it."""
    if isinstance(term, ox.Literal):
        return f"«{term.value[:60]}»"
    return f"<{term.value}>" if isinstance(term, ox.NamedNode) else "[ … ]"
