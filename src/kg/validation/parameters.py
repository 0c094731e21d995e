"""From the parameters of a shape (sh:minCount …) to constraints of SHACL Core."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from kg.errors import ShapeError, in_language
from kg.rdf.namespaces import SH
from kg.validation import constraints as core
from kg.validation.data_graph import Node, Term
from kg.validation.literals import Pattern
from kg.validation.shapes import Constraint, Shape
from kg.validation.shapes_graph import ShapesGraph, shown


class Parameter(NamedTuple):
    """One value of one parameter at a shape, such as `sh:minCount 1`.

    Attributes:
        source: The graph that the shape stands in.
        node: The shape.
        name: The local name of the parameter.
        value: Its value.
        compile_shape: Returns the compiled shape of a node, for parameters that refer to one.
    """

    source: ShapesGraph
    node: Term
    name: str
    value: Term
    compile_shape: Callable[[Term], Shape]

    def iri(self) -> Node:
        """Return the value, which must be an IRI."""
        return self.source.iri(self.node, self.name, self.value)

    def integer(self) -> int:
        """Return the value, which must be an integer."""
        return self.source.integer(self.node, self.name, self.value)

    def boolean(self) -> bool:
        """Return the value, which must be true or false."""
        return self.source.boolean(self.node, self.name, self.value)

    def text(self) -> str:
        """Return the value, which must be a literal."""
        return self.source.text(self.node, self.name, self.value)

    def members(self) -> list[Term]:
        """Return the members of the value, which must be a list."""
        return self.source.members(self.node, self.name, self.value)

    def other(self, name: str) -> Term | None:
        """Return the value of another parameter of the same shape."""
        return self.source.value(self.node, name)

    def wrong(self, reason: str) -> ShapeError:
        """Return the error that names the shape."""
        return self.source.wrong(self.node, reason)


_Maker = Callable[[Parameter], Iterator[Constraint]]

_KINDS: dict[str, frozenset[type]] = {
    "IRI": frozenset([ox.NamedNode]),
    "BlankNode": frozenset([ox.BlankNode]),
    "Literal": frozenset([ox.Literal]),
    "BlankNodeOrIRI": frozenset([ox.BlankNode, ox.NamedNode]),
    "BlankNodeOrLiteral": frozenset([ox.BlankNode, ox.Literal]),
    "IRIOrLiteral": frozenset([ox.NamedNode, ox.Literal]),
}


def _class(parameter: Parameter) -> Iterator[Constraint]:
    yield core.OfClass(parameter.iri())


def _datatype(parameter: Parameter) -> Iterator[Constraint]:
    yield core.OfDatatype(parameter.iri())


def _node_kind(parameter: Parameter) -> Iterator[Constraint]:
    value = parameter.value
    kind = _KINDS.get(value.value.removeprefix(SH)) if isinstance(value, ox.NamedNode) else None
    if kind is None:
        raise parameter.wrong(
            in_language(
                f"sh:nodeKind takes one of {', '.join(_KINDS)}",
                f"sh:nodeKind toma uno de {', '.join(_KINDS)}",
            )
        )
    yield core.OfKind(kind)


def _min_count(parameter: Parameter) -> Iterator[Constraint]:
    yield core.MinCount(parameter.integer())


def _max_count(parameter: Parameter) -> Iterator[Constraint]:
    yield core.MaxCount(parameter.integer())


def _bound(parameter: Parameter) -> Iterator[Constraint]:
    if not isinstance(parameter.value, ox.Literal):
        raise parameter.wrong(
            in_language(
                f"sh:{parameter.name} takes a literal, not {shown(parameter.value)}",
                f"sh:{parameter.name} toma un literal, no {shown(parameter.value)}",
            )
        )
    yield core.Bound(parameter.name, parameter.value)


def _min_length(parameter: Parameter) -> Iterator[Constraint]:
    yield core.MinLength(parameter.integer())


def _max_length(parameter: Parameter) -> Iterator[Constraint]:
    yield core.MaxLength(parameter.integer())


def _pattern(parameter: Parameter) -> Iterator[Constraint]:
    flags = parameter.other("flags")
    expression = parameter.text()
    try:
        pattern = Pattern(
            expression, parameter.source.text(parameter.node, "flags", flags) if flags else ""
        )
    except ValueError as error:
        raise parameter.wrong(
            in_language(
                f"sh:pattern is no regular expression: {error}",
                f"sh:pattern no es una expresión regular: {error}",
            )
        ) from error
    yield core.Matches(pattern)


def _language_in(parameter: Parameter) -> Iterator[Constraint]:
    yield core.LanguageIn(
        tuple(
            parameter.source.text(parameter.node, "languageIn", member)
            for member in parameter.members()
        )
    )


def _unique_lang(parameter: Parameter) -> Iterator[Constraint]:
    # SHACL §4.4.5 counts `true` only, not "1"
    if parameter.boolean() and parameter.value.value == "true":
        yield core.UniqueLang()


def _equals(parameter: Parameter) -> Iterator[Constraint]:
    yield core.EqualTo(parameter.iri())


def _disjoint(parameter: Parameter) -> Iterator[Constraint]:
    yield core.DisjointWith(parameter.iri())


def _less_than(parameter: Parameter) -> Iterator[Constraint]:
    yield core.LessThan(parameter.iri(), or_equal=parameter.name == "lessThanOrEquals")


def _not(parameter: Parameter) -> Iterator[Constraint]:
    yield core.Logical("Not", (parameter.compile_shape(parameter.value),))


def _combination(parameter: Parameter) -> Iterator[Constraint]:
    members = tuple(parameter.compile_shape(member) for member in parameter.members())
    yield core.Logical(parameter.name.capitalize(), members)


def _node(parameter: Parameter) -> Iterator[Constraint]:
    yield core.Conforms(parameter.compile_shape(parameter.value))


def _qualified(parameter: Parameter) -> Iterator[Constraint]:
    siblings: list[Shape] = []
    shape = parameter.compile_shape(parameter.value)
    least = parameter.other("qualifiedMinCount")
    most = parameter.other("qualifiedMaxCount")
    if least is None and most is None:
        raise parameter.wrong(
            in_language(
                "sh:qualifiedValueShape needs sh:qualifiedMinCount or sh:qualifiedMaxCount",
                "sh:qualifiedValueShape necesita sh:qualifiedMinCount o sh:qualifiedMaxCount",
            )
        )
    integer = parameter.source.integer
    if least is not None:
        count = integer(parameter.node, "qualifiedMinCount", least)
        yield core.Qualified(shape, count, None, siblings)
    if most is not None:
        count = integer(parameter.node, "qualifiedMaxCount", most)
        yield core.Qualified(shape, None, count, siblings)


def _closed(parameter: Parameter) -> Iterator[Constraint]:
    if not parameter.boolean():
        return
    source, node = parameter.source, parameter.node
    allowed = {
        path
        for nested in source.values(node, "property")
        for path in source.values(nested, "path")
        if isinstance(path, ox.NamedNode)
    }
    ignored = parameter.other("ignoredProperties")
    if ignored is not None:
        allowed.update(
            source.iri(node, "ignoredProperties", member)
            for member in source.members(node, "ignoredProperties", ignored)
        )
    yield core.Closed(frozenset(allowed))


def _has_value(parameter: Parameter) -> Iterator[Constraint]:
    yield core.HasValue(parameter.value)


def _in(parameter: Parameter) -> Iterator[Constraint]:
    yield core.OneOf(frozenset(parameter.members()))


#: parameter → what makes constraints of it, in the order in which results are found
MAKERS: dict[str, _Maker] = {
    "class": _class,
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "minCount": _min_count,
    "maxCount": _max_count,
    "minExclusive": _bound,
    "minInclusive": _bound,
    "maxExclusive": _bound,
    "maxInclusive": _bound,
    "minLength": _min_length,
    "maxLength": _max_length,
    "pattern": _pattern,
    "languageIn": _language_in,
    "uniqueLang": _unique_lang,
    "equals": _equals,
    "disjoint": _disjoint,
    "lessThan": _less_than,
    "lessThanOrEquals": _less_than,
    "not": _not,
    "and": _combination,
    "or": _combination,
    "xone": _combination,
    "node": _node,
    "qualifiedValueShape": _qualified,
    "closed": _closed,
    "hasValue": _has_value,
    "in": _in,
}
#: parameters that a shape may have once
ONCE = frozenset(
    [
        "datatype",
        "nodeKind",
        "minCount",
        "maxCount",
        "minExclusive",
        "minInclusive",
        "maxExclusive",
        "maxInclusive",
        "minLength",
        "maxLength",
        "languageIn",
        "uniqueLang",
        "qualifiedValueShape",
        "closed",
        "in",
    ]
)
#: parameters that only property shapes may have
NEED_PATH = frozenset(
    [
        "minCount",
        "maxCount",
        "uniqueLang",
        "lessThan",
        "lessThanOrEquals",
        "qualifiedValueShape",
    ]
)
