"""What a shapes graph may have an engine execute.

`sh:sparql` of a shape that is compiled here is checked where it is compiled. What pySHACL gets is
the whole graph, of which it executes more: targets, functions, expressions, with prefixes that it
pastes before each query. So every query in the graph and every declaration of a prefix is checked
like a query of the command line, and what is no query and would be executed is refused by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from kg.errors import QueryError, ShapeError, in_language
from kg.rdf.namespaces import RDF_TYPE, SH
from kg.sparql import policy
from kg.sparql.prebinding import prologue
from kg.validation.data_graph import Term
from kg.validation.shapes_graph import ShapesGraph

#: properties whose value is a query that only reads
_QUERIES: Final = ("select", "ask")
#: properties that change data or run other languages
_REFUSED: Final = (
    *("construct", "update", "rule"),
    *("js", "jsFunctionName", "jsLibrary", "jsLibraryURL"),
)
_REFUSED_CLASSES: Final = (
    *("SPARQLConstructExecutable", "SPARQLUpdateExecutable", "SPARQLRule", "TripleRule"),
    *("JSConstraint", "JSExecutable", "JSFunction", "JSLibrary", "JSRule", "JSTarget"),
    *("JSTargetType", "JSValidator"),
)


def not_executed(source: ShapesGraph) -> Iterator[tuple[Term, ShapeError]]:
    """Yield what an engine of SHACL would execute in a graph and is not executed here.

    That is a node with the reason: a query or prefix that is not allowed, or what is no query.
    """
    for name in _REFUSED:
        for node in source.graph.ends(ox.NamedNode(SH + name), objects=False):
            reason = in_language(
                f"sh:{name} is not executed here; write it as sh:select",
                f"sh:{name} no se ejecuta aquí; escríbalo como sh:select",
            )
            yield node, source.wrong(node, reason)
    for name in _REFUSED_CLASSES:
        for node in source.graph.subjects(ox.NamedNode(RDF_TYPE), ox.NamedNode(SH + name)):
            reason = in_language(
                f"a sh:{name} is not executed here; write it as sh:select",
                f"un sh:{name} no se ejecuta aquí; escríbalo como sh:select",
            )
            yield node, source.wrong(node, reason)
    for name in _QUERIES:
        for node in source.graph.ends(ox.NamedNode(SH + name), objects=False):
            try:
                _check_queries(source, node, name)
            except ShapeError as error:
                yield node, error
    for node in source.graph.ends(ox.NamedNode(SH + "declare"), objects=True):
        try:
            check_prefix(source, node)
        except ShapeError as error:
            yield node, error


def _check_queries(source: ShapesGraph, node: Term, name: str) -> None:
    for value in source.values(node, name):
        try:
            policy.check(source.text(node, name, value))
        except QueryError as error:
            raise source.wrong(node, f"sh:{name}: {error}") from error


def check_prefix(source: ShapesGraph, node: Term) -> None:
    """Check one declaration of a prefix.

    Raises:
        ShapeError: The prefix with its namespace is more than that, to an engine of SPARQL.
    """
    for prefix in source.values(node, "prefix"):
        for namespace in source.values(node, "namespace"):
            try:
                prologue([(prefix.value, namespace.value)])
            except QueryError as error:
                raise source.wrong(node, f"sh:declare: {error}") from error
