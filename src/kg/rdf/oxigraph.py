"""Between the project's terms and Oxigraph's."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from kg.errors import QueryError
from kg.model import BNode, Iri, Literal, Quad, Term

OxTerm = ox.NamedNode | ox.BlankNode | ox.Literal

#: name in `kg.formats.GRAPHS` → Oxigraph's form of the syntax
SYNTAXES: Final[Mapping[str, ox.RdfFormat]] = MappingProxyType(
    {
        "turtle": ox.RdfFormat.TURTLE,
        "ntriples": ox.RdfFormat.N_TRIPLES,
        "rdfxml": ox.RdfFormat.RDF_XML,
        "jsonld": ox.RdfFormat.JSON_LD,
        "trig": ox.RdfFormat.TRIG,
        "nquads": ox.RdfFormat.N_QUADS,
        "n3": ox.RdfFormat.N3,
    }
)


def to_ox(term: Term) -> OxTerm:
    """Return Oxigraph's form of a term.

    Raises:
        QueryError: The IRI, the language tag or the label of the blank node is none.
    """
    try:
        if isinstance(term, Iri):
            return ox.NamedNode(term.value)
        if isinstance(term, BNode):
            return ox.BlankNode(term.value)
        if term.language:
            return ox.Literal(term.value, language=term.language)
        return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype))
    except ValueError as error:
        raise QueryError(f"not a valid RDF term: {term!r} ({error})") from error


def is_iri(text: str) -> bool:
    """Return whether a text can be the IRI of a term, as the engine has it."""
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def from_ox(term: object) -> Term:
    """Return the project's form of an Oxigraph term.

    Raises:
        QueryError: The term is a quoted triple.
    """
    if isinstance(term, ox.NamedNode):
        return Iri(term.value)
    if isinstance(term, ox.Literal):
        return Literal(term.value, term.datatype.value, term.language or "")
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    raise QueryError(f"a term that RDF 1.1 does not know: {term}")


def quad_to_ox(quad: Quad) -> ox.Quad:
    """Return Oxigraph's form of a quad."""
    graph = ox.DefaultGraph() if quad.graph is None else ox.NamedNode(quad.graph.value)
    return ox.Quad(
        to_ox(quad.subject),  # type: ignore[arg-type]
        to_ox(quad.predicate),  # type: ignore[arg-type]
        to_ox(quad.object),
        graph,
    )


def quad_from_ox(quad: ox.Quad) -> Quad:
    """Return the project's form of an Oxigraph quad."""
    graph = quad.graph_name
    return Quad(
        from_ox(quad.subject),  # type: ignore[arg-type]
        from_ox(quad.predicate),  # type: ignore[arg-type]
        from_ox(quad.object),
        Iri(graph.value) if isinstance(graph, ox.NamedNode) else None,
    )
