"""From the parameters of a shape (sh:minCount …) to constraints of SHACL Core."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.rdf.namespaces import SH
from kg.validation import constraints as core
from kg.validation.constraints import Constraint
from kg.validation.graph import Node, Term
from kg.validation.literals import Pattern
from kg.validation.shapes import Shape, shown

if TYPE_CHECKING:
    from kg.validation.compiler import Compiler

_Maker = Callable[["Compiler", Term, Term], Iterator[Constraint]]

_KINDS: dict[str, frozenset[type]] = {
    "IRI": frozenset([ox.NamedNode]),
    "BlankNode": frozenset([ox.BlankNode]),
    "Literal": frozenset([ox.Literal]),
    "BlankNodeOrIRI": frozenset([ox.BlankNode, ox.NamedNode]),
    "BlankNodeOrLiteral": frozenset([ox.BlankNode, ox.Literal]),
    "IRIOrLiteral": frozenset([ox.NamedNode, ox.Literal]),
}


def _of_kind(compiler: Compiler, node: Term, value: Term) -> Iterator[Constraint]:
    kind = _KINDS.get(value.value.removeprefix(SH)) if isinstance(value, ox.NamedNode) else None
    if kind is None:
        raise compiler.wrong(node, f"sh:nodeKind takes one of {', '.join(_KINDS)}")
    yield core.OfKind(kind)


def _bound(which: str) -> _Maker:
    def make(compiler: Compiler, node: Term, value: Term) -> Iterator[Constraint]:
        if not isinstance(value, ox.Literal):
            raise compiler.wrong(node, f"sh:{which} takes a literal, not {shown(value)}")
        yield core.Bound(which, value)

    return make


def _matches(compiler: Compiler, node: Term, value: Term) -> Iterator[Constraint]:
    flags = compiler.value(node, "flags")
    pattern = compiler.text(node, "pattern", value)
    try:
        compiled = Pattern(pattern, compiler.text(node, "flags", flags) if flags else "")
        compiled.found("")
    except (ValueError, re.error) as error:
        raise compiler.wrong(node, f"sh:pattern is no regular expression: {error}") from error
    yield core.Matches(compiled)


def _languages(compiler: Compiler, node: Term, value: Term) -> Iterator[Constraint]:
    yield core.LanguageIn(
        tuple(
            compiler.text(node, "languageIn", member)
            for member in compiler.members(node, "languageIn", value)
        )
    )


def _unique_lang(compiler: Compiler, node: Term, value: Term) -> Iterator[Constraint]:
    # SHACL §4.4.5 counts `true` only, not "1"
    if compiler.boolean(node, "uniqueLang", value) and value.value == "true":
        yield core.UniqueLang()


def _less_than(*, or_equal: bool) -> _Maker:
    def make(compiler: Compiler, node: Term, value: Term) -> Iterator[Constraint]:
        yield core.LessThan(compiler.iri(node, "lessThan", value), or_equal)

    return make


def _logical(which: str) -> _Maker:
    def make(compiler: Compiler, node: Term, value: Term) -> Iterator[Constraint]:
        members = [value] if which == "Not" else compiler.members(node, which.lower(), value)
        yield core.Logical(which, tuple(compiler.shape(member) for member in members))

    return make


def _qualified(compiler: Compiler, node: Term, value: Term) -> Iterator[Constraint]:
    siblings: list[Shape] = []
    shape = compiler.shape(value)
    least = compiler.value(node, "qualifiedMinCount")
    most = compiler.value(node, "qualifiedMaxCount")
    if least is not None:
        count = compiler.integer(node, "qualifiedMinCount", least)
        yield core.Qualified(shape, count, None, siblings, "Min")
    if most is not None:
        count = compiler.integer(node, "qualifiedMaxCount", most)
        yield core.Qualified(shape, None, count, siblings, "Max")
    if least is None and most is None:
        raise compiler.wrong(
            node, "sh:qualifiedValueShape needs sh:qualifiedMinCount or sh:qualifiedMaxCount"
        )


def _closed(compiler: Compiler, node: Term, value: Term) -> Iterator[Constraint]:
    if not compiler.boolean(node, "closed", value):
        return
    allowed = {
        path
        for nested in compiler.values(node, "property")
        for path in compiler.values(nested, "path")
        if isinstance(path, ox.NamedNode)
    }
    ignored = compiler.value(node, "ignoredProperties")
    if ignored is not None:
        allowed.update(
            compiler.iri(node, "ignoredProperties", member)
            for member in compiler.members(node, "ignoredProperties", ignored)
        )
    yield core.Closed(frozenset(allowed))


def _one_of(compiler: Compiler, node: Term, value: Term) -> Iterator[Constraint]:
    yield core.OneOf(frozenset(compiler.members(node, "in", value)))


def _of_class(compiler: Compiler, node: Term, value: Term) -> Iterator[Constraint]:
    yield core.OfClass(compiler.iri(node, "class", value))


def _of_datatype(compiler: Compiler, node: Term, value: Term) -> Iterator[Constraint]:
    yield core.OfDatatype(compiler.iri(node, "datatype", value))


def _counted(name: str, make: Callable[[int], Constraint]) -> _Maker:
    def made(compiler: Compiler, node: Term, value: Term) -> Iterator[Constraint]:
        yield make(compiler.integer(node, name, value))

    return made


def _paired(name: str, make: Callable[[Node], Constraint]) -> _Maker:
    def made(compiler: Compiler, node: Term, value: Term) -> Iterator[Constraint]:
        yield make(compiler.iri(node, name, value))

    return made


def _conforms(compiler: Compiler, node: Term, value: Term) -> Iterator[Constraint]:
    yield core.Conforms(compiler.shape(value))


def _has_value(compiler: Compiler, node: Term, value: Term) -> Iterator[Constraint]:
    yield core.HasValue(value)


MAKERS: dict[str, _Maker] = {
    "class": _of_class,
    "datatype": _of_datatype,
    "nodeKind": _of_kind,
    "minCount": _counted("minCount", core.MinCount),
    "maxCount": _counted("maxCount", core.MaxCount),
    **{
        which: _bound(which)
        for which in ("minExclusive", "minInclusive", "maxExclusive", "maxInclusive")
    },
    "minLength": _counted("minLength", core.MinLength),
    "maxLength": _counted("maxLength", core.MaxLength),
    "pattern": _matches,
    "languageIn": _languages,
    "uniqueLang": _unique_lang,
    "equals": _paired("equals", core.EqualTo),
    "disjoint": _paired("disjoint", core.DisjointWith),
    "lessThan": _less_than(or_equal=False),
    "lessThanOrEquals": _less_than(or_equal=True),
    "not": _logical("Not"),
    "and": _logical("And"),
    "or": _logical("Or"),
    "xone": _logical("Xone"),
    "node": _conforms,
    "qualifiedValueShape": _qualified,
    "closed": _closed,
    "hasValue": _has_value,
    "in": _one_of,
}
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
