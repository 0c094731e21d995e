"""Between the project's terms and Oxigraph's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

import pyoxigraph as ox

from kg.errors import QueryError, in_language
from kg.model import XSD_STRING, BNode, Iri, Literal, Quad, Term
from kg.rdf.namespaces import XSD

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
#: datatypes whose literals a store leaves as they are
_KEPT: Final = frozenset((XSD_STRING, XSD + "anyURI"))


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
        raise QueryError(
            in_language(
                f"not a valid RDF term: {term!r} ({error})",
                f"no es un término RDF válido: {term!r} ({error})",
            )
        ) from error


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
        QueryError: RDF 1.1 does not know it: a triple, or a text with its direction.
    """
    if isinstance(term, ox.NamedNode):
        return Iri(term.value)
    if isinstance(term, ox.Literal) and term.direction is None:
        return Literal(term.value, term.datatype.value, term.language or "")
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    raise QueryError(not_in_rdf_1_1(term))


def not_in_rdf_1_1(term: object) -> str:
    """Return what is wrong with a term that RDF 1.1 does not know."""
    return in_language(
        f"RDF 1.1 does not know {term}, a term of RDF 1.2; a statement about a statement needs a "
        "node of its own, and a text has no direction",
        f"RDF 1.1 no conoce {term}, un término de RDF 1.2; un enunciado sobre otro necesita un "
        "nodo propio, y un texto no lleva dirección",
    )


def as_stored(literals: Iterable[Literal]) -> dict[Term, Literal]:
    """Return literals that a store writes in another form, with that form: "4.0" becomes "4"."""
    typed = [
        literal
        for literal in literals
        if (literal.datatype.startswith(XSD) and literal.datatype not in _KEPT)
        or literal.language != literal.language.lower()
    ]
    if not typed:
        return {}
    store, predicate = ox.Store(), ox.NamedNode("urn:x")
    store.extend(
        ox.Quad(ox.NamedNode(f"urn:n:{number}"), predicate, to_ox(literal))
        for number, literal in enumerate(typed)
    )
    stored: dict[Term, Literal] = {}
    for quad in store:
        literal = typed[int(quad.subject.value[6:])]
        written = from_ox(quad.object)
        if written != literal:
            stored[literal] = written  # type: ignore[assignment]
    return stored


def nameless_graph() -> str:
    """Return what is wrong with a graph that is named by a blank node."""
    return in_language(
        "a graph named by a blank node has no name outside its file; give it an IRI",
        "un grafo nombrado por un nodo en blanco no tiene nombre fuera de su archivo; dele un IRI",
    )


def quad_to_ox(quad: Quad) -> ox.Quad:
    """Return Oxigraph's form of a quad."""
    graph = ox.DefaultGraph() if quad.graph is None else ox.NamedNode(quad.graph.value)
    return ox.Quad(
        to_ox(quad.subject),  # type: ignore[arg-type]
        to_ox(quad.predicate),  # type: ignore[arg-type]
        to_ox(quad.object),
        graph,
    )


def quads_to_ox(quads: Iterable[Quad]) -> list[ox.Quad]:
    """Return Oxigraph's form of many quads; each term of theirs is made once."""
    terms = _Made()
    make = ox.Quad
    read: list[ox.Quad] = []
    for subject, predicate, value, graph in quads:
        if type(subject) is BNode or type(value) is BNode:  # to a dictionary equal to an IRI
            read.append(quad_to_ox(Quad(subject, predicate, value, graph)))
        else:
            read.append(make(terms[subject], terms[predicate], terms[value], terms[graph]))
    return read


class _Made(dict[Term | None, Any]):
    """Terms of Oxigraph, each made when it is first asked for."""

    def __missing__(self, term: Term | None) -> Any:
        converted = self[term] = ox.DefaultGraph() if term is None else to_ox(term)
        return converted


def quad_from_ox(quad: ox.Quad) -> Quad:
    """Return the project's form of an Oxigraph quad.

    Raises:
        QueryError: It has a term that RDF 1.1 does not know, or its graph is a blank node.
    """
    graph = quad.graph_name
    if isinstance(graph, ox.BlankNode):
        raise QueryError(nameless_graph())
    return Quad(
        from_ox(quad.subject),  # type: ignore[arg-type]
        from_ox(quad.predicate),  # type: ignore[arg-type]
        from_ox(quad.object),
        Iri(graph.value) if isinstance(graph, ox.NamedNode) else None,
    )
